package engine

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// What a store would do, and stores in shadow. None of it writes to either side: the clients that do it can only read.

// DryRun works a store's n newest orders (0: 20, at most 100) through with its settings of now. See orderflow.Desk.DryRun.
func (e *Engine) DryRun(ctx context.Context, store commerce.StoreID, n int, progress func(done, total int)) (view.DryRun, error) {
	return e.Orders.DryRun(ctx, store, n, progress)
}

// StockPreview tells what the first push of a store's stock would write. See stockflow.Desk.FirstPush.
func (e *Engine) StockPreview(ctx context.Context, store commerce.StoreID) (view.StockPreview, error) {
	return e.Stock.FirstPush(ctx, store)
}

// Coming counts the orders that a start moment would bring; zero stands for the store's own.
func (e *Engine) Coming(ctx context.Context, store commerce.StoreID, from time.Time) (view.Coming, error) {
	return e.Orders.Coming(ctx, store, from)
}

// StartShadow switches a store's orders off and has those placed from now on compared with what staff type.
func (e *Engine) StartShadow(ctx context.Context, store commerce.StoreID, actor string) error {
	if err := e.Setup.StartShadow(ctx, store, actor); err != nil {
		return err
	}
	if hub := e.Hub(); hub != nil {
		hub.Nudge(shadowPoller(store))
	}
	return nil
}

// StopShadow ends that. Orders that staff typed meanwhile are not posted by a later go-live.
func (e *Engine) StopShadow(ctx context.Context, store commerce.StoreID, actor string) error {
	return e.Setup.StopShadow(ctx, store, actor)
}

// Shadow is a store's run in shadow as it stands; the zero value for a store that never ran so. It makes no request.
func (e *Engine) Shadow(ctx context.Context, store commerce.StoreID) (view.Shadow, error) {
	return e.DB.Shadow(ctx, store)
}

// GoLiveFrom ends a store's run in shadow and switches its orders on, from an order of the run on, by its id in EKM: orders with that id
// or a higher one come over, earlier ones do not, and neither do those that staff have typed. Both sides are read once more before,
// far back; when that fails, or a check finds a problem, nothing is switched and the run goes on.
func (e *Engine) GoLiveFrom(ctx context.Context, store commerce.StoreID, ekmOrderID int64, actor string) error {
	run, _, err := e.DB.ShadowRun(ctx, store)
	if err != nil {
		return err
	}
	if !run.Running {
		return fault.Hold(fault.Cause{Code: codeNoShadow, Text: "The store does not run in shadow, so there is no order to go live from. Nothing was switched.",
			Fix: "Use go-live, or start the shadow run first."})
	}
	if err := e.Orders.PollShadowFar(ctx, store); err != nil {
		return err
	}
	at, ok, err := e.DB.ShadowStart(ctx, store, ekmOrderID)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Hold(fault.Cause{Code: codeNoShadow, Text: fmt.Sprintf("The shadow run has not seen an order with EKM's id %d. Nothing was switched.", ekmOrderID),
			Fix: "Choose an order of the run."})
	}
	_, err = e.Setup.GoLiveFromShadow(ctx, store, ekmOrderID, at, actor)
	return err
}

const codeNoShadow = "SB-SET-324" // there is nothing to go live from

func shadowPoller(store commerce.StoreID) string { return fmt.Sprintf("shadow/%d", store) }

// pollShadow compares the orders of a store that runs in shadow, unless it is paused.
func (e *Engine) pollShadow(ctx context.Context, id commerce.StoreID) error {
	s, ok, err := e.DB.Store(ctx, id)
	if err != nil || !ok || s.State == commerce.StorePaused && !s.Live(e.o.Now()) {
		return err
	}
	return e.Orders.PollShadow(ctx, id)
}

// shadows are the stores that run in shadow.
func (e *Engine) shadows(ctx context.Context, stores []db.StoreRow) (map[commerce.StoreID]bool, error) {
	out := map[commerce.StoreID]bool{}
	for _, s := range stores {
		run, _, err := e.DB.ShadowRun(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		if run.Running {
			out[s.ID] = true
		}
	}
	return out, nil
}
