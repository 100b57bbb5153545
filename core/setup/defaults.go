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
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// Defaults are the settings that new stores start from: what a person made the default, else the program's.
func (d *Desk) Defaults(ctx context.Context) (settings.Store, error) { return d.db.OwnDefaults(ctx) }

// ConfigureDefaults changes defaults. Stores that have a default's old value follow it, the others keep their own; all is checked as
// Configure checks it, for every store that follows, and stored together or not at all. An empty value returns a default to the
// program's.
func (d *Desk) ConfigureDefaults(ctx context.Context, changes []Change, by By) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, err := d.examinedDefaults(ctx, changes)
	if err != nil || len(p.effects) == 0 {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SaveDefaults(p.next); err != nil {
			return err
		}
		if err := d.note(tx, 0, settings.Compare(p.before, p.next), by); err != nil {
			return err
		}
		for _, store := range p.stores {
			if err := d.apply(tx, store, By{Actor: by.Actor, Reason: view.SettingFollowed}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return d.configured(ctx, p.stores...)
}

// PreviewDefaults says what changed defaults would do to the stores, checked as ConfigureDefaults checks them. Nothing is changed.
func (d *Desk) PreviewDefaults(ctx context.Context, changes []Change) ([]view.DefaultEffect, error) {
	p, err := d.examinedDefaults(ctx, changes)
	return p.effects, err
}

// defaultsPlan is the defaults as they would be after checked changes, with the stores that follow.
type defaultsPlan struct {
	before, next settings.Store
	effects      []view.DefaultEffect
	stores       []plan
}

func (d *Desk) examinedDefaults(ctx context.Context, changes []Change) (p defaultsPlan, err error) {
	if p.before, err = d.db.OwnDefaults(ctx); err != nil {
		return p, err
	}
	e, err := d.examiner(ctx, db.StoreRow{})
	if err != nil {
		return p, err
	}
	var refused settings.Refusals
	for _, c := range changes {
		if why, alone := settings.OwnOf(c.Key); alone {
			refused = append(refused, settings.Refusal{Key: c.Key, Value: c.Value, Reason: "it has no default: " + strings.TrimSuffix(why, ".")})
		}
	}
	changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return refusedAlready(refused, c.Key) })
	next, more, err := e.all(ctx, p.before, settings.Defaults(), changes)
	if err != nil {
		return p, err
	}
	if refused = append(refused, more...); len(refused) > 0 {
		return p, refusedSettings("the defaults", "", refused)
	}
	p.next = next
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return p, err
	}
	follow := map[commerce.StoreID][]Change{}
	for _, diff := range settings.Compare(p.before, next) {
		effect := view.DefaultEffect{Key: diff.Key, Before: diff.Before, After: diff.After}
		for _, s := range stores {
			if settings.ValueOf(s.Settings, diff.Key) == diff.Before {
				effect.Follow = append(effect.Follow, s.Name)
				follow[s.ID] = append(follow[s.ID], Change{Key: diff.Key, Value: diff.After})
			} else {
				effect.Keep = append(effect.Keep, s.Name)
			}
		}
		p.effects = append(p.effects, effect)
	}
	for _, s := range stores {
		if len(follow[s.ID]) == 0 {
			continue
		}
		store, err := d.examined(ctx, s.ID, follow[s.ID])
		if reasons, ok := errors.AsType[settings.Refusals](err); ok {
			for _, r := range reasons {
				r.Reason = "not for " + s.Name + ", which follows: " + r.Reason
				refused = append(refused, r)
			}
		} else if err != nil {
			return p, err
		}
		p.stores = append(p.stores, store)
	}
	if len(refused) > 0 {
		return p, refusedSettings("the defaults", "", refused)
	}
	return p, nil
}

// UndoSetting returns a setting to what it was before a change, which is a change itself. A setting that was changed again since, or
// whose earlier value was only counted, is refused with the reason.
func (d *Desk) UndoSetting(ctx context.Context, change int64, actor string) error {
	c, ok, err := d.db.SettingChange(ctx, change)
	if err != nil {
		return err
	}
	if !ok {
		return undoRefused("There is no such change.", "List the changes and take one of the list.")
	}
	now, err := d.db.OwnDefaults(ctx)
	if c.StoreID != 0 && err == nil {
		var row db.StoreRow
		row, err = d.store(ctx, c.StoreID)
		now = row.Settings
	}
	switch {
	case err != nil:
		return err
	case settings.Personal(c.Key):
		return undoRefused("The list of changes holds no e-mail addresses, so it cannot bring them back.", "Enter them again.")
	case settings.ValueOf(now, c.Key) != c.After:
		return undoRefused(fmt.Sprintf("%s was changed again since, to %s.", c.Key, orUnset(settings.ValueOf(now, c.Key))), "Undo the newer change first.")
	}
	changes, by := []Change{{Key: c.Key, Value: c.Before}}, By{Actor: actor, Reason: view.SettingUndone}
	if c.StoreID == 0 {
		return d.ConfigureDefaults(ctx, changes, by)
	}
	_, err = d.ConfigureFor(ctx, c.StoreID, changes, by)
	return err
}

func undoRefused(text, fix string) error {
	return sentence{kind: fault.NeedsPerson, code: CodeBadSetting, op: "undo a change of settings", text: text + " Nothing was changed.", fix: fix}.fault()
}

// PreviewImport says what settings of a file would do to a store, or (0) to the defaults, each by itself. Nothing is changed;
// ConfigureFor and ConfigureDefaults store what a person has ticked, which they check together.
func (d *Desk) PreviewImport(ctx context.Context, scope commerce.StoreID, values []Change) ([]view.ImportRow, error) {
	row, own := db.StoreRow{}, settings.Defaults()
	now, err := d.db.OwnDefaults(ctx)
	if err != nil {
		return nil, err
	}
	if scope != 0 {
		if row, err = d.store(ctx, scope); err != nil {
			return nil, err
		}
		now, own = row.Settings, now
	}
	e, err := d.examiner(ctx, row)
	if err != nil {
		return nil, err
	}
	out := make([]view.ImportRow, 0, len(values))
	for _, c := range values {
		r := view.ImportRow{Key: c.Key, New: c.Value, State: view.ImportRefused}
		why, exported := settings.Exported(c.Key)
		alone, isAlone := settings.OwnOf(c.Key)
		r.Now = settings.Described(c.Key, settings.ValueOf(now, c.Key))
		switch {
		case !exported:
			r.New, r.Why = settings.Described(c.Key, c.Value), why
		case scope == 0 && isAlone:
			r.Why = "It has no default. " + alone
		default:
			next, refused, err := e.all(ctx, now, own, []Change{c})
			if err != nil {
				return nil, err
			}
			differences := settings.Compare(now, next)
			switch {
			case len(refused) > 0:
				r.Why = refused[0].Reason
			case len(differences) == 0:
				r.State, r.New = view.ImportSame, r.Now
			default:
				r.State, r.Now, r.New, r.Key = view.ImportNew, differences[0].Before, differences[0].After, differences[0].Key
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// File takes what a file of settings holds: of one store, or (0) the defaults and every store.
func (d *Desk) File(ctx context.Context, only commerce.StoreID, program string) (settings.File, error) {
	f := settings.File{Program: program, At: d.now().UTC().Truncate(time.Second)}
	if only != 0 {
		row, err := d.store(ctx, only)
		f.Scopes = []settings.Scope{settings.ScopeOf(row.Name, row.Settings)}
		return f, err
	}
	own, err := d.db.OwnDefaults(ctx)
	if err != nil {
		return f, err
	}
	f.Scopes = append(f.Scopes, settings.ScopeOf("", own))
	stores, err := d.db.Stores(ctx)
	for _, s := range stores {
		f.Scopes = append(f.Scopes, settings.ScopeOf(s.Name, s.Settings))
	}
	return f, err
}
