package shipflow

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// PollName is the name under which the poll for shipped notes is remembered.
const PollName = "goodsout"

const (
	// overlap is how far every poll looks back behind the last one: Brightpearl's searches may lag behind its writes.
	overlap = 15 * time.Minute
	// sweepEvery is how often the notes of sweepBack are read once more. Brightpearl API: whoever ships a note supplies the
	// moment, which may lie in the past; and notes have no change date, so tracking that comes late shows in the note only.
	sweepEvery = time.Hour
	sweepBack  = 7 * 24 * time.Hour
	// openFor and openMost limit the orders whose drop-ship notes are looked at in every poll, 200 a request, since Brightpearl
	// has no search for them.
	openFor  = 60 * 24 * time.Hour
	openMost = 2000
)

// PollNotes reads what was shipped since the last poll, for all stores at once, and stores it with the new watermark in one
// commit; the lanes of the stores that have to be told are woken. Notes of stores whose shipments are off are stored as well
// and wait. Only one poll runs at a time; one that fails is repeated from where the last good one began.
//
// It costs one request for the search, one for every 500 notes found, one for every 200 open orders, and one for every 200
// orders that seem to be shipped in part.
func (d *Desk) PollNotes(ctx context.Context) error { return d.pollNotes(ctx, false) }

// Sweep is a poll that reads the last days once more, for notes that were shipped with a date in the past.
func (d *Desk) Sweep(ctx context.Context) error { return d.pollNotes(ctx, true) }

func (d *Desk) pollNotes(ctx context.Context, sweep bool) error {
	d.polling.Lock()
	defer d.polling.Unlock()
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(stores, func(s db.StoreRow) bool { return s.ShipmentsOn }) {
		return nil // the watermark stays where it is, so nothing is missed later
	}
	client, err := d.brightpearl()
	if err != nil {
		return err
	}
	began := d.o.Now()
	at, err := d.db.Poll(ctx, PollName)
	if err != nil {
		return err
	}
	p := poll{d: d, client: client, began: began, sweep: sweep || began.Sub(at.FullAt) >= sweepEvery, complete: map[commerce.OrderID]bool{}}
	if err := p.read(ctx, p.start(at, stores)); err != nil {
		return err
	}
	if err := p.weigh(ctx); err != nil {
		return err
	}
	if p.sweep {
		if err := p.healed(ctx, stores); err != nil {
			return err
		}
	}
	at.At, at.OKAt, at.LastError = p.asOf, began, ""
	if p.sweep {
		at.FullAt = began
	}
	return p.store(ctx, at)
}

// poll is one reading of shipped notes.
type poll struct {
	d      *Desk
	client *brightpearl.Client
	began  time.Time
	sweep  bool // read the last days once more

	asOf     time.Time                 // Brightpearl's clock at the search
	ours     map[int64]db.PlacedOrder  // by sales order
	fresh    []db.Shipment             // notes that are new or changed
	complete map[commerce.OrderID]bool // orders that Brightpearl calls shipped; true when that is not what was ordered
	alone    []commerce.StoreID        // stores whose orders nobody else moves on any more
}

// start is the moment from which shipped notes are searched.
func (p *poll) start(at db.Poll, stores []db.StoreRow) time.Time {
	if !at.At.IsZero() {
		from := at.At.Add(-overlap)
		if back := p.began.Add(-sweepBack); p.sweep && back.Before(from) {
			from = back
		}
		return from
	}
	from := p.began
	for _, s := range stores {
		for _, moment := range []time.Time{s.LiveSince, s.Settings.OrdersFrom} {
			if !moment.IsZero() && moment.Before(from) {
				from = moment
			}
		}
	}
	return from
}

// read finds the notes of our orders that are new or changed.
func (p *poll) read(ctx context.Context, from time.Time) error {
	found, err := p.client.GoodsOut.SearchShipped(ctx, from, 0)
	if err != nil {
		return err
	}
	if p.asOf = found.AsOf; p.asOf.IsZero() {
		p.asOf = p.began
	}
	wanted := map[int64]bool{}
	for _, row := range found.Items {
		if !row.Transfer && row.Order > 0 {
			wanted[int64(row.Order)] = true
		}
	}
	supplied, err := p.dropShipOrders(ctx)
	if err != nil {
		return err
	}
	for _, id := range supplied {
		wanted[id] = true
	}
	if p.ours, err = p.d.db.PlacedOrders(ctx, slices.Sorted(maps.Keys(wanted))); err != nil {
		return err
	}
	notes, foreign, err := p.goodsOut(ctx, found.Items)
	if err != nil {
		return err
	}
	drops, err := p.dropShips(ctx, supplied)
	if err != nil {
		return err
	}
	if foreign > 0 {
		p.d.o.Log.Debug("shipped notes of other orders were left alone", "notes", foreign)
	}
	return p.keepChanged(ctx, append(notes, drops...))
}

// goodsOut reads the found notes that belong to our orders and counts the others.
func (p *poll) goodsOut(ctx context.Context, rows []brightpearl.GoodsOutRow) (notes []db.Shipment, foreign int, err error) {
	var ids []brightpearl.GoodsOutID
	for _, row := range rows {
		if _, our := p.ours[int64(row.Order)]; our && !row.Transfer {
			ids = append(ids, row.ID)
		} else if !row.Transfer {
			foreign++
		}
	}
	if len(ids) == 0 {
		return nil, foreign, nil
	}
	got, err := p.client.GoodsOut.Get(ctx, ids...)
	for _, n := range got {
		if order, our := p.ours[int64(n.Order)]; our && n.Shipped && !n.Transfer {
			notes = append(notes, shipment(order, commerce.GoodsOut, int64(n.ID), n.Tracking, n.Method, n.ShippedOn, n.Lines))
		}
	}
	return notes, foreign, err
}

// dropShipOrders lists the sales orders whose drop-ship notes may have moved: the open ones and, in a sweep, those whose
// tracking may still come.
func (p *poll) dropShipOrders(ctx context.Context) ([]int64, error) {
	ids, err := p.d.db.OpenSalesOrders(ctx, p.began.Add(-openFor), openMost)
	if err != nil || !p.sweep {
		return ids, err
	}
	told, err := p.d.db.DropShippedOrders(ctx, p.began.Add(-sweepBack))
	ids = append(ids, told...)
	slices.Sort(ids)
	return slices.Compact(ids), err
}

func (p *poll) dropShips(ctx context.Context, salesOrders []int64) (notes []db.Shipment, err error) {
	if len(salesOrders) == 0 {
		return nil, nil
	}
	got, err := p.client.DropShip.ByOrders(ctx, orderIDs(salesOrders)...)
	for _, n := range got {
		if order, our := p.ours[int64(n.Order)]; our && n.Shipped {
			notes = append(notes, shipment(order, commerce.DropShip, int64(n.ID), n.Tracking, n.Method, n.ShippedOn, n.Lines))
		}
	}
	return notes, err
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
		n.DueAt = p.d.graceEnd(*n, p.began)
	}
	return nil
}

// healed finds the stores whose orders nobody else has moved on lately.
func (p *poll) healed(ctx context.Context, stores []db.StoreRow) error {
	for _, s := range stores {
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
func (p *poll) store(ctx context.Context, at db.Poll) error {
	return p.d.db.Write(ctx, func(tx *db.Tx) error {
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
		}
		for id, differs := range p.complete {
			if err := tx.SetShippedAll(id, differs); err != nil {
				return err
			}
		}
		for _, id := range p.alone {
			if err := tx.Heal(elsewhereKey(id)); err != nil {
				return err
			}
		}
		return tx.SavePoll(PollName, at)
	})
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

func orderIDs(ids []int64) []brightpearl.OrderID {
	out := make([]brightpearl.OrderID, len(ids))
	for i, id := range ids {
		out[i] = brightpearl.OrderID(id)
	}
	return out
}
