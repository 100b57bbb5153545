package engine

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// What people do with shipments. See the functions of shipflow.Desk for what each costs and refuses.

// SendShipmentTracking writes an order's tracking and internal notes now, and no status.
func (e *Engine) SendShipmentTracking(ctx context.Context, order commerce.OrderID, actor string) error {
	return e.Shipments.SendTracking(ctx, order, actor)
}

// HandleShipment closes an order's waiting, held and reversed notes with a reason; nothing is written.
func (e *Engine) HandleShipment(ctx context.Context, order commerce.OrderID, reason, actor string) error {
	return e.Shipments.Handle(ctx, order, reason, actor)
}

// StepBackShipment has EKM show again what it showed before the notes that Brightpearl took back.
func (e *Engine) StepBackShipment(ctx context.Context, order commerce.OrderID, reason, actor string) error {
	return e.Shipments.StepBack(ctx, order, reason, actor)
}

// RecheckShipments reads all notes of some orders now; without any, those of the last days and of all open orders.
func (e *Engine) RecheckShipments(ctx context.Context, orders ...commerce.OrderID) error {
	return e.Shipments.Recheck(ctx, orders...)
}

// ShipmentText is what EKM is to show of an order by its notes; it only reads.
func (e *Engine) ShipmentText(ctx context.Context, order commerce.OrderID) (view.ShipmentText, error) {
	return e.Shipments.Text(ctx, order)
}

// ShippingCanary writes to a test order, to see whether EKM mails anybody by it.
func (e *Engine) ShippingCanary(ctx context.Context, store commerce.StoreID, number, actor string) ([]view.CanaryStep, error) {
	return e.Shipments.Canary(ctx, store, number, actor)
}
