package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Key describes one setting for people: its name on the command line, a plain title, what it does, and its present value.
type Key struct {
	Name, Group, Title, Effect string
	Default                    string
	Choices                    []string // closed list, empty when free
	Source                     string   // list of Brightpearl or EKM options that it is chosen from, empty when free

	get   func(Store) string
	set   func(*Store, string) error
	reset func(*Store)
}

// Value is the setting as text, "" when it is not set.
func (k Key) Value(s Store) string { return k.get(s) }

// Keys lists every setting that has a name of its own, in the order in which a person meets them.
func Keys() []Key { return keys }

// Names lists the names that Set accepts, mapped ones with a hint.
func Names() []string {
	var out []string
	for _, k := range keys {
		out = append(out, k.Name)
	}
	return append(out, "tax_rate.<rate>", "tax_country.<country>", "unpaid.<EKM payment type>", "tag_buffer.<tag>", "shipping_method.<EKM delivery method>",
		"carrier.<Brightpearl shipping method id>", "tracking_url.<Brightpearl shipping method id>")
}

func keyNamed(name string) (Key, bool) {
	for _, k := range keys {
		if k.Name == name {
			return k, true
		}
	}
	return Key{}, false
}

var keys = []Key{
	id("channel_id", "Orders", "Sales channel", "Every order of this store goes to this Brightpearl channel. One channel serves one store.", "channels", func(s *Store) *int64 { return &s.ChannelID }),
	id("price_list_id", "Orders", "Price list", "Orders and new customers get this price list. Its currency must be the shop's.", "price_lists", func(s *Store) *int64 { return &s.PriceListID }),
	id("order_status_id", "Orders", "Start status", "New sales orders start in this status.", "order_statuses", func(s *Store) *int64 { return &s.OrderStatusID }),
	{Name: "orders_from", Group: "Orders", Title: "Orders from", Effect: "Orders placed before this moment are left alone.",
		get: func(s Store) string {
			if s.OrdersFrom.IsZero() {
				return ""
			}
			return s.OrdersFrom.UTC().Format(time.RFC3339)
		},
		set: func(s *Store, v string) error {
			t, err := time.Parse(time.RFC3339, v)
			if err != nil {
				return fmt.Errorf("it must be a time such as 2026-11-23T09:00:00Z")
			}
			s.OrdersFrom = t.UTC()
			return nil
		},
		reset: func(s *Store) { s.OrdersFrom = time.Time{} }},
	{Name: "download_statuses", Group: "Orders", Title: "EKM statuses to download", Effect: "Only paid orders in these statuses are downloaded; empty means every status that is not failed, declined, cancelled or refunded.", Source: "ekm_statuses",
		get:   func(s Store) string { return strings.Join(s.DownloadStatuses, ",") },
		set:   func(s *Store, v string) error { s.DownloadStatuses = parseList(v); return nil },
		reset: func(s *Store) { s.DownloadStatuses = nil }},
	choice("unmatched_policy", "Orders", "Line without a product", "Download it as a free-text row with a flag, or hold the whole order. A line on the ignore list holds nothing and is a text row without a flag.", TextRow, []string{TextRow, Hold}, func(s *Store) *string { return &s.UnmatchedPolicy }),
	yesNo("sku_any_case", "Orders", "Ignore capital letters in SKUs", "A code that differs from one Brightpearl SKU only in capital letters is the same product.", func(s *Store) *bool { return &s.SKUAnyCase }),
	whole("unpaid_days", "Schedules and limits", "Wait for a payment, days", "An unpaid order leaves as cancelled after so many days; it is downloaded after all when EKM shows a payment later.", "14", parseDays, func(s *Store) *int64 { return &s.UnpaidDays }),
	choice("no_email_policy", "Customers", "Order without an e-mail", "Use the fallback contact, make a contact without an address for each name and postcode, or hold the order.", FallbackContact, []string{FallbackContact, CreateContact, Hold}, func(s *Store) *string { return &s.NoEmailPolicy }),
	id("fallback_contact_id", "Customers", "Fallback contact", "Orders without a usable e-mail address go on this Brightpearl contact.", "", func(s *Store) *int64 { return &s.FallbackContact }),
	choice("staff_email_policy", "Customers", "E-mail of a supplier or colleague", "When only a supplier or a member of staff has the shopper's address: hold the order, use that contact, or make a new customer.", Hold, []string{Hold, UseContact, CreateContact}, func(s *Store) *string { return &s.StaffEmailPolicy }),
	choice("match_other_emails", "Customers", "Second and third e-mail", "Customers are also found by their second and third address, as merged contacts keep them.", On, []string{On, Off}, func(s *Store) *string { return &s.OtherEmails }),
	{Name: "shared_emails", Group: "Customers", Title: "Shared addresses", Effect: "Addresses and domains that many people order with, such as a market place's; they count as no e-mail.",
		get:   func(s Store) string { return strings.Join(s.SharedEmails, ",") },
		set:   func(s *Store, v string) error { s.SharedEmails = parseList(v); return nil },
		reset: func(s *Store) { s.SharedEmails = nil }},
	id("lead_source_id", "Customers", "Lead source", "New customers and orders carry this lead source.", "lead_sources", func(s *Store) *int64 { return &s.LeadSourceID }),
	text("tax_code_taxable", "Tax", "Tax code, taxable", "Rows of taxable goods carry this Brightpearl tax code.", "tax_codes", func(s *Store) *string { return &s.TaxTaxable }),
	text("tax_code_not_taxable", "Tax", "Tax code, not taxable", "Rows of goods without tax carry this Brightpearl tax code.", "tax_codes", func(s *Store) *string { return &s.TaxNotTaxable }),
	choice("tax_mode", "Tax", "Tax codes by", "EKM's rates and products choose the tax codes, or Brightpearl's: the contact's, else its country's, else the product's. The amounts are EKM's either way.", TaxByEKM, []string{TaxByEKM, TaxByBrightpearl}, func(s *Store) *string { return &s.TaxMode }),
	choice("discount_style", "Tax", "Discounts", "An order's discount is spread over its goods, or posted as a row of its own for each tax code.", DiscountSpread, []string{DiscountSpread, DiscountRows}, func(s *Store) *string { return &s.DiscountStyle }),
	text("payment_method", "Payments", "Payment method", "Receipts are recorded with this method; it needs a bank account for the currency, or no sales receipt is made.", "payment_methods", func(s *Store) *string { return &s.PaymentMethod }),
	{Name: "warehouse_id", Group: "Stock", Title: "Warehouses", Effect: "Their on-hand stock is added up for this store; the first one reserves.", Source: "warehouses",
		get: func(s Store) string {
			parts := make([]string, len(s.Warehouses))
			for i, w := range s.Warehouses {
				parts[i] = strconv.FormatInt(w, 10)
			}
			return strings.Join(parts, ",")
		},
		set: func(s *Store, v string) error {
			var ids []int64
			for _, part := range parseList(v) {
				n, err := parseID(part)
				if err != nil {
					return err
				}
				if !slices.Contains(ids, n) {
					ids = append(ids, n)
				}
			}
			s.Warehouses = ids
			return nil
		},
		reset: func(s *Store) { s.Warehouses = nil }},
	units("stock_buffer", "Stock", "Buffer", "Units of every SKU that this store never shows.", "0", func(s *Store) *int64 { return &s.StockBuffer }),
	percent("stock_buffer_percent", "Stock", "Buffer, per cent", "This share of what is free is never shown, rounded up to whole units; the larger of the two buffers counts.", "0", func(s *Store) *int64 { return &s.BufferShare }),
	units("auto_buffer_max", "Stock", "Automatic buffer, at most", "Fast sellers keep back what other stores may sell before this one is told, by the measured delay, up to these units; 0 switches it off.", "0", func(s *Store) *int64 { return &s.AutoBuffer }),
	units("stock_cap", "Stock", "Most units shown", "The store never shows more than this; 0 means no limit.", "0", func(s *Store) *int64 { return &s.StockCap }),
	yesNo("hidden_listings_off", "Stock", "Leave hidden listings alone", "Listings that are not live in EKM keep the stock that they show; they follow within minutes once they are live.", func(s *Store) *bool { return &s.HiddenOff }),
	percent("brake_percent", "Stock", "Brake, per cent", "A change that would set more than this share of the SKUs to zero stops before it writes.", "5", func(s *Store) *int64 { return &s.BrakePercent }),
	units("brake_min_skus", "Stock", "Brake, at least SKUs", "The brake never stops fewer SKUs than this.", "20", func(s *Store) *int64 { return &s.BrakeMinSKUs }),
	units("brake_units", "Stock", "Brake, units in all", "A change that would move more units than this at once stops before it writes; 0 means any number may move.", "0", func(s *Store) *int64 { return &s.BrakeUnits }),
	id("shipping_method_id", "Shipments and e-mail", "Shipping method", "Orders whose EKM delivery method is not mapped get this one.", "shipping_methods", func(s *Store) *int64 { return &s.ShippingMethod }),
	text("shipping_system", "Shipments and e-mail", "Shipping system", "What the warehouse prints its labels with, for support. Stockbridge does not talk to it.", "", func(s *Store) *string { return &s.ShippingSystem }),
	yesNo("shipping_system_tied", "Shipments and e-mail", "It also writes to EKM", "Cut that link before shipments are switched on: two programs that mark orders as shipped tell shoppers twice.", func(s *Store) *bool { return &s.ShippingTied }),
	{Name: "shipped_status", Group: "Shipments and e-mail", Title: "Status when shipped", Effect: "EKM orders get this status when everything is shipped. No e-mail is ever caused.", Default: "DISPATCHED", Source: "ekm_statuses",
		get:   func(s Store) string { return s.ShippedStatus },
		set:   func(s *Store, v string) error { s.ShippedStatus = v; return nil },
		reset: func(s *Store) { s.ShippedStatus = "DISPATCHED" }},
	text("part_shipped_status", "Shipments and e-mail", "Status when part shipped", "EKM orders get this status while parts are still to come; empty leaves it unchanged.", "ekm_statuses", func(s *Store) *string { return &s.PartShippedStatus }),
	choice("shipped_policy", "Shipments and e-mail", "Several shipments", "The status changes with the last, the first or each shipment.", ShippedLast, []string{ShippedLast, ShippedFirst, ShippedEach}, func(s *Store) *string { return &s.ShippedPolicy }),
	choice("shipment_notes", "Shipments and e-mail", "Lines in the internal notes", "Every shipment leaves a line in EKM's internal notes, only those of orders with several that EKM's tracking fields cannot show, or none. What staff wrote there stays.", NotesSeveral, []string{NotesOff, NotesSeveral, NotesEvery}, func(s *Store) *string { return &s.ShipmentNotes }),
	whole("tracking_grace", "Schedules and limits", "Wait for tracking, minutes", "A shipment without a tracking number waits so long for one before the store is told.", "1", parseMinutes, func(s *Store) *int64 { return &s.TrackingGrace }),
}

func id(name, group, title, effect, source string, field func(*Store) *int64) Key {
	return Key{Name: name, Group: group, Title: title, Effect: effect, Source: source,
		get: func(s Store) string {
			if *field(&s) == 0 {
				return ""
			}
			return strconv.FormatInt(*field(&s), 10)
		},
		set: func(s *Store, v string) error {
			n, err := parseID(v)
			*field(s) = n
			return err
		},
		reset: func(s *Store) { *field(s) = 0 }}
}

func text(name, group, title, effect, source string, field func(*Store) *string) Key {
	return Key{Name: name, Group: group, Title: title, Effect: effect, Source: source,
		get:   func(s Store) string { return *field(&s) },
		set:   func(s *Store, v string) error { *field(s) = v; return nil },
		reset: func(s *Store) { *field(s) = "" }}
}

func choice(name, group, title, effect, standard string, allowed []string, field func(*Store) *string) Key {
	return Key{Name: name, Group: group, Title: title, Effect: effect, Default: standard, Choices: allowed,
		get: func(s Store) string { return *field(&s) },
		set: func(s *Store, v string) error {
			got, err := oneOf(v, allowed...)
			if err == nil {
				*field(s) = got
			}
			return err
		},
		reset: func(s *Store) { *field(s) = standard }}
}

func yesNo(name, group, title, effect string, field func(*Store) *bool) Key {
	return Key{Name: name, Group: group, Title: title, Effect: effect, Default: "no", Choices: []string{"no", "yes"},
		get: func(s Store) string {
			if *field(&s) {
				return "yes"
			}
			return "no"
		},
		set: func(s *Store, v string) error {
			got, err := oneOf(v, "no", "yes")
			*field(s) = got == "yes"
			return err
		},
		reset: func(s *Store) { *field(s) = false }}
}

func units(name, group, title, effect, standard string, field func(*Store) *int64) Key {
	return whole(name, group, title, effect, standard, parseUnits, field)
}

func percent(name, group, title, effect, standard string, field func(*Store) *int64) Key {
	return whole(name, group, title, effect, standard, parsePercent, field)
}

// whole is a setting that is a whole number, as parse understands it.
func whole(name, group, title, effect, standard string, parse func(string) (int64, error), field func(*Store) *int64) Key {
	return Key{Name: name, Group: group, Title: title, Effect: effect, Default: standard,
		get: func(s Store) string { return strconv.FormatInt(*field(&s), 10) },
		set: func(s *Store, v string) error {
			n, err := parse(v)
			if err == nil {
				*field(s) = n
			}
			return err
		},
		reset: func(s *Store) { n, _ := strconv.ParseInt(standard, 10, 64); *field(s) = n }}
}
