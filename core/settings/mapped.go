package settings

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
	{Name: "carrier", Example: "11", Title: "Carrier's name for the method", Effect: "Shoppers read this name instead of the Brightpearl shipping method's.",
		values: func(s Store) map[string]string { return s.Carriers }, set: setCarrier},
	{Name: "tracking_url", Example: "11", Title: "Tracking page for the method", Effect: "Shoppers follow parcels of this Brightpearl shipping method there; {number} stands for the tracking number.",
		values: func(s Store) map[string]string { return s.TrackingURLs }, set: setTrackingURL},
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

func setCarrier(s *Store, name, value string) error {
	id, err := methodName("carrier", name)
	if err == nil {
		put(&s.Carriers, id, strings.Join(strings.Fields(value), " "))
	}
	return err
}

// numberMark stands for the tracking number in the address of a tracking page.
const numberMark = "{number}"

func setTrackingURL(s *Store, name, value string) error {
	id, err := methodName("tracking_url", name)
	if err != nil {
		return err
	}
	if value != "" {
		if err := trackingAddress(value); err != nil {
			return fmt.Errorf("tracking_url.%s=%s: %w", id, value, err)
		}
	}
	put(&s.TrackingURLs, id, value)
	return nil
}

// methodName reads the id of a Brightpearl shipping method out of a setting's name.
func methodName(group, name string) (string, error) {
	id, err := parseID(name)
	if err != nil || id == 0 {
		return "", fmt.Errorf("%s.%s: after the full stop comes the id of a Brightpearl shipping method, such as %s.11", group, name, group)
	}
	return strconv.FormatInt(id, 10), nil
}

// trackingAddress says what is wrong with the address of a tracking page.
func trackingAddress(value string) error {
	if strings.Count(value, numberMark) != 1 {
		return fmt.Errorf("it must hold %s exactly once, where the tracking number goes", numberMark)
	}
	u, err := url.Parse(strings.Replace(value, numberMark, "A1", 1))
	switch {
	case err != nil || strings.ContainsFunc(value, unicode.IsSpace):
		return fmt.Errorf("it is not the address of a page")
	case u.Scheme != "https" || u.Hostname() == "" || u.User != nil:
		return fmt.Errorf("it must be an address that begins with https:// and a host, such as https://track.example.com/%s", numberMark)
	case strings.Contains(strings.SplitN(value[len("https://"):], "/", 2)[0], numberMark):
		return fmt.Errorf("%s must stand behind the host", numberMark)
	}
	return nil
}

// TrackingPage is where a shopper follows a parcel that was sent by a Brightpearl shipping method; ok is false when nobody chose a
// page for the method.
func (s Store) TrackingPage(method int64, number string) (page string, ok bool) {
	address := s.TrackingURLs[strconv.FormatInt(method, 10)]
	before, after, ok := strings.Cut(address, numberMark)
	if !ok {
		return "", false
	}
	return before + url.QueryEscape(number) + after, true
}

// Carrier is the name that shoppers read for a Brightpearl shipping method, given the method's own.
func (s Store) Carrier(method int64, name string) string {
	if chosen := s.Carriers[strconv.FormatInt(method, 10)]; chosen != "" {
		return chosen
	}
	return strings.TrimSpace(name)
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
