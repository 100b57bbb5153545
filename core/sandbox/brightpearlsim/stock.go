package brightpearlsim

import (
	"strconv"
	"time"
)

// maxAvailability is this simulator's limit; the real one is not documented, integrators use up to 200.
const maxAvailability = 200

type place struct{ product, warehouse int }

// level is the stock of one product in one warehouse. What can be sold is inStock − allocated.
type level struct{ inStock, allocated int }

func (l level) onHand() int { return l.inStock - l.allocated }

func (a *account) level(product, warehouse int) level {
	if l := a.levels[place{product, warehouse}]; l != nil {
		return *l
	}
	return level{}
}

// moveLocked changes stock and allocation and tells the webhooks.
func (s *Server) moveLocked(product, warehouse, inStock, allocated int, now time.Time) {
	if inStock == 0 && allocated == 0 {
		return
	}
	at := place{product, warehouse}
	l := s.levels[at]
	if l == nil {
		l = &level{}
		s.levels[at] = l
	}
	before := l.onHand()
	l.inStock += inStock
	l.allocated += allocated
	if l.onHand() != before {
		s.raiseLocked("product.modified.on-hand-modified", product, now)
	}
	if p := s.goods[product]; p != nil && s.onLocked(StockMovesProduct, "") {
		p.UpdatedOn = now
	}
}

func (l level) show() object {
	return object{"inStock": l.inStock, "onHand": l.onHand(), "allocated": l.allocated, "inTransit": 0}
}

// getAvailability leaves out warehouses and products without stock, and ignores ids that have no stock to speak of.
func (c *call) getAvailability() reply {
	set, bad := c.idsOf("ids", maxAvailability)
	if bad != nil {
		return *bad
	}
	found := object{}
	none, empty := c.srv.faultLocked(NoAvailability, c.route)
	zeros, strict, half := c.on(ZeroRows), c.on(BadIDFails), c.on(HalfAvailable)
	known := 0
	for _, id := range set.ids() {
		p := c.srv.goods[id]
		if p == nil || !p.tracked() {
			if strict {
				return invalid(codeWarehouse, "Product "+strconv.Itoa(id)+" is not stock tracked")
			}
			continue
		}
		if known++; empty && none.Warehouse == 0 || half && known%2 == 0 {
			continue
		}
		total, warehouses := level{}, object{}
		for _, w := range c.srv.data.Warehouses {
			l := c.srv.level(id, w.ID)
			if l == (level{}) && !zeros || empty && w.ID == none.Warehouse {
				continue
			}
			total.inStock += l.inStock
			total.allocated += l.allocated
			warehouses[strconv.Itoa(w.ID)] = l.show()
		}
		if len(warehouses) > 0 {
			found[strconv.Itoa(id)] = object{"total": total.show(), "warehouses": warehouses}
		}
	}
	return answer(found)
}

// getBundleAvailability counts the complete bundles that the components on hand allow, per warehouse.
func (c *call) getBundleAvailability() reply {
	if set, bad := c.idsOf("ids", 1); bad != nil || set.all {
		return invalid(codeBadRequest, "Exactly one product id is allowed")
	}
	p := c.srv.goods[c.id("ids")]
	if p == nil || !p.bundle() {
		return notFound("No bundle found with id " + c.vars["ids"])
	}
	needs := map[int]int{}
	c.srv.explode(p, 1, needs, 0)
	total, warehouses := 0, object{}
	for _, w := range c.srv.data.Warehouses {
		complete := -1
		for part, quantity := range needs {
			n := max(0, c.srv.level(part, w.ID).onHand()) / quantity
			if complete < 0 || n < complete {
				complete = n
			}
		}
		if complete > 0 {
			warehouses[strconv.Itoa(w.ID)] = object{"onHand": complete}
			total += complete
		}
	}
	return answer(object{strconv.Itoa(p.ID): object{"total": object{"onHand": total}, "warehouses": warehouses}})
}

const deepestBundle = 8

// explode adds up the stock-tracked products in one bundle, nested ones included.
func (a *account) explode(p *product, times int, needs map[int]int, depth int) {
	if depth > deepestBundle {
		return
	}
	for _, part := range p.Components {
		inner := a.goods[part.ProductID]
		switch {
		case inner == nil:
		case inner.bundle():
			a.explode(inner, times*part.Quantity, needs, depth+1)
		case inner.tracked():
			needs[inner.ID] += times * part.Quantity
		}
	}
}
