package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// Verdict is what the import rules say of an order that EKM shows.
type Verdict struct {
	State        commerce.OrderState // waiting, excluded, cancelled or held
	AwaitPayment bool                // waiting for the shopper's payment: not due
	Cause        fault.Cause
}

// OrderWork is one order as the flow works on it.
type OrderWork struct {
	ID           commerce.OrderID
	Store        commerce.StoreID
	State        commerce.OrderState
	Stage        commerce.Stage
	PlacedAt     time.Time
	SeenAt       time.Time
	Attempts     int
	AwaitPayment bool
	Order        commerce.Order
	ContactID    int64
	ContactNote  string
	SalesOrderID int64
	PaymentID    int64
	Paid         bool
	Flags        []string
	Intent       string
	IntentAt     time.Time
	Hash         string
	CauseCode    string
}

// OrderRow is one row of an order as it was decided.
type OrderRow struct {
	Position  int
	Kind      string
	LineID    int64
	SKU       string
	Name      string
	Quantity  int64
	ProductID int64
	StockedID int64 // product whose stock it needs, 0 when none
	Net, Tax  commerce.Pence
	TaxCode   string
	TaxRule   string
	RowID     int64 // Brightpearl's
	Wanted    int64
	Reserved  int64
	Settled   bool
	Note      string
}

// OrderHash names the parts of an order whose change matters.
func OrderHash(o commerce.Order) string {
	o.UpdatedAt, o.TrackingNumber, o.Emailed = time.Time{}, "", false
	raw, err := json.Marshal(o)
	if err != nil {
		panic("commerce.Order cannot be encoded: " + err.Error()) // impossible for plain data
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}

// Outcome says what SaveOrder did.
type Outcome int

// The outcomes of SaveOrder.
const (
	Unchanged Outcome = iota // nothing new
	Noted                    // only a flag or a status of an order that is placed or excluded by a person
	Stored                   // new, or replaced before it was placed: its rows are to be decided again
)

// SaveOrder stores an order as EKM shows it now, with what the rules say of it. It may be called any number of times. An
// order that is placed in Brightpearl already is never changed by it; a difference becomes a flag.
func (t *Tx) SaveOrder(o commerce.Order, v Verdict) (id commerce.OrderID, outcome Outcome, err error) {
	var state commerce.OrderState
	var stage commerce.Stage
	var hash, cause string
	var await bool
	known, err := found(t.row(`select id, state, stage, hash, cause_code, await_payment from orders where store_id = $1 and ekm_id = $2`,
		o.Store, o.EKMID).Scan(&id, &state, &stage, &hash, &cause, &await))
	if err != nil {
		return 0, Unchanged, err
	}
	now := OrderHash(o)
	if known && hash == now && v.AwaitPayment == await && (v.State == state || state == commerce.OrderWorking || state == commerce.OrderPosted || state == commerce.OrderHeld) {
		return id, Unchanged, nil
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return 0, Unchanged, err
	}
	t.Notify(events.Orders)
	if !known {
		if err := t.row(`select coalesce(max(id), 0) + 1 from orders`).Scan(&id); err != nil {
			return 0, Unchanged, err
		}
		if err := t.run(`insert into orders (id, store_id, ekm_id, number, state, placed_at, ekm_updated_at, seen_at, await_payment, ekm_status,
				payment_status, customer, currency, total, tax, lines, cause_code, cause_text, cause_fix, hash, document)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
			id, o.Store, o.EKMID, o.Number, v.State, millis(o.PlacedAt), millis(o.UpdatedAt), t.now, v.AwaitPayment, o.Status,
			o.PaymentStatus, o.Customer.Name(), o.Currency, int64(o.Total.Pence()), int64(o.Tax.Pence()), len(o.Lines),
			v.Cause.Code, v.Cause.Text, v.Cause.Fix, now, string(raw)); err != nil {
			return 0, Unchanged, err
		}
		if err := t.run(`update store set last_order_at = $2 where id = $1`, o.Store, t.now); err != nil {
			return 0, Unchanged, err
		}
		if v.State == commerce.OrderWaiting && !v.AwaitPayment {
			t.Wake(BrightpearlLane)
		}
		return id, Stored, nil
	}
	placed := stage != commerce.Received && stage != commerce.MatchedUp
	if placed {
		return id, Noted, t.noteChange(id, o, now)
	}
	if cause == ExcludedByPerson {
		return id, Noted, t.run(`update orders set ekm_status = $2, payment_status = $3 where id = $1`, id, o.Status, o.PaymentStatus)
	}
	if err := t.run(`delete from order_row where order_id = $1`, id); err != nil {
		return 0, Unchanged, err
	}
	if err := t.run(`update orders set state = $2, stage = 'received', number = $3, placed_at = $4, ekm_updated_at = $5, await_payment = $6,
			ekm_status = $7, payment_status = $8, customer = $9, currency = $10, total = $11, tax = $12, lines = $13, cause_code = $14,
			cause_text = $15, cause_fix = $16, hash = $17, document = $18, due_at = 0, attempts = 0 where id = $1`,
		id, v.State, o.Number, millis(o.PlacedAt), millis(o.UpdatedAt), v.AwaitPayment, o.Status, o.PaymentStatus, o.Customer.Name(),
		o.Currency, int64(o.Total.Pence()), int64(o.Tax.Pence()), len(o.Lines), v.Cause.Code, v.Cause.Text, v.Cause.Fix, now, string(raw)); err != nil {
		return 0, Unchanged, err
	}
	if v.State == commerce.OrderWaiting && !v.AwaitPayment {
		t.Wake(BrightpearlLane)
	}
	return id, Stored, nil
}

// noteChange flags a placed order whose money or lines changed in EKM afterwards; a mere status change is only noted.
func (t *Tx) noteChange(id commerce.OrderID, o commerce.Order, hash string) error {
	var document, flags string
	if err := t.row(`select document, flags from orders where id = $1`, id).Scan(&document, &flags); err != nil {
		return err
	}
	var before commerce.Order
	if err := json.Unmarshal([]byte(document), &before); err != nil {
		return err
	}
	list := fromLines(flags)
	if before.Total != o.Total || before.Tax != o.Tax || len(before.Lines) != len(o.Lines) {
		list = AddFlag(list, "Changed in EKM after it was posted")
	}
	if closedStatus(o.Status) && !closedStatus(before.Status) {
		list = AddFlag(list, "Now "+o.Status+" in EKM")
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return t.run(`update orders set ekm_status = $2, payment_status = $3, ekm_updated_at = $4, hash = $5, flags = $6, document = $7 where id = $1`,
		id, o.Status, o.PaymentStatus, millis(o.UpdatedAt), hash, lines(list), string(raw))
}

func closedStatus(status string) bool {
	switch commerce.UpperStatus(status) {
	case "CANCELLED", "REFUNDED", "DECLINED", "FAILED":
		return true
	}
	return false
}

// ExcludedByPerson is the cause code of an order that a person excluded; only a person brings it back.
const ExcludedByPerson = "SB-ORD-120"

// AddFlag appends a flag unless it is there.
func AddFlag(flags []string, flag string) []string {
	for _, f := range flags {
		if f == flag {
			return flags
		}
	}
	return append(flags, flag)
}

// KnownOrder is what a poll needs to know of an order to decide whether to read it again.
type KnownOrder struct {
	ID            commerce.OrderID
	UpdatedAt     time.Time
	Status        string
	PaymentStatus string
	AwaitPayment  bool
	State         commerce.OrderState
	Total         commerce.Pence
}

// KnownOrders returns what is stored of the given EKM orders of a store.
func (d *DB) KnownOrders(ctx context.Context, store commerce.StoreID, ekmIDs []int64) (map[int64]KnownOrder, error) {
	out := map[int64]KnownOrder{}
	for chunk := range chunks(ekmIDs, 500) {
		var w where
		w.add("store_id = ?", store)
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select ekm_id, id, ekm_updated_at, ekm_status, payment_status, await_payment, state, total
			from orders`+w.String()+` and ekm_id in (`+join(marks)+`)`, w.args...)
		if _, err := collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var k KnownOrder
			var ekm, updated int64
			err := r.Scan(&ekm, &k.ID, &updated, &k.Status, &k.PaymentStatus, &k.AwaitPayment, &k.State, &k.Total)
			k.UpdatedAt = fromMillis(updated)
			out[ekm] = k
			return struct{}{}, err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DueOrders returns orders that have a stage to do now, oldest first.
func (d *DB) DueOrders(ctx context.Context, now time.Time, limit int) ([]commerce.OrderID, error) {
	rows, err := d.reader.QueryContext(ctx, `select o.id from orders o join store s on s.id = o.store_id
		where o.state in ('waiting', 'working') and not o.await_payment and o.due_at <= $1 and s.orders_on and not s.removed
			and (s.state in ('live', 'sign_in') or (s.state = 'paused' and s.paused_until > 0 and s.paused_until <= $1))
		order by o.priority, o.due_at, o.placed_at limit $2`, millis(now), limit)
	return collect(rows, err, func(r *sql.Rows) (commerce.OrderID, error) {
		var id commerce.OrderID
		err := r.Scan(&id)
		return id, err
	})
}

// NextDueOrder is when an order becomes due; ok is false when none waits.
func (d *DB) NextDueOrder(ctx context.Context) (time.Time, bool, error) {
	return d.nextDue(ctx, `select min(o.due_at) from orders o join store s on s.id = o.store_id
		where o.state in ('waiting', 'working') and not o.await_payment and s.orders_on and not s.removed and s.state in ('live', 'sign_in')`)
}

// Order loads one order for work.
func (d *DB) Order(ctx context.Context, id commerce.OrderID) (OrderWork, error) {
	var w OrderWork
	var placed, seen, intentAt int64
	var document, flags string
	err := d.reader.QueryRowContext(ctx, `select id, store_id, state, stage, placed_at, seen_at, attempts, await_payment, contact_id, contact_note,
			sales_order_id, payment_id, paid, flags, intent, intent_at, hash, cause_code, document from orders where id = $1`, id).
		Scan(&w.ID, &w.Store, &w.State, &w.Stage, &placed, &seen, &w.Attempts, &w.AwaitPayment, &w.ContactID, &w.ContactNote,
			&w.SalesOrderID, &w.PaymentID, &w.Paid, &flags, &w.Intent, &intentAt, &w.Hash, &w.CauseCode, &document)
	if err != nil {
		return w, fmt.Errorf("order %d: %w", id, err)
	}
	w.PlacedAt, w.SeenAt, w.IntentAt, w.Flags = fromMillis(placed), fromMillis(seen), fromMillis(intentAt), fromLines(flags)
	if err := json.Unmarshal([]byte(document), &w.Order); err != nil {
		return w, fmt.Errorf("order %d: its stored document: %w", id, err)
	}
	w.Order.Store = w.Store
	return w, nil
}

// OrderRows loads an order's decided rows.
func (d *DB) OrderRows(ctx context.Context, id commerce.OrderID) ([]OrderRow, error) {
	rows, err := d.reader.QueryContext(ctx, `select position, kind, line_id, sku, name, quantity, product_id, stocked_id, net, tax, tax_code, tax_rule,
		row_id, wanted, reserved, settled, note from order_row where order_id = $1 order by position`, id)
	return collect(rows, err, func(r *sql.Rows) (OrderRow, error) {
		var w OrderRow
		err := r.Scan(&w.Position, &w.Kind, &w.LineID, &w.SKU, &w.Name, &w.Quantity, &w.ProductID, &w.StockedID, &w.Net, &w.Tax, &w.TaxCode,
			&w.TaxRule, &w.RowID, &w.Wanted, &w.Reserved, &w.Settled, &w.Note)
		return w, err
	})
}

// SaveRows replaces an order's rows.
func (t *Tx) SaveRows(id commerce.OrderID, rows []OrderRow) error {
	if err := t.run(`delete from order_row where order_id = $1`, id); err != nil {
		return err
	}
	tied, wanted := 0, int64(0)
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
	}
	t.Notify(events.Orders, events.Levels)
	return t.run(`update orders set lines_tied = $2, wanted = $3 where id = $1`, id, tied, wanted)
}

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
}

// Advance commits a finished stage: its results, and that no intent is open any more. Zero ids leave what is stored.
func (t *Tx) Advance(id commerce.OrderID, p Progress) error {
	t.Notify(events.Orders)
	posted := int64(0)
	if p.State == commerce.OrderPosted {
		posted = t.now
	}
	return t.run(`update orders set stage = $2, state = $3,
			contact_id = case when cast($4 as bigint) > 0 then $4 else contact_id end,
			contact_note = case when $5 <> '' then $5 else contact_note end,
			sales_order_id = case when cast($6 as bigint) > 0 then $6 else sales_order_id end,
			payment_id = case when cast($7 as bigint) > 0 then $7 else payment_id end,
			paid = $8, receipt = $9, reserved = case when cast($10 as bigint) > 0 then $10 else reserved end, flags = $11,
			money_note = case when $12 <> '' then $12 else money_note end,
			posted_at = case when cast($13 as bigint) > 0 and posted_at = 0 then $13 else posted_at end,
			intent = '', intent_at = 0, attempts = 0, last_error = '', due_at = 0, cause_code = '', cause_text = '', cause_fix = ''
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

// ReleaseOrder makes a held order due again; an excluded one too, when a person asks for it.
func (t *Tx) ReleaseOrder(id commerce.OrderID) (bool, error) {
	n, err := t.exec(`update orders set state = case when stage in ('received', 'matched') then 'waiting' else 'working' end, await_payment = false,
			due_at = 0, attempts = 0, cause_code = '', cause_text = '', cause_fix = ''
		where id = $1 and state in ('held', 'excluded', 'waiting', 'working')`, id)
	if n > 0 {
		t.Notify(events.Orders, events.Problems)
		t.Wake(BrightpearlLane)
	}
	return n > 0, err
}

// ReleaseHeldOrders makes the held orders of a store due again (all stores' when store is 0; any cause when code is empty).
func (t *Tx) ReleaseHeldOrders(store commerce.StoreID, code string) (int64, error) {
	n, err := t.exec(`update orders set state = case when stage in ('received', 'matched') then 'waiting' else 'working' end, due_at = 0, attempts = 0,
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

// Reserve stores what Brightpearl reserved of an order's rows, and lowers our own picture of the stock by what was taken from
// each product in the same commit, so that no figure rises for a moment.
func (t *Tx) Reserve(id commerce.OrderID, warehouse int64, rows []OrderRow, taken map[int64]int64) error {
	t.Notify(events.Levels)
	for _, r := range rows {
		if err := t.run(`update order_row set reserved = $3, settled = true, row_id = $4 where order_id = $1 and position = $2`,
			id, r.Position, r.Reserved, r.RowID); err != nil {
			return err
		}
	}
	for product, units := range taken {
		if err := t.TakeStock(product, warehouse, units); err != nil {
			return err
		}
	}
	return nil
}

// OrderBySalesOrder finds the order that became a sales order.
func (d *DB) OrderBySalesOrder(ctx context.Context, salesOrder int64) (commerce.OrderID, bool, error) {
	var id commerce.OrderID
	ok, err := found(d.reader.QueryRowContext(ctx, `select id from orders where sales_order_id = $1`, salesOrder).Scan(&id))
	return id, ok, err
}

// OrderByRef finds an order by our id, by its EKM id or by its order number; ok is false when none or several fit.
func (d *DB) OrderByRef(ctx context.Context, ref string) (commerce.OrderID, bool, error) {
	rows, err := d.reader.QueryContext(ctx, `select id from orders where cast(ekm_id as text) = $1 or number = $1 limit 2`, ref)
	ids, err := collect(rows, err, scanID)
	if err != nil || len(ids) != 1 {
		return 0, false, err
	}
	return commerce.OrderID(ids[0]), true, nil
}

// AwaitingPayment returns the EKM ids of a store's orders that wait for their payment.
func (d *DB) AwaitingPayment(ctx context.Context, store commerce.StoreID) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id from orders where store_id = $1 and state = 'waiting' and await_payment order by ekm_id`, store)
	return collect(rows, err, scanID)
}

// LedgerRow is one order for the completeness proof.
type LedgerRow struct {
	EKMID        int64
	Number       string
	State        commerce.OrderState
	Cause        string
	Total        commerce.Pence
	SalesOrderID int64
	PlacedAt     time.Time
}

// Ledger returns every order of a store that was placed in a span; zero times do not narrow.
func (d *DB) Ledger(ctx context.Context, store commerce.StoreID, from, to time.Time) ([]LedgerRow, error) {
	w := where{}
	w.add("store_id = ?", store)
	if !from.IsZero() {
		w.add("placed_at >= ?", millis(from))
	}
	if !to.IsZero() {
		w.add("placed_at < ?", millis(to))
	}
	rows, err := d.reader.QueryContext(ctx, `select ekm_id, number, state, cause_code, total, sales_order_id, placed_at from orders`+w.String()+` order by ekm_id`, w.args...)
	return collect(rows, err, func(r *sql.Rows) (LedgerRow, error) {
		var l LedgerRow
		var placed int64
		err := r.Scan(&l.EKMID, &l.Number, &l.State, &l.Cause, &l.Total, &l.SalesOrderID, &placed)
		l.PlacedAt = fromMillis(placed)
		return l, err
	})
}

func join(parts []string) string {
	out := ""
	for i, p := range parts {
		if i > 0 {
			out += ", "
		}
		out += p
	}
	return out
}

// NoteHeader stores a new status of an order that is done; its lines and money did not change.
func (t *Tx) NoteHeader(id commerce.OrderID, o commerce.Order) error {
	var before, flags string
	if err := t.row(`select ekm_status, flags from orders where id = $1`, id).Scan(&before, &flags); err != nil {
		return err
	}
	list := fromLines(flags)
	if closedStatus(o.Status) && !closedStatus(before) {
		list = AddFlag(list, "Now "+o.Status+" in EKM")
	}
	t.Notify(events.Orders)
	return t.run(`update orders set ekm_status = $2, payment_status = $3, ekm_updated_at = $4, flags = $5 where id = $1`,
		id, o.Status, o.PaymentStatus, millis(o.UpdatedAt), lines(list))
}

// OrderGone notes that EKM does not have an unpaid order any more.
func (t *Tx) OrderGone(store commerce.StoreID, ekmID int64) error {
	return t.dropUnpaid(store, ekmID, "SB-ORD-125", "Deleted in EKM before it was paid.")
}

// OrderNeverPaid notes that nobody paid for an order within the time that we look.
func (t *Tx) OrderNeverPaid(store commerce.StoreID, ekmID int64) error {
	return t.dropUnpaid(store, ekmID, "SB-ORD-126", "Not paid within 14 days. Retry brings it back.")
}

func (t *Tx) dropUnpaid(store commerce.StoreID, ekmID int64, code, text string) error {
	t.Notify(events.Orders, events.Levels)
	return t.run(`update orders set state = 'cancelled', cause_code = $3, cause_text = $4, cause_fix = '' where store_id = $1 and ekm_id = $2
		and state = 'waiting' and await_payment`, store, ekmID, code, text)
}

// DueBefore counts the work that is due and was known before a moment: orders, levels of stores that publish, shipments.
func (d *DB) DueBefore(ctx context.Context, moment time.Time) (int, error) {
	at, now := millis(moment), millis(d.now())
	var n int
	err := d.reader.QueryRowContext(ctx, `select
		(select count(*) from orders o join store s on s.id = o.store_id where o.state in ('waiting', 'working') and not o.await_payment
			and o.due_at <= $2 and o.seen_at <= $1 and s.orders_on and not s.removed and s.state = 'live')
		+ (select count(*) from level l join store s on s.id = l.store_id where l.state = 'due' and l.due_at <= $2 and l.changed_at <= $1
			and s.stock_on and not s.removed and s.state = 'live')
		+ (select count(*) from shipment n join store s on s.id = n.store_id where n.state = 'waiting' and n.due_at <= $2 and n.seen_at <= $1
			and s.shipments_on and not s.removed and s.state = 'live')`, at, now).Scan(&n)
	return n, err
}
