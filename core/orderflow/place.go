package orderflow

import (
	"context"
	"fmt"
	"slices"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// unsure reports whether an earlier try of this stage may have reached Brightpearl, so that this one has to look first.
func (d *Desk) unsure(w db.OrderWork) bool { return w.Intent != "" || w.Attempts > 0 }

// place makes sure of the contact, then creates the sales order or adopts the one that an earlier try created.
func (d *Desk) place(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) error {
	ref := commerce.Reference(store.Username, w.Order.EKMID)
	// An order that is older than this connection may have been imported before the store was connected anew.
	older := w.PlacedAt.Before(store.CreatedAt)
	// Brightpearl notices a repeated order within one installation: what another one may have posted is looked for.
	moved := w.PlacedAt.Before(client.InstanceSince())
	look := d.unsure(w) || client.InstanceID() == 0 || older || moved
	if look {
		done, err := d.scout(ctx, client)
		if err != nil {
			return err
		}
		defer done()
		found, err := d.find(ctx, ref)
		if err == nil && found == nil && older {
			found, err = d.findOlder(ctx, store, w)
		}
		if err != nil {
			return err
		}
		if found != nil {
			rows, err := d.db.OrderRows(ctx, w.ID)
			if err != nil {
				return err
			}
			return d.placed(ctx, w, rows, found.ID, buyer{id: int64(found.Customer)}, evidence(w, "sales order")+"Found in Brightpearl, not repeated.")
		}
		if w.Intent == "sales order" && client.InstanceID() == 0 && d.o.Now().Sub(w.IntentAt) < newcomer {
			// Without an instance id Brightpearl would take the order twice, and its search may lag behind.
			return &fault.Error{Op: "create sales order", Remote: "brightpearl", Unclear: true,
				Text: "an earlier try may have created the order, and the search does not show it yet"}
		}
	}
	rows, err := d.db.OrderRows(ctx, w.ID)
	if err != nil {
		return err
	}
	contact, ok, err := d.contact(ctx, client, store, w)
	if err != nil || !ok {
		return err
	}
	if ok, err := d.intend(ctx, w, "sales order"); err != nil || !ok {
		return err
	}
	id, err := client.SalesOrders.Create(ctx, salesOrder(store, w, rows, contact.id, ref))
	if fault.Is(err, fault.Refused) && contact.remembered {
		// The remembered contact may have been merged away: forget it, and the next look searches.
		return d.db.Write(ctx, func(tx *db.Tx) error { return tx.ForgetContact(contact.id) })
	}
	if fault.Is(err, fault.Refused) && !d.unsure(w) {
		// A clear no to the first try proves that nothing was created: a person may decide the order anew.
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.Intend(w.ID, "") }); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if id == 0 {
		found, err := d.find(ctx, ref)
		if err != nil {
			return err
		}
		if found == nil {
			return &fault.Error{Kind: fault.Bug, Op: "create sales order", Remote: "brightpearl", Unclear: true,
				Text: "Brightpearl accepted the order but does not name it yet"}
		}
		id = found.ID
	}
	d.mu.Lock()
	d.mine[w.ID] = true
	d.mu.Unlock()
	return d.placed(ctx, w, rows, id, contact, "")
}

// mostPilots is how many orders go ahead alone before it is clear that look-ups of several references do not work.
const mostPilots = 5

// scout has the first orders that have to be looked up go one by one, until a look-up of several references has proved to work:
// the first one that is created can then be found by the next, and all others share their requests. done is called when the order
// is placed.
func (d *Desk) scout(ctx context.Context, client *brightpearl.Client) (done func(), err error) {
	alone := func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return !client.SalesOrders.FindsLists() && d.pilots < mostPilots
	}
	if !alone() {
		return func() {}, nil
	}
	unlock, err := d.polls.lock(ctx, "scout")
	if err != nil {
		return nil, err
	}
	if !alone() {
		unlock()
		return func() {}, nil
	}
	d.mu.Lock()
	d.pilots++
	d.mu.Unlock()
	return unlock, nil
}

func (d *Desk) find(ctx context.Context, ref string) (*brightpearl.SalesOrderHit, error) {
	hits, _, err := d.refs.get(ctx, ref)
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	return &hits[0], nil
}

// findOlder looks for the order under the name that an earlier installation may have had for the store: the same order number, on
// the store's channel, to the penny, under a reference of ours that no other store of today owns.
func (d *Desk) findOlder(ctx context.Context, store db.StoreRow, w db.OrderWork) (*brightpearl.SalesOrderHit, error) {
	hits, _, err := d.orders.get(ctx, clip(w.Order.Number, brightpearl.MaxReference))
	if err != nil {
		return nil, err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		others := slices.ContainsFunc(stores, func(s db.StoreRow) bool {
			return s.ID != store.ID && h.ExternalRef == commerce.Reference(s.Username, w.Order.EKMID)
		})
		if others || !commerce.ReferenceOf(h.ExternalRef, w.Order.EKMID) {
			continue
		}
		posted, ok, err := d.sales.get(ctx, h.ID)
		if err != nil {
			return nil, err
		}
		if ok && int64(posted.Channel) == store.Settings.ChannelID && pence(posted.Total.Gross) == w.Order.Total.Pence() && !posted.Cancelled {
			return &h, nil
		}
	}
	return nil, nil
}

// evidence tells what an earlier try of a write was, for the timeline: "" when there was none.
func evidence(w db.OrderWork, write string) string {
	if w.Intent != write {
		return ""
	}
	return fmt.Sprintf("The answer to the %s of %s was lost. ", write, w.IntentAt.UTC().Format("15:04:05 UTC"))
}

// placed commits that the sales order exists, with the rows that it was made of.
func (d *Desk) placed(ctx context.Context, w db.OrderWork, rows []db.OrderRow, id brightpearl.OrderID, contact buyer, note string) error {
	text := fmt.Sprintf("Sales order %d in Brightpearl. %s%s", id, contact.why, note)
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID), Text: text}); err != nil {
			return err
		}
		if err := tx.KeepPosted(w, rows); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.Placed, State: commerce.OrderWorking, SalesOrderID: int64(id), ContactID: contact.id,
			ContactNote: contact.why, Flags: contact.flags})
	})
}
