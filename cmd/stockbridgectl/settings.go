package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/setup"
	"stockbridge/core/sheet"
	"stockbridge/core/version"
	"stockbridge/core/view"
)

// defaultsDocument is the settings that new stores start from, with what a change of them does to the stores.
type defaultsDocument struct {
	Defaults map[string]string `json:"defaults"` // only what is set
	Effects  []effectsDocument `json:"effects"`
	Done     bool              `json:"done"`
}

type effectsDocument struct {
	Key    string   `json:"key"`
	Before string   `json:"before"`
	After  string   `json:"after"`
	Follow []string `json:"follow"` // stores that have the default's value
	Keep   []string `json:"keep"`   // and those that differ
}

func settingsDefaults(f *flag.FlagSet) action {
	var changes []setup.Change
	f.Func("set", "", changesFlag(&changes))
	yes := f.Bool("yes", false, "")
	return func(ctx context.Context, c *call) error {
		if *yes && len(changes) == 0 {
			return wrong("--yes needs --set KEY=VALUE")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		effects, err := e.Setup.PreviewDefaults(ctx, changes)
		if err == nil && *yes {
			err = e.Setup.ConfigureDefaults(ctx, changes, setup.By{Actor: actor})
		}
		if err != nil {
			return err
		}
		own, err := e.Setup.Defaults(ctx)
		if err != nil {
			return err
		}
		d := defaultsDocument{Defaults: settingsOf(own), Done: *yes, Effects: translate(effects, func(x view.DefaultEffect) effectsDocument {
			return effectsDocument{x.Key, x.Before, x.After, orEmpty(x.Follow), orEmpty(x.Keep)}
		})}
		for key := range d.Defaults {
			if _, alone := settings.OwnOf(key); alone {
				delete(d.Defaults, key)
			}
		}
		return c.show(d, d.print)
	}
}

func (d defaultsDocument) print(w io.Writer) {
	if len(d.Effects) == 0 {
		t := table{head: []string{"SETTING", "DEFAULT"}}
		for _, k := range settings.Keys() {
			if value, ok := d.Defaults[k.Name]; ok {
				t.add(k.Name, value)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(d.Defaults)) {
			if strings.Contains(key, ".") {
				t.add(key, d.Defaults[key])
			}
		}
		t.print(w)
		return
	}
	for _, x := range d.Effects {
		fmt.Fprintf(w, "%s: %s -> %s. Followed by %d store(s)", x.Key, plain(orNotSet(x.Before)), plain(orNotSet(x.After)), len(x.Follow))
		if len(x.Keep) > 0 {
			fmt.Fprintf(w, "; %s keep their own", plain(strings.Join(x.Keep, ", ")))
		}
		fmt.Fprintln(w, ".")
	}
	if !d.Done {
		fmt.Fprintln(w, "Nothing was changed. With --yes it is.")
	}
}

func orNotSet(value string) string {
	if value == "" {
		return "not set"
	}
	return value
}

// changesFlag reads --set KEY=VALUE, any number of times.
func changesFlag(into *[]setup.Change) func(string) error {
	return func(text string) error {
		key, value, ok := strings.Cut(text, "=")
		if key = strings.TrimSpace(key); !ok || key == "" {
			return fmt.Errorf("it must be KEY=VALUE")
		}
		if !knownKey(key) {
			return fmt.Errorf("there is no setting %q; known settings: %s", key, strings.Join(settings.Names(), ", "))
		}
		*into = append(*into, setup.Change{Key: key, Value: value})
		return nil
	}
}

// settingChangeDocument is one change of a setting.
type settingChangeDocument struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	PC     string    `json:"pc"`
	Store  *string   `json:"store"` // null: the defaults
	Key    string    `json:"key"`
	Before string    `json:"before"`
	After  string    `json:"after"`
	Reason string    `json:"reason"` // default, copy, import, undo, rule, start, or ""
}

func settingsHistory(f *flag.FlagSet) action {
	store, defaults, key := f.String("store", "", ""), f.Bool("defaults", false, ""), f.String("key", "", "")
	limit := 200
	f.Func("limit", "", func(text string) (err error) {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 {
			return errors.New("it must be a whole number from 1")
		}
		return nil
	})
	return func(ctx context.Context, c *call) error {
		switch {
		case *store != "" && *defaults:
			return wrong("say either --store NAME or --defaults")
		case *key != "" && !knownKey(*key):
			return wrong("--key: there is no setting %q; known settings: %s", *key, strings.Join(settings.Names(), ", "))
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		scope := commerce.StoreID(-1)
		switch {
		case *defaults:
			scope = 0
		case *store != "":
			row, err := storeNamed(ctx, e, *store)
			if err != nil {
				return err
			}
			scope = row.ID
		}
		list, err := e.DB.SettingChanges(ctx, scope, *key, limit)
		if err != nil {
			return err
		}
		changes := translate(list, func(x view.SettingChange) settingChangeDocument {
			d := settingChangeDocument{x.ID, x.At, x.Actor, x.PC, nil, x.Key, x.Before, x.After, x.Reason}
			if x.StoreID != 0 {
				d.Store = &x.Store
			}
			return d
		})
		return c.show(map[string]any{"changes": changes}, func(w io.Writer) {
			if len(list) == 0 {
				fmt.Fprintln(w, "No setting was changed yet.")
				return
			}
			t := table{head: []string{">ID", "AT", "WHERE", "SETTING", "BEFORE", "AFTER", "BY", "PC", "REASON"}}
			for _, x := range list {
				where := x.Store
				if x.StoreID == 0 {
					where = "defaults"
				}
				t.add(fmt.Sprint(x.ID), clock(x.At), where, x.Key, short(orNotSet(x.Before), 30), short(orNotSet(x.After), 30), x.Actor, x.PC, x.Reason)
			}
			t.print(w)
		})
	}
}

func settingsUndo(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		id, err := strconv.ParseInt(c.args[0], 10, 64)
		if err != nil || id < 1 {
			return wrong("%s: it must be the id of a change, as settings history shows it", c.args[0])
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if err := e.Setup.UndoSetting(ctx, id, actor); err != nil {
			return err
		}
		return c.show(map[string]any{"undone": id}, func(w io.Writer) { fmt.Fprintf(w, "Change %d is undone. That is a change of its own.\n", id) })
	}
}

func settingsExport(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		id, err := filterStore(ctx, e, *store)
		if err != nil {
			return err
		}
		file, err := e.Setup.File(ctx, id, version.Version)
		if err != nil {
			return err
		}
		if err := sheet.File(c.args[0], 0o600, file.Write); err != nil {
			return err
		}
		n := 0
		for _, s := range file.Scopes {
			n += len(s.Settings)
		}
		return c.show(map[string]any{"file": c.args[0], "scopes": len(file.Scopes), "settings": n}, func(w io.Writer) {
			fmt.Fprintf(w, "%d setting(s) written to %s. It holds no sign-in, no e-mail address and no contact.\n", n, c.args[0])
		})
	}
}

// importDocument is what settings of a file would do, or did.
type importDocument struct {
	To       *string             `json:"to"` // null: the defaults
	Settings []importRowDocument `json:"settings"`
	Done     bool                `json:"done"`
}

type importRowDocument struct {
	Key   string `json:"key"`
	Now   string `json:"now"`
	New   string `json:"new"`
	State string `json:"state"` // new, same, refused
	Why   string `json:"why"`
}

func settingsImport(f *flag.FlagSet) action {
	to, defaults, from, yes := f.String("to", "", ""), f.Bool("defaults", false, ""), f.String("from", "", ""), f.Bool("yes", false, "")
	var only []string
	f.Func("only", "", func(text string) error { only = append(only, strings.TrimSpace(text)); return nil })
	return func(ctx context.Context, c *call) error {
		if (*to == "") != *defaults {
			return wrong("say either --to NAME or --defaults")
		}
		scope, err := fileScope(c.args[0], *from)
		if err != nil {
			return err
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		d, target := importDocument{Done: *yes}, commerce.StoreID(0)
		if *to != "" {
			row, err := storeNamed(ctx, e, *to)
			if err != nil {
				return err
			}
			target, d.To = row.ID, &row.Name
		}
		var values []setup.Change
		for _, key := range scope.Names() {
			if len(only) == 0 || slices.Contains(only, key) {
				values = append(values, setup.Change{Key: key, Value: scope.Settings[key]})
			}
		}
		rows, err := e.Setup.PreviewImport(ctx, target, values)
		if err != nil {
			return err
		}
		d.Settings = translate(rows, func(r view.ImportRow) importRowDocument { return importRowDocument(r) })
		if *yes {
			err = importNow(ctx, e, target, rows)
		}
		if err != nil {
			return err
		}
		return c.show(d, d.print)
	}
}

// importNow stores what a preview found new, all of it or nothing.
func importNow(ctx context.Context, e *engine.Engine, target commerce.StoreID, rows []view.ImportRow) error {
	var changes []setup.Change
	for _, r := range rows {
		if r.State == view.ImportNew {
			changes = append(changes, setup.Change{Key: r.Key, Value: r.New})
		}
	}
	by := setup.By{Actor: actor, Reason: view.SettingImported}
	if target == 0 {
		return e.Setup.ConfigureDefaults(ctx, changes, by)
	}
	_, err := e.Setup.ConfigureFor(ctx, target, changes, by)
	return err
}

// fileScope reads a file of settings and finds the part that is meant.
func fileScope(path, from string) (settings.Scope, error) {
	in, err := os.Open(path)
	if err != nil {
		return settings.Scope{}, fmt.Errorf("the file %s cannot be opened: %w", path, errors.Unwrap(err))
	}
	defer in.Close()
	file, err := settings.ReadFile(in)
	if err != nil {
		return settings.Scope{}, fault.Hold(fault.Cause{Code: setup.CodeBadSetting, Text: path + ": " + err.Error() + ".", Fix: "Take a file that settings export wrote."})
	}
	var names []string
	for _, s := range file.Scopes {
		if from == "" && len(file.Scopes) == 1 || strings.EqualFold(s.Store, from) {
			return s, nil
		}
		if s.Store != "" {
			names = append(names, s.Store)
		}
	}
	return settings.Scope{}, wrong("--from: the file holds the settings of %s", strings.Join(names, ", "))
}

func (d importDocument) print(w io.Writer) {
	t := table{head: []string{"SETTING", "NOW", "NEW", "STATE", "WHY NOT"}}
	n := 0
	for _, r := range d.Settings {
		if r.State == view.ImportNew {
			n++
		}
		t.add(r.Key, short(orNotSet(r.Now), 30), short(orNotSet(r.New), 30), r.State, r.Why)
	}
	t.print(w)
	if d.Done {
		fmt.Fprintf(w, "%d setting(s) changed.\n", n)
		return
	}
	fmt.Fprintf(w, "%d setting(s) would change. Nothing was changed; with --yes they are.\n", n)
}
