package main

import (
	"context"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// shipmentPages are the database for the Shipments screen, to which an order that is gone is a failure, and the engine for what EKM
// is to show.
type shipmentPages struct {
	*db.DB
	e *engine.Engine
}

func (p shipmentPages) OrderDetail(ctx context.Context, id commerce.OrderID) (view.OrderDetail, error) {
	d, ok, err := p.DB.OrderDetail(ctx, id)
	if err == nil && !ok {
		err = fmt.Errorf("order %d is not stored any more", id)
	}
	return d, err
}

func (p shipmentPages) ShipmentText(ctx context.Context, order commerce.OrderID) (view.ShipmentText, error) {
	return p.e.ShipmentText(ctx, order)
}

// shipmentActions are the wishes of the Shipments screen.
type shipmentActions struct{ e *engine.Engine }

func (a shipmentActions) SendNow(ctx context.Context, store commerce.StoreID, order commerce.OrderID) error {
	_, err := a.e.RetryShipments(ctx, store, order)
	return err
}

func (a shipmentActions) SendTracking(ctx context.Context, order commerce.OrderID) error {
	return a.e.SendShipmentTracking(ctx, order, actor)
}

func (a shipmentActions) Handle(ctx context.Context, order commerce.OrderID, reason string) error {
	return a.e.HandleShipment(ctx, order, reason, actor)
}

func (a shipmentActions) StepBack(ctx context.Context, order commerce.OrderID, reason string) error {
	return a.e.StepBackShipment(ctx, order, reason, actor)
}

func (a shipmentActions) Recheck(ctx context.Context, orders ...commerce.OrderID) error {
	return a.e.RecheckShipments(ctx, orders...)
}
