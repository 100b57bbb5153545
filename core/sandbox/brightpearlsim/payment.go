package brightpearlsim

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxMethodCode = 36
	maxJournalRef = 255
)

// payment is a customer payment. It has a journal when a payment method with its code could take the currency.
type payment struct {
	id, order, journal                int
	ref, code, method, kind, currency string
	paid, authorized                  dec
	journalRef                        string
	date, created, expires            time.Time
}

// sums are what payments add up to.
type sums struct{ paid, authorized, captured dec }

func (a *account) paymentSums(order int) sums {
	var s sums
	for _, p := range a.orderPayments[order] {
		switch p.kind {
		case "RECEIPT":
			s.paid += p.paid
		case "CAPTURE":
			s.paid += p.paid
			s.captured += p.paid
		case "PAYMENT":
			s.paid -= p.paid
		case "AUTH":
			s.authorized += p.authorized
		case "VOID":
			s.authorized -= p.authorized
		}
	}
	return s
}

func (a *account) paid(order int) dec { return a.paymentSums(order).paid }

type paymentIn struct {
	TransactionRef      string `json:"transactionRef"`
	TransactionCode     string `json:"transactionCode"`
	PaymentMethodCode   string `json:"paymentMethodCode"`
	PaymentType         string `json:"paymentType"`
	OrderID             number `json:"orderId"`
	CurrencyIsoCode     string `json:"currencyIsoCode"`
	ExchangeRate        number `json:"exchangeRate"`
	AmountPaid          number `json:"amountPaid"`
	AmountAuthorized    number `json:"amountAuthorized"`
	AuthorizationExpiry string `json:"authorizationExpiry"`
	JournalID           number `json:"journalId"`
	JournalRef          string `json:"journalRef"`
	PaymentDate         string `json:"paymentDate"`
}

// postPayment records a payment once for each transactionRef and method.
func (c *call) postPayment() reply {
	var in paymentIn
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	p, bad := c.readPayment(in)
	if bad != nil {
		return *bad
	}
	if p.ref != "" && slices.ContainsFunc(c.srv.payments, func(other *payment) bool {
		return other.ref == p.ref && other.method == p.method
	}) {
		c.srv.counters.RepeatedPayments++
		return invalid(codePaymentTwice, "A payment with this transaction reference and payment method exists already")
	}
	if p.journal == 0 && c.srv.takesMoney(p) {
		p.journal = next(&c.srv.last.journal)
	}
	p.id = next(&c.srv.last.payment)
	c.srv.payments = append(c.srv.payments, p)
	c.srv.orderPayments[p.order] = append(c.srv.orderPayments[p.order], p)
	if c.on(PaymentMovesOrder) {
		c.srv.touchLocked(c.srv.orders[p.order], c.now)
	}
	return answer(p.id)
}

// takesMoney says whether Brightpearl writes the receipt by itself.
func (a *account) takesMoney(p *payment) bool {
	method, ok := pick(a.data.PaymentMethods, func(m PaymentMethod) bool { return strings.EqualFold(m.Code, p.method) })
	return ok && method.Active && method.BankAccounts[p.currency] != "" && p.kind != "AUTH" && p.kind != "VOID" && p.paid != 0
}

func (c *call) readPayment(in paymentIn) (*payment, *reply) {
	var h headerChecker
	p := &payment{
		ref: in.TransactionRef, code: in.TransactionCode, method: in.PaymentMethodCode, kind: in.PaymentType, currency: in.CurrencyIsoCode,
		journalRef: in.JournalRef, created: c.now,
	}
	h.say(utf8.RuneCountInString(p.ref) > maxRef, "transactionRef must not be longer than 64 characters")
	h.say(utf8.RuneCountInString(p.code) > maxRef, "transactionCode must not be longer than 64 characters")
	h.say(p.method == "" || utf8.RuneCountInString(p.method) > maxMethodCode, "paymentMethodCode is required, with at most 36 characters")
	h.say(!slices.Contains([]string{"RECEIPT", "PAYMENT", "AUTH", "CAPTURE", "VOID"}, p.kind), "paymentType is not valid")
	p.order = h.id(in.OrderID, "order", func(id int) bool {
		o := c.srv.orders[id]
		return o != nil && (o.kind == salesOrder || o.kind == salesCredit)
	})
	h.say(p.order == 0, "orderId is required")
	h.say(len(p.currency) != 3 || p.currency != strings.ToUpper(p.currency), "currencyIsoCode is required")
	p.journal = h.id(in.JournalID, "journal", func(id int) bool { return id <= c.srv.last.journal })
	h.say(in.PaymentDate == "", "paymentDate is required")
	p.date = h.date(in.PaymentDate, "paymentDate", c.now)
	p.expires = h.date(in.AuthorizationExpiry, "authorizationExpiry", time.Time{})
	if in.ExchangeRate.given() {
		rate, err := parseRate(in.ExchangeRate.text)
		h.say(err != nil || rate <= 0, "exchangeRate must be greater than 0")
	}
	p.paid = amount(&h, in.AmountPaid, "amountPaid")
	p.authorized = amount(&h, in.AmountAuthorized, "amountAuthorized")
	h.say(p.authorized < 0 || (p.kind == "AUTH" || p.kind == "VOID") && !in.AmountAuthorized.given(), "amountAuthorized is not valid")
	if runes := []rune(p.journalRef); len(runes) > maxJournalRef {
		p.journalRef = string(runes[:maxJournalRef])
	}
	if h.problem != "" {
		no := invalid(codePaymentField, h.problem)
		return nil, &no
	}
	return p, nil
}

func amount(h *headerChecker, n number, name string) dec {
	if !n.given() {
		return 0
	}
	value, err := n.dec()
	h.say(err != nil, name+" is not a number")
	return value
}

func (c *call) deletePayment() reply {
	id := c.id("id")
	p, ok := pick(c.srv.payments, func(p *payment) bool { return p.id == id })
	if !ok {
		return refuse(http.StatusNotFound, codeNotFound, "No customer payment found with id "+c.vars["id"])
	}
	same := func(other *payment) bool { return other == p }
	c.srv.payments = slices.DeleteFunc(c.srv.payments, same)
	c.srv.orderPayments[p.order] = slices.DeleteFunc(c.srv.orderPayments[p.order], same)
	return done()
}

func (c *call) getPaymentTotals() reply {
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	list := []object{}
	for _, id := range set.ids() {
		o := c.srv.orders[id]
		if o == nil || o.kind != salesOrder && o.kind != salesCredit {
			continue
		}
		total := c.srv.paymentSums(id)
		list = append(list, object{
			"orderId": id, "amountPaid": total.paid.fixed(2), "amountAuthorized": total.authorized.fixed(2),
			"amountCaptured": total.captured.fixed(2), "currencyCode": o.currency,
		})
	}
	if len(list) == 0 {
		return notFound("No payments found")
	}
	return answer(list)
}

func (c *call) searchPayments(metaOnly bool) reply {
	currencyID := func(p *payment) any {
		currency, ok := c.srv.currency(p.currency)
		if !ok {
			return nil
		}
		return currency.ID
	}
	return search(c, table[*payment]{
		rows: c.srv.payments,
		born: func(p *payment) time.Time { return p.created },
		columns: []column[*payment]{
			{name: "paymentId", kind: idset, cell: func(p *payment) any { return p.id }},
			{name: "transactionRef", kind: text, cell: func(p *payment) any { return textOrNil(p.ref) }},
			{name: "transactionCode", kind: text, cell: func(p *payment) any { return textOrNil(p.code) }},
			{name: "paymentMethodCode", kind: text, cell: func(p *payment) any { return p.method }},
			{name: "paymentType", kind: text, cell: func(p *payment) any { return p.kind }},
			{name: "orderId", kind: idset, cell: func(p *payment) any { return p.order }},
			{name: "currencyId", kind: idset, cell: currencyID},
			{name: "currencyCode", kind: text, cell: func(p *payment) any { return p.currency }},
			{name: "amountAuthorized", kind: text, cell: func(p *payment) any { return p.authorized.fixed(2) }},
			{name: "amountPaid", kind: text, cell: func(p *payment) any { return p.paid.fixed(2) }},
			{name: "expires", kind: period, cell: func(p *payment) any { return stampOrNil(p.expires) }},
			{name: "paymentDate", kind: period, cell: func(p *payment) any { return stampOrNil(p.date) }},
			{name: "createdOn", kind: period, cell: func(p *payment) any { return stampOrNil(p.created) }},
			{name: "journalId", kind: idset, cell: func(p *payment) any { return numberOrNil(p.journal) }},
		},
	}, metaOnly)
}
