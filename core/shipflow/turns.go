package shipflow

import (
	"slices"
	"time"
)

const (
	// turnWithin is how long an open order may go without a look at its drop-ship notes; with the time between two polls on top it
	// stays well under two minutes.
	turnWithin = 75 * time.Second
	turnLeast  = 200 // one request's worth is always read
)

// turns remembers when the drop-ship notes of open orders were read, so that every poll reads a share of them only. It belongs to whoever
// polls.
type turns struct{ at map[int64]time.Time }

// next are the orders to read now: new ones, those that were not read for a while, and of the others, the longest unread first, as
// many as make up a third of all.
func (t *turns) next(open []int64, now time.Time) []int64 {
	order := slices.Clone(open)
	slices.SortStableFunc(order, func(a, b int64) int { return t.at[a].Compare(t.at[b]) })
	share := max(turnLeast, (len(order)+2)/3)
	n := 0
	for n < len(order) && (n < share || now.Sub(t.at[order[n]]) >= turnWithin) {
		n++
	}
	return order[:n]
}

// took notes that orders were read; those that are long closed are forgotten.
func (t *turns) took(read []int64, now time.Time) {
	if t.at == nil {
		t.at = map[int64]time.Time{}
	}
	for _, id := range read {
		t.at[id] = now
	}
	if len(t.at) > 2*openSwept {
		for id, at := range t.at {
			if now.Sub(at) > time.Hour {
				delete(t.at, id)
			}
		}
	}
}
