package orderflow

import (
	"github.com/shopspring/decimal"

	"stockbridge/core/brightpearl"
	"stockbridge/core/db"
)

// holdings remembers which Brightpearl rows stand for one of our rows: the row itself, or the parts of a bundle.
type holdings map[int][]holding // by position

type holding struct {
	row     brightpearl.RowID
	product brightpearl.ProductID
	each    int64 // units of the part in one bundle, 1 for a plain row
}

// units is how many of our row's units are held: whole bundles only.
func (h holdings) units(position int, reserved map[brightpearl.RowID]int64) int64 {
	least := int64(-1)
	for _, part := range h[position] {
		if n := reserved[part.row] / max(part.each, 1); least < 0 || n < least {
			least = n
		}
	}
	return max(least, 0)
}

// newly is what was taken from each product since the last time: a row whose units were counted before counts only its gain.
func (h holdings) newly(before map[int]int64, rows []db.OrderRow, reserved map[brightpearl.RowID]int64) map[int64]int64 {
	out := map[int64]int64{}
	for _, r := range rows {
		for _, p := range h[r.Position] {
			out[int64(p.product)] += max(reserved[p.row]-before[r.Position]*p.each, 0)
		}
	}
	return out
}

// reservationLines finds the rows in the order as Brightpearl stored it, by their own references (by product and quantity
// where those are missing), fills in their ids, and lists what is to be reserved: each tied row once, a bundle by its parts.
func reservationLines(rows []db.OrderRow, posted brightpearl.SalesOrder) ([]brightpearl.ReservationLine, holdings) {
	byRef := map[string]brightpearl.SalesOrderRow{}
	children := map[brightpearl.RowID][]brightpearl.SalesOrderRow{}
	for _, r := range posted.Rows {
		if r.ExternalRef != "" {
			byRef[r.ExternalRef] = r
		}
		if r.BundleChild {
			children[r.ParentRow] = append(children[r.ParentRow], r)
		}
	}
	used := map[brightpearl.RowID]bool{}
	held := holdings{}
	var lines []brightpearl.ReservationLine
	for i := range rows {
		r := &rows[i]
		match, ok := findRow(r, posted, byRef, used)
		if !ok {
			continue
		}
		used[match.ID] = true
		r.RowID = int64(match.ID)
		if r.Wanted == 0 {
			continue
		}
		parts := children[match.ID]
		if len(parts) == 0 {
			lines = append(lines, brightpearl.ReservationLine{Row: match.ID, Product: match.Product, Quantity: decimal.NewFromInt(r.Wanted)})
			held[r.Position] = []holding{{row: match.ID, product: match.Product, each: 1}}
			continue
		}
		for _, c := range parts {
			units := c.Quantity.IntPart()
			if units < 1 {
				continue
			}
			lines = append(lines, brightpearl.ReservationLine{Row: c.ID, Product: c.Product, Quantity: c.Quantity})
			held[r.Position] = append(held[r.Position], holding{row: c.ID, product: c.Product, each: max(units/max(r.Wanted, 1), 1)})
		}
	}
	return lines, held
}

func findRow(r *db.OrderRow, posted brightpearl.SalesOrder, byRef map[string]brightpearl.SalesOrderRow, used map[brightpearl.RowID]bool) (brightpearl.SalesOrderRow, bool) {
	for ref, row := range byRef {
		if hasPosition(ref, r.Position) && !used[row.ID] {
			return row, true
		}
	}
	for _, row := range posted.Rows {
		if used[row.ID] || row.BundleChild || row.ExternalRef != "" {
			continue
		}
		if r.ProductID > 0 && int64(row.Product) == r.ProductID && row.Quantity.Equal(decimal.NewFromInt(r.Quantity)) && pence(row.Net) == r.Net {
			return row, true
		}
	}
	return brightpearl.SalesOrderRow{}, false
}
