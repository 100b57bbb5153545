package shipflow

import (
	"context"
	"sync"

	"stockbridge/core/commerce"
)

// oneAtATime keeps the lane and people from writing to one order at once: each write is made from what was read before it. The zero
// value is ready.
type oneAtATime struct {
	mu   sync.Mutex
	busy map[commerce.OrderID]chan struct{} // closed when it is free
}

// take waits until nobody works on an order, or ctx ends. What it returns frees the order.
func (o *oneAtATime) take(ctx context.Context, id commerce.OrderID) (free func(), err error) {
	for {
		o.mu.Lock()
		other := o.busy[id]
		if other == nil {
			mine := make(chan struct{})
			if o.busy == nil {
				o.busy = map[commerce.OrderID]chan struct{}{}
			}
			o.busy[id] = mine
			o.mu.Unlock()
			return func() {
				o.mu.Lock()
				delete(o.busy, id)
				o.mu.Unlock()
				close(mine)
			}, nil
		}
		o.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
