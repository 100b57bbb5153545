package overview

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

var noon = time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)

// canned answers with the made-up day of a merchant with three stores.
type canned struct {
	stores  []view.StoreCard
	err     error
	asked   []commerce.StoreID
	trends  []int // spans of the charts that were read
	quiet   bool
	euros   bool
	reading []view.CatalogueProgress
	did     []string
	saved   string
	file    bytes.Buffer
}

func (c *canned) Progress(context.Context) ([]view.CatalogueProgress, error) { return c.reading, nil }

func (c *canned) SyncNow(context.Context, commerce.StoreID) error { return c.done("sync") }
func (c *canned) Pause(_ context.Context, _ commerce.StoreID, until time.Time) error {
	return c.done("pause " + until.Sub(noon).String())
}
func (c *canned) Resume(context.Context, commerce.StoreID) error { return c.done("resume") }
func (c *canned) done(what string) error {
	c.did = append(c.did, what)
	return c.err
}

func (c *canned) Save(name string, write func(io.Writer) error) (string, error) {
	c.saved = name
	c.file.Reset()
	return "Downloads", write(&c.file)
}

func (c *canned) Trend(_ context.Context, _ commerce.StoreID, days int) (view.Trend, error) {
	c.trends = append(c.trends, days)
	t := view.Trend{At: noon, Days: days}
	start, step, n := time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local), time.Hour, 15
	if days > 1 {
		start, step, n = start.AddDate(0, 0, 1-days), 24*time.Hour, days
	}
	byHour := []int{1, 0, 1, 0, 2, 3, 5, 8, 11, 14, 16, 15, 14, 13, 9} // 112
	for i := range n {
		p := view.TrendPoint{From: start.Add(time.Duration(i) * step), Orders: byHour[i%15] * days, OrderDelay: time.Duration(40+i%5*4) * time.Second,
			StockDelay: time.Duration(60+(i*5)%21) * time.Second, Sampled: i > 3}
		switch {
		case i < 2 || i == 7:
			p.OrderDelay = 0
		case i == 10:
			p.StockDelay = 135 * time.Second
		}
		if i > 11 && !c.quiet {
			p.Units, p.Money = 24, 31176
		}
		if c.quiet {
			p.Sampled = false
		}
		t.Points = append(t.Points, p)
	}
	return t, nil
}

func (c *canned) SalesDays(_ context.Context, from time.Time, days int) ([]view.SalesDay, error) {
	var out []view.SalesDay
	for i := days - 1; i >= 0; i-- {
		for _, s := range c.stores {
			n := int(s.ID)*10 + i
			out = append(out, view.SalesDay{Day: from.AddDate(0, 0, i), StoreID: s.ID, Store: s.Name, Currency: s.Currency, Orders: n, Gross: commerce.Pence(n) * 41_99,
				Tax: commerce.Pence(n) * 7_00, Posted: n, Delay: 48 * time.Second})
		}
	}
	return out, nil
}

func (c *canned) Overview(_ context.Context, id commerce.StoreID) (view.Overview, error) {
	c.asked = append(c.asked, id)
	if c.quiet {
		return view.Overview{At: noon, Placed: 104, PlacedMoney: 498130, Currency: "GBP", Posted: 104, OrderDelayP95: 48 * time.Second, StockDelayP95: 71 * time.Second, Listings: 2310,
			LastPosted: noon.Add(-6 * time.Minute), SoldAt: noon}, nil
	}
	return view.Overview{At: noon, Placed: 112, PlacedMoney: 498130, Currency: "GBP", Posted: 104, Waiting: 3, Held: 4, Excluded: 1,
		OldestUnposted: noon.Add(-220 * time.Minute), HeldMoney: 23105, OrderDelayP95: 48 * time.Second, StockDelayP95: 71 * time.Second,
		OrderDelays: []float64{40, 42, 38, 44, 46, 52, 60, 50, 47, 49, 46, 48}, StockDelays: []float64{50, 55, 61, 70, 90, 75, 66, 71, 69, 70, 72, 71},
		ExposedUnits: 24502, ExposedMoney: 31176, ExposedSKUs: 932, SoldPerHour: 9.6, SoldAt: noon.Add(-4 * time.Minute),
		RiskUnits: 24, RiskMoney: 31176, RiskSKUs: 1, RiskSKU: "GDN-TRW-SS", Drift: 3, Unmatched: 18, Listings: 2310, LastPosted: noon.Add(-6 * time.Minute)}, nil
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) { return c.stores, c.err }

func (c *canned) CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error) {
	if c.quiet {
		return nil, nil
	}
	return []view.CauseCard{
		{Key: "a", Code: "SB-ORD-107", Title: "Tax rate 7 of Muddy Paws is not mapped", Orders: 2, Money: 11295, Currency: "GBP", Store: "Muddy Paws", StoreID: 3, FirstDue: noon.Add(178 * time.Minute)},
		{Key: "b", Code: "SB-SKU-201", Title: "SKU KIT-CAS-24-BL is on two Brightpearl products", Orders: 1, Money: 8900, Currency: "GBP", Store: "Kiln & Larder", FirstDue: noon.Add(22 * time.Hour)},
		{Key: "c", Code: "SB-ORD-110", Title: "Amounts of order 20418 do not add up", Orders: 1, Money: 2910, Currency: "GBP", Store: "Kiln & Larder", FirstDue: noon.Add(22 * time.Hour)},
		{Key: "d", Code: "SB-SHP-402", Title: "EKM refused the tracking number of order 9018", Shipments: 1, Store: "Muddy Paws", FirstDue: noon.Add(50 * time.Hour)},
		{Key: "e", Code: "SB-STK-301", Severity: "error", Title: "Stock was changed by hand in Potting Shed", SKUs: 3, Store: "Potting Shed", Since: noon.Add(-140 * time.Minute)},
	}, nil
}

func (c *canned) Sales(context.Context) ([]view.SalesRow, error) {
	rows := []view.SalesRow{
		{StoreID: 2, Store: "Kiln & Larder", Currency: "GBP", Orders: 39, Today: 198760, TaxToday: 32100, WeekOrders: 270, Week: 1398810, TaxWeek: 233135, MonthOrders: 1180, Month: 5800110, TaxMonth: 966685},
		{StoreID: 3, Store: "Muddy Paws", Currency: "GBP", Orders: 27, Today: 87950, TaxToday: 14200, WeekOrders: 190, Week: 620435, TaxWeek: 103405, MonthOrders: 801, Month: 2510020, TaxMonth: 418336},
		{StoreID: 1, Store: "Potting Shed", Currency: "GBP", Orders: 46, Today: 211420, TaxToday: 35326, WeekOrders: 330, Week: 1470245, TaxWeek: 245040, MonthOrders: 1302, Month: 6122050, TaxMonth: 1020341},
	}
	if c.euros {
		rows[1].Currency = "EUR"
	}
	return rows, nil
}

func threeStores() []view.StoreCard {
	card := func(id commerce.StoreID, name, channel string, order, stock time.Duration, due int) view.StoreCard {
		c := view.StoreCard{Store: commerce.Store{ID: id, Name: name, Currency: "GBP", State: commerce.StoreLive, OrdersOn: true}, Channel: channel,
			LastOrderAt: noon.Add(-order), LastStockAt: noon.Add(-stock), LastContactAt: noon.Add(-9 * time.Second), LoginUntil: noon.Add(15 * 24 * time.Hour), Due: due}
		if due > 20 {
			c.Backlogs = []view.Backlog{{Kind: "orders", Due: 19, Done: 31, Since: noon.Add(-22 * time.Minute)}}
		}
		for i := range c.Orders24h {
			c.Orders24h[i] = (i * int(id+6)) % (3 + i/3)
		}
		return c
	}
	cards := []view.StoreCard{
		card(2, "Kiln & Larder", "EKM Kiln & Larder", 6*time.Minute, 41*time.Second, 31),
		card(3, "Muddy Paws", "EKM Muddy Paws", 9*time.Minute, 26*time.Second, 0),
		card(1, "Potting Shed", "EKM Potting Shed", 2*time.Minute, 14*time.Second, 0),
	}
	cards[1].LoginUntil = noon.Add(3 * 24 * time.Hour)
	return cards
}

// window records where the screen sends the user.
type window struct {
	screen.Navigator
	went   []screen.Route
	said   []string
	failed []string
	canvas fyne.Canvas
}

func (w *window) Go(r screen.Route)            { w.went = append(w.went, r) }
func (w *window) Toast(text string)            { w.said = append(w.said, text) }
func (w *window) Failed(doing string, _ error) { w.failed = append(w.failed, doing) }
func (w *window) Canvas() fyne.Canvas          { return w.canvas }

type asked struct{ connect, demo int }

func (a *asked) ConnectStore() { a.connect++ }
func (a *asked) TryDemo()      { a.demo++ }

func shown(t *testing.T, pages *canned) (*Screen, *window, *asked, *events.Hub) {
	t.Helper()
	nav, wishes, news := &window{}, &asked{}, &events.Hub{}
	s := New(Options{Feed: live.Inline(), News: news, Pages: pages, Actions: wishes, Stores: pages, Catalogues: pages, Files: pages, Nav: nav, Now: func() time.Time { return noon }})
	s.Shown()
	t.Cleanup(s.Hidden)
	return s, nav, wishes, news
}

func TestWithoutAStoreTheProgramIntroducesItself(t *testing.T) {
	test.NewTempApp(t)
	s, _, wishes, _ := shown(t, &canned{})
	w := test.NewTempWindow(t, s.Content())
	w.Resize(fyne.NewSize(1072, 720))
	for _, label := range []string{"Connect your first store", "Try with demo stores"} {
		test.Tap(screentest.ButtonIn(t, s.Content(), label))
	}
	if wishes.connect != 1 || wishes.demo != 1 {
		t.Errorf("connect was asked %d times, demo %d times", wishes.connect, wishes.demo)
	}
}

func TestFiguresLeadToWhatIsBehindThem(t *testing.T) {
	test.NewTempApp(t)
	s, nav, _, _ := shown(t, &canned{stores: threeStores()})
	w := test.NewTempWindow(t, s.Content())
	w.Resize(fyne.NewSize(1072, 720))
	test.Tap(screentest.ButtonIn(t, s.Content(), "See 2 orders"))
	want := screen.Route{Screen: screen.Orders, Tab: "todo", Store: 3}
	if len(nav.went) != 1 || nav.went[0] != want {
		t.Errorf("went to %+v, want %+v", nav.went, want)
	}
}

func TestOneStoreIsShownAlone(t *testing.T) {
	pages := &canned{stores: threeStores()}
	test.NewTempApp(t)
	s, _, _, _ := shown(t, pages)
	s.SetStore(3)
	if got := pages.asked[len(pages.asked)-1]; got != 3 {
		t.Errorf("the figures of store %d were read", got)
	}
	if cards := s.state.cards(); len(cards) != 1 || cards[0].Name != "Muddy Paws" {
		t.Errorf("cards of %v", cards)
	}
	if rows := s.state.sales(); len(rows) != 1 || rows[0].Store != "Muddy Paws" {
		t.Errorf("sales of %v", rows)
	}
}

func TestAFailureKeepsTheFiguresAndSaysSo(t *testing.T) {
	pages := &canned{stores: threeStores()}
	test.NewTempApp(t)
	s, _, _, _ := shown(t, pages)
	pages.err = errors.New("disk on fire")
	s.Reload()
	if !s.state.read || s.state.figures.overview.Placed != 112 {
		t.Error("the figures were lost")
	}
	if len(s.view.fault.Objects) == 0 {
		t.Error("nobody is told that the figures are old")
	}
	pages.err = nil
	s.Reload()
	if len(s.view.fault.Objects) != 0 {
		t.Error("the note stays after the figures could be read again")
	}
}

func TestAnOldAnswerIsDropped(t *testing.T) {
	var s state
	old, newest := s.beginLoad(), s.beginLoad()
	if s.finishLoad(old, figures{}, nil) || !s.finishLoad(newest, figures{}, nil) {
		t.Error("the older answer was shown")
	}
}

func TestAStoresCardOffersWhatCanBeDone(t *testing.T) {
	pages := &canned{stores: threeStores()}
	test.NewTempApp(t)
	s, nav, _, _ := shown(t, pages)
	press := func(c view.StoreCard, label string) {
		t.Helper()
		for _, item := range s.menuOf(c) {
			if item.Label == label {
				item.Tapped()
				return
			}
		}
		t.Errorf("%s does not offer %q", c.Name, label)
	}
	kiln := pages.stores[0]
	press(kiln, "Sync now")
	press(kiln, "Pause: 30 min")
	kiln.State = commerce.StorePaused
	press(kiln, "Resume")
	press(kiln, "Open store")
	if !slices.Equal(pages.did, []string{"sync", "pause 30m0s", "resume"}) || nav.said[1] != "Kiln & Larder is paused until 14:32" || nav.went[0].Store != 2 {
		t.Errorf("did %v, said %v, went %v", pages.did, nav.said, nav.went)
	}
	kiln.State = commerce.StoreSignIn
	if items := s.menuOf(kiln); len(items) != 1 {
		t.Errorf("a store that nobody is signed in to offers %+v", items)
	}
	pages.err = errors.New("the shop is closed")
	kiln.State = commerce.StoreLive
	press(kiln, "Sync now")
	if !slices.Equal(nav.failed, []string{"Sync Kiln & Larder"}) {
		t.Errorf("a failure says %v", nav.failed)
	}
}

func TestTheSpanGovernsChartsAndSales(t *testing.T) {
	pages := &canned{stores: threeStores()}
	test.NewTempApp(t)
	s, _, _, _ := shown(t, pages)
	s.Reload() // of the same minute: the charts stay
	s.view.span.Choose("7")
	s.SetStore(3)
	if !slices.Equal(pages.trends, []int{1, 7, 7}) {
		t.Errorf("charts of %v days were read", pages.trends)
	}
	w := test.NewTempWindow(t, s.Content())
	w.Resize(fyne.NewSize(1072, 1400))
	text := test.RenderToMarkup(w.Canvas())
	for _, want := range []string{"Orders and delay, 7 days", "£6,204.35", "£1,034.05"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestTheSalesReportAddsUpAndIsSaved(t *testing.T) {
	pages := &canned{stores: threeStores()}
	s, nav, w := inWindow(t, pages, theme.AlwaysLight, fyne.NewSize(1280, 720))
	test.Tap(linkIn(t, s.Content(), "Open sales report"))
	text := test.RenderToMarkup(w.Canvas())
	// Three stores of 10, 20 and 30 orders on the first day and one more each day: 60 + 63 + … + 78.
	for _, want := range []string{"Day by day", "483", "£20,281.17", "Mon 23 Nov"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	test.Tap(screentest.ButtonIn(t, w.Canvas().Overlays().Top(), "Export"))
	menu := w.Canvas().Focused()
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	lines := strings.Split(pages.file.String(), "\n")
	if pages.saved != "Sales 2026-11-17 to 2026-11-23.csv" || len(nav.said) != 1 || nav.said[0] != "21 lines saved in Downloads" ||
		strings.TrimSpace(lines[1]) != "2026-11-23,Kiln & Larder,GBP,26,1091.74,182.00,26,48" {
		t.Errorf("saved %q, said %v: %q", pages.saved, nav.said, lines[:2])
	}
}

// inWindow shows the screen in a window of a size.
func inWindow(t *testing.T, pages *canned, mode theme.Mode, size fyne.Size) (*Screen, *window, fyne.Window) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	s, nav, _, _ := shown(t, pages)
	w := test.NewTempWindow(t, kit.Fill(theme.Surface, s.Content()))
	w.SetPadded(false)
	w.Resize(size)
	nav.canvas = w.Canvas()
	return s, nav, w
}

func linkIn(t *testing.T, root fyne.CanvasObject, text string) (found *kit.Link) {
	t.Helper()
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if l, ok := o.(*kit.Link); ok && strings.Contains(test.RenderObjectToMarkup(l), text) {
			found = l
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.TempWidgetRenderer(t, o).Objects() {
				walk(child)
			}
		}
	}
	walk(root)
	if found == nil {
		t.Fatalf("there is no link %q", text)
	}
	return found
}

// TestNoWordIsLeftInEnglish shows every state with the translated words marked.
func TestNoWordIsLeftInEnglish(t *testing.T) {
	screentest.WrapTexts(t)
	data := []string{"Kiln & Larder", "Muddy Paws", "Potting Shed", "EKM Kiln", "EKM Muddy", "EKM Potting", "GBP", "EUR", "GDN-TRW-SS", "the database is locked", "8 Dec", " left", "EKM", "Brightpearl"}
	for _, c := range mustCauses(t) {
		data = append(data, c.Title)
	}
	for name, pages := range map[string]*canned{"full": {stores: threeStores(), reading: []view.CatalogueProgress{{Store: 3, Done: 50, Total: 200, Left: time.Hour}}}, "quiet": {stores: threeStores(), quiet: true, euros: true},
		"empty": {}, "unread": {err: errors.New("the database is locked")}} {
		t.Run(name, func(t *testing.T) {
			w := screentest.New(t, theme.AlwaysLight)
			s := New(Options{Feed: w.Feed, News: &events.Hub{}, Pages: pages, Actions: &asked{}, Stores: pages, Catalogues: pages, Files: pages, Nav: w, Now: func() time.Time { return noon }})
			w.Fill(t, s.Content())
			s.Shown()
			t.Cleanup(s.Hidden)
			for _, span := range []string{"7", "30", "1"} {
				s.view.span.Choose(span)
				w.Untranslated(t, data...)
			}
			if len(pages.stores) > 0 {
				for _, c := range pages.stores {
					kit.ShowMenu(s.Content(), s.menuOf(c))
					w.Untranslated(t, data...)
				}
				s.report()
				w.Untranslated(t, data...)
			}
		})
	}
}

func mustCauses(t *testing.T) []view.CauseCard {
	t.Helper()
	causes, err := (&canned{}).CausePage(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return causes
}

// TestPictures draws the screen; set STOCKBRIDGE_PICTURES to keep the pictures and look at them.
func TestPictures(t *testing.T) {
	sizes := map[string]fyne.Size{"": fyne.NewSize(1072, 720), "-wide": fyne.NewSize(1712, 1000), "-narrow": fyne.NewSize(720, 900), "-whole": fyne.NewSize(1072, 1060)}
	content := map[string]func() *canned{"overview": func() *canned { return &canned{stores: threeStores()} }, "quiet": func() *canned { return &canned{stores: threeStores(), quiet: true, euros: true} },
		"first-run": func() *canned { return &canned{} }, "overview-unread": func() *canned { return &canned{err: errors.New("the database is locked")} }}
	draw := func(t *testing.T, w fyne.Window, size fyne.Size) {
		t.Helper()
		img := w.Canvas().Capture()
		if got := img.Bounds(); got.Dx() != int(size.Width) || got.Dy() != int(size.Height) {
			t.Errorf("the screen needs %v in a window of %v", got.Size(), size)
		}
		folder := os.Getenv("STOCKBRIDGE_PICTURES")
		if folder == "" {
			folder = t.TempDir()
		}
		f, err := os.Create(filepath.Join(folder, strings.ReplaceAll(t.Name(), "TestPictures/", "")+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
	}
	for mode, option := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		for name, pages := range content {
			for suffix, size := range sizes {
				t.Run(name+suffix+"-"+mode, func(t *testing.T) {
					_, _, w := inWindow(t, pages(), option, size)
					draw(t, w, size)
				})
			}
		}
		t.Run("sales-report-"+mode, func(t *testing.T) {
			s, _, w := inWindow(t, &canned{stores: threeStores()}, option, fyne.NewSize(1280, 720))
			s.report()
			draw(t, w, fyne.NewSize(1280, 720))
		})
	}
	t.Run("overview-30-light", func(t *testing.T) {
		s, _, w := inWindow(t, &canned{stores: threeStores()}, theme.AlwaysLight, sizes["-whole"])
		s.view.span.Choose("30")
		draw(t, w, sizes["-whole"])
	})
	t.Run("overview-german", func(t *testing.T) {
		screentest.Speak(t, "de")
		_, _, w := inWindow(t, &canned{stores: threeStores()}, theme.AlwaysLight, sizes["-whole"])
		draw(t, w, sizes["-whole"])
	})
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	pages := &canned{stores: threeStores()}
	_, _, w := inWindow(t, pages, theme.AlwaysLight, fyne.NewSize(1072, 720))
	screentest.TellsExactly(t, w.Content(), pages.stores[0].LastOrderAt, pages.stores[0].LastStockAt, mustCauses(t)[0].FirstDue)
}
