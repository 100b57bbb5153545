package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

const levelRowColumns = `v.store_id, s.name, v.sku, coalesce(n.name, p.name, ''), coalesce(n.choice, ''), v.bp_product_id, v.product_id,
	v.variant_id, v.state, v.on_hand, v.pending, v.buffer, v.cap, v.stop, v.buffer_from, v.wanted, v.published, v.sent_rev > 0, coalesce(v.listed, 0),
	v.price, s.currency, v.superseded, v.changed_at, v.written_at, v.read_back_at, v.attempts, v.cause_code, v.cause_text, v.cause_fix,
	coalesce(p.bundle, false), v.drift_at, v.drift_shown, v.agreed_at, coalesce(x.units, 0), coalesce(x.money, 0), b.store_id is not null`

func scanLevelRow(rows *sql.Rows) (view.LevelRow, error) {
	var v view.LevelRow
	var choice string
	err := rows.Scan(&v.StoreID, &v.Store, &v.SKU, &v.Name, &choice, &v.ProductID, &v.EKMProductID, &v.EKMVariantID, &v.State,
		&v.Terms.OnHand, &v.Terms.Pending, &v.Terms.Buffer, &v.Terms.Cap, &v.Terms.Stop, &v.BufferFrom, &v.Wanted, &v.Published, &v.HasPublished, &v.Listed,
		&v.Price, &v.Currency, &v.Superseded, moment{&v.ChangedAt}, moment{&v.WrittenAt}, moment{&v.ReadBackAt}, &v.Attempts,
		&v.Cause.Code, &v.Cause.Text, &v.Cause.Fix, &v.Bundle, moment{&v.DriftAt}, &v.DriftShown, moment{&v.AgreedAt}, &v.Exposed, &v.ExposedMoney, &v.Braked)
	v.Name = withChoice(v.Name, choice)
	return v, err
}

const (
	listingOfLevel = ` left join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id`
	levelJoins     = ` join store s on s.id = v.store_id` + listingOfLevel + ` left join product p on p.id = v.bp_product_id
		left join exposure x on x.product_id = v.bp_product_id and x.store_id = 0 and x.currency = s.currency
		left join braked b on b.store_id = v.store_id and b.product_id = v.product_id and b.variant_id = v.variant_id`
)

// levelList: the natural order, by SKU, walks level_all; with a state level_state, with a store level_sku. The sorts sku and
// state walk the same indexes, written walks level_written; the others sort in memory.
var levelList = list[view.LevelRow]{
	table:   "level v",
	key:     []string{"v.store_id", "v.product_id", "v.variant_id"},
	natural: []string{"v.sku", "v.store_id", "v.product_id", "v.variant_id"},
	sorts: map[string][]string{
		"sku":      {"v.sku"},
		"name":     {"lower(coalesce(n.name, p.name, ''))"},
		"store":    {"s.name_key", "v.sku"},
		"on_hand":  {"v.on_hand"},
		"pending":  {"v.pending"},
		"wanted":   {"v.wanted"},
		"listed":   {"coalesce(v.listed, -1)"},
		"written":  {"v.written_at"},
		"state":    {"v.state", "v.sku"},
		"exposure": {"coalesce(x.money, 0)"},
	},
	joined:  []string{"name", "store", "exposure"},
	joins:   levelJoins,
	columns: levelRowColumns,
	scan:    scanLevelRow,
	cursor:  func(v view.LevelRow) []any { return []any{v.SKU, v.StoreID, v.EKMProductID, v.EKMVariantID} },
}

// LevelPage reads one part of the stock figures. Tabs are risky (the store shows more than it should), drift (it shows
// something else than it was told while nothing is on its way), zero (it should show nothing), queued (a write is due) and
// problems (held or refused). Text looks for a part of the SKU or of either side's name; From and To bound the time of the
// last change. A property "warehouse:" with its id asks for what has units there. The natural order is by SKU.
func (d *DB) LevelPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.LevelRow], error) {
	w, err := d.levelFilter(f)
	if err != nil {
		return view.Page[view.LevelRow]{}, err
	}
	var quick shortcut
	if f.Code == "" && len(f.Has) == 0 && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" {
		switch f.Tab {
		case "drift", "braked", "frozen":
			if len(f.States) == 0 {
				quick.total = func(ctx context.Context) (int, error) {
					tabs, err := d.LevelTabs(ctx, f.Store)
					return tabs[f.Tab], err
				}
			}
		default:
			quick.total = d.kept("level_tally v", w)
		}
	}
	page, err := levelList.read(ctx, d, w, win, quick)
	if err != nil {
		return page, err
	}
	return page, d.addRules(ctx, page.Rows)
}

// addRules fills in what no table holds by listing: rates of sale, delays, rules and tags.
func (d *DB) addRules(ctx context.Context, rows []view.LevelRow) error {
	if len(rows) == 0 {
		return nil
	}
	var skus []string
	for _, v := range rows {
		skus = append(skus, v.SKU)
	}
	slices.Sort(skus)
	skus = slices.Compact(skus)
	sold, err := d.Sold(ctx, skus)
	if err != nil {
		return err
	}
	tags, err := d.Tags(ctx, skus)
	if err != nil {
		return err
	}
	rules, err := d.StockRulesOf(ctx, skus)
	if err != nil {
		return err
	}
	stores, err := d.Stores(ctx)
	if err != nil {
		return err
	}
	delays, err := d.StockDelays(ctx)
	if err != nil {
		return err
	}
	rate := map[string]float64{}
	for k, s := range sold {
		rate[k.SKU] += s.PerHour()
	}
	for i := range rows {
		v := &rows[i]
		v.SoldPerHour, v.Delay, v.Tags = rate[v.SKU], delays[v.StoreID], tags[v.SKU]
		v.Suggested = commerce.SuggestBuffer(v.SoldPerHour, v.Delay, len(stores))
		if r := RuleFor(rules, v.StoreID, v.SKU); r.Freeze != commerce.NotFrozen {
			v.Freeze, v.FrozenUntil, v.FreezeReason = r.Freeze, r.Until, r.Reason
		}
	}
	return nil
}

// RuleFor is what people have said about a SKU in a store, all together: the rule of the SKU in the store goes before that of the SKU in
// all stores, and a freeze of the whole store goes before both. A freeze at zero goes before every other: a recall must reach a store
// that stands still.
func RuleFor(rules []view.StockRule, store commerce.StoreID, sku string) view.StockRule {
	out := view.StockRule{StoreID: store, SKU: sku, Cap: -1}
	freeze := func(r view.StockRule) {
		if r.Freeze == commerce.FreezeAtZero || r.Freeze != commerce.NotFrozen && out.Freeze != commerce.FreezeAtZero {
			out.Freeze, out.Until, out.Reason, out.Actor, out.At = r.Freeze, r.Until, r.Reason, r.Actor, r.At
		}
	}
	for _, place := range []StoreSKU{{0, sku}, {store, sku}, {store, ""}} {
		for _, r := range rules {
			if r.StoreID != place.Store || r.SKU != place.SKU {
				continue
			}
			if r.Buffer != "" {
				out.Buffer, out.Actor, out.At, out.Reason = r.Buffer, r.Actor, r.At, r.Reason
			}
			if r.Cap >= 0 {
				out.Cap = r.Cap
			}
			freeze(r)
		}
	}
	return out
}

func (d *DB) levelFilter(f view.Filter) (where, error) {
	var w where
	switch {
	case f.Store == 0:
	case slices.Contains([]string{"risky", "drift", "zero", "braked", "frozen"}, f.Tab):
		w.add("v.store_id + 0 = ?", f.Store) // few rows are so: they are found by their own index, not among all of the store's
	default:
		w.add("v.store_id = ?", f.Store)
	}
	switch f.Tab {
	case "", "all":
	case "risky":
		w.add("v.risky")
	case "drift":
		w.add(`(v.store_id, v.product_id, v.variant_id) in (select k.store_id, k.product_id, k.variant_id from
			(select store_id, product_id, variant_id from level where drifts
				union all select store_id, product_id, variant_id from level where drift_at > 0 and drift_at > ?) c
			cross join level k where k.store_id = c.store_id and k.product_id = c.product_id and k.variant_id = c.variant_id)`, millis(d.Now().Add(-driftShown)))
	case "zero":
		w.add("v.zero")
	case "queued":
		w.add("v.state = 'due'")
	case "problems":
		w.add("v.state in ('held', 'failed')")
	case "braked":
		w.parts = append(w.parts, "(v.store_id, v.product_id, v.variant_id) in (select store_id, product_id, variant_id from braked)")
	case "frozen":
		w.parts = append(w.parts, "v.frozen")
	default:
		return w, fmt.Errorf("this list has no tab %q", f.Tab)
	}
	w.in("v.state", f.States)
	for _, has := range f.Has {
		if id, ok := strings.CutPrefix(has, "warehouse:"); ok {
			warehouse, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return w, fmt.Errorf("this list knows no property %q", has)
			}
			w.add("exists (select 1 from availability a where a.product_id = v.bp_product_id and a.warehouse_id = ? and (a.in_stock <> 0 or a.on_hand <> 0))", warehouse)
			continue
		}
		condition, ok := levelHas[has]
		if !ok {
			return w, fmt.Errorf("this list knows no property %q", has)
		}
		w.parts = append(w.parts, condition)
	}
	if f.Code != "" {
		w.add("v.cause_code <> '' and v.cause_code = ?", f.Code)
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

// driftShown is how long a drift that was put right is still listed.
const driftShown = 24 * time.Hour

var levelHas = map[string]string{
	"bundle":  "v.bp_product_id in (select id from product where bundle)",
	"exposed": "v.bp_product_id in (select product_id from exposure where store_id = 0)",
	"rule":    "(v.sku in (select sku from stock_rule where buffer <> '' or cap >= 0) or v.sku in (select sku from sku_tag))",
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
	var w where
	w.add("v.drift_at > 0 and v.drift_at > ?", millis(d.Now().Add(-driftShown)))
	w.parts = append(w.parts, "not v.drifts")
	if store != 0 {
		w.add("v.store_id + 0 = ?", store)
	}
	var found int
	if err := d.reader.QueryRowContext(ctx, `select count(*) from level v`+w.String(), w.args...).Scan(&found); err != nil {
		return nil, fmt.Errorf("count the drifts: %w", err)
	}
	tabs["drift"] += found
	for tab, query := range map[string]string{
		"braked": `select count(*) from braked v`,
		"frozen": `select count(*) from level v`,
	} {
		var w where
		if store != 0 {
			w.add("v.store_id + 0 = ?", store)
		}
		if tab == "frozen" {
			w.parts = append(w.parts, "v.frozen")
		}
		var n int
		if err := d.reader.QueryRowContext(ctx, query+w.String(), w.args...).Scan(&n); err != nil {
			return nil, fmt.Errorf("count the levels: %w", err)
		}
		tabs[tab] = n
	}
	return tabs, nil
}
