package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"stockbridge/core/view"
)

// renameDocument is what giving listings another code would touch.
type renameDocument struct {
	From        string        `json:"from"`
	To          string        `json:"to"`
	Possible    bool          `json:"possible"` // Brightpearl could hold the new code
	Problem     string        `json:"problem"`  // "" when nothing speaks against it
	Safer       string        `json:"safer"`
	ProductID   *int64        `json:"brightpearl_product_id"` // the one that carries the new code
	ProductSKU  string        `json:"brightpearl_sku"`
	Products    int           `json:"products"` // how many carry it
	Listings    []skuDocument `json:"listings"` // with the old code
	Taken       []skuDocument `json:"taken"`    // with the new one already
	NearMatches []skuDocument `json:"near_matches"`
	OpenOrders  int           `json:"open_orders"`
	OpenLines   int           `json:"open_order_lines"`
	Reserved    int64         `json:"reserved_units"`
}

func skusRename(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		r, err := e.DB.RenameImpact(ctx, c.args[0], c.args[1])
		if err != nil {
			return err
		}
		document := renameDocument{From: r.From, To: r.To, Possible: r.Possible, Problem: r.Problem, Safer: r.Safer, ProductID: idOf(r.ProductID),
			ProductSKU: r.Product, Products: r.Products, Listings: translate(r.Listings, skuOf), Taken: translate(r.Taken, skuOf),
			NearMatches: translate(r.NearMatches, skuOf), OpenOrders: r.OpenOrders, OpenLines: r.OpenLines, Reserved: r.Reserved}
		if err := c.show(map[string]any{"rename": document}, func(w io.Writer) { printRename(w, r) }); err != nil {
			return err
		}
		if r.Problem != "" {
			return errAttention
		}
		return nil
	}
}

func printRename(w io.Writer, r view.RenameImpact) {
	fmt.Fprintf(w, "%s as %s. Nothing was renamed; this is what it would touch:\n", plain(r.From), plain(r.To))
	t := table{head: []string{"", "STORE", "SKU", "STATE", ">PRODUCT", "NAME"}}
	for _, part := range []struct {
		what string
		rows []view.LinkRow
	}{{"renamed", r.Listings}, {"has it already", r.Taken}, {"looks like it", r.NearMatches}} {
		for _, l := range part.rows {
			t.add(part.what, l.Store, l.SKU, string(l.State), number(l.ProductID, l.ProductID > 0), short(l.Name, 40))
		}
	}
	if len(t.rows) > 0 {
		t.print(w)
	}
	facts(w, "Listings", fmt.Sprint(len(r.Listings)), "Open orders", fmt.Sprintf("%d, with %d lines", r.OpenOrders, r.OpenLines),
		"Reserved units", fmt.Sprint(r.Reserved), "Products with the new code", fmt.Sprint(r.Products), "Safer", r.Safer)
	if r.Problem != "" {
		facts(w, "Problem", r.Problem)
	}
}
