package stockflow

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

func brakeKey(store commerce.StoreID) string { return fmt.Sprintf("brake/%d", store) }

// Why a figure is stopped; "" means that it would rise by the same answer that would zero others.
const (
	toZero = "zero"  // it would take the SKU off sale, with many others
	wild   = "wild"  // it is ten times what it was, or a tenth, with many others
	short  = "short" // Brightpearl's answer left its units out, with most of the warehouse's
	units  = "units" // more units would move at once than the store allows
)

// brakeSpan is how long SKUs that fell to zero one after the other count as one change: a wrong answer may come in slices.
const brakeSpan = 15 * time.Minute

// brake is where a store's brake stands before a reckoning.
type brake struct {
	why     string            // what tripped it; "" while it is off
	stopped map[db.Place]bool // what it stops, but for what an answer left out: that is settled by the next answer that names it
	pass    map[view.LevelKey]bool
}

func (d *Desk) brakeOf(ctx context.Context, store commerce.StoreID, pass map[view.LevelKey]bool) (b brake, err error) {
	b.pass = pass
	if b.why, err = d.db.Brake(ctx, store); err != nil || b.why == "" {
		return b, err
	}
	rows, err := d.db.Braked(ctx, store)
	b.stopped = map[db.Place]bool{}
	for _, r := range rows {
		if r.Why != short {
			b.stopped[r.Place()] = true
		}
	}
	return b, err
}

// suspect says why one figure by itself looks wrong; it may be right all the same.
func (r reckoned) suspect() string {
	from, to := r.before.Published, r.next.Wanted
	switch {
	case !r.managed || !r.figure.known || r.before.SentRev == 0 || r.next.Terms.Stop:
		return ""
	case from > 0 && to == 0:
		return toZero
	case max(from-to, to-from) >= 100 && max(from, to) >= 10*max(min(from, to), 1):
		return wild
	}
	return ""
}

// apply stops the figures of a reckoning that would take a large part of a store off sale at once, or change it beyond likelihood:
// more likely an answer that is wrong than goods that are gone. What it stops waits until a person decides or the figures are back.
// Meanwhile ordinary decreases pass, because a store that shows too much oversells.
func (d *Desk) apply(ctx context.Context, s db.StoreRow, b *book, at brake, all, moved []reckoned) (pass []reckoned, err error) {
	whole := b.only == nil
	stopped := d.leftOut(s, b, at, all)
	limit, err := d.tooMuch(ctx, s, at, moved)
	if err != nil {
		return nil, err
	}
	// What is stopped and still looks wrong stays stopped, also when it would be no alarm by itself, and what would rise with it.
	lasting := slices.ContainsFunc(moved, func(r reckoned) bool { return at.stopped[r.next.Place()] && r.suspect() != "" && !at.pass[r.key()] })
	for _, r := range moved {
		why, again := r.suspect(), at.stopped[r.next.Place()]
		rises := r.next.Wanted > r.before.Published && (limit != "" || lasting && again)
		stop := why != "" && (limit != "" || again) || r.managed && r.before.SentRev > 0 && (limit == units || rises)
		if !stop || at.pass[r.key()] || !r.figure.known {
			pass = append(pass, r)
			continue
		}
		stopped = append(stopped, r.braked(why, r.figure))
	}
	switch {
	case len(stopped) > 0:
		if limit == "" && lasting {
			if limit = at.why; limit == short {
				limit = toZero // the answer names them by now
			}
		}
		return pass, d.stop(ctx, s, limit, stopped)
	case at.why != "" && whole:
		d.forgetBrake(s.ID)
		return pass, d.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Unbrake(s.ID, nil); err != nil {
				return err
			}
			return tx.Heal(brakeKey(s.ID))
		})
	}
	return pass, nil
}

// leftOut lists the figures that would fall if the newest answer were believed where it left out most of a warehouse.
func (d *Desk) leftOut(s db.StoreRow, b *book, at brake, all []reckoned) (out []db.Braked) {
	for _, r := range all {
		if !r.managed || r.before.SentRev == 0 || at.pass[r.key()] || !b.doubtful(r.next.Product) {
			continue
		}
		if would := b.figure(r.next.Product, r.next.SKU, s, true); would.known && would.terms.Publish() < r.next.Wanted {
			out = append(out, r.braked(short, would))
		}
	}
	return out
}

func (r reckoned) braked(why string, f figure) db.Braked {
	return db.Braked{Store: r.next.Store, ProductID: r.next.ProductID, VariantID: r.next.VariantID, Product: r.next.Product, SKU: r.next.SKU,
		Wanted: f.terms.Publish(), Terms: f.terms, Why: why}
}

// tooMuch says whether the figures that move are too many or too wild to be believed together, and in what; "" when not.
func (d *Desk) tooMuch(ctx context.Context, s db.StoreRow, at brake, moved []reckoned) (why string, err error) {
	zeroed, suspects, sum := 0, 0, int64(0)
	for _, r := range moved {
		if !r.managed || r.before.SentRev == 0 || at.pass[r.key()] || !r.figure.known {
			continue
		}
		sum += max(r.next.Wanted-r.before.Published, r.before.Published-r.next.Wanted)
		switch r.suspect() {
		case toZero:
			zeroed++
			suspects++
		case wild:
			suspects++
		}
	}
	if most := s.Settings.BrakeUnits; most > 0 && sum > most {
		return units, nil
	}
	if suspects == 0 {
		return "", nil
	}
	recent, err := d.db.ZeroedSince(ctx, s.ID, d.o.Now().Add(-brakeSpan))
	if err != nil || int64(suspects+recent) < max(s.Settings.BrakeMinSKUs, 1) {
		return "", err
	}
	shown, err := d.db.ShownLevels(ctx, s.ID)
	if err != nil || int64(suspects+recent)*100 <= s.Settings.BrakePercent*int64(shown) {
		return "", err
	}
	if zeroed == 0 {
		return wild, nil
	}
	return toZero, nil
}

// stop stores what the brake stops, if that is not what it stopped already, and says so once.
func (d *Desk) stop(ctx context.Context, s db.StoreRow, limit string, stopped []db.Braked) error {
	sum := fnv.New64a()
	zeroed, left := 0, 0
	for _, b := range stopped {
		fmt.Fprintln(sum, b.ProductID, b.VariantID, b.Wanted, b.Terms, b.Why)
		if b.Wanted == 0 {
			zeroed++
		}
		if b.Why == short {
			left++
		}
	}
	if !d.brakeMoved(s.ID, sum.Sum64()) {
		return nil
	}
	shown, err := d.db.ShownLevels(ctx, s.ID)
	if err != nil {
		return err
	}
	p := db.Problem{Key: brakeKey(s.ID), Code: "SB-STK-501", Severity: "error", Store: s.ID,
		Fix: "Inventory lists what was stopped: apply all of it or a part if it is right, or discard it and have Brightpearl's stock read again. It lets go by itself when the figures are back."}
	switch limit {
	case toZero:
		p.Title = fmt.Sprintf("Stock of %s would fall to zero for %d of %d SKUs", s.Name, zeroed, shown)
		p.Text = "This would take a large part of the store off sale at once, so it was not written. Other decreases, orders and shipments go on."
	case wild:
		p.Title = fmt.Sprintf("Stock of %s would change beyond likelihood for %d of %d SKUs", s.Name, len(stopped), shown)
		p.Text = "Many figures would be ten times what they were, or a tenth, so they were not written. Other decreases, orders and shipments go on."
	case units:
		p.Title = fmt.Sprintf("More units of %s would move at once than its brake allows", s.Name)
		p.Text = fmt.Sprintf("%d SKUs would change by more than %d units in all, so nothing of it was written. Orders and shipments go on.", len(stopped), s.Settings.BrakeUnits)
	default:
		p.Code = "SB-STK-502"
		p.Title = fmt.Sprintf("Brightpearl's answer left out %d SKUs of %s that had stock", left, s.Name)
		p.Text = "Most of what a warehouse held was missing from the answer, so the figures stay as they were before it. Orders and shipments go on."
	}
	if limit == "" {
		limit = short
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SaveBrake(s.ID, limit, shown, stopped); err != nil {
			return err
		}
		return tx.Raise(p)
	})
}

// brakeMoved notes what a store's brake stops and reports whether that is news to this process.
func (d *Desk) brakeMoved(store commerce.StoreID, sum uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.braked[store] == sum {
		return false
	}
	d.braked[store] = sum
	return true
}

func (d *Desk) forgetBrake(store commerce.StoreID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.braked, store)
}

// ApplyBrake lets go of figures that the brake stopped, of all of the store's when none are named, and tells how many those were. What
// is left waits for a person. The figures are those of now, not those of the moment at which they were stopped. Where an answer had left
// units out, the person says that they are gone, so the other stores' figures that hung on them go too.
func (d *Desk) ApplyBrake(ctx context.Context, store commerce.StoreID, keys []view.LevelKey, reason, actor string) (n int, err error) {
	d.reckon.Lock()
	defer d.reckon.Unlock()
	stopped, err := d.db.Braked(ctx, store)
	if err != nil {
		return 0, err
	}
	wanted := map[view.LevelKey]bool{}
	for _, k := range keys {
		wanted[k] = true
	}
	pass := map[view.LevelKey]bool{}
	var products, believed []int64
	var places []db.Place
	for _, b := range stopped {
		k := view.LevelKey{Store: store, ProductID: b.ProductID, VariantID: b.VariantID}
		if keys != nil && !wanted[k] {
			continue
		}
		pass[k] = true
		products, places = append(products, b.Product), append(places, b.Place())
		if b.Why == short {
			believed = append(believed, b.Product)
		}
	}
	n = len(pass)
	if n == 0 {
		return 0, nil
	}
	others, err := d.alsoStopped(ctx, store, believed, pass)
	if err != nil {
		return 0, err
	}
	if believed, err = d.withParts(ctx, believed); err != nil {
		return 0, err
	}
	others[store] = places
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.BelieveStock(believed); err != nil {
			return err
		}
		for id, places := range others {
			d.forgetBrake(id)
			if left, err := tx.Unbrake(id, places); err != nil {
				return err
			} else if left == 0 {
				if err := tx.Heal(brakeKey(id)); err != nil {
					return err
				}
			}
		}
		return tx.Log(db.Activity{Level: "warning", Store: store, Kind: "stock", Subject: "brake", Actor: actor,
			Text: fmt.Sprintf("Let go %d of %d figures that the brake had stopped: %s", n, len(stopped), reason)})
	}); err != nil {
		return 0, err
	}
	return n, d.reckonLocked(ctx, products, pass)
}

// alsoStopped lists what the brakes of other stores stop because the same units were left out, and lets it pass.
func (d *Desk) alsoStopped(ctx context.Context, store commerce.StoreID, believed []int64, pass map[view.LevelKey]bool) (map[commerce.StoreID][]db.Place, error) {
	out := map[commerce.StoreID][]db.Place{}
	brakes, err := d.db.Brakes(ctx)
	if err != nil || len(believed) == 0 {
		return out, err
	}
	for _, b := range brakes {
		if b.StoreID == store {
			continue
		}
		stopped, err := d.db.Braked(ctx, b.StoreID)
		if err != nil {
			return nil, err
		}
		for _, s := range stopped {
			if s.Why == short && slices.Contains(believed, s.Product) {
				out[b.StoreID] = append(out[b.StoreID], s.Place())
				pass[view.LevelKey{Store: b.StoreID, ProductID: s.ProductID, VariantID: s.VariantID}] = true
			}
		}
	}
	return out, nil
}

// DiscardBrake drops what the brake stopped and has Brightpearl's units of it read again before anybody believes them. A new answer that
// says the same is stopped again.
func (d *Desk) DiscardBrake(ctx context.Context, store commerce.StoreID, reason, actor string) error {
	d.reckon.Lock()
	defer d.reckon.Unlock()
	stopped, err := d.db.Braked(ctx, store)
	if err != nil || len(stopped) == 0 {
		return err
	}
	var products []int64
	for _, b := range stopped {
		products = append(products, b.Product)
	}
	if products, err = d.withParts(ctx, products); err != nil {
		return err
	}
	d.forgetBrake(store)
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.ForgetStock(products); err != nil {
			return err
		}
		if _, err := tx.Unbrake(store, nil); err != nil {
			return err
		}
		if err := tx.Heal(brakeKey(store)); err != nil {
			return err
		}
		return tx.Log(db.Activity{Level: "warning", Store: store, Kind: "stock", Subject: "brake", Actor: actor,
			Text: fmt.Sprintf("Discarded %d figures that the brake had stopped; their units are read again: %s", len(stopped), reason)})
	}); err != nil {
		return err
	}
	d.mark(products)
	return nil
}

// withParts adds the parts of bundles.
func (d *Desk) withParts(ctx context.Context, products []int64) ([]int64, error) {
	if len(products) == 0 {
		return nil, nil
	}
	wanted, bundles, err := d.parts(ctx, products)
	return append(wanted, bundles...), err
}
