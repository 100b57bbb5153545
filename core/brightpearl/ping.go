package brightpearl

import (
	"context"
	"time"

	"stockbridge/core/rest"
)

// Pong is what a connection test found.
type Pong struct {
	At         time.Time // the server's clock
	InstanceID int64     // as InstanceID; compare with the stored one
	Warehouses int
}

// Ping proves that the account answers and accepts the credentials: one small request. Its time is a good first watermark
// for reading changes.
func (c *Client) Ping(ctx context.Context) (Pong, error) {
	rows, answer, err := ask[[]Warehouse](ctx, c, rest.Call{
		Op: "test the connection", Path: "/warehouse-service/warehouse/", Priority: rest.Checks,
	})
	if err != nil {
		return Pong{}, err
	}
	return Pong{At: answer.At, InstanceID: c.InstanceID(), Warehouses: len(rows)}, nil
}
