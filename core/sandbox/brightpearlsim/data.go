package brightpearlsim

import "time"

// Data is the content of an account: settings, goods and people.
type Data struct {
	Products        []Product
	Channels        []Channel
	PriceLists      []PriceList
	Warehouses      []Warehouse
	TaxCodes        []TaxCode
	NominalCodes    []NominalCode
	Currencies      []Currency
	PaymentMethods  []PaymentMethod
	OrderStatuses   []OrderStatus
	ShippingMethods []ShippingMethod
	LeadSources     []LeadSource
	Contacts        []Contact
}

// Product is one product. IDs should be above 1000; 1000 itself stands for free-text rows.
type Product struct {
	ID                   int
	SKU, Name, Barcode   string
	StockTracked         bool
	Status               string // LIVE, DISCONTINUED or ARCHIVED; empty is LIVE
	TaxCode              string
	NominalSales         string // empty is 4000
	WeightGrams          int
	GroupID              int
	OptionName           string
	OptionValue          string
	Components           []Component    // not empty: a bundle
	Prices               map[int]string // price list id -> net price of one, up to 4 decimals
	Stock                map[int]int    // warehouse id -> units in stock
	CreatedOn, UpdatedOn time.Time
}

// Component is one part of a bundle.
type Component struct{ ProductID, Quantity int }

// Channel is a sales channel.
type Channel struct {
	ID                 int
	Name               string
	DefaultWarehouseID int
	DefaultPriceListID int
	WarehouseIDs       []int
}

// PriceList is a price list; Gross is about display only, prices are kept net.
type PriceList struct {
	ID                         int
	Code, Name, Currency, Kind string // Kind SELL or BUY
	Gross                      bool
}

// Warehouse is a place that holds stock.
type Warehouse struct {
	ID   int
	Name string
}

// TaxCode has its rate as text; an empty rate is left out of answers, as Brightpearl does for zero and exempt.
type TaxCode struct {
	ID                      int
	Code, Description, Rate string
}

// NominalCode is an account of the ledger.
type NominalCode struct {
	ID         int
	Code, Name string
	Bank       bool
}

// Currency is a currency the account trades in.
type Currency struct {
	ID                       int
	Code, Name, Symbol, Rate string
	Default                  bool
}

// PaymentMethod makes Brightpearl write receipts for payments of its code, in the currencies that have a bank account.
type PaymentMethod struct {
	ID           int
	Code, Name   string
	Active       bool
	BankAccounts map[string]string // currency -> nominal code
}

// OrderStatus is a status of sales orders ("SO") or of another type.
type OrderStatus struct {
	ID         int
	Name, Type string
	Disabled   bool
	Cancelled  bool
}

// ShippingMethod is a way of sending.
type ShippingMethod struct {
	ID         int
	Code, Name string
}

// LeadSource says where a customer came from.
type LeadSource struct {
	ID   int
	Name string
}

// Contact is a customer, supplier or member of staff.
type Contact struct {
	ID                         int
	FirstName, LastName, Email string
	Company                    string
	Supplier, Staff, Customer  bool
	PriceListID                int
}
