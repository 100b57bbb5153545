package shipments

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	cause "stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

var noon = time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)

func at(clock string) time.Time {
	t, err := time.ParseInLocation("15:04", clock, time.Local)
	if err != nil {
		panic(err)
	}
	return time.Date(noon.Year(), noon.Month(), noon.Day(), t.Hour(), t.Minute(), 0, 0, time.Local)
}

const (
	shed commerce.StoreID = 1
	kiln commerce.StoreID = 2
	paws commerce.StoreID = 3
)

var names = map[commerce.StoreID]string{shed: "Potting Shed", kiln: "Kiln & Larder", paws: "Muddy Paws"}

func note(store commerce.StoreID, number string, sales int64, units, of int64, carrier, tracking, shipped string, state commerce.ShipmentState) view.ShipmentRow {
	h := view.ShipmentRow{StoreID: store, Store: names[store], OrderID: commerce.OrderID(sales), Number: number, SalesOrderID: sales,
		Kind: commerce.GoodsOut, NoteID: sales - 203000, Units: units, UnitsOrdered: of, Carrier: carrier, Tracking: tracking, ShippedAt: at(shipped), State: state,
		StatusNow: "PENDING", StatusWanted: "DISPATCHED"}
	if !untold(h) {
		h.SentAt, h.StatusNow = at(shipped).Add(time.Minute), "DISPATCHED"
	}
	return h
}

func notes() []view.ShipmentRow {
	const waiting, sent, held, others = commerce.ShipmentWaiting, commerce.ShipmentSent, commerce.ShipmentHeld, commerce.ShipmentSuperseded
	cancelled := note(shed, "38071", 208655, 2, 2, "DPD Next Day", "15501884213307", "11:22", held)
	cancelled.StatusNow = "CANCELLED"
	cancelled.Cause = cause.Cause{Code: "SB-SHP-401", Text: "Order 38071 is shipped, but it is CANCELLED in EKM. The status in EKM was left alone.",
		Fix: "Decide with the shopper: set the order in EKM to an open status and retry, or have the parcel back."}
	refused := note(kiln, "20398", 208649, 1, 1, "Royal Mail 48", "JX 2048 1177 6GB", "10:58", held)
	refused.Cause = cause.Cause{Code: "SB-SHP-402", Text: `EKM has no order status "Dispatched". The order keeps its status; the tracking is there.`, Fix: "Choose a status that the shop has, then retry."}
	supplier := note(paws, "9017", 208662, 1, 1, "Supplier van", "", "13:20", sent)
	supplier.Kind = commerce.DropShip
	retry := note(shed, "38081", 208667, 6, 6, "DPD Next Day", "15501884213310, 15501884213311", "13:57", waiting)
	retry.Attempts = 1
	part := note(shed, "38060", 208640, 1, 3, "DPD Next Day", "15501884213291", "10:41", waiting)
	part.StatusWanted = "PART DISPATCHED"
	first := note(shed, "38060", 208640, 1, 3, "DPD Next Day", "15501884213280", "09:12", sent)
	first.NoteID--
	first.StatusWanted, first.StatusNow = "", "PENDING"
	return []view.ShipmentRow{
		note(kiln, "20405", 208668, 4, 4, "Royal Mail 24", "JX 2048 1181 0GB", "13:59", waiting), note(paws, "9019", 208671, 1, 1, "Evri Standard", "H00QZA0047711902", "13:59", waiting),
		note(shed, "38083", 208670, 3, 3, "DPD Next Day", "15501884213322", "13:58", waiting), retry,
		note(kiln, "20402", 208663, 2, 2, "Royal Mail 48", "JX 2048 1179 3GB", "13:32", sent), supplier,
		note(shed, "38079", 208661, 1, 1, "Royal Mail 48", "JX 2048 1178 0GB", "13:18", sent), note(kiln, "20401", 208660, 1, 1, "Royal Mail 48", "JX 2048 1177 9GB", "13:02", others),
		note(shed, "38078", 208659, 5, 5, "DPD Next Day", "15501884213315", "12:47", sent), note(paws, "9016", 208657, 2, 2, "Evri Standard", "H00QZA0047711896", "12:31", sent),
		note(shed, "38074", 208656, 1, 1, "Royal Mail 24", "JX 2048 1176 4GB", "12:14", sent), cancelled, refused, part, first,
	}
}

// canned answers like the database with the rows above.
type canned struct {
	rows    []view.ShipmentRow
	err     error
	more    int // rows beyond those above, never loaded
	asked   []view.Filter
	sent    []string
	refused commerce.OrderID
}

func (c *canned) ShipmentPage(_ context.Context, f view.Filter, w view.Window) (view.Page[view.ShipmentRow], error) {
	if w.Limit != 1 {
		c.asked = append(c.asked, f)
	}
	var out []view.ShipmentRow
	for _, h := range c.rows {
		fits := map[string]bool{"": true, tabTodo: h.State == commerce.ShipmentWaiting, tabTold: !untold(h), tabProblems: h.State == commerce.ShipmentHeld}[f.Tab]
		if fits && (f.Store == 0 || f.Store == h.StoreID) && (len(f.States) == 0 || f.States[0] == string(h.State)) && strings.Contains(h.Tracking+h.Number, f.Text) {
			out = append(out, h)
		}
	}
	total := len(out) + c.more
	if w.Limit == 1000 {
		for i := range c.more {
			out = append(out, note(paws, fmt.Sprint(9100+i), 300000+int64(i), 1, 1, "Evri Standard", "", "08:00", commerce.ShipmentWaiting))
		}
	}
	return view.Page[view.ShipmentRow]{Rows: out, Total: total}, c.err
}

func (c *canned) ShipmentTabs(context.Context, commerce.StoreID) (map[string]int, error) {
	if len(c.rows) == 0 {
		return map[string]int{tabTodo: 0, tabTold: 0, tabProblems: 0, tabAll: 0}, c.err
	}
	return map[string]int{tabTodo: 5, tabTold: 8, tabProblems: 2, tabAll: 15}, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	var out []view.StoreCard
	for id := shed; id <= paws; id++ {
		out = append(out, view.StoreCard{Store: commerce.Store{ID: id, Name: names[id]}})
	}
	return out, c.err
}

func (c *canned) Overview(context.Context, commerce.StoreID) (view.Overview, error) {
	return view.Overview{}, c.err
}

func (c *canned) OrderDetail(_ context.Context, id commerce.OrderID) (view.OrderDetail, error) {
	d := view.OrderDetail{OrderRow: view.OrderRow{ID: id}}
	for _, h := range slices.Backward(c.rows) {
		if h.OrderID == id {
			d.Shipments = append(d.Shipments, h)
		}
	}
	d.Timeline = []view.ActivityRow{{At: at("10:42"), Level: "info", Text: "EKM has tracking 15501884213291. The status waits for the rest of the order."},
		{At: at("10:41"), Level: "info", Text: "Goods-out note 5640 was shipped, 1 unit."}, {At: at("08:03"), Level: "info", Text: "Paid and verified in Brightpearl."}}
	return d, c.err
}

func (c *canned) SendNow(_ context.Context, store commerce.StoreID, order commerce.OrderID) error {
	if order == c.refused {
		return errors.New("no")
	}
	c.sent = append(c.sent, fmt.Sprintf("%s %d", names[store], order))
	return nil
}

func (c *canned) lastAsked() view.Filter { return c.asked[len(c.asked)-1] }

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

func find(number string) view.ShipmentRow {
	for _, h := range notes() {
		if h.Number == number {
			return h
		}
	}
	panic(number)
}

func key(number string) string { return placeOf(find(number)).key() }

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
	s.Shown()
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
