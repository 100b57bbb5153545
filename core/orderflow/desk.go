package orderflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// Catalog answers which Brightpearl product a store's code stands for.
type Catalog interface {
	// Ready reports whether Brightpearl's products have been read once: before that nobody can say that a code is unknown.
	Ready(ctx context.Context) (bool, error)
	// Find tells what a code of the store's order lines is: Matched or NotStockTracked with the product, Duplicate, or another state
	// without one.
	Find(ctx context.Context, store commerce.StoreID, code string) (db.Product, commerce.LinkState, error)
	// Known is Find by what is stored, without asking Brightpearl: for dry runs.
	Known(ctx context.Context, store commerce.StoreID, code string) (db.Product, commerce.LinkState, error)
}

// Options are what a Desk works with.
type Options struct {
	DB      *db.DB
	Catalog Catalog
	// Brightpearl returns the client of the connected account, nil when there is none.
	Brightpearl func() *brightpearl.Client
	// Shop returns the client of a store, nil when it is not connected.
	Shop func(commerce.StoreID) *ekm.Client
	// Touched is told which products' pending or reserved units our work has just moved.
	Touched func(ctx context.Context, products []int64) error
	// Gate says whether a store's orders may be posted now; nil means always. An error holds the order with its cause.
	Gate func(ctx context.Context, store commerce.StoreID) error
	// Salt keys the hashes under which addresses are remembered.
	Salt string
	Now  func() time.Time
	Log  *slog.Logger
}

// Desk imports orders.
type Desk struct {
	o      Options
	db     *db.DB
	emails keyedLock
	polls  keyedLock
	sales  *batcher[brightpearl.OrderID, brightpearl.SalesOrder]
	moneys *batcher[brightpearl.OrderID, []brightpearl.Payment]
	refs   *batcher[string, []brightpearl.SalesOrderHit]
	orders *batcher[string, []brightpearl.SalesOrderHit] // by EKM's order number
	busy   atomic.Int64                                  // orders that are being worked on
	alone  chan struct{}                                 // holds a token for each of them that was admitted while writes go one by one
	mu     sync.Mutex
	looked map[commerce.OrderID]time.Time // short orders, when they were last looked at
	mine   map[commerce.OrderID]bool      // placed by this process without any doubt, and not paid yet
	pilots int                            // orders that went ahead alone; see scout

	owing map[commerce.StoreID]time.Time // when the payments of a store's unpaid posted orders were last looked for

	productTaxes *lookup[string] // tax codes of products, in Brightpearl's order of precedence
	contactTaxes *lookup[int64]  // ... of contacts
}

// New returns a desk.
func New(o Options) *Desk {
	d := &Desk{o: o, db: o.DB, mine: map[commerce.OrderID]bool{}, looked: map[commerce.OrderID]time.Time{},
		owing: map[commerce.StoreID]time.Time{}, productTaxes: &lookup[string]{}, contactTaxes: &lookup[int64]{}}
	d.alone = make(chan struct{}, loners)
	d.sales = newBatcher(100, d.readSalesOrders)
	d.moneys = newBatcher(100, d.readPayments)
	d.refs = newBatcher(brightpearl.RefsPerSearch, d.readReferences)
	d.orders = newBatcher(brightpearl.RefsPerSearch, d.readNumbers)
	return d
}

func (d *Desk) brightpearl() (*brightpearl.Client, error) {
	if c := d.o.Brightpearl(); c != nil {
		return c, nil
	}
	return nil, &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-002", Op: "use Brightpearl", Remote: "brightpearl", Text: "no account is connected"}
}

func (d *Desk) emailHash(normal string) string {
	sum := sha256.Sum256([]byte(d.o.Salt + "\x00" + normal))
	return hex.EncodeToString(sum[:16])
}

// Source offers the due orders to the Brightpearl lane.
func (d *Desk) Source() ledger.Source { return source{d} }

type source struct{ d *Desk }

func (s source) Name() string { return "orders" }

func (s source) Due(ctx context.Context, now time.Time, limit int) ([]ledger.Item, error) {
	// Before Brightpearl's products were read once nobody can say that a code is unknown, so the orders wait.
	if ready, err := s.d.o.Catalog.Ready(ctx); !ready || err != nil {
		return nil, err
	}
	ids, err := s.d.db.DueOrders(ctx, now, limit)
	if err != nil {
		return nil, err
	}
	items := make([]ledger.Item, len(ids))
	for i, id := range ids {
		items[i] = ledger.Item{Key: fmt.Sprintf("order:%d", id), Work: func(ctx context.Context) error { return s.d.Work(ctx, id) }}
	}
	return items, nil
}

func (s source) NextDue(ctx context.Context) (time.Time, error) {
	at, ok, err := s.d.db.NextDueOrder(ctx)
	if !ok {
		return time.Time{}, err
	}
	return at, err
}

// keyedLock serialises work on one key.
type keyedLock struct {
	mu   sync.Mutex
	held map[string]chan struct{}
}

// lock waits until the key is free and returns how to free it again.
func (l *keyedLock) lock(ctx context.Context, key string) (unlock func(), err error) {
	for {
		l.mu.Lock()
		if l.held == nil {
			l.held = map[string]chan struct{}{}
		}
		busy, taken := l.held[key]
		if !taken {
			free := make(chan struct{})
			l.held[key] = free
			l.mu.Unlock()
			return func() {
				l.mu.Lock()
				delete(l.held, key)
				l.mu.Unlock()
				close(free)
			}, nil
		}
		l.mu.Unlock()
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
