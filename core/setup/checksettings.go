package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// choose is the fix for a setting that is open.
func choose(key string) string {
	for _, k := range settings.Keys() {
		if k.Name == key {
			return fmt.Sprintf("Choose “%s” in the store's settings (%s).", k.Title, key)
		}
	}
	return "Choose it in the store's settings (" + key + ")."
}

func (p *preflight) channel(ctx context.Context) error {
	const key, title = "channel", "Sales channel"
	id := p.row.Settings.ChannelID
	channel, ok := find(p.choices.Channels, idText(id), channelID)
	stores, err := p.desk.db.Stores(ctx)
	if err != nil {
		return err
	}
	for _, other := range stores {
		if id != 0 && other.ID != p.row.ID && other.Settings.ChannelID == id {
			p.add(key, title, Problem, fmt.Sprintf("The channel %s belongs to the store %s already; one channel serves one store.", channel.Name, other.Name),
				"Make a channel for this store in Brightpearl (Settings > Channels) and choose it.")
			return nil
		}
	}
	switch {
	case id == 0:
		p.add(key, title, Problem, "No channel is chosen, so orders could not be told apart in Brightpearl.", choose("channel_id"))
	case !ok:
		p.add(key, title, Problem, fmt.Sprintf("Brightpearl has no channel %d any more.", id), choose("channel_id"))
	default:
		p.add(key, title, OK, "Orders go to "+channel.Name+".", "")
	}
	return nil
}

func (p *preflight) priceList() {
	const key, title = "price_list", "Price list"
	list, ok := find(p.choices.PriceLists, idText(p.row.Settings.PriceListID), priceListID)
	switch {
	case p.row.Settings.PriceListID == 0:
		p.add(key, title, Problem, "No price list is chosen.", choose("price_list_id"))
	case !ok:
		p.add(key, title, Problem, fmt.Sprintf("Brightpearl has no price list %d any more.", p.row.Settings.PriceListID), choose("price_list_id"))
	case !list.Sell:
		p.add(key, title, Problem, list.Name+" is a price list for buying.", "Choose a price list for selling.")
	default:
		p.add(key, title, OK, fmt.Sprintf("Orders and new customers get %s, in %s.", list.Name, list.Currency), "")
	}
}

// currency is the gate that keeps amounts from changing their worth.
func (p *preflight) currency() {
	const key, title = "currency", "Currency"
	if p.row.Currency == "" {
		p.add(key, title, Problem, "EKM did not tell the shop's currency, so nobody knows in which currency its orders are.",
			"Give the sign-in the permission to read the currency, then sign the store in again.")
		return
	}
	if text, fix := currencyGap(p.row, p.choices); text != "" {
		p.add(key, title, Problem, text, fix)
		return
	}
	p.add(key, title, OK, "The shop and Brightpearl both count in "+p.row.Currency+".", "")
}

func (p *preflight) warehouses() {
	const key, title = "warehouses", "Warehouses"
	var names []string
	for _, id := range p.row.Settings.Warehouses {
		w, ok := find(p.choices.Warehouses, idText(id), warehouseID)
		if !ok {
			p.add(key, title, Problem, fmt.Sprintf("Brightpearl has no warehouse %d any more.", id), choose("warehouse_id"))
			return
		}
		names = append(names, w.Name)
	}
	if len(names) == 0 {
		p.add(key, title, Problem, "No warehouse is chosen, so stock can be neither reserved nor published.", choose("warehouse_id"))
		return
	}
	text := "Stock is that of " + strings.Join(names, " and ") + "."
	if len(names) > 1 {
		text += " Orders are reserved in " + names[0] + "."
	}
	p.add(key, title, OK, text, "")
}

func (p *preflight) taxCodes() {
	const key, title = "tax_codes", "Tax codes"
	var open, gone []string
	look := func(name, code string) {
		switch {
		case code == "":
			open = append(open, name)
		default:
			if _, ok := p.codeNamed(code); !ok {
				gone = append(gone, code)
			}
		}
	}
	s := p.row.Settings
	look("tax_code_taxable", s.TaxTaxable)
	look("tax_code_not_taxable", s.TaxNotTaxable)
	for _, rate := range union(s.TaxRates, nil) {
		look("tax_rate."+rate, s.TaxRates[rate])
	}
	for _, zone := range union(s.TaxCountries, nil) {
		look("tax_country."+zone, s.TaxCountries[zone])
	}
	switch {
	case len(open) > 0:
		p.add(key, title, Problem, "No tax code is chosen for "+strings.Join(open, " and ")+".", choose(strings.Join(open, " and ")))
	case len(gone) > 0:
		p.add(key, title, Problem, "Brightpearl has no tax code "+strings.Join(gone, ", ")+" any more.", "Choose other tax codes in the store's settings.")
	default:
		text := fmt.Sprintf("Taxable goods carry %s, others %s.", s.TaxTaxable, s.TaxNotTaxable)
		if s.TaxMode == settings.TaxByBrightpearl {
			text += " Where Brightpearl knows a code of the contact or the product, that one goes first."
		}
		p.add(key, title, OK, text, "")
	}
}

// unmapped warns of the shop's rates whose goods no code is right for.
func (p *preflight) unmapped() {
	const key, title = "tax_rates", "Tax rates of the shop"
	s := p.row.Settings
	standard, ok := p.codeNamed(s.TaxTaxable)
	if len(p.shop.TaxRates) == 0 || s.TaxMode == settings.TaxByBrightpearl || !ok {
		return
	}
	of, _ := commerce.ParseAmount(standard.Rate)
	var open []string
	for _, r := range p.shop.TaxRates {
		rate, err := commerce.ParseAmount(r.Value)
		if err != nil || rate <= 0 || rate == of || s.TaxRates[settings.RateKey(rate)] != "" || s.TaxRates[idText(r.ID)] != "" {
			continue
		}
		open = append(open, r.Name+" ("+settings.RateKey(rate)+" %)")
	}
	if len(open) > 0 {
		then := "Orders with such goods are held."
		if len(s.TaxRates) == 0 {
			then = "Such goods carry " + s.TaxTaxable + " all the same."
		}
		p.add(key, title, Warning, "No tax code is chosen for the shop's rates "+strings.Join(open, ", ")+", which "+s.TaxTaxable+" does not have. "+then,
			"Choose a tax code for each of these rates in the store's settings.")
		return
	}
	p.add(key, title, OK, "Every rate of the shop has its tax code.", "")
}

func (p *preflight) codeNamed(code string) (TaxCode, bool) {
	for _, t := range p.choices.TaxCodes {
		if t.Code == code {
			return t, true
		}
	}
	return TaxCode{}, false
}

// payment is strict: without a sales receipt the books are wrong, and a receipt cannot be made up for later.
func (p *preflight) payment() {
	const key, title = "payment_method", "Payment method"
	code := p.row.Settings.PaymentMethod
	m, ok := p.choices.paymentMethod(code)
	switch {
	case code == "":
		p.add(key, title, Problem, "No payment method is chosen, so orders could not be marked as paid.", choose("payment_method"))
	case !ok:
		p.add(key, title, Problem, "Brightpearl has no payment method "+code+". Orders would be marked as paid without a sales receipt; journal will be created: no.", choose("payment_method"))
	case !m.Active:
		p.add(key, title, Problem, "The payment method "+m.Code+" is not active. Orders would be marked as paid without a sales receipt; journal will be created: no.",
			"Activate it in Brightpearl (Settings > Payment methods), or choose another.")
	case p.row.Currency != "" && !m.Receipt(p.row.Currency):
		p.add(key, title, Problem, fmt.Sprintf("The payment method %s has no bank account for %s. Orders would be marked as paid without a sales receipt; journal will be created: no.", m.Code, p.row.Currency),
			"Give it a bank account for "+p.row.Currency+" in Brightpearl (Settings > Payment methods), or choose another.")
	default:
		p.add(key, title, OK, "Receipts are recorded by "+m.Code+"; journal will be created: yes.", "")
	}
}

func (p *preflight) orderStatus() {
	const key, title = "order_status", "Start status"
	id := p.row.Settings.OrderStatusID
	s, ok := find(p.choices.OrderStatuses, idText(id), statusID)
	switch {
	case id == 0:
		p.add(key, title, Problem, "No status is chosen in which new sales orders start.", choose("order_status_id"))
	case !ok:
		p.add(key, title, Problem, fmt.Sprintf("Brightpearl has no sales order status %d any more.", id), choose("order_status_id"))
	case !s.Enabled:
		p.add(key, title, Problem, "The status "+s.Name+" is disabled in Brightpearl, which refuses it for orders.", "Enable it in Brightpearl, or choose another.")
	default:
		p.add(key, title, OK, "New sales orders start as "+s.Name+".", "")
	}
}

func (p *preflight) shippingMethod() {
	const key, title = "shipping_method", "Shipping method"
	s := p.row.Settings
	for _, name := range append([]string{""}, union(s.ShippingMethods, nil)...) {
		id := s.ShippingMethods[name]
		if name == "" {
			id = s.ShippingMethod
		}
		if id != 0 && !has(p.choices.ShippingMethods, idText(id), shippingID) {
			p.add(key, title, Problem, fmt.Sprintf("Brightpearl has no shipping method %d any more.", id), "Choose another in the store's settings.")
			return
		}
	}
	m, ok := find(p.choices.ShippingMethods, idText(s.ShippingMethod), shippingID)
	if !ok {
		p.add(key, title, Warning, "No shipping method is chosen; sales orders carry none unless their delivery method is mapped.", choose("shipping_method_id"))
		return
	}
	p.add(key, title, OK, "Orders carry "+m.Name+" unless their delivery method is mapped.", "")
}

func (p *preflight) shippedStatus() {
	const key, title = "shipped_status", "Status when shipped"
	for _, name := range []string{p.row.Settings.ShippedStatus, p.row.Settings.PartShippedStatus} {
		if name == "" {
			continue
		}
		_, found, known := p.shop.status(name)
		if !known {
			p.add(key, title, Warning, "The shop did not tell its statuses, so "+name+" could not be checked.", "Compare it with the statuses in the shop's EKM back office.")
			return
		}
		if !found {
			p.add(key, title, Problem, fmt.Sprintf("The shop has no status %s; it has %s.", name, p.shop.statusNames()), choose("shipped_status"))
			return
		}
	}
	p.add(key, title, OK, "Shipped orders become "+p.row.Settings.ShippedStatus+" in EKM, and no e-mail is caused.", "")
}

// carriers looks at the shipping methods whose names and pages shoppers read.
func (p *preflight) carriers() {
	const key, title = "carriers", "Carriers and their pages"
	s := p.row.Settings
	var gone []string
	chosen := union(s.Carriers, s.TrackingURLs)
	for _, id := range chosen {
		if !has(p.choices.ShippingMethods, id, shippingID) {
			gone = append(gone, id)
		}
	}
	switch {
	case len(gone) > 0:
		p.add(key, title, Warning, "Brightpearl has no shipping method "+strings.Join(gone, ", ")+" any more, so what was chosen for it is of no use.",
			"Take carrier and tracking_url of it out of the store's settings.")
	case len(chosen) > 0:
		p.add(key, title, OK, fmt.Sprintf("Shoppers read the chosen names and pages of %d shipping method(s).", len(chosen)), "")
	}
}

// canary says what the last test order showed.
func (p *preflight) canary(ctx context.Context) error {
	const key, title = "canary", "E-mails by shipping updates"
	document, at, err := p.desk.db.Canary(ctx, p.row.ID)
	if err != nil || document == "" {
		return err
	}
	var steps []view.CanaryStep
	if err := json.Unmarshal([]byte(document), &steps); err != nil {
		return fmt.Errorf("what the test order showed: %w", err)
	}
	for _, s := range steps {
		if s.After && !s.Before {
			p.add(key, title, Warning, fmt.Sprintf("A test order showed on %s that EKM mails shoppers when the %s is written.", at.Format("2 Jan 2006"), s.Call),
				"Change the shop's rules for e-mails, then try a test order again.")
			return nil
		}
	}
	p.add(key, title, OK, "A test order showed on "+at.Format("2 Jan 2006")+" no e-mail by any update.", "")
	return nil
}

func (p *preflight) fallback() {
	const key, title = "no_email", "Orders without an e-mail"
	s := p.row.Settings
	if s.NoEmailPolicy == settings.FallbackContact && s.FallbackContact == 0 {
		p.add(key, title, Warning, "No fallback contact is chosen, so orders without a usable e-mail address are held.", choose("fallback_contact_id"))
		return
	}
	p.add(key, title, OK, "Decided: "+s.NoEmailPolicy+".", "")
}

// catalogue looks at what was read so far. Both are read when the store goes live, so neither keeps it from doing so.
func (p *preflight) catalogue(ctx context.Context) error {
	products, err := p.desk.db.Poll(ctx, db.ProductsPoll)
	if err != nil {
		return err
	}
	listings, err := p.desk.db.Poll(ctx, db.ListingsPoll(p.row.ID))
	if err != nil {
		return err
	}
	const key, title = "products", "Products read"
	switch {
	case products.FullAt.IsZero() && listings.FullAt.IsZero():
		p.add(key, title, Warning, "Neither the shop's nor Brightpearl's products have been read yet, so SKUs are not matched.", "Run a sync; they are read at once, before the first order.")
	case products.FullAt.IsZero():
		p.add(key, title, Warning, "Brightpearl's products have not been read yet, so SKUs are not matched.", "Run a sync; they are read at once, before the first order.")
	case listings.FullAt.IsZero():
		p.add(key, title, Warning, "The shop's products have not been read yet, so SKUs are not matched.", "Run a sync; they are read at once.")
	default:
		p.add(key, title, OK, "Both catalogues have been read.", "")
	}
	links, err := p.desk.db.Links(ctx, p.row.ID)
	if err != nil {
		return err
	}
	double := map[string]bool{}
	for _, l := range links {
		if l.State == commerce.Duplicate {
			double[l.SKU] = true
		}
	}
	if len(double) > 0 {
		words := "One SKU stands twice. Its stock is not published, and orders with it are held."
		if len(double) > 1 {
			words = fmt.Sprintf("%d SKUs stand twice. Their stock is not published, and orders with them are held.", len(double))
		}
		p.add("skus", "Duplicate SKUs", Warning, words,
			"Give each product its own SKU. SKU match lists them under Duplicate.")
		return nil
	}
	p.add("skus", "Duplicate SKUs", OK, "No SKU stands twice.", "")
	return nil
}
