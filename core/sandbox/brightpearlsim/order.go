package brightpearlsim

import (
	"slices"
	"strconv"
	"time"
)

// Order types by their search ids.
const (
	salesOrder    = 1
	purchaseOrder = 2
	salesCredit   = 3
)

var orderTypeCodes = map[int]string{salesOrder: "SO", purchaseOrder: "PO", salesCredit: "SC", 4: "PC"}

// order is one order; both read shapes are views of it.
type order struct {
	id, kind, parent         int
	ref, external            string
	instance                 int
	customer, billing        int
	address, billTo, shipTo  *orderAddress
	placed, taxDate, created time.Time
	updated                  time.Time // zero until the first change
	status                   int
	warehouse, channel       int
	leadSource, staffOwner   int
	project, team            int
	priceList                int
	priceMode, currency      string
	rate                     dec6
	fixedRate                bool
	deliverOn                time.Time
	shippingMethod           int
	rows                     []*orderRow
	reservation              *reservation
	cancelled, dropShip      bool
	version                  int
}

// dec6 is an exchange rate in millionths.
type dec6 int64

func (d dec6) String() string {
	fraction := strconv.FormatInt(int64(d%1_000_000)+1_000_000, 10)[1:]
	return strconv.FormatInt(int64(d/1_000_000), 10) + "." + fraction
}

type orderRow struct {
	id, product, sequence, parentRow int
	name, sku, external              string
	taxCode, nominal                 string
	quantity, net, tax               dec
	bundleParent, bundleChild        bool
}

func (o *order) row(id int) *orderRow {
	i := slices.IndexFunc(o.rows, func(r *orderRow) bool { return r.id == id })
	if i < 0 {
		return nil
	}
	return o.rows[i]
}

func (o *order) totals() (net, tax dec) {
	for _, r := range o.rows {
		net += r.net
		tax += r.tax
	}
	return net, tax
}

// total is what the customer owes, in whole pennies.
func (o *order) total() dec {
	net, tax := o.totals()
	rounded, _ := parseDec((net + tax).fixed(2))
	return rounded
}

// stockRow says whether a row is one that stock can be reserved for.
func (a *account) stockRow(r *orderRow) bool {
	p := a.goods[r.product]
	return p != nil && p.tracked()
}

// units are the sums over an order's stock rows that its status codes are made of.
type units struct{ wanted, reserved, noted, shipped int }

func (a *account) unitsOf(o *order) units {
	var u units
	for _, r := range o.rows {
		if a.stockRow(r) {
			u.wanted += r.quantity.units()
		}
	}
	if o.reservation != nil {
		for _, quantity := range o.reservation.rows {
			u.reserved += quantity
		}
	}
	count := func(rows []noteRow, shipped bool) {
		for _, r := range rows {
			u.noted += r.quantity
			if shipped {
				u.shipped += r.quantity
			}
		}
	}
	for _, n := range a.notesOf(o.id) {
		count(n.rows, n.shipped())
	}
	for _, d := range a.dropShipsOf(o.id) {
		count(d.rows, d.shipped())
	}
	return u
}

func (u units) allocationCode() string {
	switch have := u.reserved + u.noted; {
	case u.wanted == 0:
		return "ANR"
	case have == 0:
		return "ANA"
	case have < u.wanted:
		return "APA"
	}
	return "AAA"
}

func (u units) stockCode() string {
	switch {
	case u.wanted == 0:
		return "NON"
	case u.noted == 0:
		return "SON"
	case u.noted < u.wanted:
		return "SOP"
	}
	return "SOA"
}

func (u units) shippingCode() string {
	switch {
	case u.wanted == 0:
		return "NST"
	case u.shipped == 0:
		return "SNS"
	case u.shipped < u.wanted:
		return "SPS"
	}
	return "ASS"
}

// Search ids of the status codes. Those of payments other than NOT_APPLICABLE are this simulator's own.
var (
	stockStatusIDs    = map[string]int{"SON": 1, "SOP": 2, "SOA": 3, "PON": 4, "POP": 5, "POA": 6, "NON": 13}
	shippingStatusIDs = map[string]int{"NST": 1, "SNS": 2, "SPS": 3, "ASS": 4}
	paymentStatusIDs  = map[string]int{"UNPAID": 1, "PARTIALLY_PAID": 2, "PAID": 3, "AUTHORIZED": 4, "NOT_APPLICABLE": 5}
	allocationIDs     = map[string]int{"ANR": 1, "ANA": 2, "APA": 3, "AAA": 4}
)

// paymentStatus follows the payments recorded against the order.
func (a *account) paymentStatus(o *order) string {
	paid, total := a.paid(o.id), o.total()
	switch {
	case total == 0:
		return "NOT_APPLICABLE"
	case paid <= 0:
		return "UNPAID"
	case paid < total:
		return "PARTIALLY_PAID"
	}
	return "PAID"
}

func (a *account) settled(o *order) bool {
	status := a.paymentStatus(o)
	return status == "PAID" || status == "NOT_APPLICABLE"
}

// touchLocked marks a change that Brightpearl shows in updatedOn.
func (s *Server) touchLocked(o *order, now time.Time) {
	o.updated = now
	o.version++
	s.raiseLocked("order.modified", o.id, now)
}
