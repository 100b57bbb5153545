package stores_test

import (
	"bytes"
	"context"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/stores"
	"stockbridge/ui/theme"
)

var now = time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)

// shop is a made-up merchant with three stores.
type shop struct {
	cards  []view.StoreCard
	status view.Status
	checks []stores.Check
	err    error

	did   []string
	until time.Time
	flags [3]bool
	asked int // how often a store was examined

	defaults settings.Store

	file    bytes.Buffer
	kept    string
	steps   []view.CanaryStep
	tested  string
	answers []bool
	hooks   view.Webhooks
}

func newShop() *shop {
	card := func(id commerce.StoreID, name, user, channel string, matched, listings, orders int, login time.Time) view.StoreCard {
		c := view.StoreCard{Channel: channel, Matched: matched, Listings: listings, LoginUntil: login, LastOrderAt: now.Add(-6 * time.Minute), LastStockAt: now.Add(-70 * time.Second)}
		c.Store = commerce.Store{ID: id, Name: name, Username: user, ShopName: name + " Ltd", Domain: user + ".example", Currency: "GBP", State: commerce.StoreLive, AuthKind: "oauth", OrdersOn: true, StockOn: true, ShipmentsOn: true}
		c.Warehouses, c.OrderPolicy, c.SettingsRev = []string{"Main", "Unit 4"}[:1+int(id)%2], []string{settings.Hold, settings.TextRow}[int(id)%2], 3+int(id)
		for i := range orders {
			c.Orders24h[i%24]++
		}
		return c
	}
	return &shop{
		defaults: settings.Defaults(),
		steps: []view.CanaryStep{{Call: "tracking", Text: "Tracking was written. EKM does not mark the order as mailed."}, {Call: "internal notes", Text: "A line was added. EKM does not mark the order as mailed."},
			{Call: "status", Text: "The status is Dispatched. EKM does not mark the order as mailed."}},
		hooks: view.Webhooks{On: true, Sources: []view.WebhookSource{{Name: "Brightpearl", State: "proven", Every: 5 * time.Minute, LastAt: now.Add(-40 * time.Second)},
			{StoreID: 2, Name: "Kiln & Larder", State: "silent", Every: 30 * time.Second, LastAt: now.Add(-3 * time.Hour)}}},
		cards: []view.StoreCard{
			card(1, "Potting Shed", "pottingshed", "EKM Potting Shed", 1204, 1211, 61, now.AddDate(0, 0, 15)),
			card(2, "Kiln & Larder", "kilnlarder", "EKM Kiln & Larder", 731, 739, 52, now.AddDate(0, 0, 15)),
			card(3, "Muddy Paws", "muddypaws", "EKM Muddy Paws", 374, 377, 37, now.AddDate(0, 0, 2)),
		},
		status: view.Status{Brightpearl: view.BrightpearlStatus{Account: "hollinswray", Connected: true, RequestsRemaining: 131}},
		checks: []stores.Check{
			{Key: "ekm", Title: "EKM answers", Result: "ok", Text: "The shop Kiln & Larder Ltd answers."},
			{Key: "permissions", Title: "Permissions in EKM", Result: "ok", Text: "Orders, products and the shop's settings can be read."},
			{Key: "brightpearl", Title: "Brightpearl answers", Result: "ok", Text: "The account answers; it has 6 channels and 3 warehouses."},
			{Key: "clock", Title: "Clock of this computer", Result: "ok", Text: "Agrees with both servers."},
			{Key: "currency", Title: "Currency", Result: "ok", Text: "EKM GBP, price list GBP, Brightpearl GBP."},
			{Key: "tax_codes", Title: "Tax codes", Result: "ok", Text: "T20 for taxable goods, T0 for the others."},
			{Key: "payment_method", Title: "Payment method", Result: "problem", Text: "Bank transfer has no bank account for GBP, so no sales receipt is made.", Fix: "Give the method a bank account in Brightpearl, or choose another one."},
			{Key: "order_status", Title: "Start status", Result: "ok", Text: "New web order."},
			{Key: "skus", Title: "Duplicate SKUs", Result: "warning", Text: "1 SKU is on two listings: KIT-CAS-24-BL.", Fix: "Its stock is frozen until one of them has another SKU."},
		},
	}
}

func (s *shop) StoreCards(context.Context) ([]view.StoreCard, error) { return s.cards, s.err }
func (s *shop) OwnDefaults(context.Context) (settings.Store, error)  { return s.defaults, s.err }
func (s *shop) Status(context.Context) (view.Status, error)          { return s.status, s.err }
func (s *shop) Overview(context.Context, commerce.StoreID) (view.Overview, error) {
	return view.Overview{OrderDelayP95: 52 * time.Second, StockDelayP95: 74 * time.Second,
		OrderDelays: []float64{38, 42, 36, 44, 48, 44, 46, 58, 50, 46, 150, 104, 52, 48, 52},
		StockDelays: []float64{50, 44, 58, 52, 62, 56, 70, 78, 66, 58, 160, 120, 78, 70, 74}}, nil
}
func (s *shop) SalesDays(_ context.Context, from time.Time, days int) ([]view.SalesDay, error) {
	var out []view.SalesDay
	for i := days - 1; i >= 0; i-- {
		for _, c := range s.cards {
			n := int(c.ID)*12 + i
			out = append(out, view.SalesDay{Day: from.AddDate(0, 0, i), StoreID: c.ID, Store: c.Name, Currency: "GBP", Orders: n, Gross: commerce.Pence(n) * 35_42, Tax: commerce.Pence(n) * 5_90,
				Posted: n, Delay: 52 * time.Second})
		}
	}
	return out, nil
}
func (s *shop) Save(name string, write func(io.Writer) error) (string, error) {
	s.did = append(s.did, name)
	s.file.Reset()
	return "Downloads", write(&s.file)
}
func (s *shop) Keep(name, value string)   { s.kept = value }
func (s *shop) Recall(name string) string { return s.kept }

func (s *shop) ActivityPage(context.Context, view.Filter, view.Window) (view.Page[view.ActivityRow], error) {
	return view.Page[view.ActivityRow]{Total: 2, Rows: []view.ActivityRow{
		{At: now.Add(-6 * time.Minute), Subject: "order 20420", Text: "Posted as sales order 208661, 5 of 5 units reserved, £142.30 paid."},
		{At: now.Add(-40 * time.Minute), Subject: "Kiln & Larder", Level: "warning", Text: "EKM did not answer from 13:22 to 13:40.", Actor: ""},
	}}, nil
}
func (s *shop) Check(context.Context, commerce.StoreID) ([]stores.Check, error) {
	s.asked++
	return s.checks, nil
}
func (s *shop) Limits(context.Context, commerce.StoreID) ([]stores.Limit, error) {
	return []stores.Limit{{Name: "EKM, this store", Remaining: 38, Limit: 40, Made: 18204, Note: "Refills by one request every half second."},
		{Name: "Brightpearl", Remaining: 131, Limit: 200, Made: 50211, Throttled: 3, Note: "Starts anew every minute; other programs on the account share it."}}, nil
}
func (s *shop) Settings(context.Context, commerce.StoreID) (settings.Store, error) {
	out := settings.Defaults()
	out.ChannelID, out.PriceListID, out.Warehouses, out.StockBuffer, out.UnmatchedPolicy = 7, 2, []int64{2, 4}, 2, settings.Hold
	out.TaxTaxable, out.TaxNotTaxable, out.PaymentMethod, out.OrdersFrom = "T20", "T0", "BACS", now.AddDate(0, -1, 0)
	return out, nil
}
func (s *shop) Lists(context.Context, commerce.StoreID) (map[string][]kit.Choice, error) {
	return map[string][]kit.Choice{"channels": {{Value: "7", Label: "EKM Kiln & Larder"}}, "price_lists": {{Value: "2", Label: "Retail GBP"}},
		"warehouses": {{Value: "2", Label: "Main"}, {Value: "4", Label: "Unit 4"}}, "tax_codes": {{Value: "T20", Label: "T20, standard"}, {Value: "T0", Label: "T0, zero rated"}},
		"payment_methods": {{Value: "BACS", Label: "Bank transfer"}}, "ekm_statuses": {{Value: "Dispatched", Label: "Dispatched"}}}, nil
}
func (s *shop) Connection(_ context.Context, id commerce.StoreID) (stores.Connection, error) {
	if id == 0 {
		return stores.Connection{App: "hollinswray_stockbridge", Host: "euw1.brightpearlconnect.com"}, nil
	}
	return stores.Connection{OAuth: true, App: "5f1c-stockbridge", Subject: s.cards[id-1].Username, Renewed: now.Add(-5 * time.Hour), Expiry: now.Add(34 * time.Minute), Host: "api.ekm.net",
		Scopes: []string{"tempest.orders.read", "tempest.orders.write", "tempest.products.read", "tempest.products.write", "tempest.settings.tax.read", "offline_access"}}, nil
}
func (s *shop) Webhooks(context.Context) (view.Webhooks, error) { return s.hooks, nil }
func (s *shop) ShippingCanary(_ context.Context, _ commerce.StoreID, number string) ([]view.CanaryStep, error) {
	s.tested = number
	return s.steps, nil
}
func (s *shop) TestOrderAnswered(_ context.Context, id commerce.StoreID, mailed bool) error {
	s.answers = append(s.answers, mailed)
	s.cards[id-1].ShipmentsOn = s.cards[id-1].ShipmentsOn && !mailed
	return nil
}
func (s *shop) SyncNow(context.Context, commerce.StoreID) error { return s.done("sync") }
func (s *shop) Pause(_ context.Context, _ commerce.StoreID, until time.Time) error {
	s.until = until
	return s.done("pause")
}
func (s *shop) Resume(context.Context, commerce.StoreID) error { return s.done("resume") }
func (s *shop) GoLive(_ context.Context, _ commerce.StoreID, a, b, c bool) error {
	s.flags = [3]bool{a, b, c}
	return s.done("live")
}
func (s *shop) SwitchOff(_ context.Context, _ commerce.StoreID, a, b, c bool) error {
	s.flags = [3]bool{a, b, c}
	return s.done("off")
}
func (s *shop) Remove(context.Context, commerce.StoreID) error { return s.done("remove") }
func (s *shop) done(what string) error                         { s.did = append(s.did, what); return nil }

// setupPage stands in for the wizard.
type setupPage struct {
	content fyne.CanvasObject
	store   commerce.StoreID
	at      string
	back    func()
}

func (p *setupPage) Content() fyne.CanvasObject { return p.content }
func (p *setupPage) Open(id commerce.StoreID, at string, back func()) {
	p.store, p.at, p.back = id, at, back
}

type nav struct {
	canvas fyne.Canvas
	went   screen.Route
	toast  string
	failed error
}

func (n *nav) Go(r screen.Route)            { n.went = r }
func (n *nav) Toast(text string)            { n.toast = text }
func (n *nav) Failed(doing string, e error) { n.failed = e }
func (n *nav) Canvas() fyne.Canvas          { return n.canvas }
func (n *nav) OpenURL(string)               {}

// rig is the screen in a window.
type rig struct {
	screen *stores.Screen
	win    fyne.Window
	nav    *nav
	setup  *setupPage
}

func show(t *testing.T, s *shop, mode theme.Mode, width, height float32) rig {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	r := rig{nav: &nav{}, setup: &setupPage{content: kit.NewText("The wizard", theme.Title, theme.Text)}}
	r.screen = stores.New(stores.Options{Feed: live.Inline(), News: &events.Hub{}, Pages: s, Actions: s, Setup: r.setup, Files: s, Memory: s, Nav: r.nav, Now: func() time.Time { return now }})
	r.win = test.NewTempWindow(t, kit.Fill(theme.Surface, r.screen.Content()))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(width, height))
	r.nav.canvas = r.win.Canvas()
	r.screen.Shown()
	t.Cleanup(r.screen.Hidden)
	if got := r.win.Canvas().Size(); got.Width > width || got.Height > height {
		t.Errorf("the page needs %v", got)
	}
	return r
}

func all(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch c := o.(type) {
	case *fyne.Container:
		for _, child := range c.Objects {
			all(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(c).Objects() {
			all(child, visit)
		}
	}
}

func find[T fyne.CanvasObject](root fyne.CanvasObject) (out []T) {
	all(root, func(o fyne.CanvasObject) {
		if x, ok := o.(T); ok {
			out = append(out, x)
		}
	})
	return out
}

func words(root fyne.CanvasObject) string {
	var out []string
	for _, x := range find[*canvas.Text](root) {
		out = append(out, x.Text)
	}
	return strings.Join(out, " ")
}

func (r rig) shows(text string) bool { return strings.Contains(words(r.win.Content()), text) }

func press(t *testing.T, root fyne.CanvasObject, label string) {
	t.Helper()
	for _, b := range find[*kit.Button](root) {
		if b.Label() == label && !b.Disabled() {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button %q in: %s", label, words(root))
}

func keep(t *testing.T, name string, w fyne.Window) {
	t.Helper()
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
