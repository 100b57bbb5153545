package shipments

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	cause "stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

const shed, kiln, paws = screentest.Shed, screentest.Kiln, screentest.Paws

var (
	clock = screentest.At
	names = screentest.Names
)

// note is the only one of an order; what is told took a minute.
func note(store commerce.StoreID, number string, sales int64, units, of int64, carrier, tracking, shipped string, state commerce.ShipmentState) view.ShipmentRow {
	h := view.ShipmentRow{StoreID: store, Store: names[store], OrderID: commerce.OrderID(sales), EKMOrderID: sales * 10, Number: number, SalesOrderID: sales,
		Kind: commerce.GoodsOut, NoteID: sales - 203000, Notes: 1, Units: units, UnitsShipped: units, UnitsOrdered: of, Carrier: carrier, Tracking: tracking,
		ShippedAt: clock(shipped), SeenAt: clock(shipped).Add(20 * time.Second), State: state, StatusNow: "PENDING", StatusWanted: "DISPATCHED"}
	switch state {
	case commerce.ShipmentSent, commerce.ShipmentSuperseded, commerce.ShipmentReversed:
		h.SentAt, h.StatusNow = clock(shipped).Add(time.Minute), "DISPATCHED"
		h.Emailed = []bool{false, false}
	}
	return h
}

func notes() []view.ShipmentRow {
	const waiting, sent, held, others, back, handled = commerce.ShipmentWaiting, commerce.ShipmentSent, commerce.ShipmentHeld, commerce.ShipmentSuperseded,
		commerce.ShipmentReversed, commerce.ShipmentHandled
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
	untracked := note(paws, "9019", 208671, 1, 1, "Evri Standard", "", "13:59", waiting)

	part := note(shed, "38060", 208640, 1, 3, "DPD Next Day", "15501884213291", "10:41", waiting)
	part.StatusWanted = "PART DISPATCHED"
	part.NoteID = 15640
	part.Lines = []view.ShipmentLine{{RowID: 2, SKU: "GDN-HOS-25", Name: "Garden hose, 25 m", Units: 1, Ordered: 2}}
	first := note(shed, "38060", 208640, 1, 3, "DPD Next Day", "15501884213280", "09:12", sent)
	first.NoteID = 15639
	first.StatusWanted, first.StatusNow = "", "PENDING"
	first.Lines = []view.ShipmentLine{{RowID: 1, SKU: "GDN-SPR-BRS", Name: "Brass spray head", Units: 1, Ordered: 1},
		{RowID: 9, SKU: "GDN-WSH-05", Name: "Hose washers, 5", Units: 1}}
	for _, h := range []*view.ShipmentRow{&part, &first} {
		h.Notes, h.UnitsShipped = 2, 2
	}

	reversed := note(kiln, "20391", 208641, 2, 2, "Royal Mail 24", "JX 2048 1170 1GB", "10:20", back)
	reversed.Gone, reversed.GoneAt, reversed.UnitsShipped = "un-shipped", clock("13:40"), 0
	phoned := note(shed, "38052", 208630, 1, 1, "DPD Next Day", "15501884213266", "09:05", handled)
	phoned.SentAt, phoned.Reason = time.Time{}, "Collected in the shop, EKM set by hand"
	return []view.ShipmentRow{
		note(kiln, "20405", 208668, 4, 4, "Royal Mail 24", "JX 2048 1181 0GB", "13:59", waiting), untracked,
		note(shed, "38083", 208670, 3, 3, "DPD Next Day", "15501884213322", "13:58", waiting), retry,
		note(kiln, "20402", 208663, 2, 2, "Royal Mail 48", "JX 2048 1179 3GB", "13:32", sent), supplier,
		note(shed, "38079", 208661, 1, 1, "Royal Mail 48", "JX 2048 1178 0GB", "13:18", sent), note(kiln, "20401", 208660, 1, 1, "Royal Mail 48", "JX 2048 1177 9GB", "13:02", others),
		note(shed, "38078", 208659, 5, 5, "DPD Next Day", "15501884213315", "12:47", sent), note(paws, "9016", 208657, 2, 2, "Evri Standard", "H00QZA0047711896", "12:31", sent),
		note(shed, "3/241126/14", 208656, 1, 1, "Royal Mail Tracked 24", "JX 2048 1176 4GB", "12:14", sent), cancelled, refused, part, reversed, first, phoned,
	}
}

// canned answers like the database with the rows above, and like EKM where text says so.
type canned struct {
	rows    []view.ShipmentRow
	err     error
	textErr error
	more    int // rows beyond those above, never loaded
	asked   []view.Filter
	did     []string
	refused commerce.OrderID
	saved   map[string]*bytes.Buffer
}

func (c *canned) ShipmentPage(_ context.Context, f view.Filter, w view.Window) (view.Page[view.ShipmentRow], error) {
	if w.Limit != 1 {
		c.asked = append(c.asked, f)
	}
	tabs := map[string]func(view.ShipmentRow) bool{
		"": func(view.ShipmentRow) bool { return true }, tabTodo: func(h view.ShipmentRow) bool { return h.State == commerce.ShipmentWaiting },
		tabPart:     func(h view.ShipmentRow) bool { return h.UnitsShipped > 0 && h.UnitsShipped < h.UnitsOrdered },
		tabToday:    func(h view.ShipmentRow) bool { return !open(h) },
		tabProblems: func(h view.ShipmentRow) bool { return h.State == commerce.ShipmentHeld || reversed(h) },
	}
	var out []view.ShipmentRow
	for _, h := range c.rows {
		if tabs[f.Tab](h) && (f.Store == 0 || f.Store == h.StoreID) && (len(f.States) == 0 || slices.Contains(f.States, string(h.State))) &&
			(f.Carrier == "" || f.Carrier == h.Carrier) && strings.Contains(h.Tracking+h.Number, f.Text) {
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
		return map[string]int{tabTodo: 0, tabPart: 0, "told": 0, tabToday: 0, tabProblems: 0, tabAll: 0}, c.err
	}
	return map[string]int{tabTodo: 5, tabPart: 2, "told": 9, tabToday: 9, tabProblems: 3, tabAll: 17}, c.err
}

func (c *canned) ShipmentCarriers(context.Context) ([]string, error) {
	return []string{"DPD Next Day", "Evri Standard", "Royal Mail 24", "Royal Mail 48", "Supplier van"}, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	return screentest.Stores(), c.err
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
	if id == find("38060").OrderID {
		d.Rows = []view.OrderLine{{Kind: "goods", RowID: 1, SKU: "GDN-SPR-BRS", Name: "Brass spray head", Wanted: 1}, {Kind: "goods", RowID: 2, SKU: "GDN-HOS-25", Name: "Garden hose, 25 m", Wanted: 2},
			{Kind: "goods", RowID: 3, SKU: "GIFT", Name: "Gift card"}, {Kind: "delivery", RowID: 4, Wanted: 1}}
	}
	d.Timeline = []view.ActivityRow{{At: clock("10:42"), Level: "info", Text: "EKM has tracking 15501884213291. The status waits for the rest of the order."},
		{At: clock("10:41"), Level: "info", Text: "Goods-out note 15640 was shipped, 1 unit."}, {At: clock("08:03"), Level: "info", Text: "Paid and verified in Brightpearl."}}
	return d, c.err
}

func (c *canned) ShipmentText(_ context.Context, id commerce.OrderID) (view.ShipmentText, error) {
	switch id {
	case find("38060").OrderID:
		return view.ShipmentText{Number: "15501884213280, 15501884213291", Company: "DPD Next Day", URL: "https://track.dpd.co.uk/parcels/15501884213291",
			Lines:     []string{"Stockbridge: goods-out 15639, 23 Nov 2026 09:12, 1 unit, DPD Next Day, 15501884213280", "Stockbridge: goods-out 15640, 23 Nov 2026 10:41, 1 unit, DPD Next Day, 15501884213291"},
			StatusNow: "PENDING", Status: "PART DISPATCHED"}, c.textErr
	case find("38071").OrderID:
		return view.ShipmentText{Number: "15501884213307", Company: "DPD Next Day", URL: "https://track.dpd.co.uk/parcels/15501884213307", StatusNow: "CANCELLED",
			Why: "The order is CANCELLED in EKM, so nothing is written."}, c.textErr
	case find("20391").OrderID:
		return view.ShipmentText{Number: "JX 2048 1170 1GB", Company: "Royal Mail 24", URL: "https://www.royalmail.com/track-your-item#/tracking-results/JX204811701GB", StatusNow: "DISPATCHED",
			Back: &view.StepBack{Status: "PENDING", Text: "The goods-out 5641 was un-shipped in Brightpearl."}}, c.textErr
	}
	return view.ShipmentText{StatusNow: "DISPATCHED"}, c.textErr
}

func (c *canned) do(order commerce.OrderID, what string) error {
	if order == c.refused {
		return errors.New("no")
	}
	c.did = append(c.did, what)
	return nil
}

func (c *canned) SendNow(_ context.Context, store commerce.StoreID, order commerce.OrderID) error {
	return c.do(order, fmt.Sprintf("send %s %d", names[store], order))
}

func (c *canned) SendTracking(_ context.Context, order commerce.OrderID) error {
	return c.do(order, fmt.Sprintf("track %d", order))
}

func (c *canned) Handle(_ context.Context, order commerce.OrderID, reason string) error {
	return c.do(order, fmt.Sprintf("handle %d: %s", order, reason))
}

func (c *canned) StepBack(_ context.Context, order commerce.OrderID, reason string) error {
	return c.do(order, fmt.Sprintf("step back %d: %s", order, reason))
}

func (c *canned) Recheck(_ context.Context, orders ...commerce.OrderID) error {
	return c.do(-1, fmt.Sprintf("recheck %v", orders))
}

func (c *canned) Save(name string, write func(io.Writer) error) (string, error) {
	b := &bytes.Buffer{}
	c.saved = map[string]*bytes.Buffer{name: b}
	return "Downloads", write(b)
}

func (c *canned) lastAsked() view.Filter { return c.asked[len(c.asked)-1] }

func find(number string) view.ShipmentRow {
	for _, h := range notes() {
		if h.Number == number {
			return h
		}
	}
	panic(number)
}

func key(number string) string { return placeOf(find(number)).key() }

func start(t *testing.T, c *canned, mode theme.Mode) (*Screen, *screentest.Window) {
	t.Helper()
	w := screentest.New(t, mode)
	s := New(Options{Feed: w.Feed, Pages: c, Actions: c, Nav: w, Now: screentest.Now, Files: c,
		SalesOrderPage: func(context.Context) string { return "https://example.com/order/" }})
	w.Fill(t, s.Content())
	s.Shown()
	return s, w
}
