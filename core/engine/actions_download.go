package engine

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// LookDownload asks EKM for orders by numbers or ids, or for those that were placed in a span, and says what a download of each would
// do. It stores nothing. See orderflow.Desk.Look.
func (e *Engine) LookDownload(ctx context.Context, store commerce.StoreID, numbers []string, from, to time.Time) ([]view.Download, error) {
	return e.Orders.Look(ctx, store, numbers, from, to)
}

// Download reads the orders from EKM again and tells how many. See orderflow.Desk.Download.
func (e *Engine) Download(ctx context.Context, store commerce.StoreID, ekmIDs []int64, actor string) (int, error) {
	return e.Orders.Download(ctx, store, ekmIDs, actor)
}
