package stockflow_test

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/view"
)

// TestEveryFigureIsExplained lives a history and asks, for a hundred SKUs and moments in it, how the figure came about: the parts add up to the
// figure, and what is said to have been written is what the shop was told last.
func TestEveryFigureIsExplained(t *testing.T) {
	h := newHistory(t)
	h.begin(77)
	began := h.clock()
	for range 150 {
		h.step()
	}
	h.quiet()
	told := map[string][]ekmsim.StockMove{}
	for s, store := range h.stores {
		for _, row := range h.books(store).Stock {
			for _, m := range row.Moves {
				if m.By == "api" {
					at := key(s, row.ProductID)
					told[at] = append(told[at], m)
				}
			}
		}
	}
	asked, under := 0, 0
	for asked < 100 {
		s, k := h.rng.IntN(shops), h.rng.IntN(kinds)
		at := began.Add(time.Duration(h.rng.Int64N(int64(h.clock().Sub(began)))))
		all, err := h.db.Explain(t.Context(), h.kinds[k].SKU, h.stores[s])
		if err != nil || len(all) != 1 {
			t.Fatalf("%d explanations, %v", len(all), err)
		}
		e := all[0]
		if e.Terms.Publish() != e.Wanted {
			t.Errorf("now %+v adds up to %d, %d is wanted", e.Terms, e.Terms.Publish(), e.Wanted)
		}
		later, exact := slices.BinarySearchFunc(e.Past, at, func(m view.LevelMoment, at time.Time) int { return m.At.Compare(at) })
		if exact {
			later++
		}
		if later == 0 {
			continue // before the figure's past is kept
		}
		m := e.Past[later-1]
		asked++
		if m.Terms.Publish() != m.Wanted {
			t.Errorf("%s at %s: %+v adds up to %d, %d was wanted (%s)", e.SKU, at, m.Terms, m.Terms.Publish(), m.Wanted, m.Event)
		}
		writes := told[key(s, h.ids[s][k])]
		i, _ := slices.BinarySearchFunc(writes, at.Add(1), func(w ekmsim.StockMove, at time.Time) int { return w.At.Compare(at) })
		switch {
		case i == 0 || writes[i-1].To == m.Published:
		case h.unsure(s, k, at):
			under++
		default:
			t.Errorf("%s at %s: %d is said to have been written (%s at %s), the shop was told %d at %s", e.SKU, at, m.Published, m.Event, m.At, writes[i-1].To, writes[i-1].At)
		}
	}
	if under > 20 {
		t.Errorf("%d of 100 moments fell between a write and its repetition", under)
	}
}
