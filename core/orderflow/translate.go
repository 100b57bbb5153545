package orderflow

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/ekm"
)

// translate turns EKM's order, items and custom fields into our own words. It decides nothing.
func translate(store commerce.StoreID, currency string, o ekm.Order, items []ekm.Item, fields []ekm.CustomField) (commerce.Order, error) {
	out := commerce.Order{
		Store: store, EKMID: int64(o.ID), Number: o.Number.Trim(), PlacedAt: o.Date.Time, UpdatedAt: o.LastUpdated.Time, Currency: currency,
		Type: o.Type.Trim(), Status: o.Status.Trim(), PaymentStatus: o.PaymentStatus.Trim(), TransactionID: o.TransactionID.Trim(),
		TransactionStatus: o.TransactionStatus.Trim(), DeliveryMethod: o.DeliveryMethod.Trim(), CustomerNote: o.CustomerNotes.Trim(),
		TrackingNumber: o.TrackingNumber.Trim(), Emailed: bool(o.Emailed), Customer: customer(o),
	}
	if out.Number == "" {
		out.Number = o.ID.String()
	}
	for _, f := range []struct {
		to   *commerce.Amount
		from ekm.Decimal
		name string
	}{
		{&out.SubTotal, o.SubTotal, "sub_total"}, {&out.Delivery, o.TotalDelivery, "total_delivery"}, {&out.DeliveryRate, o.DeliveryTaxRate, "delivery_tax_rate"},
		{&out.Discount, o.DiscountsTotal, "discounts_total"}, {&out.Tax, o.TotalTax, "total_tax"}, {&out.Total, o.TotalCost, "total_cost"},
		{&out.CustomTotal, o.CustomFieldsTotal, "custom_fields_total"}, {&out.CustomTax, o.CustomFieldsTax, "custom_fields_tax_total"},
	} {
		if err := amount(f.to, f.from, f.name); err != nil {
			return out, err
		}
	}
	for _, i := range items {
		l := commerce.Line{ID: int64(i.ID), Code: string(i.ProductCode), ProductID: int64(i.ProductID), Name: i.Name.Trim(), Options: plainText(string(i.Options)),
			Quantity: int64(i.Quantity), TaxRateID: int64(i.TaxID)}
		for _, f := range []struct {
			to   *commerce.Amount
			from ekm.Decimal
			name string
		}{{&l.Price, i.Price, "item_price"}, {&l.Discount, i.Discount, "item_discount"}, {&l.Tax, i.Tax, "item_tax"},
			{&l.TaxRate, i.TaxRate, "item_tax_rate"}, {&l.Delivery, i.Delivery, "item_delivery"}} {
			if err := amount(f.to, f.from, f.name); err != nil {
				return out, err
			}
		}
		out.Lines = append(out.Lines, l)
	}
	for _, f := range fields {
		for _, c := range f.Contents {
			field := commerce.CustomField{Name: f.Name.Trim(), Content: c.Content.Trim()}
			if err := amount(&field.Value, c.Value, "custom field"); err != nil {
				return out, err
			}
			out.Custom = append(out.Custom, field)
		}
	}
	return out, nil
}

func amount(to *commerce.Amount, from ekm.Decimal, name string) error {
	v, err := commerce.ParseAmount(from.String())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	*to = v
	return nil
}

func customer(o ekm.Order) commerce.Customer {
	c, s := o.CustomerDetails, o.ShippingAddress
	billing := commerce.Address{Name: strings.TrimSpace(c.FirstName.Trim() + " " + c.LastName.Trim()), Company: c.Company.Trim(), Line1: c.Address.Trim(),
		Line2: c.Address2.Trim(), Town: c.Town.Trim(), County: c.County.Trim(), Postcode: c.PostCode.Trim(),
		Country: country(c.Country.Trim(), c.FriendlyCountry.Trim()), Phone: c.Telephone.Trim()}
	delivery := billing
	if bool(o.UseShippingAddress) && s.Address.Trim() != "" {
		delivery = commerce.Address{Name: strings.TrimSpace(s.FirstName.Trim() + " " + s.LastName.Trim()), Company: s.Company.Trim(), Line1: s.Address.Trim(),
			Line2: s.Address2.Trim(), Town: s.Town.Trim(), County: s.County.Trim(), Postcode: s.PostCode.Trim(),
			Country: country(s.Country.Trim(), s.FriendlyCountry.Trim()), Phone: s.Telephone.Trim()}
		if delivery.Phone == "" {
			delivery.Phone = billing.Phone
		}
	}
	return commerce.Customer{Email: c.EmailAddress.Trim(), FirstName: c.FirstName.Trim(), LastName: c.LastName.Trim(), Billing: billing, Delivery: delivery}
}

// country prefers the code; shops whose own country list lacks one send only a name.
func country(code, name string) string {
	if len(code) == 2 || len(code) == 3 {
		return strings.ToUpper(code)
	}
	if code != "" {
		name = code
	}
	switch strings.ToLower(name) {
	case "":
		return ""
	case "uk", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland":
		return "GB"
	case "ireland", "republic of ireland", "eire":
		return "IE"
	case "isle of man":
		return "IM"
	case "jersey":
		return "JE"
	case "guernsey":
		return "GG"
	case "usa", "united states", "united states of america":
		return "US"
	}
	return name
}

var (
	breaks = regexp.MustCompile(`(?i)<\s*(br|/p|/li)\s*/?>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// plainText turns a piece of HTML, which may be escaped twice, into text.
func plainText(markup string) string {
	text := html.UnescapeString(html.UnescapeString(markup))
	text = tags.ReplaceAllString(breaks.ReplaceAllString(text, "\n"), "")
	var out []string
	for l := range strings.Lines(strings.ReplaceAll(text, "\u00a0", " ")) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, ", ")
}
