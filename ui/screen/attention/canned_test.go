package attention

import (
	"cmp"
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
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

var noon = time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)

func at(clock string) time.Time {
	t, err := time.ParseInLocation("15:04:05", clock, time.Local)
	if err != nil {
		panic(err)
	}
	return time.Date(noon.Year(), noon.Month(), noon.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.Local)
}

const (
	shed commerce.StoreID = 1
	kiln commerce.StoreID = 2
	paws commerce.StoreID = 3
)

var names = map[commerce.StoreID]string{shed: "Potting Shed", kiln: "Kiln & Larder", paws: "Muddy Paws"}

func causes() []view.CauseCard {
	return []view.CauseCard{
		{Key: "3|SB-ORD-104|1", Code: "SB-ORD-104", Severity: "attention", StoreID: paws, Store: names[paws], Title: "Tax rate 7 of Muddy Paws is not mapped",
			Text: `Rate 7, "Zero rate, working dog food", was added in EKM today and has no Brightpearl tax code. Nothing was created.`,
			Fix:  "Choose a Brightpearl tax code for rate 7 in the settings of Muddy Paws.", Since: at("10:22:00"), Orders: 2, Money: 112_95, Currency: "GBP", FirstDue: at("16:40:00")},
		{Key: "problem|duplicate/2", Code: "SB-SKU-201", Severity: "error", StoreID: kiln, Store: names[kiln], Title: "KIT-CAS-24-BL is on two Brightpearl products",
			Text: "Products 4471 and 5120 carry this SKU, so nobody can know whose stock to publish.", Fix: "Give each product its own SKU in Brightpearl.",
			Since: at("11:41:00"), Orders: 1, SKUs: 1, Money: 89_00, Currency: "GBP", FirstDue: at("12:00:00").Add(24 * time.Hour)},
		{Key: "2|SB-ORD-112|2", Code: "SB-ORD-112", Severity: "attention", StoreID: kiln, Store: names[kiln], Title: "Amounts of order 20418 do not add up",
			Text: "Lines and delivery come to £28.60, EKM's total says £29.10. 50p is more than rounding explains.", Fix: "Compare the order with EKM, then retry or exclude it.",
			Since: at("12:56:00"), Orders: 1, Money: 29_10, Currency: "GBP", FirstDue: at("12:00:00").Add(24 * time.Hour)},
		{Key: "problem|brake/1", Code: "SB-STK-501", Severity: "error", StoreID: shed, Store: names[shed], Title: "Stock of Potting Shed would fall to zero for 611 of 840 SKUs",
			Text: "Brightpearl's answer would take a large part of the store off sale at once, so nothing was written. Orders and shipments go on.",
			Fix:  "If the goods are really gone, push the stock of this store now.", Since: at("13:40:00")},
		{Key: "1|SB-SHP-401|3", Code: "SB-SHP-401", Severity: "attention", StoreID: shed, Store: names[shed], Title: "Order 38071 is shipped, but it is CANCELLED in EKM",
			Text: "The status in EKM was left alone.", Fix: "Decide with the shopper.", Since: at("11:23:00"), Shipments: 1, FirstDue: at("11:22:00").Add(48 * time.Hour)},
		{Key: "problem|sign-in/0", Code: "SB-AUTH-001", Severity: "error", Title: "Brightpearl needs a new sign-in",
			Text: "Brightpearl does not accept the sign-in any more. Work for it waits and is kept.", Fix: "Sign in again on the Stores screen.", Since: at("13:59:00")},
	}
}

func entries() []view.ActivityRow {
	rows := []view.ActivityRow{
		{At: at("14:01:52"), Level: "info", StoreID: kiln, Kind: "stock", Subject: "SKU KIT-TWL-LIN", Ref: "sku:2:KIT-TWL-LIN", Text: "Shows 9 units, 11 before: on hand 14, pending 3, buffer 2."},
		{At: at("14:01:40"), Level: "info", StoreID: shed, Kind: "order", Subject: "order 38113", Ref: "order:77", Text: "Sales order 208672 was created in Brightpearl, £17.99.", Result: "posted"},
		{At: at("14:00:12"), Level: "warning", StoreID: paws, Kind: "order", Subject: "order 9033", Ref: "order:76", Text: "Brightpearl asked for a pause because too many requests arrived.", Result: "again in 20 s"},
		{At: at("13:59:00"), Level: "error", Kind: "login", Subject: "Brightpearl", Text: "Brightpearl does not accept the sign-in any more.", Result: "SB-AUTH-001"},
		{At: at("13:58:31"), Level: "info", StoreID: shed, Kind: "shipment", Subject: "order 38083", Ref: "note:goods_out:5670", Text: "EKM has tracking 15501884213322, status DISPATCHED.", Result: "sent"},
		{At: at("13:40:02"), Level: "warning", StoreID: shed, Kind: "stock", Subject: "Potting Shed", Text: "The brake stopped a fall to zero for 611 of 840 SKUs.", Result: "held, SB-STK-501"},
		{At: at("12:56:10"), Level: "warning", StoreID: kiln, Kind: "order", Subject: "order 20418", Ref: "order:74", Text: "Lines and delivery come to £28.60, EKM's total says £29.10. 50p is more than rounding explains.", Result: "held, SB-ORD-112"},
		{At: at("11:20:00"), Level: "info", StoreID: paws, Kind: "setting", Subject: "Buffer", Text: "Buffer: 1 → 2", Actor: "H. Wray"},
		{At: at("09:00:04"), Level: "info", Kind: "catalogue", Subject: "Brightpearl products", Text: "Read 2,310 products completely; 4 are gone."},
		{At: at("08:00:00"), Level: "info", Kind: "system", Subject: "Stockbridge", Text: "Started on PACKING-02."},
	}
	for i := range rows {
		rows[i].ID, rows[i].Store = int64(len(rows)-i), names[rows[i].StoreID]
	}
	return rows
}

// canned answers like the database with the causes and entries above.
type canned struct {
	causes  []view.CauseCard
	entries []view.ActivityRow
	err     error
	asked   []view.Filter
	wished  []string
	refused error
}

func full() *canned { return &canned{causes: causes(), entries: entries()} }

func (c *canned) CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error) {
	return c.causes, c.err
}

func (c *canned) ActivityPage(_ context.Context, f view.Filter, w view.Window) (view.Page[view.ActivityRow], error) {
	if w.Limit == 1 {
		return view.Page[view.ActivityRow]{Total: map[string]int{"": 1902, "warning": 3}[f.Tab]}, c.err
	}
	c.asked = append(c.asked, f)
	var out []view.ActivityRow
	for _, a := range c.entries {
		if (f.Tab == "" || f.Tab == a.Level) && (f.Store == 0 || f.Store == a.StoreID) && (len(f.States) == 0 || f.States[0] == a.Kind) &&
			strings.Contains(a.Subject+a.Text, f.Text) {
			out = append(out, a)
		}
	}
	return view.Page[view.ActivityRow]{Rows: out, Total: len(out)}, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	var out []view.StoreCard
	for id := shed; id <= paws; id++ {
		out = append(out, view.StoreCard{Store: commerce.Store{ID: id, Name: names[id]}})
	}
	return out, c.err
}

func (c *canned) RetryCause(_ context.Context, store commerce.StoreID, code string) (int, error) {
	c.wished = append(c.wished, "retry "+names[store]+" "+code)
	return 2, c.refused
}

func (c *canned) RetryShipments(_ context.Context, store commerce.StoreID) (int, error) {
	c.wished = append(c.wished, "shipments "+names[store])
	return 1, c.refused
}

func (c *canned) PushStore(_ context.Context, store commerce.StoreID) (int, error) {
	c.wished = append(c.wished, "push "+names[store])
	return 840, c.refused
}

func (c *canned) lastAsked() view.Filter { return c.asked[len(c.asked)-1] }

// many are causes of falling weight.
func many(n int) []view.CauseCard {
	var out []view.CauseCard
	for i := range n {
		c := causes()[2]
		c.Key, c.Title = fmt.Sprint("k", i), fmt.Sprintf("Amounts of order %d do not add up", 20500+i)
		out = append(out, c)
	}
	return out
}

// fakeNav notes what the screen asks of the window.
type fakeNav struct {
	window fyne.Window
	went   []screen.Route
	said   []string
	failed []string
}

func (n *fakeNav) Go(r screen.Route)            { n.went = append(n.went, r) }
func (n *fakeNav) Toast(text string)            { n.said = append(n.said, text) }
func (n *fakeNav) Failed(doing string, _ error) { n.failed = append(n.failed, doing) }
func (n *fakeNav) Canvas() fyne.Canvas          { return n.window.Canvas() }
func (n *fakeNav) OpenURL(string)               {}

var errDisk = errors.New("disk")

func start(t *testing.T, c *canned, mode theme.Mode) (*Screen, *fakeNav) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	feed := live.Inline()
	t.Cleanup(feed.Close)
	nav := &fakeNav{}
	s := New(Options{Feed: feed, Pages: c, Actions: c, Nav: nav, Now: func() time.Time { return noon }})
	rail := kit.Width(theme.RailWidth, kit.Fill(theme.Canvas, nil))
	layer := kit.NewLayer(kit.AcrossTop(0, rail, kit.Grow(kit.Fill(theme.Surface, s.Content()))), feed.Clock())
	nav.window = test.NewTempWindow(t, layer)
	nav.window.SetPadded(false)
	nav.window.Resize(fyne.NewSize(1280, 720))
	t.Cleanup(layer.Attach(nav.window.Canvas()))
	return s, nav
}

func draw(t *testing.T, n *fakeNav, name string) {
	t.Helper()
	img := n.window.Canvas().Capture()
	f, err := os.Create(filepath.Join(cmp.Or(os.Getenv("STOCKBRIDGE_PICTURES"), t.TempDir()), name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// shows fails unless the window says all of the words.
func shows(t *testing.T, n *fakeNav, words ...string) {
	t.Helper()
	text := test.RenderToMarkup(n.window.Canvas())
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the window does not say %q", w)
		}
	}
}
