package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// OwnDefaults are the settings that new stores start from: what a person made the default, else the program's.
func (d *DB) OwnDefaults(ctx context.Context) (settings.Store, error) {
	s := settings.Defaults()
	var document string
	ok, err := found(d.reader.QueryRowContext(ctx, `select document from setting_default where id = 1`).Scan(&document))
	if err != nil || !ok {
		return s, err
	}
	if err := json.Unmarshal([]byte(document), &s); err != nil {
		return s, fmt.Errorf("the stored defaults: %w", err)
	}
	return s, nil
}

// SaveDefaults stores the settings that new stores start from.
func (t *Tx) SaveDefaults(s settings.Store) error {
	document, err := json.Marshal(s)
	if err != nil {
		return err
	}
	t.Notify(events.Settings)
	return t.run(`insert into setting_default (id, document, changed_at) values (1, $1, $2)
		on conflict (id) do update set document = excluded.document, changed_at = excluded.changed_at`, string(document), t.now)
}

// NoteSetting appends to the list of changed settings. Personal values are only counted there.
func (t *Tx) NoteSetting(c view.SettingChange) error {
	if c.Actor == "" {
		c.Actor = "Stockbridge"
	}
	t.Notify(events.Settings)
	return t.run(`insert into setting_change (id, at, actor, pc, scope, key, before, after, reason)
		values ((select coalesce(max(id), 0) + 1 from setting_change), $1, $2, $3, $4, $5, $6, $7, $8)`,
		t.now, c.Actor, c.PC, c.StoreID, c.Key, settings.Described(c.Key, c.Before), settings.Described(c.Key, c.After), c.Reason)
}

const settingChangeColumns = `select c.id, c.at, c.actor, c.pc, c.scope, coalesce(s.name, ''), c.key, c.before, c.after, c.reason
	from setting_change c left join store s on s.id = c.scope`

func scanSettingChange(r interface{ Scan(...any) error }) (c view.SettingChange, err error) {
	return c, r.Scan(&c.ID, moment{&c.At}, &c.Actor, &c.PC, &c.StoreID, &c.Store, &c.Key, &c.Before, &c.After, &c.Reason)
}

// SettingChanges returns the newest changes of settings, of one scope (0: the defaults) or, with -1, of all, and of one setting unless
// key is "".
func (d *DB) SettingChanges(ctx context.Context, scope commerce.StoreID, key string, limit int) ([]view.SettingChange, error) {
	var w where
	if scope >= 0 {
		w.add("c.scope = ?", scope)
	}
	if key != "" {
		w.add("c.key = ?", key)
	}
	rows, err := d.reader.QueryContext(ctx, settingChangeColumns+w.String()+` order by c.id desc limit `+w.arg(limit), w.args...)
	return collect(rows, err, func(r *sql.Rows) (view.SettingChange, error) { return scanSettingChange(r) })
}

// LastSettingChanges returns the newest change of every setting of a scope (0: the defaults).
func (d *DB) LastSettingChanges(ctx context.Context, scope commerce.StoreID) ([]view.SettingChange, error) {
	rows, err := d.reader.QueryContext(ctx, settingChangeColumns+` where c.id in (select max(id) from setting_change where scope = $1 group by key)
		order by c.key`, scope)
	return collect(rows, err, func(r *sql.Rows) (view.SettingChange, error) { return scanSettingChange(r) })
}

// SettingChange returns one change; ok is false when there is none of that id.
func (d *DB) SettingChange(ctx context.Context, id int64) (c view.SettingChange, ok bool, err error) {
	c, err = scanSettingChange(d.reader.QueryRowContext(ctx, settingChangeColumns+` where c.id = $1`, id))
	ok, err = found(err)
	return c, ok, err
}
