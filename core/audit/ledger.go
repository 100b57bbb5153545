package audit

import (
	"context"
	"maps"
	"slices"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// ledger compares one store's orders in three places.
type ledger struct {
	store db.StoreRow
	rows  map[int64]db.LedgerRow // ours, by EKM id
	looks map[int64]bool         // ids whose sales orders are to be proved

	counts                            StoreReport
	missing, duplicated, moneyDiffers map[int64]bool
}

func newLedger(store db.StoreRow, rows []db.LedgerRow) *ledger {
	l := &ledger{store: store, rows: make(map[int64]db.LedgerRow, len(rows)), looks: map[int64]bool{},
		missing: map[int64]bool{}, duplicated: map[int64]bool{}, moneyDiffers: map[int64]bool{}}
	for _, r := range rows {
		l.rows[r.EKMID] = r
	}
	return l
}

// place counts an order of EKM under its outcome here.
func (l *ledger) place(o placedOrder) {
	l.counts.Placed++
	row, ok := l.rows[o.id]
	if !ok {
		l.missing[o.id] = true
		return
	}
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
	if o.readable && o.total != row.Total {
		l.moneyDiffers[o.id] = true
	}
	l.look(row)
}

// look has an order's sales order proved.
func (l *ledger) look(row db.LedgerRow) { l.looks[row.EKMID] = true }

// askBrightpearl finds the sales orders of all orders that are looked at, whatever their state here says, and compares.
func (l *ledger) askBrightpearl(ctx context.Context, deps Deps) error {
	if len(l.looks) == 0 {
		return nil
	}
	client := deps.Brightpearl()
	if client == nil {
		return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-002", Op: "audit orders", Remote: "brightpearl", Text: "no account is connected"}
	}
	var placed, others []string // orders that should be there first: a search that finds something is trusted to find nothing
	ids := slices.Sorted(maps.Keys(l.looks))
	for _, id := range ids {
		ref := commerce.Reference(l.store.Username, id)
		if l.rows[id].SalesOrderID > 0 {
			placed = append(placed, ref)
		} else {
			others = append(others, ref)
		}
	}
	hits, err := client.SalesOrders.FindByExternalRefs(ctx, placed...)
	if err != nil {
		return err
	}
	more, err := client.SalesOrders.FindByExternalRefs(ctx, others...)
	if err != nil {
		return err
	}
	maps.Copy(hits, more)
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

// compare reads the sales orders and their payments, and notes what does not fit.
func (l *ledger) compare(ctx context.Context, client *brightpearl.Client, ids []int64, found map[int64]map[brightpearl.OrderID]bool, all []brightpearl.OrderID) error {
	slices.Sort(all)
	all = slices.Compact(all)
	read, err := client.SalesOrders.Get(ctx, all...)
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
	standing := 0 // a second sales order that a person cancelled does no harm any more
	for so := range found {
		if o, ok := there[so]; ok && (so == own || !o.Cancelled) {
			standing++
		}
	}
	unwanted := row.State == commerce.OrderExcluded || row.State == commerce.OrderCancelled
	if standing > 1 || unwanted && standing > 0 {
		l.duplicated[id] = true
	}
	if own == 0 {
		if row.State == commerce.OrderPosted {
			l.missing[id] = true
		}
		return
	}
	order, ok := there[own]
	if !ok {
		l.missing[id] = true
		return
	}
	if pence(order.Total.Gross) != row.Total || row.State == commerce.OrderPosted && received[own] != row.Total {
		l.moneyDiffers[id] = true
	}
}

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
func pence(d interface{ String() string }) commerce.Pence {
	amount, err := commerce.ParseAmount(d.String())
	if err != nil {
		return 0
	}
	return amount.Pence()
}
