package engine

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"stockbridge/core/catalog"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
	"stockbridge/core/orderflow"
	"stockbridge/core/setup"
	"stockbridge/core/shipflow"
	"stockbridge/core/stockflow"
	"stockbridge/core/vault"
	"stockbridge/core/webhook"
)

// Options say where an engine works and with what.
type Options struct {
	// Folder holds the database; it is made if need be. Required.
	Folder string
	// Demo marks a new data folder as one of made-up stores.
	Demo bool
	// Ring keeps secrets; nil means the operating system's keyring.
	Ring vault.Ring
	// KeyringPatience is how long the keyring may take over one operation, a password prompt included; 0 means 20 s.
	KeyringPatience time.Duration
	// Transport carries every request; nil means the verified default.
	Transport http.RoundTripper
	Log       *slog.Logger
	Now       func() time.Time
	// Uptime is a clock that nobody puts forward or back; nil means Go's monotonic one.
	Uptime func() time.Duration
	// Grace is how long shipped notes without a tracking number wait for one; 0 means as long as each
	// store's settings say, negative not at all.
	Grace time.Duration
}

// Engine is one data folder at work.
type Engine struct {
	DB        *db.DB
	Vault     *vault.Vault
	Setup     *setup.Desk
	Catalog   *catalog.Desk
	Orders    *orderflow.Desk
	Stock     *stockflow.Desk
	Shipments *shipflow.Desk

	o       Options
	folder  *folder
	clients clients
	hooks   *webhook.Desk

	mu      sync.Mutex
	hub     *ledger.Hub     // nil while nothing runs
	well    map[string]bool // sources of trouble that were last seen to be well
	keyless keyless
	rebuild chan struct{}

	asleepFrom, asleepUntil time.Time
}

// Open takes the data folder, opens its database and builds the services. Nothing runs yet. An *InUseError says that another
// process has the folder, a *FolderError that it cannot be written.
func Open(ctx context.Context, o Options) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Uptime == nil {
		began := time.Now()
		o.Uptime = func() time.Duration { return time.Since(began) }
	}
	held, err := hold(o.Folder, o.Log)
	if err != nil {
		return nil, err
	}
	e := &Engine{o: o, folder: held, rebuild: make(chan struct{}, 1), well: map[string]bool{}}
	if err := e.open(ctx); err != nil {
		return nil, errors.Join(err, held.release())
	}
	return e, nil
}

func (e *Engine) open(ctx context.Context) error {
	var err error
	e.DB, err = db.Open(ctx, db.Options{Path: filepath.Join(e.o.Folder, "stockbridge.db"), Now: e.o.Now, Log: e.o.Log, Hub: &events.Hub{}, Wake: e.wake})
	if err != nil {
		return err
	}
	installation, err := e.DB.Installation(ctx, e.o.Demo)
	if err != nil {
		e.DB.Close()
		return err
	}
	e.Vault, err = vault.Open(vault.Options{Service: "Stockbridge/" + installation.UID, Ring: e.o.Ring, Log: e.o.Log, Now: e.o.Now,
		Limit: e.o.KeyringPatience})
	if err != nil {
		e.DB.Close()
		return err
	}
	e.clients.e = e
	e.Catalog = catalog.New(catalog.Options{DB: e.DB, Brightpearl: e.clients.brightpearl, Shop: e.clients.shop, Linked: e.linked, Now: e.o.Now, Log: e.o.Log})
	e.Stock = stockflow.New(stockflow.Options{DB: e.DB, Brightpearl: e.clients.brightpearl, Shop: e.clients.shop, PollOrders: e.pollOrders, Moved: e.stockMoved, Now: e.o.Now, Log: e.o.Log})
	e.Orders = orderflow.New(orderflow.Options{DB: e.DB, Catalog: e.Catalog, Brightpearl: e.clients.brightpearl, Shop: e.clients.shop,
		Touched: e.Stock.Touched, Gate: e.gate, Salt: installation.UID, Now: e.o.Now, Log: e.o.Log})
	e.Shipments = shipflow.New(shipflow.Options{DB: e.DB, Brightpearl: e.clients.brightpearl, Shop: e.clients.shop, Grace: e.o.Grace, Now: e.o.Now, Log: e.o.Log})
	e.hooks = webhook.New(webhook.Options{DB: e.DB, Secret: e.webhookSecret, Brightpearl: e.clients.brightpearl, Shop: e.clients.shop,
		Look: e.followHints, Fast: e.pollFast, Left: e.requestsLeft, Checked: e.checkSubscriptions, Now: e.o.Now, Log: e.o.Log})
	pc, _ := os.Hostname()
	e.Setup = setup.New(setup.Options{DB: e.DB, PC: pc, Vault: e.Vault, Transport: e.o.Transport, Log: e.o.Log, Now: e.o.Now, Changed: e.changed,
		Relink: e.Catalog.Relink, Leaving: e.leave, Shop: e.clients.shop, Brightpearl: e.clients.brightpearl})
	return e.clients.build(ctx)
}

// Close closes the services and gives the data folder back. Run and UntilIdle have to have returned.
func (e *Engine) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	flushed := e.clients.count(ctx)
	return errors.Join(flushed, e.Vault.Close(ctx), e.DB.Close(), e.folder.release())
}

// gate keeps orders back while figures would stay and their currency would change.
func (e *Engine) gate(ctx context.Context, store commerce.StoreID) error {
	return e.Setup.CurrencyGate(ctx, store)
}

// linked follows a change of SKU links: levels are aligned, and orders that were held for a SKU look again.
func (e *Engine) linked(ctx context.Context, store commerce.StoreID, listings []db.Place) error {
	if err := e.Stock.Align(ctx, store, listings); err != nil {
		return err
	}
	if hub := e.Hub(); hub != nil {
		hub.Nudge(stockPoller) // new levels want their first figures now, not in twenty seconds
	}
	return e.freeOrders(ctx, store)
}

// freeOrders has the orders of a store look again that were held because nobody knew what a SKU means.
func (e *Engine) freeOrders(ctx context.Context, store commerce.StoreID) error {
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		for _, code := range []string{"SB-ORD-104", "SB-SKU-201"} {
			if _, err := tx.ReleaseHeldOrders(store, code); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *Engine) wake(lane string) {
	e.mu.Lock()
	hub := e.hub
	e.mu.Unlock()
	if hub != nil {
		hub.Wake(lane)
	}
}

// changed is told when an account or a store was connected, configured, switched or removed.
func (e *Engine) changed() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := e.clients.build(ctx); err != nil {
		e.o.Log.Error("the clients could not be rebuilt", "error", err)
	}
	// Buffers, caps and warehouses are terms of every figure.
	if err := e.Stock.Reckon(ctx, nil); err != nil {
		e.o.Log.Error("the stock figures could not be reckoned", "error", err)
	}
	select {
	case e.rebuild <- struct{}{}:
	default:
	}
	e.hooks.Changed() // whose calls are right depends on who is connected
	if hub := e.Hub(); hub != nil {
		// Whoever waited for a sign-in, or was told that all is well, looks again at once.
		for _, l := range hub.Lanes() {
			if f := l.State().Fault; f != nil && f.Kind == fault.SignIn {
				hub.Resume(l.Name())
			}
			l.Wake()
		}
		for _, p := range hub.Pollers() {
			if f := p.State().Fault; f != nil && f.Kind == fault.SignIn || strings.HasPrefix(p.Name(), loginPolls) {
				hub.Nudge(p.Name())
			}
		}
	}
}

// Hub is what runs now, nil while nothing does.
func (e *Engine) Hub() *ledger.Hub {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.hub
}
