package stockflow

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

const (
	// settleTime is how long a write is left alone before it is read back: EKM may answer from a copy that is a moment old.
	settleTime = 3 * time.Second
	// lookMost is how many written figures one look reads back, ten requests of twenty.
	lookMost = 200
	// patrolBatch is how many figures one patrol reads, a request; patrolEvery is the least time between two, which keeps the patrol at
	// a twentieth of EKM's limit.
	patrolBatch = 20
	patrolEvery = 10 * time.Second
	// secondLook is when a store that shows less than it was told is looked at again: it may have sold units of an order that EKM's
	// search does not show yet, and raising the figure again would sell them twice.
	secondLook = 30 * time.Second
	// mostMisses is how often a figure is written again that does not stay.
	mostMisses = 5
)

// Look reads back what was written to a store, and what its patrol finds to be due. A figure that is not what the store was told is
// written again and listed as drift.
func (d *Desk) Look(ctx context.Context, store commerce.StoreID) error {
	now := d.o.Now()
	if on, err := (source{d: d, store: store}).on(ctx, now); !on || err != nil {
		return err
	}
	levels, err := d.db.UnreadLevels(ctx, store, now.Add(-settleTime), lookMost)
	if err != nil {
		return err
	}
	// A few that were written a moment ago wait for others, so that a request reads twenty.
	if len(levels) > 0 && (len(levels) >= patrolBatch || now.Sub(levels[0].WrittenAt) >= 2*settleTime) {
		if _, _, err := d.look(ctx, store, levels); err != nil {
			return err
		}
	}
	due, err := d.db.PatrolLevels(ctx, store, now, 3*patrolBatch)
	if err != nil || len(due) == 0 || !d.patrolMay(store, now) {
		return err
	}
	_, _, err = d.look(ctx, store, alike(due))
	return err
}

// alike takes the levels that one request can read together with the first: products, or variants.
func alike(levels []db.Level) (out []db.Level) {
	for _, l := range levels {
		if (l.VariantID > 0) == (levels[0].VariantID > 0) && len(out) < patrolBatch {
			out = append(out, l)
		}
	}
	return out
}

func (d *Desk) patrolMay(store commerce.StoreID, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now.Sub(d.patrolled[store]) < patrolEvery {
		return false
	}
	d.patrolled[store] = now
	return true
}

// LookAll reads back everything that was written to a store and not read back since.
func (d *Desk) LookAll(ctx context.Context, store commerce.StoreID) error {
	for {
		levels, err := d.db.UnreadLevels(ctx, store, d.o.Now(), lookMost)
		if err != nil || len(levels) == 0 {
			return err
		}
		if _, _, err := d.look(ctx, store, levels); err != nil {
			return err
		}
	}
}

// ReadBack reads what stores show of the given listings now, by a person's wish, and tells how many were read and how many of them show
// something else than they were told; those are written again.
func (d *Desk) ReadBack(ctx context.Context, keys []view.LevelKey) (checked, drifted int, err error) {
	byStore := map[commerce.StoreID][]db.Level{}
	for _, k := range keys {
		l, ok, err := d.db.Level(ctx, k.Store, k.ProductID, k.VariantID)
		if err != nil {
			return checked, drifted, err
		}
		if ok && l.SentRev > 0 && l.State == commerce.LevelIdle {
			byStore[k.Store] = append(byStore[k.Store], l)
		}
	}
	for store, levels := range byStore {
		n, m, err := d.look(ctx, store, levels)
		checked, drifted = checked+n, drifted+m
		if err != nil {
			return checked, drifted, err
		}
	}
	return checked, drifted, nil
}

// Reconcile reads back every figure of a store and has the ones that differ written again.
func (d *Desk) Reconcile(ctx context.Context, store commerce.StoreID) (checked, differ int, err error) {
	levels, err := d.db.Levels(ctx, store)
	if err != nil {
		return 0, 0, err
	}
	keys := make([]view.LevelKey, len(levels))
	for i, l := range levels {
		keys[i] = view.LevelKey{Store: store, ProductID: l.ProductID, VariantID: l.VariantID}
	}
	return d.ReadBack(ctx, keys)
}

// look reads what a store shows of levels and judges each. It counts those that were read and those that drift.
func (d *Desk) look(ctx context.Context, store commerce.StoreID, levels []db.Level) (checked, drifted int, err error) {
	shop := d.o.Shop(store)
	if shop == nil {
		return 0, 0, &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "read stock back", Remote: db.LaneOf(store), Text: "the store is not signed in"}
	}
	ask := make([]ekm.Listed, len(levels))
	skus := make([]string, len(levels))
	for i, l := range levels {
		ask[i] = ekm.Listed{Product: ekm.ID(l.ProductID), Variant: ekm.ID(l.VariantID)}
		skus[i] = l.SKU
	}
	shown, err := shop.Stock.Shown(ctx, ask...)
	if err != nil && len(shown.Units) == 0 {
		return 0, 0, err
	}
	sold, failed := d.db.Sold(ctx, skus)
	if failed != nil {
		return 0, 0, failed
	}
	next := func(l db.Level) time.Time {
		perDay := float64(sold[db.StoreSKU{Store: store, SKU: l.SKU}].Week) / 7
		return d.o.Now().Add(commerce.PatrolEvery(l.Published, perDay))
	}
	differ := map[db.Place]int64{}
	if failed := d.db.Write(ctx, func(tx *db.Tx) error {
		for i, l := range levels {
			units, ok := shown.Units[ask[i]]
			switch {
			case !ok:
				// Nobody can say what it shows: it is gone, which the next reading of the catalogue tells, or EKM did not state it.
				if err == nil {
					if err := tx.LevelUnseen(l, next(l)); err != nil {
						return err
					}
				}
			case units == l.Published:
				checked++
				if err := tx.LevelSeen(l, next(l)); err != nil {
					return err
				}
			default:
				checked++
				differ[l.Place()] = units
			}
		}
		return nil
	}); failed != nil {
		return checked, 0, failed
	}
	if len(differ) > 0 {
		drifted, failed = d.judge(ctx, store, levels, differ)
	}
	if failed != nil {
		return checked, drifted, failed
	}
	return checked, drifted, err
}

// judge decides what becomes of levels whose store shows something else. An order that nobody has told us of yet may have lowered the
// figure, so orders are polled first; those that explain it have made the level due by then.
func (d *Desk) judge(ctx context.Context, store commerce.StoreID, levels []db.Level, differ map[db.Place]int64) (drifted int, err error) {
	s, ok, err := d.db.Store(ctx, store)
	if err != nil || !ok {
		return 0, err
	}
	if s.OrdersOn && d.o.PollOrders != nil {
		if err := d.o.PollOrders(ctx, store); err != nil {
			return 0, err
		}
	}
	return drifted, d.db.Write(ctx, func(tx *db.Tx) error {
		drifted = 0
		for _, l := range levels {
			units, is := differ[l.Place()]
			if !is {
				continue
			}
			now, ok, err := tx.Level(store, l.ProductID, l.VariantID)
			if err != nil {
				return err
			}
			if !ok || now.State != commerce.LevelIdle || now.SentRev != l.SentRev || now.Published != l.Published || !now.WrittenAt.Equal(l.WrittenAt) {
				continue // it has moved in the meantime: what was read speaks of an older figure
			}
			moved, err := d.astray(tx, s, now, units)
			if err != nil {
				return err
			}
			if moved {
				drifted++
			}
		}
		return nil
	})
}

// astray deals with one level whose store shows something else than it was told, and reports whether it is told again.
func (d *Desk) astray(tx *db.Tx, s db.StoreRow, l db.Level, units int64) (told bool, err error) {
	fewer := units < l.Published
	switch {
	case fewer && !s.OrdersOn:
		// Sales are not known here, so the store's own figure may be a sale's: it is shown as drift and left.
		return false, tx.LevelAstray(l, units, d.o.Now().Add(commerce.PatrolMiddle), false)
	case fewer && l.Misses == 0:
		return false, tx.LevelAstray(l, units, d.o.Now().Add(secondLook), true)
	case l.Misses >= mostMisses:
		cause := fault.Cause{Code: "SB-STK-507", Text: fmt.Sprintf("EKM does not keep the figure: it was told %d and shows %d, %d times in a row.", l.Published, units, l.Misses),
			Fix: "Look at the product in EKM: its stock may be managed elsewhere, by another app or by an import. Then push it again."}
		if err := tx.Log(db.Activity{Level: "warning", Store: l.Store, Kind: "stock", Subject: "SKU " + l.SKU, Ref: ref(l), Text: cause.Text, Result: "held, " + cause.Code}); err != nil {
			return false, err
		}
		return false, tx.HoldLevel(l, cause, true)
	}
	l.Risk = commerce.Risk(units, l.Wanted, l.Price, 0)
	agreed := "it was never seen to agree"
	if !l.ReadBackAt.IsZero() {
		agreed = "it last agreed at " + l.ReadBackAt.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	if err := tx.Log(db.Activity{Level: "warning", Store: l.Store, Kind: "stock", Subject: "SKU " + l.SKU, Ref: ref(l), Result: "drift",
		Text: fmt.Sprintf("The store shows %d instead of %d, %s. Brightpearl's figure wins and is written again.", units, l.Published, agreed)}); err != nil {
		return false, err
	}
	return true, tx.LevelDrifts(l, units)
}
