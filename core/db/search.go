package db

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"stockbridge/core/view"
)

// search is how an engine finds a text in the middle of words. SQLite keeps an index of every three letters (order_search,
// sales_search, listing_search, product_search, shipment_search), which triggers maintain; PostgreSQL has one where pg_trgm could be added. Text of fewer than
// three letters fits no such index and is looked for at the beginning of words only.
type search interface {
	// holding narrows orders o to those that hold the text; hits, when it is not negative, tells how many do.
	holding(w *where, text string, hits int)
	// beginning narrows orders o to those whose number or customer begins with the text; numbers and customers, when they are
	// not negative, tell how many do.
	beginning(w *where, text string, numbers, customers int)
	// hits is a query for the number of orders that hold the text; begun for how many numbers, and how many customers, begin
	// with it, given the text in small letters and its end, in capitals and its end, and as it was typed and its end. They are "" when counting is no cheaper than finding.
	hits() string
	begun() string
	// listings and products are conditions on listing n and product p: their SKU or name holds the text.
	listings(w *where, text string) string
	products(w *where, text string) string
	// phrase is the text as hits wants it.
	phrase(text string) string
	// notes is a condition on shipment h: its tracking number or carrier holds the text, as so many do (noteHits counts them).
	notes(w *where, text string, hits int) string
	noteHits() string
	// numbered is a condition on orders o: the number holds the text, or begins with it when it is short.
	numbered(w *where, text string) string
}

// shortest is how many letters an index of three letters needs.
const shortest = 3

// From so many hits on, orders are found by walking the list instead of sorting the hits: then the first page is met soon.
const (
	manyHits = 5_000
	mostHits = 200_000
)

// orderSearch narrows w to the orders that the filter's text means.
func (d *DB) orderSearch(ctx context.Context, w *where, f view.Filter) (shortcut, error) {
	// What an order is found by stands on lines of its own, which no search may cross.
	f.Text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, f.Text)
	if utf8.RuneCountInString(f.Text) < shortest {
		return d.beginningWith(ctx, w, f.Text)
	}
	alone := len(w.parts) == 0
	hits := -1
	if query := d.dialect.hits(); query != "" {
		if err := d.reader.QueryRowContext(ctx, query, d.dialect.phrase(f.Text)).Scan(&hits); err != nil {
			return shortcut{}, err
		}
	}
	d.dialect.holding(w, f.Text, hits)
	if alone && hits >= 0 {
		return shortcut{total: func(context.Context) (int, error) { return hits, nil }}, nil
	}
	return shortcut{}, nil
}

// beginningWith narrows w to the orders that a text of one or two letters means.
func (d *DB) beginningWith(ctx context.Context, w *where, text string) (shortcut, error) {
	alone := len(w.parts) == 0
	numbers, customers := -1, -1
	if query := d.dialect.begun(); query != "" {
		small, large := strings.ToLower(text), strings.ToUpper(text)
		if err := d.reader.QueryRowContext(ctx, query, small, after(small), large, after(large), text, after(text)).Scan(&numbers, &customers); err != nil {
			return shortcut{}, err
		}
	}
	d.dialect.beginning(w, text, numbers, customers)
	if alone && numbers >= 0 && (numbers == 0 || customers == 0) {
		return shortcut{total: func(context.Context) (int, error) { return numbers + customers, nil }}, nil
	}
	return shortcut{}, nil
}

// orderWords are what an order is found by, as one text.
const orderWords = `o.number || chr(10) || o.customer || chr(10) || o.skus || chr(10) || o.sales_order_id`

func (sqliteDialect) holding(w *where, text string, hits int) {
	const found = `o.id in (select rowid from order_search where order_search match ? union all select rowid from sales_search where sales_search match ?)`
	switch match := (sqliteDialect{}).phrase(text); {
	case hits > mostHits:
		w.add(`(o.number like ? escape '\' or o.customer like ? escape '\' or o.skus like ? escape '\' or o.sales_order_id like ? escape '\')`,
			contains(text), contains(text), contains(text), contains(text))
	case hits > manyHits:
		w.add("+"+found, match, match) // not by the id: the list is walked
	default:
		w.add(found, match, match)
	}
}

func (sqliteDialect) beginning(w *where, text string, numbers, customers int) {
	small, large := strings.ToLower(text), strings.ToUpper(text)
	number, customer := "o.number", "lower(o.customer)"
	if customers > manyHits { // not by the name, nor by the number: the list is walked
		number, customer = "o.number || ''", "lower(o.customer || '')"
	}
	var ways []string
	way := func(column, mark, text string) {
		from, to := fmt.Sprintf(mark, w.arg(text)), fmt.Sprintf(mark, w.arg(after(text)))
		ways = append(ways, column+" >= "+from+" and "+column+" < "+to)
	}
	if numbers != 0 {
		way(number, "%s", small)
		if small != large {
			way(number, "%s", large)
		}
	}
	if customers != 0 || numbers == 0 {
		way(customer, "lower(%s)", text)
	}
	w.parts = append(w.parts, "("+strings.Join(ways, " or ")+")")
}

func (sqliteDialect) begun() string {
	return `select (select count(*) from orders where number >= $1 and number < $2)
			+ case when $1 = $3 then 0 else (select count(*) from orders where number >= $3 and number < $4) end,
		(select count(*) from orders where lower(customer) >= lower($5) and lower(customer) < lower($6))`
}

func (sqliteDialect) hits() string {
	return `select (select count(*) from order_search where order_search match $1) + (select count(*) from sales_search where sales_search match $1
		and rowid not in (select rowid from order_search where order_search match $1))`
}

// phrase quotes a text, which then means itself and no query.
func (sqliteDialect) phrase(text string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(text, "\x00", ""), `"`, `""`) + `"`
}

func (d sqliteDialect) listings(w *where, text string) string {
	if utf8.RuneCountInString(text) < shortest {
		return `lower(n.sku) like lower(` + w.arg(begins(text)) + `) escape '\'`
	}
	return `n.word_id in (select rowid from listing_search where listing_search match ` + w.arg(d.phrase(text)) + `)`
}

func (d sqliteDialect) products(w *where, text string) string {
	if utf8.RuneCountInString(text) < shortest {
		return `lower(p.sku) like lower(` + w.arg(begins(text)) + `) escape '\'`
	}
	return `p.id in (select rowid from product_search where product_search match ` + w.arg(d.phrase(text)) + `)`
}

func (sqliteDialect) noteHits() string {
	return `select count(*) from shipment_search where shipment_search match $1`
}

func (d sqliteDialect) notes(w *where, text string, hits int) string {
	if hits > mostHits {
		return fmt.Sprintf(`h.tracking like %[1]s escape '\' or h.carrier like %[1]s escape '\'`, w.arg(contains(text)))
	}
	return `h.word_id in (select rowid from shipment_search where shipment_search match ` + w.arg(d.phrase(text)) + `)`
}

func (d sqliteDialect) numbered(w *where, text string) string {
	if utf8.RuneCountInString(text) < shortest {
		return fmt.Sprintf("o.number >= %[1]s and o.number < %[2]s", w.arg(text), w.arg(after(text)))
	}
	return `o.id in (select rowid from order_search where order_search match ` + w.arg("number : "+d.phrase(text)) + `)`
}

func (postgresDialect) holding(w *where, text string, _ int) {
	w.add(`lower(`+orderWords+`) like lower(?) escape '\'`, contains(text))
}

func (postgresDialect) beginning(w *where, text string, _, _ int) {
	w.add(`(lower(o.number) like lower(?) escape '\' or lower(o.customer) like lower(?) escape '\')`, begins(text), begins(text))
}

func (postgresDialect) noteHits() string { return "" }

func (postgresDialect) notes(w *where, text string, _ int) string {
	return `lower(h.tracking || chr(10) || h.carrier) like lower(` + w.arg(contains(text)) + `) escape '\'`
}

func (postgresDialect) numbered(w *where, text string) string {
	pattern := contains(text)
	if utf8.RuneCountInString(text) < shortest {
		pattern = begins(text)
	}
	return `lower(o.number) like lower(` + w.arg(pattern) + `) escape '\'`
}

func (postgresDialect) hits() string              { return "" }
func (postgresDialect) begun() string             { return "" }
func (postgresDialect) phrase(text string) string { return text }

func (postgresDialect) listings(w *where, text string) string {
	if utf8.RuneCountInString(text) < shortest {
		return `lower(n.sku) like lower(` + w.arg(begins(text)) + `) escape '\'`
	}
	return `lower(n.sku || chr(10) || n.name) like lower(` + w.arg(contains(text)) + `) escape '\'`
}

func (postgresDialect) products(w *where, text string) string {
	if utf8.RuneCountInString(text) < shortest {
		return `lower(p.sku) like lower(` + w.arg(begins(text)) + `) escape '\'`
	}
	return `lower(p.sku || chr(10) || p.name) like lower(` + w.arg(contains(text)) + `) escape '\'`
}

// contains and begins are patterns for "lower(x) like lower(pattern) escape '\'". The engines agree on lower for ASCII letters;
// case beyond it is folded on PostgreSQL, and by SQLite's index of three letters.
func contains(text string) string { return "%" + begins(text) }

func begins(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(text)) + "%"
}

// after is the first text behind all that begin with the given one.
func after(text string) string { return text + "\U0010FFFF" }

// shipmentSearch narrows w to the notes that a text means.
func (d *DB) shipmentSearch(ctx context.Context, w *where, text string) error {
	long, hits := utf8.RuneCountInString(text) >= shortest, -1
	if query := d.dialect.noteHits(); long && query != "" {
		if err := d.reader.QueryRowContext(ctx, query, d.dialect.phrase(text)).Scan(&hits); err != nil {
			return err
		}
	}
	const keys = `select k.kind, k.note_id from shipment k where `
	number := w.arg(wholeNumber(text))
	others := `k.order_id in (select o.id from orders o where ` + d.dialect.numbered(w, text) + ` union select o.id from orders o where o.sales_order_id = ` + number + `)`
	sets := []string{keys + others, keys + `k.kind in ('goods_out', 'drop_ship') and k.note_id = ` + number}
	notes := ""
	if long && hits != 0 {
		notes = d.dialect.notes(w, text, hits) + " or "
	}
	w.parts = append(w.parts, "("+notes+"(h.kind, h.note_id) in ("+strings.Join(sets, " union ")+"))")
	return nil
}

// catalogue says which listings and products hold a text: by a part of the SKU or the name, or by the whole barcode. Its answer is
// a query for the keys of sku_link.
func (d *DB) catalogue(w *where, text string) string {
	listings, products, code := d.dialect.listings(w, text), d.dialect.products(w, text), w.arg(text)
	const (
		keys      = `select k.store_id, k.product_id, k.variant_id, k.product_only from `
		byListing = keys + `listing n join sku_link k on k.store_id = n.store_id and k.product_id = n.product_id and k.variant_id = n.variant_id
			and k.product_only = 0 where `
		byProduct = keys + `product p join sku_link k on k.bp_product_id = p.id where `
		alone     = keys + `product p join sku_link k on k.product_only = p.id and k.product_only > 0 where `
	)
	return strings.Join([]string{byListing + listings, byListing + "n.gtin = " + code, byProduct + products, byProduct + "p.barcode = " + code,
		alone + products, alone + "p.barcode = " + code}, " union ")
}
