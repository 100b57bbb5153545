package brightpearl

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/rest"
)

// Payments records and finds customer payments.
type Payments struct{ c *Client }

// TransactionRef names a payment. Together with the payment method it is unique in Brightpearl, which is what keeps a
// repeat from paying an order twice; so there is no receipt without one.
type TransactionRef struct{ text string }

// NewTransactionRef refuses an empty reference and one of more than 64 characters.
func NewTransactionRef(text string) (TransactionRef, error) {
	if text == "" || len([]rune(text)) > MaxReference {
		return TransactionRef{}, errors.New("a transaction reference has 1 to 64 characters")
	}
	return TransactionRef{text}, nil
}

func (r TransactionRef) String() string { return r.text }

// Receipt is money received for a sales order.
type Receipt struct {
	Ref          TransactionRef
	Order        OrderID
	Method       string          // code of the payment method, at most MaxPaymentMethod
	Amount       decimal.Decimal // positive; what is outstanding and no more
	Currency     string          // ISO 4217, the order's
	ExchangeRate decimal.Decimal // zero: Brightpearl's
	PaidOn       time.Time
	Note         string // text for the journal, cut at 255
}

type wireReceipt struct {
	TransactionRef  string  `json:"transactionRef"`
	TransactionCode string  `json:"transactionCode,omitempty"`
	Method          string  `json:"paymentMethodCode"`
	Type            string  `json:"paymentType"`
	OrderID         OrderID `json:"orderId"`
	Currency        string  `json:"currencyIsoCode"`
	ExchangeRate    amount  `json:"exchangeRate,omitzero"`
	Amount          amount  `json:"amountPaid"`
	Date            stamp   `json:"paymentDate"`
	JournalRef      string  `json:"journalRef,omitempty"`
}

const pathPayment = "/accounting-service/customer-payment"

// CreateReceipt records that a sales order was paid. Brightpearl makes the sales receipt of it by itself, if the method
// exists with a bank account for the currency; Payment.Journal tells.
//
// After any refusal and any unclear failure ask SearchByOrders for the reference before concluding anything: the error for
// a reference that is already there is not documented.
func (s *Payments) CreateReceipt(ctx context.Context, r Receipt) (PaymentID, error) {
	const op = "create receipt"
	body, err := r.wire(op)
	if err != nil {
		return 0, err
	}
	return mustCreate[PaymentID](ctx, s.c, op, pathPayment, body, rest.Reserve)
}

func (r Receipt) wire(op string) (wireReceipt, error) {
	switch {
	case r.Ref.text == "":
		return wireReceipt{}, invalid(op, "a receipt needs a transaction reference")
	case r.Order <= 0:
		return wireReceipt{}, invalid(op, "a receipt needs an order")
	case r.Method == "" || len([]rune(r.Method)) > MaxPaymentMethod:
		return wireReceipt{}, invalid(op, "a receipt needs a payment method code of at most 36 characters")
	case !r.Amount.IsPositive():
		return wireReceipt{}, invalid(op, "a receipt needs a positive amount")
	case len(r.Currency) != 3:
		return wireReceipt{}, invalid(op, "a receipt needs a currency")
	case r.PaidOn.IsZero():
		return wireReceipt{}, invalid(op, "a receipt needs a date")
	}
	return wireReceipt{
		TransactionRef: r.Ref.text, Method: r.Method, Type: PaymentReceipt, OrderID: r.Order, Currency: r.Currency,
		ExchangeRate: amount{r.ExchangeRate}, Amount: amount{r.Amount}, Date: stamp{r.PaidOn}, JournalRef: r.Note,
	}, nil
}

// Payment types. Only receipts are made here; the others are read.
const (
	PaymentReceipt = "RECEIPT" // money received
	PaymentOut     = "PAYMENT" // money paid out
	PaymentAuth    = "AUTH"
	PaymentCapture = "CAPTURE"
	PaymentVoid    = "VOID"
)

// Payment is a customer payment as a search lists it.
type Payment struct {
	ID             PaymentID
	Order          OrderID
	TransactionRef string
	Method         string
	Type           string // see PaymentReceipt
	Currency       string
	Paid           decimal.Decimal // of RECEIPT, CAPTURE and PAYMENT
	Authorized     decimal.Decimal
	PaidOn         time.Time
	CreatedOn      time.Time
	Journal        JournalID // the sales receipt; 0 when Brightpearl made none
}

// SearchByOrders lists the payments of any number of orders.
func (s *Payments) SearchByOrders(ctx context.Context, ids ...OrderID) ([]Payment, error) {
	var out []Payment
	for _, set := range idSets(ids, setOfOrders) {
		found, err := collect(ctx, s.c, query{
			op:      "search payments",
			path:    "/accounting-service/customer-payment-search",
			filters: map[string]string{"orderId": idSet(set)},
			columns: []string{
				"paymentId", "transactionRef", "paymentMethodCode", "paymentType", "orderId", "currencyCode",
				"amountAuthorized", "amountPaid", "paymentDate", "createdOn", "journalId",
			},
			key:      "paymentId",
			priority: rest.Reserve,
		}, readPayment)
		if err != nil {
			return nil, err
		}
		for _, p := range found.Items {
			if _, asked := slices.BinarySearch(set, p.Order); asked {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

func readPayment(r *row) Payment {
	return Payment{
		ID: PaymentID(r.key), Order: OrderID(r.id("orderId")), TransactionRef: r.text("transactionRef"),
		Method: r.text("paymentMethodCode"), Type: r.text("paymentType"), Currency: r.text("currencyCode"),
		Paid: r.amount("amountPaid"), Authorized: r.amount("amountAuthorized"), PaidOn: r.time("paymentDate"),
		CreatedOn: r.time("createdOn"), Journal: JournalID(r.id("journalId")),
	}
}

// PaymentTotal is what was paid for one order.
type PaymentTotal struct {
	Paid, Authorized, Captured decimal.Decimal
}

// Totals reads what was paid for any number of orders. Orders that Brightpearl does not name are left out.
func (s *Payments) Totals(ctx context.Context, ids ...OrderID) (map[OrderID]PaymentTotal, error) {
	out := make(map[OrderID]PaymentTotal, len(ids))
	err := readSets(ctx, ids, setOfOrders, func(ctx context.Context, ids []OrderID) error {
		got, err := list[struct {
			OrderID    OrderID `json:"orderId"`
			Paid       amount  `json:"amountPaid"`
			Authorized amount  `json:"amountAuthorized"`
			Captured   amount  `json:"amountCaptured"`
		}](ctx, s.c, "read payment totals", "/accounting-service/sale-payment-total/"+idSet(ids), rest.Reserve)
		for _, t := range got {
			out[t.OrderID] = PaymentTotal{t.Paid.Decimal, t.Authorized.Decimal, t.Captured.Decimal}
		}
		return err
	}, refuse[OrderID])
	return out, err
}
