package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// Change is one setting to be changed: its key, as settings.Names lists them, and its value. An empty value returns the
// setting to its default.
type Change struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Configure changes settings of a store, all of them or none. Unknown keys and impossible values are refused with the reason
// (SB-SET-310): ids and codes have to exist in Brightpearl and be of use there for the shop's currency, statuses have to exist
// in the shop. Where a value is not among the stored lists they are read again first, at most once a minute. Held orders of the store become due again,
// because a setting may be what they lacked.
func (d *Desk) Configure(ctx context.Context, id commerce.StoreID, changes []Change) (settings.Store, error) {
	return d.ConfigureBy(ctx, id, changes, "")
}

// ConfigureBy is Configure with the name of who changes the settings, for the activity log.
func (d *Desk) ConfigureBy(ctx context.Context, id commerce.StoreID, changes []Change, actor string) (settings.Store, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	row, next, choices, err := d.examined(ctx, id, changes)
	if err != nil {
		return row.Settings, err
	}
	if err := d.apply(ctx, row, next, choices, actor); err != nil {
		return row.Settings, err
	}
	return next, nil
}

// Preview is what the settings of a store would be after the changes, checked as Configure checks them. No setting is changed.
func (d *Desk) Preview(ctx context.Context, id commerce.StoreID, changes []Change) (settings.Store, error) {
	_, next, _, err := d.examined(ctx, id, changes)
	return next, err
}

// examined checks changes of a store's settings and returns what they make of them.
func (d *Desk) examined(ctx context.Context, id commerce.StoreID, changes []Change) (row db.StoreRow, next settings.Store, choices Choices, err error) {
	if row, err = d.store(ctx, id); err != nil {
		return row, next, choices, err
	}
	e, err := d.examiner(ctx, row)
	if err != nil {
		return row, next, choices, err
	}
	next = row.Settings
	var reasons []string
	for _, c := range changes {
		value, err := e.examine(ctx, c)
		if err == nil {
			next, err = next.Set(c.Key, value)
		}
		switch f, isFault := errors.AsType[*fault.Error](err); {
		case isFault && f.Kind != fault.NeedsPerson:
			return row, next, choices, err // the answer could not be had; nothing is wrong with the value
		case err != nil:
			reasons = append(reasons, err.Error())
		}
	}
	if len(reasons) > 0 {
		return row, next, choices, sentence{kind: fault.NeedsPerson, code: CodeBadSetting, op: "configure the store", remote: storeRemote(row.Name),
			text: "No setting of " + row.Name + " was changed. " + strings.Join(reasons, ". ") + ".",
			fix:  "Correct the values and try again. The lists to choose from are Brightpearl's own settings and the shop's."}.fault()
	}
	return row, next, e.choices, nil
}

// apply stores checked settings with the activity of every difference.
func (d *Desk) apply(ctx context.Context, row db.StoreRow, next settings.Store, choices Choices, actor string) error {
	differences := differ(row.Settings, next)
	if len(differences) == 0 {
		return nil
	}
	back := startOf(row, next).Before(startOf(row, row.Settings))
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.ChangeSettings(row.ID, func(settings.Store) (settings.Store, error) { return next, nil })
		if err != nil {
			return err
		}
		for _, c := range differences {
			a := db.Activity{Store: row.ID, Kind: "setting", Subject: c.key, Text: fmt.Sprintf("%s: %s → %s", c.key, orUnset(c.before), orUnset(c.after)), Actor: actor}
			if c.key == "orders_from" && back && !row.LiveSince.IsZero() {
				a.Level = "warning"
				a.Text += ". It was moved back after the store went live, so older orders are downloaded now."
			}
			if err := tx.Log(a); err != nil {
				return err
			}
		}
		if back {
			if err := tx.SavePoll(db.OrdersPoll(row.ID), db.Poll{}); err != nil {
				return err
			}
		}
		if _, err := tx.ReleaseHeldOrders(row.ID, ""); err != nil {
			return err
		}
		configured := row
		configured.Settings = next
		if err := noteCurrency(tx, configured, choices); err != nil {
			return err
		}
		tx.Notify(events.Settings, events.Problems)
		tx.Wake(db.BrightpearlLane)
		tx.Wake(db.LaneOf(row.ID))
		return nil
	}); err != nil {
		return err
	}
	d.changed()
	if row.Settings.SKUAnyCase != next.SKUAnyCase && d.o.Relink != nil {
		return d.o.Relink(ctx, row.ID)
	}
	return nil
}

// startOf is the moment from which the store's orders are downloaded under the given settings.
func startOf(row db.StoreRow, s settings.Store) time.Time {
	if s.OrdersFrom.IsZero() {
		return row.CreatedAt
	}
	return s.OrdersFrom
}

type difference struct{ key, before, after string }

// differ lists what changed between two sets of settings, mapped ones included.
func differ(before, after settings.Store) []difference {
	var out []difference
	note := func(key, b, a string) {
		if b != a {
			out = append(out, difference{key, b, a})
		}
	}
	for _, k := range settings.Keys() {
		note(k.Name, k.Value(before), k.Value(after))
	}
	for _, m := range settings.Mappings() {
		was, is := m.Values(before), m.Values(after)
		for _, name := range union(was, is) {
			note(m.Name+"."+name, was[name], is[name])
		}
	}
	return out
}

func orUnset(value string) string {
	if value == "" {
		return "not set"
	}
	return value
}
