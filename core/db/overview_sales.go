package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// SalesDays returns what each store that was not removed sold on each of so many days from the day of from on, days in the clock's own
// zone, the newest day first and within a day by the stores' names. Orders that were cancelled in EKM before they were placed here are
// left out.
func (d *DB) SalesDays(ctx context.Context, from time.Time, days int) ([]view.SalesDay, error) {
	first := midnight(from.In(d.Zone()))
	stores, err := d.Stores(ctx)
	if err != nil {
		return nil, fmt.Errorf("add up the days: %w", err)
	}
	sold, err := d.soldDays(ctx, first, days, false)
	if err != nil {
		return nil, err
	}
	posted, err := d.postedDays(ctx, first, days)
	if err != nil {
		return nil, err
	}
	var out []view.SalesDay
	for i := days - 1; i >= 0; i-- {
		for _, s := range stores {
			row := view.SalesDay{Day: first.AddDate(0, 0, i), StoreID: s.ID, Store: s.Name, Currency: s.Currency}
			if of := sold[s.ID]; of != nil {
				row.Orders, row.Gross, row.Tax = of[i].n, of[i].money, of[i].tax
			}
			if of := posted[s.ID]; of != nil {
				row.Posted, row.Delay = of[i].n, of[i].average
			}
			out = append(out, row)
		}
	}
	return out, nil
}

type soldDay struct {
	n          int
	money, tax commerce.Pence
}

// soldDays adds up the orders of each store by local days. Whole days of UTC come from order_day; what lies between a local midnight
// and the next one of UTC is read from orders_money, for the day that it begins and, taken away, for the one that it ends. Orders that
// were cancelled in EKM before they were placed here count only when that is asked for.
func (d *DB) soldDays(ctx context.Context, first time.Time, days int, cancelled bool) (map[commerce.StoreID][]soldDay, error) {
	out := map[commerce.StoreID][]soldDay{}
	add := func(id commerce.StoreID, day, n int, money, tax commerce.Pence) {
		if day < 0 || day >= days {
			return
		}
		if out[id] == nil {
			out[id] = make([]soldDay, days)
		}
		s := &out[id][day]
		s.n, s.money, s.tax = s.n+n, s.money+money, s.tax+tax
	}
	local := map[int64]int{} // whole days of UTC that begin in a local day
	edges := spans{}
	for i := range days + 1 {
		at := millis(first.AddDate(0, 0, i))
		whole := (at + oneDay - 1) / oneDay
		edges.add(i, at, whole*oneDay)
		for day := whole; i < days && day*oneDay < millis(first.AddDate(0, 0, i+1)); day++ {
			local[day] = i
		}
	}
	w := where{}
	w.add("day >= ?", (millis(first)+oneDay-1)/oneDay)
	w.add("day < ?", (millis(first.AddDate(0, 0, days))+oneDay-1)/oneDay)
	if !cancelled {
		w.add("state <> 'cancelled'")
	}
	rows, err := d.reader.QueryContext(ctx, `select store_id, day, sum(n), sum(money), sum(tax) from order_day`+w.String()+` group by store_id, day`, w.args...)
	if err := each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var day int64
		var n int
		var money, tax commerce.Pence
		err := r.Scan(&id, &day, &n, &money, &tax)
		if i, ok := local[day]; ok {
			add(id, i, n, money, tax)
		}
		return err
	}); err != nil {
		return nil, fmt.Errorf("add up the days: %w", err)
	}
	if edges.empty() {
		return out, nil
	}
	edges.args = append(edges.args, cancelled)
	every := fmt.Sprintf("$%d", len(edges.args))
	// "store_id + 0" is no column, see Sales.
	rows, err = d.reader.QueryContext(ctx, edges.with()+` select e.i, o.store_id + 0, count(*), sum(o.total), sum(o.tax) from span e cross join orders o
		where o.placed_at >= e.a and o.placed_at < e.b and (`+every+` or o.state <> 'cancelled') group by 1, 2`, edges.args...)
	if err := each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var i, n int
		var money, tax commerce.Pence
		err := r.Scan(&i, &id, &n, &money, &tax)
		add(id, i, n, money, tax)
		add(id, i-1, -n, -money, -tax)
		return err
	}); err != nil {
		return nil, fmt.Errorf("add up the hours around midnight: %w", err)
	}
	return out, nil
}

type postedDay struct {
	n       int
	average time.Duration
}

// postedDays averages the time from placing to posting of the orders posted on each local day, time before a store went live not
// counted. It reads orders_posted, store by store.
func (d *DB) postedDays(ctx context.Context, first time.Time, days int) (map[commerce.StoreID][]postedDay, error) {
	all := spans{}
	for i := range days {
		all.add(i, millis(first.AddDate(0, 0, i)), millis(first.AddDate(0, 0, i+1)))
	}
	out := map[commerce.StoreID][]postedDay{}
	if all.empty() {
		return out, nil
	}
	rows, err := d.reader.QueryContext(ctx, all.with()+` select e.i, s.id, count(*),
			cast(sum(o.posted_at - case when s.live_since > o.placed_at then s.live_since else o.placed_at end) as bigint)
		from store s cross join span e cross join orders o where o.store_id = s.id and not s.removed and o.posted_at >= e.a and o.posted_at < e.b
		group by 1, 2`, all.args...)
	if err := each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var i int
		var n, took int64
		err := r.Scan(&i, &id, &n, &took)
		if out[id] == nil {
			out[id] = make([]postedDay, days)
		}
		out[id][i] = postedDay{int(n), time.Duration(max(took/max(n, 1), 0)) * time.Millisecond}
		return err
	}); err != nil {
		return nil, fmt.Errorf("average the delays: %w", err)
	}
	return out, nil
}

// spans are stretches of time with a number each, to be joined with orders.
type spans struct {
	rows []string
	args []any
}

// add takes a stretch in; an empty one is left out.
func (s *spans) add(i int, from, to int64) {
	if from >= to {
		return
	}
	s.args = append(s.args, from, to)
	s.rows = append(s.rows, fmt.Sprintf("(%d, cast($%d as bigint), cast($%d as bigint))", i, len(s.args)-1, len(s.args)))
}

func (s *spans) empty() bool { return len(s.rows) == 0 }

func (s *spans) with() string {
	return "with span(i, a, b) as (values " + strings.Join(s.rows, ", ") + ")"
}
