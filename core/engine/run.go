package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
	"stockbridge/core/vault"
	"stockbridge/core/webhook"
)

// How often remotes are asked for news. The two-minute promise leaves room for a missed poll.
const (
	ordersEvery   = 20 * time.Second
	stockEvery    = 20 * time.Second
	notesEvery    = 30 * time.Second
	productsEvery = 2 * time.Minute
	listingsEvery = 5 * time.Minute
	optionsEvery  = 24 * time.Hour
	settingsAge   = time.Hour // after which a round reads a shop's settings again, its currency above all
	loginsEvery   = time.Hour
	countEvery    = 15 * time.Second
	sampleEvery   = 5 * time.Minute // the charts' memory keeps an hour's worst, and orders and stock move in minutes
	firstSample   = time.Minute     // after a start there is enough to do
	reckonEvery   = 5 * time.Minute
	shadowEvery   = 2 * time.Minute
	lookEvery     = 2 * time.Second // whether something was written that is to be read back, or the patrol is due; asks the database
	thawEvery     = 15 * time.Second
	forgetEvery   = 6 * time.Hour
	causesEvery   = 30 * time.Second
	pastKept      = 90 * 24 * time.Hour // what every figure was
	heldEvery     = time.Hour
	contactsEvery = 2 * time.Minute
	salesWorkers  = 96               // most of them wait for others: their writes and reads travel together
	auditEvery    = 15 * time.Minute // how often it is looked whether the night's audit is due
	shopWorkers   = 8
	laneGrace     = 10 * time.Second
	catchUpSlack  = 2 * time.Second
	idlePatience  = 90 * time.Second
	laneSweep     = 5 * time.Second

	// So often only while a service has proved that it tells us what happens. One that falls silent between two of these polls still
	// leaves half a minute of the two.
	ordersSlow = 80 * time.Second
	stockSlow  = 60 * time.Second
	notesSlow  = 90 * time.Second

	subscribeEvery = time.Hour
	toldMost       = 200 // products that wake-ups named, in one request
	toldAgain      = 10 * time.Second
	leaveWithin    = 10 * time.Second
)

const (
	stockPoller    = "stock"
	toldPoller     = "stock-told"
	notesPoller    = "notes"
	productsPoller = "products"
)

// Run works until ctx ends: lanes, polls and house-keeping. It returns when all of it has stopped.
func (e *Engine) Run(ctx context.Context) error {
	hub := ledger.NewHub()
	group, ctx := errgroup.WithContext(ctx)
	e.use(hub)
	defer e.use(nil)
	group.Go(func() error { return hub.Run(ctx) })
	group.Go(func() error { return e.supervise(ctx, hub) })
	group.Go(func() error { return e.watchSleep(ctx) })
	group.Go(func() error { return e.keepSampling(ctx) })
	group.Go(func() error { return e.hooks.Run(ctx) })
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (e *Engine) use(hub *ledger.Hub) {
	e.mu.Lock()
	e.hub = hub
	e.mu.Unlock()
}

// supervise makes the hub's members follow the connections: a lane and polls for the account, and for each store.
func (e *Engine) supervise(ctx context.Context, hub *ledger.Hub) error {
	e.renewLogins(ctx) // first of all: they may be about to end
	count := time.NewTicker(countEvery)
	defer count.Stop()
	have := map[string]bool{}
	for {
		if err := e.follow(ctx, hub, have, true); err != nil && ctx.Err() == nil {
			e.o.Log.Error("the lanes could not follow the connections", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-e.rebuild:
		case <-count.C:
			if err := e.clients.count(ctx); err != nil && ctx.Err() == nil {
				e.o.Log.Warn("counters could not be stored", "error", err)
			}
		}
	}
}

// keepSampling samples for as long as the program works, also while a remote cannot be reached: that is when stores stand worst.
func (e *Engine) keepSampling(ctx context.Context) error {
	next := time.NewTimer(firstSample)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
		}
		e.sample(ctx)
		next.Reset(sampleEvery)
	}
}

// sample notes for the charts how the stores stand.
func (e *Engine) sample(ctx context.Context) {
	if err := e.DB.Sample(ctx); err != nil && ctx.Err() == nil {
		e.o.Log.Warn("the charts' figures could not be noted", "error", err)
	}
}

// follow adds lanes for new connections and removes those of gone ones. have names the lanes that stand.
func (e *Engine) follow(ctx context.Context, hub *ledger.Hub, have map[string]bool, polls bool) error {
	wanted := map[string]commerce.StoreID{}
	if e.clients.brightpearl() != nil {
		wanted[db.BrightpearlLane] = 0
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	for _, s := range stores {
		if e.clients.shop(s.ID) != nil {
			wanted[db.LaneOf(s.ID)] = s.ID
		}
	}
	for name := range have {
		if _, ok := wanted[name]; !ok {
			if err := hub.RemoveLane(ctx, name); err != nil {
				return err
			}
			delete(have, name)
		}
	}
	for name, store := range wanted {
		if have[name] {
			continue
		}
		if err := e.addLane(hub, name, store, polls); err != nil {
			return err
		}
		have[name] = true
	}
	return nil
}

func (e *Engine) addLane(hub *ledger.Hub, name string, store commerce.StoreID, polls bool) error {
	o := ledger.LaneOptions{Name: name, Workers: salesWorkers, Grace: laneGrace, Now: e.o.Now, Log: e.o.Log, Sweep: laneSweep,
		Changed: func(s ledger.State) { e.laneChanged(store, s) }}
	if store == 0 {
		o.Sources = []ledger.Source{e.Orders.Source()}
	} else {
		o.Workers = shopWorkers
		o.Sources = []ledger.Source{e.Shipments.Source(store), e.Stock.Source(store)}
	}
	lane := ledger.New(o)
	if err := hub.AddLane(lane); err != nil {
		return err
	}
	if !polls {
		return nil
	}
	for _, p := range e.pollers(lane, store) {
		if err := hub.AddPoller(p); err != nil {
			return err
		}
	}
	return nil
}

// pollers are the periodic readings of one remote.
func (e *Engine) pollers(lane *ledger.Lane, store commerce.StoreID) []*ledger.Poller {
	pollerAt := func(name string, every func() time.Duration, poll func(context.Context) error) *ledger.Poller {
		return ledger.NewPoller(ledger.PollerOptions{Name: name, Lane: lane, Every: every, Poll: poll, Now: e.o.Now, Log: e.o.Log,
			Changed: func(s ledger.PollerState) { e.pollerChanged(store, s) }})
	}
	poller := func(name string, every time.Duration, poll func(context.Context) error) *ledger.Poller {
		return pollerAt(name, func() time.Duration { return every }, poll)
	}
	paced := func(name string, kind webhook.Kind, poll func(context.Context) error) *ledger.Poller {
		return pollerAt(name, func() time.Duration { return e.pollEvery(store, kind) }, poll)
	}
	if store == 0 {
		return []*ledger.Poller{
			poller(productsPoller, productsEvery, func(ctx context.Context) error { return e.told(ctx, 0, webhook.Products, e.Catalog.PollProducts) }),
			poller(db.ContactsPoll, contactsEvery, e.Orders.PollContacts),
			paced(stockPoller, webhook.Stock, e.pollStock),
			pollerAt(toldPoller, e.toldEvery, e.readTold),
			paced(notesPoller, webhook.Notes, e.pollNotes),
			poller("options", optionsEvery, func(ctx context.Context) error { _, err := e.Setup.Options(ctx, true); return err }),
			poller("held", heldEvery, e.lookAgain),
			poller("audit", auditEvery, e.auditNight),
			poller("thaw", thawEvery, e.Stock.Thaw),
			poller("causes", causesEvery, e.DB.KeepCauses),
			poller(loginPoll(0), loginsEvery, func(ctx context.Context) error { return e.keepLogin(ctx, 0) }),
			poller("forget", forgetEvery, e.forget),
			poller("reckon", reckonEvery, func(ctx context.Context) error { return e.Stock.Reckon(ctx, nil) }),
			poller(webhooksPoller(store), subscribeEvery, func(ctx context.Context) error { return e.hooks.Subscribe(ctx, store) }),
		}
	}
	return []*ledger.Poller{
		paced(db.OrdersPoll(store), webhook.Orders, func(ctx context.Context) error { return e.pollIfLive(ctx, store) }),
		poller(shadowPoller(store), shadowEvery, func(ctx context.Context) error { return e.pollShadow(ctx, store) }),
		poller(fmt.Sprintf("look/%d", store), lookEvery, func(ctx context.Context) error { return e.Stock.Look(ctx, store) }),
		poller(db.ListingsPoll(store), listingsEvery, func(ctx context.Context) error { return e.Catalog.PollListings(ctx, store) }),
		poller(loginPoll(store), loginsEvery, func(ctx context.Context) error { return e.keepLogin(ctx, store) }),
		poller(fmt.Sprintf("shop/%d", store), optionsEvery, func(ctx context.Context) error { _, err := e.Setup.ShopOptions(ctx, store); return err }),
		poller(webhooksPoller(store), subscribeEvery, func(ctx context.Context) error { return e.hooks.Subscribe(ctx, store) }),
	}
}

func (e *Engine) pollIfLive(ctx context.Context, id commerce.StoreID) error {
	s, ok, err := e.DB.Store(ctx, id)
	if err != nil || !ok || !s.OrdersOn || !s.Live(e.o.Now()) {
		return err
	}
	return e.pollOrders(ctx, id)
}

// pollStock learns of new stock, and lets the orders that are owed some have it.
func (e *Engine) pollStock(ctx context.Context) error {
	if err := e.Stock.Poll(ctx); err != nil {
		return err
	}
	return e.Orders.TopUp(ctx)
}

// lookAgain gives everything that is held another look: what it waited for may have happened without anybody telling us.
func (e *Engine) lookAgain(ctx context.Context) error {
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ReleaseHeldOrders(0, "")
		return err
	})
}

// forget drops what figures were long ago.
func (e *Engine) forget(ctx context.Context) error {
	return e.DB.Write(ctx, func(tx *db.Tx) error { return tx.ForgetPast(tx.Now().Add(-pastKept)) })
}

// laneChanged notes on the store or account that a person has to sign in, or that all is well again.
func (e *Engine) laneChanged(store commerce.StoreID, s ledger.State) {
	e.noteTrouble(store, s.Name, s.Fault)
}

func (e *Engine) pollerChanged(store commerce.StoreID, s ledger.PollerState) {
	e.noteTrouble(store, s.Name, s.Fault)
}

// noteTrouble raises one problem a remote for what only a person can end, and heals it by its absence.
func (e *Engine) noteTrouble(store commerce.StoreID, source string, f *fault.Error) {
	key := fmt.Sprintf("trouble/%d/%s", store, source)
	if f == nil && !e.endTrouble(key) {
		return // all has been well since somebody last said so
	}
	noKeys := f != nil && f.Code == vault.CodeNoKeyring
	keyless := e.keyless.note(key, noKeys)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := e.DB.Write(ctx, func(tx *db.Tx) error {
		key := key
		if !keyless {
			if err := tx.Heal(keyringProblem); err != nil {
				return err
			}
		}
		if f == nil {
			return tx.Heal(key)
		}
		switch {
		case noKeys:
			return tx.Raise(noKeysProblem(f))
		case f.Kind == fault.SignIn:
			if err := e.noteSignedOut(tx, store, f); err != nil {
				return err
			}
			key = db.SignInProblem(store)
		case f.Kind == fault.Offline, f.Kind == fault.Throttled, f.Kind == fault.Cancelled:
			return nil // weather: shown as it is, nobody has to do anything
		}
		cause := fault.CauseOf(f)
		return tx.Raise(db.Problem{Key: key, Code: cause.Code, Severity: "error", Store: store, Title: title(store, f), Text: cause.Text, Fix: cause.Fix})
	})
	if err != nil || f != nil {
		e.mu.Lock()
		delete(e.well, key)
		e.mu.Unlock()
	}
	if err != nil {
		e.o.Log.Warn("a trouble could not be noted", "source", source, "error", err)
	}
}

// endTrouble notes that a source is well and reports whether that is news to this process.
func (e *Engine) endTrouble(key string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	news := !e.well[key]
	e.well[key] = true
	return news
}

func title(store commerce.StoreID, f *fault.Error) string {
	who := remoteName(store, f)
	if f.Kind == fault.SignIn {
		return who + " needs a new sign-in"
	}
	return who + " reports a problem"
}

// Resume lifts what stops a lane, after a sign-in or because somebody wants it to try at once.
func (e *Engine) Resume(store commerce.StoreID) {
	hub := e.Hub()
	if hub == nil {
		return
	}
	if store == 0 {
		hub.Resume(db.BrightpearlLane)
		return
	}
	hub.Resume(db.LaneOf(store))
}

// SyncNow has every poll run at once. Paused stores stay paused.
func (e *Engine) SyncNow() {
	if hub := e.Hub(); hub != nil {
		for _, p := range hub.Pollers() {
			hub.Nudge(p.Name())
		}
	}
}
