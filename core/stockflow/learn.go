package stockflow

import (
	"context"
	"maps"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

const (
	stockPoll = "stock"
	// overlap is how far a poll looks back: searches may lag behind what they search.
	overlap = 10 * time.Minute
	// rolled is how many products are read again every turnEvery just because it is their turn. Reservations made by people show in no
	// search, so everything is read again by and by: 20,000 products in about half an hour.
	rolled    = 200
	turnEvery = 20 * time.Second
	mostTurns = 3 // of one poll
	// unread is how many products a poll reads for the first time, of so many at most. One of which Brightpearl says nothing is asked for
	// again after askAgain: products out of use that nobody holds would otherwise be asked for in every poll.
	unread     = 2000
	unreadMost = 50_000
	askAgain   = 10 * time.Minute
)

// Poll learns what changed in Brightpearl's stock since the last poll: goods that moved, orders that changed, products that our
// own work touched, and a slice of all products in turn. One poll runs at a time.
func (d *Desk) Poll(ctx context.Context) error {
	d.polling.Lock()
	defer d.polling.Unlock()
	client := d.o.Brightpearl()
	if client == nil {
		return noAccount()
	}
	p, err := d.db.Poll(ctx, stockPoll)
	if err != nil {
		return err
	}
	began := d.o.Now()
	next := began
	changed := d.takeDirty()
	moves := map[brightpearl.GoodsMovement]int{}
	defer func() {
		if err != nil {
			d.mark(changed)
		}
	}()
	if !p.At.IsZero() {
		moved, err2 := client.GoodsMovements.ChangedSince(ctx, p.At.Add(-overlap))
		if err = err2; err != nil {
			return err
		}
		next = moved.AsOf
		for _, m := range moved.Items {
			// Its product is read twice, as the first answer may come from a copy that is a moment old; then it has been learned.
			if moves[m] = d.moves[m] + 1; moves[m] <= 2 {
				changed = append(changed, int64(m.Product))
			}
		}
		ordered, err2 := d.orderedProducts(ctx, client, p.At.Add(-overlap))
		if err = err2; err != nil {
			return err
		}
		changed = append(changed, ordered...)
	}
	fresh, err := d.db.UnreadStock(ctx, unreadMost)
	if err != nil {
		return err
	}
	changed = append(changed, d.untried(fresh, began)...)
	// Rare polls read more at once, so that everything's turn comes as soon.
	turns := min(max(int(began.Sub(p.OKAt)/turnEvery), 1), mostTurns)
	turn, err := d.db.StalestStock(ctx, turns*rolled)
	if err != nil {
		return err
	}
	if err = d.Read(ctx, changed); err != nil {
		return err
	}
	if err = d.Read(brightpearl.WithPriority(ctx, rest.Checks), without(turn, changed)); err != nil {
		return err
	}
	d.moves = moves
	p.At, p.OKAt = next, began
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(stockPoll, p) })
}

// untried picks the products that were not asked for lately, so many as a poll may read. One poll runs at a time.
func (d *Desk) untried(products []int64, now time.Time) (out []int64) {
	tried := map[int64]time.Time{}
	for _, id := range products {
		at, ok := d.tried[id]
		if !ok || now.Sub(at) >= askAgain {
			if len(out) == unread {
				continue
			}
			out, at = append(out, id), now
		}
		tried[id] = at
	}
	d.tried = tried
	return out
}

// ReadTold reads products of which somebody says that their units moved. The next poll reads them once more, as the first answer may
// come from a copy that is a moment old.
func (d *Desk) ReadTold(ctx context.Context, products []int64) error {
	if err := d.Read(ctx, products); err != nil {
		return err
	}
	d.mark(products)
	return nil
}

// ReadAll reads the units of every product that a level depends on.
func (d *Desk) ReadAll(ctx context.Context) error {
	levels, err := d.db.Levels(ctx, 0)
	if err != nil {
		return err
	}
	var products []int64
	for _, l := range levels {
		products = append(products, l.Product)
	}
	return d.Read(ctx, products)
}

// orderedProducts lists the products on sales orders that changed: their reservations may have moved.
func (d *Desk) orderedProducts(ctx context.Context, client *brightpearl.Client, from time.Time) ([]int64, error) {
	changes, err := client.SalesOrders.ChangedSince(ctx, from)
	if err != nil {
		return nil, err
	}
	var fresh []brightpearl.OrderID
	d.mu.Lock()
	for _, o := range changes.Items {
		stamp := later(o.UpdatedOn, o.CreatedOn)
		if known, ok := d.seen[o.ID]; !ok || !known.Equal(stamp) {
			fresh = append(fresh, o.ID)
		}
	}
	d.mu.Unlock()
	if len(fresh) == 0 {
		return nil, nil
	}
	orders, err := client.SalesOrders.Get(ctx, fresh...)
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, o := range orders {
		for _, r := range o.Rows {
			out = append(out, int64(r.Product))
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.seen) > 20_000 {
		clear(d.seen) // costs a few requests, once in a long while
	}
	for _, o := range changes.Items {
		d.seen[o.ID] = later(o.UpdatedOn, o.CreatedOn)
	}
	return out, nil
}

// Read asks Brightpearl for the units of the given products (of a bundle: of its parts), stores the answer and reckons the
// figures that depend on it. A product that the answer leaves out has no stock, if it is live and stock-tracked; otherwise
// nobody knows, and the stores keep what they show.
func (d *Desk) Read(ctx context.Context, products []int64) error {
	d.reading.Lock()
	defer d.reading.Unlock()
	client := d.o.Brightpearl()
	if client == nil {
		return noAccount()
	}
	wanted, bundles, err := d.parts(ctx, products)
	if err != nil || len(wanted)+len(bundles) == 0 {
		return err
	}
	for part := range slices.Chunk(wanted, 500) {
		began := d.o.Now()
		set, err := client.Availability.Get(ctx, productIDs(part)...)
		if err != nil {
			return err
		}
		if err := d.store(ctx, began, part, set); err != nil {
			return err
		}
	}
	if len(bundles) > 0 {
		began := d.o.Now()
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.SaveStock(began, bundles, nil)
			return err
		}); err != nil {
			return err
		}
	}
	return d.Reckon(ctx, append(wanted, bundles...))
}

// answered is what an answer says: the products of which it tells the units, and the units by warehouse.
func (d *Desk) answered(ctx context.Context, asked []int64, set brightpearl.AvailabilitySet) (known []int64, stock []db.Stock, err error) {
	products, err := d.db.ProductsByIDs(ctx, asked)
	if err != nil {
		return nil, nil, err
	}
	counted := map[int64]bool{}
	for _, p := range products {
		counted[p.ID] = p.StockTracked && p.Live() && !p.Bundle
	}
	refused := map[brightpearl.ProductID]bool{}
	for _, id := range set.Refused {
		refused[id] = true
	}
	for _, id := range asked {
		a, ok := set.Found[brightpearl.ProductID(id)]
		// Left out means none, but only for a product of which we know that it has stock to be told about.
		if !ok && (refused[brightpearl.ProductID(id)] || !counted[id]) {
			continue
		}
		known = append(known, id)
		for w, l := range a.Warehouses {
			stock = append(stock, db.Stock{ProductID: id, WarehouseID: int64(w), InStock: l.InStock, Allocated: l.Allocated, OnHand: l.OnHand})
		}
	}
	return known, stock, nil
}

func (d *Desk) store(ctx context.Context, began time.Time, asked []int64, set brightpearl.AvailabilitySet) error {
	known, stock, err := d.answered(ctx, asked, set)
	if err != nil {
		return err
	}
	before, err := d.db.StockOf(ctx, known)
	if err != nil {
		return err
	}
	doubtful := vanished(before, stock)
	var stale []int64
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		stale, err = tx.SaveStock(began, known, stock, doubtful...)
		return err
	}); err != nil {
		return err
	}
	d.mark(stale)
	if d.o.Moved != nil {
		for product, since := range moved(before, stock, doubtful, stale) {
			d.o.Moved(product, since)
		}
	}
	return nil
}

// moved lists the products that were read before and have other units on hand now, with the moment of which we knew them. What is
// doubtful or late says nothing.
func moved(before map[int64][]db.Stock, now, doubtful []db.Stock, stale []int64) map[int64]time.Time {
	out := map[int64]time.Time{}
	type place struct{ product, warehouse int64 }
	gained := map[place]int64{}
	for product, rows := range before {
		for _, s := range rows {
			if s.WarehouseID == 0 {
				out[product] = s.At
			} else {
				gained[place{product, s.WarehouseID}] -= s.OnHand
			}
		}
	}
	for _, s := range now {
		gained[place{s.ProductID, s.WarehouseID}] += s.OnHand
	}
	differs := map[int64]bool{}
	for at, units := range gained {
		differs[at.product] = differs[at.product] || units != 0
	}
	for _, s := range doubtful {
		differs[s.ProductID] = false
	}
	for _, product := range stale {
		differs[product] = false
	}
	maps.DeleteFunc(out, func(product int64, _ time.Time) bool { return !differs[product] })
	return out
}

// vanished lists the units that an answer leaves out where it leaves out most of what a warehouse had: more likely a shortened answer than
// goods that are gone. Brightpearl names only the warehouses that hold a product, so one that is left out by itself is sold out.
func vanished(before map[int64][]db.Stock, now []db.Stock) (out []db.Stock) {
	type place struct{ product, warehouse int64 }
	there := map[place]bool{}
	for _, s := range now {
		there[place{s.ProductID, s.WarehouseID}] = true
	}
	had := map[int64]int{}
	lost := map[int64][]db.Stock{}
	for _, rows := range before {
		for _, s := range rows {
			if s.WarehouseID == 0 || s.OnHand <= 0 {
				continue
			}
			had[s.WarehouseID]++
			if !there[place{s.ProductID, s.WarehouseID}] {
				lost[s.WarehouseID] = append(lost[s.WarehouseID], s)
			}
		}
	}
	for w, gone := range lost {
		if n := had[w]; n >= 3 && len(gone) == n || n >= 5 && 2*len(gone) > n {
			out = append(out, gone...)
		} else {
			for _, s := range gone {
				if s.Doubtful {
					out = append(out, s) // one answer more that does not name it is no proof either
				}
			}
		}
	}
	return out
}

// parts replaces bundles by the stock-tracked products they consist of, and drops what has no stock at all.
func (d *Desk) parts(ctx context.Context, products []int64) (wanted, bundles []int64, err error) {
	seen := map[int64]bool{}
	var add func(id int64, depth int) error
	add = func(id int64, depth int) error {
		if id <= 0 || seen[id] || depth > 5 {
			return nil
		}
		seen[id] = true
		p, ok, err := d.db.ProductByID(ctx, id)
		if err != nil || !ok {
			return err
		}
		if !p.Bundle {
			if p.StockTracked {
				wanted = append(wanted, id)
			}
			return nil
		}
		bundles = append(bundles, id)
		for _, c := range p.Components {
			if err := add(c.ProductID, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	for _, id := range products {
		if err := add(id, 0); err != nil {
			return nil, nil, err
		}
	}
	return wanted, bundles, nil
}

func without(all, drop []int64) []int64 {
	gone := map[int64]bool{}
	for _, id := range drop {
		gone[id] = true
	}
	var out []int64
	for _, id := range all {
		if !gone[id] {
			out = append(out, id)
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func noAccount() error {
	return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-002", Op: "read stock", Remote: "brightpearl", Text: "no account is connected"}
}
