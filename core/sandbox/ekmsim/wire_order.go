package ekmsim

// wireOrder is EKM's V2Order. Pointers are the fields that the API description calls nullable; "keep" marks those whose
// absence would change the order's meaning, which the null_fields fault leaves alone.
type wireOrder struct {
	ID                      int64       `json:"id"`
	OrderNumber             string      `json:"order_number"`
	OrderDate               stamp       `json:"order_date"`
	IsConfirmed             bool        `json:"is_confirmed"`
	SubTotal                amount      `json:"sub_total"`
	TotalDelivery           amount      `json:"total_delivery"`
	TotalTax                amount      `json:"total_tax"`
	TotalCost               amount      `json:"total_cost"`
	Status                  *string     `json:"status" null:"keep"`
	PaymentStatus           *string     `json:"payment_status" null:"keep"`
	DeliveryMethod          *string     `json:"delivery_method"`
	TransactionID           *string     `json:"transaction_id"`
	TransactionStatus       *string     `json:"transaction_status"`
	OrderType               string      `json:"order_type"`
	UseShippingAddress      bool        `json:"use_shipping_address"`
	ShippingAddress         wireAddress `json:"shipping_address"`
	InternalNotes           *string     `json:"internal_notes" null:"keep"`
	CustomerFacingNotes     *string     `json:"customer_facing_notes"`
	Emailed                 bool        `json:"emailed"`
	Discounts               *string     `json:"discounts"`
	DiscountsTotal          amount      `json:"discounts_total"`
	ShippingCompany         *string     `json:"shipping_company"`
	IPAddress               *string     `json:"ip_address"`
	GUID                    guid        `json:"guid"`
	LastUpdated             *stamp      `json:"last_updated"`
	DeliveryTaxRate         *amount     `json:"delivery_tax_rate" null:"keep"`
	DeliveryIncludesTax     *int32      `json:"delivery_includes_tax"`
	CustomFieldsTotal       *amount     `json:"custom_fields_total" null:"keep"`
	CustomFieldsTaxTotal    *amount     `json:"custom_fields_tax_total"`
	CustomerDetails         wireBuyer   `json:"customer_details"`
	CustomFields            *string     `json:"custom_fields" null:"keep"`
	DeliveryTrackingNumber  *string     `json:"delivery_tracking_number" null:"keep"`
	DeliveryTrackingCompany *string     `json:"delivery_tracking_company" null:"keep"`
	DeliveryTrackingURL     *string     `json:"delivery_tracking_url" null:"keep"`
}

// wireAddress is V1ShippingAddress, and but for nullable names V1CustomerAddress.
type wireAddress struct {
	FirstName                  string  `json:"first_name"`
	LastName                   string  `json:"last_name"`
	ID                         int64   `json:"id"`
	CreatedDate                *stamp  `json:"created_date"`
	ModifiedDate               *stamp  `json:"modified_date"`
	CustomerID                 int64   `json:"customer_id"`
	IsPreferredBillingAddress  bool    `json:"is_preferred_billing_address"`
	IsPreferredShippingAddress bool    `json:"is_preferred_shipping_address"`
	Company                    *string `json:"company"`
	Address                    string  `json:"address"`
	Address2                   *string `json:"address2"`
	Town                       string  `json:"town"`
	County                     *string `json:"county"`
	Country                    string  `json:"country"`
	FriendlyCountry            *string `json:"friendly_country"`
	PostCode                   string  `json:"post_code"`
	Telephone                  *string `json:"telephone"`
	Fax                        *string `json:"fax"`
}

// wireBuyer is V1OrderCustomerDetails.
type wireBuyer struct {
	CustomerID             int64   `json:"customer_id"`
	EmailAddress           *string `json:"email_address" null:"keep"`
	FirstName              *string `json:"first_name" null:"keep"`
	LastName               *string `json:"last_name" null:"keep"`
	Company                *string `json:"company"`
	Address                *string `json:"address" null:"keep"`
	Address2               *string `json:"address2"`
	Town                   *string `json:"town" null:"keep"`
	County                 *string `json:"county"`
	Country                *string `json:"country" null:"keep"`
	FriendlyCountry        *string `json:"friendly_country"`
	PostCode               *string `json:"post_code" null:"keep"`
	Telephone              *string `json:"telephone"`
	Fax                    *string `json:"fax"`
	BillingAddressVerified bool    `json:"billing_address_verified"`
}

// wireItem is V2OrderItem.
type wireItem struct {
	ID            int64   `json:"id"`
	ItemDelivery  amount  `json:"item_delivery"`
	ItemDiscount  amount  `json:"item_discount"`
	ItemID        int32   `json:"item_id"`
	ItemName      *string `json:"item_name" null:"keep"`
	ItemOptions   *string `json:"item_options"`
	ItemOrderNote *string `json:"item_order_note"`
	ItemPrice     amount  `json:"item_price"`
	ItemTax       amount  `json:"item_tax"`
	ItemTaxID     int32   `json:"item_tax_id"`
	ItemTaxRate   amount  `json:"item_tax_rate"`
	OrderNumber   string  `json:"order_number"`
	Quantity      int64   `json:"quantity"`
	ProductID     int64   `json:"product_id"`
	OrderID       int64   `json:"order_id"`
	ProductCode   string  `json:"product_code"`
}

// wireCustomField is V2OrderCustomField.
type wireCustomField struct {
	Name     *string                  `json:"name" null:"keep"`
	Contents []wireCustomFieldContent `json:"contents"`
}

type wireCustomFieldContent struct {
	Content           *string `json:"content"`
	Value             *amount `json:"value" null:"keep"`
	TaxID             *int32  `json:"tax_id"`
	IsValuePercentage bool    `json:"is_value_percentage"`
}

// wireCustomer is V1Customer.
type wireCustomer struct {
	ID                       int64         `json:"id"`
	EmailAddress             *string       `json:"email_address"`
	FirstName                string        `json:"first_name"`
	LastName                 string        `json:"last_name"`
	OrderCount               int32         `json:"order_count"`
	LoyaltyPoints            amount        `json:"loyalty_points"`
	CreatedDate              stamp         `json:"created_date"`
	ModifiedDate             stamp         `json:"modified_date"`
	LastLoginDate            stamp         `json:"last_login_date"`
	LastLoginAttemptDate     stamp         `json:"last_login_attempt_date"`
	Locked                   bool          `json:"locked"`
	LockedDate               *stamp        `json:"locked_date"`
	LockedEndDate            *stamp        `json:"locked_end_date"`
	IsSubscribedToNewsletter bool          `json:"is_subscribed_to_newsletter"`
	Addresses                []wireAddress `json:"addresses"`
}
