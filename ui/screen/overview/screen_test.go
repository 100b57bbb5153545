package overview

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
	stores []view.StoreCard
	err    error
	asked  []commerce.StoreID
}

func (c *canned) Overview(_ context.Context, id commerce.StoreID) (view.Overview, error) {
	c.asked = append(c.asked, id)
	return view.Overview{At: noon, Placed: 112, PlacedMoney: 498130, Currency: "GBP", Posted: 104, Waiting: 3, Held: 4, Excluded: 1,
		OldestUnposted: noon.Add(-220 * time.Minute), HeldMoney: 23105, OrderDelayP95: 48 * time.Second, StockDelayP95: 71 * time.Second,
		OrderDelays: []float64{40, 42, 38, 44, 46, 52, 60, 50, 47, 49, 46, 48}, StockDelays: []float64{50, 55, 61, 70, 90, 75, 66, 71, 69, 70, 72, 71},
		ExposedUnits: 24, ExposedMoney: 31176, ExposedSKUs: 1, Drift: 3, Unmatched: 18, Listings: 2310, LastPosted: noon.Add(-6 * time.Minute)}, nil
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) { return c.stores, c.err }

func (c *canned) CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error) {
	return []view.CauseCard{
		{Key: "a", Code: "SB-ORD-107", Title: "Tax rate 7 of Muddy Paws is not mapped", Orders: 2, Money: 11295, Currency: "GBP", Store: "Muddy Paws", StoreID: 3, FirstDue: noon.Add(178 * time.Minute)},
		{Key: "b", Code: "SB-SKU-201", Title: "SKU KIT-CAS-24-BL is on two Brightpearl products", Orders: 1, Money: 8900, Currency: "GBP", Store: "Kiln & Larder", FirstDue: noon.Add(22 * time.Hour)},
		{Key: "c", Code: "SB-ORD-110", Title: "Amounts of order 20418 do not add up", Orders: 1, Money: 2910, Currency: "GBP", Store: "Kiln & Larder", FirstDue: noon.Add(22 * time.Hour)},
		{Key: "d", Code: "SB-SHP-402", Title: "EKM refused the tracking number of order 9018", Shipments: 1, Store: "Muddy Paws", FirstDue: noon.Add(50 * time.Hour)},
		{Key: "e", Code: "SB-STK-301", Severity: "error", Title: "Stock was changed by hand in Potting Shed", SKUs: 3, Store: "Potting Shed", Since: noon.Add(-140 * time.Minute)},
	}, nil
}

func (c *canned) Sales(context.Context) ([]view.SalesRow, error) {
	return []view.SalesRow{
		{StoreID: 2, Store: "Kiln & Larder", Currency: "GBP", Orders: 39, Today: 198760, TaxToday: 32100, Week: 1398810, Month: 5800110},
		{StoreID: 3, Store: "Muddy Paws", Currency: "GBP", Orders: 27, Today: 87950, TaxToday: 14200, Week: 620435, Month: 2510020},
		{StoreID: 1, Store: "Potting Shed", Currency: "GBP", Orders: 46, Today: 211420, TaxToday: 35326, Week: 1470245, Month: 6122050},
	}, nil
}

func threeStores() []view.StoreCard {
	card := func(id commerce.StoreID, name, channel string, order, stock time.Duration, due int) view.StoreCard {
		c := view.StoreCard{Store: commerce.Store{ID: id, Name: name, Currency: "GBP", State: commerce.StoreLive, OrdersOn: true}, Channel: channel,
			LastOrderAt: noon.Add(-order), LastStockAt: noon.Add(-stock), LastContactAt: noon.Add(-9 * time.Second), LoginUntil: noon.Add(15 * 24 * time.Hour), Due: due}
		for i := range c.Orders24h {
			c.Orders24h[i] = (i * int(id+6)) % (3 + i/3)
		}
		return c
	}
	cards := []view.StoreCard{
		card(2, "Kiln & Larder", "EKM Kiln & Larder", 6*time.Minute, 41*time.Second, 14),
		card(3, "Muddy Paws", "EKM Muddy Paws", 9*time.Minute, 26*time.Second, 0),
		card(1, "Potting Shed", "EKM Potting Shed", 2*time.Minute, 14*time.Second, 0),
	}
	cards[1].LoginUntil = noon.Add(3 * 24 * time.Hour)
	return cards
}

// window records where the screen sends the user.
type window struct {
	screen.Navigator
	went []screen.Route
}

func (w *window) Go(r screen.Route) { w.went = append(w.went, r) }

type asked struct{ connect, demo int }

func (a *asked) ConnectStore() { a.connect++ }
func (a *asked) TryDemo()      { a.demo++ }

func shown(t *testing.T, pages *canned) (*Screen, *window, *asked, *events.Hub) {
	t.Helper()
	nav, wishes, news := &window{}, &asked{}, &events.Hub{}
	s := New(Options{Feed: live.Inline(), News: news, Pages: pages, Actions: wishes, Nav: nav, Now: func() time.Time { return noon }})
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

// TestPictures draws the screen; set STOCKBRIDGE_PICTURES to keep the pictures and look at them.
func TestPictures(t *testing.T) {
	sizes := map[string]fyne.Size{"": fyne.NewSize(1072, 720), "-wide": fyne.NewSize(1712, 1000), "-narrow": fyne.NewSize(720, 900)}
	content := map[string]*canned{"overview": {stores: threeStores()}, "first-run": {}, "overview-unread": {err: errors.New("the database is locked")}}
	for mode, option := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		for name, pages := range content {
			for suffix, size := range sizes {
				t.Run(name+suffix+"-"+mode, func(t *testing.T) {
					test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: option}))
					s, _, _, _ := shown(t, pages)
					w := test.NewTempWindow(t, kit.Fill(theme.Surface, s.Content()))
					w.SetPadded(false)
					w.Resize(size)
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
				})
			}
		}
	}
}
