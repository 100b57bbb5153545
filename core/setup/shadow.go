package setup

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// StartShadow has a store run in shadow: its orders are switched off, and those placed from now on are read and compared with what staff
// type. A store that runs so already goes on.
func (d *Desk) StartShadow(ctx context.Context, id commerce.StoreID, actor string) error {
	run, _, err := d.db.ShadowRun(ctx, id)
	if err != nil || run.Running {
		return err
	}
	return d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		text := "Runs in shadow: orders are read and compared with what staff type, and none is posted."
		if row.OrdersOn {
			if err := tx.SetSwitches(id, db.Switches{Stock: row.StockOn, Shipments: row.ShipmentsOn}); err != nil {
				return err
			}
			if err := tx.Heal(CurrencyProblem(id)); err != nil { // nobody has to be alarmed
				return err
			}
			text += " Orders are switched off."
		}
		if err := tx.BeginShadow(id); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: id, Kind: "setting", Subject: row.Name, Text: text, Actor: actor})
	})
}

// StopShadow ends it. What was found stays, and orders that staff typed are not posted by a later go-live.
func (d *Desk) StopShadow(ctx context.Context, id commerce.StoreID, actor string) error {
	run, _, err := d.db.ShadowRun(ctx, id)
	if err != nil || !run.Running {
		return err
	}
	return d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		if err := tx.EndShadow(id); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: id, Kind: "setting", Subject: row.Name, Text: "Does not run in shadow any more.", Actor: actor})
	})
}

// fromShadow is where a store's orders begin when it goes live out of the shadow.
type fromShadow struct {
	ekmID int64
	at    time.Time
	actor string
}

// GoLiveFromShadow is GoLive with orders, from an order of the shadow run on: at is when the oldest order with at least its id was placed,
// and becomes orders_from. Orders with a lower id stay where they are. The run ends in the same commit.
func (d *Desk) GoLiveFromShadow(ctx context.Context, id commerce.StoreID, ekmID int64, at time.Time, actor string) ([]Check, error) {
	checks, err := d.goLive(ctx, id, db.Switches{Orders: true}, &fromShadow{ekmID, at, actor})
	if err == nil {
		d.changed() // units of orders that stay where they are count no more
	}
	return checks, err
}

// inShadow refuses to switch orders on for a store that runs in shadow: what staff have typed since the last comparison would be posted
// a second time.
func (d *Desk) inShadow(ctx context.Context, row db.StoreRow) error {
	run, _, err := d.db.ShadowRun(ctx, row.ID)
	if err != nil || !run.Running {
		return err
	}
	return sentence{kind: fault.NeedsPerson, code: CodeInShadow, op: "go live", remote: storeRemote(row.Name),
		text: row.Name + " runs in shadow, so its orders were not switched on: staff may have typed some of them.",
		fix:  "Go live from an order of the shadow run, or stop the run first."}.fault()
}

// begin has the store's orders begin there.
func (f fromShadow) begin(tx *db.Tx, row db.StoreRow) error {
	left, err := tx.LeaveOut(row.ID, f.ekmID)
	if err != nil {
		return err
	}
	if err := tx.EndShadow(row.ID); err != nil {
		return err
	}
	if err := tx.SavePoll(db.OrdersPoll(row.ID), db.Poll{}); err != nil {
		return err
	}
	text := fmt.Sprintf("Live out of the shadow, from EKM's order id %d on, placed %s UTC.", f.ekmID, f.at.UTC().Format("2006-01-02 15:04:05"))
	if left > 0 {
		text += fmt.Sprintf(" %d orders from before it, which were on their way, stay where they are.", left)
	}
	return tx.Log(db.Activity{Store: row.ID, Kind: "setting", Subject: row.Name, Text: text, Actor: f.actor})
}
