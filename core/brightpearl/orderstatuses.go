package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// OrderStatuses reads the order statuses.
type OrderStatuses struct{ c *Client }

// OrderStatus is one status an order can be in.
type OrderStatus struct {
	ID       OrderStatusID `json:"statusId"`
	Name     string        `json:"name"`
	Type     string        `json:"orderTypeCode"` // see TypeSalesOrder
	Disabled bool          `json:"disabled"`      // refused for orders
	State    string        `json:"state"`         // not documented; "draft" was seen
}

// List reads the statuses of all order types.
func (s *OrderStatuses) List(ctx context.Context) ([]OrderStatus, error) {
	return list[OrderStatus](ctx, s.c, "list order statuses", "/order-service/order-status/", rest.Checks)
}
