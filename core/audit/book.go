package audit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// book adds up one day in three places.
type book struct {
	proof view.Proof
	codes map[string]*taxes
}

// taxes are exact until a day is added up: Brightpearl's rows may have four decimals.
type taxes struct{ net, tax commerce.Amount }

// bookOf is the day of an order: ours where we have it, since EKM may show another date later.
func (l *ledger) bookOf(id int64) *book {
	at := l.shown[id].placed
	if row, ok := l.rows[id]; ok {
		at = row.PlacedAt
	}
	return l.book(at)
}

func (l *ledger) book(at time.Time) *book {
	key := at.In(l.zone).Format(time.DateOnly)
	b := l.days[key]
	if b == nil {
		b = &book{codes: map[string]*taxes{}}
		l.days[key] = b
	}
	return b
}

// expected counts an order that EKM sold and that Brightpearl should have.
func (l *ledger) expected(row db.LedgerRow) {
	total := row.Total
	if o, ok := l.shown[row.EKMID]; ok && o.readable && !(row.Judged && o.total == row.ShownTotal) {
		total = o.total
	}
	p := &l.bookOf(row.EKMID).proof
	p.EKM.Orders, p.EKM.Money = p.EKM.Orders+1, p.EKM.Money+total
}

// sum adds a sales order and its receipts to its day.
func (l *ledger) sum(row db.LedgerRow, order brightpearl.SalesOrder, received commerce.Pence) {
	b := l.bookOf(row.EKMID)
	p := &b.proof
	p.SalesOrders.Orders, p.SalesOrders.Money = p.SalesOrders.Orders+1, p.SalesOrders.Money+pence(order.Total.Gross)
	p.Tax += pence(order.Total.Tax)
	if received != 0 || row.Total == 0 {
		p.Receipts.Orders, p.Receipts.Money = p.Receipts.Orders+1, p.Receipts.Money+received
	}
	for _, r := range order.Rows {
		if r.BundleChild {
			continue // its value is on its parent
		}
		t := b.codes[r.TaxCode]
		if t == nil {
			t = &taxes{}
			b.codes[r.TaxCode] = t
		}
		t.net, t.tax = t.net+amount(r.Net), t.tax+amount(r.Tax)
	}
}

// differs notes one line of a day.
func (l *ledger) differs(id int64, kind string, off commerce.Pence, text string) {
	row := l.rows[id]
	number := cmp.Or(row.Number, l.shown[id].number)
	if off < 0 {
		off = -off
	}
	p := &l.bookOf(id).proof
	p.Differences = append(p.Differences, view.Difference{OrderID: row.ID, EKMID: id, Number: number, Kind: kind, Text: text, Pence: off})
}

// gap notes an id that nobody explains yet.
func (l *ledger) gap(g db.Gap) {
	p := &l.book(g.Near).proof
	p.Differences = append(p.Differences, view.Difference{EKMID: g.EKMID, Kind: view.GapDifference,
		Text: fmt.Sprintf("EKM never showed the id %d. It has said %d times that there is no such order.", g.EKMID, g.Probes)})
}

// proofOf is the proof of a day whose outcomes are known: balanced without a difference, and closed when it is over and nothing in it
// can change any more.
func (l *ledger) proofOf(day view.LedgerDay, now time.Time) view.Proof {
	b := l.days[day.Day.Format(time.DateOnly)]
	if b == nil {
		b = &book{}
	}
	p := b.proof
	p.At, p.TaxCodes = now, nil
	for _, code := range slices.Sorted(maps.Keys(b.codes)) {
		p.TaxCodes = append(p.TaxCodes, view.TaxSum{Code: code, Net: b.codes[code].net.Pence(), Tax: b.codes[code].tax.Pence()})
	}
	slices.SortFunc(p.Differences, func(a, b view.Difference) int {
		return cmp.Or(cmp.Compare(a.EKMID, b.EKMID), cmp.Compare(a.Kind, b.Kind))
	})
	p.Balanced = !slices.ContainsFunc(p.Differences, func(d view.Difference) bool { return d.Kind != view.GapDifference })
	over := !now.Before(day.Day.AddDate(0, 0, 1))
	p.Closed = over && p.Balanced && day.Gaps == 0 && day.Waiting.Orders == 0 && day.Held.Orders == 0
	return p
}
