package shipflow

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
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// Options are what a Desk works with.
type Options struct {
	DB *db.DB
	// Brightpearl returns the client of the connected account, nil when there is none.
	Brightpearl func() *brightpearl.Client
	// Shop returns the client of a store, nil when it is not connected.
	Shop func(commerce.StoreID) *ekm.Client
	// Grace is how long after shipping a note without tracking waits for it, because people enter it a little later: 0 means as
	// long as the store's settings say, and less than 0 that nothing waits.
	Grace time.Duration
	Now   func() time.Time // nil means time.Now
	Log   *slog.Logger     // nil means nobody
}

// Desk tells stores what was shipped.
type Desk struct {
	o       Options
	db      *db.DB
	polling sync.Mutex // one poll at a time
	looked  turns
	writing oneAtATime
}

// New returns a desk.
func New(o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{o: o, db: o.DB}
}

func (d *Desk) brightpearl() (*brightpearl.Client, error) {
	if c := d.o.Brightpearl(); c != nil {
		return c, nil
	}
	return nil, &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-002", Op: "use Brightpearl", Remote: "brightpearl", Text: "no account is connected"}
}

func (d *Desk) shop(store db.StoreRow) (*ekm.Client, error) {
	if c := d.o.Shop(store.ID); c != nil {
		return c, nil
	}
	return nil, &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "use the store", Remote: "ekm/" + store.Name, Text: "the store is not signed in"}
}

// Source offers a store's due orders to its lane. Each item is an order with at least one note that the store was not told of.
func (d *Desk) Source(store commerce.StoreID) ledger.Source { return source{d, store} }

type source struct {
	d     *Desk
	store commerce.StoreID
}

func (s source) Name() string { return "shipments" }

func (s source) Due(ctx context.Context, now time.Time, limit int) ([]ledger.Item, error) {
	store, ok, err := s.d.db.Store(ctx, s.store)
	if err != nil || !ok || !tells(store, now) {
		return nil, err
	}
	ids, err := s.d.db.DueShipments(ctx, s.store, now, limit)
	if err != nil {
		return nil, err
	}
	items := make([]ledger.Item, len(ids))
	for i, id := range ids {
		items[i] = ledger.Item{Key: fmt.Sprintf("shipment:%d", id), Work: func(ctx context.Context) error { return s.d.Work(ctx, id) }}
	}
	return items, nil
}

func (s source) NextDue(ctx context.Context) (time.Time, error) {
	store, ok, err := s.d.db.Store(ctx, s.store)
	if err != nil || !ok || !tells(store, s.d.o.Now()) {
		return time.Time{}, err
	}
	at, ok, err := s.d.db.NextDueShipment(ctx, s.store)
	if !ok {
		return time.Time{}, err
	}
	return at, err
}

// tells reports whether a store is told of its shipments now. One that needs a sign-in is asked all the same: its lane waits for
// the sign-in.
func tells(store db.StoreRow, now time.Time) bool {
	return store.ShipmentsOn && (store.Live(now) || store.State == commerce.StoreSignIn)
}

func orderRef(id commerce.OrderID) string { return fmt.Sprintf("order:%d", id) }

func noteRef(n db.Shipment) string { return fmt.Sprintf("note:%s:%d", n.Kind, n.NoteID) }
