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
)

// Step is a line of progress for people and programs that watch a round.
type Step struct {
	Name string `json:"step"`
	Text string `json:"text"`
}

// UntilIdle does one full round of every poll and works until nothing that the round found is due any more. Work that arrives
// after its part of the round is left to the next one, so a busy shop cannot keep it going for ever. Lane troubles that end
// within idlePatience are waited out; longer ones, and a sign-in that is needed, are returned.
func (e *Engine) UntilIdle(ctx context.Context, report func(Step)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	hub := ledger.NewHub()
	if err := e.follow(ctx, hub, map[string]bool{}, false); err != nil {
		return err
	}
	e.use(hub)
	defer e.use(nil)
	e.renewLogins(ctx)
	group, running := errgroup.WithContext(ctx)
	group.Go(func() error { return hub.Run(running) })
	err := e.round(running, hub, report)
	stop()
	if ended := group.Wait(); ended != nil && !errors.Is(ended, context.Canceled) {
		err = errors.Join(err, ended)
	}
	return err
}

func (e *Engine) round(ctx context.Context, hub *ledger.Hub, report func(Step)) error {
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	var failures []error
	phase := func(name, text string, work func() error) {
		if ctx.Err() != nil {
			return
		}
		report(Step{name, text})
		if err := work(); err != nil {
			failures = append(failures, err)
		}
	}
	// Whatever a remote's reading meets is noted with the remote, as the polls of a long run do.
	noted := func(store commerce.StoreID, name string, err error) error {
		if ctx.Err() == nil {
			e.noteTrouble(store, name, fault.Of(err))
		}
		return err
	}
	eachLive := func(on func(db.StoreRow) bool, name string, work func(db.StoreRow) error) error {
		group := errgroup.Group{}
		for _, s := range stores {
			if on(s) {
				group.Go(func() error { return noted(s.ID, name, work(s)) })
			}
		}
		return group.Wait()
	}
	live := func(s db.StoreRow) bool { return s.Live(e.o.Now()) }

	phase("products", "Reading Brightpearl's products", func() error { return noted(0, "products", e.Catalog.PollProducts(ctx)) })
	phase("contacts", "Reading Brightpearl's customers", func() error { return noted(0, db.ContactsPoll, e.Orders.PollContacts(ctx)) })
	phase("listings", "Reading the stores' listings", func() error {
		return eachLive(func(db.StoreRow) bool { return true }, "listings", func(s db.StoreRow) error { return e.Catalog.PollListings(ctx, s.ID) })
	})
	phase("settings", "Reading the shops' settings", func() error {
		return eachLive(live, "settings", func(s db.StoreRow) error {
			if e.o.Now().Sub(s.OptionsAt) < settingsAge {
				return nil
			}
			_, err := e.Setup.ShopOptions(ctx, s.ID)
			return err
		})
	})
	shadows, err := e.shadows(ctx, stores)
	if err != nil {
		return err
	}
	if len(shadows) > 0 {
		phase("shadow", "Comparing orders with what staff typed", func() error {
			return eachLive(func(s db.StoreRow) bool { return shadows[s.ID] }, "shadow", func(s db.StoreRow) error { return e.pollShadow(ctx, s.ID) })
		})
	}
	phase("orders", "Reading new orders", func() error {
		return eachLive(func(s db.StoreRow) bool { return live(s) && s.OrdersOn }, "orders", func(s db.StoreRow) error { return e.Orders.Poll(ctx, s.ID) })
	})
	phase("posting", "Posting orders to Brightpearl", func() error { return e.drain(ctx, hub) })
	phase("availability", "Reading Brightpearl's stock", func() error { return errors.Join(e.Stock.ReadAll(ctx), e.pollStock(ctx)) })
	phase("stock", "Writing stock to the stores", func() error { return e.drain(ctx, hub) })
	phase("readback", "Reading written stock back", func() error {
		look := func() error {
			return eachLive(func(s db.StoreRow) bool { return live(s) && s.StockOn }, "readback", func(s db.StoreRow) error { return e.Stock.LookAll(ctx, s.ID) })
		}
		if err := look(); err != nil {
			return err
		}
		if err := e.drain(ctx, hub); err != nil { // what did not stay was written again
			return err
		}
		return look()
	})
	phase("notes", "Reading shipped notes", func() error {
		// A round does not wait for tracking numbers that may still be typed in: they follow with the next one.
		return errors.Join(e.Shipments.Sweep(ctx), e.DB.Write(ctx, func(tx *db.Tx) error { return tx.EndGrace() }))
	})
	phase("shipments", "Telling the stores", func() error { return e.drain(ctx, hub) })
	if err := e.clients.count(ctx); err != nil {
		failures = append(failures, err)
	}
	e.sample(ctx)
	return errors.Join(failures...)
}

// drain waits until everything that was due when it began, or follows from it, is done. The lanes may be given new work all
// the time by a busy shop; that work is not waited for.
func (e *Engine) drain(ctx context.Context, hub *ledger.Hub) error {
	began := e.o.Now()
	idle := make(chan error, 1)
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	group := errgroup.Group{}
	group.Go(func() error { idle <- hub.Idle(waiting, idlePatience); return nil })
	defer group.Wait()
	defer cancel()
	look := time.NewTicker(500 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-idle:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
			left, err := e.DB.DueBefore(ctx, began)
			if err != nil {
				return err
			}
			if left == 0 && e.o.Now().Sub(began) > catchUpSlack {
				return nil
			}
		}
	}
}

// NeedsPerson says in words what a round left for a person; empty when nothing.
func (e *Engine) NeedsPerson(ctx context.Context) ([]string, error) {
	status, err := e.DB.Status(ctx)
	if err != nil {
		return nil, err
	}
	problems, err := e.DB.OpenProblems(ctx)
	if err != nil {
		return nil, err
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return nil, err
	}
	publishes := map[string]bool{}
	for _, s := range stores {
		publishes[s.Name] = s.StockOn
	}
	out := problems
	for _, s := range status.Stores {
		add := func(n int, what string) {
			if n > 0 {
				out = append(out, fmt.Sprintf("%s: %d %s", s.Name, n, what))
			}
		}
		add(s.Orders.Held, "held orders")
		add(s.Shipments.Held, "held shipments")
		if publishes[s.Name] {
			add(s.SKUs.Duplicate, "duplicate SKUs")
		}
		if s.State == "sign_in" {
			out = append(out, s.Name+": sign in again")
		}
	}
	return out, nil
}
