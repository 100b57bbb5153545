// Package settings holds the typed settings of a store. Settings are values: a change is a function on a copy, checked
// before anybody sees it, so a running order never meets a half-changed set.
//
// Start reading at Store and Set.
package settings

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
)

// Policies for lines without a Brightpearl product and for orders without an e-mail address.
const (
	TextRow         = "text-row"
	Hold            = "hold"
	FallbackContact = "fallback-contact"
	CreateContact   = "create-contact"
	UseContact      = "use-contact"
)

// Switches that are settings.
const (
	On  = "on"
	Off = "off"
)

// How a row's tax code is chosen: by EKM's rates and products, or by Brightpearl's contacts and products.
const (
	TaxByEKM         = "ekm"
	TaxByBrightpearl = "brightpearl"
)

// How an order's discount is posted: taken off the rows of goods, or as a row of its own for each tax code.
const (
	DiscountSpread = "spread"
	DiscountRows   = "rows"
)

// What happens to orders that EKM does not show as paid, by their payment type.
const (
	UnpaidWait     = "wait"            // they wait for the payment
	UnpaidAsPaid   = "download-paid"   // they are downloaded, and a receipt is recorded
	UnpaidAsUnpaid = "download-unpaid" // they are downloaded without a receipt
)

// When the first of several notes is shipped, the status in EKM changes with the last, the first or each of them.
const (
	ShippedLast  = "last"
	ShippedFirst = "first"
	ShippedEach  = "each"
)

// Which shipments leave a line in EKM's internal notes.
const (
	NotesOff     = "off"
	NotesSeveral = "several" // those of orders with more than one, or whose numbers do not fit EKM's field
	NotesEvery   = "every"
)

// Store is everything a merchant can choose for one store. The zero value is not valid; start from Defaults.
type Store struct {
	ChannelID   int64   `json:"channel_id,omitempty"`
	PriceListID int64   `json:"price_list_id,omitempty"`
	Warehouses  []int64 `json:"warehouse_id,omitempty"` // the first one reserves; all of them count as stock

	TaxTaxable    string            `json:"tax_code_taxable,omitempty"`
	TaxNotTaxable string            `json:"tax_code_not_taxable,omitempty"`
	TaxRates      map[string]string `json:"tax_rate,omitempty"`    // EKM rate id or percentage -> Brightpearl tax code
	TaxCountries  map[string]string `json:"tax_country,omitempty"` // delivery country or zone (see Zone) -> Brightpearl tax code
	TaxMode       string            `json:"tax_mode"`
	DiscountStyle string            `json:"discount_style"`

	PaymentMethod   string           `json:"payment_method,omitempty"`
	OrderStatusID   int64            `json:"order_status_id,omitempty"`
	ShippingMethod  int64            `json:"shipping_method_id,omitempty"`
	ShippingMethods map[string]int64 `json:"shipping_method,omitempty"` // EKM delivery method, lower case -> Brightpearl id
	LeadSourceID    int64            `json:"lead_source_id,omitempty"`

	OrdersFrom       time.Time `json:"orders_from,omitzero"`
	DownloadStatuses []string  `json:"download_statuses,omitempty"`
	UnmatchedPolicy  string    `json:"unmatched_policy"`
	NoEmailPolicy    string    `json:"no_email_policy"`
	FallbackContact  int64     `json:"fallback_contact_id,omitempty"`
	StaffEmailPolicy string    `json:"staff_email_policy"`
	OtherEmails      string    `json:"match_other_emails"`
	SharedEmails     []string  `json:"shared_emails,omitempty"` // addresses, or whole domains
	SKUAnyCase       bool      `json:"sku_any_case,omitempty"`  // a code that differs only in capital letters is the same

	Unpaid     map[string]string `json:"unpaid,omitempty"` // EKM payment type, lower case -> what happens without a payment
	UnpaidDays int64             `json:"unpaid_days"`      // how long an order waits for its payment

	StockBuffer int64                      `json:"stock_buffer"`
	BufferShare int64                      `json:"stock_buffer_percent,omitempty"` // of what is free; the larger of the two counts
	AutoBuffer  int64                      `json:"auto_buffer_max,omitempty"`      // most units that a measured delay may add up to; 0: it does not
	TagBuffers  map[string]commerce.Buffer `json:"tag_buffer,omitempty"`           // tag, lower case -> buffer of the SKUs that carry it
	StockCap    int64                      `json:"stock_cap"`
	HiddenOff   bool                       `json:"hidden_listings_off,omitempty"` // listings that are not live in EKM keep what they show

	ShippedStatus     string `json:"shipped_status"`
	PartShippedStatus string `json:"part_shipped_status,omitempty"`
	ShippedPolicy     string `json:"shipped_policy"`
	ShipmentNotes     string `json:"shipment_notes"`
	TrackingGrace     int64  `json:"tracking_grace"` // minutes that a note without a tracking number waits for one

	Carriers     map[string]string `json:"carrier,omitempty"`      // Brightpearl shipping method id -> name that shoppers read
	TrackingURLs map[string]string `json:"tracking_url,omitempty"` // Brightpearl shipping method id -> address with {number}

	BrakePercent int64 `json:"brake_percent"`
	BrakeMinSKUs int64 `json:"brake_min_skus"`
	BrakeUnits   int64 `json:"brake_units,omitempty"` // most units that one reckoning may move in all; 0: any

	ShippingSystem string `json:"shipping_system,omitempty"`      // what the warehouse ships with, as people call it
	ShippingTied   bool   `json:"shipping_system_tied,omitempty"` // and it still tells EKM by itself
}

// Defaults are the settings of a store that nobody has configured.
func Defaults() Store {
	return Store{
		TaxMode: TaxByEKM, DiscountStyle: DiscountSpread,
		UnmatchedPolicy: TextRow, UnpaidDays: 14, NoEmailPolicy: FallbackContact, StaffEmailPolicy: Hold, OtherEmails: On,
		ShippedStatus: "DISPATCHED", ShippedPolicy: ShippedLast, ShipmentNotes: NotesSeveral, TrackingGrace: 1,
		BrakePercent: 5, BrakeMinSKUs: 20,
	}
}

// Clone is a deep copy.
func (s Store) Clone() Store {
	s.Warehouses = slices.Clone(s.Warehouses)
	s.TaxRates = maps.Clone(s.TaxRates)
	s.TaxCountries = maps.Clone(s.TaxCountries)
	s.Unpaid = maps.Clone(s.Unpaid)
	s.ShippingMethods = maps.Clone(s.ShippingMethods)
	s.DownloadStatuses = slices.Clone(s.DownloadStatuses)
	s.SharedEmails = slices.Clone(s.SharedEmails)
	s.TagBuffers = maps.Clone(s.TagBuffers)
	s.Carriers = maps.Clone(s.Carriers)
	s.TrackingURLs = maps.Clone(s.TrackingURLs)
	return s
}

// Warehouse is the one that reserves, 0 when none is chosen.
func (s Store) Warehouse() int64 {
	if len(s.Warehouses) == 0 {
		return 0
	}
	return s.Warehouses[0]
}

// SharesEmail reports whether many people order with an address, given in its normal form, so that it names nobody: a market
// place's, or a shop assistant's.
func (s Store) SharesEmail(normal string) bool {
	_, domain, _ := strings.Cut(normal, "@")
	return slices.ContainsFunc(s.SharedEmails, func(shared string) bool {
		shared = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(shared), "@"))
		return shared == domain || commerce.NormalEmail(shared) == normal
	})
}

// Set returns a copy with one setting changed by its key, as the command line and the Settings screen name it. An empty
// value returns the setting to its default. It refuses unknown keys and values that cannot be, and says why.
func (s Store) Set(key, value string) (Store, error) {
	out := s.Clone()
	value = strings.TrimSpace(value)
	if group, name, ok := strings.Cut(key, "."); ok && Mapped(group) {
		if err := out.setMapped(group, name, value); err != nil {
			return s, err
		}
		return out, nil
	}
	k, ok := keyNamed(key)
	if !ok {
		return s, fmt.Errorf("there is no setting %q; known settings: %s", key, strings.Join(Names(), ", "))
	}
	if value == "" {
		k.reset(&out)
		return out, nil
	}
	if err := k.set(&out, value); err != nil {
		return s, fmt.Errorf("%s=%s: %w", key, value, err)
	}
	return out, nil
}

// RateKey is how a percentage is named in TaxRates, as people type it: 20, 17.5. An id is a whole number and names itself.
func RateKey(rate commerce.Amount) string {
	return strings.TrimSuffix(strings.TrimRight(rate.String(), "0"), ".")
}

func parseID(value string) (int64, error) {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil || id < 0 {
		return 0, fmt.Errorf("it must be a Brightpearl id, a whole number such as 4")
	}
	return id, nil
}

func parseUnits(value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, fmt.Errorf("it must be a whole number of units from 0 to 1,000,000")
	}
	return n, nil
}

func parsePercent(value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > 100 {
		return 0, fmt.Errorf("it must be a whole number from 0 to 100")
	}
	return n, nil
}

func parseDays(value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 1 || n > 365 {
		return 0, fmt.Errorf("it must be a whole number of days from 1 to 365")
	}
	return n, nil
}

func parseMinutes(value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 || n > 1440 {
		return 0, fmt.Errorf("it must be a whole number of minutes from 0 to 1440")
	}
	return n, nil
}

func oneOf(value string, allowed ...string) (string, error) {
	for _, a := range allowed {
		if strings.EqualFold(a, value) {
			return a, nil
		}
	}
	return "", fmt.Errorf("it must be one of %s", strings.Join(allowed, ", "))
}

func parseList(value string) []string {
	var out []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}
