package audit

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// Deps are what an audit reads.
type Deps struct {
	DB *db.DB
	// Shop returns the client of a store, nil when it is not signed in.
	Shop func(commerce.StoreID) *ekm.Client
	// Brightpearl returns the client of the connected account, nil when there is none.
	Brightpearl func() *brightpearl.Client
	Now         func() time.Time // nil: time.Now
}

// Report is the outcome of an audit of orders.
type Report struct {
	Balanced bool          `json:"balanced"`
	Stores   []StoreReport `json:"stores"`
}

// StoreReport counts one store's EKM orders by their outcome and names, by EKM order id, those that do not add up. Placed is
// the sum of Posted, Waiting, Held, Excluded and those missing without any outcome; cancelled orders count as excluded.
type StoreReport struct {
	Name     string `json:"name"`
	Placed   int    `json:"placed"`
	Posted   int    `json:"posted"`
	Waiting  int    `json:"waiting"`
	Held     int    `json:"held"`
	Excluded int    `json:"excluded"`
	// Missing have no outcome here, or are posted here and absent in Brightpearl.
	Missing []string `json:"missing"`
	// Duplicated have more than one sales order, or one although they were excluded.
	Duplicated []string `json:"duplicated"`
	// MoneyDiffers have another total here or in Brightpearl than in EKM, or receipts that do not add up to it.
	MoneyDiffers []string `json:"money_differs"`
}

// Balanced reports whether nothing is missing, duplicated or different in money.
func (r StoreReport) Balanced() bool {
	return len(r.Missing) == 0 && len(r.Duplicated) == 0 && len(r.MoneyDiffers) == 0
}

// Orders audits the orders placed from the one moment to the other; zero moments do not narrow. filter is the name of a
// store, "" for all. A store whose orders were never switched on has nothing to prove: it is left out, and refused when
// named. Faults: SB-SET-304 for an unknown store, SB-SET-330 for one without orders, SB-AUTH-002 and 003 where a sign-in is
// missing, and the remotes' own.
func Orders(ctx context.Context, deps Deps, filter string, from, to time.Time) (Report, error) {
	report := Report{Balanced: true, Stores: []StoreReport{}}
	stores, err := chosen(ctx, deps, filter)
	if err != nil {
		return report, err
	}
	for _, store := range stores {
		start := store.Settings.OrdersFrom
		if start.IsZero() {
			start = store.CreatedAt
		}
		if from.After(start) {
			start = from
		}
		one, used, err := auditStore(ctx, deps, store, start, to)
		if err != nil {
			return report, err
		}
		if !used {
			if filter != "" {
				return report, hold("SB-SET-330", "The orders of "+store.Name+" were never switched on, so there is nothing to audit.", "Switch them on with go-live first.")
			}
			continue
		}
		report.Balanced = report.Balanced && one.Balanced()
		report.Stores = append(report.Stores, one)
	}
	return report, nil
}

// chosen is the store of that name, or all.
func chosen(ctx context.Context, deps Deps, filter string) ([]db.StoreRow, error) {
	if filter == "" {
		return deps.DB.Stores(ctx)
	}
	store, ok, err := deps.DB.StoreNamed(ctx, filter)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &fault.Error{Kind: fault.NotFound, Code: "SB-SET-304", Op: "audit", Text: "there is no connected store of that name",
			Held: &fault.Cause{Code: "SB-SET-304", Text: "There is no connected store of that name, so nothing was audited.", Fix: "List the stores and use a name from the list."}}
	}
	return []db.StoreRow{store}, nil
}

func auditStore(ctx context.Context, deps Deps, store db.StoreRow, start, to time.Time) (r StoreReport, used bool, err error) {
	// A day more, since the ledger may know an order by an earlier date than EKM shows now.
	rows, err := deps.DB.Ledger(ctx, store.ID, start.Add(-24*time.Hour), time.Time{})
	if err != nil || len(rows) == 0 && !store.OrdersOn {
		return r, false, err
	}
	placed, end, err := placedOrders(ctx, deps, store, start, to)
	if err != nil {
		return r, true, err
	}
	// The ledger once more, after EKM: whatever EKM showed may have arrived here meanwhile.
	if rows, err = deps.DB.Ledger(ctx, store.ID, start.Add(-24*time.Hour), time.Time{}); err != nil {
		return r, true, err
	}
	l := newLedger(store, rows)
	for _, o := range placed {
		l.place(o)
	}
	for _, row := range rows {
		if !row.PlacedAt.Before(start) && !row.PlacedAt.After(end) {
			l.look(row) // deleted in EKM meanwhile, maybe; its sales order is proved all the same
		}
	}
	if err := l.askBrightpearl(ctx, deps); err != nil {
		return r, true, err
	}
	return l.report(), true, nil
}

// placedOrder is what an audit needs of an order's header; unreadable ones have an id only.
type placedOrder struct {
	id       int64
	total    commerce.Pence
	readable bool
}

// placedOrders reads EKM's orders in the span, without unfinished check-outs, and where the span ends: at to, or when the
// audit began by EKM's clock.
func placedOrders(ctx context.Context, deps Deps, store db.StoreRow, start, to time.Time) ([]placedOrder, time.Time, error) {
	shop := deps.Shop(store.ID)
	if shop == nil {
		return nil, to, &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "audit orders", Remote: "ekm/" + store.Name, Text: "the store is not signed in"}
	}
	now := time.Now
	if deps.Now != nil {
		now = deps.Now
	}
	end := now()
	var out []placedOrder
	query := ekm.OrderQuery{PlacedSince: start}
	for first := true; ; first = false {
		page, err := shop.Orders.Page(ctx, query)
		if err != nil {
			return nil, end, err
		}
		if first {
			if page.At.After(end) {
				end = page.At
			}
			if !to.IsZero() && to.Before(end) {
				end = to
			}
		}
		for _, o := range page.Rows {
			if commerce.UpperStatus(string(o.Status)) == "SYSTEMHIDDEN" || o.Date.Before(start) || o.Date.After(end) {
				continue
			}
			total, err := commerce.ParseAmount(o.TotalCost.String())
			out = append(out, placedOrder{id: int64(o.ID), total: total.Pence(), readable: err == nil})
		}
		for _, bad := range page.Bad {
			out = append(out, placedOrder{id: int64(bad.ID)})
		}
		if !page.More {
			return out, end, nil
		}
		query.After = page.Next
	}
}

func hold(code, text, fix string) error {
	return fault.Hold(fault.Cause{Code: code, Text: text, Fix: fix})
}

func decimal(id int64) string { return fmt.Sprint(id) }
