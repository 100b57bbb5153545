package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// actor names this program in the activity log.
const actor = "command line"

// order opens the data folder and finds the order that the first argument names.
func (c *call) order(ctx context.Context, store string) (*engine.Engine, view.OrderDetail, error) {
	e, err := c.open(ctx)
	if err != nil {
		return nil, view.OrderDetail{}, err
	}
	o, err := findOrder(ctx, e, store, c.args[0])
	return e, o, err
}

// findOrder finds an order by its EKM id or its order number, or by our own id when no order has it as one of the two. A
// store's name narrows the search, which several stores with the same numbers need.
func findOrder(ctx context.Context, e *engine.Engine, store, ref string) (view.OrderDetail, error) {
	ref = strings.TrimSpace(ref)
	only, err := filterStore(ctx, e, store)
	if err != nil {
		return view.OrderDetail{}, err
	}
	candidates := map[commerce.OrderID]string{} // the stores' names
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return view.OrderDetail{}, err
	}
	number, numberErr := strconv.ParseInt(ref, 10, 64)
	for _, s := range stores {
		if numberErr != nil || only != 0 && s.ID != only {
			continue
		}
		known, err := e.DB.KnownOrders(ctx, s.ID, []int64{number})
		if err != nil {
			return view.OrderDetail{}, err
		}
		if k, ok := known[number]; ok {
			candidates[k.ID] = s.Name
		}
	}
	// The text search finds parts of numbers too, so all of its pages are looked through for the whole one.
	l := &listFlags{filter: view.Filter{Store: only, Text: ref}}
	page, err := pages(ctx, l, 0, e.DB.OrderPage)
	if err != nil {
		return view.OrderDetail{}, err
	}
	for _, o := range page.Rows {
		if ref != "" && o.Number == ref {
			candidates[o.ID] = o.Store
		}
	}
	if len(candidates) > 1 {
		return view.OrderDetail{}, fault.Hold(ambiguous(ref, candidates))
	}
	for id := range candidates {
		detail, _, err := e.DB.OrderDetail(ctx, id)
		return detail, err
	}
	if numberErr == nil {
		detail, ok, err := e.DB.OrderDetail(ctx, commerce.OrderID(number))
		if err != nil || ok && (only == 0 || detail.StoreID == only) {
			return detail, err
		}
	}
	return view.OrderDetail{}, fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("There is no order %q.", ref),
		Fix: "Use the EKM order id or number, as `stockbridgectl orders` lists them. An order that was placed a moment ago arrives with the next sync."})
}

// ambiguous is why a reference to several orders, by their stores' names, cannot be followed.
func ambiguous(ref string, orders map[commerce.OrderID]string) fault.Cause {
	names := slices.Compact(slices.Sorted(maps.Values(orders)))
	if len(names) == 1 {
		return fault.Cause{Code: codeFailed, Text: fmt.Sprintf("%d orders of %s are called %s.", len(orders), names[0], ref), Fix: "Use the EKM order id."}
	}
	return fault.Cause{Code: codeFailed, Text: fmt.Sprintf("%d orders are called %s, in %s: use --store NAME.", len(orders), ref, strings.Join(names, " and ")),
		Fix: "Say which one by --store and one of these names."}
}

func ordersRetry(f *flag.FlagSet) action {
	held := f.Bool("held", false, "")
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		if *held == (len(c.args) > 0) {
			return wrong("say which orders: their ids, or --held for all held ones")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if *held {
			id, err := filterStore(ctx, e, *store)
			if err != nil {
				return err
			}
			n, err := e.RetryHeld(ctx, id, "", actor)
			if err != nil {
				return err
			}
			return c.showRetried(n)
		}
		var n int64
		var failures []error
		for _, ref := range c.args {
			o, err := findOrder(ctx, e, *store, ref)
			switch {
			case err != nil:
			case o.WaitsForPayment || o.State == commerce.OrderExcluded && o.Cause.Code != db.ExcludedByPerson:
				// Nothing of ours failed: EKM is asked again, and the rules decide. A retry never records money that nobody paid.
				err = e.Orders.Again(ctx, o.StoreID, o.EKMID)
			default:
				err = e.RetryOrder(ctx, o.ID, actor)
			}
			if err != nil {
				failures = append(failures, err)
				continue
			}
			n++
		}
		if len(failures) > 0 {
			return detailed{errors.Join(failures...), "retried", n}
		}
		return c.showRetried(n)
	}
}

func (c *call) showRetried(n int64) error {
	return c.show(map[string]any{"retried": n}, func(w io.Writer) {
		if n == 0 {
			fmt.Fprintln(w, "No order is held.")
			return
		}
		fmt.Fprintf(w, "%d order(s) will be tried again by the next sync.\n", n)
	})
}

func ordersExclude(f *flag.FlagSet) action {
	reason := f.String("reason", "", "")
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		if strings.TrimSpace(*reason) == "" {
			return wrong("--reason is missing: say why the order is not imported, for whoever asks later")
		}
		e, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		if err := e.ExcludeOrder(ctx, o.ID, strings.TrimSpace(*reason), actor); err != nil {
			return err
		}
		after, _, err := e.DB.OrderDetail(ctx, o.ID)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"order": orderOf(after.OrderRow)}, func(w io.Writer) {
			fmt.Fprintf(w, "Order %s of %s, %s, is excluded from the import.\n", plain(o.Number), plain(o.Store), o.Total.Display(o.Currency))
		})
	}
}
