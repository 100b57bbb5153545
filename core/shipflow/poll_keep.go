package shipflow

import (
	"context"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// finish decides what the answers mean.
func (p *poll) finish(ctx context.Context, stored []db.Shipment) error {
	if err := p.compare(ctx, stored); err != nil {
		return err
	}
	if err := p.keepChanged(ctx, p.got.notes()); err != nil {
		return err
	}
	return p.weigh(ctx)
}

// keepChanged drops the notes that are stored as they are, and completes the others.
func (p *poll) keepChanged(ctx context.Context, notes []db.Shipment) error {
	for _, kind := range []commerce.NoteKind{commerce.GoodsOut, commerce.DropShip} {
		var ids []int64
		for _, n := range notes {
			if n.Kind == kind {
				ids = append(ids, n.NoteID)
			}
		}
		known, err := p.d.db.KnownNotes(ctx, kind, ids)
		if err != nil {
			return err
		}
		for _, n := range notes {
			if n.Kind == kind && known[n.NoteID] != n.Hash {
				p.fresh = append(p.fresh, n)
			}
		}
	}
	if len(p.fresh) == 0 {
		return nil
	}
	carriers, err := p.carriers(ctx)
	if err != nil {
		return err
	}
	for i := range p.fresh {
		n := &p.fresh[i]
		n.Carrier = carriers[n.MethodID]
		if n.ShippedAt.IsZero() {
			n.ShippedAt = p.began
		}
		n.DueAt = p.d.graceEnd(*n, p.stores[n.Store].Settings, p.began)
	}
	return nil
}

// heal finds what has ended by itself: stores whose orders nobody else has moved on lately, and stores that have the statuses of
// their settings again. Only a sweep asks EKM, one request for each store whose setting is broken.
func (p *poll) heal(ctx context.Context) error {
	for _, s := range p.stores {
		broken, err := p.d.db.ProblemOpen(ctx, statusKey(s.ID))
		if err != nil {
			return err
		}
		if broken && p.sweep {
			if s, err = p.d.readStatuses(ctx, s); err != nil {
				p.d.o.Log.Warn("the statuses of a store could not be read", "store", int64(s.ID), "error", err)
			}
		}
		if broken && hasStatuses(s) {
			p.mended = append(p.mended, s.ID)
		}
		if !p.sweep {
			continue
		}
		n, err := p.d.db.Superseded(ctx, s.ID, p.began.Add(-elsewhereWithin))
		if err != nil {
			return err
		}
		if n < elsewhereMost {
			p.alone = append(p.alone, s.ID)
		}
	}
	return nil
}

// store commits what the poll found.
func (p *poll) store(tx *db.Tx) error {
	for _, b := range p.back {
		if err := p.undo(tx, b); err != nil {
			return err
		}
	}
	for _, n := range p.fresh {
		if changed, err := tx.SaveShipment(n); err != nil {
			return err
		} else if !changed {
			continue
		}
		if err := tx.Log(db.Activity{Store: n.Store, Kind: "shipment", Subject: "order " + p.ours[n.SalesOrderID].Number, Ref: noteRef(n),
			Text: arrival(n)}); err != nil {
			return err
		}
		if err := tx.HealTakenBack(n.OrderID); err != nil {
			return err
		}
	}
	for id, o := range p.shipped {
		if err := tx.SetShipped(id, o.rows, o.all, o.differs); err != nil {
			return err
		}
	}
	for _, f := range p.foreign {
		if err := tx.CountForeign(commerce.GoodsOut, f.note, f.store); err != nil {
			return err
		}
	}
	for _, id := range p.alone {
		if err := tx.Heal(elsewhereKey(id)); err != nil {
			return err
		}
	}
	for _, id := range p.mended {
		if err := tx.Heal(statusKey(id)); err != nil {
			return err
		}
		if _, err := tx.ReleaseCause(id, codeNoStatus); err != nil {
			return err
		}
	}
	if p.sweep {
		return tx.ForgetForeign()
	}
	return nil
}

func arrival(n db.Shipment) string {
	text := fmt.Sprintf("Shipped in Brightpearl: %s %d, %s", kindWord(n.Kind), n.NoteID, units(n.Units))
	if n.Carrier != "" {
		text += ", " + n.Carrier
	}
	if n.Tracking == "" {
		return text + ", without tracking."
	}
	return text + ", " + n.Tracking + "."
}

func kindWord(kind commerce.NoteKind) string {
	if kind == commerce.DropShip {
		return "drop-ship note"
	}
	return "goods-out note"
}

func units(n int64) string {
	if n == 1 {
		return "1 unit"
	}
	return fmt.Sprintf("%d units", n)
}
