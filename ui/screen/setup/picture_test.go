package setup_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
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
		{"wizard-2-done", func(d *desk) { d.store.Settings = fresh() }, 3, []string{"Back"}},
		{"wizard-3-money", func(d *desk) { d.store.Settings = fresh() }, 3, nil},
		{"wizard-3-faults", func(d *desk) {
			d.store.Settings = fresh()
			d.proposals = []setup.Change{{Key: "price_list_id", Value: "4"}, {Key: "tax_code_taxable", Value: "T20"}, {Key: "payment_method", Value: "BACS"}}
		}, 3, []string{"Save and go on"}},
		{"wizard-4-orders", func(d *desk) { d.store.Settings.OrderStatusID = 0 }, 3, nil},
		{"wizard-5-stock", func(d *desk) { d.store.Settings.Warehouses = nil }, 3, nil},
		{"wizard-6-shipments", func(d *desk) {}, 3, []string{"Back"}},
		{"wizard-7-checks", func(d *desk) {}, 3, nil},
		{"wizard-8-live", func(d *desk) {}, 3, []string{"Go on to go-live"}},
	}
	for _, p := range pictures {
		for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			t.Run(p.name+"-"+name, func(t *testing.T) {
				d := newDesk()
				p.change(d)
				win := draw(t, d, mode, p.store, 1072, 720)
				for _, label := range p.steps {
					press(t, win, label)
				}
				keep(t, p.name+"-"+name, win)
			})
		}
	}
	t.Run("waiting", func(t *testing.T) {
		d := newDesk()
		d.store.ID = 0
		win := draw(t, d, theme.AlwaysLight, 0, 1072, 720)
		d.waiting = func(*signIn) { keep(t, "wizard-2-waiting-light", win) }
		fields := entries(win)
		fields[0].SetText("Muddy Paws")
		fields[1].SetText("client-key")
		fields[2].SetText("client-secret")
		press(t, win, "Connect the store")
	})
	t.Run("wide", func(t *testing.T) {
		d := newDesk()
		d.store.Settings = fresh()
		keep(t, "wizard-3-money-wide", draw(t, d, theme.AlwaysDark, 3, 1712, 1000))
	})
}

func draw(t *testing.T, d *desk, mode theme.Mode, store commerce.StoreID, width, height float32) fyne.Window {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	n := &nav{}
	w := setup.New(setup.Options{Feed: live.Inline(), Actions: d, Nav: n, Now: func() time.Time { return now }})
	win := test.NewTempWindow(t, kit.Fill(theme.Surface, w.Content()))
	win.SetPadded(false)
	win.Resize(fyne.NewSize(width, height))
	w.Open(store, "", func() {})
	if got := win.Canvas().Size(); got.Width > width || got.Height > height {
		t.Errorf("the page needs %v", got)
	}
	return win
}
