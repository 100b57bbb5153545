package db

import (
	"context"
	"database/sql"
	"fmt"

	"stockbridge/core/commerce"
)

// byStore are counts by store and state.
type byStore map[commerce.StoreID]map[string]int

// tallied reads a table of counts, by store and state.
func (d *DB) tallied(ctx context.Context, table string, w where) (byStore, error) {
	rows, err := d.reader.QueryContext(ctx, `select store_id, state, sum(n) from `+table+w.String()+` group by store_id, state`, w.args...)
	out := byStore{}
	err = each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var state string
		var n int
		err := r.Scan(&id, &state, &n)
		if out[id] == nil {
			out[id] = map[string]int{}
		}
		if n != 0 {
			out[id][state] = n
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", table, err)
	}
	return out, nil
}

// byState adds up a table of counts over one store or, when store is 0, over those that were not removed; rested holds the
// sums of the removed ones.
func (d *DB) byState(ctx context.Context, table string, store commerce.StoreID) (sums, rested map[string]int, err error) {
	var w where
	if store != 0 {
		w.add("store_id = ?", store)
	}
	counts, err := d.tallied(ctx, table, w)
	if err != nil {
		return nil, nil, err
	}
	known, err := d.storeIDs(ctx)
	if err != nil {
		return nil, nil, err
	}
	sums, rested = map[string]int{}, map[string]int{}
	for id, states := range counts {
		for state, n := range states {
			if known[id] || id == store {
				sums[state] += n
			} else {
				rested[state] += n
			}
		}
	}
	return sums, rested, nil
}

// storeIDs are the stores that were not removed.
func (d *DB) storeIDs(ctx context.Context) (map[commerce.StoreID]bool, error) {
	rows, err := d.reader.QueryContext(ctx, `select id from store where not removed`)
	out := map[commerce.StoreID]bool{}
	err = each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		err := r.Scan(&id)
		out[id] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the stores: %w", err)
	}
	return out, nil
}
