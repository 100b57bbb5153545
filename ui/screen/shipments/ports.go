package shipments

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Pages is what the screen reads. It may be called from any goroutine.
type Pages interface {
	ShipmentPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ShipmentRow], error)
	ShipmentTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error)
	// ShipmentCarriers are the carriers that notes name, for the filter.
	ShipmentCarriers(ctx context.Context) ([]string, error)
	OrderDetail(ctx context.Context, id commerce.OrderID) (view.OrderDetail, error)
	// ShipmentText is what EKM is to show of an order by its notes; it writes nothing.
	ShipmentText(ctx context.Context, order commerce.OrderID) (view.ShipmentText, error)
	Overview(ctx context.Context, store commerce.StoreID) (view.Overview, error)
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
}

// Actions is what the screen wishes. It may be called from any goroutine.
type Actions interface {
	// SendNow makes an order's untold notes due at once, held ones included.
	SendNow(ctx context.Context, store commerce.StoreID, order commerce.OrderID) error
	// SendTracking writes the tracking of an order now and leaves its status alone.
	SendTracking(ctx context.Context, order commerce.OrderID) error
	// Handle closes what is open of an order with a person's reason; EKM is not written.
	Handle(ctx context.Context, order commerce.OrderID, reason string) error
	// StepBack writes to EKM now what ShipmentText proposes after a shipment was taken back.
	StepBack(ctx context.Context, order commerce.OrderID, reason string) error
	// Recheck reads the notes of orders again from Brightpearl, those of all recent orders when none are named, and returns when
	// they were read.
	Recheck(ctx context.Context, orders ...commerce.OrderID) error
}

// Options make the screen. Files and Memory may be nil: what they would do is then not offered.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
	Files   listing.Files
	Memory  listing.Memory // keeps columns and views
	// SalesOrderPage gives the address of a sales order in the browser as far as its number, which follows; "" when it is not known.
	// Nil where nobody can know.
	SalesOrderPage func(context.Context) string
}
