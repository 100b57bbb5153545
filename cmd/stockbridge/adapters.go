package main

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
)

// Adapters between the screens' small interfaces and the engine: one type for each screen, and no decisions.

// actor is who asked, as the activity log names the person at this window.
const actor = "You"

// orderActions are the wishes of the Orders screen.
type orderActions struct{ e *engine.Engine }

func (a orderActions) Retry(ctx context.Context, id commerce.OrderID) error {
	return a.e.RetryOrder(ctx, id, actor)
}

func (a orderActions) RetryCause(ctx context.Context, store commerce.StoreID, code string) (int64, error) {
	return a.e.RetryHeld(ctx, store, code, actor)
}

func (a orderActions) Exclude(ctx context.Context, id commerce.OrderID, reason string) error {
	return a.e.ExcludeOrder(ctx, id, reason, actor)
}

// attentionActions are the wishes of Attention & activity.
type attentionActions struct{ e *engine.Engine }

func (a attentionActions) RetryCause(ctx context.Context, store commerce.StoreID, code string) (int, error) {
	n, err := a.e.RetryHeld(ctx, store, code, actor)
	return int(n), err
}

func (a attentionActions) RetryShipments(ctx context.Context, store commerce.StoreID) (int, error) {
	n, err := a.e.RetryShipments(ctx, store, 0)
	return int(n), err
}

func (a attentionActions) Snooze(ctx context.Context, key string, until time.Time, reason string) error {
	return a.e.DB.SnoozeCause(ctx, key, until, reason, actor)
}

func (a attentionActions) Wake(ctx context.Context, key string) error {
	return a.e.DB.WakeCause(ctx, key, actor)
}

func (a attentionActions) Assign(ctx context.Context, key, name string) error {
	return a.e.DB.AssignCause(ctx, key, name, actor)
}

// firstActions are the wishes of an empty Overview.
type firstActions struct{ connect, demo func() }

func (a firstActions) ConnectStore() { a.connect() }
func (a firstActions) TryDemo()      { a.demo() }
