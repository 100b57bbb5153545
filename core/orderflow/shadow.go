package orderflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// A store in shadow writes nothing: its orders are read and tried (trial), and what each would become is kept and compared with the
// sales order that staff type. Which sales order that is, pairing.go says.
const (
	// farEvery is how often both sides are read far back, for what no stamp tells: an order that was lost between two pages, a payment
	// that moved no order.
	farEvery    = time.Hour
	shopFarBack = 24 * time.Hour
	saleFarBack = 7 * 24 * time.Hour
	// staleMost is how many orders a round works through again, by settings that were changed meanwhile or because they were held.
	staleMost  = 20
	staleAfter = time.Hour
	differMost = 100 // paired orders with a difference that are compared again when both sides are read far back
)

// shadowLock serialises the rounds of all stores: no sales order is paired twice.
const shadowLock = "shadow"

// PollShadow reads what is new on both sides for a store that runs in shadow, works the orders through and compares them. It does nothing
// for other stores, and only reads: what would write does not leave.
func (d *Desk) PollShadow(ctx context.Context, id commerce.StoreID) error {
	return d.shadow(ctx, id, false)
}

// PollShadowFar is PollShadow with a look far back on both sides, for a decision that rests on the pairs.
func (d *Desk) PollShadowFar(ctx context.Context, id commerce.StoreID) error {
	return d.shadow(ctx, id, true)
}

func (d *Desk) shadow(ctx context.Context, id commerce.StoreID, far bool) error {
	ctx = brightpearl.WithPriority(ctx, rest.Checks)
	unlock, err := d.polls.lock(ctx, shadowLock)
	if err != nil {
		return err
	}
	defer unlock()
	run, _, err := d.db.ShadowRun(ctx, id)
	if err != nil || !run.Running {
		return err
	}
	t, err := d.trial(ctx, id)
	if err == nil {
		r := &shadowRound{trial: t, run: run, began: d.o.Now(), tried: map[int64]bool{}}
		r.far = far || r.began.Sub(run.FarAt) >= farEvery
		err = r.do(ctx)
		reads, wrote := t.reads()
		r.run.Reads += reads
		run.Reads = r.run.Reads
		if err == nil {
			err = wrote
		}
		if err == nil {
			run = r.run
			run.ReadAt, run.Cause = r.began, fault.Cause{}
		}
	}
	if err != nil {
		if cancelled(ctx, err) {
			return err
		}
		run.Cause = fault.CauseOf(err)
	}
	if stored := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveShadowRun(run) }); stored != nil {
		return stored
	}
	return err
}

// shadowRound is one reading of both sides.
type shadowRound struct {
	*trial
	run   db.ShadowRun
	began time.Time
	far   bool
	rules string         // hash of the settings
	tried map[int64]bool // orders that were worked through in this round
}

func (r *shadowRound) do(ctx context.Context) error {
	document, err := json.Marshal(r.store.Settings)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(document)
	r.rules = hex.EncodeToString(sum[:8])
	if err := r.readShop(ctx); err != nil {
		return err
	}
	if err := r.tryStale(ctx); err != nil {
		return err
	}
	if err := r.readTyped(ctx); err != nil {
		return err
	}
	if r.far {
		r.run.FarAt = r.began
	}
	return nil
}

// readShop works through the orders that are new, or that EKM shows otherwise than before.
func (r *shadowRound) readShop(ctx context.Context) error {
	from := r.run.EKMAt
	if from.IsZero() {
		from = r.run.Since
	}
	at, err := r.readPages(ctx, ekm.OrderQuery{ChangedSince: from.Add(-wideOverlap)})
	if err != nil {
		return err
	}
	if r.far && !r.run.EKMAt.IsZero() {
		if _, err := r.readPages(ctx, ekm.OrderQuery{PlacedSince: later(r.run.Since, r.began.Add(-shopFarBack))}); err != nil {
			return err
		}
	}
	r.run.EKMAt = at
	return nil
}

func (r *shadowRound) readPages(ctx context.Context, q ekm.OrderQuery) (at time.Time, err error) {
	for {
		page, err := r.shop.Orders.Page(ctx, q)
		if err != nil {
			return at, err
		}
		if at.IsZero() {
			at = page.At
		}
		ids := make([]int64, len(page.Rows))
		for i, o := range page.Rows {
			ids[i] = int64(o.ID)
		}
		known, err := r.db.ShadowOrders(ctx, r.store.ID, ids)
		if err != nil {
			return at, err
		}
		fresh := slices.DeleteFunc(page.Rows, func(o ekm.Order) bool {
			return hidden(string(o.Status)) || o.Date.Before(r.run.Since) || known[int64(o.ID)].Header == headerHash(o)
		})
		if err := r.keep(ctx, fresh, known); err != nil {
			return at, err
		}
		if !page.More {
			return at, nil
		}
		q.After = page.Next
	}
}

// keep works orders through and stores what they would become. A pair that was found stays.
func (r *shadowRound) keep(ctx context.Context, orders []ekm.Order, known map[int64]db.ShadowOrder) error {
	arrivals, err := r.read(ctx, orders)
	if err != nil {
		return err
	}
	rows := make([]db.ShadowOrder, len(arrivals))
	for i, a := range arrivals {
		one, err := r.try(ctx, a)
		if err != nil {
			return err
		}
		r.tried[one.EKMID] = true
		before := known[one.EKMID]
		rows[i] = db.ShadowOrder{Store: r.store.ID, Rules: r.rules, WorkedAt: r.began, Shopper: one.shopper, Plan: r.planOf(one),
			SalesOrderID: before.SalesOrderID, Differences: before.Differences}
		if a.header != "" { // otherwise it could not be read completely: it is read again
			rows[i].Header = headerHash(orders[i])
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return r.db.Write(ctx, func(tx *db.Tx) error {
		for _, row := range rows {
			if err := tx.SaveShadowOrder(row); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *shadowRound) planOf(one tried) db.ShadowPlan {
	s := r.store.Settings
	p := db.ShadowPlan{Order: one.DryOrder, Contact: one.contact, ByEmail: one.byEmail, Channel: s.ChannelID, PriceList: s.PriceListID, Warehouse: s.Warehouse()}
	for _, row := range one.rows {
		if row.Kind != "goods" || row.ProductID == 0 {
			continue
		}
		if i := slices.IndexFunc(p.Goods, func(g db.ShadowGood) bool { return g.Product == row.ProductID }); i >= 0 {
			p.Goods[i].Quantity += row.Quantity
			continue
		}
		p.Goods = append(p.Goods, db.ShadowGood{Product: row.ProductID, SKU: row.SKU, Quantity: row.Quantity})
	}
	return p
}

// tryStale works orders through again that were by other settings than those of now, or that somebody had to see to.
func (r *shadowRound) tryStale(ctx context.Context) error {
	stale, err := r.db.ShadowStale(ctx, r.store.ID, r.run.Since, r.rules, r.began.Add(-staleAfter), staleMost)
	if err != nil {
		return err
	}
	known := map[int64]db.ShadowOrder{}
	var orders []ekm.Order
	for _, s := range stale {
		o, err := r.shop.Orders.Get(ctx, ekm.ID(s.Plan.Order.EKMID))
		if fault.Is(err, fault.NotFound) {
			s.Rules, s.WorkedAt = r.rules, r.began // deleted: it stays as it was
			if err := r.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveShadowOrder(s) }); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		known[s.Plan.Order.EKMID] = s
		orders = append(orders, o)
	}
	slices.SortFunc(orders, func(a, b ekm.Order) int { return int(a.ID - b.ID) })
	return r.keep(ctx, orders, known)
}

// readTyped pairs the orders that nobody has typed yet with sales orders that changed, and compares those that are paired where either
// side changed.
func (r *shadowRound) readTyped(ctx context.Context) error {
	alone, err := r.db.ShadowAlone(ctx, r.store.ID, r.run.Since)
	if err != nil {
		return err
	}
	from := r.run.TypedAt
	if from.IsZero() {
		from = r.run.Since
	}
	if from = from.Add(-overlap); r.far && len(alone) > 0 {
		oldest := later(alone[0].Plan.Order.PlacedAt, r.began.Add(-saleFarBack))
		if oldest.Before(from) {
			from = oldest
		}
	}
	changed, err := r.account.SalesOrders.ChangedSince(ctx, from)
	if err != nil {
		return err
	}
	pairs, err := r.pairsToCompare(ctx, changed.Items)
	if err != nil {
		return err
	}
	p, err := r.pairing(ctx, alone, changed.Items, pairs)
	if err != nil {
		return err
	}
	if err := p.compareAll(ctx); err != nil {
		return err
	}
	r.run.TypedAt = changed.AsOf
	return nil
}

// pairsToCompare are the paired orders of the store whose sales order changed, that were worked through in this round, or that differ
// and have not been looked at for long.
func (r *shadowRound) pairsToCompare(ctx context.Context, changed []brightpearl.SalesOrderHit) ([]db.ShadowOrder, error) {
	sales := make([]int64, len(changed))
	for i, h := range changed {
		sales[i] = int64(h.ID)
	}
	out, err := r.db.ShadowPairs(ctx, sales)
	if err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(o db.ShadowOrder) bool { return o.Store != r.store.ID })
	if r.far {
		differing, err := r.db.ShadowDiffering(ctx, r.store.ID, r.run.Since, differMost)
		if err != nil {
			return nil, err
		}
		out = append(out, differing...)
	}
	again := make([]int64, 0, len(r.tried))
	for id := range r.tried {
		again = append(again, id)
	}
	tried, err := r.db.ShadowOrders(ctx, r.store.ID, again)
	for _, o := range tried {
		if o.SalesOrderID > 0 {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b db.ShadowOrder) int { return int(a.Plan.Order.EKMID - b.Plan.Order.EKMID) })
	return slices.CompactFunc(out, func(a, b db.ShadowOrder) bool { return a.Plan.Order.EKMID == b.Plan.Order.EKMID }), err
}
