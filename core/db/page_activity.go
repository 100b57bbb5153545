package db

import (
	"context"
	"database/sql"
	"strings"

	"stockbridge/core/view"
)

const activityColumns = `a.id, a.at, a.level, a.store_id, coalesce(s.name, ''), a.kind, a.subject, a.ref, a.text, a.result, a.actor`

func scanActivity(rows *sql.Rows) (view.ActivityRow, error) {
	var a view.ActivityRow
	return a, rows.Scan(&a.ID, moment{&a.At}, &a.Level, &a.StoreID, &a.Store, &a.Kind, &a.Subject, &a.Ref, &a.Text, &a.Result, &a.Actor)
}

// activityList: newest first along the primary key; with a store activity_store, with one kind activity_kind.
var activityList = list[view.ActivityRow]{
	table:   "activity a",
	key:     []string{"a.id"},
	natural: []string{"a.id"},
	newest:  true,
	joins:   ` left join store s on s.id = a.store_id`,
	columns: activityColumns,
	scan:    scanActivity,
	cursor:  func(a view.ActivityRow) []any { return []any{a.ID} },
}

// ActivityPage reads one part of what happened, newest first. States narrows to kinds (order, stock, shipment, catalogue,
// login, setting, system), Tab to a level (info, warning, error), Code to one thing by its ref. Text looks into subject and
// text. The list has no sort columns.
func (d *DB) ActivityPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ActivityRow], error) {
	w, quick := activityFilter(f), shortcut{}
	if f.Code == "" && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" {
		quick.total = d.kept("activity_tally a", w)
	}
	return activityList.read(ctx, d, w, win, quick)
}

func activityFilter(f view.Filter) where {
	var w where
	if f.Store != 0 {
		w.add("a.store_id = ?", f.Store)
	}
	w.in("a.kind", f.States)
	if f.Tab != "" && f.Tab != "all" {
		w.add("a.level = ?", f.Tab)
	}
	if f.Code != "" {
		w.add("a.ref = ?", f.Code)
	}
	if !f.From.IsZero() {
		w.add("a.at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.add("a.at < ?", millis(f.To))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		w.add(`(lower(a.subject) like lower(?) escape '\' or lower(a.text) like lower(?) escape '\')`, contains(text), contains(text))
	}
	return w
}
