package db

import (
	"context"
	"database/sql"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// Activity is one thing that happened, for timelines and the activity list. Its text never holds secrets, names or addresses.
type Activity struct {
	Level   string // "" means info; warning, error
	Store   commerce.StoreID
	Kind    string // order, stock, shipment, catalogue, login, setting, system
	Subject string
	Ref     string
	Text    string
	Result  string
	Actor   string // "" means Stockbridge itself
}

// Log appends to the activity list.
func (t *Tx) Log(a Activity) error {
	if a.Level == "" {
		a.Level = "info"
	}
	if a.Actor == "" {
		a.Actor = program
	}
	t.Notify(events.Activity)
	return t.run(`insert into activity (id, at, level, store_id, kind, subject, ref, text, result, actor)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		t.db.activity.Add(1), t.now, a.Level, a.Store, a.Kind, a.Subject, a.Ref, a.Text, a.Result, a.Actor)
}

// Problem is an open trouble that is not a held row: a sign-in that is needed, a brake, a duplicate SKU.
type Problem struct {
	Key      string
	Code     string
	Severity string // error or attention
	Store    commerce.StoreID
	Order    commerce.OrderID // 0 unless it is about one order
	Title    string
	Text     string
	Fix      string
}

// Raise opens a problem. One that is open already keeps its time and takes the newer words.
func (t *Tx) Raise(p Problem) error {
	n, err := t.exec(`insert into problem (key, code, severity, store_id, title, text, fix, since, healed_at, order_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)
		on conflict (key) do update set code = excluded.code, severity = excluded.severity, title = excluded.title,
			text = excluded.text, fix = excluded.fix, since = case when problem.healed_at = 0 then problem.since else excluded.since end,
			healed_at = 0
		where problem.healed_at <> 0 or problem.text <> excluded.text or problem.title <> excluded.title`,
		p.Key, p.Code, p.Severity, p.Store, p.Title, p.Text, p.Fix, t.now, p.Order)
	if n > 0 {
		t.Notify(events.Problems)
	}
	return err
}

// Heal closes a problem, if it is open.
func (t *Tx) Heal(key string) error {
	n, err := t.exec(`update problem set healed_at = $2 where key = $1 and healed_at = 0`, key, t.now)
	if n > 0 {
		t.Notify(events.Problems)
	}
	return err
}

// OpenProblems returns the titles of the open problems, oldest first. Duplicate SKUs are counted by themselves.
func (d *DB) OpenProblems(ctx context.Context) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, `select title from problem where healed_at = 0 and code <> 'SB-SKU-201' order by since, key`)
	return collect(rows, err, func(r *sql.Rows) (string, error) {
		var title string
		err := r.Scan(&title)
		return title, err
	})
}
