package ekmsim

import (
	"slices"
	"strings"
)

// What a merchant does in the shop's back office, and what goes wrong there, for tests of what a connector notices.

// HideOrder leaves an order out of all lists, or shows it there again. Asked for by its id it is there all the time.
func (s *Server) HideOrder(shopName string, id int64, hide bool) error {
	sh, o := s.find(shopName, id)
	if o == nil {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	o.hidden = hide
	return nil
}

// DeleteListing takes everything with the code out of the catalogue: products with their copies, and single variants. Orders keep
// their lines.
func (s *Server) DeleteListing(shopName, code string) error {
	sh, ok := s.byName[shopName]
	if !ok {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	gone := sh.codes[code]
	if len(gone) == 0 {
		return errNoSuch
	}
	for _, l := range gone {
		sh.remove(l)
		if l.variant != nil {
			l.product.LastModified = stamp(s.now())
		}
	}
	delete(sh.codes, code)
	return nil
}

// remove deletes a sellable listing, all but its place among its code's.
func (sh *shop) remove(gone *listing) {
	is := func(l *listing) bool { return l == gone }
	sh.ordinary, sh.troubled = slices.DeleteFunc(sh.ordinary, is), slices.DeleteFunc(sh.troubled, is)
	if gone.variant == nil {
		sh.products = slices.DeleteFunc(sh.products, func(p *wireProduct) bool { return p == gone.product })
		for id, l := range sh.goods {
			if l.product == gone.product {
				delete(sh.goods, id)
			}
		}
		return
	}
	p, id := gone.product, gone.id()
	delete(sh.goods, id)
	// The variants that stay move up, and everybody who points at one has to follow.
	left := slices.DeleteFunc(slices.Clone(p.Variants), func(v wireVariant) bool { return v.ID == id })
	sh.variants = slices.DeleteFunc(sh.variants, func(v *wireVariant) bool { return v.ID == id })
	p.Variants = left
	for i := range left {
		moved := &left[i]
		sh.goods[moved.ID].variant = moved
		sh.variants[slices.IndexFunc(sh.variants, func(v *wireVariant) bool { return v.ID == moved.ID })] = moved
	}
	sh.goods[p.ID].setStock(p.NumberInStock) // the total is over what is left
}

// SetOrderStatus gives an order a status by hand. Nobody is mailed.
func (s *Server) SetOrderStatus(shopName string, id int64, status string) error {
	return s.change(shopName, id, func(_ *shop, o *order) { o.wire.Status = ptr(strings.ToUpper(status)) })
}

// EditOrder replaces what an order holds and what it costs by another basket. Its id, number, date, status, payment and shopper
// stay; an e-mail address of the basket's replaces the order's.
func (s *Server) EditOrder(shopName string, id int64, b Basket) error {
	sh, known := s.find(shopName, id)
	if known == nil {
		return errNoSuch
	}
	sh.mu.Lock()
	c, err := sh.checkoutOf(b)
	if err != nil {
		sh.mu.Unlock()
		return err
	}
	fresh := s.open(sh, c, s.now()) // rung up like a new one, and taken out again
	sh.orders = sh.orders[:len(sh.orders)-1]
	delete(sh.ordersByID, fresh.wire.ID)
	sh.nextOrder--
	sh.mu.Unlock()
	return s.change(shopName, id, func(_ *shop, o *order) {
		w, n := &o.wire, fresh.wire
		w.SubTotal, w.TotalDelivery, w.TotalTax, w.TotalCost = n.SubTotal, n.TotalDelivery, n.TotalTax, n.TotalCost
		w.Discounts, w.DiscountsTotal, w.DeliveryMethod = n.Discounts, n.DiscountsTotal, n.DeliveryMethod
		w.CustomFields, w.CustomFieldsTotal = n.CustomFields, n.CustomFieldsTotal
		if b.Email != "" {
			w.CustomerDetails.EmailAddress = ptr(b.Email)
		}
		for i := range fresh.items {
			fresh.items[i].OrderID, fresh.items[i].OrderNumber = w.ID, w.OrderNumber
			if i < len(o.items) && fresh.items[i].ProductCode == o.items[i].ProductCode {
				fresh.items[i].ID = o.items[i].ID // the same line
			}
		}
		o.items, o.fields, o.bought = fresh.items, fresh.fields, fresh.bought
	})
}
