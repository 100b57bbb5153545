package ekmsim

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/sandbox/world"
)

// Order statuses and payment statuses as orders show them.
const (
	statusHidden   = "SYSTEMHIDDEN" // a checkout that is not finished
	statusPending  = "PENDING"
	statusFailed   = "FAILED"
	statusRefunded = "REFUNDED"

	paymentSuccess = "SUCCESS"
	paymentUnknown = "UNKNOWN"
	paymentFailed  = "FAILED"
)

// order is an order with what EKM keeps beside it.
type order struct {
	wire   wireOrder
	items  []wireItem
	fields []wireCustomField
	bought []purchase
	sold   bool // stock was lowered for it
	hidden bool // lists leave it out; asked for by its id it is there
}

// purchase is one line of a basket.
type purchase struct {
	listing  *listing
	quantity int64
}

// checkout is everything that a shopper decides.
type checkout struct {
	purchases []purchase
	shopper   world.Person
	guest     bool
	noEmail   bool
	email     string // instead of the shopper's own
	discount  int64  // pence
	delivery  delivery
	surcharge int64 // pence
	options   string
	note      string
	exactTax  bool
}

// delivery is a way to deliver and its price in pence, without and with tax.
type delivery struct {
	name       string
	net, gross int64
}

var deliveries = []delivery{{"Standard Delivery", 395, 474}, {"Express Delivery", 663, 795}, {"Click and Collect", 0, 0}}

func (d delivery) pence(mode world.TaxMode) int64 {
	if mode == world.TaxNet {
		return d.net
	}
	return d.gross
}

// manners are how EKM writes an order down where nobody knows how it does.
type manners struct {
	taxPerLine      bool // item_tax is for the line, not the unit
	discountOnLines bool // the order's discount is shown on the lines too
	parentIDs       bool // a variant's line has the parent's product id
	netInGross      bool // shops that show prices with tax keep their orders without
	guestIDs        bool // guests have a customer_id that no customer has
}

// ring puts a checkout into the till.
func (sh *shop) ring(c checkout, m manners) till {
	t := till{mode: sh.store.TaxMode, discount: c.discount, surcharge: c.surcharge, exactTax: c.exactTax}
	m.netInGross = m.netInGross && t.mode == world.TaxGross
	if m.netInGross {
		t.mode = world.TaxNet
	}
	if t.mode != world.TaxNone {
		t.deliveryRate = 20
	}
	t.delivery = c.delivery.pence(t.mode)
	for _, p := range c.purchases {
		unit := p.listing.from.Price
		if m.netInGross {
			unit = world.NetOfVAT(unit, p.listing.from.VATPercent)
		}
		t.lines = append(t.lines, price{unit, p.quantity, int64(p.listing.from.VATPercent)})
	}
	return t
}

// openCheckout makes a hidden order: EKM hands out ids when a checkout begins.
func (sh *shop) openCheckout(c checkout, at time.Time, m manners) *order {
	t := sh.ring(c, m)
	receipt := t.add()
	id := sh.nextOrder
	sh.nextOrder++
	o := &order{bought: c.purchases}
	o.wire = wireOrder{
		ID: id, OrderNumber: fmt.Sprintf("%d/%s/%d", id-firstOrderID+1, at.UTC().Format("020106"), sh.store.Number),
		OrderDate: stamp(at), SubTotal: receipt.sub, TotalDelivery: receipt.delivery, TotalTax: receipt.tax, TotalCost: receipt.total,
		Status: ptr(statusHidden), PaymentStatus: ptr(paymentUnknown), DeliveryMethod: ptr(c.delivery.name),
		InternalNotes: ptr(""), CustomerFacingNotes: orNull(c.note), Discounts: ptr(""), IPAddress: ptr("192.0.2.10"),
		GUID: orderGUID(sh.store.Username, id), DeliveryTaxRate: ptr(amount(t.deliveryRate) * pound), DeliveryIncludesTax: ptr(int32(0)),
		CustomFieldsTotal: ptr(pence(c.surcharge)), CustomFieldsTaxTotal: ptr(amount(0)), CustomFields: ptr(""),
	}
	if t.mode == world.TaxGross {
		o.wire.DeliveryIncludesTax = ptr(int32(1))
	}
	for _, share := range receipt.lineDiscount {
		o.wire.DiscountsTotal += share
	}
	if o.wire.DiscountsTotal > 0 {
		o.wire.Discounts = ptr("WELCOME")
	}
	if c.surcharge != 0 {
		o.wire.CustomFields = ptr("Gift card: Happy birthday")
		o.fields = []wireCustomField{{Name: ptr("Gift card"), Contents: []wireCustomFieldContent{
			{Content: ptr("Happy birthday"), Value: ptr(pence(c.surcharge)), TaxID: ptr(int32(rateExempt))}}}}
	}
	sh.address(&o.wire, c)
	if m.guestIDs && o.wire.CustomerDetails.CustomerID == 0 {
		o.wire.CustomerDetails.CustomerID = 900_000 + id
	}
	for i, p := range c.purchases {
		item := sh.item(o, p, receipt.unitTax[i])
		item.ItemPrice = pence(t.lines[i].unit)
		if m.taxPerLine {
			item.ItemTax = receipt.lineTax[i]
		}
		if m.discountOnLines {
			item.ItemDiscount = receipt.lineDiscount[i]
		}
		if m.parentIDs {
			item.ProductID = p.listing.product.ID
		}
		if i == 0 {
			item.ItemOptions = orNull(c.options)
		}
		o.items = append(o.items, item)
	}
	sh.orders = append(sh.orders, o)
	sh.ordersByID[id] = o
	return o
}

func (sh *shop) item(o *order, p purchase, tax amount) wireItem {
	item := wireItem{
		ID: sh.nextItem, ItemID: int32(sh.nextItem - firstItemID + 1), ItemName: ptr(p.listing.name), ItemTax: tax,
		ItemTaxRate: amount(p.listing.from.VATPercent) * pound, OrderNumber: o.wire.OrderNumber, OrderID: o.wire.ID,
		Quantity: p.quantity, ProductID: p.listing.id(), ProductCode: p.listing.code(),
	}
	if sh.store.TaxMode != world.TaxNone {
		item.ItemTaxID = taxRateID(p.listing.from.VATPercent)
	}
	sh.nextItem++
	return item
}

// address fills in who buys and where it goes.
func (sh *shop) address(o *wireOrder, c checkout) {
	p, home := c.shopper, c.shopper.Address
	email := c.email
	if email == "" && !c.noEmail {
		email = p.Email
	}
	o.CustomerDetails = wireBuyer{
		EmailAddress: orNull(email), FirstName: ptr(p.First), LastName: ptr(p.Last), Company: orNull(p.Company), Address: ptr(home.Line1),
		Address2: orNull(home.Line2), Town: ptr(home.Town), County: orNull(home.County), Country: ptr(home.Country),
		FriendlyCountry: ptr(home.CountryName), PostCode: ptr(home.Postcode), Telephone: orNull(p.Phone),
	}
	if customer := sh.byPerson[p.ID]; customer != nil && !c.guest {
		o.CustomerDetails.CustomerID = customer.ID
		customer.OrderCount++
	}
	to := home
	if p.DeliverElsewhere != nil {
		to, o.UseShippingAddress = *p.DeliverElsewhere, true
	}
	o.ShippingAddress = wireAddress{
		FirstName: p.First, LastName: p.Last, Company: orNull(p.Company), Address: to.Line1, Address2: orNull(to.Line2), Town: to.Town,
		County: orNull(to.County), Country: to.Country, FriendlyCountry: ptr(to.CountryName), PostCode: to.Postcode, Telephone: orNull(p.Phone),
	}
}

// finish ends a checkout with a payment status: the order appears, and unless payment failed, stock goes down.
func (sh *shop) finish(o *order, payment, gateway string, at time.Time, stamped bool) {
	o.wire.OrderType = gateway
	o.wire.Status = ptr(statusPending)
	if payment == paymentFailed {
		o.wire.Status = ptr(statusFailed)
	}
	o.wire.IsConfirmed = true
	o.wire.Emailed = payment != paymentFailed
	if stamped {
		o.wire.LastUpdated = stampOf(at)
	}
	sh.pay(o, payment)
	if payment == paymentFailed {
		return
	}
	o.sold = true
	for _, p := range o.bought {
		sh.move(p.listing, p.listing.stock()-p.quantity, "order "+o.wire.OrderNumber, at)
	}
}

// pay sets the payment status with what a gateway says about it.
func (sh *shop) pay(o *order, payment string) {
	o.wire.PaymentStatus = ptr(payment)
	switch payment {
	case paymentSuccess:
		o.wire.TransactionID = ptr(fmt.Sprintf("TX%d-%d", sh.store.Number, o.wire.ID))
		o.wire.TransactionStatus = ptr("APPROVED : AUTH CODE " + fmt.Sprint(100000+o.wire.ID))
	case paymentFailed:
		o.wire.TransactionStatus = ptr("DECLINED : CARD")
	}
}

// orderGUID is a version-4-shaped UUID that is always the same for an order.
func orderGUID(shop string, id int64) guid { return guidOf(fmt.Sprintf("%s order %d", shop, id)) }

func guidOf(text string) guid {
	h := sha256.Sum256([]byte(text))
	h[6], h[8] = h[6]&0x0f|0x40, h[8]&0x3f|0x80
	return guid(strings.ToLower(fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])))
}
