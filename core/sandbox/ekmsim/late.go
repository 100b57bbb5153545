package ekmsim

import "time"

// lateLevel is a level that was written over and that reads still show for a while.
type lateLevel struct {
	units int64
	until time.Time
}

// keepLate makes reads show the level of now until the delay is over, if the stock_late fault says so. A second write within that
// time does not end it.
func (c *call) keepLate(l *listing) {
	f, struck := c.server.faults.strike("stock_late", c.shop.store.Username, c.route)
	if !struck {
		return
	}
	if _, still := c.shop.lateUnits(l.id(), c.now); !still {
		c.shop.late[l.id()] = lateLevel{l.stock(), c.now.Add(c.server.span(f.delay()))}
	}
}

func (sh *shop) lateUnits(id int64, now time.Time) (int64, bool) {
	was, found := sh.late[id]
	if found && !now.Before(was.until) {
		delete(sh.late, id)
		found = false
	}
	return was.units, found
}

// shownUnits is the level as a read shows it.
func (c *call) shownUnits(id, units int64) int64 {
	if was, late := c.shop.lateUnits(id, c.now); late {
		return was
	}
	return units
}

// shownProduct is the row as a read shows it: itself, or a copy with levels of before.
func (c *call) shownProduct(p *wireProduct) *wireProduct {
	if len(c.shop.late) == 0 {
		return p
	}
	row := *p
	row.NumberInStock = c.shownUnits(p.ID, p.NumberInStock)
	row.TotalProductStock += row.NumberInStock - p.NumberInStock
	row.Variants = make([]wireVariant, len(p.Variants))
	for i := range p.Variants {
		row.Variants[i] = *c.shownVariant(&p.Variants[i])
		row.TotalProductStock += row.Variants[i].NumberInStock - p.Variants[i].NumberInStock
	}
	return &row
}

func (c *call) shownVariant(v *wireVariant) *wireVariant {
	if len(c.shop.late) == 0 {
		return v
	}
	row := *v
	row.NumberInStock = c.shownUnits(v.ID, v.NumberInStock)
	return &row
}
