package db

import (
	"context"
	"database/sql"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// LinkRules returns what people have decided about the codes of a store, of all stores when store is 0, the newest first.
func (d *DB) LinkRules(ctx context.Context, store commerce.StoreID) ([]view.LinkRule, error) {
	var w where
	w.add("not s.removed")
	if store != 0 {
		w.add("r.store_id = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, `select r.store_id, s.name, r.sku, r.listing_id, r.variant_id, r.verdict = 'means', r.product_id,
			coalesce(p.sku, ''), r.reason, r.actor, r.at
		from link_rule r join store s on s.id = r.store_id left join product p on p.id = r.product_id`+w.String()+` order by r.at desc, r.sku, r.product_id`, w.args...)
	return collect(rows, err, func(r *sql.Rows) (l view.LinkRule, err error) {
		return l, r.Scan(&l.StoreID, &l.Store, &l.SKU, &l.Listing, &l.Variant, &l.Means, &l.ProductID, &l.Product, &l.Reason, &l.Actor, moment{&l.At})
	})
}

func verdict(means bool) string {
	if means {
		return "means"
	}
	return "not"
}

// SaveLinkRule stores what a person decided. A code, or one listing of it, means one product at most.
func (t *Tx) SaveLinkRule(r view.LinkRule) error {
	sku := commerce.TrimSKU(r.SKU)
	if r.Means {
		if err := t.run(`delete from link_rule where store_id = $1 and sku = $2 and listing_id = $3 and variant_id = $4
			and (verdict = 'means' or product_id = $5)`, r.StoreID, sku, r.Listing, r.Variant, r.ProductID); err != nil {
			return err
		}
	}
	if err := t.run(`insert into link_rule (store_id, sku, listing_id, variant_id, verdict, product_id, reason, actor, at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			on conflict (store_id, sku, listing_id, variant_id, verdict, product_id) do update set reason = excluded.reason, actor = excluded.actor, at = excluded.at`,
		r.StoreID, sku, r.Listing, r.Variant, verdict(r.Means), r.ProductID, r.Reason, r.Actor, t.now); err != nil {
		return err
	}
	return t.relinkRuled(r.StoreID, sku, r.Listing, r.Variant)
}

// relinkRuled has the listings decided again that a rule speaks of: those with its code, or one, whatever its code is by now.
func (t *Tx) relinkRuled(store commerce.StoreID, sku string, listing, variant int64) error {
	if listing != 0 {
		if _, err := found(t.row(`select sku_key from listing where store_id = $1 and product_id = $2 and variant_id = $3`, store, listing, variant).Scan(&sku)); err != nil {
			return err
		}
	}
	return t.recode(store, "code", sku)
}

// DropLinkRule takes a decision back; ok is false when there is none such.
func (t *Tx) DropLinkRule(r view.LinkRule) (ok bool, err error) {
	sku := commerce.TrimSKU(r.SKU)
	n, err := t.exec(`delete from link_rule where store_id = $1 and sku = $2 and listing_id = $3 and variant_id = $4 and verdict = $5 and product_id = $6`,
		r.StoreID, sku, r.Listing, r.Variant, verdict(r.Means), r.ProductID)
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.relinkRuled(r.StoreID, sku, r.Listing, r.Variant)
}

// ConfirmLink has a person say that a listing's SKU really moved to another product.
func (t *Tx) ConfirmLink(store commerce.StoreID, p Place) (ok bool, err error) {
	var sku string
	if ok, err = found(t.row(`select sku from sku_link where store_id = $1 and product_id = $2 and variant_id = $3 and state = 'changed_product'`,
		store, p.ProductID, p.VariantID).Scan(&sku)); !ok || err != nil {
		return ok, err
	}
	if err := t.run(`update sku_link set was_id = bp_product_id where store_id = $1 and product_id = $2 and variant_id = $3`,
		store, p.ProductID, p.VariantID); err != nil {
		return false, err
	}
	return true, t.Relink(store, sku)
}
