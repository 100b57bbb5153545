package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"stockbridge/core/audit"
	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/ekm"
	"stockbridge/core/engine"
	"stockbridge/core/setup"
)

func auditOrders(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	var from, to time.Time
	f.Func("from", "", moment(&from))
	f.Func("to", "", moment(&to))
	return func(ctx context.Context, c *call) error {
		e, deps, err := c.auditor(ctx)
		if err != nil {
			return err
		}
		// An order that was placed a second ago has an outcome too, once we know of it.
		if err := pollOrders(ctx, e, *store); err != nil {
			return err
		}
		report, err := audit.Orders(ctx, deps, *store, from, to)
		if err != nil {
			return err
		}
		if err := c.show(report, func(w io.Writer) { printOrderAudit(w, report) }); err != nil {
			return err
		}
		if !report.Balanced || slices.ContainsFunc(report.Stores, func(s audit.StoreReport) bool { return len(s.Gaps) > 0 || s.ChangedStatement > 0 }) {
			return errAttention
		}
		return nil
	}
}

func pollOrders(ctx context.Context, e *engine.Engine, store string) error {
	only, err := filterStore(ctx, e, store)
	if err != nil {
		return err
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, s := range stores {
		if s.OrdersOn && (only == 0 || s.ID == only) {
			failures = append(failures, e.Orders.Poll(ctx, s.ID), e.Orders.LookForGaps(ctx, s.ID))
		}
	}
	return errors.Join(failures...)
}

func printOrderAudit(w io.Writer, r audit.Report) {
	t := table{head: []string{"STORE", ">PLACED", ">POSTED", ">WAITING", ">HELD", ">EXCLUDED", ">MISSING", ">DUPLICATED", ">MONEY DIFFERS"}}
	n := func(n int) string { return fmt.Sprint(n) }
	for _, s := range r.Stores {
		t.add(s.Name, n(s.Placed), n(s.Posted), n(s.Waiting), n(s.Held), n(s.Excluded), n(len(s.Missing)), n(len(s.Duplicated)), n(len(s.MoneyDiffers)))
	}
	t.print(w)
	for _, s := range r.Stores {
		for _, x := range []struct {
			what string
			ids  []string
		}{{"missing", s.Missing}, {"duplicated", s.Duplicated}, {"different in money", s.MoneyDiffers}} {
			if len(x.ids) > 0 {
				fmt.Fprintf(w, "%s, %s: %s\n", plain(s.Name), x.what, strings.Join(x.ids, ", "))
			}
		}
	}
	for _, s := range r.Stores {
		for _, d := range s.Days {
			for _, x := range d.Differences {
				fmt.Fprintf(w, "%s, %s, order %s: %s\n", plain(s.Name), d.Day, plain(cmp.Or(x.Number, fmt.Sprint(x.EKMID))), plain(x.Text))
			}
		}
		if s.ChangedStatement > 0 {
			fmt.Fprintf(w, "%s: the kept statement %d was changed behind the program's back; statements from there on prove nothing.\n", plain(s.Name), s.ChangedStatement)
		}
		if n := len(s.Gaps); n > 0 {
			fmt.Fprintf(w, "%s: %d order id(s) are unexplained: %s. They unbalance nothing; EKM is asked for each until it proves void or turns out to be an order.\n",
				plain(s.Name), n, strings.Join(s.Gaps, ", "))
		}
	}
	switch {
	case len(r.Stores) == 0:
		fmt.Fprintln(w, "No store has its orders switched on, so there is nothing to prove.")
	case r.Balanced:
		fmt.Fprintln(w, "Balanced: every order has exactly one outcome, and the money agrees.")
	default:
		fmt.Fprintln(w, "Not balanced.")
	}
}

func auditStock(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		_, deps, err := c.auditor(ctx)
		if err != nil {
			return err
		}
		report, err := audit.Stock(ctx, deps, *store)
		if err != nil {
			return err
		}
		if err := c.show(report, func(w io.Writer) { printStockAudit(w, report) }); err != nil {
			return err
		}
		if !report.Balanced {
			return errAttention
		}
		return nil
	}
}

func printStockAudit(w io.Writer, r audit.StockReport) {
	if len(r.Drift) > 0 {
		t := table{head: []string{"SKU", "STORE", ">PUBLISHED", ">SHOWN"}}
		for _, d := range r.Drift {
			shown := "gone"
			if d.Shown != nil {
				shown = fmt.Sprint(*d.Shown)
			}
			t.add(d.SKU, d.Store, fmt.Sprint(d.Published), shown)
		}
		t.print(w)
	}
	fmt.Fprintf(w, "%d stock figure(s) compared, %d differ.\n", r.Checked, len(r.Drift))
}

// auditor opens the data folder and gives the audits clients of their own: they ask both sides themselves.
func (c *call) auditor(ctx context.Context) (*engine.Engine, audit.Deps, error) {
	e, err := c.open(ctx)
	if err != nil {
		return nil, audit.Deps{}, err
	}
	deps := audit.Deps{DB: e.DB, Now: e.DB.Now}
	shops := map[commerce.StoreID]*ekm.Client{}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return nil, deps, err
	}
	for _, s := range stores {
		if shops[s.ID], err = setup.OpenStore(e.Vault, s, nil, c.log, e.DB.Now); err != nil {
			return nil, deps, err
		}
	}
	deps.Shop = func(id commerce.StoreID) *ekm.Client { return shops[id] }
	var account *brightpearl.Client
	if a, ok, err := e.DB.Account(ctx); err != nil {
		return nil, deps, err
	} else if ok {
		if account, err = setup.OpenAccount(ctx, e.Vault, a, nil, c.log, e.DB.Now); err != nil {
			return nil, deps, err
		}
	}
	deps.Brightpearl = func() *brightpearl.Client { return account }
	return e, deps, nil
}
