// Package view is what screens and reports may ask for and what they get: filters, pages and rows as plain structs. It holds
// no behaviour beyond trivial helpers, and it is the only shape in which stored data leaves core for a screen.
//
// Start reading at Page, then OrderRow.
package view

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// Window says which part of a list is wanted. Offset serves tables that scroll; After, a cursor from Page.Next, serves
// programs that walk a list from end to end while it changes.
type Window struct {
	Offset, Limit int
	After         string
	Sort          string // column key; each list documents its own; "" is the list's natural order
	Desc          bool
}

// Page is one part of a list and the size of the whole.
type Page[T any] struct {
	Rows  []T
	Total int
	Next  string // cursor for the rows after these, "" at the end
}

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	Store  commerce.StoreID
	States []string
	Tab    string // a named set of states, documented by the list
	Code   string // cause code
	Text   string // free text: number, SKU, customer, Brightpearl number
	From   time.Time
	To     time.Time

	Has      []string // named properties, documented by the list; all of them must hold
	Country  string   // of the delivery, two letters
	TaxCode  string   // of any row
	MinTotal commerce.Pence
	MaxTotal commerce.Pence // 0: no limit

	Carrier string // of a shipment, as it is named there
	Actor   string // who did it, in the activity
}

// OrderRow is one order in the queue. Sort keys: state, number, store, placed, customer, total, brightpearl.
// Tabs: todo (held, short of stock, or changed in EKM after it was posted), progress (waiting, working), posted, excluded
// (excluded, cancelled). Filter.Has: untied (a line without a product), short, unpaid, note (from the shopper), flag, changed.
type OrderRow struct {
	ID              commerce.OrderID
	StoreID         commerce.StoreID
	Store           string
	EKMID           int64
	Number          string
	State           commerce.OrderState
	Stage           commerce.Stage
	PlacedAt        time.Time
	PostedAt        time.Time
	Total           commerce.Pence
	Currency        string
	Customer        string
	Lines           int
	LinesTied       int
	WantedUnits     int64
	ReservedUnits   int64
	PaidUp          bool
	Receipt         bool
	SalesOrderID    int64
	ContactID       int64
	ShippedUnits    int64
	Cause           fault.Cause
	Flags           []string // plain words, for example "1 line is a text row"
	Attempts        int
	NextAttemptAt   time.Time
	EKMStatus       string
	WaitsForPayment bool
	Changed         bool   // changed in EKM after it was posted, and nobody has judged it yet
	Country         string // of the delivery, two letters where it is known
}

// OrderLine is one row of an order as it was decided and posted.
type OrderLine struct {
	Kind      string // goods, delivery, custom, discount, rounding
	LineID    int64  // EKM's, 0 for rows that are no line
	SKU       string
	Name      string
	Quantity  int64
	ProductID int64
	Net, Tax  commerce.Pence
	TaxCode   string
	TaxRule   string // which rule chose the code, in words
	RowID     int64
	Wanted    int64
	Reserved  int64
	Note      string
}

// OrderDetail is everything about one order that a person may want to see.
type OrderDetail struct {
	OrderRow
	Order       commerce.Order
	Rows        []OrderLine
	PaymentID   int64
	ContactNote string // why this contact
	MoneyNote   string // how the amounts were read
	Fix         OrderFix
	Changes     []OrderChange
	Shipments   []ShipmentRow
	Shortfalls  []Shortfall // its products that orders of any store are owed units of
	Timeline    []ActivityRow
}

// WarehouseUnits is one warehouse's part of an on-hand figure.
type WarehouseUnits struct {
	WarehouseID int64
	Name        string
	InStock     int64
	Allocated   int64
	OnHand      int64
	Counts      bool // the store adds this warehouse
	At          time.Time
}

// PendingUnits is one order that is deducted because Brightpearl has not reserved it yet.
type PendingUnits struct {
	OrderID commerce.OrderID
	Number  string
	Store   string
	Units   int64
	State   commerce.OrderState
}

// ShipmentRow is one warehouse note and what the store was told of it. Sort keys: state, number, store, shipped, sent.
// Tabs: todo (waiting), part (of orders that are shipped in part), told (sent, superseded, handled), today (those of told that were
// told since midnight of the filter's From), problems (held, reversed). Filter.Has: goods_out, drop_ship, untracked, late (waits
// for over an hour), cancelled (called off in EKM).
type ShipmentRow struct {
	StoreID      commerce.StoreID
	Store        string
	OrderID      commerce.OrderID
	EKMOrderID   int64
	Number       string
	SalesOrderID int64
	Kind         commerce.NoteKind
	NoteID       int64
	Units        int64
	UnitsOrdered int64 // that need stock, by Brightpearl's order where it was read, else as ordered
	UnitsShipped int64 // on all notes of the order that still stand
	Notes        int   // of the order
	Carrier      string
	Tracking     string
	ShippedAt    time.Time
	SeenAt       time.Time // when we learned of it; the delay counts from here
	State        commerce.ShipmentState
	SentAt       time.Time
	StatusWanted string
	StatusNow    string
	Gone         string    // "un-shipped" or "destroyed" when Brightpearl took the note back
	GoneAt       time.Time // when we learned of that
	Reason       string    // why a person closed it
	// Emailed is EKM's own flag on the order before and after the last writes for this note; empty before the first.
	Emailed  []bool
	Cause    fault.Cause
	Attempts int
	Lines    []ShipmentLine // in the details of an order only
}

// ShipmentLine is what a note holds of one row of the order.
type ShipmentLine struct {
	RowID   int64 // Brightpearl's
	SKU     string
	Name    string
	Units   int64
	Ordered int64 // 0 for a row that the shopper did not order
}

// ShipmentText is what EKM is to show of an order by its notes, and how it differs from what EKM shows.
type ShipmentText struct {
	Number, Company, URL string   // the three tracking fields, as they fit; with Back those that were told
	Lines                []string // that are appended to the internal notes, unless they stand there
	StatusNow            string   // in EKM, as last seen
	Status               string   // that is written; "" leaves it
	Why                  string   // why something is not written, in a sentence
	Back                 *StepBack
}

// StepBack is the proposal after Brightpearl took a shipment back that the store was told of: what EKM would show again.
type StepBack struct {
	Status               string // "" leaves it
	Number, Company, URL string
	Text                 string // what happened, in a sentence
}

// CanaryStep is one write to a test order and whether EKM marked the order as mailed by it.
type CanaryStep struct {
	Call          string // "tracking", "internal notes", "status"
	Before, After bool   // EKM's flag
	Text          string // what was seen, in a sentence
}

// Webhooks is how wake-ups by the two services stand.
type Webhooks struct {
	On        bool
	Listen    string // address of this computer
	PublicURL string // where the services reach it, without the secret part
	Listening bool
	Cause     fault.Cause // why it does not listen
	Sources   []WebhookSource
}

// WebhookSource is one service that sends wake-ups. State: off, waiting (subscribed, nothing proved yet), proven (polling is slow),
// silent (it failed to tell, so polling is fast again), refused (the service does not let us subscribe).
type WebhookSource struct {
	StoreID   commerce.StoreID // 0: Brightpearl
	Name      string
	State     string
	Every     time.Duration // how often it is polled now
	LastAt    time.Time     // when the last wake-up came
	Received  int64
	Confirmed int64 // of the news that polls found, those that were told before
	Missed    int64 // and those that were not
	Topics    []WebhookTopic
	CheckedAt time.Time
}

// WebhookTopic is one subscription.
type WebhookTopic struct {
	Topic  string
	State  string // on, off, disabled (by the service), refused
	Reason string
}

// CauseCard is one thing that needs a person: a root cause with everything it stops.
type CauseCard struct {
	Key       string
	Code      string
	Severity  string // "error" or "attention"
	StoreID   commerce.StoreID
	Store     string
	Title     string
	Text      string
	Fix       string
	Since     time.Time
	Order     commerce.OrderID // when it is about one order that is posted; 0 otherwise
	Orders    int              // held ones
	SKUs      int
	Shipments int
	Money     commerce.Pence
	Currency  string
	FirstDue  time.Time

	Assigned     string    // whom a person gave it to
	SnoozedUntil time.Time // while it is put off
	SnoozeReason string
	SnoozedBy    string
}

// CauseBoard is all causes by where they stand.
type CauseBoard struct {
	Open, Snoozed []CauseCard
	Settled       []SettledCause // the newest first
	Names         []string       // to whom causes were given
}

// SettledCause is one that needs nobody any more, as it was when last looked at.
type SettledCause struct {
	CauseCard
	At    time.Time
	Alone bool // nobody did anything in its store meanwhile
}

// ActivityRow is one thing that happened.
type ActivityRow struct {
	ID      int64
	At      time.Time
	Level   string // info, warning, error
	StoreID commerce.StoreID
	Store   string
	Kind    string // order, stock, shipment, catalogue, login, setting, system
	Subject string // for example "order 9031"
	Ref     string // key of the thing: order:12, sku:3:ABC, note:goods_out:55
	Text    string
	Result  string
	Actor   string
	Code    string        // of the catalogue, when it is about a problem
	Took    time.Duration // how long it took; 0: not measured
	PC      string        // computer on which it happened
	Version string        // of the program that did it
}

// StoreCard is one store for lists and the overview.
type StoreCard struct {
	commerce.Store
	Channel       string // name of the Brightpearl channel, "" while none is chosen
	LastOrderAt   time.Time
	LastStockAt   time.Time
	LastContactAt time.Time
	LoginUntil    time.Time // zero: does not run out by itself
	Orders24h     [24]int   // orders by hour, oldest first
	Due           int       // work that is due
	Matched       int
	Listings      int
	Problem       string   // one sentence when something is wrong
	Warehouses    []string // names of those it sells from, in their order; "" for one without a name
	OrderPolicy   string   // what becomes of a line without a product: settings.TextRow or settings.Hold
	SettingsRev   int      // counts the changes of its settings, from 1
	Backlogs      []Backlog
}

// Backlog is one kind of work of a store that has a lot of it: what is due, and what was done since the oldest of it came in.
type Backlog struct {
	Kind  string // orders, stock, shipments
	Due   int
	Done  int
	Since time.Time
}

// SalesRow is one store's sales over three spans.
type SalesRow struct {
	StoreID     commerce.StoreID
	Store       string
	Currency    string
	Orders      int // today
	Today       commerce.Pence
	TaxToday    commerce.Pence
	WeekOrders  int
	Week        commerce.Pence
	TaxWeek     commerce.Pence
	MonthOrders int
	Month       commerce.Pence
	TaxMonth    commerce.Pence
}

// SalesDay is what one store sold on one day, by the day of placing.
type SalesDay struct {
	Day      time.Time // its midnight
	StoreID  commerce.StoreID
	Store    string
	Currency string
	Orders   int
	Gross    commerce.Pence
	Tax      commerce.Pence
	Posted   int           // orders that were posted on this day, whenever they were placed
	Delay    time.Duration // from placing to posting, their average
}

// Trend is how things went over a span: points of an hour each for today, of a day each for longer ones, oldest first. It ends with
// the hour or day of now.
type Trend struct {
	At     time.Time
	Days   int // 1: today by hour
	Points []TrendPoint
}

// TrendPoint is one hour or day. A delay of 0 means that nothing was posted or written, or that nobody measured it.
type TrendPoint struct {
	From                   time.Time
	Orders                 int           // placed
	OrderDelay, StockDelay time.Duration // the 95th percentile: of the hour, or of the 24 hours up to the last sample of the day
	Sampled                bool          // the program ran, so the next two are known
	Units                  int64         // shown to shoppers beyond what should be shown: the most of the time
	Money                  commerce.Pence
}

// Overview is the first screen's figures.
type Overview struct {
	At             time.Time
	Placed         int
	PlacedMoney    commerce.Pence
	Currency       string
	Posted         int
	Waiting        int
	Held           int
	Excluded       int
	OldestUnposted time.Time // zero when nothing waits
	HeldMoney      commerce.Pence
	OrderDelayP95  time.Duration
	StockDelayP95  time.Duration
	OrderDelays    []float64 // seconds, by hour, for a sparkline
	StockDelays    []float64
	ExposedUnits   int64 // that the stores list together beyond what is free
	ExposedMoney   commerce.Pence
	ExposedSKUs    int
	SoldPerHour    float64   // units of these SKUs, as last sampled
	SoldAt         time.Time // when; zero: not sampled within the last hours
	RiskUnits      int64     // that shoppers can buy beyond what the store should show now
	RiskMoney      commerce.Pence
	RiskSKUs       int
	RiskSKU        string // the one with the most money
	Drift          int
	Unmatched      int
	Listings       int
	EmailsCaused   int
	LastPosted     time.Time
}

// ExpectedInDelay is how many units of the exposed SKUs shoppers are expected to buy while a change of stock is on its way: the units
// sold in an hour times the stock delay.
func (o Overview) ExpectedInDelay() float64 { return o.SoldPerHour * o.StockDelayP95.Hours() }

// Counts are the numbers beside the rail's items. Snoozed are causes that were put off: nobody is asked for them, and nothing is
// proved fine by that.
type Counts struct {
	Stores, Links, Orders, Levels, Shipments, Attention, Snoozed int
}
