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
	"stockbridge/core/fault"
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
	cards               []view.StoreCard
	values              map[commerce.StoreID]settings.Store
	own                 settings.Store
	log                 []view.SettingChange
	refuse              map[string]string // by key, what the engine says
	lenient             bool              // it says so only when it is to store them
	failure             error
	unreadable          error
	set                 map[string]string
	reasons             []string
	undone              []int64
	tried               []screensettings.Change
	during              func() // what a person does while it is tried
	stopped             error
	effect              view.RuleEffect
	exported, previewed []commerce.StoreID
	desk                struct {
		language, from, until                string
		starts, tray, stays, notifies, money bool
		failure                              error
	}

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
	at := func(days int) time.Time { return now.Add(-time.Duration(days) * 24 * time.Hour) }
	kiln := func(id int64, days int, key, before, after string) view.SettingChange {
		return view.SettingChange{ID: id, At: at(days), Actor: "H. Wray", PC: "PACKING-02", StoreID: 2, Store: "Kiln & Larder", Key: key, Before: before, After: after}
	}
	out := &shop{cards: []view.StoreCard{{Store: commerce.Store{ID: 2, Name: "Kiln & Larder", Currency: "GBP", State: commerce.StoreLive}}, {Store: commerce.Store{ID: 3, Name: "Muddy Paws", Currency: "GBP", State: commerce.StoreLive}}},
		values: map[commerce.StoreID]settings.Store{2: s, 3: settings.Defaults()}, own: settings.Defaults(), refuse: map[string]string{}, set: map[string]string{}, theme: "system", size: 100,
		log: []view.SettingChange{{ID: 9, At: at(1), Actor: "You", PC: "OFFICE-01", StoreID: 3, Store: "Muddy Paws", Key: "tax_rate.20", Before: "", After: "T20", Reason: view.SettingRule},
			{ID: 8, At: at(2), Actor: "You", PC: "OFFICE-01", Key: "brake_min_skus", Before: "10", After: "20"},
			{ID: 7, At: at(2), Actor: "You", PC: "OFFICE-01", StoreID: 3, Store: "Muddy Paws", Key: "brake_min_skus", Before: "10", After: "20", Reason: view.SettingFollowed},
			kiln(6, 18, "shared_emails", "", "2"), kiln(5, 19, "warehouse_id", "2", "2,4"), kiln(4, 19, "brake_percent", "5", "8"), kiln(3, 19, "stock_buffer", "1", "2"), kiln(2, 20, "stock_buffer", "0", "1"),
			kiln(1, 20, "unmatched_policy", "text-row", "hold")}}
	out.desk.notifies, out.desk.tray = true, true
	return out
}

func (s *shop) StoreCards(context.Context) ([]view.StoreCard, error) { return s.cards, s.unreadable }
func (s *shop) OwnDefaults(context.Context) (settings.Store, error)  { return s.own, nil }
func (s *shop) SettingChanges(context.Context, commerce.StoreID, string, int) ([]view.SettingChange, error) {
	return s.log, nil
}
func (s *shop) LastSettingChanges(_ context.Context, scope commerce.StoreID) (out []view.SettingChange, err error) {
	seen := map[string]bool{}
	for _, c := range s.log {
		if c.StoreID == scope && !seen[c.Key] {
			out, seen[c.Key] = append(out, c), true
		}
	}
	return out, nil
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

// refusing says what the engine would refuse of changes.
func (s *shop) refusing(changes []screensettings.Change) error {
	var list settings.Refusals
	for _, c := range changes {
		if reason := s.refuse[c.Key]; reason != "" {
			list = append(list, settings.Refusal{Key: c.Key, Value: c.Value, Reason: reason})
		}
	}
	if list == nil {
		return s.failure
	}
	return &fault.Error{Kind: fault.NeedsPerson, Code: "SB-SET-310", Text: "refused", Cause: list}
}

func (s *shop) Examine(_ context.Context, _ commerce.StoreID, changes []screensettings.Change) error {
	if s.lenient {
		return nil
	}
	return s.refusing(changes)
}
func (s *shop) Change(_ context.Context, scope commerce.StoreID, changes []screensettings.Change, reason string) (err error) {
	if err := s.refusing(changes); err != nil {
		return err
	}
	next := s.values[scope]
	if scope == 0 {
		next = s.own
	}
	s.reasons = append(s.reasons, reason)
	for _, c := range changes {
		s.set[c.Key] = c.Value
		if next, err = next.Set(c.Key, c.Value); err != nil {
			return err
		}
	}
	if scope == 0 {
		s.own = next
	} else {
		s.values[scope] = next
	}
	return nil
}
func (s *shop) Effects(_ context.Context, changes []screensettings.Change) (out []view.DefaultEffect, err error) {
	if err := s.refusing(changes); err != nil {
		return nil, err
	}
	for _, c := range changes {
		out = append(out, view.DefaultEffect{Key: c.Key, Before: settings.ValueOf(s.own, c.Key), After: c.Value, Follow: []string{"Potting Shed", "Muddy Paws"}, Keep: []string{"Kiln & Larder"}})
	}
	return out, nil
}
func (s *shop) Undo(_ context.Context, id int64) error { s.undone = append(s.undone, id); return nil }
func (s *shop) Try(ctx context.Context, _ commerce.StoreID, changes []screensettings.Change) (view.RuleEffect, error) {
	s.tried = append(s.tried, changes...)
	if s.during != nil {
		s.during()
		s.stopped = ctx.Err()
	}
	return s.effect, s.refusing(changes)
}
func (s *shop) Export(_ context.Context, store commerce.StoreID) (string, error) {
	s.exported = append(s.exported, store)
	return "Downloads", nil
}
func (s *shop) Open(path string) (settings.File, error) {
	if path == "" {
		return settings.File{}, errors.New("this is no file of Stockbridge settings")
	}
	return settings.File{Scopes: []settings.Scope{settings.ScopeOf("", s.own), settings.ScopeOf("Kiln & Larder", s.values[2])}}, nil
}
func (s *shop) Preview(_ context.Context, scope commerce.StoreID, values []screensettings.Change) ([]view.ImportRow, error) {
	s.previewed = append(s.previewed, scope)
	return []view.ImportRow{{Key: "stock_cap", Now: "0", New: "7", State: view.ImportNew}, {Key: "unmatched_policy", Now: "text-row", New: "hold", State: view.ImportNew},
		{Key: "stock_buffer", Now: "2", New: "2", State: view.ImportSame}, {Key: "channel_id", New: "9", State: view.ImportRefused, Why: "Brightpearl has no channel of that id"}}, nil
}
func (s *shop) Choose(chosen func(string)) { chosen("/tmp/settings.json") }

// Desktop's side.
func (s *shop) Language() string { return s.desk.language }
func (s *shop) SetLanguage(code string) error {
	s.desk.language = code
	return nil
}
func (s *shop) StartsWithComputer() bool { return s.desk.starts }
func (s *shop) SetStartsWithComputer(on bool) error {
	if s.desk.failure != nil {
		return s.desk.failure
	}
	s.desk.starts = on
	return nil
}
func (s *shop) HasTray() bool                { return s.desk.tray }
func (s *shop) StaysInTray() bool            { return s.desk.stays }
func (s *shop) SetStaysInTray(on bool) error { s.desk.stays = on; return nil }
func (s *shop) Notifies() bool               { return s.desk.notifies }
func (s *shop) SetNotifies(on bool) error    { s.desk.notifies = on; return nil }
func (s *shop) QuietHours() (from, until string) {
	return s.desk.from, s.desk.until
}
func (s *shop) SetQuietHours(from, until string) error {
	s.desk.from, s.desk.until = from, until
	return nil
}
func (s *shop) MoneyBreaksQuiet() bool            { return s.desk.money }
func (s *shop) SetMoneyBreaksQuiet(on bool) error { s.desk.money = on; return nil }

func (s *shop) rounds() []screensettings.Round {
	return []screensettings.Round{{Kind: "orders", Every: 20 * time.Second, Slow: 80 * time.Second}, {Kind: "stock", Every: 20 * time.Second, Slow: time.Minute},
		{Kind: "notes", Every: 30 * time.Second, Slow: 90 * time.Second}, {Kind: "products", Every: 2 * time.Minute}, {Kind: "listings", Every: 5 * time.Minute},
		{Kind: "options", Every: 24 * time.Hour}, {Kind: "audit"}}
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
	failed string
	went   screen.Route
}

func (n *nav) Go(r screen.Route)            { n.went = r }
func (n *nav) Toast(text string)            { n.toast = text }
func (n *nav) Failed(doing string, _ error) { n.failed = doing }
func (n *nav) Canvas() fyne.Canvas          { return n.canvas }
func (n *nav) OpenURL(string)               {}

type rig struct {
	screen *screensettings.Screen
	win    fyne.Window
	nav    *nav
}

// made is the screen on the merchant's data.
func (s *shop) made(n *nav) *screensettings.Screen {
	return screensettings.New(screensettings.Options{Feed: live.Inline(), News: &events.Hub{}, Pages: s, Actions: s, Wakeups: s, Program: s, Desktop: s, Files: s, Rounds: s.rounds, Nav: n, Now: func() time.Time { return now }})
}

func show(t *testing.T, s *shop, mode theme.Mode, width, height float32) rig {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	r := rig{nav: &nav{}}
	r.screen = s.made(r.nav)
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

// entry and choice are the fields of settings by their keys, in any language.
func (r rig) entry(t *testing.T, key string) *kit.Entry {
	t.Helper()
	return find[*kit.Entry](r.screen.Row(key))[0]
}

func (r rig) choice(t *testing.T, key string) *kit.Select {
	t.Helper()
	return find[*kit.Select](r.screen.Row(key))[0]
}

// merchant are the stored words of the tests, and those of the parts below this screen.
var merchant = []string{"EKM Kiln & Larder", "https://wake.example.com", "Kiln & Larder", "Muddy Paws", "Potting Shed", "H. Wray", "PACKING-02", "OFFICE-01", "Trade counter", "Retail GBP", "Retail", "GBP",
	"T20, standard", "T5, reduced", "T0, zero rated", "Standard rate", "Reduced rate", "Stripe card", "New web order", "Main", "Unit 4", "Returns", "Royal Mail Tracked 48",
	"Pending", "Dispatched", "DISPATCHED", "Deutsch", "English (UK)", "English (US)", "Web", "settings.json", "Wake-ups", "Stripe", "lots", "no connection", "/home/merchant/.local/share/stockbridge",
	"Undo", "Differs from default", "Copy", "Close", "Cancel", "Choose"}

// more chooses from the menu of what is done seldom.
func (r rig) more(t *testing.T, label string) {
	t.Helper()
	for _, item := range r.screen.More() {
		if item.Label == label {
			item.Tapped()
			return
		}
	}
	t.Fatalf("the menu has no %q", label)
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
