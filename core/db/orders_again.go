package db

import (
	"context"
	"database/sql"
	"encoding/json"

	"stockbridge/core/commerce"
)

// Unmoved reports whether an order still stands where its worker found it: a poll or a person may have changed it meanwhile, and
// then what the worker decided is worth nothing. Once it is placed only its stage counts.
func (t *Tx) Unmoved(w OrderWork) (bool, error) {
	fix, err := fixDocument(w.Fix)
	if err != nil {
		return false, err
	}
	var n int
	err = t.row(`select count(*) from orders where id = $1 and state in ('waiting', 'working') and stage = $2
		and (stage not in ('received', 'matched') or hash = $3 and fix = $4 and not await_payment)`,
		w.ID, w.Stage, w.Hash, fix).Scan(&n)
	return n == 1, err
}

// KeepPosted makes an order that has just been created in Brightpearl say what was created there, even if a poll has replaced
// its rows and amounts in the meantime; the change becomes a flag.
func (t *Tx) KeepPosted(w OrderWork, rows []OrderRow) error {
	var hash, document string
	if err := t.row(`select hash, document from orders where id = $1`, w.ID).Scan(&hash, &document); err != nil || hash == w.Hash {
		return err
	}
	var shown commerce.Order
	if err := json.Unmarshal([]byte(document), &shown); err != nil {
		return err
	}
	posted, err := json.Marshal(w.Order)
	if err != nil {
		return err
	}
	if err := t.run(`update orders set document = $2, total = $3, tax = $4, lines = $5, await_payment = false, country = $6, note = $7
		where id = $1`, w.ID, string(posted), int64(w.Order.Total.Pence()), int64(w.Order.Tax.Pence()), len(w.Order.Lines), country(w.Order),
		w.Order.CustomerNote != ""); err != nil {
		return err
	}
	if err := t.SaveRows(w.ID, rows); err != nil {
		return err
	}
	return t.noteChange(w.ID, shown, hash)
}

// HeldForContent returns the EKM ids of a store's orders that are held because EKM's own lines or amounts make no sense: the cure
// happens there, and EKM does not promise that it moves a stamp.
func (d *DB) HeldForContent(ctx context.Context, store commerce.StoreID) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id from orders where store_id = $1 and state = 'held' and stage = 'received'
		and cause_code in ('SB-ORD-110', 'SB-ORD-111', 'SB-ORD-112', 'SB-ORD-113') order by ekm_id`, store)
	return collect(rows, err, scanID)
}

// ExcludedOrder is an order that a rule keeps out, with its status in EKM.
type ExcludedOrder struct {
	ID     commerce.OrderID
	Status string
}

// ExcludedBy returns a store's orders that a rule excluded, by its cause.
func (d *DB) ExcludedBy(ctx context.Context, store commerce.StoreID, code string) ([]ExcludedOrder, error) {
	rows, err := d.reader.QueryContext(ctx, `select id, ekm_status from orders where store_id = $1 and state = 'excluded' and cause_code = $2 order by id`,
		store, code)
	return collect(rows, err, func(r *sql.Rows) (ExcludedOrder, error) {
		var o ExcludedOrder
		err := r.Scan(&o.ID, &o.Status)
		return o, err
	})
}

// Readmit takes back that a person excluded an order: it stands as if EKM had just shown it, and whoever reads it next decides.
func (t *Tx) Readmit(id commerce.OrderID) error {
	return t.run(`update orders set cause_code = '', cause_text = '', cause_fix = '', hash = '', header = '' where id = $1 and state = 'excluded'
		and cause_code = $2`, id, ExcludedByPerson)
}
