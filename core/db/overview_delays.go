package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
)

// delaySpan is how far back delays are measured, in hours.
const delaySpan = 24

// dayAgo is where delays of the last 24 hours begin.
func (d *DB) dayAgo() time.Time { return d.Now().Add(-delaySpan * time.Hour) }

// delays holds how long work took, in tenths of a second with how often each occurred, by the hour in which it ended.
type delays [delaySpan]map[int64]int

func (h *delays) add(hour int64, tenths int64, n int) {
	hour = min(max(hour, 0), delaySpan-1)
	if h[hour] == nil {
		h[hour] = map[int64]int{}
	}
	h[hour][max(tenths, 0)] += n
}

// percentile is the smallest delay, in seconds, that at least p per cent of the work did not exceed; 0 without any work.
func (h *delays) percentile(p int) float64 {
	all := map[int64]int{}
	for _, hour := range h {
		for tenths, n := range hour {
			all[tenths] += n
		}
	}
	return percentile(all, p)
}

// byHour is the 95th percentile of each hour, oldest first, 0 for an hour without any work.
func (h *delays) byHour() []float64 {
	out := make([]float64, delaySpan)
	for i, hour := range h {
		out[i] = percentile(hour, 95)
	}
	return out
}

func percentile(counts map[int64]int, p int) float64 {
	sum := 0
	values := make([]int64, 0, len(counts))
	for tenths, n := range counts {
		sum += n
		values = append(values, tenths)
	}
	slices.Sort(values)
	rank := (sum*p + 99) / 100
	for _, tenths := range values {
		if rank -= counts[tenths]; rank <= 0 {
			return float64(tenths) / 10
		}
	}
	return 0
}

// orderDelays measures, for each store, the time from placing to posting of the orders posted in the 24 hours since from. Time
// before the store went live is not counted: nobody was there to post. It reads orders_posted, store by store.
func (d *DB) orderDelays(ctx context.Context, store commerce.StoreID, from time.Time) (map[commerce.StoreID]*delays, error) {
	return d.delays(ctx, store, from, "o.store_id", `select o.store_id, (o.posted_at - $1) / 3600000,
		(o.posted_at - case when s.live_since > o.placed_at then s.live_since else o.placed_at end) / 100, count(*)
		from store s cross join orders o`, "o.posted_at", "s.id = o.store_id")
}

// stockDelays measures, for each store, the time from learning a change to writing it, of the levels whose last write was in
// the 24 hours since from. It reads level_written only.
func (d *DB) stockDelays(ctx context.Context, store commerce.StoreID, from time.Time) (map[commerce.StoreID]*delays, error) {
	return d.delays(ctx, store, from, "v.store_id", `select v.store_id, (v.written_at - $1) / 3600000, v.delay_ms / 100, count(*)
		from level v join store s on s.id = v.store_id`, "v.written_at")
}

func (d *DB) delays(ctx context.Context, store commerce.StoreID, from time.Time, storeColumn, query, ended string, more ...string) (map[commerce.StoreID]*delays, error) {
	var w where
	w.add(ended+" >= ?", millis(from))
	w.add("not s.removed")
	w.parts = append(w.parts, more...)
	if store != 0 {
		w.add(storeColumn+" = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, query+w.String()+" group by 1, 2, 3", w.args...)
	out := map[commerce.StoreID]*delays{}
	err = each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var hour, tenths int64
		var n int
		err := r.Scan(&id, &hour, &tenths, &n)
		if out[id] == nil {
			out[id] = &delays{}
		}
		out[id].add(hour, tenths, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("measure delays: %w", err)
	}
	return out, nil
}

// together merges the delays of all stores.
func together(parts map[commerce.StoreID]*delays) *delays {
	var out delays
	for _, part := range parts {
		for hour, counts := range part {
			for tenths, n := range counts {
				out.add(int64(hour), tenths, n)
			}
		}
	}
	return &out
}
