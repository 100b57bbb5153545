package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
)

// Mapping is a group of settings of which a store has any number, one for each name after the full stop: tax_rate.20,
// shipping_method.Royal Mail.
type Mapping struct {
	Name, Example string
	Title, Effect string // for people; the name stands behind them

	values func(Store) map[string]string
	set    func(s *Store, name, value string) error
}

// Values are the names of a store that have a value, and their values as text.
func (m Mapping) Values(s Store) map[string]string { return m.values(s) }

// Mappings lists the groups in the order in which a person meets them.
func Mappings() []Mapping { return mappings }

// Mapped reports whether a name before a full stop is that of a group.
func Mapped(group string) bool {
	return slices.ContainsFunc(mappings, func(m Mapping) bool { return m.Name == group })
}

var mappings = []Mapping{
	{Name: "tax_rate", Example: "20", Title: "Tax code for the rate", Effect: "Rows at this EKM rate carry this code instead of the one for taxable goods.",
		values: func(s Store) map[string]string { return s.TaxRates }, set: setTaxRate},
	{Name: "tax_country", Example: "GB-NI", Title: "Tax code for deliveries to", Effect: "Every row of an order that is delivered there carries this code, whatever its rate.",
		values: func(s Store) map[string]string { return s.TaxCountries }, set: setTaxCountry},
	{Name: "unpaid", Example: "Cheque", Title: "Unpaid orders by", Effect: "Orders of this EKM payment type wait for their payment, or are downloaded without waiting.",
		values: func(s Store) map[string]string { return s.Unpaid }, set: setUnpaid},
	{Name: "tag_buffer", Example: "fragile", Title: "Buffer for the tag", Effect: "SKUs that carry this tag keep back these units, or this percentage of what is free, instead of the store's buffer.",
		values: func(s Store) map[string]string {
			out := map[string]string{}
			for tag, b := range s.TagBuffers {
				out[tag] = b.String()
			}
			return out
		}, set: setTagBuffer},
	{Name: "shipping_method", Example: "Royal Mail", Title: "Shipping method for", Effect: "Orders with this EKM delivery method get it.",
		values: func(s Store) map[string]string {
			out := map[string]string{}
			for name, id := range s.ShippingMethods {
				out[name] = strconv.FormatInt(id, 10)
			}
			return out
		}, set: setShippingMethod},
}

func (s *Store) setMapped(group, name, value string) error {
	i := slices.IndexFunc(mappings, func(m Mapping) bool { return m.Name == group })
	if name = strings.TrimSpace(name); name == "" {
		return fmt.Errorf("%s. needs a name after the full stop, for example %s.%s", group, group, mappings[i].Example)
	}
	return mappings[i].set(s, name, value)
}

// put enters a value under a name, or takes the name out when there is none.
func put[V comparable](into *map[string]V, name string, value V) {
	var none V
	switch {
	case value == none:
		delete(*into, name)
	case *into == nil:
		*into = map[string]V{name: value}
	default:
		(*into)[name] = value
	}
}

func setTaxRate(s *Store, name, value string) error {
	name = strings.ToLower(name)
	if rate, err := commerce.ParseAmount(strings.TrimSpace(strings.TrimSuffix(name, "%"))); err == nil {
		name = RateKey(rate)
	}
	put(&s.TaxRates, name, value)
	return nil
}

func setTaxCountry(s *Store, name, value string) error {
	zone, ok := Zone(name)
	if !ok {
		return fmt.Errorf("tax_country.%s: after the full stop comes a country of two letters, such as tax_country.FR, or GB-NI (Northern Ireland), EU or WORLD", name)
	}
	put(&s.TaxCountries, zone, value)
	return nil
}

func setUnpaid(s *Store, name, value string) error {
	if value != "" {
		policy, err := oneOf(value, UnpaidWait, UnpaidAsPaid, UnpaidAsUnpaid)
		if err != nil {
			return fmt.Errorf("unpaid.%s=%s: %w", name, value, err)
		}
		value = policy
	}
	put(&s.Unpaid, strings.ToLower(name), value)
	return nil
}

func setTagBuffer(s *Store, name, value string) error {
	name = commerce.TagKey(name)
	if value == "" {
		delete(s.TagBuffers, name)
		return nil
	}
	b, err := commerce.ParseBuffer(value)
	if err != nil {
		return fmt.Errorf("tag_buffer.%s=%s: %w", name, value, err)
	}
	if s.TagBuffers == nil {
		s.TagBuffers = map[string]commerce.Buffer{}
	}
	s.TagBuffers[name] = b // 0 too: the tag's SKUs keep back nothing
	return nil
}

func setShippingMethod(s *Store, name, value string) error {
	id := int64(0)
	if value != "" {
		var err error
		if id, err = parseID(value); err != nil {
			return fmt.Errorf("shipping_method.%s=%s: %w", name, value, err)
		}
	}
	put(&s.ShippingMethods, strings.ToLower(name), id)
	return nil
}

// UnpaidPolicy is what happens to an unpaid order of a payment type.
func (s Store) UnpaidPolicy(paymentType string) string {
	if policy := s.Unpaid[strings.ToLower(strings.TrimSpace(paymentType))]; policy != "" {
		return policy
	}
	return UnpaidWait
}

// The zones of tax_country beside countries. World is every country outside the United Kingdom and the Isle of Man, which share
// their tax.
const (
	NorthernIreland = "GB-NI"
	EuropeanUnion   = "EU"
	World           = "WORLD"
)

// Zone is the form in which a country or zone is kept: two capital letters, or one of the zones above.
func Zone(name string) (string, bool) {
	name = strings.ToUpper(strings.TrimSpace(name))
	switch name {
	case "UK":
		return "GB", true
	case "NI":
		return "", false // Nicaragua or Northern Ireland
	case NorthernIreland, EuropeanUnion, World:
		return name, true
	}
	letters := func(r rune) bool { return r < 'A' || r > 'Z' }
	return name, len(name) == 2 && !strings.ContainsFunc(name, letters)
}

var union = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")

// CountryCode is the code for deliveries to a country of two letters, with the zone whose rule it is: the most particular one
// counts. Northern Ireland is in GB with a postcode that begins with BT; the Isle of Man, Jersey and Guernsey are told by their
// postcodes too, since shops list them under the United Kingdom. ok is false when no rule speaks of the place.
func (s Store) CountryCode(country, postcode string) (code, zone string, ok bool) {
	var zones []string
	if country == "GB" {
		area := strings.ToUpper(strings.TrimSpace(postcode))
		if len(area) > 2 {
			area = area[:2]
		}
		switch area {
		case "BT":
			zones = append(zones, NorthernIreland)
		case "IM", "JE":
			country = area
		case "GY":
			country = "GG"
		}
	}
	zones = append(zones, country)
	if slices.Contains(union, country) {
		zones = append(zones, EuropeanUnion)
	}
	if country != "GB" && country != "IM" {
		zones = append(zones, World)
	}
	for _, zone := range zones {
		if code := s.TaxCountries[zone]; code != "" {
			return code, zone, true
		}
	}
	return "", "", false
}
