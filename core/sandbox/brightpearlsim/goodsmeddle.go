package brightpearlsim

import (
	"errors"
	"fmt"
	"slices"
)

// What people do to goods and stock behind a connector's back; see meddle.go for orders and contacts, and SetStock for counting.

var errNothingToReserve = errors.New("nothing can be reserved: everything is held or shipped already, or there is no stock")

// trackedLocked finds the first stock-tracked product with a SKU.
func (s *Server) trackedLocked(sku string) (*product, error) {
	for _, id := range s.goodsIDs {
		if p := s.goods[id]; p.SKU == sku && p.tracked() {
			return p, nil
		}
	}
	return nil, errors.New("no stock-tracked product has this SKU")
}

// Reserve holds what there is for all rows of a sales order, as staff do by hand. The order's updatedOn does not move, and a
// reservation is no goods movement.
func (s *Server) Reserve(order int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(order)
	if err != nil {
		return err
	}
	if o.cancelled {
		return errNothingToReserve
	}
	before := s.unitsOf(o).reserved
	var wishes []rowWish
	fulfilled := s.fulfilledRows(o)
	for _, r := range o.rows {
		if left := r.quantity.units() - fulfilled[r.id]; s.stockRow(r) && left > 0 {
			wishes = append(wishes, rowWish{r.id, r.product, left})
		}
	}
	s.reserveLocked(o, s.homeOf(o), wishes, true, s.cfg.Now())
	if s.unitsOf(o).reserved == before {
		return errNothingToReserve
	}
	return nil
}

// Hold reserves units of a SKU in a warehouse for somebody whose order nobody will ask about: what can be sold sinks, and neither
// an order nor a goods movement tells. Negative units are given back.
func (s *Server) Hold(sku string, warehouse, units int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.warehouse(warehouse); !ok {
		return fmt.Errorf("there is no warehouse %d", warehouse)
	}
	p, err := s.trackedLocked(sku)
	if err != nil {
		return err
	}
	if s.level(p.ID, warehouse).allocated+units < 0 {
		return errors.New("more units are given back than are held")
	}
	s.moveLocked(p.ID, warehouse, 0, units, s.cfg.Now())
	return nil
}

// AddProduct adds a product and returns its id: the next one where none is given. Its updatedOn is empty, as in Brightpearl
// before the first change.
func (s *Server) AddProduct(p Product) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.ID == 0 {
		p.ID = s.last.product + 1
	}
	if p.ID <= s.last.product {
		return 0, fmt.Errorf("the product id %d was given out already", p.ID)
	}
	for warehouse := range p.Stock {
		if _, ok := s.warehouse(warehouse); !ok {
			return 0, fmt.Errorf("there is no warehouse %d", warehouse)
		}
	}
	now := s.cfg.Now()
	if p.CreatedOn.IsZero() {
		p.CreatedOn = now
	}
	touched := p.UpdatedOn
	s.addProduct(p, now)
	s.goods[p.ID].UpdatedOn = touched
	s.last.product = p.ID
	s.raiseLocked("product.created", p.ID, now)
	return p.ID, nil
}

// productLocked finds the first product with a SKU.
func (s *Server) productLocked(sku string) (*product, error) {
	for _, id := range s.goodsIDs {
		if p := s.goods[id]; p.SKU == sku {
			return p, nil
		}
	}
	return nil, errors.New("no product has this SKU")
}

// RenameProduct gives a product another SKU. Rows of orders keep the old one.
func (s *Server) RenameProduct(sku, to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.productLocked(sku)
	if err != nil {
		return err
	}
	p.SKU, p.UpdatedOn = to, s.cfg.Now()
	s.raiseLocked("product.modified", p.ID, p.UpdatedOn)
	return nil
}

// RemoveProduct deletes a product: reads, searches and availability do not know it any more. What it is part of, and orders that
// sold it, stay as they are.
func (s *Server) RemoveProduct(sku string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.productLocked(sku)
	if err != nil {
		return err
	}
	delete(s.goods, p.ID)
	s.goodsIDs = slices.DeleteFunc(s.goodsIDs, func(id int) bool { return id == p.ID })
	s.raiseLocked("product.destroyed", p.ID, s.cfg.Now())
	return nil
}
