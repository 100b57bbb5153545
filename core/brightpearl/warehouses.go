package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// Warehouses reads the warehouses.
type Warehouses struct{ c *Client }

// Warehouse is one warehouse.
type Warehouse struct {
	ID   WarehouseID `json:"id"`
	Name string      `json:"name"`
}

// List reads all warehouses.
func (s *Warehouses) List(ctx context.Context) ([]Warehouse, error) {
	return list[Warehouse](ctx, s.c, "list warehouses", "/warehouse-service/warehouse/", rest.Checks)
}
