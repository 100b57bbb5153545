package brightpearl

import (
	"cmp"
	"context"
	"slices"
	"time"

	"stockbridge/core/rest"
)

// DropShip reads drop-ship notes: goods that a supplier sends to the customer. There is no search for them; orders with
// DropShip set, or with a new shipping status, are where to look.
type DropShip struct{ c *Client }

// DropShipNote is one note.
type DropShipNote struct {
	ID            DropShipID
	Order         OrderID // the sales order
	PurchaseOrder OrderID
	Supplier      ContactID
	Shipped       bool
	ShippedOn     time.Time
	Tracking      string // may be empty
	Method        ShippingMethodID
	Lines         []GoodsOutLine
}

// ByOrders reads all drop-ship notes of any number of sales or purchase orders, in ascending order of id.
func (s *DropShip) ByOrders(ctx context.Context, ids ...OrderID) ([]DropShipNote, error) {
	var out []DropShipNote
	err := readSets(ctx, ids, setOfOrders, func(ctx context.Context, ids []OrderID) error {
		got, _, err := ask[byID[DropShipID, wireDropShip]](ctx, s.c, rest.Call{
			Op: "read drop-ship notes", Path: "/warehouse-service/order/" + idSet(ids) + "/goods-note/drop-ship/",
			Priority: rest.Shipments,
		})
		for id, w := range got {
			out = append(out, w.note(id))
		}
		return orNothing(err)
	}, refuse[OrderID])
	slices.SortFunc(out, func(a, b DropShipNote) int { return cmp.Compare(a.ID, b.ID) })
	return out, err
}

type wireDropShip struct {
	OrderID         OrderID   `json:"orderId"`
	PurchaseOrderID OrderID   `json:"purchaseOrderId"`
	SupplierID      ContactID `json:"supplierId"`
	Status          struct {
		Shipped   yes   `json:"shipped"`
		ShippedOn stamp `json:"shippedOn"`
	} `json:"status"`
	Shipping struct {
		Reference words            `json:"reference"`
		MethodID  ShippingMethodID `json:"shippingMethodId"`
	} `json:"shipping"`
	TrackingReference words            `json:"trackingReference"`
	MethodID          ShippingMethodID `json:"shippingMethodId"`
	OrderRows         wireNoteRows     `json:"orderRows"`
	Events            []struct {
		Code              string           `json:"eventCode"`
		TrackingReference words            `json:"trackingReference"`
		MethodID          ShippingMethodID `json:"shippingMethodId"`
	} `json:"events"`
}

// note looks for the tracking in three places. Brightpearl API: the event that ships a note takes it, but where a read gives
// it back is not documented.
func (w wireDropShip) note(id DropShipID) DropShipNote {
	tracking := cmp.Or(w.Shipping.Reference, w.TrackingReference)
	method := cmp.Or(w.Shipping.MethodID, w.MethodID)
	for _, e := range w.Events {
		if e.Code == "SHS" || e.Code == "SHW" {
			tracking, method = cmp.Or(tracking, e.TrackingReference), cmp.Or(method, e.MethodID)
		}
	}
	return DropShipNote{
		ID: id, Order: w.OrderID, PurchaseOrder: w.PurchaseOrderID, Supplier: w.SupplierID, Shipped: bool(w.Status.Shipped),
		ShippedOn: w.Status.ShippedOn.Time, Tracking: string(tracking), Method: method, Lines: w.OrderRows.lines(),
	}
}
