package setup_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen/setup"
	"stockbridge/ui/theme"
)

// TestPictures draws every step in both appearances. Set STOCKBRIDGE_PICTURES to a folder to keep the pictures.
func TestPictures(t *testing.T) {
	type picture struct {
		name   string
		change func(*desk)
		store  commerce.StoreID
		steps  []string // buttons to press
	}
	pictures := []picture{
		{"wizard-1-account", func(d *desk) { d.account = setup.Account{} }, 0, []string{"Connect Brightpearl"}},
		{"wizard-2-shop", func(d *desk) { d.store.ID = 0 }, 0, nil},
		{"wizard-1-again", func(d *desk) { d.account.OAuth = true }, 0, []string{"Back"}},
		{"wizard-1-consent", func(d *desk) {
			d.account = setup.Account{OAuth: true, Code: "hollinswray", ClientID: "stockbridge-app"}
		}, 0, []string{"Connect Brightpearl"}},
		{"wizard-1-oauth", func(d *desk) { d.account = setup.Account{OAuth: true} }, 0, nil},
		{"wizard-2-consent", func(d *desk) { d.store.ID = 0 }, 0, []string{"fill", "Connect the store"}},
		{"wizard-2-waiting", func(d *desk) { d.store.ID = 0 }, 0, []string{"fill", "Connect the store", "keep", "Open EKM's sign-in page"}},
		{"wizard-2-port", func(d *desk) {
			d.store.ID = 0
			d.refuse = &fault.Error{Kind: fault.NeedsPerson, Code: "SB-SIG-003", Text: "port 17830 of this computer is in use, so the browser could not come back; close the other program (perhaps a second Stockbridge that is signing in), or set another redirect port here and in the app's registration"}
		}, 0, []string{"fill", "Connect the store", "Open EKM's sign-in page"}},
		{"wizard-2-paste", func(d *desk) {
			d.store.ID = 0
			d.refuse = &fault.Error{Kind: fault.NeedsPerson, Code: "SB-SIG-003", Text: "port 17830 is in use"}
		}, 0, []string{"fill", "Connect the store", "Open EKM's sign-in page", "keep", "Sign in by pasting"}},
		{"wizard-2-token", func(d *desk) { d.store.State, d.store.AuthKind = commerce.StoreSignIn, "token" }, 3, nil},
		{"wizard-2-again", func(d *desk) {
			d.store.State = commerce.StoreSignIn
			d.apps = []setup.App{{ClientID: "stockbridge", BaseURL: "https://api.ekm.net", Store: "Muddy Paws"}}
		}, 3, nil},
		{"wizard-2-done", func(d *desk) { d.store.Settings = fresh() }, 3, []string{"Back"}},
		{"wizard-3-money", func(d *desk) { d.store.Settings = fresh() }, 3, nil},
		{"wizard-3-faults", func(d *desk) {
			d.store.Settings = fresh()
			d.proposals = []setup.Change{{Key: "price_list_id", Value: "4"}, {Key: "tax_code_taxable", Value: "T20"}, {Key: "payment_method", Value: "BACS"}}
		}, 3, []string{"Save and go on"}},
		{"wizard-4-orders", func(d *desk) { d.store.Settings.OrderStatusID = 0 }, 3, nil},
		{"wizard-5-stock", func(d *desk) { d.store.Settings.Warehouses = nil }, 3, nil},
		{"wizard-6-shipments", func(d *desk) {}, 3, []string{"Back", "Back"}},
		{"wizard-6-tested", func(d *desk) { d.store.Settings.ShippingTied, d.store.Settings.ShippingSystem = true, "Click & Drop" }, 3, []string{"Back", "Back", "number", "Run the test", "end"}},
		{"wizard-6-mailed", func(d *desk) {
			d.steps[2] = view.CanaryStep{Call: "status", After: true, Text: "The status is Dispatched, and EKM marked the order as mailed by it."}
		}, 3, []string{"Back", "Back", "number", "Run the test", "Yes, one came", "end"}},
		{"wizard-4-coming", func(d *desk) { d.store.Settings.OrderStatusID = 0 }, 3, nil},
		{"wizard-5-preview", func(d *desk) {}, 3, []string{"Back", "Back", "Back", "Preview the first push"}},
		{"wizard-7-skus", func(d *desk) { d.memory = map[string]string{} }, 3, []string{"Go on"}},
		{"wizard-7-reading", func(d *desk) {
			d.matches.Readings = []view.CatalogueProgress{{What: "EKM listings", Store: 3, Done: 3200, Total: 10000, Left: 3 * time.Minute}, {What: "Brightpearl products", Done: 4100}}
		}, 3, []string{"Back", "Export unmatched for Brightpearl's importer"}},
		{"wizard-8-before", func(d *desk) {}, 3, nil},
		{"wizard-8-running", func(d *desk) {}, 3, []string{"Run it now", "keep while trying", "Run again"}},
		{"wizard-8-dry-run", func(d *desk) {}, 3, []string{"Run it now"}},
		{"wizard-9-live", func(d *desk) {}, 3, []string{"Skip for now"}},
		{"wizard-9-problem", func(d *desk) {
			d.checks[4] = setup.Check{Key: "currency", Title: "Currency", Result: "problem", Text: "The shop counts in GBP, the price list Retail EUR in EUR.", Fix: "Choose a price list in GBP."}
		}, 3, []string{"Skip for now"}},
		{"wizard-9-shadow", func(d *desk) {}, 3, []string{"Skip for now", "Start the shadow"}},
		{"wizard-9-done", func(d *desk) {}, 3, []string{"Skip for now", "Go live with all three"}},
		{"wizard-3-no-channel", func(d *desk) {
			d.store.Settings = fresh()
			d.choices.Channels = d.choices.Channels[:1]
		}, 3, nil},
	}
	for _, p := range pictures {
		for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			t.Run(p.name+"-"+name, func(t *testing.T) {
				d := newDesk()
				p.change(d)
				win := draw(t, d, mode, p.store, 1072, 720)
				kept := false
				for _, label := range p.steps {
					switch label {
					case "fill":
						fillShop(win)
					case "number":
						fields := entries(win)
						fields[len(fields)-1].SetText("1042")
					case "end":
						scrolls := find[*kit.Scroll](win)
						scrolls[len(scrolls)-1].ScrollToBottom()
					case "keep while trying":
						d.trying = func(progress func(done, total int)) {
							progress(6, 20)
							keep(t, p.name+"-"+name, win)
						}
						kept = true
					case "keep": // what is shown while the browser has the word
						d.waiting = func(*signIn) { keep(t, p.name+"-"+name, win) }
						d.refuse, kept = nil, true
					default:
						press(t, win, label)
					}
				}
				if !kept {
					keep(t, p.name+"-"+name, win)
				}
			})
		}
	}
	t.Run("wide", func(t *testing.T) {
		win := draw(t, newDesk(), theme.AlwaysDark, 3, 1712, 1000)
		press(t, win, "Run it now")
		keep(t, "wizard-8-dry-run-wide", win)
		press(t, win, "Go on to go-live")
		press(t, win, "Start the shadow")
		keep(t, "wizard-9-shadow-wide", win)
		win = draw(t, newDesk(), theme.AlwaysLight, 3, 1712, 1000)
		press(t, win, "Back")
		press(t, win, "Back")
		keep(t, "wizard-6-shipments-wide", win)
		d2 := newDesk()
		d2.store.ID = 0
		win = draw(t, d2, theme.AlwaysDark, 0, 1712, 1000)
		fillShop(win)
		press(t, win, "Connect the store")
		keep(t, "wizard-2-consent-wide", win)
		d := newDesk()
		d.store.Settings = fresh()
		keep(t, "wizard-3-money-wide", draw(t, d, theme.AlwaysDark, 3, 1712, 1000))
	})
}

func draw(t *testing.T, d *desk, mode theme.Mode, store commerce.StoreID, width, height float32) fyne.Window {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	n := &nav{}
	w := setup.New(setup.Options{Feed: live.Inline(), Permissions: permissions, AccountUses: uses, Actions: d, Trials: d, Files: d, Memory: d, Nav: n, Now: func() time.Time { return now }})
	win := test.NewTempWindow(t, kit.Fill(theme.Surface, w.Content()))
	win.SetPadded(false)
	win.Resize(fyne.NewSize(width, height))
	w.Open(store, "", func() {})
	if got := win.Canvas().Size(); got.Width > width || got.Height > height {
		t.Errorf("the page needs %v", got)
	}
	return win
}
