package stockflow

import (
	"context"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

func brakeKey(store commerce.StoreID) string { return fmt.Sprintf("brake/%d", store) }

// brake stops a reckoning that would take a large part of a store off sale at once: more likely an answer that is wrong than
// goods that are gone. Nothing is written until a person releases it or the figures are back. zeroed of the shown SKUs would fall
// to nothing; whole says that all of the store was looked at, braked that the brake is on already.
func (d *Desk) brake(ctx context.Context, s db.StoreRow, whole, braked bool, zeroed, shown int) (stop bool, err error) {
	released := whole && d.takeRelease(s.ID)
	over := int64(zeroed) >= max(s.Settings.BrakeMinSKUs, 1) && int64(zeroed)*100 > s.Settings.BrakePercent*int64(shown)
	switch {
	case over && !released:
		return true, d.db.Write(ctx, func(tx *db.Tx) error {
			return tx.Raise(db.Problem{Key: brakeKey(s.ID), Code: "SB-STK-501", Severity: "error", Store: s.ID,
				Title: fmt.Sprintf("Stock of %s would fall to zero for %d of %d SKUs", s.Name, zeroed, shown),
				Text:  "Brightpearl's answer would take a large part of the store off sale at once, so nothing was written. Orders and shipments go on.",
				Fix:   "If the goods are really gone, push the stock of this store now. Otherwise wait: the brake is released by itself when the figures are back."})
		})
	case braked && whole:
		return false, d.db.Write(ctx, func(tx *db.Tx) error { return tx.Heal(brakeKey(s.ID)) })
	}
	return false, nil
}

// Release lets the next reckoning of a whole store pass the brake, by a person's wish.
func (d *Desk) Release(store commerce.StoreID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.released[store] = true
}

func (d *Desk) takeRelease(store commerce.StoreID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	released := d.released[store]
	delete(d.released, store)
	return released
}
