package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// explanation is how one figure comes about.
type explanation struct {
	levelDocument
	Warehouses []warehouseDocument `json:"warehouses"`
	Orders     []pendingDocument   `json:"orders"`
	History    []activityDocument  `json:"history"`
}

type warehouseDocument struct {
	ID        int64      `json:"warehouse_id"`
	Name      string     `json:"name"`
	InStock   int64      `json:"in_stock"`
	Allocated int64      `json:"allocated"`
	OnHand    int64      `json:"on_hand"`
	Counts    bool       `json:"counts"`
	At        *time.Time `json:"at"`
}

type pendingDocument struct {
	ID     int64  `json:"id"`
	Store  string `json:"store"`
	Number string `json:"ekm_order_number"`
	State  string `json:"state"`
	Units  int64  `json:"units"`
}

func stockExplain(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		id, err := filterStore(ctx, e, *store)
		if err != nil {
			return err
		}
		found, err := e.DB.Explain(ctx, c.args[0], id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return noLevel(c.args[0])
		}
		return c.show(map[string]any{"explain": translate(found, explanationOf)}, func(w io.Writer) {
			for i, x := range found {
				if i > 0 {
					fmt.Fprintln(w)
				}
				printExplanation(w, x)
			}
		})
	}
}

func noLevel(sku string) error {
	return fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("No store shows a managed stock figure for the SKU %q.", sku),
		Fix: "See `stockbridgectl skus --query …`: only matched, stock-tracked SKUs have one, after the first sync. Capitals count."})
}

func explanationOf(x view.Explanation) explanation {
	return explanation{levelDocument: levelOf(x.LevelRow),
		Warehouses: translate(x.Warehouses, func(u view.WarehouseUnits) warehouseDocument {
			return warehouseDocument{ID: u.WarehouseID, Name: u.Name, InStock: u.InStock, Allocated: u.Allocated, OnHand: u.OnHand, Counts: u.Counts, At: timeOf(u.At)}
		}),
		Orders: translate(x.Orders, func(p view.PendingUnits) pendingDocument {
			return pendingDocument{ID: int64(p.OrderID), Store: p.Store, Number: p.Number, State: string(p.State), Units: p.Units}
		}),
		History: translate(x.History, activityOf)}
}

func printExplanation(w io.Writer, x view.Explanation) {
	fmt.Fprintf(w, "%s in %s should show %d:\n", plain(x.SKU), plain(x.Store), x.Wanted)
	t := table{head: []string{"", ">UNITS", "WHY"}}
	t.add("on hand", fmt.Sprint(x.Terms.OnHand), "Brightpearl's figure over the store's warehouses")
	for _, u := range x.Warehouses {
		why := fmt.Sprintf("%d in stock, %d allocated, read %s", u.InStock, u.Allocated, clock(u.At))
		if x.Bundle {
			why = "whole bundles that its parts allow, read " + clock(u.At)
		}
		if !u.Counts {
			why = "does not count for this store"
		}
		t.add("  "+u.Name, fmt.Sprint(u.OnHand), why)
	}
	t.add("pending", fmt.Sprint(-x.Terms.Pending), "orders that Brightpearl has not reserved yet")
	for _, p := range x.Orders {
		t.add("  "+p.Number, fmt.Sprint(-p.Units), p.Store+", "+string(p.State))
	}
	t.add("buffer", fmt.Sprint(-x.Terms.Buffer), "kept back by the store's settings")
	if x.Terms.Cap > 0 {
		t.add("cap", fmt.Sprint(x.Terms.Cap), "the most that the store shows")
	}
	t.print(w)
	facts(w, "State", string(x.State), "Published", number(x.Published, x.HasPublished)+", "+clock(x.WrittenAt), "Listed in EKM", fmt.Sprint(x.Listed))
	if !x.Cause.Zero() {
		facts(w, "Cause", x.Cause.Text+" ("+x.Cause.Code+")", "What to do", x.Cause.Fix)
	}
}
