package settings_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
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
	screensettings "stockbridge/ui/screen/settings"
	"stockbridge/ui/theme"
)

var now = time.Date(2026, 11, 23, 17, 31, 0, 0, time.Local)

// shop is a made-up merchant with two stores.
type shop struct {
	cards  []view.StoreCard
	values map[commerce.StoreID]settings.Store
	refuse map[string]string
	set    map[string]string

	theme string
	size  int

	hooks    view.Webhooks
	hooksSet []string
	hooksErr error // of setting them
	checked  int
}

func newShop() *shop {
	s := settings.Defaults()
	s.ChannelID, s.PriceListID, s.TaxTaxable, s.TaxNotTaxable, s.PaymentMethod = 7, 2, "T20", "T0", "STRIPE"
	s.OrderStatusID, s.Warehouses, s.StockBuffer, s.OrdersFrom = 2, []int64{2, 4}, 2, time.Date(2026, 11, 4, 15, 0, 0, 0, time.Local)
	s.UnmatchedPolicy, s.BrakePercent = settings.Hold, 8
	s.TaxRates = map[string]string{"2": "T5"}
	return &shop{cards: []view.StoreCard{{Store: commerce.Store{ID: 2, Name: "Kiln & Larder", Currency: "GBP", State: commerce.StoreLive}}, {Store: commerce.Store{ID: 3, Name: "Muddy Paws", Currency: "GBP", State: commerce.StoreLive}}},
		values: map[commerce.StoreID]settings.Store{2: s, 3: settings.Defaults()}, refuse: map[string]string{}, set: map[string]string{}, theme: "system", size: 100}
}

func (s *shop) StoreCards(context.Context) ([]view.StoreCard, error) { return s.cards, nil }
func (s *shop) ActivityPage(context.Context, view.Filter, view.Window) (view.Page[view.ActivityRow], error) {
	return view.Page[view.ActivityRow]{Rows: []view.ActivityRow{
		{At: now.Add(-19 * 24 * time.Hour), Subject: "stock_buffer", Text: "stock_buffer: 1 → 2", Actor: "H. Wray"},
		{At: now.Add(-20 * 24 * time.Hour), Subject: "stock_buffer", Text: "stock_buffer: 0 → 1", Actor: "H. Wray"},
		{At: now.Add(-19 * 24 * time.Hour), Subject: "brake_percent", Text: "brake_percent: 5 → 8", Actor: "H. Wray"},
		{At: now.Add(-19 * 24 * time.Hour), Subject: "warehouse_id", Text: "warehouse_id: 2 → 2,4", Actor: "H. Wray"},
		{At: now.Add(-19 * 24 * time.Hour), Subject: "Kiln & Larder", Text: "Resumed."},
	}}, nil
}
func (s *shop) Settings(_ context.Context, id commerce.StoreID) (settings.Store, error) {
	return s.values[id], nil
}
func (s *shop) Lists(context.Context, commerce.StoreID) (map[string][]kit.Choice, error) {
	return map[string][]kit.Choice{
		"channels": {{Value: "7", Label: "EKM Kiln & Larder"}, {Value: "8", Label: "Trade counter"}}, "price_lists": {{Value: "2", Label: "Retail GBP"}},
		"tax_codes":       {{Value: "T20", Label: "T20, standard", Note: "20%"}, {Value: "T5", Label: "T5, reduced", Note: "5%"}, {Value: "T0", Label: "T0, zero rated", Note: "0%"}},
		"ekm_tax_rates":   {{Value: "1", Label: "Standard rate", Note: "20%"}, {Value: "2", Label: "Reduced rate", Note: "5%"}},
		"payment_methods": {{Value: "STRIPE", Label: "Stripe card"}}, "order_statuses": {{Value: "2", Label: "New web order"}}, "lead_sources": {{Value: "1", Label: "Web"}},
		"warehouses": {{Value: "2", Label: "Main"}, {Value: "4", Label: "Unit 4"}, {Value: "6", Label: "Returns"}}, "shipping_methods": {{Value: "1", Label: "Royal Mail Tracked 48"}},
		"ekm_statuses": {{Value: "Pending", Label: "Pending"}, {Value: "Dispatched", Label: "Dispatched"}},
	}, nil
}
func (s *shop) Set(_ context.Context, id commerce.StoreID, key, value string) error {
	if reason := s.refuse[key]; reason != "" {
		return errors.New(key + "=" + value + ": " + reason)
	}
	s.set[key] = value
	next, err := s.values[id].Set(key, value)
	s.values[id] = next
	return err
}
func (s *shop) Webhooks(context.Context) (view.Webhooks, error) { return s.hooks, nil }
func (s *shop) SetWebhooks(_ context.Context, on bool, listen, public string) error {
	s.hooksSet = append(s.hooksSet, fmt.Sprint(on, " ", listen, " ", public))
	if s.hooksErr == nil {
		s.hooks.On, s.hooks.Listen, s.hooks.PublicURL, s.hooks.Listening = on, listen, public, on
	}
	return s.hooksErr
}
func (s *shop) CheckWebhooks(context.Context) error { s.checked++; return nil }
func (s *shop) Theme() string                       { return s.theme }
func (s *shop) SetTheme(mode string) error          { s.theme = mode; return nil }
func (s *shop) TextSize() int                       { return s.size }
func (s *shop) SetTextSize(percent int) error       { s.size = percent; return nil }
func (s *shop) DataFolder() string                  { return "/home/merchant/.local/share/stockbridge" }
func (s *shop) Version() string                     { return "1.0.0" }

type nav struct {
	canvas fyne.Canvas
	toast  string
	went   screen.Route
}

func (n *nav) Go(r screen.Route)    { n.went = r }
func (n *nav) Toast(text string)    { n.toast = text }
func (n *nav) Failed(string, error) {}
func (n *nav) Canvas() fyne.Canvas  { return n.canvas }
func (n *nav) OpenURL(string)       {}

type rig struct {
	screen *screensettings.Screen
	win    fyne.Window
	nav    *nav
}

func show(t *testing.T, s *shop, mode theme.Mode, width, height float32) rig {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	r := rig{nav: &nav{}}
	r.screen = screensettings.New(screensettings.Options{Feed: live.Inline(), News: &events.Hub{}, Pages: s, Actions: s, Wakeups: s, Program: s, Nav: r.nav, Now: func() time.Time { return now }})
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

// row is the settings row with a title.
func (r rig) row(t *testing.T, title string) *kit.SettingRow {
	t.Helper()
	for _, row := range find[*kit.SettingRow](r.win.Content()) {
		if strings.HasPrefix(words(row), title) {
			return row
		}
	}
	t.Fatalf("no setting %q in: %s", title, words(r.win.Content()))
	return nil
}

func press(t *testing.T, root fyne.CanvasObject, label string) {
	t.Helper()
	for _, b := range find[*kit.Button](root) {
		if b.Label() == label {
			if b.Disabled() {
				t.Fatalf("%q is disabled", label)
			}
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
