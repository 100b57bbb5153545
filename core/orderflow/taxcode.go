package orderflow

import (
	"context"
	"encoding/json"
	"fmt"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// taxing is what the tax codes of an order's rows are chosen by, gathered before.
type taxing struct {
	store   string
	s       settings.Store
	shop    []shopRate                 // the shop's rates
	codes   map[string]commerce.Amount // Brightpearl's codes that are known, with their rates
	country string                     // of the delivery, two letters, "" when it cannot be told
	place   string                     // ... as EKM has it
	post    string                     // postcode of the delivery
	contact string                     // in Brightpearl's order of precedence: the contact's code
	zone    string                     // ... the code for the country of the invoice
	fix     map[int64]string           // by hand: EKM line -> code
}

type shopRate struct {
	id   int64
	rate commerce.Amount
}

// taxing gathers what chooses the tax codes of an order. Only Brightpearl's order of precedence asks Brightpearl anything.
func (d *Desk) taxing(ctx context.Context, store db.StoreRow, o commerce.Order, fix view.OrderFix) (taxing, error) {
	document, _, err := d.db.AccountOptions(ctx)
	if err != nil {
		return taxing{}, err
	}
	to, from := o.Customer.Delivery, o.Customer.Billing
	x := taxing{store: store.Name, s: store.Settings, shop: shopRates(store.Options), country: isoTwo(to.Country), place: to.Country, post: to.Postcode,
		codes: map[string]commerce.Amount{}, fix: fix.TaxCodes}
	ids := map[int64]string{}
	for _, c := range accountCodes(document) {
		rate, err := commerce.ParseAmount(c.Rate)
		if err == nil {
			x.codes[c.Code] = rate
		}
		ids[c.ID] = c.Code
	}
	if x.s.TaxMode != settings.TaxByBrightpearl {
		return x, nil
	}
	x.zone, _, _ = x.s.CountryCode(isoTwo(from.Country), from.Postcode)
	id, err := d.contactTax(ctx, store, o, fix)
	x.contact = ids[id]
	return x, err
}

type accountCode struct {
	ID   int64  `json:"id"`
	Code string `json:"code"`
	Rate string `json:"rate"`
}

// accountCodes are the tax codes in the stored lists of the Brightpearl account; none when the lists were never read.
func accountCodes(document string) []accountCode {
	var account struct {
		TaxCodes []accountCode `json:"tax_codes"`
	}
	if json.Unmarshal([]byte(document), &account) != nil {
		return nil
	}
	return account.TaxCodes
}

func shopRates(document string) []shopRate {
	var shop struct {
		TaxRates []struct {
			ID    int64  `json:"id"`
			Value string `json:"value"`
		} `json:"tax_rates"`
	}
	if json.Unmarshal([]byte(document), &shop) != nil {
		return nil
	}
	var out []shopRate
	for _, r := range shop.TaxRates {
		if rate, err := commerce.ParseAmount(r.Value); err == nil {
			out = append(out, shopRate{r.ID, rate})
		}
	}
	return out
}

// isoTwo is a country's two letters; shops of British merchants that send nothing mean Britain.
func isoTwo(country string) string {
	if country == "" {
		return "GB"
	}
	return brightpearl.Alpha2(country)
}

// percentages are the rates that the shop knows.
func (x taxing) percentages() []commerce.Amount {
	var out []commerce.Amount
	for _, r := range x.shop {
		out = append(out, r.rate)
	}
	return out
}

// product is what is known of the thing on a row: EKM's listing and Brightpearl's product.
type product struct {
	listed  bool
	taxable bool   // in EKM
	code    string // in Brightpearl; only asked for where it counts
}

// choose names a row's tax code and the rule that chose it; the amounts stay EKM's, whatever the code. First that applies: a
// person's choice; the rule for the delivery country; the code mapped to the line's rate, by its id or its percentage; the store's
// code for taxable or not taxable goods. Brightpearl's order of precedence puts the contact's code, the code for the invoice's
// country and the product's code before the rates. It is pure.
func (x taxing) choose(l commerce.Line, p part, goods product) (code, rule string, gap *fault.Cause) {
	if code := x.fix[fixKey(l, p)]; code != "" {
		return code, "chosen by hand", nil
	}
	if p.kind == "rounding" {
		return x.standard(false, "rounding carries no tax", l)
	}
	if len(x.s.TaxCountries) > 0 {
		if x.country == "" {
			return "", "", x.gap(fmt.Sprintf("the country of the delivery, %q, is none that the rules for countries could be applied to", x.place))
		}
		if code, zone, ok := x.s.CountryCode(x.country, x.post); ok {
			return code, "deliveries to " + zone, nil
		}
	}
	if x.s.TaxMode == settings.TaxByBrightpearl {
		switch {
		case x.contact != "":
			return x.contact, "the contact's tax code in Brightpearl", nil
		case x.zone != "":
			return x.zone, "the country of the invoice", nil
		case goods.code != "":
			return goods.code, "the product's tax code in Brightpearl", nil
		}
	}
	return x.byEKM(l, p, goods)
}

// byEKM chooses by the line's rate and the listing's flag. Where EKM's product says otherwise than the order line, the line wins,
// and the rule says so.
func (x taxing) byEKM(l commerce.Line, p part, goods product) (code, rule string, gap *fault.Cause) {
	// A rate whose tax would not even make a penny is charged all the same; any other rate without tax is not.
	charged := p.tax != 0 || l.TaxRate > 0 && commerce.FromPence(p.net).Abs().Percent(l.TaxRate).Pence() == 0
	exempt := p.kind == "goods" && goods.listed && !goods.taxable
	if charged && l.TaxRate > 0 || !charged && l.TaxRate == 0 && p.kind == "goods" {
		for i, key := range x.rateKeys(l) {
			// What is not taxable in EKM is exempt, and a rate of nothing that has no id of its own may as well mean zero-rated.
			byPercent := i == len(x.rateKeys(l))-1
			if code := x.s.TaxRates[key]; code != "" && !(exempt && !charged && byPercent) {
				rule = "mapped tax rate " + key
				if exempt && charged {
					rule += "; the product is not taxable in EKM, but the order line carries tax: the line counts"
				}
				return code, rule, nil
			}
		}
	}
	switch {
	case charged && exempt:
		rule = "the product is not taxable in EKM, but the order line carries tax: the line counts"
	case charged && goods.listed:
		rule = "the product is taxable in EKM"
	case charged:
		rule = "EKM charged tax on the line"
	case p.kind != "goods":
		rule = "EKM charged no tax on the line"
	case exempt && l.TaxRate == 0:
		rule = "the product is not taxable in EKM"
	case l.TaxRate > 0:
		rule = "the rate is " + settings.RateKey(l.TaxRate) + " %, but no tax was charged: the line counts"
	case goods.listed:
		rule = "the product is taxable in EKM, but the order line carries no tax: the line counts"
	default:
		rule = "EKM charged no tax on the line"
	}
	return x.standard(charged, rule, l)
}

// standard is the store's code for taxable or not taxable rows. Where the store has a table of rates, one that is missing in it and
// that the code for taxable goods does not have in Brightpearl needs a code of its own, or the tax return would be wrong. Without a
// table every taxed row has the one code, and the rule and a flag say where the rates differ.
func (x taxing) standard(charged bool, rule string, l commerce.Line) (string, string, *fault.Cause) {
	code, kind := x.s.TaxNotTaxable, "not taxable"
	if charged {
		code, kind = x.s.TaxTaxable, "taxable"
	}
	if code == "" {
		return "", rule, x.gap("the store's code for " + kind + " goods is not chosen")
	}
	rate, known := x.codes[code]
	if !charged || !known || l.TaxRate <= 0 || rate == l.TaxRate {
		return code, rule, nil
	}
	has, own := settings.RateKey(rate), settings.RateKey(l.TaxRate)
	if len(x.s.TaxRates) == 0 {
		return code, fmt.Sprintf("%s%sthe rate is %s %%, the code's %s %%", rule, unlike, own, has), nil
	}
	name := "EKM's rate of " + own + " %"
	if keys := x.rateKeys(l); len(keys) > 1 {
		name += " (id " + keys[0] + ")"
	}
	return "", rule, x.gap(fmt.Sprintf("%s has no code, and the code for taxable goods, %s, is %s %% in Brightpearl", name, code, has))
}

func (x taxing) gap(why string) *fault.Cause {
	return &fault.Cause{Code: "SB-ORD-105", Text: why, Fix: "Choose the tax codes in the settings of " + x.store + ", or the code for this order alone."}
}

// unlike separates a rule from what speaks against its code.
const unlike = "; but "

// fixKey names a row in a person's choices.
func fixKey(l commerce.Line, p part) int64 {
	switch p.kind {
	case "goods":
		return l.ID
	case "delivery":
		return view.FixDelivery
	case "custom":
		return view.FixCustom
	}
	return 0
}

// rateKeys are the names under which the settings may map a line's rate, its id first: only that tells a zero rate from an
// exemption. EKM's ids are small numbers and so are percentages, so an id that is the percentage of another rate of the shop says
// nothing.
func (x taxing) rateKeys(l commerce.Line) []string {
	percent, id := settings.RateKey(l.TaxRate), fmt.Sprint(l.TaxRateID)
	if l.TaxRateID == 0 {
		return []string{percent}
	}
	for _, r := range x.shop {
		if r.id != l.TaxRateID && settings.RateKey(r.rate) == id {
			return []string{percent}
		}
	}
	return []string{id, percent}
}

// goods reads what is known of the thing on a row of goods.
func (d *Desk) goods(ctx context.Context, x taxing, store commerce.StoreID, l commerce.Line, productID int64) (product, error) {
	listing, listed, err := d.listing(ctx, store, l)
	if err != nil {
		return product{}, err
	}
	out := product{listed: listed, taxable: listing.Taxable}
	if x.s.TaxMode == settings.TaxByBrightpearl && productID > 0 {
		out.code, err = d.productTax(ctx, productID)
	}
	return out, err
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
