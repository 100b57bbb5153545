package orders

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
)

var noon = screentest.Noon

func ago(d time.Duration) time.Time { return noon.Add(-d) }

// canned answers like a database with one made-up day.
type canned struct {
	rows    []view.OrderRow
	err     error
	filters []view.Filter
	windows []view.Window
	details int
}

func (c *canned) OrderPage(_ context.Context, f view.Filter, w view.Window) (view.Page[view.OrderRow], error) {
	c.filters, c.windows = append(c.filters, f), append(c.windows, w)
	var out []view.OrderRow
	for _, o := range c.rows {
		in := f.Tab == ""
		for _, s := range tabStates[f.Tab] {
			in = in || string(o.State) == s && (f.Tab != tabTodo || o.State == commerce.OrderHeld || o.Changed || short(o) > 0)
		}
		for _, has := range f.Has {
			in = in && map[string]bool{hasShort: short(o) > 0, hasChanged: o.Changed, hasUnpaid: o.WaitsForPayment}[has]
		}
		if in && (f.Store == 0 || o.StoreID == f.Store) && (f.Code == "" || o.Cause.Code == f.Code) && (f.Text == "" || o.Number == f.Text) {
			out = append(out, o)
		}
	}
	return view.Page[view.OrderRow]{Rows: out, Total: len(out)}, c.err
}

func (c *canned) OrderTabs(context.Context, commerce.StoreID) (map[string]int, error) {
	if len(c.rows) == 0 {
		return map[string]int{}, c.err
	}
	return map[string]int{"todo": 6, "progress": 4, "posted": 10480, "excluded": 2, "all": 10490}, c.err
}

func (c *canned) OrderDetail(_ context.Context, id commerce.OrderID) (view.OrderDetail, bool, error) {
	c.details++
	for _, o := range c.rows {
		if o.ID == id {
			return detailOf(o), true, c.err
		}
	}
	return view.OrderDetail{}, false, c.err
}

func (c *canned) CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error) {
	if len(c.rows) == 0 {
		return nil, c.err
	}
	return []view.CauseCard{
		{Code: "SB-ORD-105", StoreID: 3, Store: "Muddy Paws", Title: "There is no tax code", Orders: 2, Money: 112_95, Currency: "GBP"},
		{Code: "SB-ORD-104", StoreID: 2, Store: "Kiln & Larder", Title: "No Brightpearl product has the SKU KIT-APR-02", Orders: 2, Money: 118_10, Currency: "GBP"},
	}, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	return screentest.Stores(), c.err
}

func (c *canned) Overview(context.Context, commerce.StoreID) (view.Overview, error) {
	return view.Overview{Posted: 104, Held: 4, HeldMoney: 231_05, Currency: "GBP", LastPosted: ago(6 * time.Minute)}, c.err
}

// wishes remembers what was asked for.
type wishes struct {
	said []string
	err  error
}

func (w *wishes) Retry(_ context.Context, id commerce.OrderID) error {
	w.said = append(w.said, "retry "+formatOrder(id))
	return w.err
}

func (w *wishes) RetryCause(_ context.Context, store commerce.StoreID, code string) (int64, error) {
	w.said = append(w.said, "retry cause "+listing.FormatStore(store)+" "+code)
	return 2, w.err
}

func (w *wishes) Exclude(_ context.Context, id commerce.OrderID, reason string) error {
	w.said = append(w.said, "exclude "+formatOrder(id)+" "+reason)
	return w.err
}

func placed(id int64, store int64, number string, age time.Duration, who string, tied, lines int, total commerce.Pence) view.OrderRow {
	return view.OrderRow{ID: commerce.OrderID(id), StoreID: commerce.StoreID(store), Store: screentest.Names[commerce.StoreID(store)], EKMID: id + 7000, Number: number,
		PlacedAt: ago(age), Customer: who, LinesTied: tied, Lines: lines, WantedUnits: int64(tied), Total: total, Currency: "GBP", EKMStatus: "PENDING"}
}

func held(o view.OrderRow, code, text, fix string) view.OrderRow {
	o.State, o.Stage, o.Cause = commerce.OrderHeld, commerce.Received, fault.Cause{Code: code, Text: text, Fix: fix}
	return o
}

func on(o view.OrderRow, stage commerce.Stage) view.OrderRow {
	o.State, o.Stage = commerce.OrderWorking, stage
	return o
}

func done(o view.OrderRow, sales int64, flags ...string) view.OrderRow {
	o.State, o.Stage, o.SalesOrderID, o.ContactID, o.PaidUp, o.Receipt = commerce.OrderPosted, commerce.Verified, sales, 40071, true, true
	o.ReservedUnits, o.PostedAt, o.Flags = o.WantedUnits, o.PlacedAt.Add(74*time.Second), flags
	return o
}

// day is the queue of the mock-ups.
func day() []view.OrderRow {
	h, m := time.Hour, time.Minute
	tax := "There is no tax code for \"Dog food, lamb, 15 kg\": the store's code for not taxable goods is not chosen. Nothing was created."
	taxFix := "Choose the tax codes in the settings of Muddy Paws."
	sku := "No Brightpearl product has the SKU KIT-APR-02. Nothing was created; the units of the other lines stay deducted."
	skuFix := "Add the SKU in Brightpearl, or correct it in EKM; the order then goes on by itself."
	retry := on(placed(10, 3, "9033", 4*m, "Fiona Mackay", 2, 2, 33_50), commerce.MatchedUp)
	retry.State, retry.Attempts, retry.NextAttemptAt = commerce.OrderWaiting, 1, noon.Add(2*m)
	retry.Cause = fault.Cause{Code: "SB-APP-001", Text: "Brightpearl answered 500 to the sales order."}
	unpaid := placed(11, 1, "38115", 9*m, "Mo Farrant", 2, 2, 41_20)
	unpaid.State, unpaid.Stage, unpaid.WaitsForPayment = commerce.OrderWaiting, commerce.Received, true
	unpaid.Cause = fault.Cause{Code: "SB-ORD-124", Text: "Waits for its payment. EKM shows the payment as PENDING.", Fix: "It is downloaded as soon as EKM shows the payment. Mark it paid in EKM if the money has arrived."}
	short := done(placed(5, 1, "38107", 51*m, "Sian Rees", 2, 2, 24_95), 208641, "Short of 1 unit")
	short.ReservedUnits = 1
	flagged := done(placed(14, 1, "38111", 15*m, "Peter Lomax", 2, 3, 61_45), 208650, "1 of 3 lines without a Brightpearl product")
	changed := done(placed(26, 1, "38101", 2*h+2*m, "Wendy Lacey", 4, 4, 118_60), 208630)
	changed.Changed = true
	rule := placed(19, 2, "20416", 91*m, "Aisha Rahman", 2, 2, 19_00)
	rule.State, rule.Cause = commerce.OrderExcluded, fault.Cause{Code: "SB-ORD-122", Text: "Excluded by rule: its status in EKM is FAILED.", Fix: "It is downloaded when the status changes in EKM."}
	gone := placed(20, 1, "38098", 122*m, "Ben Whitlock", 4, 4, 118_60)
	gone.State, gone.Cause = commerce.OrderCancelled, fault.Cause{Code: "SB-ORD-121", Text: "Cancelled in EKM before it was downloaded.", Fix: "Nothing to do."}
	return []view.OrderRow{
		held(placed(1, 3, "9031", 3*h+12*m, "Priya Nair", 2, 2, 92_95), "SB-ORD-105", tax, taxFix),
		held(placed(2, 3, "9028", 3*h+40*m, "Gareth Pugh", 1, 1, 20_00), "SB-ORD-105", tax, taxFix),
		held(placed(3, 2, "20418", h+6*m, "Moira Campbell", 2, 3, 29_10), "SB-ORD-104", sku, skuFix),
		held(placed(4, 2, "20411", 2*h+21*m, "Daniel Okoro", 0, 1, 89_00), "SB-ORD-104", sku, skuFix),
		short, on(placed(8, 1, "38114", 2*m, "Karen Oldroyd", 3, 3, 46_15), commerce.Placed),
		on(placed(9, 2, "20421", m, "Imran Sheikh", 2, 2, 38_75), commerce.MatchedUp), retry, unpaid,
		done(placed(12, 1, "38113", 6*m, "Joe Thwaite", 1, 1, 17_99), 208652),
		done(placed(13, 2, "20420", 8*m, "Rachel Dunne", 5, 5, 142_30), 208651), flagged,
		done(placed(15, 3, "9030", 23*m, "Zoe Hargreaves", 1, 1, 12_49), 208649),
		done(placed(16, 2, "20419", 46*m, "Tom Bickerstaff", 2, 2, 54_00), 208645),
		done(placed(17, 1, "38106", 54*m, "Helen Ashworth", 6, 6, 203_75), 208640), rule, gone, changed,
		done(placed(21, 1, "38105", 61*m, "Oluwaseun Featherstonehaugh", 1, 1, 4_50), 208639),
		done(placed(22, 3, "9029", 72*m, "Ian Probert", 2, 2, 31_98), 208637),
		done(placed(23, 2, "20417", 80*m, "Grace Lindqvist", 3, 3, 76_20), 208635),
		done(placed(24, 1, "38104", 95*m, "Amir Haddad", 1, 1, 9_99), 208633),
		done(placed(25, 1, "38103", 99*m, "Nuala Brady", 2, 2, 27_40), 208632),
	}
}

// detailOf fills an order out: Priya Nair's dog bed and dog food, whoever ordered.
func detailOf(o view.OrderRow) view.OrderDetail {
	a := commerce.MustAmount
	home := commerce.Address{Line1: "14 Cooper's Yard", Town: "Ludlow", Postcode: "SY8 1QX", Country: "GB", Phone: "01584 496 018"}
	d := view.OrderDetail{OrderRow: o, Order: commerce.Order{Number: o.Number, Currency: "GBP", Status: "PENDING", PaymentStatus: "SUCCESS",
		DeliveryMethod: "Tracked 48", Customer: commerce.Customer{FirstName: "Priya", LastName: "Nair", Email: "priya.nair@example.com", Billing: home, Delivery: home},
		Lines: []commerce.Line{
			{ID: 901, Code: "PET-BED-M-GRY", Name: "Dog bed, grey, M", Quantity: 1, Price: a("54"), Tax: a("9"), TaxRate: a("20")},
			{ID: 902, Code: "PET-WDF-15", Name: "Dog food, lamb, 15 kg", Quantity: 1, Price: a("34")},
		},
		PlacedAt: o.PlacedAt, UpdatedAt: o.PlacedAt, EKMID: o.EKMID, CustomerNote: "Please ring the bell", SubTotal: a("88"), Delivery: a("4.95"), Tax: a("9.83"), Total: a("92.95")}}
	d.Rows = []view.OrderLine{
		{Kind: "goods", SKU: "PET-BED-M-GRY", Name: "Dog bed, grey, M", Quantity: 1, ProductID: 4411, Net: 45_00, Tax: 9_00, TaxCode: "T20", TaxRule: "mapped tax rate 20", Wanted: 1, Reserved: o.ReservedUnits},
		{Kind: "goods", SKU: "PET-WDF-15", Name: "Dog food, lamb, 15 kg", Quantity: 1, ProductID: 4502, Net: 34_00, TaxCode: "T0", TaxRule: "the product is not taxable in EKM", Wanted: 1, Reserved: max(0, o.ReservedUnits-1)},
		{Kind: "delivery", Name: "Delivery: Tracked 48", Quantity: 1, Net: 4_12, Tax: 83, TaxCode: "T20", TaxRule: "EKM charged tax on the line"},
	}
	d.Timeline = []view.ActivityRow{{At: o.PlacedAt.Add(time.Minute), Text: "Order received from EKM."}}
	if o.Changed {
		d.Changes = []view.OrderChange{{What: "Line 2, quantity", Posted: "1", Now: "2"}, {What: "Total", Posted: "£92.95", Now: "£126.95"}, {What: "Delivery address", Posted: "As sent", Now: "Another town and postcode"}}
	}
	if short(o) > 0 {
		d.Shortfalls = shortfalls(o)
	}
	switch {
	case o.Cause.Code == "SB-ORD-105":
		d.Rows[1].TaxCode, d.Rows[1].TaxRule = "", "EKM charged no tax on the line"
		d.Timeline = append([]view.ActivityRow{{At: o.PlacedAt.Add(2 * time.Minute), Level: "warning", Text: o.Cause.Text, Result: "held, SB-ORD-105"}}, d.Timeline...)
	case o.Cause.Code == "SB-ORD-104":
		d.Rows[1].ProductID, d.Rows[1].SKU = 0, "KIT-APR-02"
		d.Order.Lines[1].Code = "KIT-APR-02"
	case o.State == commerce.OrderPosted:
		d.PaymentID, d.ContactNote = 88213, "Existing customer, matched by e-mail."
		d.MoneyNote = "prices with tax, per unit, tax per line"
		d.Shipments = []view.ShipmentRow{{Kind: commerce.GoodsOut, NoteID: 55120, Units: 1, UnitsOrdered: 2, Carrier: "Royal Mail Tracked 48", Tracking: "OX 1234 5678 9GB",
			ShippedAt: ago(20 * time.Minute), SentAt: ago(19 * time.Minute), State: commerce.ShipmentSent},
			{Kind: commerce.GoodsOut, NoteID: 55124, Units: 1, UnitsOrdered: 2, Carrier: "Royal Mail Tracked 48", Tracking: "OX 1234 5679 8GB",
				ShippedAt: ago(18 * time.Minute), SentAt: ago(17 * time.Minute), State: commerce.ShipmentReversed, Gone: "un-shipped", GoneAt: ago(5 * time.Minute)}}
		d.Timeline = append([]view.ActivityRow{
			{At: o.PostedAt, Text: "Read back from Brightpearl: sums, payment and receipt.", Result: "all agree"},
			{At: o.PostedAt, Text: "Payment of £92.95 recorded."},
			{At: o.PostedAt, Text: "2 units reserved.", Result: "reserved"},
			{At: o.PostedAt, Text: "Sales order 208652 in Brightpearl. Existing customer, matched by e-mail."},
		}, d.Timeline...)
	}
	return d
}

// shortfalls are the orders that compete for the dog food of a short order.
func shortfalls(o view.OrderRow) []view.Shortfall {
	return []view.Shortfall{{ProductID: 4502, SKU: "PET-WDF-15", Name: "Dog food, lamb, 15 kg", Short: 1, OnHandAt: ago(4 * time.Minute), Claims: []view.Claim{
		{OrderID: 13, Number: "20420", Store: "Kiln & Larder", State: commerce.OrderPosted, PlacedAt: o.PlacedAt.Add(-20 * time.Second), Wanted: 1, Reserved: 1,
			WaitsSince: ago(2 * time.Minute), WaitsBy: "Sam", WaitsWhy: "Collects on Friday"},
		{OrderID: o.ID, Number: o.Number, Store: o.Store, State: commerce.OrderPosted, PlacedAt: o.PlacedAt, Wanted: 1, Short: 1},
		{OrderID: 11, Number: "38115", Store: "Potting Shed", State: commerce.OrderWaiting, PlacedAt: ago(9 * time.Minute), Wanted: 2, Unpaid: true},
	}}}
}
