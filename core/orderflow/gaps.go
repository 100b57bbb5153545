package orderflow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// EKM hands ids out in a run, so an id that no list ever showed is either nothing or an order that the lists have lost. Each one
// is asked for by itself until it turns out to be an order or is proved void.
const (
	probesASweep = 10
	probePause   = db.VoidAfter / (db.VoidProbes - 1) // between two questions for the same id
	// A shop that hands out fewer than four of five ids has no run that could have gaps; only its newest ids are asked for.
	judgedIDs   = 500
	fewestIDs   = 50
	newestIDs   = 50
	longestLook = 20_000 // ids that the first look goes back: everything older was read by its date
)

// runState is where the look at a store's ids stands.
type runState struct {
	Lowest  int64 `json:"lowest"`  // of the ids since go-live
	Checked int64 `json:"checked"` // all ids up to it are known or noted as gaps
	Sparse  bool  `json:"sparse"`  // and people were told so
}

func gapsPoll(store commerce.StoreID) string { return fmt.Sprintf("gaps/%d", store) }

// LookForGaps does what every sweep does for a store's run of ids, now: for a proof that somebody asks for.
func (d *Desk) LookForGaps(ctx context.Context, id commerce.StoreID) error {
	unlock, err := d.polls.lock(ctx, db.OrdersPoll(id))
	if err != nil {
		return err
	}
	defer unlock()
	store, shop, err := d.shop(ctx, id)
	if err != nil {
		return err
	}
	return d.lookForGaps(ctx, store, shop, ordersFrom(store))
}

// lookForGaps finds ids of the store's run that no page showed, and asks for those that are due.
func (d *Desk) lookForGaps(ctx context.Context, store db.StoreRow, shop *ekm.Client, from time.Time) error {
	if err := d.findGaps(ctx, store, from); err != nil {
		return err
	}
	due, err := d.db.DueGaps(ctx, store.ID, d.o.Now().Add(-probePause), probesASweep)
	if err != nil {
		return err
	}
	for _, g := range due {
		if err := d.probe(ctx, store, shop, g, from); err != nil {
			return err
		}
	}
	return d.noteGaps(ctx, store)
}

// findGaps compares the ids that are known with the run from the lowest to the highest.
func (d *Desk) findGaps(ctx context.Context, store db.StoreRow, from time.Time) error {
	at, err := d.db.Poll(ctx, gapsPoll(store.ID))
	if err != nil {
		return err
	}
	var state runState
	if at.Value != "" {
		if err := json.Unmarshal([]byte(at.Value), &state); err != nil {
			return err
		}
	}
	if state.Lowest == 0 {
		if state.Lowest, err = d.db.LowestID(ctx, store.ID, from); err != nil || state.Lowest == 0 {
			return err
		}
	}
	highest, err := d.db.HighestID(ctx, store.ID)
	if err != nil || highest <= state.Checked {
		return err
	}
	state.Checked = max(state.Checked, state.Lowest-1, highest-longestLook)
	first := max(state.Lowest, highest-judgedIDs+1)
	run, err := d.db.IDRun(ctx, store.ID, min(state.Checked, first-1), 2*longestLook)
	if err != nil {
		return err
	}
	told := state.Sparse
	state.Sparse = sparse(run, first, highest)
	above := state.Checked
	if state.Sparse {
		above = max(above, highest-newestIDs)
	}
	gaps := missingIDs(run, above, highest)
	state.Checked = highest
	value, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if state.Sparse {
			if err := tx.DropGaps(store.ID, highest-newestIDs+1); err != nil {
				return err
			}
		}
		if state.Sparse && !told {
			if err := tx.Log(db.Activity{Level: "warning", Store: store.ID, Kind: "order", Subject: store.Name,
				Text: "EKM does not number the orders of this store without gaps: more than a fifth of the last ids were never shown. Only the newest are asked " +
					"for one by one; completeness rests on the readings by date.", Result: "ids are no proof here"}); err != nil {
				return err
			}
		}
		if err := tx.AddGaps(store.ID, gaps); err != nil {
			return err
		}
		return tx.SavePoll(gapsPoll(store.ID), db.Poll{Value: string(value), OKAt: d.o.Now()})
	})
}

// sparse reports whether more than a fifth of the ids from first to last were never shown.
func sparse(run []db.RunID, first, last int64) bool {
	seen := int64(0)
	for _, id := range run {
		if id.Seen && id.EKMID >= first && id.EKMID <= last {
			seen++
		}
	}
	n := last - first + 1
	return n >= fewestIDs && (n-seen)*5 > n
}

// missingIDs lists the ids between above and last that are not in the ascending run. Each is about as old as the id before it.
func missingIDs(run []db.RunID, above, last int64) []db.Gap {
	var out []db.Gap
	next, near := above+1, time.Time{}
	for _, id := range run {
		if id.EKMID > last {
			break
		}
		if near.IsZero() {
			near = id.Near
		}
		for ; next < id.EKMID; next++ {
			out = append(out, db.Gap{EKMID: next, Near: near})
		}
		near, next = id.Near, max(next, id.EKMID+1)
	}
	return out
}

// probe asks EKM for one id.
func (d *Desk) probe(ctx context.Context, store db.StoreRow, shop *ekm.Client, g db.Gap, from time.Time) error {
	o, err := shop.Orders.Get(ctx, ekm.ID(g.EKMID))
	switch {
	case fault.Is(err, fault.NotFound):
		return d.db.Write(ctx, func(tx *db.Tx) error {
			void, err := tx.GapDenied(store.ID, g.EKMID)
			if err != nil || !void {
				return err
			}
			return tx.Log(db.Activity{Store: store.ID, Kind: "order", Subject: fmt.Sprintf("order id %d", g.EKMID), Result: "void",
				Text: fmt.Sprintf("EKM never showed this id and has said %d times over %d hours that there is no such order.", db.VoidProbes, int(db.VoidAfter.Hours()))})
		})
	case fault.Is(err, fault.Bug, fault.Refused): // nothing that another minute would cure; the id stays unexplained
		return d.db.Write(ctx, func(tx *db.Tx) error { return tx.GapAsked(store.ID, g.EKMID) })
	case err != nil:
		return err
	}
	if _, err := d.receive(ctx, store, shop, []ekm.Order{o}, from, true); err != nil || hidden(string(o.Status)) || o.Date.Before(from) {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Log(db.Activity{Level: "warning", Store: store.ID, Kind: "order", Subject: "order " + o.Number.Trim(),
			Text: "EKM's lists never showed this order. It was found by asking for its id, which was missing from the run.", Result: "received"})
	})
}

// noteGaps opens or closes the card of a store's unexplained ids.
func (d *Desk) noteGaps(ctx context.Context, store db.StoreRow) error {
	gaps, err := d.db.OpenGaps(ctx, store.ID)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("gaps/%d", store.ID)
	if len(gaps) == 0 {
		open, err := d.db.ProblemOpen(ctx, key)
		if err != nil || !open {
			return err
		}
		return d.db.Write(ctx, func(tx *db.Tx) error { return tx.Heal(key) })
	}
	n := int64(len(gaps))
	return d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: key, Code: "SB-ORD-140", Severity: "attention", Store: store.ID,
			Title: fmt.Sprintf("%d order %s of %s unexplained", n, plural(n, "id", "ids"), store.Name+" "+plural(n, "is", "are")),
			Text: fmt.Sprintf("EKM numbers orders in a run, and its lists never showed %s. Nothing is lost that we know of, but completeness is not proved. "+
				"EKM is asked for each by its id, %d times over %d hours; what it denies until then was never an order.", someIDs(gaps), db.VoidProbes, int(db.VoidAfter.Hours())),
			Fix: "Nothing to do. If a shopper misses an order, look for it in EKM by hand and download it here by its number."})
	})
}

func someIDs(gaps []db.Gap) string {
	var out []string
	for _, g := range gaps[:min(len(gaps), 5)] {
		out = append(out, fmt.Sprint(g.EKMID))
	}
	if more := len(gaps) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	if last := len(out) - 1; last > 0 {
		return strings.Join(out[:last], ", ") + " and " + out[last]
	}
	return out[0]
}
