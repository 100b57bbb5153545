package brightpearlsim

import "time"

// tradeLocked catches up with sales on other channels and deliveries.
func (s *Server) tradeLocked(now time.Time) {
	c := &s.crew
	catchUp := func(due *time.Time, every time.Duration, act func(time.Time)) {
		every = s.span(every)
		if every <= 0 {
			return
		}
		if due.IsZero() {
			*due = now.Add(every)
		}
		for !due.After(now) {
			act(*due)
			*due = due.Add(every)
		}
	}
	catchUp(&c.nextOut, c.trade.SaleEvery, s.otherSaleLocked)
	catchUp(&c.nextIn, c.trade.DeliveryEvery, s.deliveryLocked)
}

const tradeTries = 20

// otherSaleLocked sells one or two units of something somewhere else.
func (s *Server) otherSaleLocked(at time.Time) {
	for range tradeTries {
		p, warehouse := s.somethingLocked()
		if p == nil {
			return
		}
		if free := s.level(p.ID, warehouse).onHand(); free > 0 {
			s.recordLocked(movement{product: p.ID, warehouse: warehouse, quantity: -min(free, 1+s.crew.random.IntN(2)), kind: "GO", updated: at})
			return
		}
	}
}

func (s *Server) deliveryLocked(at time.Time) {
	p, warehouse := s.somethingLocked()
	if p == nil {
		return
	}
	s.recordLocked(movement{product: p.ID, warehouse: warehouse, quantity: 5 + s.crew.random.IntN(16), kind: "GI", updated: at})
	s.raiseLocked("goods-in-note.created", s.last.movement, at)
}

// somethingLocked picks a living, stock-tracked product and a warehouse.
func (s *Server) somethingLocked() (*product, int) {
	if len(s.goodsIDs) == 0 || len(s.data.Warehouses) == 0 {
		return nil, 0
	}
	for range tradeTries {
		p := s.goods[s.goodsIDs[s.crew.random.IntN(len(s.goodsIDs))]]
		if p.tracked() && p.Status == "LIVE" {
			return p, s.data.Warehouses[s.crew.random.IntN(len(s.data.Warehouses))].ID
		}
	}
	return nil, 0
}
