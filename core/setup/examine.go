package setup

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/settings"
)

// examiner knows what a store's settings can be: the account's lists, the shop's and the other stores' channels.
type examiner struct {
	desk    *Desk
	row     db.StoreRow
	others  []db.StoreRow
	choices Choices
	shop    ShopChoices
	readAt  time.Time // when the account's lists were read; zero for never
	newShop bool      // the shop's have
}

func (d *Desk) examiner(ctx context.Context, row db.StoreRow) (*examiner, error) {
	e := &examiner{desk: d, row: row}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	e.others = slices.DeleteFunc(stores, func(s db.StoreRow) bool { return s.ID == row.ID })
	text, at, err := d.db.AccountOptions(ctx)
	if err != nil {
		return nil, err
	}
	// Lists that cannot be decoded count as never read: the first value to be looked up reads them again.
	if e.choices, err = DecodeChoices(text); err == nil {
		e.readAt = at
	}
	e.shop, _ = DecodeShopChoices(row.Options)
	return e, nil
}

// examine checks one change and returns its value in the form in which it is kept. Text and units are checked by settings.
func (e *examiner) examine(ctx context.Context, c Change) (string, error) {
	value := strings.TrimSpace(c.Value)
	if value == "" {
		return "", nil
	}
	if group, name, ok := strings.Cut(c.Key, "."); ok {
		switch group {
		case "tax_rate":
			if err := e.taxRate(name); err != nil {
				return "", err
			}
			return e.taxCode(ctx, c.Key, value)
		case "tax_country":
			if err := e.taxCountry(name); err != nil {
				return "", err
			}
			return e.taxCode(ctx, c.Key, value)
		case "shipping_method":
			return value, e.known(ctx, c.Key, value, "shipping method", func() bool { return has(e.choices.ShippingMethods, value, shippingID) })
		}
	}
	switch c.Key {
	case "channel_id":
		return value, e.channel(ctx, value)
	case "price_list_id":
		return value, e.priceList(ctx, value)
	case "warehouse_id":
		for part := range strings.SplitSeq(value, ",") {
			part = strings.TrimSpace(part)
			if err := e.known(ctx, c.Key, part, "warehouse", func() bool { return has(e.choices.Warehouses, part, warehouseID) }); err != nil {
				return "", err
			}
		}
	case "tax_code_taxable", "tax_code_not_taxable":
		return e.taxCode(ctx, c.Key, value)
	case "payment_method":
		return e.paymentMethod(ctx, value)
	case "order_status_id":
		return value, e.orderStatus(ctx, value)
	case "shipping_method_id":
		return value, e.known(ctx, c.Key, value, "shipping method", func() bool { return has(e.choices.ShippingMethods, value, shippingID) })
	case "lead_source_id":
		return value, e.known(ctx, c.Key, value, "lead source", func() bool { return has(e.choices.LeadSources, value, leadID) })
	case "fallback_contact_id":
		return value, e.contact(ctx, value)
	case "shipped_status", "part_shipped_status":
		return e.status(ctx, c.Key, value)
	case "download_statuses":
		return e.statuses(ctx, c.Key, value)
	}
	return value, nil
}

// listsLast is how long the account's lists are taken as they are, even where a value is not among them: reading them costs
// nine requests of an allowance that orders need.
const listsLast = time.Minute

// settle reads the account's lists again where they do not satisfy, since what is looked for may have been made a moment
// ago. An error means that they could not be read; whether they satisfy now is the caller's to see.
func (e *examiner) settle(ctx context.Context, satisfied func() bool) error {
	now := e.desk.now()
	if satisfied() || !e.readAt.IsZero() && !e.readAt.After(now) && now.Sub(e.readAt) < listsLast {
		return nil
	}
	fresh, err := e.desk.Options(ctx, true)
	if err != nil {
		return err
	}
	e.choices, e.readAt = fresh, now
	return nil
}

// known reports, with the reason, a value that Brightpearl does not have.
func (e *examiner) known(ctx context.Context, key, value, noun string, found func() bool) error {
	if err := e.settle(ctx, found); err != nil || found() {
		return err
	}
	return fmt.Errorf("%s=%s: Brightpearl has no %s of that %s; what was made in the last minute is known in a minute", key, value, noun, idOrCode(value))
}

func idOrCode(value string) string {
	if _, err := strconv.ParseInt(value, 10, 64); err == nil {
		return "id"
	}
	return "code"
}

func (e *examiner) channel(ctx context.Context, value string) error {
	if err := e.known(ctx, "channel_id", value, "channel", func() bool { return has(e.choices.Channels, value, channelID) }); err != nil {
		return err
	}
	for _, other := range e.others {
		if idText(other.Settings.ChannelID) == value {
			return fmt.Errorf("channel_id=%s: the channel belongs to the store %s, and one channel serves one store", value, other.Name)
		}
	}
	return nil
}

// priceList is strict about the currency: orders under a price list of another one would keep their figures.
func (e *examiner) priceList(ctx context.Context, value string) error {
	shop := e.row.Currency
	suits := func(l PriceList) bool { return shop == "" || l.Currency == "" || strings.EqualFold(l.Currency, shop) }
	if err := e.settle(ctx, func() bool {
		l, ok := find(e.choices.PriceLists, value, priceListID)
		return ok && l.Sell && suits(l)
	}); err != nil {
		return err
	}
	if err := e.known(ctx, "price_list_id", value, "price list", func() bool { return has(e.choices.PriceLists, value, priceListID) }); err != nil {
		return err
	}
	list, _ := find(e.choices.PriceLists, value, priceListID)
	switch {
	case !list.Sell:
		return fmt.Errorf("price_list_id=%s: %s is a price list for buying", value, list.Name)
	case !suits(list):
		return fmt.Errorf("price_list_id=%s: %s is in %s, but the shop sells in %s, so the figures would stay and the currency would change", value, list.Name, list.Currency, shop)
	}
	return nil
}

func (e *examiner) taxCode(ctx context.Context, key, value string) (string, error) {
	var code string
	err := e.known(ctx, key, value, "tax code", func() bool {
		for _, t := range e.choices.TaxCodes {
			if strings.EqualFold(t.Code, value) {
				code = t.Code
				return true
			}
		}
		return false
	})
	return code, err
}

// taxRate checks the name of a mapping: a rate id of the shop, or a percentage.
func (e *examiner) taxRate(name string) error {
	name = strings.TrimSpace(name)
	if _, err := commerce.ParseAmount(name); err != nil || name == "" {
		return fmt.Errorf("tax_rate.%s: after the full stop comes an EKM rate id or a percentage, such as tax_rate.5", name)
	}
	return nil
}

// taxCountry checks the name of a rule for deliveries: a country of ISO 3166, or a zone.
func (e *examiner) taxCountry(name string) error {
	zone, ok := settings.Zone(name)
	if ok && len(zone) == 2 && zone != settings.EuropeanUnion && brightpearl.Alpha3(zone) == "" {
		return fmt.Errorf("tax_country.%s: there is no country %s", name, zone)
	}
	return nil // settings names what is wrong with the form
}

// paymentMethod is strict as the pre-flight is: a method without a bank account for the currency marks orders as paid
// without a sales receipt.
func (e *examiner) paymentMethod(ctx context.Context, value string) (string, error) {
	shop := e.row.Currency
	if err := e.settle(ctx, func() bool {
		m, ok := e.choices.paymentMethod(value)
		return ok && m.Active && (shop == "" || m.Receipt(shop))
	}); err != nil {
		return "", err
	}
	if err := e.known(ctx, "payment_method", value, "payment method", func() bool { _, ok := e.choices.paymentMethod(value); return ok }); err != nil {
		return "", err
	}
	m, _ := e.choices.paymentMethod(value)
	switch {
	case !m.Active:
		return "", fmt.Errorf("payment_method=%s: the method is not active in Brightpearl, so orders would be marked as paid without a sales receipt", m.Code)
	case shop != "" && !m.Receipt(shop):
		return "", fmt.Errorf("payment_method=%s: the method has no bank account for %s in Brightpearl, so orders would be marked as paid without a sales receipt", m.Code, shop)
	}
	return m.Code, nil
}

func (e *examiner) orderStatus(ctx context.Context, value string) error {
	usable := func() bool {
		s, ok := find(e.choices.OrderStatuses, value, statusID)
		return ok && s.Enabled
	}
	if err := e.settle(ctx, usable); err != nil {
		return err
	}
	if s, ok := find(e.choices.OrderStatuses, value, statusID); ok && !s.Enabled {
		return fmt.Errorf("order_status_id=%s: the status %s is disabled in Brightpearl, which refuses it for orders", value, s.Name)
	}
	return e.known(ctx, "order_status_id", value, "sales order status", usable)
}

func (e *examiner) contact(ctx context.Context, value string) error {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil || id <= 0 {
		return nil // settings names the reason
	}
	client, err := e.desk.account(ctx)
	if err != nil {
		return err
	}
	contacts, err := client.Contacts.Get(ctx, brightpearl.ContactID(id))
	if err != nil {
		return err
	}
	if len(contacts) == 0 {
		return fmt.Errorf("fallback_contact_id=%s: Brightpearl has no contact of that id", value)
	}
	return nil
}

// status checks a status of the shop and answers its spelling there. Where the shop's statuses are not known, a person's word
// is taken.
func (e *examiner) status(ctx context.Context, key, value string) (string, error) {
	spelling, found, known := e.shop.status(value)
	if !found && known && !e.newShop {
		fresh, err := e.desk.ShopOptions(ctx, e.row.ID)
		if err != nil {
			return "", err
		}
		e.shop, e.newShop = fresh, true
		spelling, found, known = fresh.status(value)
	}
	switch {
	case found:
		return spelling, nil
	case known:
		return "", fmt.Errorf("%s=%s: the shop has no such status; it has %s", key, value, e.shop.statusNames())
	}
	return value, nil
}

func (e *examiner) statuses(ctx context.Context, key, value string) (string, error) {
	var out []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, err := e.status(ctx, key, part)
		if err != nil {
			return "", err
		}
		out = append(out, name)
	}
	return strings.Join(out, ","), nil
}

func (c Choices) paymentMethod(code string) (PaymentMethod, bool) {
	for _, m := range c.PaymentMethods {
		if strings.EqualFold(m.Code, code) {
			return m, true
		}
	}
	return PaymentMethod{}, false
}

func channelID(c Channel) int64         { return c.ID }
func priceListID(p PriceList) int64     { return p.ID }
func warehouseID(w Warehouse) int64     { return w.ID }
func statusID(s OrderStatus) int64      { return s.ID }
func shippingID(s ShippingMethod) int64 { return s.ID }
func leadID(l LeadSource) int64         { return l.ID }

func find[T any](list []T, value string, id func(T) int64) (T, bool) {
	for _, v := range list {
		if strconv.FormatInt(id(v), 10) == value {
			return v, true
		}
	}
	var none T
	return none, false
}

func has[T any](list []T, value string, id func(T) int64) bool {
	_, ok := find(list, value, id)
	return ok
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func union[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}
