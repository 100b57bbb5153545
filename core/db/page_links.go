package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// unmatched are the states of listings that have no product and should have one.
var unmatched = []string{string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly),
	string(commerce.WithoutSKU), string(commerce.InvalidSKU)}

// counted are all states that people see: parents of variants are no stock targets and appear nowhere.
var counted = append([]string{string(commerce.Matched), string(commerce.Bundled), string(commerce.BrightpearlOnly), string(commerce.NotStockTracked),
	string(commerce.ChangedProduct), string(commerce.IgnoredSKU)}, unmatched...)

const openOrderStates = `('waiting', 'working', 'held')`

const linkRowColumns = `l.store_id, s.name, l.sku, l.state, coalesce(n.name, p.name, ''), coalesce(n.choice, ''), l.product_id, l.variant_id,
	case when l.bp_product_id > 0 then l.bp_product_id else l.product_only end, coalesce(p.name, ''), coalesce(v.on_hand, 0),
	v.store_id is not null, coalesce(n.stock, 0), n.store_id is not null, coalesce(v.published, 0), coalesce(v.sent_rev, 0) > 0,
	l.suggestion_id, l.suggestion, l.kind, l.reason, l.was_id, l.since, coalesce(p.sku, ''), coalesce(p.barcode, ''), coalesce(n.gtin, ''),
	coalesce(n.price, 0), s.currency, exists (select 1 from link_rule r where r.store_id = l.store_id and r.sku = l.sku and r.verdict = 'means'
		and r.product_id = l.bp_product_id), l.product_only`

// linkEntry is a row with what only its cursor needs.
type linkEntry struct {
	view.LinkRow
	choice string
	only   int64
}

// linkList: the natural order, by SKU, walks sku_link_all; with a state sku_link_state_sku, with store and state
// sku_link_list, with a store sku_link_store. The sorts sku and state walk the same indexes; the others sort in memory.
var linkList = list[linkEntry]{
	table:   "sku_link l",
	key:     []string{"l.store_id", "l.product_id", "l.variant_id", "l.product_only"},
	natural: []string{"l.sku", "l.store_id", "l.product_id", "l.variant_id", "l.product_only"},
	sorts: map[string][]string{
		"state":   {"l.state", "l.sku"},
		"sku":     {"l.sku"},
		"name":    {"lower(coalesce(n.name, p.name, ''))"},
		"store":   {"s.name_key", "l.sku"},
		"on_hand": {"coalesce(v.on_hand, (select sum(a.on_hand) from availability a where a.product_id = l.bp_product_id), -1)"},
		"listed":  {"coalesce(n.stock, -1)"},
		"sold":    {"coalesce((select sum(h.units) from sold_hour h where h.store_id = l.store_id and h.sku = l.sku and h.hour > (select max(hour) from sold_hour) - 720), 0)"},
	},
	joined: []string{"name", "store", "on_hand", "listed"},
	joins: ` join store s on s.id = l.store_id
		left join listing n on n.store_id = l.store_id and n.product_id = l.product_id and n.variant_id = l.variant_id and l.product_only = 0
		left join product p on p.id = case when l.bp_product_id > 0 then l.bp_product_id when l.suggestion_id > 0 then l.suggestion_id else l.product_only end
		left join level v on v.store_id = l.store_id and v.product_id = l.product_id and v.variant_id = l.variant_id and l.product_only = 0`,
	hidden:  "l.state = 'parent'",
	columns: linkRowColumns,
	scan: func(rows *sql.Rows) (linkEntry, error) {
		var l linkEntry
		err := rows.Scan(&l.StoreID, &l.Store, &l.SKU, &l.State, &l.Name, &l.choice, &l.EKMProductID, &l.EKMVariantID, &l.ProductID,
			&l.ProductName, &l.OnHand, &l.HasOnHand, &l.Listed, &l.HasListed, &l.Published, &l.HasPublished, &l.SuggestionID, &l.Suggestion,
			&l.Kind, &l.Reason, &l.WasID, moment{&l.Since}, &l.ProductSKU, &l.Barcode, &l.GTIN, &l.Price, &l.Currency, &l.Chosen, &l.only)
		l.Name = withChoice(l.Name, l.choice)
		return l, err
	},
	cursor: func(l linkEntry) []any { return []any{l.SKU, l.StoreID, l.EKMProductID, l.EKMVariantID, l.only} },
}

// LinkPage reads one part of the match report, without the parents of variants. Tabs are the match states, unmatched
// (listings that should have a product and have none) and costs (those of them that open orders ask for). Text looks for a
// part of the SKU, of either side's name, or for the exact barcode. The natural order is by SKU.
func (d *DB) LinkPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.LinkRow], error) {
	w, err := d.linkFilter(f)
	if err != nil {
		return view.Page[view.LinkRow]{}, err
	}
	var quick shortcut
	if f.Tab != "costs" && f.Code == "" && len(f.Has) == 0 && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" {
		quick.total = d.kept("link_tally l", w.with("not ("+linkList.hidden+")"))
	}
	entries, err := linkList.read(ctx, d, w, win, quick)
	if err != nil {
		return view.Page[view.LinkRow]{}, err
	}
	page := view.Page[view.LinkRow]{Total: entries.Total, Next: entries.Next, Rows: make([]view.LinkRow, len(entries.Rows))}
	for i, e := range entries.Rows {
		page.Rows[i] = e.LinkRow
	}
	if err := d.addOnHand(ctx, page.Rows); err != nil {
		return page, err
	}
	if err := d.addSold(ctx, page.Rows); err != nil {
		return page, err
	}
	return page, d.addOpenRows(ctx, page.Rows)
}

// addSold tells what the stores sold of the codes in the last 30 days.
func (d *DB) addSold(ctx context.Context, links []view.LinkRow) error {
	var codes []string
	for _, l := range links {
		if l.SKU != "" {
			codes = append(codes, l.SKU)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	sold, err := d.Sold(ctx, codes)
	for i := range links {
		links[i].SoldMonth = sold[StoreSKU{links[i].StoreID, links[i].SKU}].Month
	}
	return err
}

func (d *DB) linkFilter(f view.Filter) (where, error) {
	var w where
	tabs := map[string][]string{"unmatched": unmatched, "costs": unmatched}
	for _, s := range counted {
		tabs[s] = []string{s}
	}
	states, err := tabStates(tabs, f.Tab)
	if err != nil {
		return w, err
	}
	if f.Store != 0 {
		w.add("l.store_id = ?", f.Store)
	}
	w.in("l.state", states)
	w.in("l.state", f.States)
	// Few codes among all links: the links are looked up by the codes, not the codes by the links.
	of := func(codes string) string {
		return `(l.store_id, l.product_id, l.variant_id, l.product_only) in (select k.store_id, k.product_id, k.variant_id, k.product_only
			from (` + codes + `) c cross join sku_link k where k.store_id = c.store_id and k.sku = c.sku)`
	}
	const asked = `select store_id, sku from asked_tally group by store_id, sku having sum(n) > 0`
	const sold = `select store_id, sku from sold_last where at > ?`
	month := millis(d.Now().AddDate(0, 0, -30))
	if f.Tab == "costs" {
		w.add(`(l.store_id, l.sku) in (`+asked+` union `+sold+`)`, month) // many are sold and few unmatched
	}
	if f.Code != "" {
		w.add("l.kind <> '' and l.kind = ?", f.Code)
	}
	for _, has := range f.Has {
		switch has {
		case "asked":
			w.parts = append(w.parts, of(asked))
		case "sold":
			w.add(`(l.store_id, l.sku) in (`+sold+`)`, month)
		case "stock":
			w.parts = append(w.parts, `exists (select 1 from listing n where n.store_id = l.store_id and n.product_id = l.product_id
				and n.variant_id = l.variant_id and n.stock > 0)`)
		case "chosen":
			w.parts = append(w.parts, of(`select distinct store_id, sku from link_rule where verdict = 'means'`))
		default:
			return w, fmt.Errorf("this list knows no property %q", has)
		}
	}
	if !f.From.IsZero() {
		w.add("l.since >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.add("l.since < ?", millis(f.To))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		w.parts = append(w.parts, "(l.store_id, l.product_id, l.variant_id, l.product_only) in ("+d.catalogue(&w, text)+")")
	}
	return w, nil
}

// LinkTabs counts the links of each state; unmatched and all add them up. It reads link_tally.
func (d *DB) LinkTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error) {
	sums, _, err := d.byState(ctx, "link_tally", store)
	if err != nil {
		return nil, err
	}
	tabs := map[string]int{"unmatched": total(sums, unmatched...), "all": total(sums, counted...)}
	for _, s := range counted {
		tabs[s] = sums[s]
	}
	return tabs, nil
}

// UnmanagedStock is the worth, by currency, of what a store (0: all stores) shows for listings that should have a product and have
// none. It reads each of them.
func (d *DB) UnmanagedStock(ctx context.Context, store commerce.StoreID) (map[string]commerce.Pence, error) {
	var w where
	w.add("not s.removed")
	w.in("l.state", unmatched)
	w.add("n.stock > 0")
	if store != 0 {
		w.add("l.store_id = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, `select s.currency, sum(n.stock * n.price) from sku_link l join store s on s.id = l.store_id
		join listing n on n.store_id = l.store_id and n.product_id = l.product_id and n.variant_id = l.variant_id`+w.String()+` group by s.currency`, w.args...)
	out := map[string]commerce.Pence{}
	return out, each(rows, err, func(r *sql.Rows) error {
		var currency string
		var money commerce.Pence
		err := r.Scan(&currency, &money)
		out[currency] = money
		return err
	})
}

// addOnHand fills in Brightpearl's figure for rows that have a product and no level: the store's warehouses, or all of them
// while none is chosen.
func (d *DB) addOnHand(ctx context.Context, links []view.LinkRow) error {
	var ids []int64
	for _, l := range links {
		if id := cmp.Or(l.ProductID, l.SuggestionID); !l.HasOnHand && id > 0 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	stock, err := d.StockOf(ctx, ids)
	if err != nil {
		return err
	}
	warehouses, err := d.warehousesOf(ctx)
	if err != nil {
		return err
	}
	for i := range links {
		l := &links[i]
		units := stock[cmp.Or(l.ProductID, l.SuggestionID)]
		if l.HasOnHand || len(units) == 0 {
			continue
		}
		chosen := warehouses[l.StoreID]
		for _, s := range units {
			if len(chosen) == 0 || chosen[s.WarehouseID] {
				l.OnHand += s.OnHand
			}
		}
		l.HasOnHand = true
	}
	return nil
}

// warehousesOf returns which warehouses count for each store.
func (d *DB) warehousesOf(ctx context.Context) (map[commerce.StoreID]map[int64]bool, error) {
	stores, err := d.Stores(ctx)
	if err != nil {
		return nil, err
	}
	out := map[commerce.StoreID]map[int64]bool{}
	for _, s := range stores {
		out[s.ID] = map[int64]bool{}
		for _, w := range s.Settings.Warehouses {
			out[s.ID][w] = true
		}
	}
	return out, nil
}

// addOpenRows tells, for each link, how many rows of unfinished orders of its store ask for its SKU; it reads asked_tally.
func (d *DB) addOpenRows(ctx context.Context, links []view.LinkRow) error {
	type code struct {
		store commerce.StoreID
		sku   string
	}
	var codes []string
	for _, l := range links {
		if sku := commerce.TrimSKU(l.SKU); sku != "" {
			codes = append(codes, sku)
		}
	}
	open := map[code]int{}
	for chunk := range chunks(codes, 500) {
		var w where
		w.add("store_id in (select id from store)") // the key of the table begins with the store
		w.in("sku", chunk)
		rows, err := d.reader.QueryContext(ctx, `select store_id, sku, sum(n) from asked_tally`+w.String()+` group by store_id, sku`, w.args...)
		if err := each(rows, err, func(r *sql.Rows) error {
			var c code
			var n int
			err := r.Scan(&c.store, &c.sku, &n)
			open[c] = n
			return err
		}); err != nil {
			return err
		}
	}
	for i := range links {
		links[i].OpenOrderRows = open[code{links[i].StoreID, commerce.TrimSKU(links[i].SKU)}]
	}
	return nil
}
