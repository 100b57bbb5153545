package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"stockbridge/core/view"
)

// productsFound is how many products one search offers a person to pick from.
const productsFound = 50

// FindProducts looks for products that can be sold by a part of SKU or name, or by a whole Brightpearl id, in any case of letters;
// those whose SKU is the text come first, then by SKU. Text of fewer than three characters is looked for at the beginning of SKUs
// alone. It walks the search index of products.
func (d *DB) FindProducts(ctx context.Context, text string) ([]view.Choice, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	var w where
	w.add(`(p.status = '' or upper(p.status) = 'LIVE')`)
	found := d.dialect.products(&w, text)
	if id := wholeNumber(text); id > 0 {
		found = `(` + found + ` or p.id = ` + w.arg(id) + `)`
	}
	w.add(found)
	order := fmt.Sprintf(` order by case when lower(p.sku) = lower(%s) then 0 else 1 end, p.sku, p.id limit %d`, w.arg(text), productsFound)
	rows, err := d.reader.QueryContext(ctx, `select p.id, p.sku, p.name from product p`+w.String()+order, w.args...)
	return collect(rows, err, func(r *sql.Rows) (view.Choice, error) {
		var c view.Choice
		return c, r.Scan(&c.ID, &c.Code, &c.Name)
	})
}
