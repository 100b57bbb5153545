package attention

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

const shed, kiln, paws = screentest.Shed, screentest.Kiln, screentest.Paws

var (
	noon  = screentest.Noon
	at    = screentest.At
	names = screentest.Names
)

func causes() []view.CauseCard {
	return []view.CauseCard{
		{Key: "3|SB-ORD-105|1", Code: "SB-ORD-105", Severity: "attention", StoreID: paws, Store: names[paws], Title: "Tax rate 7 of Muddy Paws is not mapped",
			Text: `Rate 7, "Zero rate, working dog food", was added in EKM today and has no Brightpearl tax code. Nothing was created.`,
			Fix:  "Choose a Brightpearl tax code for rate 7 in the settings of Muddy Paws.", Since: at("10:22:00"), Orders: 2, Money: 112_95, Currency: "GBP", FirstDue: at("16:40:00")},
		{Key: "problem|duplicate/2", Code: "SB-SKU-201", Severity: "error", StoreID: kiln, Store: names[kiln], Title: "KIT-CAS-24-BL is on two Brightpearl products",
			Text: "Products 4471 and 5120 carry this SKU, so nobody can know whose stock to publish.", Fix: "Give each product its own SKU in Brightpearl.",
			Since: at("11:41:00"), Orders: 1, SKUs: 1, Money: 89_00, Currency: "GBP", FirstDue: at("12:00:00").Add(24 * time.Hour)},
		{Key: "2|SB-ORD-112|2", Code: "SB-ORD-112", Severity: "attention", StoreID: kiln, Store: names[kiln], Title: "Amounts of order 20418 do not add up",
			Text: "Lines and delivery come to £28.60, EKM's total says £29.10. 50p is more than rounding explains.", Fix: "Compare the order with EKM, then retry or exclude it.",
			Since: at("12:56:00"), Orders: 1, Money: 29_10, Currency: "GBP", FirstDue: at("12:00:00").Add(24 * time.Hour)},
		{Key: "problem|brake/1", Code: "SB-STK-501", Severity: "error", StoreID: shed, Store: names[shed], Title: "Stock of Potting Shed would fall to zero for 611 of 840 SKUs",
			Text: "This would take a large part of the store off sale at once, so it was not written. Other decreases, orders and shipments go on.",
			Fix:  "Inventory lists what was stopped: apply it if it is right, or discard it and have Brightpearl's stock read again.", Since: at("13:40:00")},
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
	snoozed []view.CauseCard
	settled []view.SettledCause
	entries []view.ActivityRow
	err     error
	asked   []view.Filter
	wished  []string
	refused error
	saved   map[string]*bytes.Buffer
}

// full has a card given to somebody, one that is put off, and two that were settled.
func full() *canned {
	c := &canned{causes: causes(), entries: entries()}
	c.causes[2].Assigned = "Ada"
	off := view.CauseCard{Key: "2|SB-API-012|9", Code: "SB-API-012", Severity: "error", StoreID: kiln, Store: names[kiln], Title: "EKM refuses the stock of KIT-MUG-04",
		Text: "The product is locked in EKM by another user.", Since: at("09:20:00"), SKUs: 1, SnoozedUntil: at("17:00:00"), SnoozeReason: "the shop is being rebuilt", SnoozedBy: "Mo"}
	c.snoozed = []view.CauseCard{off}
	alone := view.CauseCard{Key: "s1", Code: "SB-NET-001", Severity: "error", StoreID: shed, Store: names[shed], Title: "EKM did not answer", Text: "Potting Shed did not answer for 4 minutes.", Since: at("08:10:00"), Orders: 1, Money: 17_99, Currency: "GBP"}
	by := view.CauseCard{Key: "s2", Code: "SB-ORD-105", Severity: "attention", StoreID: kiln, Store: names[kiln], Title: "Tax rate 3 of Kiln & Larder is not mapped", Since: at("10:00:00"), Orders: 2, Money: 64_40, Currency: "GBP"}
	c.settled = []view.SettledCause{{CauseCard: by, At: at("11:20:00")}, {CauseCard: alone, At: at("08:14:00"), Alone: true}}
	return c
}

func (c *canned) CauseBoard(context.Context, commerce.StoreID, time.Time) (view.CauseBoard, error) {
	return view.CauseBoard{Open: c.causes, Snoozed: c.snoozed, Settled: c.settled, Names: []string{"Ada", "Mo"}}, c.err
}

func (c *canned) Snooze(_ context.Context, key string, until time.Time, reason string) error {
	c.wished = append(c.wished, "snooze "+key+" "+until.Format("2 Jan 15:04")+" "+reason)
	return c.refused
}

func (c *canned) Wake(_ context.Context, key string) error {
	c.wished = append(c.wished, "wake "+key)
	return c.refused
}

func (c *canned) Assign(_ context.Context, key, name string) error {
	c.wished = append(c.wished, "assign "+key+" "+name)
	return c.refused
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

func (c *canned) ActivityActors(context.Context) ([]string, error) {
	return []string{"H. Wray", "You"}, c.err
}

func (c *canned) Save(name string, write func(io.Writer) error) (string, error) {
	b := &bytes.Buffer{}
	c.saved = map[string]*bytes.Buffer{name: b}
	return "Downloads", write(b)
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	return screentest.Stores(), c.err
}

func (c *canned) RetryCause(_ context.Context, store commerce.StoreID, code string) (int, error) {
	c.wished = append(c.wished, "retry "+names[store]+" "+code)
	return 2, c.refused
}

func (c *canned) RetryShipments(_ context.Context, store commerce.StoreID) (int, error) {
	c.wished = append(c.wished, "shipments "+names[store])
	return 1, c.refused
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

var errDisk = errors.New("disk")

func start(t *testing.T, c *canned, mode theme.Mode) (*Screen, *screentest.Window) {
	t.Helper()
	w := screentest.New(t, mode)
	s := New(Options{Feed: w.Feed, Pages: c, Actions: c, Nav: w, Now: screentest.Now, Me: "You", Files: c})
	w.Fill(t, s.Content())
	return s, w
}
