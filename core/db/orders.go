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
	"stockbridge/core/view"
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
	Receipt      bool
	PostedAt     time.Time // zero until it was posted the first time
	Flags        []string
	Intent       string
	IntentAt     time.Time
	Hash         string
	CauseCode    string
	Fix          view.OrderFix // what a person decided for this order
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
	Noted                    // what EKM shows now of an order that is placed or excluded by a person was noted beside it
	Stored                   // new, or replaced before it was placed: its rows are to be decided again
)

// SaveOrder stores an order as EKM shows it now, with what the rules say of it. It may be called any number of times. An
// order that is placed in Brightpearl already is never changed by it; what EKM shows now is kept beside it.
func (t *Tx) SaveOrder(o commerce.Order, v Verdict) (id commerce.OrderID, outcome Outcome, err error) {
	var state commerce.OrderState
	var stage commerce.Stage
	var hash, cause string
	var await, erased bool
	known, err := found(t.row(`select id, state, stage, hash, cause_code, await_payment, erased_at > 0 from orders where store_id = $1 and ekm_id = $2`,
		o.Store, o.EKMID).Scan(&id, &state, &stage, &hash, &cause, &await, &erased))
	if err != nil {
		return 0, Unchanged, err
	}
	now := OrderHash(o)
	placed := known && stage != commerce.Received && stage != commerce.MatchedUp
	if known && !placed && hash == now && !reopens(v, state, await) {
		return id, Unchanged, t.run(`update orders set ekm_updated_at = $2 where id = $1 and ekm_updated_at <> $2`, id, millis(o.UpdatedAt))
	}
	if erased && !placed {
		// The shopper was taken out of it, so it is nothing that could be posted any more, and EKM does not bring the person back.
		return id, Noted, t.run(`update orders set ekm_status = $2, payment_status = $3, ekm_updated_at = $4, hash = $5 where id = $1`,
			id, o.Status, o.PaymentStatus, millis(o.UpdatedAt), now)
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
				payment_status, customer, currency, total, tax, lines, cause_code, cause_text, cause_fix, hash, document, country, note, skus)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
			id, o.Store, o.EKMID, o.Number, v.State, millis(o.PlacedAt), millis(o.UpdatedAt), t.now, v.AwaitPayment, o.Status,
			o.PaymentStatus, o.Customer.Name(), o.Currency, int64(o.Total.Pence()), int64(o.Tax.Pence()), len(o.Lines),
			v.Cause.Code, v.Cause.Text, v.Cause.Fix, now, string(raw), country(o), o.CustomerNote != "", lineCodes(o)); err != nil {
			return 0, Unchanged, err
		}
		if err := t.run(`update store set last_order_at = $2 where id = $1`, o.Store, t.now); err != nil {
			return 0, Unchanged, err
		}
		if err := t.run(`delete from ekm_run where store_id = $1 and ekm_id = $2`, o.Store, o.EKMID); err != nil {
			return 0, Unchanged, err
		}
		if v.State == commerce.OrderWaiting && !v.AwaitPayment {
			t.Wake(BrightpearlLane)
		}
		return id, Stored, nil
	}
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
			cause_text = $15, cause_fix = $16, hash = $17, document = $18, due_at = 0, attempts = 0,
			country = $19, note = $20, skus = $21, taxes = '' where id = $1`,
		id, v.State, o.Number, millis(o.PlacedAt), millis(o.UpdatedAt), v.AwaitPayment, o.Status, o.PaymentStatus, o.Customer.Name(),
		o.Currency, int64(o.Total.Pence()), int64(o.Tax.Pence()), len(o.Lines), v.Cause.Code, v.Cause.Text, v.Cause.Fix, now, string(raw),
		country(o), o.CustomerNote != "", lineCodes(o)); err != nil {
		return 0, Unchanged, err
	}
	if v.State == commerce.OrderWaiting && !v.AwaitPayment {
		t.Wake(BrightpearlLane)
	}
	return id, Stored, nil
}

// reopens reports whether a verdict moves an order that EKM shows unchanged. What is under way is not called back: nobody but a
// person, or rules that were different then, has sent it on its way.
func reopens(v Verdict, state commerce.OrderState, await bool) bool {
	switch state {
	case commerce.OrderWorking, commerce.OrderPosted, commerce.OrderHeld:
		return false
	case commerce.OrderWaiting:
		return await && (v.State != state || !v.AwaitPayment)
	case commerce.OrderCancelled:
		return v.State != state && !v.AwaitPayment // an order that nobody paid for in time is not waited for again
	}
	return v.State != state
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
	var placed, seen, posted, intentAt int64
	var document, flags, fix string
	err := d.reader.QueryRowContext(ctx, `select id, store_id, state, stage, placed_at, seen_at, attempts, await_payment, contact_id, contact_note,
			sales_order_id, payment_id, paid, receipt, posted_at, flags, intent, intent_at, hash, cause_code, fix, document from orders where id = $1`, id).
		Scan(&w.ID, &w.Store, &w.State, &w.Stage, &placed, &seen, &w.Attempts, &w.AwaitPayment, &w.ContactID, &w.ContactNote,
			&w.SalesOrderID, &w.PaymentID, &w.Paid, &w.Receipt, &posted, &flags, &w.Intent, &intentAt, &w.Hash, &w.CauseCode, &fix, &document)
	if err != nil {
		return w, fmt.Errorf("order %d: %w", id, err)
	}
	w.PlacedAt, w.SeenAt, w.IntentAt, w.PostedAt, w.Flags = fromMillis(placed), fromMillis(seen), fromMillis(intentAt), fromMillis(posted), fromLines(flags)
	if err := json.Unmarshal([]byte(document), &w.Order); err != nil {
		return w, fmt.Errorf("order %d: its stored document: %w", id, err)
	}
	w.Order.Store = w.Store
	if w.Fix, err = readFix(fix); err != nil {
		return w, fmt.Errorf("order %d: %w", id, err)
	}
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

// LedgerRow is one order for the completeness proof.
type LedgerRow struct {
	ID           commerce.OrderID
	EKMID        int64
	Number       string
	State        commerce.OrderState
	Cause        string
	Total        commerce.Pence
	Tax          commerce.Pence
	Settled      commerce.Pence
	SalesOrderID int64
	PlacedAt     time.Time
	EKMStatus    string
	Changed      bool           // EKM shows it otherwise than it was posted, and nobody has judged that
	Judged       bool           // ... and a person keeps it as it was posted
	ShownTotal   commerce.Pence // what EKM showed then
	Owed         bool           // posted without a payment, by a rule of the store
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
	rows, err := d.reader.QueryContext(ctx, `select id, ekm_id, number, state, cause_code, total, tax, settled, sales_order_id, placed_at, ekm_status,
		changed, judged <> '' and shown <> '' and not changed, shown_total, state = 'posted' and not paid and payment_id = 0 from orders`+w.String()+` order by ekm_id`, w.args...)
	return collect(rows, err, func(r *sql.Rows) (LedgerRow, error) {
		var l LedgerRow
		var placed int64
		err := r.Scan(&l.ID, &l.EKMID, &l.Number, &l.State, &l.Cause, &l.Total, &l.Tax, &l.Settled, &l.SalesOrderID, &placed, &l.EKMStatus,
			&l.Changed, &l.Judged, &l.ShownTotal, &l.Owed)
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
