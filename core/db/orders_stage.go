package db

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// SaveRows replaces an order's rows.
func (t *Tx) SaveRows(id commerce.OrderID, rows []OrderRow) error {
	if err := t.run(`delete from order_row where order_id = $1`, id); err != nil {
		return err
	}
	tied, wanted := 0, int64(0)
	var codes, taxes []string
	for i, r := range rows {
		if err := t.run(`insert into order_row (order_id, position, kind, line_id, sku, name, quantity, product_id, stocked_id, net, tax, tax_code,
				tax_rule, row_id, wanted, reserved, settled, note)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
			id, i+1, r.Kind, r.LineID, r.SKU, r.Name, r.Quantity, r.ProductID, r.StockedID, int64(r.Net), int64(r.Tax), r.TaxCode, r.TaxRule,
			r.RowID, r.Wanted, r.Reserved, r.Settled, r.Note); err != nil {
			return err
		}
		if r.Kind == "goods" && r.ProductID > 0 {
			tied++
		}
		wanted += r.Wanted
		codes, taxes = append(codes, r.SKU), append(taxes, r.TaxCode)
	}
	t.Notify(events.Orders, events.Levels)
	slices.Sort(taxes)
	return t.run(`update orders set lines_tied = $2, wanted = $3, short = 0, skus = case when $4 <> '' then $4 else skus end, taxes = $5 where id = $1`,
		id, tied, wanted, searchable(codes), searchable(taxes))
}

// Flags that a later look at the order may take back.
const (
	ShortFlag     = "Short of "                                   // begins the flag of an order that Brightpearl could not reserve completely
	NoReceiptFlag = "Paid, but Brightpearl made no sales receipt" // the whole of it
	PaidFlag      = "Brightpearl has payments of "                // begins the flag of an order whose payments are another sum
)

// UnpaidFlag marks an order that was posted without a receipt, by a rule of its store.
const UnpaidFlag = "Posted unpaid, without a receipt"

// Progress is what a stage of an order found out.
type Progress struct {
	Stage        commerce.Stage
	State        commerce.OrderState
	ContactID    int64
	ContactNote  string
	SalesOrderID int64
	PaymentID    int64
	Paid         bool
	Receipt      bool
	Reserved     int64
	Flags        []string
	MoneyNote    string
	Settled      commerce.Pence // by rounding, when the rows were decided
}

// Advance commits a finished stage: its results, and that no intent is open any more. Zero ids leave what is stored. Deciding
// the rows (commerce.MatchedUp) begins a new list of flags and keeps an open intent, since it answers none; every later stage
// adds to the flags.
func (t *Tx) Advance(id commerce.OrderID, p Progress) error {
	t.Notify(events.Orders)
	if p.Stage != commerce.MatchedUp {
		var stored string
		if err := t.row(`select flags from orders where id = $1`, id).Scan(&stored); err != nil {
			return err
		}
		all := fromLines(stored)
		if p.Stage == commerce.Allocated {
			all = slices.DeleteFunc(all, func(f string) bool { return strings.HasPrefix(f, ShortFlag) }) // said anew below
		}
		for _, f := range p.Flags {
			all = AddFlag(all, f)
		}
		if p.Paid {
			all = slices.DeleteFunc(all, func(f string) bool { return f == UnpaidFlag })
		}
		p.Flags = all
	}
	posted := int64(0)
	if p.State == commerce.OrderPosted {
		posted = t.now
	}
	if p.Stage == commerce.MatchedUp {
		if err := t.run(`update orders set settled = $2 where id = $1 and settled <> $2`, id, int64(p.Settled)); err != nil {
			return err
		}
	}
	return t.run(`update orders set stage = $2, state = $3,
			contact_id = case when cast($4 as bigint) > 0 then $4 else contact_id end,
			contact_note = case when $5 <> '' then $5 else contact_note end,
			sales_order_id = case when cast($6 as bigint) > 0 then $6 else sales_order_id end,
			payment_id = case when cast($7 as bigint) > 0 then $7 else payment_id end,
			paid = $8, receipt = $9, reserved = case when cast($10 as bigint) > 0 then $10 else reserved end, flags = $11,
			money_note = case when $12 <> '' then $12 else money_note end,
			posted_at = case when cast($13 as bigint) > 0 and posted_at = 0 then $13 else posted_at end,
			intent = case when $2 = 'matched' then intent else '' end, intent_at = case when $2 = 'matched' then intent_at else 0 end,
			attempts = 0, last_error = '', due_at = 0, cause_code = '', cause_text = '', cause_fix = ''
		where id = $1`,
		id, p.Stage, p.State, p.ContactID, p.ContactNote, p.SalesOrderID, p.PaymentID, p.Paid, p.Receipt, p.Reserved, lines(p.Flags),
		p.MoneyNote, posted)
}

// Intend commits that a write is about to be sent. Whoever finds the intent later knows that it may have been done.
func (t *Tx) Intend(id commerce.OrderID, what string) error {
	return t.run(`update orders set intent = $2, intent_at = $3 where id = $1`, id, what, t.now)
}

// HoldOrder parks an order with its cause. Its units stay deducted from what stores show.
func (t *Tx) HoldOrder(id commerce.OrderID, cause fault.Cause) error {
	t.Notify(events.Orders, events.Problems)
	return t.run(`update orders set state = 'held', cause_code = $2, cause_text = $3, cause_fix = $4, last_error = $3 where id = $1`,
		id, cause.Code, cause.Text, cause.Fix)
}

// RetryOrderAt notes a failed attempt and when the next one may come.
func (t *Tx) RetryOrderAt(id commerce.OrderID, reason string, at time.Time) error {
	t.Notify(events.Orders)
	return t.run(`update orders set attempts = attempts + 1, last_error = $2, due_at = $3 where id = $1`, id, reason, millis(at))
}

// Reallocate has a posted order's reservation looked at again; its payment is looked up, not repeated.
func (t *Tx) Reallocate(id commerce.OrderID) error {
	t.Notify(events.Orders)
	t.Wake(BrightpearlLane)
	return t.run(`update orders set state = 'working', stage = 'placed', due_at = 0, attempts = 0 where id = $1 and state = 'posted'`, id)
}

// CheckAgain has a posted order gone through once more from its sums on: what is there is found and left alone, what is missing is
// made good, and what an earlier look complained of is said again only if it still holds.
func (t *Tx) CheckAgain(id commerce.OrderID) (bool, error) {
	var flags string
	ok, err := found(t.row(`select flags from orders where id = $1 and state = 'posted'`, id).Scan(&flags))
	if !ok || err != nil {
		return false, err
	}
	kept := slices.DeleteFunc(fromLines(flags), func(f string) bool { return f == NoReceiptFlag || strings.HasPrefix(f, PaidFlag) })
	if err := t.run(`update orders set flags = $2 where id = $1`, id, lines(kept)); err != nil {
		return false, err
	}
	return true, t.Reallocate(id)
}

// ReleaseOrder makes a held order due again; an excluded one too, when a person asks for it. What is not in Brightpearl yet is
// decided again, by the rules and settings of now.
func (t *Tx) ReleaseOrder(id commerce.OrderID) (bool, error) {
	n, err := t.exec(`update orders set state = case when stage in ('received', 'matched') then 'waiting' else 'working' end,
			stage = case when stage = 'matched' then 'received' else stage end, await_payment = false, due_at = 0, attempts = 0,
			cause_code = '', cause_text = '', cause_fix = ''
		where id = $1 and state in ('held', 'excluded', 'waiting', 'working') and erased_at = 0`, id)
	if err != nil || n == 0 {
		return false, err
	}
	t.Notify(events.Orders, events.Levels, events.Problems)
	t.Wake(BrightpearlLane)
	return true, t.run(`update order_row set settled = false where order_id = $1
		and exists (select 1 from orders o where o.id = $1 and o.sales_order_id = 0)`, id)
}

// ReleaseHeldOrders makes the held orders of a store due again (all stores' when store is 0; any cause when code is empty).
func (t *Tx) ReleaseHeldOrders(store commerce.StoreID, code string) (int64, error) {
	n, err := t.exec(`update orders set state = case when stage in ('received', 'matched') then 'waiting' else 'working' end,
			stage = case when stage = 'matched' then 'received' else stage end, due_at = 0, attempts = 0,
			cause_code = '', cause_text = '', cause_fix = ''
		where state = 'held' and (cast($1 as bigint) = 0 or store_id = $1) and ($2 = '' or cause_code = $2)`, store, code)
	if n > 0 {
		t.Notify(events.Orders, events.Problems)
		t.Wake(BrightpearlLane)
	}
	return n, err
}

// ExcludeOrder takes an order out of the import for good, by a person's wish. It refuses one that is in Brightpearl.
func (t *Tx) ExcludeOrder(id commerce.OrderID, reason string) error {
	n, err := t.exec(`update orders set state = 'excluded', cause_code = $2, cause_text = $3, cause_fix = $4 where id = $1 and sales_order_id = 0
		and state <> 'posted'`, id, ExcludedByPerson, "Excluded by a person: "+reason, "Retry brings it back.")
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("the order is in Brightpearl already and cannot be excluded")
	}
	t.Notify(events.Orders, events.Levels)
	return t.run(`update order_row set settled = true where order_id = $1`, id)
}

// Reserve stores what Brightpearl reserved of an order's rows, and lowers our own picture of the stock by what was newly taken
// from each product in the same commit, so that no figure rises for a moment. Units of rows that are not settled stay deducted
// from what stores show: they are owed to the shopper.
func (t *Tx) Reserve(id commerce.OrderID, warehouse int64, rows []OrderRow, taken map[int64]int64) error {
	t.Notify(events.Levels)
	for _, r := range rows {
		if err := t.run(`update order_row set reserved = $3, settled = $5, row_id = $4 where order_id = $1 and position = $2`,
			id, r.Position, r.Reserved, r.RowID, r.Settled); err != nil {
			return err
		}
	}
	for product, units := range taken {
		if err := t.TakeStock(product, warehouse, units); err != nil {
			return err
		}
	}
	return t.run(`update orders set short = case when shipped_all then 0 else coalesce((select sum(r.wanted - r.reserved) from order_row r
		where r.order_id = $1 and not r.settled and r.stocked_id > 0), 0) end where id = $1`, id)
}
