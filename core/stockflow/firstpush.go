package stockflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// FirstPush tells what switching a store's stock on would write: what the store shows, by its catalogue, beside what it would be told
// by the settings and rules of now. What was never read of Brightpearl's stock is asked for, and not kept. Nothing is written
// and no figure changes; the brake is not asked. A store without a warehouse is refused (SB-STK-521).
func (d *Desk) FirstPush(ctx context.Context, id commerce.StoreID) (view.StockPreview, error) {
	out := view.StockPreview{At: d.o.Now()}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(stores, func(s db.StoreRow) bool { return s.ID == id })
	if i < 0 || len(stores[i].Settings.Warehouses) == 0 {
		return out, fault.Hold(fault.Cause{Code: "SB-STK-521", Text: "No warehouse is chosen for the store, so nobody can say whose stock it would show.",
			Fix: "Choose its warehouses first."})
	}
	s := stores[i]
	links, _, err := d.managed(ctx, id, nil)
	if err != nil {
		return out, err
	}
	products := make([]int64, len(links))
	for i, l := range links {
		products[i] = l.Product
	}
	b, err := d.open(ctx, stores, distinct(products))
	if err != nil {
		return out, err
	}
	if err := d.readMissing(ctx, b, products); err != nil {
		return out, err
	}
	b.only = nil // all of the store's listings
	figures, err := d.compare(ctx, s, b)
	if err != nil {
		return out, err
	}
	listings, err := d.db.Listings(ctx, id)
	if err != nil {
		return out, err
	}
	listed := make(map[db.Place]db.Listing, len(listings))
	for _, l := range listings {
		listed[db.Place{ProductID: l.ProductID, VariantID: l.VariantID}] = l
	}
	for _, r := range figures {
		l, ok := listed[r.next.Place()]
		if !ok || !r.figure.known {
			out.Unknown++
			continue
		}
		c := view.StockChange{SKU: r.next.SKU, Name: l.Name, Shown: l.Stock, New: r.next.Wanted}
		if l.Choice = strings.TrimSpace(l.Choice); l.Choice != "" {
			c.Name = strings.TrimPrefix(l.Name+", "+l.Choice, ", ")
		}
		if r.before.SentRev > 0 {
			c.Shown = r.before.Listed
		}
		switch {
		case c.New == c.Shown || r.frozen():
			out.Same++
			continue
		case c.New > c.Shown:
			out.Up++
		default:
			out.Down++
			if c.New == 0 {
				out.ToZero++
			}
		}
		out.Rows = append(out.Rows, c)
	}
	slices.SortFunc(out.Rows, gravest)
	out.Rows = slices.Clip(out.Rows[:min(len(out.Rows), previewed)])
	return out, nil
}

// gravest sorts what falls to zero first, then the largest changes.
func gravest(a, b view.StockChange) int {
	zero := func(c view.StockChange) int {
		if c.New == 0 && c.Shown > 0 {
			return 0
		}
		return 1
	}
	size := func(c view.StockChange) int64 { return max(c.New-c.Shown, c.Shown-c.New) }
	return cmp.Or(cmp.Compare(zero(a), zero(b)), cmp.Compare(size(b), size(a)), cmp.Compare(a.SKU, b.SKU))
}

// readMissing asks Brightpearl for the units of products of which nothing was ever read, through a client that can only read, and puts
// the answer into the book.
func (d *Desk) readMissing(ctx context.Context, b *book, products []int64) error {
	wanted, _, err := d.parts(ctx, products)
	if err != nil {
		return err
	}
	var missing []int64
	for _, id := range wanted {
		if _, read := b.onHand(id, nil, false); !read {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	client := d.o.Brightpearl()
	if client == nil {
		return noAccount()
	}
	set, err := client.Reader().Availability.Get(ctx, productIDs(missing)...)
	if err != nil {
		return err
	}
	known, stock, err := d.answered(ctx, missing, set)
	if err != nil {
		return err
	}
	for _, id := range known {
		b.stock[id] = append(b.stock[id], db.Stock{ProductID: id, At: d.o.Now()}) // as the database marks what was read
	}
	for _, row := range stock {
		b.stock[row.ProductID] = append(b.stock[row.ProductID], row)
	}
	return nil
}

func productIDs(ids []int64) []brightpearl.ProductID {
	out := make([]brightpearl.ProductID, len(ids))
	for i, id := range ids {
		out[i] = brightpearl.ProductID(id)
	}
	return out
}
