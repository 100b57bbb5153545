package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/ledger"
)

// pushWorkers and pushPatience are those of a sync.
const (
	pushWorkers  = 8
	pushPatience = 90 * time.Second
)

type pushDocument struct {
	Pushed int `json:"pushed"`
	Queued int `json:"queued"` // not written: the store is paused, has stock switched off, or EKM asked to wait
	Failed int `json:"failed"` // held or refused
}

func stockPush(f *flag.FlagSet) action {
	sku := f.String("sku", "", "")
	all := f.Bool("all", false, "")
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		if *all == (*sku != "") {
			return wrong("say either --sku SKU or --all")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		id, err := filterStore(ctx, e, *store)
		if err != nil {
			return err
		}
		levels, err := levelsOf(ctx, e, id, *sku)
		if err != nil {
			return err
		}
		if len(levels) == 0 && *sku != "" {
			return noLevel(*sku)
		}
		// What was read the last time may be hours old: a push must not tell a store yesterday's stock.
		var products []int64
		for _, l := range levels {
			products = append(products, l.Product)
		}
		if err := e.Stock.Read(ctx, products); err != nil {
			return err
		}
		if _, err := e.PushStock(ctx, id, *sku); err != nil {
			return err
		}
		writing := writeStock(ctx, e)
		d, err := pushed(ctx, e, id, *sku)
		if err := errors.Join(writing, err); err != nil {
			return err
		}
		if err := c.show(d, func(w io.Writer) {
			fmt.Fprintf(w, "%d stock figure(s) written, %d left in the queue, %d held or refused.\n", d.Pushed, d.Queued, d.Failed)
			if d.Queued > 0 {
				fmt.Fprintln(w, "Figures stay queued where a store is paused, stock is switched off, or EKM asked to wait.")
			}
		}); err != nil {
			return err
		}
		if d.Failed > 0 {
			return errAttention
		}
		return nil
	}
}

func levelsOf(ctx context.Context, e *engine.Engine, store commerce.StoreID, sku string) ([]db.Level, error) {
	levels, err := e.DB.Levels(ctx, store)
	if sku = commerce.TrimSKU(sku); sku != "" {
		levels = slices.DeleteFunc(levels, func(l db.Level) bool { return l.SKU != sku })
	}
	return levels, err
}

func pushed(ctx context.Context, e *engine.Engine, store commerce.StoreID, sku string) (pushDocument, error) {
	var d pushDocument
	levels, err := levelsOf(ctx, e, store, sku)
	for _, l := range levels {
		switch l.State {
		case commerce.LevelDue:
			d.Queued++
		case commerce.LevelIdle:
			d.Pushed++
		default:
			d.Failed++
		}
	}
	return d, err
}

// writeStock writes what is due to the stores, and nothing else, until nothing is due.
func writeStock(ctx context.Context, e *engine.Engine) error {
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	hub := ledger.NewHub()
	for _, s := range stores {
		lane := ledger.New(ledger.LaneOptions{Name: db.LaneOf(s.ID), Workers: pushWorkers, Sources: []ledger.Source{e.Stock.Source(s.ID)}, Now: e.DB.Now})
		if err := hub.AddLane(lane); err != nil {
			return err
		}
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	group.Go(func() error { return hub.Run(running) })
	err = hub.Idle(ctx, pushPatience)
	stop()
	return errors.Join(err, group.Wait())
}
