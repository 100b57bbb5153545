package shell

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// canned is the machinery and the stored data of one made-up moment.
type canned struct {
	facts
	paused  []time.Time
	quit    int
	stood   []Standing
	resumed int
	refuse  error
}

func (c *canned) Counts(context.Context, commerce.StoreID) (view.Counts, error) {
	return view.Counts{Stores: 3, Links: 18, Orders: 4, Levels: 3, Shipments: 6, Attention: 5}, nil
}
func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) { return c.stores, nil }
func (c *canned) Overview(context.Context, commerce.StoreID) (view.Overview, error) {
	return c.overview, nil
}
func (c *canned) OrderPage(_ context.Context, f view.Filter, _ view.Window) (view.Page[view.OrderRow], error) {
	nair := view.OrderRow{ID: 12, Number: "9031", Customer: "Priya Nair", Store: "Muddy Paws", Total: 9295, Currency: "GBP", SalesOrderID: 500731}
	second := nair
	second.ID, second.Number = 13, "9044"
	for _, at := range []string{nair.Customer, nair.Number, "500731"} {
		if from, _ := match(at, f.Text); from < 0 {
			continue
		}
		if at == nair.Customer {
			return view.Page[view.OrderRow]{Total: 3, Rows: []view.OrderRow{nair, second}}, nil
		}
		return view.Page[view.OrderRow]{Total: 1, Rows: []view.OrderRow{nair}}, nil
	}
	return view.Page[view.OrderRow]{}, nil
}
func (c *canned) LevelPage(context.Context, view.Filter, view.Window) (view.Page[view.LevelRow], error) {
	return view.Page[view.LevelRow]{}, errors.New("not now")
}
func (c *canned) ShipmentPage(_ context.Context, f view.Filter, _ view.Window) (view.Page[view.ShipmentRow], error) {
	if f.Text != "9031" {
		return view.Page[view.ShipmentRow]{}, nil
	}
	return view.Page[view.ShipmentRow]{Rows: []view.ShipmentRow{{Number: "9031", Carrier: "Royal Mail", Tracking: "QX903114GB"}}}, nil
}
func (c *canned) Pulse(context.Context) Pulse { return c.pulse }
func (c *canned) SyncNow()                    {}
func (c *canned) Pause(_ context.Context, until time.Time) error {
	c.paused = append(c.paused, until)
	return c.refuse
}
func (c *canned) Resume(context.Context) error { c.resumed++; return c.refuse }

// plain is a screen that notes what the window asks of it.
type plain struct {
	content                 fyne.CanvasObject
	shown, hidden, reloaded int
	pane                    bool
	store                   commerce.StoreID
	opened                  []screen.Route
}

func (p *plain) ClosePane() (was bool) {
	was, p.pane = p.pane, false
	return was
}
func (p *plain) Content() fyne.CanvasObject   { return p.content }
func (p *plain) Shown()                       { p.shown++ }
func (p *plain) Hidden()                      { p.hidden++ }
func (p *plain) Reload()                      { p.reloaded++ }
func (p *plain) SetStore(id commerce.StoreID) { p.store = id }
func (p *plain) Open(r screen.Route)          { p.opened = append(p.opened, r) }

type bench struct {
	*Shell
	data    *canned
	window  fyne.Window
	screens map[string]*plain
}

func started(t *testing.T, mode theme.Mode, size fyne.Size, leave func()) *bench {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	b := &bench{data: &canned{facts: calm()}, screens: map[string]*plain{}}
	b.data.pulse = Pulse{Account: "acme", Running: "Posting 2 orders", Done: 31, Total: 50, Queue: 14, Oldest: noon.Add(-22 * time.Second),
		Brightpearl: Remote{Remaining: 131, Limit: 200, Last: noon.Add(-3 * time.Second)},
		Stores:      []Remote{{Remaining: 36, Limit: 40, Last: noon.Add(-9 * time.Second)}, {Remaining: 38, Limit: 40, Last: noon.Add(-2 * time.Second)}, {Remaining: 40, Limit: 40, Last: noon.Add(-5 * time.Second)}}}
	b.window = test.NewTempWindow(t, kit.Gap(0, 0))
	b.window.SetPadded(false)
	b.Shell = New(Options{Canvas: b.window.Canvas(), Feed: live.Inline(), News: &events.Hub{}, Pages: b.data, Actions: b.data, Live: b.data, Leave: leave,
		Quit: func() { b.data.quit++ }, Stands: func(now Standing) { b.data.stood = append(b.data.stood, now) },
		Now: func() time.Time { return noon }, Foot: Foot{Role: "This PC does the work", Line: "PACKING-02, Merchant"},
		Screens: func(screen.Navigator) []Entry {
			var entries []Entry
			for _, e := range []Entry{{ID: screen.Overview, Title: say.Mark("Overview"), Icon: "layout-dashboard"}, {ID: screen.Stores, Title: say.Mark("Stores"), Icon: "store"},
				{ID: screen.Match, Title: say.Mark("SKU match"), Icon: "link-2"}, {ID: screen.Orders, Title: say.Mark("Orders"), Icon: "shopping-bag"},
				{ID: screen.Inventory, Title: say.Mark("Inventory"), Icon: "boxes"}, {ID: screen.Shipments, Title: say.Mark("Shipments"), Icon: "truck"},
				{ID: screen.Attention, Title: say.Mark("Attention & activity"), Icon: "inbox"}, {ID: screen.Settings, Title: say.Mark("Settings"), Icon: "sliders-horizontal"}} {
				p := &plain{content: kit.NewPage(kit.Gap(0, 0), nil, kit.NewPageHeader(say.Of(e.Title)), kit.PageMargin(kit.Across(8, kit.NewButton("First", kit.Secondary, nil), kit.Spacer())))}
				b.screens[e.ID], e.Make = p, func() screen.Screen { return p }
				entries = append(entries, e)
			}
			return entries
		}})
	b.window.SetContent(b.Content())
	b.window.Resize(size)
	t.Cleanup(b.Start(screen.Overview))
	return b
}

func TestScreensTakeTurns(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	b.Go(screen.Route{Screen: screen.Orders, Tab: "todo"})
	orders, overview := b.screens[screen.Orders], b.screens[screen.Overview]
	if overview.shown != 1 || overview.hidden != 1 || orders.shown != 1 {
		t.Errorf("overview shown %d and hidden %d times, orders shown %d", overview.shown, overview.hidden, orders.shown)
	}
	if len(orders.opened) != 1 || orders.opened[0].Tab != "todo" {
		t.Errorf("orders opened at %+v", orders.opened)
	}
	b.Go(screen.Route{Screen: "nowhere"})
	if orders.hidden != 0 {
		t.Error("a place that does not exist took the screen away")
	}
	b.typed(&fyne.KeyEvent{Name: fyne.KeyF5})
	if orders.reloaded != 1 {
		t.Errorf("F5 reloaded %d times", orders.reloaded)
	}
}

func TestTheStorePickerReachesEveryScreen(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	b.Go(screen.Route{Screen: screen.Match})
	b.bar.store.Choose("2")
	for id, s := range b.screens { // those that were shown before, and those whose turn comes now
		if b.Go(screen.Route{Screen: id}); s.store != 2 {
			t.Errorf("%s shows store %d", id, s.store)
		}
	}
	b.Go(screen.Route{Screen: screen.Orders, Store: 3})
	if b.screens[screen.Match].store != 3 || b.bar.store.Value() != "3" {
		t.Error("a route to a store left the picker behind")
	}
	b.bar.store.Choose("0")
	b.Go(screen.Route{Screen: screen.Orders, Store: 2})
	if b.bar.store.Value() != "0" || b.screens[screen.Orders].opened[1].Store != 2 {
		t.Error("a route to a store took the view of all stores away")
	}
}

func TestPauseAndResume(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	items := pauseMenu(noon, b.pause)
	items[0].Tapped()
	if len(b.data.paused) != 1 || !b.data.paused[0].Equal(noon.Add(30*time.Minute)) {
		t.Errorf("paused until %v", b.data.paused)
	}
	items[3].Tapped()
	if !b.data.paused[1].IsZero() {
		t.Errorf("until I resume is %v", b.data.paused[1])
	}
	pausedUntil(&b.data.facts, time.Time{})
	b.read()
	if b.bar.pause.Visible() || !b.bar.resume.Visible() || !b.bar.sync.Disabled() {
		t.Error("a paused program offers Pause and Sync now")
	}
	test.Tap(b.bar.resume)
	if b.data.resumed != 1 {
		t.Errorf("resumed %d times", b.data.resumed)
	}
	b.data.refuse = errors.New("the disk is full")
	test.Tap(b.bar.resume)
	if b.window.Canvas().Overlays().Top() == nil {
		t.Error("nobody is told that it did not work")
	}
}

func TestSearchLeadsOn(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	b.focusSearch()
	test.Type(b.bar.search.Focusable(), "9031")
	b.search("9031")
	if !b.hits.Visible() {
		t.Fatal("nothing was found")
	}
	found := find(t.Context(), b.data, "9031", 0)
	if len(found) != 2 || found[0].title != "Order 9031" || found[1].title != "Shipment of order 9031" {
		t.Errorf("found %+v", found)
	}
	b.typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.hits.Visible() {
		t.Error("Esc left the list open")
	}
	b.searchSubmitted(" 9031 ")
	if orders := b.screens[screen.Orders]; len(orders.opened) != 1 || orders.opened[0].Text != "9031" {
		t.Errorf("Enter went to %+v", orders.opened)
	}
}

func titles(hits []hit) string {
	var out []string
	for _, h := range hits {
		out = append(out, h.title)
	}
	return strings.Join(out, " | ")
}

func TestSearchFindsCustomersAndSalesOrders(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	found := find(t.Context(), b.data, "nair", 0)
	if got := titles(found); got != "3 orders of Priya Nair | Order 9031 | Order 9044" {
		t.Errorf("a name finds %s", got)
	}
	if r := found[0].route; r.Screen != screen.Orders || r.Text != "Priya Nair" {
		t.Errorf("the customer's line leads to %+v", r)
	}
	found = find(t.Context(), b.data, "5007", 0)
	if titles(found) != "Order 9031" || !strings.HasPrefix(found[0].note, "Brightpearl 500731, ") {
		t.Errorf("a sales order's number finds %+v", found)
	}
}

func TestSearchByKeyboard(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	c := b.window.Canvas()
	field := b.bar.search.Focusable()
	c.Focus(b.rail.focusable())
	ctrlK := &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierShortcutDefault}
	c.(fyne.Shortcutable).TypedShortcut(ctrlK)
	if c.Focused() != field {
		t.Fatalf("Ctrl+K put the cursor into %T", c.Focused())
	}
	test.Type(field, "sett")
	if titles(b.hits.hits) != "Settings | sett" || b.hits.at != 0 {
		t.Fatalf("%s, line %d", titles(b.hits.hits), b.hits.at)
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.hits.Visible() || !b.inRail(c.Focused()) {
		t.Errorf("Esc left the list open, or the cursor in %T", c.Focused())
	}
	c.(fyne.Shortcutable).TypedShortcut(ctrlK)
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if r := b.screens[screen.Orders].opened; len(r) != 1 || r[0].Text != "sett" {
		t.Errorf("Enter without a list went to %+v", r)
	}
	b.bar.search.SetText("settings")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if b.current.ID != screen.Settings || b.bar.search.Text() != "" {
		t.Errorf("Enter on Settings shows %s and leaves %q", b.current.ID, b.bar.search.Text())
	}
	b.bar.search.SetText("9031")
	b.search("9031")
	if b.hits.at != -1 {
		t.Error("a line is chosen that nobody chose")
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if r := b.screens[screen.Orders].opened; len(r) != 2 || r[1].Select != "12" {
		t.Errorf("the chosen line led to %+v", r)
	}
	b.bar.search.SetText("quit")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	c.(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault})
	if b.data.quit != 2 {
		t.Errorf("quit was asked %d times", b.data.quit)
	}
	b.bar.search.SetText("zzz")
	b.search("zzz")
	if words := test.RenderToMarkup(c); !strings.Contains(words, "Nothing found for “zzz”") {
		t.Error("nobody is told that nothing was found")
	}
}

func TestMatchIgnoresCapitals(t *testing.T) {
	for in, want := range map[string]string{"Priya Nair": "Nair", "İstanbul NAIR": "NAIR", "nairn": "nair", "Nai": "", "": ""} {
		from, to := match(in, "nair")
		if from < 0 && want != "" || from >= 0 && in[from:to] != want {
			t.Errorf("in %q: %d to %d, want %q", in, from, to, want)
		}
	}
}

func TestTheTrayIsToldOfEveryJudgement(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	last := b.data.stood[len(b.data.stood)-1]
	if label := b.bar.status.label; last.State != label.State || last.Word != label.Word || len(last.Stores) != 3 {
		t.Errorf("told %+v while the label says %+v", last, label)
	}
}

// TestEveryWordIsTranslated looks through the window, its menus, dialogs and lists.
func TestEveryWordIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), func() {})
	w := &screentest.Window{Window: b.window}
	known := []string{"Stockbridge", "Esc", "https://a.example", "QX", "14GB", "support.", "SB-APP", "Kiln", "Paws", "Shed", "Muddy", "PACKING-02", "Merchant", "This PC does the work", "Posting 2 orders", "Priya Nair", "Brightpearl", "Royal Mail", "First"}
	look := func(name string) {
		t.Helper()
		t.Run(name, func(t *testing.T) { w.Untranslated(t, known...) })
		for kit.CloseTop(b.window.Canvas()) {
		}
	}
	look("frame")
	b.data.facts.pulse.AsleepFrom, b.data.facts.pulse.AsleepUntil = noon.Add(-9*time.Hour), noon.Add(-6*time.Hour)
	b.facts.pulse = b.data.facts.pulse
	b.showProof()
	look("proof")
	kit.ShowMenu(b.bar.pause, pauseMenu(noon, b.pause))
	look("pause")
	b.showKeys()
	look("keys")
	b.bar.search.SetText("9031")
	b.search("9031")
	look("search")
	b.search("zzz")
	look("search without hits")
	b.showAddress("https://a.example")
	look("address")
	b.data.refuse = errors.New("the disk is full")
	b.pause(time.Time{})
	look("failure")
	b.data.stores = nil
	b.read()
	look("no stores")
	b.window.Resize(fyne.NewSize(900, 640))
	look("narrow")
}

func TestEscClosesFromTheTop(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	b.bar.search.SetText("9031")
	b.search("9031")
	b.screens[screen.Overview].pane = true
	kit.ShowDialog(b.window.Canvas(), kit.DialogOptions{Title: "Sure?", Confirm: "Yes"})
	esc := &fyne.KeyEvent{Name: fyne.KeyEscape}
	left := func() [4]bool {
		return [4]bool{b.window.Canvas().Overlays().Top() != nil, b.hits.Visible(), b.screens[screen.Overview].pane, b.bar.search.Text() != ""}
	}
	for i, want := range [][4]bool{{false, true, true, true}, {false, false, true, true}, {false, false, false, true}, {}} {
		b.typed(esc)
		if got := left(); got != want {
			t.Errorf("after %d Esc: dialog, results, pane, search %v, want %v", i+1, got, want)
		}
	}
}

func TestF6GoesRoundTheParts(t *testing.T) {
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), nil)
	c := b.window.Canvas()
	c.Focus(b.rail.focusable())
	b.nextPart()
	if c.Focused() != b.bar.search.Focusable() {
		t.Errorf("after the rail comes %T", c.Focused())
	}
	b.nextPart()
	if button, ok := c.Focused().(*kit.Button); !ok || button.Label() != "First" {
		t.Errorf("after the top bar comes %T", c.Focused())
	}
	b.nextPart()
	if !b.inRail(c.Focused()) {
		t.Errorf("after the page comes %T", c.Focused())
	}
}

func TestTheDemoCanBeLeft(t *testing.T) {
	left := 0
	b := started(t, theme.AlwaysLight, fyne.NewSize(1280, 800), func() { left++ })
	b.rail.leave()
	if left != 1 {
		t.Error("the demo cannot be left")
	}
}

// german lets a test speak German until it ends.
func german(t *testing.T) {
	had := say.Current()
	if err := say.Use("de"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := say.Use(had); err != nil {
			t.Error(err)
		}
	})
}

// TestPictures draws the window; set STOCKBRIDGE_PICTURES to keep the pictures and look at them.
func TestPictures(t *testing.T) {
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	for mode, option := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		for name, c := range map[string]struct {
			size  fyne.Size
			after func(*bench)
			leave func()
			speak func(*testing.T)
		}{
			"shell":         {fyne.NewSize(1280, 800), nil, nil, nil},
			"shell-wide":    {fyne.NewSize(1920, 1080), nil, nil, nil},
			"shell-narrow":  {fyne.NewSize(900, 640), nil, func() {}, nil},
			"shell-half":    {fyne.NewSize(640, 480), nil, nil, nil},
			"shell-1100":    {fyne.NewSize(1100, 700), nil, nil, nil},
			"shell-de-1100": {fyne.NewSize(1100, 700), nil, nil, german},
			"shell-de-800":  {fyne.NewSize(800, 600), nil, nil, german},
			"shell-de":      {fyne.NewSize(1280, 800), func(b *bench) { b.showProof() }, func() {}, german},
			"shell-de-search": {fyne.NewSize(1280, 800), func(b *bench) {
				b.bar.search.SetText("nair")
				b.search("nair")
			}, nil, german},
			"shell-de-keys": {fyne.NewSize(800, 600), func(b *bench) { b.showKeys() }, nil, german},
			"shell-keys":    {fyne.NewSize(1280, 800), func(b *bench) { b.showKeys() }, nil, nil},
			"shell-search": {fyne.NewSize(1280, 800), func(b *bench) {
				b.bar.search.SetText("9031")
				b.search("9031")
				b.Toast("Paused until 16:02")
			}, func() {}, nil},
			"shell-proof": {fyne.NewSize(1280, 800), func(b *bench) {
				b.facts.pulse.AsleepFrom, b.facts.pulse.AsleepUntil = noon.Add(-16*time.Hour), noon.Add(-6*time.Hour)
				b.showProof()
			}, nil, nil},
			"shell-paused": {fyne.NewSize(1280, 800), func(b *bench) {
				pausedUntil(&b.data.facts, noon.Add(2*time.Hour))
				b.read()
			}, nil, nil},
		} {
			t.Run(name+"-"+mode, func(t *testing.T) {
				if c.speak != nil {
					c.speak(t)
				}
				b := started(t, option, c.size, c.leave)
				if c.after != nil {
					c.after(b)
				}
				img := b.window.Canvas().Capture()
				if got := img.Bounds(); got.Dx() != int(c.size.Width) || got.Dy() != int(c.size.Height) {
					t.Errorf("the window needs %v where it has %v", got.Size(), c.size)
				}
				f, err := os.Create(filepath.Join(folder, name+"-"+mode+".png"))
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				if err := png.Encode(f, img); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}
