package brightpearl

import (
	"time"

	"github.com/shopspring/decimal"
)

// TypeSalesOrder is the order type code of sales orders.
const TypeSalesOrder = "SO"

// Codes of an order's progress, as both order resources answer them. Unknown codes are possible.
const (
	PaymentUnpaid        = "UNPAID"
	PaymentPart          = "PARTIALLY_PAID"
	PaymentPaid          = "PAID"
	PaymentNotApplicable = "NOT_APPLICABLE" // an order of no value

	AllocationNotRequired = "ANR"
	AllocationNone        = "ANA"
	AllocationPart        = "APA"
	AllocationAll         = "AAA"

	ShippingNoStock = "NST" // no row is stock tracked
	ShippingNone    = "SNS"
	ShippingPart    = "SPS"
	ShippingAll     = "ASS"
)

// SalesOrder is an order as Brightpearl has it. SalesOrders.Get fills it from the flat resource, Orders.Get from the nested
// one; fields that only one of them knows say so.
type SalesOrder struct {
	ID          OrderID
	TypeCode    string // TypeSalesOrder, or another type from Orders.Get
	ParentID    OrderID
	Reference   string // the customer reference
	ExternalRef string // flat only
	InstanceID  int64  // flat only
	Customer    ContactID
	Status      OrderStatusID
	StatusName  string // nested only

	PaymentStatus    string // see PaymentPaid
	StockStatus      string
	AllocationStatus string // see AllocationAll
	ShippingStatus   string // see ShippingAll

	Channel        ChannelID
	Warehouse      WarehouseID
	PriceList      PriceListID
	LeadSource     LeadSourceID
	ShippingMethod ShippingMethodID
	Currency       string // ISO 4217
	Total          OrderTotal

	PlacedOn  time.Time
	CreatedOn time.Time
	UpdatedOn time.Time // zero until the first change after creation
	TaxDate   time.Time
	ClosedOn  time.Time // nested only; zero while open

	Cancelled bool // flat only
	DropShip  bool // nested only
	Historic  bool // nested only
	Rows      []SalesOrderRow
}

// OrderTotal is what an order comes to, in its own currency.
type OrderTotal struct {
	Net, Tax, Gross decimal.Decimal
}

// SalesOrderRow is one row of an order, in order of sequence. Net and Tax are of the whole row.
type SalesOrderRow struct {
	ID           RowID
	Product      ProductID // 1000 stands for a free-text row
	Name         string
	SKU          string
	Quantity     decimal.Decimal
	TaxCode      string
	Net          decimal.Decimal
	Tax          decimal.Decimal
	NominalCode  string
	Sequence     int64
	BundleParent bool
	BundleChild  bool
	ParentRow    RowID  // of a bundle's child
	ExternalRef  string // flat only
}

// Settled reports whether nothing is left to pay.
func (o SalesOrder) Settled() bool {
	return o.PaymentStatus == PaymentPaid || o.PaymentStatus == PaymentNotApplicable
}
