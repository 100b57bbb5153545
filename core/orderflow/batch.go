package orderflow

import (
	"context"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
)

// batcher answers single reads of many goroutines by one request for a set of ids. A read waits a moment for company, and while
// a set is being read the next one gathers, until it is full: the scarcer the request budget, the fuller the sets. A set is read
// under the context of its first reader, and an error goes to all of its readers.
type batcher[K comparable, V any] struct {
	read func(context.Context, []K) (map[K]V, error)
	most int

	mu   sync.Mutex
	open *batch[K, V]
	turn chan struct{} // holds one token: at most one set that is not full is being read
}

type batch[K comparable, V any] struct {
	ids  []K
	full chan struct{}
	done chan struct{}
	got  map[K]V
	err  error
}

func newBatcher[K comparable, V any](most int, read func(context.Context, []K) (map[K]V, error)) *batcher[K, V] {
	b := &batcher[K, V]{read: read, most: most, turn: make(chan struct{}, 1)}
	b.turn <- struct{}{}
	return b
}

// get reads one value; ok is false when the answer does not hold the id.
func (b *batcher[K, V]) get(ctx context.Context, id K) (value V, ok bool, err error) {
	set, leader := b.join(id)
	if leader {
		b.lead(ctx, set)
	}
	select {
	case <-set.done:
	case <-ctx.Done():
		return value, false, ctx.Err()
	}
	value, ok = set.got[id]
	return value, ok, set.err
}

// join adds an id to the set that gathers; leader is true for the first one, who reads it.
func (b *batcher[K, V]) join(id K) (set *batch[K, V], leader bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	set = b.open
	if leader = set == nil; leader {
		set = &batch[K, V]{full: make(chan struct{}), done: make(chan struct{})}
		b.open = set
	}
	set.ids = append(set.ids, id)
	if len(set.ids) == b.most {
		close(set.full)
		b.open = nil
	}
	return set, leader
}

// lead waits for company and for its turn, then reads the set.
func (b *batcher[K, V]) lead(ctx context.Context, set *batch[K, V]) {
	timer := time.NewTimer(brightpearl.Patience(ctx))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-set.full:
	case <-ctx.Done():
	}
	select {
	case <-b.turn:
		defer func() { b.turn <- struct{}{} }()
	case <-set.full:
	case <-ctx.Done():
	}
	b.mu.Lock()
	if b.open == set {
		b.open = nil
	}
	b.mu.Unlock()
	set.got, set.err = b.read(ctx, set.ids)
	close(set.done)
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

// readReferences finds sales orders by our own references.
func (d *Desk) readReferences(ctx context.Context, refs []string) (map[string][]brightpearl.SalesOrderHit, error) {
	client, err := d.brightpearl()
	if err != nil {
		return nil, err
	}
	return client.SalesOrders.FindByExternalRefs(ctx, refs...)
}

// readNumbers finds sales orders by EKM's order numbers.
func (d *Desk) readNumbers(ctx context.Context, numbers []string) (map[string][]brightpearl.SalesOrderHit, error) {
	client, err := d.brightpearl()
	if err != nil {
		return nil, err
	}
	return client.SalesOrders.FindByReferences(ctx, numbers...)
}
