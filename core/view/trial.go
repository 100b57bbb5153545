package view

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// DryRun is what a store's newest orders would become with its settings, worked through without a write to either system.
type DryRun struct {
	At     time.Time
	Took   time.Duration
	Reads  int // requests that were made
	Writes int // always 0: a run that would have to write refuses
	Orders []DryOrder
}

// What became of an order in a dry run or in the shadow.
const (
	DryAgrees   = "agrees"   // total, tax and receipt are EKM's to the penny
	DrySettled  = "settled"  // they are after a rounding row of pennies
	DryTextRow  = "text_row" // they are, and a line without a product becomes a row of text
	DryHeld     = "held"     // it would wait for a person, see Cause
	DryExcluded = "excluded" // a rule leaves it out, see Cause
)

// DryOrder is one order beside the sales order that would be made of it.
type DryOrder struct {
	EKMID      int64
	Number     string
	PlacedAt   time.Time
	Result     string
	Cause      fault.Cause
	Lines      int
	LinesTied  int
	Currency   string
	EKMTotal   commerce.Pence
	EKMTax     commerce.Pence
	Made       bool           // false when no sales order would be made; the next three are 0 then
	Total      commerce.Pence // of the sales order
	Tax        commerce.Pence
	Paid       commerce.Pence // of the sales receipt
	Settled    commerce.Pence // pennies that a rounding row settles
	NewContact bool           // no customer of Brightpearl has its e-mail address
	TextRows   int
	// ExpectsReceipt is false for an order that EKM does not show as paid.
	ExpectsReceipt bool
}

// Equal counts the orders whose total, tax and receipt agree with EKM's, and adds up EKM's totals and the receipts, in one
// currency.
func (r DryRun) Equal() (totals, taxes, receipts int, total, received commerce.Pence) {
	for _, o := range r.Orders {
		total += o.EKMTotal
		received += o.Paid
		if !o.Made {
			continue
		}
		if o.Total == o.EKMTotal {
			totals++
		}
		if o.Tax == o.EKMTax {
			taxes++
		}
		if !o.ExpectsReceipt || o.Paid == o.EKMTotal {
			receipts++
		}
	}
	return totals, taxes, receipts, total, received
}

// StockPreview is what the first push of a store's stock would write.
type StockPreview struct {
	At      time.Time
	Up      int // SKUs whose figure would rise
	Down    int
	ToZero  int // of those down
	Same    int
	Unknown int // no figure, or EKM's is not known
	Rows    []StockChange
}

// StockChange is one figure of a preview; the rows hold those to zero first, then the largest changes, at most 200.
type StockChange struct {
	SKU, Name  string
	Shown, New int64
}

// Coming is what a start moment would bring over at go-live.
type Coming struct {
	Orders   int
	Money    commerce.Pence
	Currency string
	More     bool // there are more than were counted
}

// Shadow is a store that reads and works through its orders without a write, beside what staff type into Brightpearl.
type Shadow struct {
	On      bool
	Since   time.Time
	Orders  int // seen since
	Paired  int // with a sales order that somebody typed
	Alike   int // of those paired, without a difference
	Alone   int // nobody typed them yet
	Held    int // would wait for a person
	Reads   int64
	Writes  int64 // always 0
	Kinds   []ShadowKind
	Newest  []ShadowOrder // those with differences first, then the newest; at most 200
	ReadAt  time.Time     // of Brightpearl's side
	Problem fault.Cause   // why the comparison is behind
}

// Ready is the share of paired orders without a difference, from 0 to 1; 0 while none is paired.
func (s Shadow) Ready() float64 {
	if s.Paired == 0 {
		return 0
	}
	return float64(s.Alike) / float64(s.Paired)
}

// ShadowKind is a kind of difference with how often it was met: total, tax, customer, channel, price_list, currency, lines, sku,
// quantity, warehouse, receipt, status.
type ShadowKind struct {
	Kind   string
	Orders int
}

// ShadowOrder is one order beside the sales order that staff typed.
type ShadowOrder struct {
	DryOrder
	SalesOrderID int64 // 0: none was found
	Differences  []ShadowDifference
}

// ShadowDifference is one thing that the sales order has otherwise. Texts hold no personal data.
type ShadowDifference struct {
	Kind        string
	Ours, Typed string
}
