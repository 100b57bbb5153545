package catalog

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/rest"
	"stockbridge/core/view"
)

const (
	productsPoll = db.ProductsPoll
	// productOverlap is how far a reading of changes looks back: searches may lag behind edits.
	productOverlap = 15 * time.Minute
	// fullEvery is how often a whole catalogue is read, because deletions show nowhere else.
	fullEvery = 24 * time.Hour
	// confirmAfter is how long a SKU must have stood with its new product: more than one reading of changes.
	confirmAfter = 90 * time.Second
	// productsPerSecond is what Brightpearl's limit lets us list: 500 products a request, 200 requests a minute.
	productsPerSecond = 500 * 200 / 60.0

	ordersFirst = rest.Orders
)

// PollProducts reads Brightpearl's products: all of them at first and once a day, otherwise what changed. It decides the links
// again when anything was new.
func (d *Desk) PollProducts(ctx context.Context) error {
	d.products.Lock()
	defer d.products.Unlock()
	client := d.o.Brightpearl()
	if client == nil {
		return noAccount()
	}
	p, err := d.db.Poll(ctx, productsPoll)
	if err != nil {
		return err
	}
	began := d.o.Now()
	if p.FullAt.IsZero() || began.Sub(p.FullAt) >= fullEvery {
		return d.readAllProducts(ctx, client, p, began)
	}
	changes, err := client.Products.ChangedSince(ctx, p.At.Add(-productOverlap))
	if err != nil {
		return err
	}
	fresh, err := d.unknown(ctx, changes.Items)
	if err != nil {
		return err
	}
	if len(fresh) > 0 {
		if err := d.adopt(ctx, client, fresh); err != nil {
			return err
		}
	}
	p.At, p.OKAt = changes.AsOf, began
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(productsPoll, p) }); err != nil {
		return err
	}
	return d.confirm(ctx)
}

// confirm has the links looked at again whose SKU had moved to another product, then follows every change.
func (d *Desk) confirm(ctx context.Context) error {
	moved, err := d.db.ChangedProducts(ctx)
	if err != nil {
		return err
	}
	if len(moved) > 0 {
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			for _, l := range moved {
				if err := tx.Relink(l.Store, l.SKU); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return d.follow(ctx)
}

// readAllProducts reads the whole catalogue. p.Value is the scan number and the last product of a reading that was
// interrupted: the next one goes on from there.
func (d *Desk) readAllProducts(ctx context.Context, client *brightpearl.Client, p db.Poll, began time.Time) error {
	defer d.report(productsPoll, view.CatalogueProgress{}, 0)
	scan, after, total, done := resume(p.Value, began)
	if total == 0 {
		total, _ = client.Products.Count(ctx) // without it the progress has no end, nothing more
	}
	d.report(productsPoll, view.CatalogueProgress{What: "Brightpearl products", Done: done, Total: total}, productsPerSecond)
	var asOf time.Time
	if pong, err := client.Ping(ctx); err != nil {
		return err
	} else {
		asOf = pong.At
	}
	if started := time.UnixMilli(scan).UTC(); started.Before(asOf) {
		asOf = started // of a reading that was interrupted, the first part is as old as its beginning
	}
	batch := make([]brightpearl.ProductRow, 0, 500)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		products, err := d.complete(ctx, client, batch)
		if err != nil {
			return err
		}
		last := int64(batch[len(batch)-1].ID)
		done += len(batch)
		batch = batch[:0]
		d.report(productsPoll, view.CatalogueProgress{What: "Brightpearl products", Done: done, Total: total}, productsPerSecond)
		return d.db.Write(ctx, func(tx *db.Tx) error {
			if err := tx.SaveProducts(scan, products); err != nil {
				return err
			}
			p.Value = reached(scan, last, total, done)
			return tx.SavePoll(productsPoll, p)
		})
	}
	for row, err := range client.Products.All(ctx, brightpearl.ProductID(after)) {
		if err != nil {
			return err
		}
		if batch = append(batch, row); len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	p.Value, p.At, p.FullAt, p.OKAt = "", asOf, began, began
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		gone, err := tx.EndProductScan(scan)
		if err != nil {
			return err
		}
		if err := tx.Log(db.Activity{Kind: "catalogue", Subject: "Brightpearl products", Text: fmt.Sprintf("Read %d products completely; %d are gone.", done, gone)}); err != nil {
			return err
		}
		return tx.SavePoll(productsPoll, p)
	}); err != nil {
		return err
	}
	return d.confirm(ctx)
}

// resume reads where an interrupted reading stopped; a new one gets a scan number of its own.
func resume(value string, began time.Time) (scan, after int64, total, done int) {
	if n, _ := fmt.Sscanf(value, "%d %d %d %d", &scan, &after, &total, &done); n >= 2 {
		return scan, after, total, done
	}
	return began.UnixMilli(), 0, 0, 0
}

// reached is what resume reads.
func reached(scan, after int64, total, done int) string { return fmt.Sprint(scan, after, total, done) }

// unknown drops rows that say nothing new: every reading of changes looks back over known ground.
func (d *Desk) unknown(ctx context.Context, rows []brightpearl.ProductRow) ([]brightpearl.ProductRow, error) {
	var out []brightpearl.ProductRow
	for _, r := range rows {
		have, ok, err := d.db.ProductByID(ctx, int64(r.ID))
		if err != nil {
			return nil, err
		}
		if !ok || have.SKU != r.SKU || have.Name != r.Name || have.StockTracked != r.StockTracked || have.Status != r.Status || have.Barcode != r.Barcode || have.Bundle {
			out = append(out, r)
		}
	}
	return out, nil
}

// adopt stores products outside a full reading.
func (d *Desk) adopt(ctx context.Context, client *brightpearl.Client, rows []brightpearl.ProductRow) error {
	products, err := d.complete(ctx, client, rows)
	if err != nil {
		return err
	}
	p, err := d.db.Poll(ctx, productsPoll)
	if err != nil {
		return err
	}
	scan, _, _, _ := resume(p.Value, p.FullAt)
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveProducts(scan, products) })
}

// complete adds what a search does not tell: whether a product without stock tracking is a bundle, and of what.
func (d *Desk) complete(ctx context.Context, client *brightpearl.Client, rows []brightpearl.ProductRow) ([]db.Product, error) {
	out := make([]db.Product, len(rows))
	var ask []brightpearl.ProductID
	at := map[brightpearl.ProductID]int{}
	for i, r := range rows {
		out[i] = db.Product{ID: int64(r.ID), SKU: r.SKU, Name: r.Name, Barcode: r.Barcode, StockTracked: r.StockTracked, Status: r.Status}
		if !r.StockTracked {
			ask, at[r.ID] = append(ask, r.ID), i
		}
	}
	if len(ask) == 0 {
		return out, nil
	}
	details, err := client.Products.Get(ctx, ask...)
	if err != nil {
		return nil, err
	}
	for _, p := range details {
		i, ok := at[p.ID]
		if !ok || !p.Bundle {
			continue
		}
		out[i].Bundle = true
		for _, c := range p.Components {
			out[i].Components = append(out[i].Components, commerce.Component{ProductID: int64(c.ID), Quantity: c.Quantity.IntPart()})
		}
	}
	return out, nil
}
