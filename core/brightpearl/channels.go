package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// Channels reads the sales channels, one of which each store gets. They are made in Brightpearl's settings only.
type Channels struct{ c *Client }

// Channel is one sales channel; zero ids mean that Brightpearl names none.
type Channel struct {
	ID               ChannelID     `json:"id"`
	Name             string        `json:"name"`
	DefaultWarehouse WarehouseID   `json:"defaultWarehouseId"`
	DefaultPriceList PriceListID   `json:"defaultPriceListId"`
	Warehouses       []WarehouseID `json:"warehouseIds"`
}

// List reads all channels.
func (s *Channels) List(ctx context.Context) ([]Channel, error) {
	return list[Channel](ctx, s.c, "list channels", "/product-service/channel/", rest.Checks)
}
