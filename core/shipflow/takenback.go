package shipflow

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// noteKey names a warehouse note.
type noteKey struct {
	kind commerce.NoteKind
	id   int64
}

func keyOf(n db.Shipment) noteKey { return noteKey{n.Kind, n.NoteID} }

// reading is what Brightpearl answered about notes of ours: the shipped ones, and those that are there and not shipped.
type reading struct {
	shipped map[noteKey]db.Shipment
	open    map[noteKey]bool
}

func (r reading) add(n db.Shipment, shipped bool) {
	if shipped {
		r.shipped[keyOf(n)] = n
	} else {
		r.open[keyOf(n)] = true
	}
}

// notes are the shipped ones, the oldest id first.
func (r reading) notes() []db.Shipment {
	return slices.SortedFunc(maps.Values(r.shipped), func(a, b db.Shipment) int { return int(min(max(a.NoteID-b.NoteID, -1), 1)) })
}

// takenBack is a stored note that Brightpearl shows as shipped no more.
type takenBack struct {
	note db.Shipment
	how  string // db.UnShipped or db.Destroyed
}

// compare finds the stored notes that were taken back. A note that is missing from an answer is asked for once more, by its order, before
// it counts as destroyed: an answer with holes in it must not take a day's shipments back.
func (p *poll) compare(ctx context.Context, stored []db.Shipment) error {
	var missing []db.Shipment
	lacking := map[commerce.NoteKind]map[int64]bool{commerce.GoodsOut: {}, commerce.DropShip: {}}
	for _, n := range stored {
		if _, our := p.ours[n.SalesOrderID]; !our || !n.Counts() {
			continue
		}
		switch _, shipped := p.got.shipped[keyOf(n)]; {
		case shipped:
		case p.got.open[keyOf(n)]:
			p.back = append(p.back, takenBack{n, db.UnShipped})
		default:
			missing = append(missing, n)
			lacking[n.Kind][n.SalesOrderID] = true
		}
	}
	if err := p.goodsOutOf(ctx, slices.Sorted(maps.Keys(lacking[commerce.GoodsOut]))); err != nil {
		return err
	}
	if err := p.dropShipsOf(ctx, slices.Sorted(maps.Keys(lacking[commerce.DropShip]))); err != nil {
		return err
	}
	for _, n := range missing {
		switch _, shipped := p.got.shipped[keyOf(n)]; {
		case shipped:
		case p.got.open[keyOf(n)]:
			p.back = append(p.back, takenBack{n, db.UnShipped})
		default:
			p.back = append(p.back, takenBack{n, db.Destroyed})
		}
	}
	return nil
}

// undo stores that a note was taken back.
func (p *poll) undo(tx *db.Tx, b takenBack) error {
	number := p.ours[b.note.SalesOrderID].Number
	what := fmt.Sprintf("%s %d was %s in Brightpearl", kindWord(b.note.Kind), b.note.NoteID, b.how)
	cause := fault.Cause{Code: "SB-SHP-406", Text: fmt.Sprintf("The %s after the store was told that it is shipped.", what),
		Fix: "Look at what EKM would show again and let it be written, or close this with a reason. If it is shipped again, nothing is left to do."}
	reversed, err := tx.TakeBack(b.note, b.how, cause)
	if err != nil {
		return err
	}
	text, result := "The "+what+". The store was not told of it; it counts no more.", ""
	if reversed {
		text, result = "The "+what+" after the store was told. EKM is left as it is until a person decides.", "SB-SHP-406"
	}
	if err := tx.Log(db.Activity{Level: "warning", Store: b.note.Store, Kind: "shipment", Subject: "order " + number, Ref: orderRef(b.note.OrderID),
		Text: text, Result: result}); err != nil || !reversed {
		return err
	}
	return tx.Raise(db.Problem{Key: db.TakenBack(b.note.OrderID), Code: cause.Code, Severity: "attention", Store: b.note.Store, Order: b.note.OrderID,
		Title: "A shipment of order " + number + " was taken back", Text: cause.Text, Fix: cause.Fix})
}
