package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// readBackDocument is what a reading found.
type readBackDocument struct {
	Checked int             `json:"checked"`
	Left    int             `json:"left_out"`      // never written, queued or held: nothing to compare
	Drifted int             `json:"drifted"`       // show something else than they were told
	Again   int             `json:"written_again"` // of them; the others may have sold what an order will explain
	Drift   []levelDocument `json:"drift"`
}

func stockReadBack(f *flag.FlagSet) action {
	sku, all, store := f.String("sku", "", ""), f.Bool("all", false, ""), f.String("store", "", "")
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
		var keys []view.LevelKey
		asked := map[view.LevelKey]bool{}
		for _, l := range levels {
			k := view.LevelKey{Store: l.Store, ProductID: l.ProductID, VariantID: l.VariantID}
			keys, asked[k] = append(keys, k), true
		}
		start := e.DB.Now().Truncate(time.Millisecond)
		checked, again, err := e.ReadBack(ctx, keys)
		if err != nil {
			return err
		}
		// The list keeps for a day what earlier readings found.
		page, err := pages(ctx, &listFlags{filter: view.Filter{Store: id, Tab: "drift"}}, 0, e.DB.LevelPage)
		if err != nil {
			return err
		}
		found := slices.DeleteFunc(page.Rows, func(v view.LevelRow) bool { return !asked[v.Key()] || v.DriftAt.Before(start) && !differs(v) })
		d := readBackDocument{Checked: checked, Left: len(keys) - checked, Drifted: len(found), Again: again, Drift: translate(found, levelOf)}
		if err := c.show(d, func(w io.Writer) { printReadBack(w, d, found) }); err != nil {
			return err
		}
		if d.Drifted > 0 {
			return errAttention
		}
		return nil
	}
}

// differs reports whether a store shows something else than it was told while nothing is on its way.
func differs(v view.LevelRow) bool {
	return v.State == commerce.LevelIdle && v.HasPublished && v.Listed != v.Published
}

func printReadBack(w io.Writer, d readBackDocument, found []view.LevelRow) {
	if len(found) > 0 {
		t := table{head: []string{"SKU", "STORE", ">WANTED", ">SHOWN", "AGREED", "NAME"}}
		for _, v := range found {
			shown := v.DriftShown
			if differs(v) {
				shown = v.Listed
			}
			t.add(v.SKU, v.Store, fmt.Sprint(v.Wanted), fmt.Sprint(shown), clock(v.AgreedAt), short(v.Name, 40))
		}
		t.print(w)
	}
	fmt.Fprintf(w, "%d stock figure(s) read back, %d drifted, %d of them are written again by the next sync.\n", d.Checked, d.Drifted, d.Again)
	if d.Left > 0 {
		fmt.Fprintf(w, "%d were left out: they were never written, are queued or are held.\n", d.Left)
	}
}
