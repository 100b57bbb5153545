package ekmsim

import (
	"errors"
	"slices"
	"strings"
	"time"

	"stockbridge/core/sandbox/world"
)

// errBadBasket is returned for a basket without lines or with a quantity below one.
var errBadBasket = errors.New("the basket has no lines, or a line without quantity")

// checkoutRoute is the route name of what shoppers do, for faults.
const checkoutRoute = "checkout"

// open begins a checkout in a locked shop, in the manner that the standing faults ask for.
func (s *Server) open(sh *shop, c checkout, at time.Time) *order {
	struck := func(name string) bool {
		_, yes := s.faults.strike(name, sh.store.Username, checkoutRoute)
		return yes
	}
	return sh.openCheckout(c, at, manners{
		taxPerLine: struck("item_tax_per_line"), discountOnLines: struck("item_discount"), parentIDs: struck("item_product_is_parent"),
		netInGross: struck("gross_shop_net_orders"), guestIDs: struck("guest_ids"),
	})
}

// freshUnstamped reports whether new orders stay without last_updated.
func (s *Server) freshUnstamped(sh *shop) bool {
	_, struck := s.faults.strike("last_updated_null", sh.store.Username, checkoutRoute)
	return struck
}

// finish ends a checkout and announces the order.
func (s *Server) finish(sh *shop, o *order, payment, gateway string, at time.Time) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.finish(o, payment, gateway, at, !s.freshUnstamped(sh))
	s.courier.announce(sh.store.Username, topicCreated, o.wire.ID, at)
}

// settle changes the payment status of an order that exists.
func (s *Server) settle(sh *shop, o *order, payment string, at time.Time) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.pay(o, payment)
	s.stampChange(sh, o, at)
	s.courier.announce(sh.store.Username, topicUpdated, o.wire.ID, at)
}

// PlaceOrder places an order at once, whatever the shop has in stock. A code may be any that the shop lists, troubled ones
// included; the first listing with the code is sold. An unknown shop or code is an error.
func (s *Server) PlaceOrder(shopName string, b Basket) (Placed, error) {
	sh, ok := s.byName[shopName]
	if !ok {
		return Placed{}, errNoSuch
	}
	now := s.now()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	c, err := sh.checkoutOf(b)
	if err != nil {
		return Placed{}, err
	}
	o := s.open(sh, c, now)
	payment := b.PaymentStatus
	if payment == "" {
		payment = paymentSuccess
	}
	if b.Status != statusHidden {
		sh.finish(o, payment, "Card Payment", now, !s.freshUnstamped(sh))
		if b.Status != "" {
			o.wire.Status = ptr(strings.ToUpper(b.Status))
		}
		s.courier.announce(sh.store.Username, topicCreated, o.wire.ID, now)
	}
	return Placed{ID: o.wire.ID, Number: o.wire.OrderNumber, Total: o.wire.TotalCost.String()}, nil
}

// checkoutOf turns a basket into decisions; what it leaves open does not depend on chance.
func (sh *shop) checkoutOf(b Basket) (checkout, error) {
	c := checkout{
		shopper: sh.world.People[len(sh.orders)%len(sh.world.People)], guest: b.Guest, noEmail: b.NoEmail, email: b.Email,
		discount: b.Discount, delivery: deliveries[0], surcharge: b.Surcharge, options: b.Options, exactTax: b.ExactTax,
	}
	if i := slices.IndexFunc(sh.world.People, func(p world.Person) bool { return p.Email == b.Email }); i >= 0 {
		c.shopper = sh.world.People[i]
	}
	if b.Shopper > 0 {
		i := slices.IndexFunc(sh.world.People, func(p world.Person) bool { return p.ID == b.Shopper })
		if i < 0 {
			return checkout{}, errNoSuch
		}
		c.shopper = sh.world.People[i]
	}
	if b.Delivery != nil {
		c.delivery = delivery{"Standard Delivery", *b.Delivery, *b.Delivery}
	}
	for _, line := range b.Lines {
		listings := sh.codes[line.Code]
		if len(listings) == 0 {
			return checkout{}, errNoSuch
		}
		if line.Quantity < 1 {
			return checkout{}, errBadBasket
		}
		c.purchases = append(c.purchases, purchase{listings[0], line.Quantity})
	}
	if len(c.purchases) == 0 || b.Discount < 0 || b.Surcharge < 0 {
		return checkout{}, errBadBasket
	}
	return c, nil
}

// PayOrder marks an order as paid, as a merchant does when a bank transfer has arrived.
func (s *Server) PayOrder(shopName string, id int64) error {
	return s.change(shopName, id, func(sh *shop, o *order) { sh.pay(o, paymentSuccess) })
}

// FinishOrder completes a hidden checkout: the order appears as pending and paid.
func (s *Server) FinishOrder(shopName string, id int64) error {
	sh, o := s.find(shopName, id)
	if o == nil {
		return errNoSuch
	}
	s.finish(sh, o, paymentSuccess, "Card Payment", s.now())
	return nil
}

// RefundOrder sets the status REFUNDED. EKM's API shows no amounts of refunds, and stock does not come back by itself.
func (s *Server) RefundOrder(shopName string, id int64) error {
	return s.change(shopName, id, func(_ *shop, o *order) {
		o.wire.Status = ptr(statusRefunded)
		if _, struck := s.faults.strike("refund_in_payment", shopName, checkoutRoute); struck {
			o.wire.PaymentStatus = ptr(statusRefunded)
		}
	})
}

// stampChange sets last_updated after a change from outside the API, where EKM does so.
func (s *Server) stampChange(sh *shop, o *order, at time.Time) {
	if _, struck := s.faults.strike("writes_not_stamped", sh.store.Username, checkoutRoute); !struck {
		o.wire.LastUpdated = stampOf(at)
	}
}

// DeleteOrder removes an order without a trace, as EKM does.
func (s *Server) DeleteOrder(shopName string, id int64) error {
	sh, o := s.find(shopName, id)
	if o == nil {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	delete(sh.ordersByID, id)
	sh.orders = slices.DeleteFunc(sh.orders, func(other *order) bool { return other == o })
	return nil
}

func (s *Server) find(shopName string, id int64) (*shop, *order) {
	sh, ok := s.byName[shopName]
	if !ok {
		return nil, nil
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh, sh.ordersByID[id]
}

func (s *Server) change(shopName string, id int64, how func(*shop, *order)) error {
	sh, o := s.find(shopName, id)
	if o == nil {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	how(sh, o)
	s.stampChange(sh, o, s.now())
	s.courier.announce(shopName, topicUpdated, id, s.now())
	return nil
}
