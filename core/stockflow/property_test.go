package stockflow_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestNoStoreShowsMoreThanThereIs lives random histories: shops sell, orders are stored, held, reserved, shipped and excluded, Brightpearl is
// counted and reserved by hand, settings change, people type into EKM's admin, writes and answers get lost.
//
// At every step no store shows more of a SKU than commerce.Terms.Publish of the truth allows, where each part of the figure may be as old as
// the API makes it, and no older:
//
//   - Brightpearl's units, as they were at any time since the reading that the store's last write of the SKU is made of began. An answer that
//     a reservation of our own overtook does not count as a reading of that product.
//   - the orders of every shop likewise, since the last reading of that shop's orders before that write. The store's own must have been read
//     after the figure became due, or the write takes back what EKM itself had lowered. A sale that comes between that reading and the write
//     cannot be seen, because EKM knows no conditional write.
//   - what people want, as it was at any time since that write.
//   - every store shows the same free units: that fan-out is how Brightpearl's stock is shared, so the sum over the stores is no law.
//
// Reserving moves no figure, not even for a moment, so it excuses nothing. More may be shown only where somebody typed it into the shop
// until the next write, where EKM answered a write that it did not store until the next write, while a person holds the figure, and while
// the brake stops it.
//
// When all is quiet — every order and unit read, every lost answer found, the patrol gone round — each store shows exactly Publish of the
// truth, whatever was typed in or lost before.
//
// STOCK_HISTORIES lives more than the usual number of them, STOCK_SEED only that one.
func TestNoStoreShowsMoreThanThereIs(t *testing.T) {
	const workers, steps = 4, 60
	from, upTo := uint64(1), uint64(60)
	if n, err := strconv.ParseUint(os.Getenv("STOCK_HISTORIES"), 10, 64); err == nil {
		upTo = n
	}
	if n, err := strconv.ParseUint(os.Getenv("STOCK_SEED"), 10, 64); err == nil {
		from, upTo = n, n
	}
	for worker := range uint64(workers) {
		t.Run(fmt.Sprint(worker), func(t *testing.T) {
			t.Parallel()
			var h *history
			for seed := from + worker; seed <= upTo; seed += workers {
				if h == nil {
					h = newHistory(t)
				}
				if err := h.live(seed, steps); err != nil {
					t.Fatalf("seed %d: %v\n%s", seed, err, strings.Join(h.trace, "\n"))
				}
			}
		})
	}
}

// live lives one history to its quiet end.
func (h *history) live(seed uint64, steps int) error {
	h.t.Helper()
	h.zeroRows(seed%2 == 0)
	h.begin(seed)
	if err := h.settled(); err != nil {
		return fmt.Errorf("at the start: %w", err)
	}
	for i := range steps {
		h.step()
		if err := h.check(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	h.quiet()
	return h.settled()
}
