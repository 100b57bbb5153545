package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// What is known of an EKM id that is no order here.
const (
	GapOpen    = "open"    // no page ever showed it, and nobody knows why
	GapVoid    = "void"    // EKM has said often and long enough that it does not exist
	RunHidden  = "hidden"  // a check-out that nobody finished
	RunEarlier = "earlier" // an order from before the store's go-live
)

// An id is void when EKM has denied it this often, over this long: one "not found" may be a hiccup.
const (
	VoidProbes = 3
	VoidAfter  = 6 * time.Hour
)

// Gap is an id within a store's run that no page ever showed.
type Gap struct {
	EKMID   int64
	Near    time.Time // when the order before it was placed
	FoundAt time.Time
	Probes  int // times that EKM said that it does not exist
}

// RunID is an id of a store's run.
type RunID struct {
	EKMID int64
	Near  time.Time // when it, or its neighbour, was placed
	Seen  bool      // by us, in whichever form; false for gaps
}

// IDRun returns the ids of a store above one that are known in whichever form, ascending, at most limit.
func (d *DB) IDRun(ctx context.Context, store commerce.StoreID, above int64, limit int) ([]RunID, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id, placed_at, 1 from orders where store_id = $1 and ekm_id > $2
		union all select ekm_id, near_at, case when state in ('open', 'void') then 0 else 1 end from ekm_run where store_id = $1 and ekm_id > $2
		order by 1 limit $3`, store, above, limit)
	return collect(rows, err, func(r *sql.Rows) (RunID, error) {
		var id RunID
		var seen int
		err := r.Scan(&id.EKMID, moment{&id.Near}, &seen)
		id.Seen = seen == 1
		return id, err
	})
}

// LowestID is the lowest id of a store's orders that were placed since a moment, 0 when there is none. It looks at all of them.
func (d *DB) LowestID(ctx context.Context, store commerce.StoreID, since time.Time) (id int64, err error) {
	return id, d.reader.QueryRowContext(ctx, `select coalesce(min(ekm_id), 0) from orders where store_id = $1 and placed_at >= $2`, store, millis(since)).Scan(&id)
}

// HighestID is the highest id that a store ever showed, 0 when it showed none.
func (d *DB) HighestID(ctx context.Context, store commerce.StoreID) (id int64, err error) {
	return id, d.reader.QueryRowContext(ctx, `select coalesce(max(ekm_id), 0) from (select max(ekm_id) as ekm_id from orders where store_id = $1
		union all select ekm_id from (select ekm_id from ekm_run where store_id = $1 and state in ('hidden', 'earlier') order by ekm_id desc limit 1) r) e`, store).Scan(&id)
}

// SawIDs notes ids that EKM showed and that are no orders here. It changes nothing about those that are noted so already.
func (t *Tx) SawIDs(store commerce.StoreID, state string, ids map[int64]time.Time) error {
	for id, placed := range ids {
		if err := t.run(`insert into ekm_run (store_id, ekm_id, state, near_at, found_at) values ($1, $2, $3, $4, $5)
			on conflict (store_id, ekm_id) do update set state = excluded.state, near_at = excluded.near_at where ekm_run.state <> excluded.state`,
			store, id, state, millis(placed), t.now); err != nil {
			return err
		}
	}
	return nil
}

// SeenIDs tells which of the ids are noted as seen in a state already.
func (d *DB) SeenIDs(ctx context.Context, store commerce.StoreID, state string, ids []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	for chunk := range chunks(ids, 500) {
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select ekm_id from ekm_run where store_id = $1 and state = $2 and ekm_id in (`+join(marks)+`)`, store, state)
		found, err := collect(rows, err, scanID)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			out[id] = true
		}
	}
	return out, nil
}

// AddGaps notes ids that no page showed. Ids that are known by now are left alone.
func (t *Tx) AddGaps(store commerce.StoreID, gaps []Gap) error {
	for _, g := range gaps {
		if err := t.run(`insert into ekm_run (store_id, ekm_id, state, near_at, found_at)
			select cast($1 as bigint), cast($2 as bigint), 'open', cast($3 as bigint), cast($4 as bigint)
			where not exists (select 1 from orders where store_id = $1 and ekm_id = $2)
			on conflict (store_id, ekm_id) do nothing`, store, g.EKMID, millis(g.Near), t.now); err != nil {
			return err
		}
	}
	if len(gaps) > 0 {
		t.Notify(events.Orders)
	}
	return nil
}

// DueGaps returns the open gaps of a store that were not asked for since a moment, those never asked for and the newest first.
func (d *DB) DueGaps(ctx context.Context, store commerce.StoreID, before time.Time, limit int) ([]Gap, error) {
	return d.gaps(ctx, `and probed_at <= $2 order by probes, ekm_id desc limit $3`, store, millis(before), limit)
}

// OpenGaps returns the gaps of a store that nobody has explained yet, lowest id first.
func (d *DB) OpenGaps(ctx context.Context, store commerce.StoreID) ([]Gap, error) {
	return d.gaps(ctx, `order by ekm_id`, store)
}

func (d *DB) gaps(ctx context.Context, which string, args ...any) ([]Gap, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id, near_at, found_at, probes from ekm_run where store_id = $1 and state = 'open' `+which, args...)
	return collect(rows, err, func(r *sql.Rows) (Gap, error) {
		var g Gap
		return g, r.Scan(&g.EKMID, moment{&g.Near}, moment{&g.FoundAt}, &g.Probes)
	})
}

// GapAsked notes that EKM was asked for an id and gave no useful answer.
func (t *Tx) GapAsked(store commerce.StoreID, id int64) error {
	return t.run(`update ekm_run set probed_at = $3 where store_id = $1 and ekm_id = $2`, store, id, t.now)
}

// GapDenied notes that EKM said that an id does not exist; void reports that this proves it.
func (t *Tx) GapDenied(store commerce.StoreID, id int64) (void bool, err error) {
	if err := t.run(`update ekm_run set probes = probes + 1, probed_at = $3, first_at = case when first_at = 0 then $3 else first_at end
		where store_id = $1 and ekm_id = $2 and state = 'open'`, store, id, t.now); err != nil {
		return false, err
	}
	n, err := t.exec(`update ekm_run set state = 'void' where store_id = $1 and ekm_id = $2 and state = 'open' and probes >= $3 and probed_at - first_at >= $4`,
		store, id, VoidProbes, VoidAfter.Milliseconds())
	t.Notify(events.Orders)
	return n > 0, err
}

// DropGaps forgets the open gaps below an id: the store's ids are no run, so that they mean nothing.
func (t *Tx) DropGaps(store commerce.StoreID, below int64) error {
	return t.run(`delete from ekm_run where store_id = $1 and state = 'open' and ekm_id < $2`, store, below)
}
