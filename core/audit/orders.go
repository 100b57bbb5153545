package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
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
	// MoneyDiffers have another total or tax here or in Brightpearl than in EKM, or receipts that do not add up to it.
	MoneyDiffers []string `json:"money_differs"`
	// Gaps are ids of the store's run that nobody can explain yet. They unbalance nothing: each is either proved void within a day or
	// becomes an order.
	Gaps []string `json:"gaps"`
	// Days are the days of the span, the oldest first; days without an order are left out.
	Days []Day `json:"days"`
	// ChangedStatement is the number of the first kept statement that was changed or removed behind our back, 0 when all are as they
	// were written. Each one's hash covers the one before it.
	ChangedStatement int64 `json:"changed_statement"`
}

// Balanced reports whether nothing is missing, duplicated or different in money.
func (r StoreReport) Balanced() bool {
	return len(r.Missing) == 0 && len(r.Duplicated) == 0 && len(r.MoneyDiffers) == 0
}

// Orders audits the orders placed from the one moment to the other; zero moments do not narrow. filter is the name of a
// store, "" for all. A store whose orders were never switched on has nothing to prove: it is left out, and refused when
// named. Of days that lie in the span as a whole it keeps statements, as Days does. Faults: SB-SET-304 for an unknown store,
// SB-SET-330 for one without orders, SB-AUTH-002 and 003 where a sign-in is missing, and the remotes' own.
func Orders(ctx context.Context, deps Deps, filter string, from, to time.Time) (Report, error) {
	report := Report{Balanced: true, Stores: []StoreReport{}}
	stores, err := chosen(ctx, deps, filter)
	if err != nil {
		return report, err
	}
	for _, store := range stores {
		start := startOf(store)
		if from.After(start) {
			start = from
		}
		one, used, err := auditStore(ctx, deps, store, start, from, to)
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

// startOf is the moment from which a store's orders are downloaded.
func startOf(store db.StoreRow) time.Time {
	if store.Settings.OrdersFrom.IsZero() {
		return store.CreatedAt
	}
	return store.Settings.OrdersFrom
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

func auditStore(ctx context.Context, deps Deps, store db.StoreRow, start, from, to time.Time) (r StoreReport, used bool, err error) {
	if !store.OrdersOn {
		rows, err := deps.DB.Ledger(ctx, store.ID, start.Add(-24*time.Hour), time.Time{})
		if err != nil || len(rows) == 0 {
			return r, false, err
		}
	}
	l, end, err := readStore(ctx, deps, store, start, to, true)
	if err != nil {
		return r, true, err
	}
	r = l.report()
	if r.ChangedStatement, err = deps.DB.VerifyStatements(ctx, store.ID); err != nil {
		return r, true, err
	}
	gaps, err := deps.DB.OpenGaps(ctx, store.ID)
	if err != nil {
		return r, true, err
	}
	r.Gaps = []string{}
	for _, g := range gaps {
		r.Gaps = append(r.Gaps, decimal(g.EKMID))
	}
	r.Days = []Day{}
	var whole []view.LedgerDay
	for _, key := range slices.Sorted(maps.Keys(l.days)) {
		first, err := time.ParseInLocation(time.DateOnly, key, deps.DB.Zone())
		if err != nil {
			return r, true, err
		}
		day, err := l.day(ctx, deps, first, end)
		if err != nil {
			return r, true, err
		}
		r.Days = append(r.Days, dayOf(day))
		if !first.Before(from) && (to.IsZero() || !first.AddDate(0, 0, 1).After(to)) {
			whole = append(whole, day)
		}
	}
	return r, true, keep(ctx, deps, store, whole)
}

// readStore compares the orders of a span and returns where the span ends: at to, or when the audit began by EKM's clock.
func readStore(ctx context.Context, deps Deps, store db.StoreRow, start, to time.Time, thorough bool) (*ledger, time.Time, error) {
	placed, end, err := placedOrders(ctx, deps, store, start, to)
	if err != nil {
		return nil, end, err
	}
	// The ledger after EKM: whatever EKM showed has arrived here meanwhile, or never will. A day more, since the ledger may know an
	// order by an earlier date than EKM shows now.
	rows, err := deps.DB.Ledger(ctx, store.ID, start.Add(-24*time.Hour), time.Time{})
	if err != nil {
		return nil, end, err
	}
	zone := deps.DB.Zone()
	l := newLedger(store, zone, rows, placed, thorough)
	within := func(at time.Time) bool { return !at.Before(start) && !at.After(end) && (to.IsZero() || at.Before(to)) }
	gaps, err := deps.DB.OpenGaps(ctx, store.ID)
	if err != nil {
		return nil, end, err
	}
	for _, g := range gaps {
		if within(g.Near) {
			l.gap(g)
		}
	}
	for _, row := range rows {
		if within(row.PlacedAt) {
			l.book(row.PlacedAt) // a day without anything to compare is a day all the same
		}
	}
	return l, end, l.run(ctx, deps, func(row db.LedgerRow) bool { return within(row.PlacedAt) })
}

// placedOrder is what an audit needs of an order's header; unreadable ones have an id only.
type placedOrder struct {
	id       int64
	number   string
	placed   time.Time
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
	query := ekm.OrderQuery{PlacedSince: start, PlacedBefore: to}
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
			out = append(out, placedOrder{id: int64(o.ID), number: o.Number.Trim(), placed: o.Date.Time, total: total.Pence(), readable: err == nil})
		}
		for _, bad := range page.Bad {
			out = append(out, placedOrder{id: int64(bad.ID), placed: start})
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
