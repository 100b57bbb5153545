package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// ShadowRun is a store's run in shadow, and how far both sides were read for it.
type ShadowRun struct {
	Store   commerce.StoreID
	Running bool
	Since   time.Time // orders placed from then on
	EKMAt   time.Time // EKM's clock at the last reading of orders
	TypedAt time.Time // Brightpearl's clock at the last reading of sales orders
	FarAt   time.Time // when both were last read far back
	ReadAt  time.Time
	Reads   int64
	Cause   fault.Cause // why the comparison is behind
}

// ShadowOrder is one order of such a run. Nothing in it is a person's but Shopper, a keyed hash.
type ShadowOrder struct {
	Store        commerce.StoreID
	Header       string // hash of the row that EKM's list showed
	Rules        string // hash of the settings by which it was worked through
	WorkedAt     time.Time
	Shopper      string
	Plan         ShadowPlan
	SalesOrderID int64 // that staff typed, 0 when none was found
	Differences  []view.ShadowDifference
}

// ShadowPlan is what an order would become.
type ShadowPlan struct {
	Order     view.DryOrder `json:"order"`
	Contact   int64         `json:"contact,omitempty"` // 0 for a new one
	ByEmail   bool          `json:"by_email"`          // the shopper is known by an e-mail address
	Channel   int64         `json:"channel"`
	PriceList int64         `json:"price_list"`
	Warehouse int64         `json:"warehouse"`
	Goods     []ShadowGood  `json:"goods,omitempty"` // tied lines, by product
}

// ShadowGood is how many units of a product an order would sell.
type ShadowGood struct {
	Product  int64  `json:"product"`
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
}

// ShadowRun returns a store's run in shadow; ok is false when there never was one.
func (d *DB) ShadowRun(ctx context.Context, store commerce.StoreID) (r ShadowRun, ok bool, err error) {
	r.Store = store
	ok, err = found(d.reader.QueryRowContext(ctx, `select running, since, ekm_at, typed_at, far_at, read_at, reads, cause_code, cause_text, cause_fix
		from shadow where store_id = $1`, store).Scan(&r.Running, moment{&r.Since}, moment{&r.EKMAt}, moment{&r.TypedAt}, moment{&r.FarAt}, moment{&r.ReadAt},
		&r.Reads, &r.Cause.Code, &r.Cause.Text, &r.Cause.Fix))
	return r, ok, err
}

// BeginShadow starts a store's run in shadow anew, with the second in which EKM's clock is now. Pairs of earlier runs stay: they keep orders from being posted twice.
func (t *Tx) BeginShadow(store commerce.StoreID) error {
	t.Notify(events.Stores)
	return t.run(`insert into shadow (store_id, running, since) values ($1, true, $2)
		on conflict (store_id) do update set running = true, since = excluded.since, ekm_at = 0, typed_at = 0, far_at = 0, read_at = 0, reads = 0,
			cause_code = '', cause_text = '', cause_fix = ''`, store, t.now/1000*1000)
}

// EndShadow ends it. What it found stays.
func (t *Tx) EndShadow(store commerce.StoreID) error {
	t.Notify(events.Stores)
	return t.run(`update shadow set running = false where store_id = $1`, store)
}

// SaveShadowRun stores how far a run has come, unless it was ended or begun anew meanwhile.
func (t *Tx) SaveShadowRun(r ShadowRun) error {
	t.Notify(events.Stores)
	return t.run(`update shadow set ekm_at = $2, typed_at = $3, far_at = $4, read_at = $5, reads = $6, cause_code = $7, cause_text = $8, cause_fix = $9
		where store_id = $1 and running and since = $10`, r.Store, millis(r.EKMAt), millis(r.TypedAt), millis(r.FarAt), millis(r.ReadAt), r.Reads,
		r.Cause.Code, r.Cause.Text, r.Cause.Fix, millis(r.Since))
}

// SaveShadowOrder stores what an order of a run would become and how that compares.
func (t *Tx) SaveShadowOrder(o ShadowOrder) error {
	plan, err := json.Marshal(o.Plan)
	if err != nil {
		return err
	}
	differences := ""
	if len(o.Differences) > 0 {
		raw, err := json.Marshal(o.Differences)
		if err != nil {
			return err
		}
		differences = string(raw)
	}
	return t.run(`insert into shadow_order (store_id, ekm_id, placed_at, worked_at, header, rules, result, document, shopper, sales_order_id, differs, differences, number)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (store_id, ekm_id) do update set number = excluded.number, placed_at = excluded.placed_at, worked_at = excluded.worked_at, header = excluded.header,
			rules = excluded.rules, result = excluded.result, document = excluded.document, shopper = excluded.shopper,
			sales_order_id = excluded.sales_order_id, differs = excluded.differs, differences = excluded.differences`,
		o.Store, o.Plan.Order.EKMID, millis(o.Plan.Order.PlacedAt), millis(o.WorkedAt), o.Header, o.Rules, o.Plan.Order.Result, string(plan), o.Shopper,
		o.SalesOrderID, len(o.Differences), differences, o.Plan.Order.Number)
}

func (d *DB) shadowOrders(ctx context.Context, condition string, args ...any) ([]ShadowOrder, error) {
	rows, err := d.reader.QueryContext(ctx, `select store_id, worked_at, header, rules, document, shopper, sales_order_id, differences from shadow_order `+condition, args...)
	return collect(rows, err, func(r *sql.Rows) (o ShadowOrder, err error) {
		var plan, differences string
		if err := r.Scan(&o.Store, moment{&o.WorkedAt}, &o.Header, &o.Rules, &plan, &o.Shopper, &o.SalesOrderID, &differences); err != nil {
			return o, err
		}
		if err := json.Unmarshal([]byte(plan), &o.Plan); err != nil {
			return o, fmt.Errorf("an order in shadow: %w", err)
		}
		if differences != "" {
			err = json.Unmarshal([]byte(differences), &o.Differences)
		}
		return o, err
	})
}

// ShadowOrders returns those of the given orders that a run has seen, by EKM's id.
func (d *DB) ShadowOrders(ctx context.Context, store commerce.StoreID, ekmIDs []int64) (map[int64]ShadowOrder, error) {
	all, err := inChunks(ekmIDs, func(ids []int64) ([]ShadowOrder, error) {
		return d.shadowOrders(ctx, `where store_id = $1 and ekm_id in (`+decimals(ids)+`)`, store)
	})
	out := make(map[int64]ShadowOrder, len(all))
	for _, o := range all {
		out[o.Plan.Order.EKMID] = o
	}
	return out, err
}

func decimals(ids []int64) string {
	marks := make([]string, len(ids))
	for i, id := range ids {
		marks[i] = fmt.Sprint(id)
	}
	return strings.Join(marks, ", ")
}

// ShadowAlone returns the orders placed since a moment that no sales order is paired with, the oldest first.
func (d *DB) ShadowAlone(ctx context.Context, store commerce.StoreID, since time.Time) ([]ShadowOrder, error) {
	return d.shadowOrders(ctx, `where store_id = $1 and placed_at >= $2 and sales_order_id = 0 order by placed_at, ekm_id`, store, millis(since))
}

// ShadowPairs returns the orders that are paired with the given sales orders, of any store.
func (d *DB) ShadowPairs(ctx context.Context, salesOrders []int64) ([]ShadowOrder, error) {
	return inChunks(salesOrders, func(ids []int64) ([]ShadowOrder, error) {
		return d.shadowOrders(ctx, `where sales_order_id > 0 and sales_order_id in (`+decimals(ids)+`)`)
	})
}

// ShadowPairedNumbers are EKM's numbers of the orders of a store that are paired, placed since a moment.
func (d *DB) ShadowPairedNumbers(ctx context.Context, store commerce.StoreID, since time.Time) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, `select number from shadow_order where store_id = $1 and placed_at >= $2 and sales_order_id > 0`, store, millis(since))
	return collect(rows, err, func(r *sql.Rows) (number string, err error) { return number, r.Scan(&number) })
}

// ShadowDiffering returns the newest paired orders of a store that have differences.
func (d *DB) ShadowDiffering(ctx context.Context, store commerce.StoreID, since time.Time, limit int) ([]ShadowOrder, error) {
	return d.shadowOrders(ctx, `where store_id = $1 and placed_at >= $2 and differs > 0 order by placed_at desc, ekm_id desc limit $3`, store, millis(since), limit)
}

// ShadowStale returns the orders to be worked through again: by other settings than those of now, and what somebody has to see to and
// was not looked at since a moment.
func (d *DB) ShadowStale(ctx context.Context, store commerce.StoreID, since time.Time, rules string, before time.Time, limit int) ([]ShadowOrder, error) {
	return d.shadowOrders(ctx, `where store_id = $1 and placed_at >= $2 and (rules <> $3 or result in ('held', 'text_row') and worked_at < $4)
		order by worked_at, ekm_id limit $5`, store, millis(since), rules, millis(before), limit)
}

// Ours tells which of the sales orders this program has made.
func (d *DB) Ours(ctx context.Context, salesOrders []int64) (map[int64]bool, error) {
	ids, err := inChunks(salesOrders, func(ids []int64) ([]int64, error) {
		rows, err := d.reader.QueryContext(ctx, `select sales_order_id from orders where sales_order_id in (`+decimals(ids)+`)`)
		return collect(rows, err, scanID)
	})
	out := make(map[int64]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

const (
	typedText = "Staff typed it into Brightpearl as sales order %d while the store ran in shadow, so it is not posted a second time."
	typedFix  = "Nothing to do. If that is another order, retry this one."
	leftText  = "It was placed before the order from which the store went live."
	leftFix   = "Nothing to do. Retry brings it over all the same."
)

// ShadowStops returns why orders must not be posted: staff typed them while their store ran in shadow, or they lie before the order from
// which it went live. Orders without a reason are left out. Only a person brings such an order back.
func (d *DB) ShadowStops(ctx context.Context, store commerce.StoreID, ekmIDs []int64) (map[int64]fault.Cause, error) {
	out := map[int64]fault.Cause{}
	_, err := inChunks(ekmIDs, func(ids []int64) ([]struct{}, error) {
		rows, err := d.reader.QueryContext(ctx, `select ekm_id, sales_order_id from shadow_order where store_id = $1 and (sales_order_id > 0 or left_out)
			and ekm_id in (`+decimals(ids)+`)`, store)
		return collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var id, sale int64
			err := r.Scan(&id, &sale)
			cause := fault.Cause{Code: ExcludedByPerson, Text: leftText, Fix: leftFix}
			if sale > 0 {
				cause.Text, cause.Fix = fmt.Sprintf(typedText, sale), typedFix
			}
			out[id] = cause
			return struct{}{}, err
		})
	})
	return out, err
}

// LeaveOut has a store's orders with an id below one stay where they are, whenever they were placed: those that its run has seen, and
// those that are stored and not in Brightpearl. n is how many of the stored ones were on their way.
func (t *Tx) LeaveOut(store commerce.StoreID, below int64) (n int64, err error) {
	if err := t.run(`update shadow_order set left_out = ekm_id < $2 where store_id = $1`, store, below); err != nil {
		return 0, err
	}
	return t.exec(`update orders set state = 'excluded', cause_code = $3, cause_text = $4, cause_fix = $5 where store_id = $1 and ekm_id < $2
		and `+notInBrightpearl, store, below, ExcludedByPerson, leftText, leftFix)
}

// notInBrightpearl are the orders that would be posted and that nothing was sent of.
const notInBrightpearl = `state in ('waiting', 'working', 'held') and stage in ('received', 'matched') and sales_order_id = 0 and intent <> 'sales order'`

// LeaveTyped excludes the stored orders that staff typed while the store ran in shadow: they are in Brightpearl already. n is how many.
func (t *Tx) LeaveTyped(store commerce.StoreID) (n int64, err error) {
	head, tail, _ := strings.Cut(typedText, "%d")
	n, err = t.exec(`update orders set state = 'excluded', cause_code = $2, cause_fix = $3, cause_text = $4 || (select cast(s.sales_order_id as text) from shadow_order s
			where s.store_id = orders.store_id and s.ekm_id = orders.ekm_id) || $5
		where store_id = $1 and `+notInBrightpearl+` and exists (select 1 from shadow_order s where s.store_id = orders.store_id and s.ekm_id = orders.ekm_id
			and s.sales_order_id > 0)`, store, ExcludedByPerson, typedFix, head, tail)
	if n > 0 {
		t.Notify(events.Orders, events.Levels)
	}
	return n, err
}

// ShadowStart is when the oldest order with at least that id was placed; ok is false when the run has not seen the order itself.
func (d *DB) ShadowStart(ctx context.Context, store commerce.StoreID, ekmID int64) (at time.Time, ok bool, err error) {
	var own int
	err = d.reader.QueryRowContext(ctx, `select coalesce(min(placed_at), 0), count(case when ekm_id = $2 then 1 end) from shadow_order
		where store_id = $1 and ekm_id >= $2`, store, ekmID).Scan(moment{&at}, &own)
	return at, own == 1, err
}

// ShadowOrderNamed finds an order of a store's run by EKM's id or by its number; ok is false when none or several fit.
func (d *DB) ShadowOrderNamed(ctx context.Context, store commerce.StoreID, ref string) (ekmID int64, ok bool, err error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id from shadow_order where store_id = $1 and (number = $2 or cast(ekm_id as text) = $2) limit 2`,
		store, strings.TrimSpace(ref))
	ids, err := collect(rows, err, scanID)
	if err != nil || len(ids) != 1 {
		return 0, false, err
	}
	return ids[0], true, nil
}

// shadowShown is how many orders of a run are listed.
const shadowShown = 200

// Shadow is a store's run in shadow as people see it. The zero value stands for a store that never ran so.
func (d *DB) Shadow(ctx context.Context, store commerce.StoreID) (view.Shadow, error) {
	var out view.Shadow
	run, ok, err := d.ShadowRun(ctx, store)
	if err != nil || !ok {
		return out, err
	}
	out = view.Shadow{On: run.Running, Since: run.Since, Reads: run.Reads, ReadAt: run.ReadAt, Problem: run.Cause}
	if err := d.reader.QueryRowContext(ctx, `select count(*), count(case when sales_order_id > 0 then 1 end),
			count(case when sales_order_id > 0 and differs = 0 then 1 end), count(case when result = 'held' then 1 end)
		from shadow_order where store_id = $1 and placed_at >= $2`, store, millis(run.Since)).Scan(&out.Orders, &out.Paired, &out.Alike, &out.Held); err != nil {
		return out, err
	}
	out.Alone = out.Orders - out.Paired
	if out.Kinds, err = d.shadowKinds(ctx, store, run.Since); err != nil {
		return out, err
	}
	newest, err := d.shadowOrders(ctx, `where store_id = $1 and placed_at >= $2
		order by case when differs > 0 then 0 else 1 end, placed_at desc, ekm_id desc limit $3`, store, millis(run.Since), shadowShown)
	for _, o := range newest {
		out.Newest = append(out.Newest, view.ShadowOrder{DryOrder: o.Plan.Order, SalesOrderID: o.SalesOrderID, Differences: o.Differences})
	}
	return out, err
}

// shadowKinds counts the orders with each kind of difference, the most frequent first.
func (d *DB) shadowKinds(ctx context.Context, store commerce.StoreID, since time.Time) ([]view.ShadowKind, error) {
	rows, err := d.reader.QueryContext(ctx, `select differences from shadow_order where store_id = $1 and placed_at >= $2 and differs > 0`, store, millis(since))
	var kinds []view.ShadowKind
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var document string
		if err := r.Scan(&document); err != nil {
			return struct{}{}, err
		}
		var all []view.ShadowDifference
		if err := json.Unmarshal([]byte(document), &all); err != nil {
			return struct{}{}, err
		}
		var seen []string
		for _, one := range all {
			if slices.Contains(seen, one.Kind) {
				continue
			}
			seen = append(seen, one.Kind)
			i := slices.IndexFunc(kinds, func(k view.ShadowKind) bool { return k.Kind == one.Kind })
			if i < 0 {
				i, kinds = len(kinds), append(kinds, view.ShadowKind{Kind: one.Kind})
			}
			kinds[i].Orders++
		}
		return struct{}{}, nil
	})
	slices.SortFunc(kinds, func(a, b view.ShadowKind) int {
		if a.Orders != b.Orders {
			return b.Orders - a.Orders
		}
		return strings.Compare(a.Kind, b.Kind)
	})
	return kinds, err
}
