package ekm

import (
	"context"
	"slices"
	"testing"

	"stockbridge/core/rest"
)

// noting is a Pacer that notes how urgent each call was.
type noting struct {
	free
	seen []rest.Priority
}

func (n *noting) Acquire(ctx context.Context, p rest.Priority) (func(*rest.Answer), error) {
	n.seen = append(n.seen, p)
	return n.free.Acquire(ctx, p)
}

func TestEveryCallKnowsItsPlaceInTheQueue(t *testing.T) {
	s := newShop(t, answer(200, wrap(map[string]any{"id": 1})))
	pacer := &noting{}
	ctx := t.Context()
	c, err := New(Options{BaseURL: s.url, Pacer: pacer})
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []func() error{
		func() error { _, err := c.Orders.Get(ctx, 1); return err },
		func() error { _, err := c.Orders.SetTracking(ctx, 1, Tracking{}); return err },
		func() error { _, err := c.Orders.SetStatus(ctx, 1, "Pending"); return err },
		func() error { _, err := c.Stock.SetProduct(ctx, 1, 1, Down); return err },
		func() error { _, err := c.Stock.SetVariant(ctx, 1, 2, 1, Up); return err },
		func() error { _, err := c.Settings.Currency(ctx); return err },
		func() error { _, err := c.Products.Get(ctx, 1); return err },
	} {
		if err := call(); err != nil {
			t.Error(err)
		}
	}
	want := []rest.Priority{rest.Orders, rest.Shipments, rest.Shipments, rest.StockDown, rest.StockUp, rest.Checks, rest.Catalogue}
	if !slices.Equal(pacer.seen, want) {
		t.Errorf("priorities %v, want %v", pacer.seen, want)
	}
}
