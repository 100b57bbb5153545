package db

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"stockbridge/core/view"
)

const activityColumns = `a.id, a.at, a.level, a.store_id, coalesce(s.name, ''), a.kind, a.subject, a.ref, a.text, a.result, a.actor`

func scanActivity(rows *sql.Rows) (view.ActivityRow, error) {
	var a view.ActivityRow
	return a, rows.Scan(&a.ID, moment{&a.At}, &a.Level, &a.StoreID, &a.Store, &a.Kind, &a.Subject, &a.Ref, &a.Text, &a.Result, &a.Actor)
}

// activityList: newest first along the primary key; with a store activity_store, with one kind activity_kind, with a warning or
// an error activity_trouble, with a person activity_people.
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
// login, setting, system), Tab to a level (info, warning, error), Code to one thing by its ref, Actor to who did it; the property
// "person" to what anybody but Stockbridge did. Text looks into subject, text and result, so that it finds codes too. The list has no
// sort columns.
func (d *DB) ActivityPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ActivityRow], error) {
	w, quick := activityFilter(f), shortcut{}
	if f.Code == "" && f.Actor == "" && len(f.Has) == 0 && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" {
		quick.total = d.kept("activity_tally a", w)
	}
	return activityList.read(ctx, d, w, win, quick)
}

// program is the actor of what nobody asked for.
const program = "Stockbridge"

// ActivityActors are the people that the activity names, and other programs.
func (d *DB) ActivityActors(ctx context.Context) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, `select distinct actor from activity where actor <> 'Stockbridge' order by actor`)
	return collect(rows, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
}

func activityFilter(f view.Filter) where {
	var w where
	if f.Store != 0 {
		w.add("a.store_id = ?", f.Store)
	}
	w.in("a.kind", f.States)
	switch f.Tab {
	case "", "all":
	case "info":
		w.add("a.level = ?", f.Tab)
	default:
		w.add("a.level <> 'info' and a.level = ?", f.Tab) // in the words of activity_trouble
	}
	switch {
	case f.Actor != "" && f.Actor != program:
		w.add("a.actor <> 'Stockbridge' and a.actor = ?", f.Actor) // in the words of activity_people
	case f.Actor != "":
		w.add("a.actor = ?", f.Actor)
	case slices.Contains(f.Has, "person"):
		w.add("a.actor <> 'Stockbridge'")
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
		w.add(`(lower(a.subject) like lower(?) escape '\' or lower(a.text) like lower(?) escape '\'
			or lower(a.result) like lower(?) escape '\')`, contains(text), contains(text), contains(text))
	}
	return w
}
