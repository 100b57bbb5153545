package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

const levelRowColumns = `v.store_id, s.name, v.sku, coalesce(n.name, p.name, ''), coalesce(n.choice, ''), v.bp_product_id, v.product_id,
	v.variant_id, v.state, v.on_hand, v.pending, v.buffer, v.cap, v.wanted, v.published, v.sent_rev > 0, coalesce(v.listed, 0),
	v.price, v.superseded, v.changed_at, v.written_at, v.read_back_at, v.attempts, v.cause_code, v.cause_text, v.cause_fix,
	coalesce(p.bundle, false)`

func scanLevelRow(rows *sql.Rows) (view.LevelRow, error) {
	var v view.LevelRow
	var choice string
	err := rows.Scan(&v.StoreID, &v.Store, &v.SKU, &v.Name, &choice, &v.ProductID, &v.EKMProductID, &v.EKMVariantID, &v.State,
		&v.Terms.OnHand, &v.Terms.Pending, &v.Terms.Buffer, &v.Terms.Cap, &v.Wanted, &v.Published, &v.HasPublished, &v.Listed,
		&v.Price, &v.Superseded, moment{&v.ChangedAt}, moment{&v.WrittenAt}, moment{&v.ReadBackAt}, &v.Attempts,
		&v.Cause.Code, &v.Cause.Text, &v.Cause.Fix, &v.Bundle)
	v.Name = withChoice(v.Name, choice)
	return v, err
}

const (
	listingOfLevel = ` left join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id`
	levelJoins     = ` join store s on s.id = v.store_id` + listingOfLevel + ` left join product p on p.id = v.bp_product_id`
)

// levelList: the natural order, by SKU, walks level_all; with a state level_state, with a store level_sku. The sorts sku and
// state walk the same indexes, written walks level_written; the others sort in memory.
var levelList = list[view.LevelRow]{
	table:   "level v",
	key:     []string{"v.store_id", "v.product_id", "v.variant_id"},
	natural: []string{"v.sku", "v.store_id", "v.product_id", "v.variant_id"},
	sorts: map[string][]string{
		"sku":     {"v.sku"},
		"name":    {"lower(coalesce(n.name, p.name, ''))"},
		"store":   {"s.name_key", "v.sku"},
		"on_hand": {"v.on_hand"},
		"pending": {"v.pending"},
		"wanted":  {"v.wanted"},
		"listed":  {"coalesce(v.listed, -1)"},
		"written": {"v.written_at"},
		"state":   {"v.state", "v.sku"},
	},
	joined:  []string{"name", "store"},
	joins:   levelJoins,
	columns: levelRowColumns,
	scan:    scanLevelRow,
	cursor:  func(v view.LevelRow) []any { return []any{v.SKU, v.StoreID, v.EKMProductID, v.EKMVariantID} },
}

// LevelPage reads one part of the stock figures. Tabs are risky (the store shows more than it should), drift (it shows
// something else than it was told while nothing is on its way), zero (it should show nothing), queued (a write is due) and
// problems (held or refused). Text looks for a part of the SKU or of either side's name; From and To bound the time of the
// last change. The natural order is by SKU.
func (d *DB) LevelPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.LevelRow], error) {
	w, err := d.levelFilter(f)
	if err != nil {
		return view.Page[view.LevelRow]{}, err
	}
	var quick shortcut
	if f.Code == "" && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" {
		quick.total = d.kept("level_tally v", w)
	}
	return levelList.read(ctx, d, w, win, quick)
}

func (d *DB) levelFilter(f view.Filter) (where, error) {
	var w where
	if f.Store != 0 {
		w.add("v.store_id = ?", f.Store)
	}
	switch f.Tab {
	case "", "all":
	case "risky":
		w.add("v.risky")
	case "drift":
		w.add("v.drifts")
	case "zero":
		w.add("v.zero")
	case "queued":
		w.add("v.state = 'due'")
	case "problems":
		w.add("v.state in ('held', 'failed')")
	default:
		return w, fmt.Errorf("this list has no tab %q", f.Tab)
	}
	w.in("v.state", f.States)
	if f.Code != "" {
		w.add("v.cause_code = ?", f.Code)
	}
	if !f.From.IsZero() {
		w.add("v.changed_at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.add("v.changed_at < ?", millis(f.To))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		listings, products := d.dialect.listings(&w, text), d.dialect.products(&w, text)
		w.parts = append(w.parts, `(v.store_id, v.product_id, v.variant_id) in (
			select n.store_id, n.product_id, n.variant_id from listing n where `+listings+`
			union select k.store_id, k.product_id, k.variant_id from product p join level k on k.bp_product_id = p.id where `+products+`)`)
	}
	return w, nil
}

// levelFigures are one store's counts of levels, and how often they were written and replaced before they were written.
type levelFigures struct {
	managed, queued, problems, zero, risky, drift int
	written, superseded                           int64
}

// levelFigures reads level_tally.
func (d *DB) levelFigures(ctx context.Context, store commerce.StoreID) (map[commerce.StoreID]levelFigures, error) {
	var w where
	if store != 0 {
		w.add("store_id = ?", store)
	} else {
		w.add(notRemoved)
	}
	rows, err := d.reader.QueryContext(ctx, `select store_id, sum(n), coalesce(sum(n) filter (where state = 'due'), 0),
		coalesce(sum(n) filter (where state in ('held', 'failed')), 0), coalesce(sum(n) filter (where zero), 0),
		coalesce(sum(n) filter (where risky), 0), coalesce(sum(n) filter (where drifts), 0), sum(writes), sum(superseded)
		from level_tally`+w.String()+` group by store_id`, w.args...)
	out := map[commerce.StoreID]levelFigures{}
	err = each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var f levelFigures
		err := r.Scan(&id, &f.managed, &f.queued, &f.problems, &f.zero, &f.risky, &f.drift, &f.written, &f.superseded)
		out[id] = f
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count the levels: %w", err)
	}
	return out, nil
}

// LevelTabs counts the stock figures behind each tab, and all of them under "all". A store drifts when it shows something else
// than it was told and nothing is on its way: a write sets what is listed too, so a difference always comes from a later reading.
func (d *DB) LevelTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error) {
	figures, err := d.levelFigures(ctx, store)
	if err != nil {
		return nil, err
	}
	tabs := map[string]int{"risky": 0, "drift": 0, "zero": 0, "queued": 0, "problems": 0, "all": 0}
	for _, f := range figures {
		tabs["risky"] += f.risky
		tabs["drift"] += f.drift
		tabs["zero"] += f.zero
		tabs["queued"] += f.queued
		tabs["problems"] += f.problems
		tabs["all"] += f.managed
	}
	return tabs, nil
}
