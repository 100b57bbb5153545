package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// ShippingMethods reads the shipping methods.
type ShippingMethods struct{ c *Client }

// ShippingMethod is one way of sending; id 0 on an order or a note means none.
type ShippingMethod struct {
	ID   ShippingMethodID `json:"id"`
	Name string           `json:"name"`
	Code string           `json:"code"`
}

// List reads all shipping methods.
func (s *ShippingMethods) List(ctx context.Context) ([]ShippingMethod, error) {
	return list[ShippingMethod](ctx, s.c, "list shipping methods", "/warehouse-service/shipping-method/", rest.Checks)
}
