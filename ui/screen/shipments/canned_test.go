package shipments

import (
	"context"
	"errors"
	"fmt"
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
	at    = screentest.At
	names = screentest.Names
)

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
	s := New(Options{Feed: w.Feed, Pages: c, Actions: c, Nav: w, Now: screentest.Now})
	w.Fill(t, s.Content())
	s.Shown()
	return s, w
}
