package commerce

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// OrderState is where an order stands, in the words of the queue.
type OrderState string

// The states of an order. Held, excluded and cancelled orders do nothing until a person or a cure changes them.
const (
	OrderWaiting   OrderState = "waiting"   // due, or waiting for its payment or its next attempt
	OrderWorking   OrderState = "working"   // some stage is done, others are due
	OrderHeld      OrderState = "held"      // parked with a cause
	OrderPosted    OrderState = "posted"    // everything that can be done is done
	OrderExcluded  OrderState = "excluded"  // a rule or a person decided that it is not imported
	OrderCancelled OrderState = "cancelled" // cancelled in EKM before it was placed
)

// Stage is the last step that is durably done. The steps of an order, each ending in a commit: received, matched, placed,
// allocated, paid, verified.
type Stage string

// The stages, in order.
const (
	Received  Stage = "received"  // stored as EKM sent it
	MatchedUp Stage = "matched"   // lines decided, money reconciled, customer known
	Placed    Stage = "placed"    // the sales order exists in Brightpearl
	Allocated Stage = "allocated" // stock reserved as far as there is any
	Paid      Stage = "paid"      // the customer payment is recorded
	Verified  Stage = "verified"  // read back: sums, status, receipt
)

// Address is a postal address as the shopper gave it.
type Address struct {
	Name     string `json:"name,omitempty"`
	Company  string `json:"company,omitempty"`
	Line1    string `json:"line1,omitempty"`
	Line2    string `json:"line2,omitempty"`
	Town     string `json:"town,omitempty"`
	County   string `json:"county,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Country  string `json:"country,omitempty"` // ISO alpha-2, or a name when the shop has no code
	Phone    string `json:"phone,omitempty"`
}

// Customer is who placed an order.
type Customer struct {
	Email     string  `json:"email,omitempty"`
	FirstName string  `json:"first_name,omitempty"`
	LastName  string  `json:"last_name,omitempty"`
	Billing   Address `json:"billing"`
	Delivery  Address `json:"delivery"`
}

// Name is the shopper's full name, or the company's, for people to read.
func (c Customer) Name() string {
	if name := strings.TrimSpace(c.FirstName + " " + c.LastName); name != "" {
		return name
	}
	return c.Billing.Company
}

// Line is one bought thing. Whether price, discount and tax are per unit or per line, with or without tax, is not stated by
// EKM; the order's sums decide.
type Line struct {
	ID        int64  `json:"id"`
	Code      string `json:"code"` // product code as sent
	ProductID int64  `json:"product_id,omitempty"`
	Name      string `json:"name"`
	Options   string `json:"options,omitempty"` // plain text
	Quantity  int64  `json:"quantity"`
	Price     Amount `json:"price"`
	Discount  Amount `json:"discount"`
	Tax       Amount `json:"tax"`
	TaxRate   Amount `json:"tax_rate"` // percent
	TaxRateID int64  `json:"tax_rate_id,omitempty"`
	Delivery  Amount `json:"delivery,omitempty"`
}

// CustomField is a paid extra that a shopper chose at the check-out.
type CustomField struct {
	Name    string `json:"name"`
	Content string `json:"content"`
	Value   Amount `json:"value"`
}

// Order is what a shopper placed, as EKM sent it.
type Order struct {
	Store     StoreID   `json:"-"`
	EKMID     int64     `json:"ekm_id"`
	Number    string    `json:"number"`
	PlacedAt  time.Time `json:"placed_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Currency  string    `json:"currency"`

	Type              string `json:"type,omitempty"`
	Status            string `json:"status"`
	PaymentStatus     string `json:"payment_status"`
	TransactionID     string `json:"transaction_id,omitempty"`
	TransactionStatus string `json:"transaction_status,omitempty"`
	DeliveryMethod    string `json:"delivery_method,omitempty"`
	CustomerNote      string `json:"customer_note,omitempty"`

	Customer Customer      `json:"customer"`
	Lines    []Line        `json:"lines"`
	Custom   []CustomField `json:"custom,omitempty"`

	SubTotal     Amount `json:"sub_total"`
	Delivery     Amount `json:"delivery"`
	DeliveryRate Amount `json:"delivery_rate"` // percent
	Discount     Amount `json:"discount"`
	Tax          Amount `json:"tax"`
	Total        Amount `json:"total"`
	CustomTotal  Amount `json:"custom_total"`
	CustomTax    Amount `json:"custom_tax"`

	// Tracking and Emailed are what EKM holds now; they decide what a shipment still has to tell.
	TrackingNumber string `json:"tracking_number,omitempty"`
	Emailed        bool   `json:"emailed,omitempty"`
}

// UpperStatus is the form in which EKM's order statuses are compared and sent: shops write "Dispatched" in their settings and
// orders show "DISPATCHED".
func UpperStatus(status string) string { return strings.ToUpper(strings.TrimSpace(status)) }

// maxReference is how many characters Brightpearl's references hold.
const maxReference = 64

// ReferenceOf reports whether a reference names the EKM order of that id in whichever store: an earlier installation may have
// known the store under another name.
func ReferenceOf(ref string, ekmID int64) bool {
	return strings.HasPrefix(ref, "ekm:") && strings.HasSuffix(ref, fmt.Sprintf(":%d", ekmID))
}

// Reference is what names an EKM order in Brightpearl for ever: unique over all stores, and the same after a reinstallation.
func Reference(username string, ekmID int64) string {
	account := strings.ToLower(username)
	ref := fmt.Sprintf("ekm:%s:%d", account, ekmID)
	if len(ref) <= maxReference {
		return ref
	}
	sum := sha256.Sum256([]byte(account))
	return fmt.Sprintf("ekm:%s:%d", hex.EncodeToString(sum[:8]), ekmID)
}
