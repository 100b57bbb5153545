package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
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
	return d.ConfigureFor(ctx, id, changes, By{})
}

// By says who changes settings and why, for the list of changes: a reason of package view, "" for a choice of their own.
type By struct{ Actor, Reason string }

// ConfigureBy is Configure with the name of who changes the settings, for the activity log.
func (d *Desk) ConfigureBy(ctx context.Context, id commerce.StoreID, changes []Change, actor string) (settings.Store, error) {
	return d.ConfigureFor(ctx, id, changes, By{Actor: actor})
}

// ConfigureFor is Configure with who changes the settings and why. Refused values are settings.Refusals inside the fault.
func (d *Desk) ConfigureFor(ctx context.Context, id commerce.StoreID, changes []Change, by By) (settings.Store, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, err := d.examined(ctx, id, changes)
	if err != nil {
		return p.row.Settings, err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return d.apply(tx, p, by) }); err != nil {
		return p.row.Settings, err
	}
	return p.next, d.configured(ctx, p)
}

// Preview is what the settings of a store would be after the changes, checked as Configure checks them. No setting is changed.
func (d *Desk) Preview(ctx context.Context, id commerce.StoreID, changes []Change) (settings.Store, error) {
	p, err := d.examined(ctx, id, changes)
	return p.next, err
}

// plan is a store's settings as they would be after checked changes.
type plan struct {
	row     db.StoreRow
	next    settings.Store
	choices Choices
}

// examined checks changes of a store's settings and returns what they make of them.
func (d *Desk) examined(ctx context.Context, id commerce.StoreID, changes []Change) (p plan, err error) {
	if p.row, err = d.store(ctx, id); err != nil {
		return p, err
	}
	e, err := d.examiner(ctx, p.row)
	if err != nil {
		return p, err
	}
	own, err := d.db.OwnDefaults(ctx)
	if err != nil {
		return p, err
	}
	next, refused, err := e.all(ctx, p.row.Settings, own, changes)
	p.next, p.choices = next, e.choices
	if err == nil && len(refused) > 0 {
		err = refusedSettings(p.row.Name, storeRemote(p.row.Name), refused)
	}
	return p, err
}

// all checks changes one after the other and together, and returns what they make of the settings. An empty value returns a setting that
// always has one to its own default. An error means that an answer could not be had; nothing is wrong with the values then.
func (e *examiner) all(ctx context.Context, before, own settings.Store, changes []Change) (next settings.Store, refused settings.Refusals, err error) {
	next = before
	for _, c := range changes {
		value, err := e.examine(ctx, c)
		if err == nil && value == "" {
			value = alwaysSet(c.Key, own)
		}
		if err == nil {
			next, err = next.Set(c.Key, value)
		}
		switch f, isFault := errors.AsType[*fault.Error](err); {
		case isFault && f.Kind != fault.NeedsPerson:
			return before, nil, err
		case err != nil:
			refused = append(refused, refusal(c, err))
		}
	}
	for _, diff := range settings.Compare(before, next) {
		if err := next.Clash(diff.Key); err != nil && !refusedAlready(refused, diff.Key) {
			refused = append(refused, settings.Refusal{Key: diff.Key, Value: diff.After, Reason: err.Error()})
		}
	}
	return next, refused, nil
}

// alwaysSet is the default of a setting that is never empty, "" for any other.
func alwaysSet(key string, own settings.Store) string {
	if settings.ValueOf(settings.Defaults(), key) == "" {
		return ""
	}
	return settings.ValueOf(own, key)
}

func refusal(c Change, err error) settings.Refusal {
	reason := err.Error()
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Held != nil {
		reason = strings.TrimRight(f.Held.Text, ".")
	}
	if before, after, ok := strings.Cut(reason, ": "); ok && strings.HasPrefix(before, c.Key) {
		reason = after
	}
	return settings.Refusal{Key: c.Key, Value: c.Value, Reason: reason}
}

func refusedAlready(list settings.Refusals, key string) bool {
	return slices.ContainsFunc(list, func(r settings.Refusal) bool { return r.Key == key })
}

func refusedSettings(whose, remote string, refused settings.Refusals) error {
	return sentence{kind: fault.NeedsPerson, code: CodeBadSetting, op: "change settings", remote: remote, cause: refused,
		text: "No setting of " + whose + " was changed. " + refused.Error() + ".",
		fix:  "Correct the values and try again. The lists to choose from are Brightpearl's own settings and the shop's."}.fault()
}

// apply stores checked settings with every difference in the list of changes and in the activity.
func (d *Desk) apply(tx *db.Tx, p plan, by By) error {
	differences := settings.Compare(p.row.Settings, p.next)
	if len(differences) == 0 {
		return nil
	}
	row := p.row
	back := startOf(row, p.next).Before(startOf(row, row.Settings))
	if err := tx.ChangeSettings(row.ID, func(settings.Store) (settings.Store, error) { return p.next, nil }); err != nil {
		return err
	}
	if err := d.note(tx, row.ID, differences, by); err != nil {
		return err
	}
	if back && !row.LiveSince.IsZero() {
		if err := tx.Log(db.Activity{Level: "warning", Store: row.ID, Kind: "setting", Subject: "orders_from", Actor: by.Actor,
			Text: "The start was moved back after the store went live, so older orders are downloaded now."}); err != nil {
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
	row.Settings = p.next
	if err := noteCurrency(tx, row, p.choices); err != nil {
		return err
	}
	tx.Notify(events.Settings, events.Problems)
	tx.Wake(db.BrightpearlLane)
	tx.Wake(db.LaneOf(row.ID))
	return nil
}

// note keeps what was changed of a store, or (0) of the defaults.
func (d *Desk) note(tx *db.Tx, scope commerce.StoreID, differences []settings.Difference, by By) error {
	for _, c := range differences {
		before, after := orUnset(settings.Described(c.Key, c.Before)), orUnset(settings.Described(c.Key, c.After))
		text := fmt.Sprintf("%s: %s → %s", c.Key, before, after)
		if scope == 0 {
			text = "Default of " + text
		}
		if err := tx.Log(db.Activity{Store: scope, Kind: "setting", Subject: c.Key, Text: text, Actor: by.Actor}); err != nil {
			return err
		}
		if err := tx.NoteSetting(view.SettingChange{StoreID: scope, Key: c.Key, Before: c.Before, After: c.After, Actor: by.Actor, Reason: by.Reason,
			PC: d.o.PC}); err != nil {
			return err
		}
	}
	return nil
}

// configured tells the others after a change was stored.
func (d *Desk) configured(ctx context.Context, plans ...plan) error {
	d.changed()
	for _, p := range plans {
		if p.row.Settings.SKUAnyCase != p.next.SKUAnyCase && d.o.Relink != nil {
			if err := d.o.Relink(ctx, p.row.ID); err != nil {
				return err
			}
		}
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

func orUnset(value string) string {
	if value == "" {
		return "not set"
	}
	return value
}
