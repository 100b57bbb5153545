package ekm

import "encoding/json"

// Order is what a shopper placed. EKM's orders have no currency (they are in the shop's own), no items (see Orders.Items),
// no refunds and one set of tracking fields.
type Order struct {
	ID            ID   `json:"id"`
	Number        Text `json:"order_number"` // opaque; holds slashes, as in 7/090324/12
	Date          Time `json:"order_date"`
	Type          Text `json:"order_type"` // label of the payment method; may be empty
	Confirmed     Bool `json:"is_confirmed"`
	Status        Text `json:"status"`
	PaymentStatus Text `json:"payment_status"` // SUCCESS, FAILED, UNKNOWN and others
	// TransactionID and TransactionStatus are the payment gateway's.
	TransactionID     Text `json:"transaction_id"`
	TransactionStatus Text `json:"transaction_status"`

	SubTotal            Decimal `json:"sub_total"`
	TotalDelivery       Decimal `json:"total_delivery"`
	TotalTax            Decimal `json:"total_tax"`
	TotalCost           Decimal `json:"total_cost"`
	Discounts           Text    `json:"discounts"`
	DiscountsTotal      Decimal `json:"discounts_total"` // positive means money off
	DeliveryMethod      Text    `json:"delivery_method"`
	DeliveryTaxRate     Decimal `json:"delivery_tax_rate"` // per cent
	DeliveryIncludesTax Int     `json:"delivery_includes_tax"`
	CustomFieldsTotal   Decimal `json:"custom_fields_total"`
	CustomFieldsTax     Decimal `json:"custom_fields_tax_total"`
	CustomFields        Text    `json:"custom_fields"` // a summary; see Orders.CustomFields

	UseShippingAddress Bool     `json:"use_shipping_address"`
	ShippingAddress    Address  `json:"shipping_address"`
	CustomerDetails    Customer `json:"customer_details"`

	InternalNotes   Text `json:"internal_notes"`
	CustomerNotes   Text `json:"customer_facing_notes"`
	Emailed         Bool `json:"emailed"`
	ShippingLabel   Text `json:"shipping_company"` // a carrier, or the shopper's company: for display only
	IPAddress       Text `json:"ip_address"`
	GUID            Text `json:"guid"`
	LastUpdated     Time `json:"last_updated"` // often missing
	TrackingNumber  Text `json:"delivery_tracking_number"`
	TrackingCompany Text `json:"delivery_tracking_company"`
	TrackingURL     Text `json:"delivery_tracking_url"`

	// Raw is the order as EKM sent it, for support and for reading it again with better rules. It holds personal data.
	Raw json.RawMessage `json:"-"`
}

func (o *Order) UnmarshalJSON(data []byte) error {
	type plain Order
	if err := json.Unmarshal(data, (*plain)(o)); err != nil {
		return err
	}
	o.Raw = append(json.RawMessage(nil), data...)
	return nil
}

// Address is where the goods go.
type Address struct {
	ID              ID   `json:"id"` // 0 in real orders
	CustomerID      ID   `json:"customer_id"`
	FirstName       Text `json:"first_name"`
	LastName        Text `json:"last_name"`
	Company         Text `json:"company"`
	Address         Text `json:"address"`
	Address2        Text `json:"address2"`
	Town            Text `json:"town"`
	County          Text `json:"county"`
	Country         Text `json:"country"` // ISO 3166 alpha-2, as a rule
	FriendlyCountry Text `json:"friendly_country"`
	PostCode        Text `json:"post_code"`
	Telephone       Text `json:"telephone"`
	Fax             Text `json:"fax"`
}

// Customer is who pays: the billing details of one order. The id means nothing outside its shop, and guests may have 0.
type Customer struct {
	CustomerID      ID   `json:"customer_id"`
	EmailAddress    Text `json:"email_address"`
	FirstName       Text `json:"first_name"`
	LastName        Text `json:"last_name"`
	Company         Text `json:"company"`
	Address         Text `json:"address"`
	Address2        Text `json:"address2"`
	Town            Text `json:"town"`
	County          Text `json:"county"`
	Country         Text `json:"country"`
	FriendlyCountry Text `json:"friendly_country"`
	PostCode        Text `json:"post_code"`
	Telephone       Text `json:"telephone"`
	Fax             Text `json:"fax"`
}

// Item is one line of an order. Whether discount and tax are per unit or per line is not documented: decide by the rate
// and the totals.
type Item struct {
	ID          ID      `json:"id"` // 0 in some answers
	OrderID     ID      `json:"order_id"`
	OrderNumber Text    `json:"order_number"`
	Quantity    Int     `json:"quantity"`
	ProductCode Text    `json:"product_code"` // may be empty
	ProductID   ID      `json:"product_id"`   // of the product or the variant; may be stale
	ItemID      ID      `json:"item_id"`      // an older number
	Name        Text    `json:"item_name"`
	Options     Text    `json:"item_options"` // chosen options as a piece of HTML
	Note        Text    `json:"item_order_note"`
	Price       Decimal `json:"item_price"` // of one unit
	Discount    Decimal `json:"item_discount"`
	Tax         Decimal `json:"item_tax"` // before any discount on the order
	TaxRate     Decimal `json:"item_tax_rate"`
	TaxID       ID      `json:"item_tax_id"`
	Delivery    Decimal `json:"item_delivery"`
}

// CustomField is a question of the checkout; the same name can appear twice.
type CustomField struct {
	Name     Text                 `json:"name"`
	Contents []CustomFieldContent `json:"contents"`
}

// CustomFieldContent is an answer to it, with its surcharge if any.
type CustomFieldContent struct {
	Content           Text    `json:"content"`
	Value             Decimal `json:"value"`
	TaxID             ID      `json:"tax_id"`
	IsValuePercentage Bool    `json:"is_value_percentage"`
}
