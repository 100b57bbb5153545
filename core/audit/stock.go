package audit

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// StockReport is the outcome of an audit of stock.
type StockReport struct {
	Balanced bool    `json:"balanced"`
	Checked  int     `json:"checked"` // levels compared
	Drift    []Drift `json:"drift"`
}

// Drift is a listing that shows another number than the one that was last written. Shown is nil when EKM does not have the
// listing any more.
type Drift struct {
	SKU       string `json:"sku"`
	Store     string `json:"store"`
	Published int64  `json:"published"`
	Shown     *int64 `json:"shown"`
}

// Stock reads every store's catalogue back once and lists the levels that differ from what was last written. Levels that
// were never written are not compared. filter is the name of a store, "" for all. Faults as for Orders.
func Stock(ctx context.Context, deps Deps, filter string) (StockReport, error) {
	report := StockReport{Drift: []Drift{}}
	stores, err := chosen(ctx, deps, filter)
	if err != nil {
		return report, err
	}
	for _, store := range stores {
		if err := report.read(ctx, deps, store); err != nil {
			return report, err
		}
	}
	slices.SortFunc(report.Drift, func(a, b Drift) int { return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.SKU, b.SKU)) })
	report.Balanced = len(report.Drift) == 0
	return report, nil
}

type listing struct{ product, variant int64 }

func (r *StockReport) read(ctx context.Context, deps Deps, store db.StoreRow) error {
	before, err := deps.DB.Levels(ctx, store.ID)
	if err != nil {
		return err
	}
	before = slices.DeleteFunc(before, func(l db.Level) bool { return l.SentRev == 0 })
	if len(before) == 0 {
		return nil
	}
	shop := deps.Shop(store.ID)
	if shop == nil {
		return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "audit stock", Remote: "ekm/" + store.Name, Text: "the store is not signed in"}
	}
	shown := map[listing]int64{}
	for p, err := range shop.Products.Search(ctx, ekm.ProductQuery{}) {
		if _, bad := errors.AsType[*ekm.RowError](err); bad {
			continue // counts as not shown
		}
		if err != nil {
			return err
		}
		if p.ParentProductID > 0 {
			continue // a copy in a further category shows its master's stock
		}
		shown[listing{int64(p.ID), 0}] = int64(p.Stock)
		for _, v := range p.Variants {
			shown[listing{int64(p.ID), int64(v.ID)}] = int64(v.Stock)
		}
	}
	for _, l := range before {
		// What was written while the catalogue was being read cannot be judged by that reading.
		now, ok, err := deps.DB.Level(ctx, store.ID, l.ProductID, l.VariantID)
		if err != nil {
			return err
		}
		if !ok || now.SentRev != l.SentRev || now.Published != l.Published {
			continue
		}
		r.Checked++
		units, there := shown[listing{l.ProductID, l.VariantID}]
		switch {
		case !there:
			r.Drift = append(r.Drift, Drift{SKU: l.SKU, Store: store.Name, Published: l.Published})
		case units != l.Published:
			r.Drift = append(r.Drift, Drift{SKU: l.SKU, Store: store.Name, Published: l.Published, Shown: &units})
		}
	}
	return nil
}
