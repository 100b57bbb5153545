package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/view"
)

// Pages hold usualPage rows when a window names no limit, and never more than largestPage.
const (
	usualPage   = 200
	largestPage = 2000
)

// list says how one kind of list is read. A page is read in two steps inside one statement: the keys of the wanted rows come
// from the base table and an index alone, then only those rows are joined with what a screen shows. Rows that a scroll skips
// cost a step in an index and no join.
type list[T any] struct {
	table   string              // base table and its alias; filters may name nothing else
	key     []string            // columns that identify a row of it
	natural []string            // columns of the natural order, unique together; cursors are made of them
	newest  bool                // the natural order runs downwards
	sorts   map[string][]string // column key of a screen -> expressions
	joined  []string            // sorts whose expressions name a joined table
	joins   string
	hidden  string // condition of rows that no page shows, "" when there are none
	columns string
	scan    func(*sql.Rows) (T, error)
	cursor  func(T) []any // values of natural
}

// shortcut is what is known of a question beforehand. Nil fields know nothing.
type shortcut struct {
	// total tells how many rows match, without counting them.
	total func(context.Context) (int, error)
	// jump narrows to a part of the list that begins a little before an offset, and tells how many rows of the part to skip.
	jump func(ctx context.Context, w where, win view.Window) (where, int, error)
}

// read returns the window of the rows that match, how many match, and the cursor after the window.
func (l *list[T]) read(ctx context.Context, d *DB, w where, win view.Window, quick shortcut) (view.Page[T], error) {
	var page view.Page[T]
	all, near := w, win
	if quick.jump != nil && win.Offset > largestPage && win.After == "" {
		var err error
		if w, near.Offset, err = quick.jump(ctx, w, win); err != nil {
			return page, fmt.Errorf("find a page of %s: %w", l.table, err)
		}
	}
	query, args, limit, err := l.statement(w, near)
	if err != nil {
		return page, err
	}
	rows, err := d.reader.QueryContext(ctx, query, args...)
	if page.Rows, err = collect(rows, err, l.scan); err != nil {
		return page, fmt.Errorf("read a page of %s: %w", l.table, err)
	}
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		if win.Sort == "" {
			page.Next = encodeCursor(l.cursor(page.Rows[limit-1]))
		}
	} else if win.After == "" && win.Offset <= 0 {
		page.Total = len(page.Rows) // all of them are here: a narrow search is not done twice
		return page, nil
	}
	if quick.total != nil {
		page.Total, err = quick.total(ctx)
	} else {
		page.Total, err = l.count(ctx, d, all)
	}
	if err != nil {
		return page, fmt.Errorf("count %s: %w", l.table, err)
	}
	return page, nil
}

// count tells how many rows match. Without a filter it takes the few hidden rows from all of them: SQLite counts a whole
// table without looking at its rows.
func (l *list[T]) count(ctx context.Context, d *DB, w where) (n int, err error) {
	all := `select count(*) from ` + l.table
	if l.hidden == "" {
		return n, d.reader.QueryRowContext(ctx, all+w.String(), w.args...).Scan(&n)
	}
	if len(w.parts) > 0 {
		w = w.with("not (" + l.hidden + ")")
		return n, d.reader.QueryRowContext(ctx, all+w.String(), w.args...).Scan(&n)
	}
	return n, d.reader.QueryRowContext(ctx, `select (`+all+`) - (`+all+` where `+l.hidden+`)`).Scan(&n)
}

// with is a copy with a further condition.
func (w where) with(condition string) where {
	w = w.clone()
	w.parts = append(w.parts, condition)
	return w
}

func (w where) clone() where { return where{parts: slices.Clone(w.parts), args: slices.Clone(w.args)} }

// statement joins the keys of a window with what a screen shows of their rows.
func (l *list[T]) statement(w where, win view.Window) (query string, args []any, limit int, err error) {
	keys, sorted, args, limit, err := l.keys(w, win)
	if err != nil {
		return "", nil, 0, err
	}
	match := make([]string, len(l.key))
	for i, column := range l.key {
		match[i] = fmt.Sprintf("%s = k.k%d", column, i)
	}
	query = `select ` + l.columns + ` from (` + keys + `) k join ` + l.table + ` on ` + strings.Join(match, " and ") + l.joins + sorted
	return query, args, limit, nil
}

// keys asks for the keys of a window, and one more, which tells whether there is a next page.
func (l *list[T]) keys(w where, win view.Window) (query, sorted string, args []any, limit int, err error) {
	w = w.clone()
	if l.hidden != "" {
		w = w.with("not (" + l.hidden + ")")
	}
	limit = win.Limit
	if limit <= 0 {
		limit = usualPage
	}
	limit = min(limit, largestPage)

	order, down := l.natural, l.newest
	if win.Sort != "" {
		columns, ok := l.sorts[win.Sort]
		if !ok {
			return "", "", nil, 0, fmt.Errorf("this list cannot be sorted by %q", win.Sort)
		}
		// The key settles ties, in the same direction, so that an index can be walked either way.
		order, down = append(slices.Clone(columns), l.key...), win.Desc
	}
	if win.After != "" {
		if err := l.after(&w, win); err != nil {
			return "", "", nil, 0, err
		}
	}
	direction := ""
	if down {
		direction = " desc"
	}
	sorted = " order by " + strings.Join(order, direction+", ") + direction

	joins := ""
	if slices.Contains(l.joined, win.Sort) {
		joins = l.joins
	}
	names := make([]string, len(l.key))
	for i, column := range l.key {
		names[i] = fmt.Sprintf("%s as k%d", column, i)
	}
	query = `select ` + strings.Join(names, ", ") + ` from ` + l.table + joins + w.String() + sorted +
		` limit ` + w.arg(limit+1) + ` offset ` + w.arg(max(win.Offset, 0))
	return query, sorted, w.args, limit, nil
}

// after narrows to the rows behind a cursor.
func (l *list[T]) after(w *where, win view.Window) error {
	if win.Sort != "" {
		return errors.New("a list is walked by cursor in its natural order only, without a sort column")
	}
	values, err := decodeCursor(win.After)
	if err != nil || len(values) != len(l.natural) {
		return errors.New("the cursor does not belong to this list")
	}
	comparison := ">"
	if l.newest {
		comparison = "<"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	w.parts = append(w.parts, "("+strings.Join(l.natural, ", ")+") "+comparison+" ("+strings.Join(marks, ", ")+")")
	return nil
}

// encodeCursor makes a word that survives a command line.
func encodeCursor(values []any) string {
	text, err := json.Marshal(values)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func decodeCursor(cursor string) ([]any, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // ids do not fit a float
	var values []any
	if err := decoder.Decode(&values); err != nil {
		return nil, err
	}
	for i, v := range values {
		switch v := v.(type) {
		case json.Number:
			if values[i], err = v.Int64(); err != nil {
				return nil, err
			}
		case string:
		default:
			return nil, errors.New("a cursor holds numbers and text only")
		}
	}
	return values, nil
}

// kept is the total of a filter that names no other columns than a table of counts has, under the alias of the list's table.
func (d *DB) kept(tally string, w where) func(context.Context) (int, error) {
	return func(ctx context.Context) (n int, err error) {
		return n, d.reader.QueryRowContext(ctx, `select coalesce(sum(n), 0) from `+tally+w.String(), w.args...).Scan(&n)
	}
}

// tabStates resolves a tab's name to its states; "" and "all" do not narrow.
func tabStates(tabs map[string][]string, tab string) ([]string, error) {
	if tab == "" || tab == "all" {
		return nil, nil
	}
	states, ok := tabs[tab]
	if !ok {
		return nil, fmt.Errorf("this list has no tab %q", tab)
	}
	return states, nil
}

// total adds up counts by state.
func total(counts map[string]int, states ...string) int {
	n := 0
	for _, s := range states {
		n += counts[s]
	}
	return n
}
