package brightpearl

import (
	"time"

	"github.com/shopspring/decimal"
)

// NewSalesOrder is a sales order to be created. Zero values leave a field to Brightpearl's defaults.
type NewSalesOrder struct {
	Customer        ContactID    // required
	CustomerAddress OrderAddress // zero: the contact's default
	BillingContact  ContactID    // 0: Customer
	BillingAddress  OrderAddress
	Reference       string // shown as the customer reference, at most MaxReference
	// ExternalRef is unique together with the instance id: a second order with the same pair is not created. Required, at
	// most MaxReference.
	ExternalRef    string
	InstanceID     int64 // 0: the client's
	PlacedOn       time.Time
	TaxDate        time.Time
	Status         OrderStatusID
	Warehouse      WarehouseID
	Channel        ChannelID
	LeadSource     LeadSourceID
	PriceList      PriceListID
	PriceMode      string           // PricesInclude or PricesExclude; for display only, rows are net and tax
	Currency       string           // ISO 4217
	ExchangeRate   decimal.Decimal  // zero: Brightpearl's of the day; anything else is fixed
	DeliveryDate   time.Time        // noon of the day
	ShippingMethod ShippingMethodID // 0: none
	DeliveryTo     OrderAddress     // zero: the contact's delivery address
	Rows           []NewRow         // at least one
}

// Price modes.
const (
	PricesInclude = "INC"
	PricesExclude = "EXC"
)

// NewRow is a row of a new order. Amounts are of the whole row, with at most four decimals; Brightpearl stores the tax as it
// is sent and does not reckon it from the code. Of a bundle only the bundle itself is sent.
type NewRow struct {
	Product     ProductID // 0: a free-text row
	Name        string    // required for free text; replaces the product's name otherwise
	Quantity    decimal.Decimal
	TaxCode     string
	Net         decimal.Decimal
	Tax         decimal.Decimal
	NominalCode string
	ExternalRef string // given back by SalesOrders.Get, so that rows can be told apart
}

// OrderAddress is an address as an order carries it.
type OrderAddress struct {
	FullName   string
	Company    string
	Line1      string
	Line2      string
	Line3      string
	Line4      string
	PostalCode string
	Country    string // ISO 3166-1, two or three letters
	Telephone  string
	Mobile     string
	Email      string
}

type wireOrderAddress struct {
	FullName  string `json:"addressFullName,omitempty"`
	Company   string `json:"companyName,omitempty"`
	Line1     string `json:"addressLine1,omitempty"`
	Line2     string `json:"addressLine2,omitempty"`
	Line3     string `json:"addressLine3,omitempty"`
	Line4     string `json:"addressLine4,omitempty"`
	Postal    string `json:"postalCode,omitempty"`
	Country   string `json:"countryIsoCode,omitempty"`
	Telephone string `json:"telephone,omitempty"`
	Mobile    string `json:"mobileTelephone,omitempty"`
	Email     string `json:"email,omitempty"`
}

func (a OrderAddress) wire() wireOrderAddress {
	return wireOrderAddress{
		a.FullName, a.Company, a.Line1, a.Line2, a.Line3, a.Line4, a.PostalCode, Alpha3(a.Country), a.Telephone, a.Mobile,
		a.Email,
	}
}

type wireNewOrder struct {
	Customer struct {
		ID      ContactID        `json:"id"`
		Address wireOrderAddress `json:"address,omitzero"`
	} `json:"customer"`
	Billing struct {
		ContactID ContactID        `json:"contactId"`
		Address   wireOrderAddress `json:"address,omitzero"`
	} `json:"billing"`
	Ref          string        `json:"ref,omitempty"`
	ExternalRef  string        `json:"externalRef"`
	InstanceID   int64         `json:"installedIntegrationInstanceId,omitzero"`
	PlacedOn     stamp         `json:"placedOn,omitzero"`
	TaxDate      stamp         `json:"taxDate,omitzero"`
	StatusID     OrderStatusID `json:"statusId,omitzero"`
	WarehouseID  WarehouseID   `json:"warehouseId,omitzero"`
	ChannelID    ChannelID     `json:"channelId,omitzero"`
	LeadSourceID LeadSourceID  `json:"leadSourceId,omitzero"`
	PriceListID  PriceListID   `json:"priceListId,omitzero"`
	PriceMode    string        `json:"priceModeCode,omitempty"`
	Currency     wireCurrency  `json:"currency,omitzero"`
	Delivery     struct {
		Date             stamp            `json:"date,omitzero"`
		ShippingMethodID ShippingMethodID `json:"shippingMethodId,omitzero"`
		Address          wireOrderAddress `json:"address,omitzero"`
	} `json:"delivery,omitzero"`
	Rows []wireNewRow `json:"rows"`
}

type wireCurrency struct {
	Code  string `json:"code"`
	Rate  amount `json:"exchangeRate,omitzero"`
	Fixed bool   `json:"fixedExchangeRate,omitzero"`
}

type wireNewRow struct {
	ProductID   ProductID `json:"productId,omitzero"`
	Name        string    `json:"name,omitempty"`
	Quantity    amount    `json:"quantity"`
	TaxCode     string    `json:"taxCode"`
	Net         amount    `json:"net"`
	Tax         amount    `json:"tax"`
	NominalCode string    `json:"nominalCode,omitempty"`
	ExternalRef string    `json:"externalRef,omitempty"`
}

// wire checks the order and turns it into its JSON form. instance is used when the order names none.
func (n NewSalesOrder) wire(op string, instance int64) (wireNewOrder, error) {
	var w wireNewOrder
	switch {
	case n.Customer <= 0:
		return w, invalid(op, "a sales order needs a customer")
	case n.ExternalRef == "" || len([]rune(n.ExternalRef)) > MaxReference:
		return w, invalid(op, "a sales order needs an external reference of at most 64 characters")
	case len([]rune(n.Reference)) > MaxReference:
		return w, invalid(op, "the reference is longer than 64 characters")
	case len(n.Rows) == 0:
		return w, invalid(op, "a sales order needs a row")
	}
	w.Customer.ID, w.Customer.Address = n.Customer, n.CustomerAddress.wire()
	w.Billing.ContactID, w.Billing.Address = n.BillingContact, n.BillingAddress.wire()
	if w.Billing.ContactID == 0 {
		w.Billing.ContactID = n.Customer // left out, it would be the main contact of the customer's company
	}
	w.Ref, w.ExternalRef, w.InstanceID = n.Reference, n.ExternalRef, n.InstanceID
	if w.InstanceID == 0 {
		w.InstanceID = instance
	}
	w.PlacedOn, w.TaxDate = stamp{n.PlacedOn}, stamp{n.TaxDate}
	w.StatusID, w.WarehouseID, w.ChannelID, w.LeadSourceID = n.Status, n.Warehouse, n.Channel, n.LeadSource
	w.PriceListID, w.PriceMode = n.PriceList, n.PriceMode
	w.Currency = wireCurrency{n.Currency, amount{n.ExchangeRate}, !n.ExchangeRate.IsZero()}
	w.Delivery.Date, w.Delivery.ShippingMethodID = stamp{n.DeliveryDate}, n.ShippingMethod
	w.Delivery.Address = n.DeliveryTo.wire()
	for _, r := range n.Rows {
		row, err := r.wire(op)
		if err != nil {
			return w, err
		}
		w.Rows = append(w.Rows, row)
	}
	return w, nil
}

func (r NewRow) wire(op string) (wireNewRow, error) {
	switch {
	case r.Product <= 0 && r.Name == "":
		return wireNewRow{}, invalid(op, "a row needs a product or a name")
	case !r.Quantity.IsPositive():
		return wireNewRow{}, invalid(op, "a row needs a quantity")
	case r.TaxCode == "":
		return wireNewRow{}, invalid(op, "a row needs a tax code")
	case tooFine(r.Net) || tooFine(r.Tax) || tooFine(r.Quantity):
		return wireNewRow{}, invalid(op, "a row's amount has more than four decimals")
	}
	return wireNewRow{
		r.Product, r.Name, amount{r.Quantity}, r.TaxCode, amount{r.Net}, amount{r.Tax}, r.NominalCode, r.ExternalRef,
	}, nil
}

func tooFine(d decimal.Decimal) bool { return !d.Equal(d.Truncate(4)) }
