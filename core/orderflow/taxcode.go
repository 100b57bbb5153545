package orderflow

import (
	"context"
	"encoding/json"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// taxCode chooses a row's tax code; the amounts stay EKM's, whatever the code. First that applies: the code mapped to the line's
// rate, by its id or its percentage; then the store's code for taxable or not taxable goods. Where EKM's product says otherwise
// than the order line, the line wins, and the rule says so.
func (d *Desk) taxCode(ctx context.Context, store db.StoreRow, l commerce.Line, p part, row *db.OrderRow) error {
	s := store.Settings
	taxed := p.tax != 0
	// A rate whose tax would not even make a penny is charged all the same; any other rate without tax is not.
	charged := taxed || l.TaxRate > 0 && commerce.FromPence(p.net).Abs().Percent(l.TaxRate).Pence() == 0
	if l.TaxRate > 0 && charged {
		for _, key := range rateKeys(store, l) {
			if code := s.TaxRates[key]; code != "" {
				row.TaxCode, row.TaxRule = code, "mapped tax rate "+key
				return nil
			}
		}
	}
	row.TaxRule = "EKM charged tax on the line"
	if !charged {
		row.TaxRule = "EKM charged no tax on the line"
	}
	if p.kind == "goods" && !charged {
		listing, known, err := d.listing(ctx, store.ID, l)
		if err != nil {
			return err
		}
		exempt := known && !listing.Taxable
		if l.TaxRate == 0 && !exempt {
			for _, key := range rateKeys(store, l) {
				if code := s.TaxRates[key]; code != "" {
					row.TaxCode, row.TaxRule = code, "mapped tax rate "+key
					return nil
				}
			}
		}
		switch {
		case exempt && l.TaxRate == 0:
			row.TaxRule = "the product is not taxable in EKM"
		case l.TaxRate > 0:
			row.TaxRule = "the rate is " + settings.RateKey(l.TaxRate) + " %, but no tax was charged: the line counts"
		case known:
			row.TaxRule = "the product is taxable in EKM, but the order line carries no tax: the line counts"
		}
	}
	row.TaxCode = s.TaxNotTaxable
	if charged {
		row.TaxCode = s.TaxTaxable
	}
	if row.TaxCode == "" {
		return fault.Hold(fault.Cause{Code: "SB-ORD-105",
			Text: fmt.Sprintf("There is no tax code for %q: the store's code for %s goods is not chosen. Nothing was created.", row.Name, map[bool]string{true: "taxable", false: "not taxable"}[charged]),
			Fix:  "Choose the tax codes in the settings of " + store.Name + "."})
	}
	return nil
}

// rateKeys are the names under which the settings may map a line's rate, its id first: only that tells a zero rate from an
// exemption. EKM's ids are small numbers and so are percentages, so an id that is the percentage of another rate of the shop says
// nothing.
func rateKeys(store db.StoreRow, l commerce.Line) []string {
	percent, id := settings.RateKey(l.TaxRate), fmt.Sprint(l.TaxRateID)
	var shop struct {
		TaxRates []struct {
			ID    int64  `json:"id"`
			Value string `json:"value"`
		} `json:"tax_rates"`
	}
	if l.TaxRateID == 0 || json.Unmarshal([]byte(store.Options), &shop) != nil {
		return []string{percent}
	}
	for _, r := range shop.TaxRates {
		if rate, err := commerce.ParseAmount(r.Value); err == nil && r.ID != l.TaxRateID && settings.RateKey(rate) == id {
			return []string{percent}
		}
	}
	return []string{id, percent}
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
