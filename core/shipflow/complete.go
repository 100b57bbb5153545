package shipflow

import (
	"context"
	"maps"
	"slices"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// freeText is the product that stands for rows without one. Brightpearl API: its id is 1000 in every account.
const freeText = 1000

// shippedRows adds up notes by Brightpearl order row.
func shippedRows(notes []db.Shipment) (byRow map[int64]int64, total int64) {
	byRow = map[int64]int64{}
	for _, n := range notes {
		total += n.Units
		for row, units := range n.Rows {
			byRow[row] += units
		}
	}
	return byRow, total
}

// whole reports whether notes hold everything that an order's own rows ask for: the answer for an order of which Brightpearl's
// present rows were never read. Rows are compared one by one where their Brightpearl ids are known, because the notes of a
// bundle hold its parts, which may be more units than bundles; a bundle therefore never looks whole from here.
func whole(rows []db.OrderRow, notes []db.Shipment) bool {
	byRow, total := shippedRows(notes)
	wanted, named, covered := int64(0), true, true
	for _, r := range rows {
		if r.Wanted == 0 {
			continue
		}
		wanted += r.Wanted
		named = named && r.RowID > 0
		covered = covered && byRow[r.RowID] >= r.Wanted
	}
	switch {
	case len(notes) == 0:
		return false
	case named:
		return covered
	default:
		return total >= wanted
	}
}

// covers reports whether notes hold every row that needs stock. Without a note nothing is complete.
func covers(rows []db.ShipRow, notes []db.Shipment) bool {
	byRow, _ := shippedRows(notes)
	return len(notes) > 0 && !slices.ContainsFunc(rows, func(r db.ShipRow) bool { return byRow[r.RowID] < r.Units })
}

// stockRows are the rows of Brightpearl's order, as it is now, that need stock: the parts of bundles but not the bundles, and no free
// text. Whether a product is kept in stock is the catalogue's word. A row of a product that the catalogue does not know counts
// unless our own row needs no stock, or Brightpearl calls the order shipped without it.
func stockRows(order brightpearl.SalesOrder, ours []db.OrderRow, notes []db.Shipment, goods map[int64]db.Product) []db.ShipRow {
	byRow, _ := shippedRows(notes)
	stockless := map[int64]bool{}
	for _, r := range ours {
		stockless[r.RowID] = r.Wanted == 0
	}
	done := order.ShippingStatus == brightpearl.ShippingAll || order.ShippingStatus == brightpearl.ShippingNoStock
	var out []db.ShipRow
	for _, r := range order.Rows {
		id, units := int64(r.ID), r.Quantity.Ceil().IntPart()
		if r.BundleParent || r.Product == freeText || r.Product == 0 || units <= 0 {
			continue
		}
		product, known := goods[int64(r.Product)]
		switch {
		case known && (!product.StockTracked || product.Bundle):
			continue
		case !known && byRow[id] == 0 && (stockless[id] || done):
			continue
		}
		out = append(out, db.ShipRow{RowID: id, SKU: r.SKU, Name: r.Name, Units: units})
	}
	return out
}

// differs reports whether Brightpearl's order asks for something else than was ordered: rows were added, swapped, reduced or
// taken away by hand. needed are its rows that need stock.
func differs(order brightpearl.SalesOrder, ours []db.OrderRow, needed []db.ShipRow) bool {
	ordered, named := map[int64]db.OrderRow{}, true
	for _, r := range ours {
		ordered[r.RowID] = r
		named = named && (r.Wanted == 0 || r.RowID > 0)
	}
	if !named {
		return false // what was posted cannot be told from what was added
	}
	now := map[int64]brightpearl.SalesOrderRow{}
	for _, r := range order.Rows {
		now[int64(r.ID)] = r
	}
	for id, r := range ordered {
		if r.Wanted == 0 {
			continue
		}
		is, there := now[id]
		if !there || is.Quantity.IntPart() != r.Wanted || r.ProductID > 0 && int64(is.Product) != r.ProductID {
			return true
		}
	}
	for _, r := range needed {
		_, child := ordered[int64(now[r.RowID].ParentRow)]
		if was, there := ordered[r.RowID]; (!there || was.Wanted == 0) && !(now[r.RowID].BundleChild && child) {
			return true
		}
	}
	return false
}

// outcome is what Brightpearl's order says of its notes.
type outcome struct {
	rows         []db.ShipRow
	all, differs bool
}

// weigh asks Brightpearl for the orders whose notes moved and, in a sweep, for all with notes of the last days, since staff may
// have changed their rows meanwhile. It costs one request for every 200 of them.
func (p *poll) weigh(ctx context.Context) error {
	for _, n := range p.fresh {
		p.moved[n.OrderID] = true
	}
	for _, b := range p.back {
		p.moved[b.note.OrderID] = true
	}
	orders := map[brightpearl.OrderID]db.PlacedOrder{}
	for sales, order := range p.ours {
		if p.moved[order.ID] {
			orders[brightpearl.OrderID(sales)] = order
		}
	}
	if len(orders) == 0 {
		return nil
	}
	got, err := p.client.Orders.Get(ctx, slices.Sorted(maps.Keys(orders))...)
	if err != nil {
		return err
	}
	goods, err := p.goods(ctx, got)
	if err != nil {
		return err
	}
	for _, o := range got {
		order, asked := orders[o.ID]
		if !asked {
			continue
		}
		rows, err := p.d.db.OrderRows(ctx, order.ID)
		if err != nil {
			return err
		}
		stored, err := p.d.db.ShipmentsOf(ctx, order.ID)
		if err != nil {
			return err
		}
		notes := p.merge(order.ID, stored)
		needed := stockRows(o, rows, notes, goods)
		p.shipped[order.ID] = outcome{rows: needed, all: covers(needed, notes), differs: len(notes) > 0 && differs(o, rows, needed)}
	}
	return nil
}

// goods are the products of orders that the catalogue knows, by id.
func (p *poll) goods(ctx context.Context, orders []brightpearl.SalesOrder) (map[int64]db.Product, error) {
	asked := map[int64]bool{}
	for _, o := range orders {
		for _, r := range o.Rows {
			asked[int64(r.Product)] = true
		}
	}
	known, err := p.d.db.ProductsByIDs(ctx, slices.Sorted(maps.Keys(asked)))
	out := map[int64]db.Product{}
	for _, product := range known {
		out[product.ID] = product
	}
	return out, err
}

// merge is an order's notes that count, as they will be after this poll.
func (p *poll) merge(order commerce.OrderID, stored []db.Shipment) []db.Shipment {
	var out []db.Shipment
	for _, n := range stored {
		back := slices.ContainsFunc(p.back, func(b takenBack) bool { return keyOf(b.note) == keyOf(n) })
		fresh := slices.ContainsFunc(p.fresh, func(f db.Shipment) bool { return keyOf(f) == keyOf(n) })
		if n.Counts() && !back && !fresh {
			out = append(out, n)
		}
	}
	for _, n := range p.fresh {
		if n.OrderID == order {
			out = append(out, n)
		}
	}
	return out
}
