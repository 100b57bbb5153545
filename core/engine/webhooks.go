package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/rest"
	"stockbridge/core/view"
	"stockbridge/core/webhook"
)

// placedBefore is how far before the last poll an order may have been placed that counts as new: a check-out takes a while.
const placedBefore = 2 * time.Minute

// Webhooks says how wake-ups by the two services stand.
func (e *Engine) Webhooks(ctx context.Context) (view.Webhooks, error) {
	return e.hooks.Show(ctx, e.pollEvery)
}

// SetWebhooks switches wake-ups on or off. listen is an address of this computer, "" the usual one; publicURL is where the services reach
// it. What cannot work is refused with its cause. It takes effect at once while Run works.
func (e *Engine) SetWebhooks(ctx context.Context, on bool, listen, publicURL string) error {
	return e.hooks.Set(ctx, db.WebhookSetting{On: on, Listen: listen, PublicURL: publicURL})
}

// CheckWebhooks looks at the subscriptions of every source now, and mends them.
func (e *Engine) CheckWebhooks(ctx context.Context) error { return e.hooks.SubscribeAll(ctx) }

func (e *Engine) webhookSecret(ctx context.Context) ([]byte, error) {
	secret, err := e.Vault.WebhookSecret(ctx)
	return []byte(string(secret)), err
}

// requestsLeft is the share of a remote's requests that is left.
func (e *Engine) requestsLeft(store commerce.StoreID) float64 {
	account, stores := e.Budgets()
	b := account
	if store != 0 {
		b = stores[store]
	}
	if b.Limit == 0 {
		return 1 // nothing was asked yet
	}
	return float64(b.Remaining) / float64(b.Limit)
}

const webhooksPollers = "webhooks/"

func webhooksPoller(store commerce.StoreID) string { return fmt.Sprint(webhooksPollers, store) }

// checkSubscriptions has all subscriptions looked at soon.
func (e *Engine) checkSubscriptions() {
	hub := e.Hub()
	if hub == nil {
		return
	}
	for _, p := range hub.Pollers() {
		if strings.HasPrefix(p.Name(), webhooksPollers) {
			p.Nudge()
		}
	}
}

// pollEvery is how often a kind of news is polled now.
func (e *Engine) pollEvery(store commerce.StoreID, kind webhook.Kind) time.Duration {
	switch kind {
	case webhook.Stock:
		return e.hooks.Every(store, kind, stockEvery, stockSlow)
	case webhook.Notes:
		return e.hooks.Every(store, kind, notesEvery, notesSlow)
	}
	return e.hooks.Every(store, kind, ordersEvery, ordersSlow)
}

// pollerOf names the poll of a kind.
func pollerOf(store commerce.StoreID, kind webhook.Kind) string {
	switch kind {
	case webhook.Stock:
		return stockPoller
	case webhook.Notes:
		return notesPoller
	case webhook.Products:
		return productsPoller
	}
	return db.OrdersPoll(store)
}

// followHints has a poll run because of hints. The units of products that were named are read by themselves.
func (e *Engine) followHints(store commerce.StoreID, kind webhook.Kind) {
	hub := e.Hub()
	if hub == nil {
		return
	}
	if kind == webhook.Stock {
		hub.Nudge(toldPoller)
		return
	}
	hub.Nudge(pollerOf(store, kind))
}

// pollFast has a poll run that was slow and may be so no longer.
func (e *Engine) pollFast(store commerce.StoreID, kind webhook.Kind) {
	if hub := e.Hub(); hub != nil {
		hub.Nudge(pollerOf(store, kind))
	}
}

// told polls and forgets the hints that came before it began.
func (e *Engine) told(ctx context.Context, store commerce.StoreID, kind webhook.Kind, poll func(context.Context) error) error {
	round := e.hooks.Begin(store, kind)
	if err := poll(ctx); err != nil {
		return err
	}
	return round.End(ctx)
}

// pollOrders reads a store's new orders, and has it counted whether wake-ups had told of them.
func (e *Engine) pollOrders(ctx context.Context, store commerce.StoreID) error {
	newest, err := e.DB.NewestOrder(ctx)
	if err != nil {
		return err
	}
	round := e.hooks.Begin(store, webhook.Orders)
	if err := e.Orders.Poll(ctx, store); err != nil {
		return err
	}
	if last := round.Last(); !last.IsZero() {
		fresh, err := e.DB.OrdersAfter(ctx, store, newest, last.Add(-placedBefore))
		if err != nil {
			return err
		}
		e.hooks.Found(store, webhook.Order, last, fresh...)
	}
	named, err := round.Entities(ctx, webhook.Order)
	if err != nil {
		return err
	}
	known, err := e.DB.KnownOrders(ctx, store, named)
	if err != nil {
		return err
	}
	unseen := slices.DeleteFunc(named, func(id int64) bool { _, ok := known[id]; return ok })
	return round.End(ctx, unseen...)
}

// pollNotes reads shipped notes, and has it counted whether wake-ups had told of them. A note that we know already was changed or taken
// back, which no search shows: all notes of its order are read once more.
func (e *Engine) pollNotes(ctx context.Context) error {
	round := e.hooks.Begin(0, webhook.Notes)
	changed, err := e.ordersTold(ctx, round)
	if err != nil {
		return err
	}
	if err := e.Shipments.PollNotes(ctx); err != nil {
		return err
	}
	if len(changed) > 0 {
		if err := e.Shipments.Recheck(ctx, changed...); err != nil {
			return err
		}
	}
	if last := round.Last(); !last.IsZero() {
		goodsOut, dropShip, err := e.DB.NotesSeen(ctx, round.Began())
		if err != nil {
			return err
		}
		e.hooks.Found(0, webhook.GoodsOut, last, goodsOut...)
		e.hooks.Found(0, webhook.DropShip, last, dropShip...)
	}
	return round.End(ctx)
}

// ordersTold are the orders with known notes that wake-ups named.
func (e *Engine) ordersTold(ctx context.Context, round *webhook.Round) (orders []commerce.OrderID, err error) {
	for class, kind := range map[webhook.Class]commerce.NoteKind{webhook.GoodsOut: commerce.GoodsOut, webhook.DropShip: commerce.DropShip} {
		ids, err := round.Entities(ctx, class)
		if err != nil {
			return nil, err
		}
		of, err := e.DB.OrdersOfNotes(ctx, kind, ids)
		if err != nil {
			return nil, err
		}
		orders = append(orders, of...)
	}
	slices.Sort(orders)
	return slices.Compact(orders), nil
}

// leave removes our subscriptions at a store that is about to be removed, if it can.
func (e *Engine) leave(ctx context.Context, store commerce.StoreID) {
	ctx, cancel := context.WithTimeout(ctx, leaveWithin)
	defer cancel()
	if err := e.hooks.Leave(ctx, store); err != nil {
		e.o.Log.Warn("the subscriptions of a removed store stay", "store", int64(store), "error", err)
	}
}

// stockMoved has it counted whether a wake-up had told of a product's units.
func (e *Engine) stockMoved(product int64, since time.Time) {
	e.hooks.Found(0, webhook.Product, since, product)
}

// readTold reads the units of the products that wake-ups named, and lets the orders that are owed some have them. Where so many were named
// that they were not kept apart, everything is read, in between other work.
func (e *Engine) readTold(ctx context.Context) error {
	return e.hooks.Follow(ctx, 0, webhook.Stock, toldMost, func(ctx context.Context, products []int64, everything bool) error {
		if everything {
			if err := e.Stock.ReadAll(brightpearl.WithPriority(ctx, rest.Checks)); err != nil {
				return err
			}
		}
		if err := e.Stock.ReadTold(ctx, products); err != nil {
			return err
		}
		return e.Orders.TopUp(ctx)
	})
}

// toldEvery is when hints about stock are looked at again that could not be followed; otherwise the poll waits for a nudge.
func (e *Engine) toldEvery() time.Duration {
	if e.hooks.Hinted(0, webhook.Stock) {
		return toldAgain
	}
	return 0
}
