package brightpearlsim

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TypedOrder is a sales order that staff type in by hand, as they do before a connector does it. Ids that are 0 are what Brightpearl
// takes by itself.
type TypedOrder struct {
	ContactID     int        `json:"contact_id"`
	Email         string     `json:"email"`      // instead of an id: the customer with this address, made when there is none
	FirstName     string     `json:"first_name"` // of a customer who is made
	LastName      string     `json:"last_name"`
	Reference     string     `json:"reference"`
	ChannelID     int        `json:"channel_id"`
	PriceListID   int        `json:"price_list_id"`
	WarehouseID   int        `json:"warehouse_id"`
	Currency      string     `json:"currency"`
	PlacedOn      time.Time  `json:"placed_on"` // zero: when it is typed
	Rows          []TypedRow `json:"rows"`
	PaidPence     int64      `json:"paid_pence"` // 0: no payment is recorded
	PaymentMethod string     `json:"payment_method"`
}

// TypedRow is one row of it: of a product by its SKU, or a text row without one. Amounts are of the whole row.
type TypedRow struct {
	SKU      string `json:"sku"`
	Name     string `json:"name"` // of a text row
	Quantity int    `json:"quantity"`
	NetPence int64  `json:"net_pence"`
	TaxPence int64  `json:"tax_pence"`
	TaxCode  string `json:"tax_code"`
}

func numberOf(n int) number {
	if n == 0 {
		return number{}
	}
	return number{strconv.Itoa(n)}
}

func pounds(pence int64) number {
	return number{strconv.FormatFloat(float64(pence)/100, 'f', 2, 64)}
}

// TypeOrder stores a sales order as staff type it, with the checks that the API has, and returns its id.
func (s *Server) TypeOrder(in TypedOrder) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{srv: s, now: s.cfg.Now()}
	if in.ContactID == 0 {
		in.ContactID = s.customerLocked(in, c.now)
	}
	body := salesOrderIn{CustomerID: numberOf(in.ContactID), Ref: in.Reference, WarehouseID: numberOf(in.WarehouseID), ChannelID: numberOf(in.ChannelID),
		PriceListID: numberOf(in.PriceListID)}
	body.Currency.Code = in.Currency
	if !in.PlacedOn.IsZero() {
		body.PlacedOn = in.PlacedOn.Format(time.RFC3339)
	}
	for _, r := range in.Rows {
		row := orderRowIn{Name: r.Name, Quantity: numberOf(r.Quantity), TaxCode: r.TaxCode, Net: pounds(r.NetPence), Tax: pounds(r.TaxPence)}
		if r.SKU != "" {
			i := slices.IndexFunc(s.goodsIDs, func(id int) bool { return s.goods[id].SKU == r.SKU })
			if i < 0 {
				return 0, fmt.Errorf("no product has the SKU %s", r.SKU)
			}
			row.ProductID = numberOf(s.goodsIDs[i])
		}
		body.Rows = append(body.Rows, row)
	}
	o := &order{kind: salesOrder, created: c.now, version: 1}
	if bad := c.fillHeader(o, &body); bad != nil {
		return 0, refusal(bad)
	}
	if bad := c.fillRows(o, body.Rows); bad != nil {
		return 0, refusal(bad)
	}
	s.placeLocked(o, pair{})
	if in.PaidPence == 0 {
		return o.id, nil
	}
	p, bad := c.readPayment(paymentIn{TransactionRef: fmt.Sprint("by hand ", o.id), PaymentMethodCode: in.PaymentMethod, PaymentType: "RECEIPT",
		OrderID: numberOf(o.id), CurrencyIsoCode: o.currency, AmountPaid: pounds(in.PaidPence), PaymentDate: c.now.Format(time.RFC3339)})
	if bad != nil {
		return o.id, refusal(bad)
	}
	if s.takesMoney(p) {
		p.journal = next(&s.last.journal)
	}
	p.id = next(&s.last.payment)
	s.payments = append(s.payments, p)
	s.orderPayments[p.order] = append(s.orderPayments[p.order], p)
	return o.id, nil
}

// customerLocked finds the first contact with the address, or makes one.
func (s *Server) customerLocked(in TypedOrder, now time.Time) int {
	for _, id := range s.peopleIDs {
		for _, email := range s.people[id].emails {
			if email != "" && strings.EqualFold(email, in.Email) {
				return id
			}
		}
	}
	p := s.addSeedContact(Contact{FirstName: in.FirstName, LastName: in.LastName, Email: in.Email, Customer: true}, now)
	p.created, p.updated = now, now
	return p.id
}

// refusal is a refused call as staff read it.
func refusal(r *reply) error { return errors.New(fmt.Sprint("Brightpearl refuses: ", r.body)) }
