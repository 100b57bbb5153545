package db

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"stockbridge/core/view"
)

// search is how an engine finds a text in the middle of words. SQLite keeps an index of every three letters (order_search,
// listing_search, product_search), which triggers maintain; PostgreSQL has one where pg_trgm could be added. Text of fewer than
// three letters fits no such index and is looked for at the beginning of words only.
type search interface {
	// holding narrows orders o to those that hold the text; hits, when it is not negative, tells how many do.
	holding(w *where, text string, hits int)
	// beginning narrows orders o to those whose number or customer begins with the text.
	beginning(w *where, text string)
	// hits is a query for the number of orders that hold the text, "" when counting is no cheaper than finding.
	hits() string
	// listings and products are conditions on listing n and product p: their SKU or name holds the text.
	listings(w *where, text string) string
	products(w *where, text string) string
	// phrase is the text as hits wants it.
	phrase(text string) string
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
		d.dialect.beginning(w, f.Text)
		return shortcut{}, nil
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

// orderWords are what an order is found by, as one text.
const orderWords = `o.number || chr(10) || o.customer || chr(10) || o.skus || chr(10) || o.sales_order_id`

func (sqliteDialect) holding(w *where, text string, hits int) {
	const found = `o.id in (select rowid from order_search where order_search match ?)`
	switch match := (sqliteDialect{}).phrase(text); {
	case hits > mostHits:
		w.add(`(o.number like ? escape '\' or o.customer like ? escape '\' or o.skus like ? escape '\' or o.sales_order_id like ? escape '\')`,
			contains(text), contains(text), contains(text), contains(text))
	case hits > manyHits:
		w.add("+"+found, match) // not by the id: the list is walked
	default:
		w.add(found, match)
	}
}

func (sqliteDialect) beginning(w *where, text string) {
	small, large := strings.ToLower(text), strings.ToUpper(text)
	w.add(`(o.number >= ? and o.number < ? or o.number >= ? and o.number < ? or lower(o.customer) >= lower(?) and lower(o.customer) < lower(?))`,
		small, after(small), large, after(large), text, after(text))
}

func (sqliteDialect) hits() string {
	return `select count(*) from order_search where order_search match $1`
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

func (postgresDialect) holding(w *where, text string, _ int) {
	w.add(`lower(`+orderWords+`) like lower(?) escape '\'`, contains(text))
}

func (postgresDialect) beginning(w *where, text string) {
	w.add(`(lower(o.number) like lower(?) escape '\' or lower(o.customer) like lower(?) escape '\')`, begins(text), begins(text))
}

func (postgresDialect) hits() string              { return "" }
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

// catalogue says which listings and products hold a text: by a part of the SKU or the name, or by the whole barcode. Its answer is
// a query for the keys of sku_link.
func (d *DB) catalogue(w *where, text string) string {
	listings, products, code := d.dialect.listings(w, text), d.dialect.products(w, text), w.arg(text)
	return `select k.store_id, k.product_id, k.variant_id, k.product_only from listing n join sku_link k on k.store_id = n.store_id
			and k.product_id = n.product_id and k.variant_id = n.variant_id and k.product_only = 0 where ` + listings + `
		union select k.store_id, k.product_id, k.variant_id, k.product_only from listing n join sku_link k on k.store_id = n.store_id
			and k.product_id = n.product_id and k.variant_id = n.variant_id and k.product_only = 0 where n.gtin = ` + code + `
		union select k.store_id, k.product_id, k.variant_id, k.product_only from product p join sku_link k on k.bp_product_id = p.id where ` + products + `
		union select k.store_id, k.product_id, k.variant_id, k.product_only from product p join sku_link k on k.product_only = p.id where ` + products + `
		union select k.store_id, k.product_id, k.variant_id, k.product_only from product p join sku_link k on p.id in (k.bp_product_id, k.product_only)
			where p.barcode = ` + code
}
