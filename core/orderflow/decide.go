package orderflow

import (
	"context"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// decision is what an order will become, before anything is written anywhere.
type decision struct {
	rows  []db.OrderRow
	money money
	flags []string
}

// decide matches an order's lines, reads its money and chooses the tax codes. It asks the catalogue and nobody else, so a
// dry run can call it as well. Where a line needs a person, the other lines are decided all the same: the returned rows then show
// each line's trouble and name the units that the held order protects.
func (d *Desk) decide(ctx context.Context, store db.StoreRow, o commerce.Order) (decision, error) {
	s := store.Settings
	if err := d.allowed(ctx, store); err != nil {
		return decision{}, err
	}
	m, err := readMoney(o, store.Reading)
	if err != nil {
		return decision{}, err
	}
	out := decision{money: m}
	var unmatched []string
	var stop error // the first line that needs a person
	for _, p := range m.parts {
		row := db.OrderRow{Kind: p.kind, Quantity: 1, Net: p.net, Tax: p.tax}
		var l commerce.Line
		switch p.kind {
		case "goods":
			l = o.Lines[p.line]
			row.LineID, row.SKU, row.Quantity = l.ID, commerce.TrimSKU(l.Code), l.Quantity
			row.Name = l.Name
			if row.Name == "" {
				row.Name = row.SKU
			}
			if l.Options != "" {
				row.Name += " (" + l.Options + ")"
			}
			missing, err := d.tie(ctx, store, &row)
			if err != nil && !fault.Is(err, fault.NeedsPerson) {
				return decision{}, err
			}
			if missing != "" {
				unmatched = append(unmatched, missing)
			}
			stop = first(stop, err)
		case "delivery":
			row.Name = "Delivery"
			if o.DeliveryMethod != "" {
				row.Name += ": " + o.DeliveryMethod
			}
			l = commerce.Line{TaxRate: o.DeliveryRate}
		case "custom":
			row.Name = customName(o)
		case "rounding":
			row.Name = "Rounding"
		}
		if err := d.taxCode(ctx, store, l, p, &row); err != nil {
			if !fault.Is(err, fault.NeedsPerson) {
				return decision{}, err
			}
			stop = first(stop, err)
		}
		out.rows = append(out.rows, row)
	}
	if stop != nil {
		return out, stop
	}
	if len(unmatched) > 0 {
		if s.UnmatchedPolicy == settings.Hold {
			return out, fault.Hold(fault.Cause{Code: "SB-ORD-104",
				Text: fmt.Sprintf("%s. Nothing was created; the units of the other lines stay deducted.", strings.Join(unmatched, ". ")),
				Fix:  "Add the SKU in Brightpearl, or correct it in EKM; the order then goes on by itself. Or choose to download such lines as text rows."})
		}
		out.flags = db.AddFlag(out.flags, fmt.Sprintf("%d of %d lines without a Brightpearl product", len(unmatched), len(o.Lines)))
	}
	return out, nil
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// tie finds the product of a goods row. missing says why there is none, in words for people. A duplicate needs a person; if it is
// the store that carries the code twice, the product is known at least and its units are protected.
func (d *Desk) tie(ctx context.Context, store db.StoreRow, row *db.OrderRow) (missing string, err error) {
	if commerce.NoSKU(row.SKU) {
		row.Note = "No SKU, so it is a text row."
		return fmt.Sprintf("The line %q has no SKU", row.Name), nil
	}
	product, state, err := d.o.Catalog.Find(ctx, store.ID, row.SKU)
	if err != nil {
		return "", err
	}
	switch state {
	case commerce.Duplicate:
		row.Note = "The SKU stands twice."
		cause := fault.Cause{Code: "SB-SKU-201",
			Text: fmt.Sprintf("The SKU %s is on two Brightpearl products, so nobody can say which one was sold. Nothing was created; stock of this SKU is not published.", row.SKU),
			Fix:  "Give one of the two products another SKU in Brightpearl; the order then goes on by itself."}
		if product.ID > 0 {
			if product.StockTracked || product.Bundle {
				row.StockedID, row.Wanted = product.ID, row.Quantity
			}
			cause.Text = fmt.Sprintf("Two listings of %s carry the SKU %s, so nobody can say which one was sold. Nothing was created; stock of this SKU is not published.", store.Name, row.SKU)
			cause.Fix = "Give one of the two listings another SKU in EKM; the order then goes on by itself."
		}
		return "", fault.Hold(cause)
	case commerce.IgnoredSKU:
		row.Note = "On the ignore list, so it is a text row."
		return "", nil
	case commerce.Matched, commerce.NotStockTracked:
		row.ProductID = product.ID
		if state == commerce.Matched {
			row.StockedID, row.Wanted = product.ID, row.Quantity
		}
		if !product.Live() {
			row.Note = "The product is " + strings.ToLower(product.Status) + " in Brightpearl."
		}
		return "", nil
	}
	row.Note = "No Brightpearl product has this SKU, so it is a text row."
	return fmt.Sprintf("No Brightpearl product has the SKU %s", row.SKU), nil
}

func customName(o commerce.Order) string {
	var parts []string
	for _, f := range o.Custom {
		if f.Value != 0 {
			parts = append(parts, strings.TrimSpace(f.Name+": "+f.Content))
		}
	}
	if len(parts) == 0 {
		return "Extras"
	}
	return strings.Join(parts, ", ")
}

// allowed refuses to post for a store whose settings have gaps or whose currencies do not agree.
func (d *Desk) allowed(ctx context.Context, store db.StoreRow) error {
	if err := complete(store); err != nil || d.o.Gate == nil {
		return err
	}
	return d.o.Gate(ctx, store.ID)
}

// complete refuses to work with a store whose settings have a gap that Brightpearl would fill with a guess.
func complete(store db.StoreRow) error {
	s := store.Settings
	var gaps []string
	for _, g := range []struct {
		missing bool
		name    string
	}{{s.ChannelID == 0, "sales channel"}, {s.PriceListID == 0, "price list"}, {s.Warehouse() == 0, "warehouse"},
		{s.PaymentMethod == "", "payment method"}, {store.Currency == "", "currency of the shop"}} {
		if g.missing {
			gaps = append(gaps, g.name)
		}
	}
	if len(gaps) == 0 {
		return nil
	}
	return fault.Hold(fault.Cause{Code: "SB-SET-301",
		Text: fmt.Sprintf("The settings of %s have gaps: %s. Nothing was created.", store.Name, strings.Join(gaps, ", ")),
		Fix:  "Choose them on the Stores screen; the orders then go on."})
}
