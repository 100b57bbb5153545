package setup_test

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/screen/setup"
	"stockbridge/ui/theme"
)

// stored are the words of the made-up merchant that no language changes.
var stored = []string{"Muddy Paws Ltd", "Muddy Paws", "muddypaws.example", "muddypaws", "hollinswray_stockbridge", "hollinswray", "Potting Shed", "EKM Muddy Paws", "Trade counter", "Retail GBP", "Retail EUR",
	"Main", "Unit 4", "Returns", "T20", "T5", "T0", "standard", "reduced", "zero rated", "Stripe card", "1201 Stripe GBP", "STRIPE", "New web order", "GBP", "EUR", "Standard rate", "Reduced rate", "Zero rate, printed books",
	"Royal Mail Tracked 48", "Pending", "Processing", "Dispatched", "Part dispatched", "Complete", "Failed", "Refunded", "https", "http", "api.ekm.net", "euw1", "use1", "brightpearlconnect.com", "localhost", "oauth/callback", "code",
	"KIT-", "Cast iron casserole, blue", "Enamel mug, white", "Bread bin", "Garden twine, 200 m", "Seed tray", "Bird feeder", "Watering can, 5 l", "Trowel", "Stockbridge", "SB-NET-001", "Downloads/New products for Brightpearl.xlsx",
	"EKM", "Garden", "stockbridge", "Brightpearl", "the remote system could not be reached or did not answer properly. Nothing is lost; the work goes on by itself.", "Check the internet connection. Nothing else is needed.", "Click & Drop", "client-key", "stockbridge-app", "4 Nov 2026 15:00",
	"On", "Off"} // a switch's own word

// marked opens the wizard in a window in which every translated word has signs around it, or in another language.
func marked(t *testing.T, d *desk, store commerce.StoreID, at string) *screentest.Window {
	t.Helper()
	w := screentest.New(t, theme.AlwaysLight)
	wizard := setup.New(setup.Options{Feed: w.Feed, Permissions: permissions, AccountUses: uses, Actions: d, Trials: d, Files: d, Memory: d, Nav: w, Now: func() time.Time { return now }})
	w.Fill(t, wizard.Content())
	wizard.Open(store, at, func() {})
	return w
}

func TestEveryWordIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	scopes := stored
	for _, p := range permissions {
		scopes = append(scopes, p.Scope)
	}
	walk := func(name string, change func(*desk), store commerce.StoreID, at string, buttons ...string) {
		t.Run(name, func(t *testing.T) {
			d := newDesk()
			change(d)
			w := marked(t, d, store, at)
			w.Untranslated(t, scopes...)
			for _, label := range buttons {
				switch label {
				case "fill":
					fillShop(w.Window)
				case "number":
					fields := entries(w.Window)
					fields[len(fields)-1].SetText("1042")
				default:
					press(t, w.Window, label)
				}
				w.Untranslated(t, scopes...)
			}
		})
	}
	as := func(*desk) {}
	walk("account", func(d *desk) { d.account = setup.Account{} }, 0, "", "Connect Brightpearl")
	walk("account by sign-in", func(d *desk) {
		d.account = setup.Account{OAuth: true, Code: "hollinswray", ClientID: "stockbridge-app"}
	}, 0, "", "Connect Brightpearl")
	walk("shop", func(d *desk) { d.store.ID = 0 }, 0, "", "Connect the store", "fill", "Connect the store")
	walk("port", func(d *desk) {
		d.store.ID = 0
		d.refuse = &fault.Error{Kind: fault.Offline, Remote: "ekm"}
	}, 0, "", "fill", "Connect the store", "Open EKM's sign-in page")
	walk("shop again", func(d *desk) { d.store.State, d.store.AuthKind = commerce.StoreSignIn, "token" }, 3, "")
	walk("money", func(d *desk) { d.store.Settings, d.proposals = fresh(), nil }, 3, "", "Save and go on")
	walk("no channel", func(d *desk) { d.store.Settings, d.choices.Channels = fresh(), d.choices.Channels[:1] }, 3, "")
	walk("orders", func(d *desk) { d.store.Settings.OrderStatusID, d.proposals = 0, nil }, 3, "", "Save and go on")
	walk("from dry run back to stock", as, 3, "", "Back", "Back", "number", "Run the test", "Yes, one came", "Back", "Preview the first push")
	walk("duplicates", func(d *desk) { d.memory = map[string]string{} }, 3, "", "Go on", "Export unmatched for Brightpearl's importer")
	walk("readings", func(d *desk) {
		d.matches.Readings = []view.CatalogueProgress{{What: "EKM listings", Store: 3, Done: 3200, Total: 10000, Left: 3 * time.Minute}, {What: "Brightpearl products", Done: 4100}}
	}, 3, "", "Back")
	walk("dry run", as, 3, "", "Run it now", "Go on to go-live")
	walk("shadow", as, 3, "", "Skip for now", "Start the shadow", "Go live with 2 switches")
	walk("unreadable", func(d *desk) { d.refuse = &fault.Error{Kind: fault.Offline, Remote: "ekm"} }, 3, "", "Run it now")
}

func TestDrawGerman(t *testing.T) {
	screentest.Speak(t, "de")
	draw := func(name string, change func(*desk), store commerce.StoreID, buttons ...string) {
		t.Run(name, func(t *testing.T) {
			d := newDesk()
			change(d)
			w := marked(t, d, store, "")
			for _, label := range buttons {
				if label == "ausfüllen" {
					fillShop(w.Window)
					continue
				}
				press(t, w.Window, label)
			}
			w.Draw(t, "wizard-german-"+name)
		})
	}
	as := func(*desk) {}
	draw("1", func(d *desk) { d.account = setup.Account{} }, 0)
	draw("2", func(d *desk) { d.store.ID = 0 }, 0)
	draw("2-consent", func(d *desk) { d.store.ID = 0 }, 0, "ausfüllen", "Shop verbinden")
	draw("3", func(d *desk) { d.store.Settings = fresh() }, 3)
	draw("4", func(d *desk) { d.store.Settings.OrderStatusID = 0 }, 3)
	draw("5", as, 3, "Zurück", "Zurück", "Zurück")
	draw("5-preview", as, 3, "Zurück", "Zurück", "Zurück", "Erste Übertragung vorausberechnen")
	draw("6", as, 3, "Zurück", "Zurück")
	draw("7", func(d *desk) { d.memory = map[string]string{} }, 3, "Weiter")
	draw("8", as, 3, "Jetzt starten")
	draw("9", as, 3, "Vorerst überspringen")
	draw("9-shadow", as, 3, "Vorerst überspringen", "Schattenbetrieb starten")
}
