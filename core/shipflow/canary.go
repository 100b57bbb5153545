package shipflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// canaryTracking is what a test order gets.
var canaryTracking = ekm.Tracking{Number: "STOCKBRIDGE-TEST", Company: "Stockbridge test"}

// Canary writes test tracking, a line of internal notes and the status for shipped orders to a test order that the merchant placed for
// the purpose, one after the other, and looks at EKM's flag around each: whether a write mails the shopper is not documented. It stops
// at the first write that does. The outcome is stored with the store. An order that is on its way to Brightpearl is refused. It may be
// repeated; it costs two requests to find the order and one for each write.
func (d *Desk) Canary(ctx context.Context, id commerce.StoreID, number, actor string) ([]view.CanaryStep, error) {
	store, ok, err := d.db.Store(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("there is no store %d", id)
	}
	shop, err := d.shop(store)
	if err != nil {
		return nil, err
	}
	order, err := testOrder(ctx, shop, store, number)
	if err != nil {
		return nil, err
	}
	if err := d.mayTest(ctx, store, order); err != nil {
		return nil, err
	}
	t := &task{store: store, shop: shop, order: order, seen: []bool{bool(order.Emailed)}, actor: actor,
		may:    func(ctx context.Context, _ *Desk, _ task) error { return ctx.Err() },
		placed: db.PlacedOrder{EKMID: int64(order.ID), Number: string(order.Number), Store: id}}
	var steps []view.CanaryStep
	for _, call := range []string{callTracking, callNotes, callStatus} {
		step := view.CanaryStep{Call: call, Before: bool(t.order.Emailed)}
		if err = d.try(ctx, t, call); err != nil && !errors.As(err, new(mailed)) {
			break
		}
		step.After = bool(t.order.Emailed)
		step.Text = canaryWords(step)
		steps = append(steps, step)
		if err != nil {
			break
		}
	}
	if err != nil && !errors.As(err, new(mailed)) && len(steps) == 0 {
		return nil, err
	}
	if stored := d.keepCanary(ctx, t, steps); stored != nil {
		return steps, stored
	}
	if errors.As(err, new(mailed)) {
		err = nil // what was to be found out
	}
	return steps, err
}

// try makes one write of the canary.
func (d *Desk) try(ctx context.Context, t *task, call string) error {
	_, err := d.write(ctx, t, call, "", func() (ekm.Order, error) {
		switch call {
		case callTracking:
			return t.shop.Orders.SetTracking(ctx, t.ekmID(), canaryTracking)
		case callNotes:
			line := "Stockbridge: test of silent updates, " + d.o.Now().Local().Format("2 Jan 2006 15:04")
			if t.store.NotesAppend {
				return t.shop.Orders.SetInternalNotes(ctx, t.ekmID(), line)
			}
			return t.shop.Orders.SetInternalNotes(ctx, t.ekmID(), grown(string(t.order.InternalNotes), []string{line}))
		}
		name, _ := spelling(t.store.Options, t.store.Settings.ShippedStatus)
		return t.shop.Orders.SetStatus(ctx, t.ekmID(), name)
	})
	return err
}

func canaryWords(s view.CanaryStep) string {
	switch {
	case !s.Before && s.After:
		return "EKM marked the order as mailed by this."
	case s.Before:
		return "EKM had marked the order as mailed before, so its flag shows nothing: look into the order's inbox."
	}
	return "EKM did not mark the order as mailed."
}

func (d *Desk) keepCanary(ctx context.Context, t *task, steps []view.CanaryStep) error {
	document, err := json.Marshal(steps)
	if err != nil {
		return err
	}
	var words []string
	for _, s := range steps {
		words = append(words, s.Call+": "+s.Text)
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SaveCanary(t.store.ID, string(document)); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: t.store.ID, Kind: "shipment", Subject: t.store.Name, Actor: t.actor,
			Text: "Test order " + t.placed.Number + " was written to, to see whether EKM mails. " + strings.Join(words, " ")})
	})
}

// testOrder finds an order by its number in EKM.
func testOrder(ctx context.Context, shop *ekm.Client, store db.StoreRow, number string) (ekm.Order, error) {
	if number = strings.TrimSpace(number); number == "" {
		return ekm.Order{}, errors.New("say the number of the test order")
	}
	page, err := shop.Orders.Page(ctx, ekm.OrderQuery{Number: number})
	if err != nil {
		return ekm.Order{}, err
	}
	if len(page.Rows) != 1 {
		return ekm.Order{}, fault.Hold(fault.Cause{Code: "SB-SHP-410", Text: fmt.Sprintf("%s has %d orders with the number %s.", store.Name, len(page.Rows), number),
			Fix: "Place a test order to your own address in the shop, and give its number as EKM shows it."})
	}
	return shop.Orders.Get(ctx, page.Rows[0].ID)
}

// mayTest refuses an order that may be a real shopper's: one that is in Brightpearl, waits to go there, or is held on the way.
func (d *Desk) mayTest(ctx context.Context, store db.StoreRow, order ekm.Order) error {
	state, sales, ok, err := d.db.OrderByEKM(ctx, store.ID, int64(order.ID))
	if err != nil || !ok {
		return err
	}
	if sales > 0 || state != commerce.OrderExcluded && state != commerce.OrderCancelled {
		return fault.Hold(fault.Cause{Code: "SB-SHP-411", Text: fmt.Sprintf("Order %s is in Brightpearl or on its way there, so it is no test order. Nothing was written.", order.Number),
			Fix: "Place a test order to your own address, exclude it from the import, and use its number."})
	}
	return nil
}
