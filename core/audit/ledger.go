package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// portion is how many orders are compared at a time, so that a year of them does not have to fit into memory. Brightpearl answers as
// many sales orders in one request.
const portion = 200

// ledger compares one store's orders in three places.
type ledger struct {
	store db.StoreRow
	zone  *time.Location
	rows  map[int64]db.LedgerRow // ours, by EKM id
	shown map[int64]placedOrder  // EKM's
	// thorough searches Brightpearl for every order's reference, which alone finds a second sales order of one that was posted.
	thorough bool

	counts                            StoreReport
	missing, duplicated, moneyDiffers map[int64]bool
	days                              map[string]*book
}

// newLedger compares the orders that EKM showed with the rows.
func newLedger(store db.StoreRow, zone *time.Location, rows []db.LedgerRow, placed []placedOrder, thorough bool) *ledger {
	l := &ledger{store: store, zone: zone, thorough: thorough, rows: make(map[int64]db.LedgerRow, len(rows)), shown: make(map[int64]placedOrder, len(placed)),
		missing: map[int64]bool{}, duplicated: map[int64]bool{}, moneyDiffers: map[int64]bool{}, days: map[string]*book{}}
	for _, r := range rows {
		l.rows[r.EKMID] = r
	}
	for _, o := range placed {
		if _, known := l.rows[o.id]; !known && o.readable && o.placed.Before(startOf(store)) {
			continue // from before go-live: not ours, unless somebody downloaded it
		}
		l.shown[o.id] = o
	}
	return l
}

// run compares everything that EKM showed and every row that is to be proved, in portions.
func (l *ledger) run(ctx context.Context, deps Deps, prove func(db.LedgerRow) bool) error {
	ids := slices.Collect(maps.Keys(l.shown))
	for id, row := range l.rows {
		if _, shown := l.shown[id]; !shown && prove(row) {
			ids = append(ids, id) // deleted in EKM meanwhile, maybe; its sales order is proved all the same
		}
	}
	slices.Sort(ids)
	for part := range slices.Chunk(ids, portion) {
		var known []int64
		for _, id := range part {
			if l.place(id) {
				known = append(known, id)
			}
		}
		if err := l.askBrightpearl(ctx, deps, known); err != nil {
			return err
		}
	}
	return nil
}

// place counts an order of EKM under its outcome here, and reports whether there is one.
func (l *ledger) place(id int64) bool {
	row, known := l.rows[id]
	o, shown := l.shown[id]
	if shown {
		l.counts.Placed++
	}
	if !known {
		l.missing[id] = true
		b := l.bookOf(id)
		b.proof.EKM.Orders, b.proof.EKM.Money = b.proof.EKM.Orders+1, b.proof.EKM.Money+o.total
		text := fmt.Sprintf("EKM has this order of %s, and nothing is stored of it here. Download it by its id.", l.money(o.total))
		if !o.readable {
			text = "EKM has this order in a form that cannot be read, so nothing is stored of it here. Save it in EKM once more."
		}
		l.differs(id, view.MissingDifference, o.total, text)
		return false
	}
	if shown {
		switch row.State {
		case commerce.OrderPosted:
			l.counts.Posted++
		case commerce.OrderHeld:
			l.counts.Held++
		case commerce.OrderExcluded, commerce.OrderCancelled:
			l.counts.Excluded++
		default:
			l.counts.Waiting++
		}
	}
	judged := row.Judged && o.total == row.ShownTotal
	if shown && o.readable && o.total != row.Total && !judged {
		l.moneyDiffers[id] = true
		text := fmt.Sprintf("EKM shows %s, stored is %s.", l.money(o.total), l.money(row.Total))
		if row.SalesOrderID > 0 {
			text = fmt.Sprintf("EKM shows %s now, it was posted with %s. Accept the change or ignore it.", l.money(o.total), l.money(row.Total))
		}
		l.differs(id, view.MoneyDifference, o.total-row.Total, text)
	}
	return true
}

// askBrightpearl finds the sales orders of a portion, whatever its states here say, and compares.
func (l *ledger) askBrightpearl(ctx context.Context, deps Deps, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	client := deps.Brightpearl()
	if client == nil {
		return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-002", Op: "audit orders", Remote: "brightpearl", Text: "no account is connected"}
	}
	hits, err := l.search(ctx, client, ids)
	if err != nil {
		return err
	}
	found := map[int64]map[brightpearl.OrderID]bool{}
	var all []brightpearl.OrderID
	for _, id := range ids {
		set := map[brightpearl.OrderID]bool{}
		for _, h := range hits[commerce.Reference(l.store.Username, id)] {
			set[h.ID] = true
		}
		if own := brightpearl.OrderID(l.rows[id].SalesOrderID); own > 0 {
			set[own] = true // a search may lag behind, a reading by id does not
		}
		found[id] = set
		all = slices.AppendSeq(all, maps.Keys(set))
	}
	return l.compare(ctx, client, ids, found, all)
}

// search asks for the references of orders that should not be there, and, to be thorough, of those that should.
func (l *ledger) search(ctx context.Context, client *brightpearl.Client, ids []int64) (map[string][]brightpearl.SalesOrderHit, error) {
	var placed, others []string // orders that should be there first: a search that finds something is trusted to find nothing
	for _, id := range ids {
		ref := commerce.Reference(l.store.Username, id)
		if l.rows[id].SalesOrderID > 0 {
			placed = append(placed, ref)
		} else {
			others = append(others, ref)
		}
	}
	if !l.thorough {
		if len(others) > 0 && len(placed) > 0 {
			others = append(others, placed[0])
		}
		placed = nil
	}
	hits, err := client.SalesOrders.FindByExternalRefs(ctx, placed...)
	if err != nil {
		return nil, err
	}
	more, err := client.SalesOrders.FindByExternalRefs(ctx, others...)
	maps.Copy(hits, more)
	return hits, err
}

// compare reads the sales orders and their payments, and notes what does not fit.
func (l *ledger) compare(ctx context.Context, client *brightpearl.Client, ids []int64, found map[int64]map[brightpearl.OrderID]bool, all []brightpearl.OrderID) error {
	slices.Sort(all)
	all = slices.Compact(all)
	read, err := client.SalesOrders.Get(ctx, all...) // of none: no request
	if err != nil {
		return err
	}
	there := make(map[brightpearl.OrderID]brightpearl.SalesOrder, len(read))
	for _, o := range read {
		there[o.ID] = o
	}
	payments, err := client.Payments.SearchByOrders(ctx, all...)
	if err != nil {
		return err
	}
	received := map[brightpearl.OrderID]commerce.Pence{}
	for _, p := range payments {
		if p.Type == brightpearl.PaymentReceipt || p.Type == brightpearl.PaymentCapture {
			received[p.Order] += pence(p.Paid)
		}
	}
	for _, id := range ids {
		l.compareOne(id, found[id], there, received)
	}
	return nil
}

func (l *ledger) compareOne(id int64, found map[brightpearl.OrderID]bool, there map[brightpearl.OrderID]brightpearl.SalesOrder, received map[brightpearl.OrderID]commerce.Pence) {
	row := l.rows[id]
	own := brightpearl.OrderID(row.SalesOrderID)
	var standing []brightpearl.OrderID // a second sales order that a person cancelled does no harm any more
	for so := range found {
		if o, ok := there[so]; ok && (so == own || !o.Cancelled) {
			standing = append(standing, so)
		}
	}
	unwanted := row.State == commerce.OrderExcluded || row.State == commerce.OrderCancelled
	if len(standing) > 1 || unwanted && len(standing) > 0 {
		slices.Sort(standing)
		l.duplicated[id] = true
		l.differs(id, view.DuplicatedDifference, row.Total, duplicatedWords(row, standing))
	}
	order, ok := there[own]
	switch {
	case ok:
		l.compareMoney(row, order, received[own])
	case calledOff(row):
		// EKM and staff agree that it is not to be delivered.
	case own > 0:
		l.missing[id] = true
		l.expected(row)
		l.differs(id, view.MissingDifference, row.Total, fmt.Sprintf("It was posted as sales order %d, which is not in Brightpearl any more. Create it again, or exclude it.", own))
	case row.State == commerce.OrderPosted:
		l.missing[id] = true
		l.expected(row)
		l.differs(id, view.MissingDifference, row.Total, "It counts as posted, and no sales order is stored of it.")
	}
}

func duplicatedWords(row db.LedgerRow, standing []brightpearl.OrderID) string {
	names := ""
	for i, id := range standing {
		if i > 0 {
			names += " and "
		}
		names += fmt.Sprint(id)
	}
	if len(standing) == 1 {
		return fmt.Sprintf("It is %s here, and in Brightpearl as sales order %s. Cancel that one, or download the order again.", row.State, names)
	}
	return fmt.Sprintf("It is in Brightpearl more than once, as the sales orders %s. Cancel all but one.", names)
}

// calledOff reports that EKM called a posted order off and that a person has dealt with it.
func calledOff(row db.LedgerRow) bool { return row.Judged && commerce.ClosedStatus(row.EKMStatus) }

// compareMoney compares the sums of a sales order and its receipts with what was posted.
func (l *ledger) compareMoney(row db.LedgerRow, order brightpearl.SalesOrder, received commerce.Pence) {
	if order.Cancelled {
		// Neither side sells it, so it counts on neither; unless EKM still does.
		if !commerce.ClosedStatus(row.EKMStatus) {
			l.moneyDiffers[row.EKMID] = true
			l.expected(row)
			l.differs(row.EKMID, view.MoneyDifference, row.Total, fmt.Sprintf("Sales order %d is cancelled in Brightpearl, EKM shows the order as %s. "+
				"Cancel it in EKM as well, and accept that change here.", order.ID, commerce.UpperStatus(row.EKMStatus)))
		}
		return
	}
	if commerce.ClosedStatus(row.EKMStatus) && !row.Judged {
		l.moneyDiffers[row.EKMID] = true
		l.differs(row.EKMID, view.MoneyDifference, row.Total, fmt.Sprintf("EKM shows the order as %s, and sales order %d stands with %s. Accept that change or ignore it, with a reason.",
			commerce.UpperStatus(row.EKMStatus), order.ID, l.money(row.Total)))
	}
	gross, tax := pence(order.Total.Gross), pence(order.Total.Tax)
	posted := row.State == commerce.OrderPosted
	if posted {
		l.expected(row)
		l.sum(row, order, received)
	}
	switch {
	case gross != row.Total:
		l.moneyDiffers[row.EKMID] = true
		l.differs(row.EKMID, view.MoneyDifference, gross-row.Total, fmt.Sprintf("Sales order %d comes to %s in Brightpearl, posted were %s. Somebody edited it by hand.",
			order.ID, l.money(gross), l.money(row.Total)))
	case tax != row.Tax:
		l.moneyDiffers[row.EKMID] = true
		l.differs(row.EKMID, view.TaxDifference, tax-row.Tax, fmt.Sprintf("Sales order %d has %s tax in Brightpearl, EKM %s; the totals agree. Somebody edited it by hand.",
			order.ID, l.money(tax), l.money(row.Tax)))
	}
	if posted && received != row.Total && !calledOff(row) && !(row.Owed && received == 0) {
		l.moneyDiffers[row.EKMID] = true
		text := fmt.Sprintf("Brightpearl has receipts of %s for sales order %d of %s.", l.money(received), order.ID, l.money(row.Total))
		if received == 0 {
			text = fmt.Sprintf("Brightpearl has no receipt for sales order %d of %s: it counts as unpaid.", order.ID, l.money(row.Total))
		}
		l.differs(row.EKMID, view.ReceiptDifference, received-row.Total, text)
	}
}

func (l *ledger) money(p commerce.Pence) string { return p.Display(l.store.Currency) }

func (l *ledger) report() StoreReport {
	r := l.counts
	r.Name = l.store.Name
	r.Missing, r.Duplicated, r.MoneyDiffers = listed(l.missing), listed(l.duplicated), listed(l.moneyDiffers)
	return r
}

// listed is never nil, so that JSON shows an empty list.
func listed(set map[int64]bool) []string {
	out := []string{}
	for _, id := range slices.Sorted(maps.Keys(set)) {
		out = append(out, decimal(id))
	}
	return out
}

// pence is a remote's exact decimal in pence.
func pence(d interface{ String() string }) commerce.Pence { return amount(d).Pence() }

func amount(d interface{ String() string }) commerce.Amount {
	a, err := commerce.ParseAmount(d.String())
	if err != nil {
		return 0
	}
	return a
}
