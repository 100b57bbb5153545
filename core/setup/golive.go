package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// needs says which switches a check matters to; a check that is not listed matters to all three.
var needs = map[string]db.Switches{
	"channel": {Orders: true}, "price_list": {Orders: true}, "currency": {Orders: true}, "tax_codes": {Orders: true},
	"payment_method": {Orders: true}, "order_status": {Orders: true}, "shipping_method": {Orders: true},
	"warehouses": {Orders: true, Stock: true}, "shipped_status": {Shipments: true},
}

func matters(key string, on db.Switches) bool {
	n, listed := needs[key]
	return !listed || n.Orders && on.Orders || n.Stock && on.Stock || n.Shipments && on.Shipments
}

// GoLive adds the given switches to those that are on; none given means all three. It runs Check first and returns its
// lines in any case. A problem that matters to the switches is a fault of kind NeedsPerson (SB-SET-320) that lists the
// problems, and nothing is switched. Orders are downloaded from the moment the store was connected unless orders_from says
// otherwise. A store that runs in shadow is refused when orders are among the switches (SB-SET-323): see GoLiveFromShadow.
func (d *Desk) GoLive(ctx context.Context, id commerce.StoreID, on db.Switches) ([]Check, error) {
	return d.goLive(ctx, id, on, nil)
}

func (d *Desk) goLive(ctx context.Context, id commerce.StoreID, on db.Switches, shadow *fromShadow) ([]Check, error) {
	checks, err := d.Check(ctx, id)
	if err != nil {
		return checks, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	row, err := d.store(ctx, id)
	if err != nil {
		return checks, err
	}
	if on == (db.Switches{}) {
		on = db.Switches{Orders: true, Stock: true, Shipments: true}
	}
	if on.Orders && shadow == nil {
		if err := d.inShadow(ctx, row); err != nil {
			return checks, err
		}
	}
	var problems, fixes []string
	for _, c := range checks {
		if c.Result == Problem && matters(c.Key, on) {
			problems = append(problems, c.Title+": "+c.Text)
			if c.Fix != "" && !slices.Contains(fixes, c.Fix) {
				fixes = append(fixes, c.Fix)
			}
		}
	}
	if len(problems) > 0 {
		return checks, sentence{kind: fault.NeedsPerson, code: CodeNotReady, op: "go live", remote: storeRemote(row.Name),
			text: row.Name + " did not go live, and nothing was switched. " + strings.Join(problems, " "),
			fix:  strings.Join(fixes, " ")}.fault()
	}
	on = db.Switches{Orders: on.Orders || row.OrdersOn, Stock: on.Stock || row.StockOn, Shipments: on.Shipments || row.ShipmentsOn}
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.ChangeSettings(id, func(s settings.Store) (settings.Store, error) {
			before := s.Clone()
			if s.OrdersFrom.IsZero() && on.Orders {
				s.OrdersFrom = row.CreatedAt.UTC()
			}
			if shadow != nil {
				s.OrdersFrom = shadow.at.UTC()
			}
			return s, d.note(tx, id, settings.Compare(before, s), By{Reason: view.SettingStarted})
		}); err != nil {
			return err
		}
		if shadow != nil {
			if err := shadow.begin(tx, row); err != nil {
				return err
			}
		}
		if on.Orders && !row.OrdersOn {
			typed, err := tx.LeaveTyped(id)
			if err != nil {
				return err
			}
			if typed > 0 {
				if err := d.said(tx, row, fmt.Sprintf("%d waiting orders are not posted: staff typed them while the store ran in shadow.", typed)); err != nil {
					return err
				}
			}
		}
		if err := tx.SetSwitches(id, on); err != nil {
			return err
		}
		return d.said(tx, row, "Live: "+switchNames(on)+".")
	})
	return checks, err
}

// SwitchOff turns the given switches off; the others stay as they are. Nothing that waits is lost.
func (d *Desk) SwitchOff(ctx context.Context, id commerce.StoreID, off db.Switches) error {
	return d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		left := db.Switches{Orders: row.OrdersOn && !off.Orders, Stock: row.StockOn && !off.Stock, Shipments: row.ShipmentsOn && !off.Shipments}
		if err := tx.SetSwitches(id, left); err != nil {
			return err
		}
		if !left.Orders {
			if err := tx.Heal(CurrencyProblem(id)); err != nil {
				return err
			}
		}
		return d.said(tx, row, "Switched off: "+switchNames(off)+".")
	})
}

// Pause stops a store's work until the given moment, or until somebody resumes it when until is zero. Nothing is lost.
func (d *Desk) Pause(ctx context.Context, id commerce.StoreID, until time.Time) error {
	if !until.IsZero() && !until.After(d.now()) {
		return sentence{kind: fault.NeedsPerson, code: CodeWrongPause, op: "pause the store",
			text: "The pause would have ended already, so the store was not paused.", fix: "Give a moment in the future, or none."}.fault()
	}
	return d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		if err := tx.PauseStore(id, until); err != nil {
			return err
		}
		if until.IsZero() {
			return d.said(tx, row, "Paused until somebody resumes it.")
		}
		return d.said(tx, row, "Paused until "+until.UTC().Format("2006-01-02 15:04")+" UTC.")
	})
}

// Resume ends a pause.
func (d *Desk) Resume(ctx context.Context, id commerce.StoreID) error {
	return d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		if err := tx.ResumeStore(id); err != nil {
			return err
		}
		return d.said(tx, row, "Resumed.")
	})
}

// Remove takes a store out of all work and forgets its settings and its sign-in. Its orders and history stay.
func (d *Desk) Remove(ctx context.Context, id commerce.StoreID) error {
	if d.o.Leaving != nil {
		d.o.Leaving(ctx, id)
	}
	var gone db.StoreRow
	err := d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		gone = row
		if err := tx.RemoveStore(id); err != nil {
			return err
		}
		if err := tx.Heal(CurrencyProblem(id)); err != nil {
			return err
		}
		return d.said(tx, row, "Store removed. Its orders and history stay.")
	})
	if err != nil {
		return err
	}
	d.forget(ctx, storeRemote(gone.Name), func(ctx context.Context) error { return d.o.Vault.DeleteStore(ctx, StoreVaultID(gone.Store)) })
	d.changed()
	return nil
}

// alter changes a store in one transaction.
func (d *Desk) alter(ctx context.Context, id commerce.StoreID, change func(*db.Tx, db.StoreRow) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	row, err := d.store(ctx, id)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error { return change(tx, row) })
}

// said logs what became of a store and wakes the lanes that may have work now.
func (d *Desk) said(tx *db.Tx, row db.StoreRow, text string) error {
	tx.Wake(db.BrightpearlLane)
	tx.Wake(db.LaneOf(row.ID))
	return tx.Log(db.Activity{Store: row.ID, Kind: "setting", Subject: row.Name, Text: text})
}

func switchNames(s db.Switches) string {
	var names []string
	for _, n := range []struct {
		on   bool
		name string
	}{{s.Orders, "orders"}, {s.Stock, "stock"}, {s.Shipments, "shipments"}} {
		if n.on {
			names = append(names, n.name)
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
