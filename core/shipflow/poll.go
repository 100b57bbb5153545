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
	// sweepEvery is how often more is read than what is new: the search of sweepBack, the stored notes of recheckBack and the notes of
	// all open orders. Brightpearl API: whoever ships a note supplies the moment, which may lie in the past; and notes have no
	// change date, so late tracking, and that a note was taken back, show in the note only.
	sweepEvery  = time.Hour
	sweepBack   = 7 * 24 * time.Hour
	recheckBack = 14 * 24 * time.Hour
	// openFor and openMost limit the orders whose drop-ship notes are looked at between sweeps, since Brightpearl has no search for
	// them; openSwept is the same of a sweep.
	openFor   = 60 * 24 * time.Hour
	openMost  = 2000
	openSwept = 10000
)

// PollNotes reads what was shipped since the last poll, for all stores at once, and stores it with the new watermark in one
// commit; the lanes of the stores that have to be told are woken. Notes of stores whose shipments are off are stored as well
// and wait. Only one poll runs at a time; one that fails is repeated from where the last good one began.
//
// It costs one request for the search, one for every 500 notes found, one for every 200 orders whose notes are new, and for the
// drop-ship notes of open orders one, or one for every 200 of a third of them where there are more than 600. Once an hour
// it is a Sweep.
func (d *Desk) PollNotes(ctx context.Context) error { return d.pollNotes(ctx, false) }

// Sweep is a poll that reads the last days once more, for notes that were shipped with a date in the past, changed or taken back.
// Beyond a poll it costs one request for every 500 goods-out notes of the last 14 days, and one for every 200 orders with notes
// of that time, for every 200 with drop-ship notes among them, and two for every 200 open orders.
func (d *Desk) Sweep(ctx context.Context) error { return d.pollNotes(ctx, true) }

// Recheck reads all notes of some of our orders now, and the orders themselves: three requests for every 200. Without any it is a Sweep.
func (d *Desk) Recheck(ctx context.Context, orders ...commerce.OrderID) error {
	if len(orders) == 0 {
		return d.Sweep(ctx)
	}
	d.polling.Lock()
	defer d.polling.Unlock()
	p, err := d.newPoll(ctx)
	if err != nil {
		return err
	}
	var sales []int64
	var stored []db.Shipment
	for _, id := range orders {
		order, ok, err := d.db.PlacedOrder(ctx, id)
		if err != nil {
			return err
		}
		if !ok || order.SalesOrderID == 0 {
			continue
		}
		notes, err := d.db.ShipmentsOf(ctx, id)
		if err != nil {
			return err
		}
		sales, stored, p.moved[id] = append(sales, order.SalesOrderID), append(stored, notes...), true
	}
	if p.ours, err = d.db.PlacedOrders(ctx, sales); err != nil {
		return err
	}
	if err := p.goodsOutOf(ctx, sales); err != nil {
		return err
	}
	if err := p.dropShipsOf(ctx, sales); err != nil {
		return err
	}
	if err := p.finish(ctx, stored); err != nil {
		return err
	}
	return d.db.Write(ctx, p.store)
}

func (d *Desk) newPoll(ctx context.Context) (*poll, error) {
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	client, err := d.brightpearl()
	p := &poll{d: d, client: client, began: d.o.Now(), stores: map[commerce.StoreID]db.StoreRow{}, moved: map[commerce.OrderID]bool{},
		shipped: map[commerce.OrderID]outcome{}, got: reading{shipped: map[noteKey]db.Shipment{}, open: map[noteKey]bool{}}}
	for _, s := range stores {
		p.stores[s.ID] = s
	}
	return p, err
}

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
	p, err := d.newPoll(ctx)
	if err != nil {
		return err
	}
	at, err := d.db.Poll(ctx, PollName)
	if err != nil {
		return err
	}
	p.sweep = sweep || p.began.Sub(at.FullAt) >= sweepEvery
	stored, err := p.read(ctx, p.start(at))
	if err != nil {
		return err
	}
	if err := p.finish(ctx, stored); err != nil {
		return err
	}
	if err := p.heal(ctx); err != nil {
		return err
	}
	at.At, at.OKAt, at.LastError = p.asOf, p.began, ""
	if p.sweep {
		at.FullAt = p.began
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := p.store(tx); err != nil {
			return err
		}
		return tx.SavePoll(PollName, at)
	}); err != nil {
		return err
	}
	d.looked.took(p.looked, p.began)
	return nil
}

// poll is one reading of shipped notes.
type poll struct {
	d      *Desk
	client *brightpearl.Client
	began  time.Time
	sweep  bool // read the last days once more
	stores map[commerce.StoreID]db.StoreRow

	asOf    time.Time                    // Brightpearl's clock at the search
	ours    map[int64]db.PlacedOrder     // by sales order
	got     reading                      // what Brightpearl answered
	fresh   []db.Shipment                // notes that are new or changed
	back    []takenBack                  // notes that count no more
	moved   map[commerce.OrderID]bool    // orders that Brightpearl is asked for
	shipped map[commerce.OrderID]outcome // and what it says of them
	foreign []foreign
	looked  []int64            // sales orders whose drop-ship notes were read
	alone   []commerce.StoreID // stores whose orders nobody else moves on any more
	mended  []commerce.StoreID // stores that have the statuses of their settings again
}

// foreign is a shipped note on a store's channel whose order is not ours.
type foreign struct {
	note  int64
	store commerce.StoreID
}

// start is the moment from which shipped notes are searched.
func (p *poll) start(at db.Poll) time.Time {
	if !at.At.IsZero() {
		from := at.At.Add(-overlap)
		if back := p.began.Add(-sweepBack); p.sweep && back.Before(from) {
			from = back
		}
		return from
	}
	from := p.began
	for _, s := range p.stores {
		for _, moment := range []time.Time{s.LiveSince, s.Settings.OrdersFrom} {
			if !moment.IsZero() && moment.Before(from) {
				from = moment
			}
		}
	}
	return from
}

// read asks Brightpearl for notes of our orders, and returns the stored ones that the answer is complete for.
func (p *poll) read(ctx context.Context, from time.Time) (stored []db.Shipment, err error) {
	found, err := p.client.GoodsOut.SearchShipped(ctx, from, 0)
	if err != nil {
		return nil, err
	}
	if p.asOf = found.AsOf; p.asOf.IsZero() {
		p.asOf = p.began
	}
	wanted, supplied := map[int64]bool{}, map[int64]bool{}
	for _, row := range found.Items {
		if !row.Transfer && row.Order > 0 {
			wanted[int64(row.Order)] = true
		}
	}
	most := openMost
	if p.sweep {
		most = openSwept
		if stored, err = p.d.db.RecentShipments(ctx, p.began.Add(-recheckBack)); err != nil {
			return nil, err
		}
	}
	open, err := p.d.db.OpenSalesOrders(ctx, p.began.Add(-openFor), most)
	if err != nil {
		return nil, err
	}
	p.looked = open
	if !p.sweep {
		p.looked = p.d.looked.next(open, p.began)
	}
	for _, id := range p.looked {
		supplied[id], wanted[id] = true, true
	}
	for _, n := range stored {
		wanted[n.SalesOrderID], p.moved[n.OrderID] = true, true
		if n.Kind == commerce.DropShip {
			supplied[n.SalesOrderID] = true
		}
	}
	if p.ours, err = p.d.db.PlacedOrders(ctx, slices.Sorted(maps.Keys(wanted))); err != nil {
		return nil, err
	}
	if err := p.goodsOut(ctx, found.Items, stored); err != nil {
		return nil, err
	}
	if p.sweep {
		if err := p.goodsOutOf(ctx, open); err != nil {
			return nil, err
		}
	}
	return stored, p.dropShipsOf(ctx, slices.Sorted(maps.Keys(supplied)))
}

// goodsOut reads the found and the stored goods-out notes that belong to our orders, and counts those of others on our channels.
func (p *poll) goodsOut(ctx context.Context, rows []brightpearl.GoodsOutRow, stored []db.Shipment) error {
	channels := map[int64]commerce.StoreID{}
	for _, s := range p.stores {
		if s.Settings.ChannelID > 0 {
			channels[s.Settings.ChannelID] = s.ID
		}
	}
	asked := map[brightpearl.GoodsOutID]bool{}
	for _, row := range rows {
		if row.Transfer {
			continue
		}
		if _, our := p.ours[int64(row.Order)]; our {
			asked[row.ID] = true
		} else if store, known := channels[int64(row.Channel)]; known {
			p.foreign = append(p.foreign, foreign{int64(row.ID), store})
		}
	}
	for _, n := range stored {
		if _, our := p.ours[n.SalesOrderID]; our && n.Kind == commerce.GoodsOut {
			asked[brightpearl.GoodsOutID(n.NoteID)] = true
		}
	}
	if len(asked) == 0 {
		return nil
	}
	got, err := p.client.GoodsOut.Get(ctx, slices.Sorted(maps.Keys(asked))...)
	p.addGoodsOut(got)
	return err
}

// goodsOutOf reads the goods-out notes of sales orders.
func (p *poll) goodsOutOf(ctx context.Context, salesOrders []int64) error {
	if len(salesOrders) == 0 {
		return nil
	}
	got, err := p.client.GoodsOut.ByOrders(ctx, orderIDs(salesOrders)...)
	p.addGoodsOut(got)
	return err
}

func (p *poll) addGoodsOut(notes []brightpearl.GoodsOutNote) {
	for _, n := range notes {
		if order, our := p.ours[int64(n.Order)]; our && !n.Transfer {
			p.got.add(shipment(order, commerce.GoodsOut, int64(n.ID), n.Tracking, n.Method, n.ShippedOn, n.Lines), n.Shipped)
		}
	}
}

// dropShipsOf reads the drop-ship notes of sales orders.
func (p *poll) dropShipsOf(ctx context.Context, salesOrders []int64) error {
	if len(salesOrders) == 0 {
		return nil
	}
	got, err := p.client.DropShip.ByOrders(ctx, orderIDs(salesOrders)...)
	for _, n := range got {
		if order, our := p.ours[int64(n.Order)]; our {
			p.got.add(shipment(order, commerce.DropShip, int64(n.ID), n.Tracking, n.Method, n.ShippedOn, n.Lines), n.Shipped)
		}
	}
	return err
}

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

func orderIDs(ids []int64) []brightpearl.OrderID {
	out := make([]brightpearl.OrderID, len(ids))
	for i, id := range ids {
		out[i] = brightpearl.OrderID(id)
	}
	return out
}
