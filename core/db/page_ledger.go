package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// usualDays is how many days a page of the ledger holds when a window names no limit.
const usualDays = 31

// ledgerStore is a store with the first day of its ledger.
type ledgerStore struct {
	id             commerce.StoreID
	name, currency string
	first          time.Time
}

// LedgerPage reads a part of the ledger: the days of a store, or of all stores that were not removed when store is 0, from today back
// to the day of its first order, the newest first and within a day by the stores' names. Only the days of the page are summed,
// through orders_ledger. Days are those of the clock's zone. It knows no other order, and no cursor.
func (d *DB) LedgerPage(ctx context.Context, store commerce.StoreID, win view.Window) (view.Page[view.LedgerDay], error) {
	var page view.Page[view.LedgerDay]
	if win.Sort != "" || win.After != "" {
		return page, errors.New("the ledger is read from its newest day by offset")
	}
	stores, err := d.ledgerStores(ctx, store)
	if err != nil || len(stores) == 0 {
		return page, err
	}
	limit := win.Limit
	if limit <= 0 {
		limit = usualDays
	}
	oldest := slices.MinFunc(stores, func(a, b ledgerStore) int { return a.first.Compare(b.first) }).first
	for day := midnight(d.now()); !day.Before(oldest); day = day.AddDate(0, 0, -1) {
		for _, s := range stores {
			if day.Before(s.first) {
				continue
			}
			if page.Total++; page.Total <= win.Offset || len(page.Rows) >= min(limit, largestPage) {
				continue
			}
			row, err := d.ledgerDay(ctx, s, day)
			if err != nil {
				return page, fmt.Errorf("read the ledger of %s: %w", day.Format(time.DateOnly), err)
			}
			page.Rows = append(page.Rows, row)
		}
	}
	return page, d.addProofs(ctx, page.Rows)
}

// LedgerDay sums up one store's orders of the day that a moment falls on, without a proof. ok is false when there is no such store.
func (d *DB) LedgerDay(ctx context.Context, store commerce.StoreID, at time.Time) (day view.LedgerDay, ok bool, err error) {
	row, ok, err := d.Store(ctx, store)
	if err != nil || !ok {
		return day, ok, err
	}
	day, err = d.ledgerDay(ctx, ledgerStore{id: row.ID, name: row.Name, currency: row.Currency}, midnight(at.In(d.Zone())))
	return day, true, err
}

// ledgerStores finds the stores that have a ledger: those with an order.
func (d *DB) ledgerStores(ctx context.Context, store commerce.StoreID) ([]ledgerStore, error) {
	rows, err := d.reader.QueryContext(ctx, `select s.id, s.name, s.currency, coalesce((select min(o.placed_at) from orders o where o.store_id = s.id), 0)
		from store s where (cast($1 as bigint) = 0 and not s.removed) or s.id = $1 order by s.name_key`, store)
	out, err := collect(rows, err, func(r *sql.Rows) (ledgerStore, error) {
		var s ledgerStore
		err := r.Scan(&s.id, &s.name, &s.currency, moment{&s.first})
		return s, err
	})
	out = slices.DeleteFunc(out, func(s ledgerStore) bool { return s.first.IsZero() })
	for i := range out {
		out[i].first = midnight(out[i].first.In(d.Zone()))
	}
	return out, err
}

// outcomesOfDay asks for each state by itself: only so does SQLite walk orders_ledger alone, one stretch for each.
var outcomesOfDay = func() string {
	var parts []string
	for _, state := range []commerce.OrderState{commerce.OrderPosted, commerce.OrderWaiting, commerce.OrderWorking, commerce.OrderHeld,
		commerce.OrderExcluded, commerce.OrderCancelled} {
		parts = append(parts, fmt.Sprintf(`select '%s', count(*), coalesce(sum(total), 0), coalesce(sum(settled), 0) from orders
			where store_id = $1 and state = '%[1]s' and placed_at >= $2 and placed_at < $3`, state))
	}
	return strings.Join(parts, " union all ")
}()

// ledgerDay walks a day's part of orders_ledger alone.
func (d *DB) ledgerDay(ctx context.Context, s ledgerStore, day time.Time) (view.LedgerDay, error) {
	l := view.LedgerDay{StoreID: s.id, Store: s.name, Currency: s.currency, Day: day}
	outcomes := map[commerce.OrderState]*view.Outcome{commerce.OrderPosted: &l.Posted, commerce.OrderWaiting: &l.Waiting, commerce.OrderWorking: &l.Waiting,
		commerce.OrderHeld: &l.Held, commerce.OrderExcluded: &l.Excluded, commerce.OrderCancelled: &l.Cancelled}
	from, to := millis(day), millis(day.AddDate(0, 0, 1))
	rows, err := d.reader.QueryContext(ctx, outcomesOfDay, s.id, from, to)
	if err := each(rows, err, func(r *sql.Rows) error {
		var state commerce.OrderState
		var n int
		var money, settled commerce.Pence
		if err := r.Scan(&state, &n, &money, &settled); err != nil {
			return err
		}
		for _, o := range []*view.Outcome{&l.Placed, outcomes[state]} {
			o.Orders, o.Money = o.Orders+n, o.Money+money
		}
		l.Settled += settled
		return nil
	}); err != nil {
		return l, err
	}
	return l, d.reader.QueryRowContext(ctx, `select count(*) from ekm_run where store_id = $1 and state = 'open' and near_at >= $2 and near_at < $3`,
		s.id, from, to).Scan(&l.Gaps)
}

// addProofs adds the newest statement of each day.
func (d *DB) addProofs(ctx context.Context, rows []view.LedgerDay) error {
	if len(rows) == 0 {
		return nil
	}
	from, to := rows[len(rows)-1].Day.Format(time.DateOnly), rows[0].Day.Format(time.DateOnly)
	known := map[commerce.StoreID]map[string]Statement{}
	for i := range rows {
		r := &rows[i]
		if known[r.StoreID] == nil {
			statements, err := d.Statements(ctx, r.StoreID, from, to)
			if err != nil {
				return err
			}
			known[r.StoreID] = statements
		}
		r.Proof = known[r.StoreID][r.Day.Format(time.DateOnly)].Proof
	}
	return nil
}
