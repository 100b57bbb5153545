package brightpearl

import (
	"context"
	"slices"
	"time"

	"stockbridge/core/rest"
)

// GoodsMovements reads which stock has moved.
type GoodsMovements struct{ c *Client }

// GoodsMovement is one movement of a product's physical stock. Its id tells it from others; a movement never changes.
type GoodsMovement struct {
	ID      int64
	Product ProductID
}

// ChangedSince lists the movements since from, in ascending order of id. Reservations are no movements: look at changed orders for
// those.
func (s *GoodsMovements) ChangedSince(ctx context.Context, from time.Time) (Changes[GoodsMovement], error) {
	if from.IsZero() {
		return Changes[GoodsMovement]{}, invalid("search goods movements", "the search needs a time to start from")
	}
	found, err := collect(ctx, s.c, query{
		op:       "search goods movements",
		path:     "/warehouse-service/goods-movement-search",
		filters:  map[string]string{"updatedOn": since(from)},
		columns:  []string{"goodsMovementId", "productId", "warehouseId", "updatedOn"},
		key:      "goodsMovementId",
		priority: rest.StockDown,
	}, func(r *row) GoodsMovement { return GoodsMovement{r.key, ProductID(r.id("productId"))} })
	found.Items = slices.DeleteFunc(found.Items, func(m GoodsMovement) bool { return m.Product <= 0 })
	return found, err
}
