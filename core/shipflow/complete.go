package shipflow

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

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

// whole reports whether notes hold everything that an order's own rows ask for. Only rows that need stock count, since only
// those get notes. Rows are compared one by one where their Brightpearl ids are known, because the notes of a bundle hold its
// parts, which may be more units than bundles; a bundle therefore never looks whole from here.
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

// settled reports whether Brightpearl's order, as it is now, is completely shipped: by its own word, or because the notes cover
// every row that is left of it. Rows that staff added count unless they are free text, which needs no shipping.
func settled(order brightpearl.SalesOrder, rows []db.OrderRow, notes []db.Shipment) bool {
	switch order.ShippingStatus {
	case brightpearl.ShippingAll, brightpearl.ShippingNoStock:
		return true
	}
	byRow, _ := shippedRows(notes)
	stockless := map[int64]bool{}
	for _, r := range rows {
		if r.RowID > 0 && r.Wanted == 0 {
			stockless[r.RowID] = true
		}
	}
	checked := 0
	for _, r := range order.Rows {
		shipped := byRow[int64(r.ID)]
		if r.BundleParent || shipped == 0 && (stockless[int64(r.ID)] || r.Product == freeText || r.Product == 0) {
			continue
		}
		if r.Quantity.GreaterThan(decimal.NewFromInt(shipped)) {
			return false
		}
		checked++
	}
	return checked > 0
}

// reduced reports whether Brightpearl's order asks for less than was ordered.
func reduced(order brightpearl.SalesOrder, rows []db.OrderRow) bool {
	for _, r := range rows {
		if r.Wanted == 0 || r.RowID == 0 {
			continue
		}
		at := slices.IndexFunc(order.Rows, func(o brightpearl.SalesOrderRow) bool { return int64(o.ID) == r.RowID })
		if at < 0 || order.Rows[at].Quantity.LessThan(decimal.NewFromInt(r.Wanted)) {
			return true
		}
	}
	return false
}

// weigh asks Brightpearl about the orders that seem to be shipped in part: those with fresh notes and, in a sweep, all whose
// notes are some days old, since staff may have reduced them meanwhile.
func (p *poll) weigh(ctx context.Context) error {
	suspects := map[int64]db.PlacedOrder{}
	for _, n := range p.fresh {
		suspects[n.SalesOrderID] = p.ours[n.SalesOrderID]
	}
	if p.sweep {
		ids, err := p.d.db.PartShippedOrders(ctx, p.began.Add(-sweepBack))
		if err != nil {
			return err
		}
		placed, err := p.d.db.PlacedOrders(ctx, ids)
		if err != nil {
			return err
		}
		for id, order := range placed {
			suspects[id] = order
		}
	}
	type part struct {
		order db.PlacedOrder
		rows  []db.OrderRow
		notes []db.Shipment
	}
	parts := map[brightpearl.OrderID]part{}
	var ids []brightpearl.OrderID
	for id, order := range suspects {
		if order.ShippedAll {
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
		if notes := p.merge(order.ID, stored); !whole(rows, notes) {
			ids = append(ids, brightpearl.OrderID(id))
			parts[brightpearl.OrderID(id)] = part{order, rows, notes}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	orders, err := p.client.Orders.Get(ctx, ids...)
	for _, o := range orders {
		if a, ok := parts[o.ID]; ok && settled(o, a.rows, a.notes) {
			p.complete[a.order.ID] = reduced(o, a.rows)
		}
	}
	return err
}

// merge is an order's notes as they will be after this poll.
func (p *poll) merge(order commerce.OrderID, stored []db.Shipment) []db.Shipment {
	out := slices.Clone(stored)
	for _, n := range p.fresh {
		if n.OrderID != order {
			continue
		}
		at := slices.IndexFunc(out, func(have db.Shipment) bool { return have.Kind == n.Kind && have.NoteID == n.NoteID })
		if at < 0 {
			out = append(out, n)
		} else {
			out[at] = n
		}
	}
	return out
}
