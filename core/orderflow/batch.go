package orderflow

import (
	"context"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
)

// batcher answers single reads of many goroutines by one request for a set of ids: a read waits a moment for company, or
// until the set is full. A set is read under the context of its first reader's batch, and an error goes to all of them.
type batcher[K comparable, V any] struct {
	read func(context.Context, []K) (map[K]V, error)
	most int
	wait time.Duration

	mu   sync.Mutex
	open *batch[K, V]
}

type batch[K comparable, V any] struct {
	ids  []K
	full chan struct{}
	done chan struct{}
	got  map[K]V
	err  error
}

func newBatcher[K comparable, V any](most int, read func(context.Context, []K) (map[K]V, error)) *batcher[K, V] {
	return &batcher[K, V]{read: read, most: most, wait: 40 * time.Millisecond}
}

// get reads one value; ok is false when the answer does not hold the id.
func (b *batcher[K, V]) get(ctx context.Context, id K) (value V, ok bool, err error) {
	b.mu.Lock()
	set := b.open
	leader := set == nil
	if leader {
		set = &batch[K, V]{full: make(chan struct{}), done: make(chan struct{})}
		b.open = set
	}
	set.ids = append(set.ids, id)
	if len(set.ids) == b.most {
		close(set.full)
		b.open = nil
	}
	b.mu.Unlock()
	if leader {
		timer := time.NewTimer(b.wait)
		select {
		case <-timer.C:
		case <-set.full:
		case <-ctx.Done():
		}
		timer.Stop()
		b.mu.Lock()
		if b.open == set {
			b.open = nil
		}
		b.mu.Unlock()
		set.got, set.err = b.read(ctx, set.ids)
		close(set.done)
	}
	select {
	case <-set.done:
	case <-ctx.Done():
		return value, false, ctx.Err()
	}
	value, ok = set.got[id]
	return value, ok, set.err
}

func (d *Desk) readSalesOrders(ctx context.Context, ids []brightpearl.OrderID) (map[brightpearl.OrderID]brightpearl.SalesOrder, error) {
	client, err := d.brightpearl()
	if err != nil {
		return nil, err
	}
	orders, err := client.SalesOrders.Get(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make(map[brightpearl.OrderID]brightpearl.SalesOrder, len(orders))
	for _, o := range orders {
		out[o.ID] = o
	}
	return out, nil
}

func (d *Desk) readPayments(ctx context.Context, ids []brightpearl.OrderID) (map[brightpearl.OrderID][]brightpearl.Payment, error) {
	client, err := d.brightpearl()
	if err != nil {
		return nil, err
	}
	payments, err := client.Payments.SearchByOrders(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make(map[brightpearl.OrderID][]brightpearl.Payment, len(ids))
	for _, id := range ids {
		out[id] = nil
	}
	for _, p := range payments {
		out[p.Order] = append(out[p.Order], p)
	}
	return out, nil
}
