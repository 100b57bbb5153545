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
// dry run can call it as well.
func (d *Desk) decide(ctx context.Context, store db.StoreRow, o commerce.Order) (decision, error) {
	s := store.Settings
	if err := complete(store); err != nil {
		return decision{}, err
	}
	m, err := readMoney(o, store.Reading)
	if err != nil {
		return decision{}, err
	}
	out := decision{money: m}
	var unmatched []string
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
			if err != nil {
				return decision{}, err
			}
			if missing != "" {
				unmatched = append(unmatched, missing)
			}
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
		if err := d.taxCode(ctx, store, o, l, p, &row); err != nil {
			return decision{}, err
		}
		out.rows = append(out.rows, row)
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

// tie finds the product of a goods row. missing says why there is none, in words for people.
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
		return "", fault.Hold(fault.Cause{Code: "SB-SKU-201",
			Text: fmt.Sprintf("The SKU %s is on two Brightpearl products, so nobody can say which one was sold. Nothing was created; stock of this SKU is not published.", row.SKU),
			Fix:  "Give one of the two products another SKU in Brightpearl; the order then goes on by itself."})
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

// taxCode chooses a row's tax code; the amounts stay EKM's, whatever the code.
func (d *Desk) taxCode(ctx context.Context, store db.StoreRow, o commerce.Order, l commerce.Line, p part, row *db.OrderRow) error {
	s := store.Settings
	taxed := p.tax != 0
	if l.TaxRateID > 0 || l.TaxRate > 0 {
		for _, key := range []string{fmt.Sprint(l.TaxRateID), rateKey(l.TaxRate)} {
			if code := s.TaxRates[key]; code != "" && key != "0" {
				row.TaxCode, row.TaxRule = code, "mapped tax rate "+key
				return nil
			}
		}
	}
	if code := s.TaxRates["0"]; code != "" && l.TaxRate == 0 && !taxed && p.kind == "goods" {
		row.TaxCode, row.TaxRule = code, "mapped tax rate 0"
		return nil
	}
	taxable := taxed || l.TaxRate > 0
	row.TaxRule = "EKM charged tax on the line"
	if !taxable {
		row.TaxRule = "EKM charged no tax on the line"
	}
	if p.kind == "goods" && !taxed {
		listing, ok, err := d.listing(ctx, store.ID, l)
		if err != nil {
			return err
		}
		switch {
		case ok && listing.Taxable && l.TaxRate > 0:
			row.TaxRule = "the product is taxable; no tax was due"
		case ok && !listing.Taxable && l.TaxRate == 0:
			row.TaxRule = "the product is not taxable in EKM"
		case ok && listing.Taxable:
			row.TaxRule = "the product is taxable in EKM, but the order line carries no tax: the line counts"
		}
	}
	row.TaxCode = s.TaxNotTaxable
	if taxable {
		row.TaxCode = s.TaxTaxable
	}
	if row.TaxCode == "" {
		return fault.Hold(fault.Cause{Code: "SB-ORD-105",
			Text: fmt.Sprintf("There is no tax code for %q: the store's code for %s goods is not chosen. Nothing was created.", row.Name, map[bool]string{true: "taxable", false: "not taxable"}[taxable]),
			Fix:  "Choose the tax codes in the settings of " + store.Name + "."})
	}
	return nil
}

func (d *Desk) listing(ctx context.Context, store commerce.StoreID, l commerce.Line) (db.Listing, bool, error) {
	links, err := d.db.LinksBySKU(ctx, store, l.Code)
	if err != nil {
		return db.Listing{}, false, err
	}
	for _, link := range links {
		if link.ProductOnly == 0 {
			return d.db.Listing(ctx, store, link.ProductID, link.VariantID)
		}
	}
	return db.Listing{}, false, nil
}

// rateKey writes a percentage as people type it: 20, 17.5.
func rateKey(rate commerce.Amount) string {
	text := rate.String()
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
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
