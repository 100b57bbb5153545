package brightpearl

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// wireSalesOrder decodes an order of either shape. Brightpearl API: sales-order is flat with an array of rows; one source
// says that it looks like order, which is nested with a map of rows, so both are told apart by what they hold.
type wireSalesOrder struct{ SalesOrder }

func (w *wireSalesOrder) UnmarshalJSON(b []byte) error {
	var hint struct {
		Rows      json.RawMessage `json:"rows"`
		OrderRows json.RawMessage `json:"orderRows"`
		Status    json.RawMessage `json:"orderStatus"`
	}
	if err := json.Unmarshal(b, &hint); err != nil {
		return err
	}
	if given(hint.OrderRows) || given(hint.Status) && !given(hint.Rows) {
		var n nestedOrder
		if err := json.Unmarshal(b, &n); err != nil {
			return err
		}
		w.SalesOrder = n.order()
		return nil
	}
	var f flatOrder
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	w.SalesOrder = f.order()
	return nil
}

func given(b json.RawMessage) bool { return len(b) > 0 && !bytes.Equal(b, []byte("null")) }

func sortRows(rows []SalesOrderRow) []SalesOrderRow {
	slices.SortFunc(rows, func(a, b SalesOrderRow) int {
		return cmp.Or(cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// flatOrder is the shape of GET sales-order.
type flatOrder struct {
	ID          OrderID   `json:"id"`
	ParentID    OrderID   `json:"parentId"`
	Ref         words     `json:"ref"`
	ExternalRef words     `json:"externalRef"`
	InstanceID  plainID   `json:"installedIntegrationInstanceId"`
	CustomerID  ContactID `json:"customerId"`
	Customer    struct {
		ID ContactID `json:"id"`
	} `json:"customer"`
	StatusID         OrderStatusID `json:"statusId"`
	PaymentStatus    string        `json:"orderPaymentStatus"`
	StockStatus      string        `json:"stockStatusCode"`
	AllocationStatus string        `json:"allocationStatusCode"`
	ShippingStatus   string        `json:"shippingStatusCode"`
	ChannelID        ChannelID     `json:"channelId"`
	WarehouseID      WarehouseID   `json:"warehouseId"`
	PriceListID      PriceListID   `json:"priceListId"`
	LeadSourceID     LeadSourceID  `json:"leadSourceId"`
	Delivery         struct {
		ShippingMethodID ShippingMethodID `json:"shippingMethodId"`
	} `json:"delivery"`
	Currency struct {
		Code string `json:"code"`
	} `json:"currency"`
	Total struct {
		Net   amount `json:"net"`
		Tax   amount `json:"tax"`
		Gross amount `json:"gross"`
	} `json:"total"`
	PlacedOn  stamp `json:"placedOn"`
	CreatedOn stamp `json:"createdOn"`
	UpdatedOn stamp `json:"updatedOn"`
	TaxDate   stamp `json:"taxDate"`
	Cancelled yes   `json:"isCanceled"`
	Rows      []struct {
		ID           RowID     `json:"id"`
		ProductID    ProductID `json:"productId"`
		Name         words     `json:"name"`
		SKU          words     `json:"sku"`
		Quantity     amount    `json:"quantity"`
		TaxCode      words     `json:"taxCode"`
		Net          amount    `json:"net"`
		Tax          amount    `json:"tax"`
		NominalCode  words     `json:"nominalCode"`
		Sequence     plainID   `json:"sequence"`
		BundleChild  yes       `json:"bundleChild"`
		BundleParent yes       `json:"bundleParent"`
		ParentRowID  RowID     `json:"parentRowId"`
		ExternalRef  words     `json:"externalRef"`
	} `json:"rows"`
}

func (f flatOrder) order() SalesOrder {
	o := SalesOrder{
		ID: f.ID, TypeCode: TypeSalesOrder, ParentID: f.ParentID, Reference: string(f.Ref), ExternalRef: string(f.ExternalRef),
		InstanceID: int64(f.InstanceID), Customer: cmp.Or(f.CustomerID, f.Customer.ID), Status: f.StatusID,
		PaymentStatus: f.PaymentStatus, StockStatus: f.StockStatus, AllocationStatus: f.AllocationStatus,
		ShippingStatus: f.ShippingStatus, Channel: f.ChannelID, Warehouse: f.WarehouseID, PriceList: f.PriceListID,
		LeadSource: f.LeadSourceID, ShippingMethod: f.Delivery.ShippingMethodID, Currency: f.Currency.Code,
		Total:    OrderTotal{f.Total.Net.Decimal, f.Total.Tax.Decimal, f.Total.Gross.Decimal},
		PlacedOn: f.PlacedOn.Time, CreatedOn: f.CreatedOn.Time, UpdatedOn: f.UpdatedOn.Time, TaxDate: f.TaxDate.Time,
		Cancelled: bool(f.Cancelled),
	}
	for _, r := range f.Rows {
		o.Rows = append(o.Rows, SalesOrderRow{
			ID: r.ID, Product: r.ProductID, Name: string(r.Name), SKU: string(r.SKU), Quantity: r.Quantity.Decimal,
			TaxCode: string(r.TaxCode), Net: r.Net.Decimal, Tax: r.Tax.Decimal, NominalCode: string(r.NominalCode),
			Sequence: int64(r.Sequence), BundleParent: bool(r.BundleParent), BundleChild: bool(r.BundleChild),
			ParentRow: r.ParentRowID, ExternalRef: string(r.ExternalRef),
		})
	}
	o.Rows = sortRows(o.Rows)
	return o
}

// nestedOrder is the shape of GET order.
type nestedOrder struct {
	ID          OrderID `json:"id"`
	ParentID    OrderID `json:"parentOrderId"`
	TypeCode    string  `json:"orderTypeCode"`
	Reference   words   `json:"reference"`
	ExternalRef words   `json:"externalRef"`
	InstanceID  plainID `json:"installedIntegrationInstanceId"`
	Status      struct {
		ID   OrderStatusID `json:"orderStatusId"`
		Name words         `json:"name"`
	} `json:"orderStatus"`
	PaymentStatus    string `json:"orderPaymentStatus"`
	StockStatus      string `json:"stockStatusCode"`
	AllocationStatus string `json:"allocationStatusCode"`
	ShippingStatus   string `json:"shippingStatusCode"`
	Delivery         struct {
		ShippingMethodID ShippingMethodID `json:"shippingMethodId"`
	} `json:"delivery"`
	Invoices []struct {
		TaxDate stamp `json:"taxDate"`
	} `json:"invoices"`
	Currency struct {
		Code string `json:"orderCurrencyCode"`
	} `json:"currency"`
	Total struct {
		Net   amount `json:"net"`
		Tax   amount `json:"taxAmount"`
		Gross amount `json:"total"`
	} `json:"totalValue"`
	Assignment struct {
		Current struct {
			ChannelID    ChannelID    `json:"channelId"`
			LeadSourceID LeadSourceID `json:"leadSourceId"`
		} `json:"current"`
	} `json:"assignment"`
	Parties struct {
		Customer struct {
			ContactID ContactID `json:"contactId"`
		} `json:"customer"`
	} `json:"parties"`
	WarehouseID WarehouseID `json:"warehouseId"`
	PriceListID PriceListID `json:"priceListId"`
	PlacedOn    stamp       `json:"placedOn"`
	CreatedOn   stamp       `json:"createdOn"`
	UpdatedOn   stamp       `json:"updatedOn"`
	ClosedOn    stamp       `json:"closedOn"`
	DropShip    yes         `json:"isDropship"`
	Historic    yes         `json:"historicalOrder"`
	Rows        map[RowID]struct {
		Sequence    plainID   `json:"orderRowSequence"`
		ProductID   ProductID `json:"productId"`
		ProductName words     `json:"productName"`
		ProductSKU  words     `json:"productSku"`
		Quantity    struct {
			Magnitude amount `json:"magnitude"`
		} `json:"quantity"`
		Value struct {
			TaxCode words     `json:"taxCode"`
			Net     wireMoney `json:"rowNet"`
			Tax     wireMoney `json:"rowTax"`
		} `json:"rowValue"`
		NominalCode words `json:"nominalCode"`
		Composition struct {
			BundleParent yes   `json:"bundleParent"`
			BundleChild  yes   `json:"bundleChild"`
			ParentRowID  RowID `json:"parentOrderRowId"`
		} `json:"composition"`
		ExternalRef words `json:"externalRef"`
	} `json:"orderRows"`
}

type wireMoney struct {
	Value amount `json:"value"`
}

func (n nestedOrder) order() SalesOrder {
	o := SalesOrder{
		ID: n.ID, TypeCode: n.TypeCode, ParentID: n.ParentID, Reference: string(n.Reference),
		ExternalRef: string(n.ExternalRef), InstanceID: int64(n.InstanceID), Customer: n.Parties.Customer.ContactID,
		Status: n.Status.ID, StatusName: string(n.Status.Name), PaymentStatus: n.PaymentStatus, StockStatus: n.StockStatus,
		AllocationStatus: n.AllocationStatus, ShippingStatus: n.ShippingStatus, Channel: n.Assignment.Current.ChannelID,
		Warehouse: n.WarehouseID, PriceList: n.PriceListID, LeadSource: n.Assignment.Current.LeadSourceID,
		ShippingMethod: n.Delivery.ShippingMethodID, Currency: n.Currency.Code,
		Total:    OrderTotal{n.Total.Net.Decimal, n.Total.Tax.Decimal, n.Total.Gross.Decimal},
		PlacedOn: n.PlacedOn.Time, CreatedOn: n.CreatedOn.Time, UpdatedOn: n.UpdatedOn.Time, ClosedOn: n.ClosedOn.Time,
		DropShip: bool(n.DropShip), Historic: bool(n.Historic),
	}
	if len(n.Invoices) > 0 {
		o.TaxDate = n.Invoices[0].TaxDate.Time
	}
	for id, r := range n.Rows {
		o.Rows = append(o.Rows, SalesOrderRow{
			ID: id, Product: r.ProductID, Name: string(r.ProductName), SKU: string(r.ProductSKU),
			Quantity: r.Quantity.Magnitude.Decimal, TaxCode: string(r.Value.TaxCode), Net: r.Value.Net.Value.Decimal,
			Tax: r.Value.Tax.Value.Decimal, NominalCode: string(r.NominalCode), Sequence: int64(r.Sequence),
			BundleParent: bool(r.Composition.BundleParent), BundleChild: bool(r.Composition.BundleChild),
			ParentRow: r.Composition.ParentRowID, ExternalRef: string(r.ExternalRef),
		})
	}
	o.Rows = sortRows(o.Rows)
	return o
}
