package engine

import (
	"context"

	"stockbridge/core/commerce"
)

// What a person decides about an order that was changed after it was posted. See the methods of the same names of orderflow.Desk.

// AcceptChange makes EKM's present order the one that counts, once Brightpearl has its sums or, where EKM called it off, has it
// cancelled; otherwise it refuses with both sums.
func (e *Engine) AcceptChange(ctx context.Context, id commerce.OrderID, actor string) error {
	return e.Orders.AcceptChange(ctx, id, actor)
}

// IgnoreChange keeps the order as it was posted, with a reason. A later change in EKM is shown again.
func (e *Engine) IgnoreChange(ctx context.Context, id commerce.OrderID, reason, actor string) error {
	return e.Orders.IgnoreChange(ctx, id, reason, actor)
}

// CreateAgain has an order posted again whose sales order was deleted in Brightpearl. It refuses while the sales order is there.
func (e *Engine) CreateAgain(ctx context.Context, id commerce.OrderID, actor string) error {
	return e.Orders.CreateAgain(ctx, id, actor)
}
