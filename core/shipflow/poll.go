package shipflow

import (
	"context"
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
