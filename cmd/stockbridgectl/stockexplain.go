package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// explanation is how one figure comes about, now and at an earlier moment.
type explanation struct {
	levelDocument
	AddUp      bool                `json:"terms_add_up"` // the terms make what is wanted
	Ahead      *int                `json:"writes_ahead"` // of the store, before this one; null while it is not due
	NextLook   *time.Time          `json:"next_read_back"`
	Rule       *stockRuleDocument  `json:"rule"`
	Warehouses []warehouseDocument `json:"warehouses"`
	Orders     []pendingDocument   `json:"orders"`
	At         *momentDocument     `json:"at"` // with --at: what it was then; null when nothing is kept from then
	Past       []momentDocument    `json:"past"`
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

// momentDocument is a figure at a moment at which it moved.
type momentDocument struct {
	At    *time.Time `json:"at"`
	Event string     `json:"event"` // reckoned, written, agreed, drift, frozen, failed
	termsDocument
	Wanted    int64  `json:"wanted"`
	AddUp     bool   `json:"terms_add_up"`
	Published int64  `json:"published"`
	Listed    int64  `json:"listed"`
	State     string `json:"state"`
}

func momentOf(m view.LevelMoment) momentDocument {
	return momentDocument{At: timeOf(m.At), Event: m.Event, termsDocument: termsDocument(m.Terms), Wanted: m.Wanted, AddUp: m.Terms.Publish() == m.Wanted,
		Published: m.Published, Listed: m.Listed, State: string(m.State)}
}

func stockExplain(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	var at time.Time
	f.Func("at", "", moment(&at))
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
		documents := translate(found, func(x view.Explanation) explanation { return explanationOf(x, at) })
		return c.show(map[string]any{"explain": documents}, func(w io.Writer) {
			for i, x := range found {
				if i > 0 {
					fmt.Fprintln(w)
				}
				if at.IsZero() {
					printExplanation(w, x)
				} else {
					printMoment(w, x, at)
				}
			}
		})
	}
}

func noLevel(sku string) error {
	return fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("No store shows a managed stock figure for the SKU %q.", sku),
		Fix: "See `stockbridgectl skus --query …`: only matched, stock-tracked SKUs have one, after the first sync. Capitals count."})
}

func explanationOf(x view.Explanation, at time.Time) explanation {
	out := explanation{levelDocument: levelOf(x.LevelRow), AddUp: x.Terms.Publish() == x.Wanted, NextLook: timeOf(x.NextLook),
		Warehouses: translate(x.Warehouses, func(u view.WarehouseUnits) warehouseDocument {
			return warehouseDocument{ID: u.WarehouseID, Name: u.Name, InStock: u.InStock, Allocated: u.Allocated, OnHand: u.OnHand, Counts: u.Counts, At: timeOf(u.At)}
		}),
		Orders: translate(x.Orders, func(p view.PendingUnits) pendingDocument {
			return pendingDocument{ID: int64(p.OrderID), Store: p.Store, Number: p.Number, State: string(p.State), Units: p.Units}
		}),
		Past: translate(x.Past, momentOf), History: translate(x.History, activityOf)}
	if x.State == commerce.LevelDue {
		out.Ahead = &x.Ahead
	}
	if x.Rule != (view.StockRule{StoreID: x.StoreID, SKU: x.SKU, Cap: -1}) {
		rule := stockRuleOf(x.Rule, x.Store)
		out.Rule = &rule
	}
	if m, ok := momentAt(x.Past, at); ok {
		then := momentOf(m)
		out.At = &then
	}
	return out
}

// momentAt is the newest moment that is not after a time.
func momentAt(past []view.LevelMoment, at time.Time) (m view.LevelMoment, ok bool) {
	for _, p := range past {
		if !p.At.After(at) {
			m, ok = p, true
		}
	}
	return m, ok
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
	t.add("buffer", fmt.Sprint(-x.Terms.Buffer), bufferWords(x.BufferFrom))
	addOutcome(&t, x.Terms, x.Wanted)
	t.print(w)
	pairs := []string{"State", string(x.State), "Published", number(x.Published, x.HasPublished) + ", " + clock(x.WrittenAt), "Listed in EKM", fmt.Sprint(x.Listed),
		"Seen to agree", clock(x.ReadBackAt), "Next look", clock(x.NextLook)}
	if x.State == commerce.LevelDue {
		pairs = append(pairs, "Queue", fmt.Sprintf("%d write(s) of the store go before it", x.Ahead))
	}
	if notes := levelNotes(x.LevelRow); notes != "" {
		pairs = append(pairs, "Notes", notes)
	}
	if words := stockRuleWords(x.Rule); words != "" {
		pairs = append(pairs, "Rule", words)
	}
	if x.Suggested > 0 {
		pairs = append(pairs, "Suggested buffer", fmt.Sprintf("%d: %.1f sold an hour, told in %s", x.Suggested, x.SoldPerHour, x.Delay.Round(time.Second)))
	}
	if len(x.Tags) > 0 {
		pairs = append(pairs, "Tags", strings.Join(x.Tags, ", "))
	}
	facts(w, pairs...)
	if !x.Cause.Zero() {
		facts(w, "Cause", x.Cause.Text+" ("+x.Cause.Code+")", "What to do", x.Cause.Fix)
	}
}

func printMoment(w io.Writer, x view.Explanation, at time.Time) {
	m, ok := momentAt(x.Past, at)
	if !ok {
		fmt.Fprintf(w, "What %s in %s was at %s is not kept", plain(x.SKU), plain(x.Store), clock(at))
		if len(x.Past) > 0 {
			fmt.Fprintf(w, "; the oldest that is kept is from %s", clock(x.Past[0].At))
		}
		fmt.Fprintln(w, ".")
		return
	}
	fmt.Fprintf(w, "%s in %s should have shown %d at %s:\n", plain(x.SKU), plain(x.Store), m.Wanted, clock(at))
	t := table{head: []string{"", ">UNITS", "WHY"}}
	t.add("on hand", fmt.Sprint(m.Terms.OnHand), "Brightpearl's figure over the store's warehouses")
	t.add("pending", fmt.Sprint(-m.Terms.Pending), "orders that Brightpearl had not reserved yet")
	t.add("buffer", fmt.Sprint(-m.Terms.Buffer), "kept back")
	addOutcome(&t, m.Terms, m.Wanted)
	t.print(w)
	facts(w, "So since", clock(m.At)+", "+m.Event, "State", string(m.State), "Published", fmt.Sprint(m.Published), "Listed in EKM", fmt.Sprint(m.Listed))
}

// addOutcome ends a table of terms with what they make.
func addOutcome(t *table, terms commerce.Terms, wanted int64) {
	if terms.Cap > 0 {
		t.add("cap", fmt.Sprint(terms.Cap), "the most that the store shows")
	}
	if terms.Stop {
		t.add("frozen", "0", "a person has it show nothing")
	}
	why := ""
	switch {
	case terms.Publish() != wanted:
		why = fmt.Sprintf("but %d is asked for; the next sync reckons it again", wanted)
	case terms.OnHand-terms.Pending-terms.Buffer < 0:
		why = "never less than nothing"
	}
	t.add("makes", fmt.Sprint(terms.Publish()), why)
}

// bufferWords says whose buffer it is.
func bufferWords(from string) string {
	switch {
	case from == "sku":
		return "kept back by a rule for the SKU"
	case from == "delay":
		return "kept back for what other stores may sell before this one is told"
	case from != "":
		return "kept back by the " + from
	}
	return "kept back by the store's settings"
}
