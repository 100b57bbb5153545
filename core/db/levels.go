package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// LaneOf names the lane of a store's budget.
func LaneOf(store commerce.StoreID) string { return fmt.Sprintf("ekm/%d", store) }

// BrightpearlLane names the lane of the Brightpearl account's budget.
const BrightpearlLane = "brightpearl"

// Level is one store's stock figure of one SKU: what it should show and what it was told.
type Level struct {
	Store     commerce.StoreID
	ProductID int64 // EKM
	VariantID int64
	Product   int64 // Brightpearl
	SKU       string
	Wanted    int64
	Rev       int64
	Published int64
	SentRev   int64 // 0: never written
	State     commerce.LevelState
	Attempts  int
	ChangedAt time.Time // since when a figure waits to be written
	MovedAt   time.Time // when the figure itself last moved
	Terms     commerce.Terms

	BufferFrom string // whose buffer it is: sku, "tag NAME", delay; "" the store's
	Risk       int64  // commerce.Risk of the write that is due
	Listed     int64  // what the store showed when it was last read or written; Published when that is not known
	Price      commerce.Pence
	WrittenAt  time.Time
	ReadBackAt time.Time // when the store was last seen to show what it was told
	Misses     int       // times in a row that it was read back wrong
	Cause      string    // code of what holds it
}

// Place names a listing of a store.
type Place struct{ ProductID, VariantID int64 }

// Place is the listing of the level.
func (l Level) Place() Place { return Place{l.ProductID, l.VariantID} }

// WantLevel says what a store should show. Asking for the same figure again changes nothing; a newer figure replaces one
// that was not written yet. Decreases go before increases, the greatest risk first; of a level that was never written, what the
// catalogue says the store shows decides, and without that it is taken for a decrease. A held level keeps its state.
func (t *Tx) WantLevel(l Level) error {
	priority := 4
	var shown sql.NullInt64
	if _, err := found(t.row(`select coalesce(
		(select published from level where store_id = $1 and product_id = $2 and variant_id = $3 and sent_rev > 0),
		(select stock from listing where store_id = $1 and product_id = $2 and variant_id = $3))`, l.Store, l.ProductID, l.VariantID).Scan(&shown)); err != nil {
		return err
	}
	if !shown.Valid || l.Wanted < shown.Int64 {
		priority = 3
	}
	n, err := t.exec(`insert into level (store_id, product_id, variant_id, bp_product_id, sku, wanted, state, priority, changed_at, moved_at,
			on_hand, pending, buffer, cap, stop, buffer_from, risk)
		values ($1, $2, $3, $4, $5, $6, 'due', $7, $8, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (store_id, product_id, variant_id) do update set wanted = excluded.wanted, rev = level.rev + 1,
			bp_product_id = excluded.bp_product_id, sku = excluded.sku, priority = excluded.priority, risk = excluded.risk,
			superseded = level.superseded + case when level.state = 'due' and level.sent_rev < level.rev then 1 else 0 end,
			changed_at = case when level.state = 'due' then level.changed_at else excluded.changed_at end, moved_at = excluded.moved_at,
			due_at = case when level.state = 'due' then level.due_at else 0 end,
			zeroed_at = case when excluded.wanted = 0 and level.wanted > 0 and level.sent_rev > 0 and not excluded.stop then excluded.changed_at else level.zeroed_at end,
			state = case when level.state = 'held' then 'held' else 'due' end,
			on_hand = excluded.on_hand, pending = excluded.pending, buffer = excluded.buffer, cap = excluded.cap, stop = excluded.stop,
			buffer_from = excluded.buffer_from
		where level.wanted <> excluded.wanted or level.bp_product_id <> excluded.bp_product_id or level.rev = 0`,
		l.Store, l.ProductID, l.VariantID, l.Product, l.SKU, l.Wanted, priority, t.now,
		l.Terms.OnHand, l.Terms.Pending, l.Terms.Buffer, l.Terms.Cap, l.Terms.Stop, l.BufferFrom, l.Risk)
	if err != nil {
		return err
	}
	if n > 0 {
		t.Wake(LaneOf(l.Store))
	} else {
		// The figure is the same; its parts may have moved (two units reserved are two units less pending).
		n, err = t.exec(`update level set on_hand = $4, pending = $5, buffer = $6, cap = $7, stop = $8, buffer_from = $9, sku = $10
			where store_id = $1 and product_id = $2 and variant_id = $3
				and (on_hand <> $4 or pending <> $5 or buffer <> $6 or cap <> $7 or stop <> $8 or buffer_from <> $9 or sku <> $10)`,
			l.Store, l.ProductID, l.VariantID, l.Terms.OnHand, l.Terms.Pending, l.Terms.Buffer, l.Terms.Cap, l.Terms.Stop, l.BufferFrom, l.SKU)
		if err != nil || n == 0 {
			return err
		}
	}
	t.Notify(events.Levels)
	return t.past(l.Store, l.Place(), "reckoned")
}

// past keeps what a figure and its parts are now. Several events of one moment leave the last.
func (t *Tx) past(store commerce.StoreID, p Place, event string) error {
	return t.run(`insert into level_past (store_id, product_id, variant_id, at, event, on_hand, pending, buffer, cap, stop, wanted, published, listed, state)
		select store_id, product_id, variant_id, $4, $5, on_hand, pending, buffer, cap, stop, wanted, published, coalesce(listed, published), state
			from level where store_id = $1 and product_id = $2 and variant_id = $3
		on conflict (store_id, product_id, variant_id, at) do update set event = excluded.event, on_hand = excluded.on_hand,
			pending = excluded.pending, buffer = excluded.buffer, cap = excluded.cap, stop = excluded.stop, wanted = excluded.wanted,
			published = excluded.published, listed = excluded.listed, state = excluded.state`,
		store, p.ProductID, p.VariantID, t.now, event)
}

// ForgetPast drops what figures were before a moment.
func (t *Tx) ForgetPast(before time.Time) error {
	return t.run(`delete from level_past where at < $1`, millis(before))
}

// ManageLevel starts managing a listing whose figure is not known yet. It is not due.
func (t *Tx) ManageLevel(l Level) error {
	t.Notify(events.Levels)
	return t.run(`insert into level (store_id, product_id, variant_id, bp_product_id, sku, state, rev, changed_at)
		values ($1, $2, $3, $4, $5, 'idle', 0, $6) on conflict (store_id, product_id, variant_id) do nothing`,
		l.Store, l.ProductID, l.VariantID, l.Product, l.SKU, t.now)
}

// RepeatLevel makes a level due although its figure did not change: a push by hand, or a store that shows something else.
func (t *Tx) RepeatLevel(store commerce.StoreID, productID, variantID int64) error {
	t.Notify(events.Levels)
	t.Wake(LaneOf(store))
	return t.run(`update level set rev = rev + 1, state = 'due', due_at = 0, changed_at = $4, moved_at = $4, attempts = 0, cause_code = '', cause_text = '', cause_fix = ''
		where store_id = $1 and product_id = $2 and variant_id = $3 and state <> 'held'`, store, productID, variantID, t.now)
}

// SoldHere makes a store's levels of a SKU due, because the shop has lowered its own figure for an order: what it shows now is
// not what was written. A level that is due already may have its write on the way, so that counts as older than the sale.
func (t *Tx) SoldHere(store commerce.StoreID, sku string) error {
	n, err := t.exec(`update level set rev = rev + 1, state = 'due', due_at = case when state = 'due' then due_at else 0 end,
			changed_at = case when state = 'due' then changed_at else $3 end, moved_at = $3
		where store_id = $1 and sku = $2 and (state = 'due' or state = 'idle' and sent_rev > 0)`, store, commerce.TrimSKU(sku), t.now)
	if n > 0 {
		t.Notify(events.Levels)
		t.Wake(LaneOf(store))
	}
	return err
}

const levelColumns = `store_id, product_id, variant_id, bp_product_id, sku, wanted, rev, published, sent_rev, state, attempts,
	changed_at, moved_at, on_hand, pending, buffer, cap, stop, buffer_from, risk, coalesce(listed, published), price, written_at, read_back_at, misses, cause_code`

func scanLevel(r interface{ Scan(...any) error }) (Level, error) {
	var l Level
	err := r.Scan(&l.Store, &l.ProductID, &l.VariantID, &l.Product, &l.SKU, &l.Wanted, &l.Rev, &l.Published, &l.SentRev, &l.State,
		&l.Attempts, moment{&l.ChangedAt}, moment{&l.MovedAt}, &l.Terms.OnHand, &l.Terms.Pending, &l.Terms.Buffer, &l.Terms.Cap, &l.Terms.Stop, &l.BufferFrom,
		&l.Risk, &l.Listed, &l.Price, moment{&l.WrittenAt}, moment{&l.ReadBackAt}, &l.Misses, &l.Cause)
	return l, err
}

// DueLevels returns levels of a store that are due: decreases first, among them the greatest risk first. It walks level_due, so that a
// long queue is not sorted for every part of it; those that wait for another attempt are few.
func (d *DB) DueLevels(ctx context.Context, store commerce.StoreID, now time.Time, limit int) ([]Level, error) {
	return d.levelsBy(ctx, `select `+levelColumns+` from level where store_id = $1 and state = 'due' and due_at + 0 <= $2
		order by priority, risk desc, changed_at limit $3`, store, millis(now), limit)
}

// NextDueLevel is when a level of the store becomes due; ok is false when none waits.
func (d *DB) NextDueLevel(ctx context.Context, store commerce.StoreID) (at time.Time, ok bool, err error) {
	return d.nextDue(ctx, `select min(due_at) from level where store_id = $1 and state = 'due'`, store)
}

func (d *DB) nextDue(ctx context.Context, query string, args ...any) (time.Time, bool, error) {
	var due sql.NullInt64
	if err := d.reader.QueryRowContext(ctx, query, args...).Scan(&due); err != nil {
		return time.Time{}, false, err
	}
	return time.UnixMilli(due.Int64).UTC(), due.Valid, nil
}

// Level returns one level as it is now.
func (d *DB) Level(ctx context.Context, store commerce.StoreID, productID, variantID int64) (Level, bool, error) {
	l, err := scanLevel(d.reader.QueryRowContext(ctx, `select `+levelColumns+` from level
		where store_id = $1 and product_id = $2 and variant_id = $3`, store, productID, variantID))
	ok, err := found(err)
	return l, ok, err
}

// Levels returns a store's levels, all stores' when store is 0.
func (d *DB) Levels(ctx context.Context, store commerce.StoreID) ([]Level, error) {
	return d.levelsBy(ctx, `select `+levelColumns+` from level where cast($1 as bigint) = 0 or store_id = $1`, store)
}

// LevelsOf returns the levels that depend on the given Brightpearl products directly.
func (d *DB) LevelsOf(ctx context.Context, products []int64) ([]Level, error) {
	var out []Level
	for chunk := range chunks(products, 500) {
		var w where
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = w.arg(id)
		}
		got, err := d.levelsBy(ctx, `select `+levelColumns+` from level where bp_product_id in (`+strings.Join(marks, ", ")+`)`, w.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

// LevelSent stores what a store confirmed: its answer held the figure. It is still to be read back. The level stays due when a
// newer figure arrived during the request.
func (t *Tx) LevelSent(l Level, units, rev int64) error {
	t.Notify(events.Levels, events.Stores)
	if err := t.run(`update level set published = $4, sent_rev = $5, attempts = 0, last_error = '', due_at = 0, writes = writes + 1,
			written_at = $6, delay_ms = $6 - changed_at, cause_code = '', cause_text = '', cause_fix = '',
			changed_at = case when rev = $5 then changed_at else $6 end,
			state = case when state = 'held' then 'held' when rev = $5 then 'idle' else 'due' end
		where store_id = $1 and product_id = $2 and variant_id = $3`, l.Store, l.ProductID, l.VariantID, units, rev, t.now); err != nil {
		return err
	}
	if err := t.SetListingStock(l.Store, l.ProductID, l.VariantID, units); err != nil {
		return err
	}
	if err := t.past(l.Store, l.Place(), "written"); err != nil {
		return err
	}
	return t.run(`update store set last_stock_at = $2 where id = $1`, l.Store, t.now)
}

// LevelAgrees settles a level without a write, because the store shows the figure already.
func (t *Tx) LevelAgrees(l Level, units int64) error {
	t.Notify(events.Levels)
	if err := t.run(`update level set published = $4, sent_rev = $5, attempts = 0, last_error = '', due_at = 0, read_back_at = $6,
			state = case when state = 'held' then 'held' when rev = $5 then 'idle' else 'due' end
		where store_id = $1 and product_id = $2 and variant_id = $3`, l.Store, l.ProductID, l.VariantID, units, l.Rev, t.now); err != nil {
		return err
	}
	return t.past(l.Store, l.Place(), "agreed")
}

// LevelSeen stores that a store was read back and shows what it was told; it is to be read again at the moment next. A level that was
// written since it was taken for reading is left alone: what was read speaks of an older figure.
func (t *Tx) LevelSeen(l Level, next time.Time) error {
	n, err := t.exec(`update level set read_back_at = $4, patrol_at = $5, misses = 0
		where store_id = $1 and product_id = $2 and variant_id = $3 and sent_rev = $6 and written_at = $7`,
		l.Store, l.ProductID, l.VariantID, t.now, millis(next), l.SentRev, millis(l.WrittenAt))
	if err != nil || n == 0 {
		return err
	}
	t.Notify(events.Levels)
	return t.SetListingStock(l.Store, l.ProductID, l.VariantID, l.Published)
}

// LevelUnseen puts off the next look at a level whose store could not say what it shows, unless it was written since.
func (t *Tx) LevelUnseen(l Level, next time.Time) error {
	return t.run(`update level set patrol_at = $4, read_back_at = case when written_at > read_back_at then written_at else read_back_at end
		where store_id = $1 and product_id = $2 and variant_id = $3 and sent_rev = $5 and written_at = $6`,
		l.Store, l.ProductID, l.VariantID, millis(next), l.SentRev, millis(l.WrittenAt))
}

// LevelDrifts stores that a store shows something else than it was told while nothing is on its way, and has it told again.
func (t *Tx) LevelDrifts(l Level, shown int64) error {
	t.Notify(events.Levels)
	t.Wake(LaneOf(l.Store))
	if err := t.SetListingStock(l.Store, l.ProductID, l.VariantID, shown); err != nil {
		return err
	}
	priority := 4
	if shown > l.Wanted {
		priority = 3
	}
	if err := t.run(`update level set drift_at = $4, drift_shown = $5, agreed_at = read_back_at, misses = misses + 1, read_back_at = $4, patrol_at = 0,
			rev = rev + 1, state = 'due', due_at = 0, changed_at = $4, moved_at = $4, priority = $6, risk = $7
		where store_id = $1 and product_id = $2 and variant_id = $3`,
		l.Store, l.ProductID, l.VariantID, t.now, shown, priority, l.Risk); err != nil {
		return err
	}
	return t.past(l.Store, l.Place(), "drift")
}

// LevelAstray notes that a store shows something else than it was told, and leaves it until the moment next. counts is whether that is a
// miss, of which a figure may have only so many before a person is asked.
func (t *Tx) LevelAstray(l Level, shown int64, next time.Time, counts bool) error {
	t.Notify(events.Levels)
	if err := t.SetListingStock(l.Store, l.ProductID, l.VariantID, shown); err != nil {
		return err
	}
	return t.run(`update level set misses = misses + case when $5 then 1 else 0 end, patrol_at = $4,
			read_back_at = case when written_at > read_back_at then written_at else read_back_at end
		where store_id = $1 and product_id = $2 and variant_id = $3`, l.Store, l.ProductID, l.VariantID, millis(next), counts)
}

// Level returns one level as this transaction sees it.
func (t *Tx) Level(store commerce.StoreID, productID, variantID int64) (Level, bool, error) {
	l, err := scanLevel(t.row(`select `+levelColumns+` from level where store_id = $1 and product_id = $2 and variant_id = $3`, store, productID, variantID))
	ok, err := found(err)
	return l, ok, err
}

// UnreadLevels returns levels of a store that were written before a moment and not read back since, the oldest write first.
func (d *DB) UnreadLevels(ctx context.Context, store commerce.StoreID, before time.Time, limit int) ([]Level, error) {
	return d.levelsBy(ctx, `select `+levelColumns+` from level where store_id = $1 and written_at > read_back_at and written_at <= $2 and state = 'idle'
		order by written_at limit $3`, store, millis(before), limit)
}

// PatrolLevels returns levels of a store that are to be read back by now although nothing moved them, the most overdue first, among equals those with the fewest units.
func (d *DB) PatrolLevels(ctx context.Context, store commerce.StoreID, now time.Time, limit int) ([]Level, error) {
	return d.levelsBy(ctx, `select `+levelColumns+` from level where store_id = $1 and state = 'idle' and sent_rev > 0 and patrol_at <= $2
		order by patrol_at, published limit $3`, store, millis(now), limit)
}

func (d *DB) levelsBy(ctx context.Context, query string, args ...any) ([]Level, error) {
	rows, err := d.reader.QueryContext(ctx, query, args...)
	return collect(rows, err, func(r *sql.Rows) (Level, error) { return scanLevel(r) })
}

// ZeroedSince counts a store's figures that fell to zero after a moment, however they came there.
func (d *DB) ZeroedSince(ctx context.Context, store commerce.StoreID, since time.Time) (n int, err error) {
	return n, d.reader.QueryRowContext(ctx, `select count(*) from level where store_id = $1 and zeroed_at > 0 and zeroed_at > $2 and wanted = 0`, store, millis(since)).Scan(&n)
}

// LevelRetry notes a failed attempt and when the next one may come.
func (t *Tx) LevelRetry(l Level, reason string, at time.Time) error {
	t.Notify(events.Levels)
	return t.run(`update level set attempts = attempts + 1, last_error = $4, due_at = $5
		where store_id = $1 and product_id = $2 and variant_id = $3`, l.Store, l.ProductID, l.VariantID, reason, millis(at))
}

// HoldLevel parks a level with its cause; failed means that the store refused it, otherwise a rule or a person froze it.
func (t *Tx) HoldLevel(l Level, cause fault.Cause, failed bool) error {
	state := commerce.LevelHeld
	if failed {
		state = commerce.LevelFailed
	}
	t.Notify(events.Levels, events.Problems)
	if err := t.run(`update level set state = $4, cause_code = $5, cause_text = $6, cause_fix = $7
		where store_id = $1 and product_id = $2 and variant_id = $3`,
		l.Store, l.ProductID, l.VariantID, state, cause.Code, cause.Text, cause.Fix); err != nil {
		return err
	}
	event := "frozen"
	if failed {
		event = "failed"
	}
	return t.past(l.Store, l.Place(), event)
}

// ThawLevel frees one held level.
func (t *Tx) ThawLevel(l Level) error {
	t.Notify(events.Levels, events.Problems)
	t.Wake(LaneOf(l.Store))
	if err := t.run(`update level set state = case when sent_rev = rev then 'idle' else 'due' end, due_at = 0, attempts = 0, patrol_at = 0,
			cause_code = '', cause_text = '', cause_fix = ''
		where store_id = $1 and product_id = $2 and variant_id = $3 and state = 'held'`, l.Store, l.ProductID, l.VariantID); err != nil {
		return err
	}
	return t.past(l.Store, l.Place(), "thawed")
}

// PassedZero has the brake not count a level among those that fell to zero lately: a person let it.
func (t *Tx) PassedZero(store commerce.StoreID, p Place) error {
	return t.run(`update level set zeroed_at = 0 where store_id = $1 and product_id = $2 and variant_id = $3`, store, p.ProductID, p.VariantID)
}

// DropLevel removes a level whose listing is not managed any more. The store keeps the figure that it shows.
func (t *Tx) DropLevel(l Level) error {
	t.Notify(events.Levels)
	return t.run(`delete from level where store_id = $1 and product_id = $2 and variant_id = $3`, l.Store, l.ProductID, l.VariantID)
}

// ShownLevels counts the SKUs that a store was told to show with stock.
func (d *DB) ShownLevels(ctx context.Context, store commerce.StoreID) (n int, err error) {
	return n, d.reader.QueryRowContext(ctx, `select count(*) from level where store_id = $1 and sent_rev > 0 and published > 0`, store).Scan(&n)
}

// Pending returns, for every product, the units in orders of any store that Brightpearl has not reserved yet: orders
// on their way, held ones, and what is owed to posted ones that are short.
func (d *DB) Pending(ctx context.Context) (map[int64]int64, error) {
	out := map[int64]int64{}
	// It begins with the rows that are not settled, which are few, not with the orders.
	rows, err := d.reader.QueryContext(ctx, `select r.stocked_id, sum(r.wanted - r.reserved) from order_row r
		cross join orders o
		where o.id = r.order_id and not r.settled and r.stocked_id + 0 > 0 and (o.state in ('waiting', 'working', 'held') or o.state = 'posted' and not o.shipped_all) group by r.stocked_id`)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id, units int64
		err := r.Scan(&id, &units)
		out[id] = units
		return struct{}{}, err
	})
	return out, err
}
