package brightpearl

import (
	"context"
	"slices"
	"time"

	"stockbridge/core/rest"
)

// GoodsMovements reads which stock has moved.
type GoodsMovements struct{ c *Client }

// ChangedProducts lists the products, ascending and once each, whose physical stock has moved since from. Reservations are
// no movements: look at changed orders for those.
func (s *GoodsMovements) ChangedProducts(ctx context.Context, from time.Time) (Changes[ProductID], error) {
	if from.IsZero() {
		return Changes[ProductID]{}, invalid("search goods movements", "the search needs a time to start from")
	}
	found, err := collect(ctx, s.c, query{
		op:       "search goods movements",
		path:     "/warehouse-service/goods-movement-search",
		filters:  map[string]string{"updatedOn": since(from)},
		columns:  []string{"goodsMovementId", "productId", "warehouseId", "updatedOn"},
		key:      "goodsMovementId",
		priority: rest.StockDown,
	}, func(r *row) ProductID { return ProductID(r.id("productId")) })
	slices.Sort(found.Items)
	found.Items = slices.DeleteFunc(slices.Compact(found.Items), func(id ProductID) bool { return id <= 0 })
	return found, err
}
