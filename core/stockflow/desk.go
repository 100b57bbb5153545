package stockflow

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/ledger"
)

// Options are what a Desk works with.
type Options struct {
	DB          *db.DB
	Brightpearl func() *brightpearl.Client
	Shop        func(commerce.StoreID) *ekm.Client
	// PollOrders reads a store's new orders; it is called before a figure is written when the last poll is older than it.
	PollOrders func(ctx context.Context, store commerce.StoreID) error
	// Moved is told of a product whose units on hand are other than they were known to be at a moment; nil means nobody. It must not block.
	Moved func(product int64, since time.Time)
	Now   func() time.Time
	Log   *slog.Logger
}

// Desk publishes stock.
type Desk struct {
	o  Options
	db *db.DB

	polling   sync.Mutex                        // one poll at a time; it guards:
	tried     map[int64]time.Time               // products without any answer yet, when they were last asked for; guarded by polling
	moves     map[brightpearl.GoodsMovement]int // goods movements that the last poll saw, and how many polls have
	reading   sync.Mutex                        // one reading of availability at a time
	reckon    sync.Mutex                        // one reckoning at a time, so that an older one never overwrites a newer
	mu        sync.Mutex
	dirty     map[int64]bool                        // products whose units have to be read soon
	seen      map[brightpearl.OrderID]time.Time     // sales orders whose last change is known
	patrolled map[commerce.StoreID]time.Time        // when each store's patrol last went out
	polls     map[commerce.StoreID]*orderPollAtWork // order polls that writes wait for
	braked    map[commerce.StoreID]uint64           // what each brake stops, as it was stored last
}

type orderPollAtWork struct {
	done chan struct{}
	err  error
}

// New returns a desk.
func New(o Options) *Desk {
	return &Desk{o: o, db: o.DB, dirty: map[int64]bool{}, seen: map[brightpearl.OrderID]time.Time{},
		braked: map[commerce.StoreID]uint64{}, patrolled: map[commerce.StoreID]time.Time{}, polls: map[commerce.StoreID]*orderPollAtWork{}}
}

// Source offers a store's due levels to its lane.
func (d *Desk) Source(store commerce.StoreID) ledger.Source { return source{d: d, store: store} }

type source struct {
	d     *Desk
	store commerce.StoreID
}

func (s source) Name() string { return "levels" }

func (s source) Due(ctx context.Context, now time.Time, limit int) ([]ledger.Item, error) {
	if on, err := s.on(ctx, now); !on || err != nil {
		return nil, err
	}
	levels, err := s.d.db.DueLevels(ctx, s.store, now, limit)
	if err != nil {
		return nil, err
	}
	items := make([]ledger.Item, len(levels))
	for i, l := range levels {
		items[i] = ledger.Item{Key: fmt.Sprintf("level:%d:%d", l.ProductID, l.VariantID), Work: func(ctx context.Context) error { return s.d.work(ctx, l) }}
	}
	return items, nil
}

func (s source) NextDue(ctx context.Context) (time.Time, error) {
	if on, err := s.on(ctx, s.d.o.Now()); !on || err != nil {
		return time.Time{}, err
	}
	at, ok, err := s.d.db.NextDueLevel(ctx, s.store)
	if !ok {
		return time.Time{}, err
	}
	return at, err
}

func (s source) on(ctx context.Context, now time.Time) (bool, error) {
	store, ok, err := s.d.db.Store(ctx, s.store)
	return ok && store.StockOn && store.Live(now), err
}

// Touched says that our own work moved terms of these products: their figures are reckoned at once, and their units read soon.
func (d *Desk) Touched(ctx context.Context, products []int64) error {
	if len(products) == 0 {
		return nil
	}
	d.mu.Lock()
	for _, p := range products {
		d.dirty[p] = true
	}
	d.mu.Unlock()
	return d.Reckon(ctx, products)
}

func (d *Desk) takeDirty() []int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]int64, 0, len(d.dirty))
	for p := range d.dirty {
		out = append(out, p)
	}
	clear(d.dirty)
	return out
}

func (d *Desk) mark(products []int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range products {
		d.dirty[p] = true
	}
}
