package setup

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/brightpearl"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// Choices is what a Brightpearl account offers to choose from. Its JSON form is what is stored and what `brightpearl options`
// prints.
type Choices struct {
	Channels        []Channel        `json:"channels"`
	PriceLists      []PriceList      `json:"price_lists"`
	Warehouses      []Warehouse      `json:"warehouses"`
	TaxCodes        []TaxCode        `json:"tax_codes"`
	PaymentMethods  []PaymentMethod  `json:"payment_methods"`
	OrderStatuses   []OrderStatus    `json:"order_statuses"` // of sales orders
	ShippingMethods []ShippingMethod `json:"shipping_methods"`
	LeadSources     []LeadSource     `json:"lead_sources"`
	Currencies      []Currency       `json:"currencies"`
}

// Channel is a sales channel; 0 stands for none.
type Channel struct {
	ID               int64   `json:"id"`
	Name             string  `json:"name"`
	DefaultPriceList int64   `json:"default_price_list_id,omitempty"`
	DefaultWarehouse int64   `json:"default_warehouse_id,omitempty"`
	Warehouses       []int64 `json:"warehouse_ids,omitempty"`
}

// PriceList is a price list; Sell is false for those of buying.
type PriceList struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Code     string `json:"code"`
	Currency string `json:"currency"`
	Sell     bool   `json:"sell"`
	Gross    bool   `json:"gross"`
}

// Warehouse is a warehouse.
type Warehouse struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// TaxCode is a tax code; orders name it by its code. Rate is in per cent, as decimal text.
type TaxCode struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Code string `json:"code"`
	Rate string `json:"rate"`
}

// PaymentMethod is a payment method. A payment gets its sales receipt only where the method is active and has a bank account
// for the currency.
type PaymentMethod struct {
	ID           int64         `json:"id"`
	Name         string        `json:"name"`
	Code         string        `json:"code"`
	Active       bool          `json:"active"`
	BankAccounts []BankAccount `json:"bank_accounts"`
}

// BankAccount is where money of one currency is booked.
type BankAccount struct {
	Currency    string `json:"currency"`
	NominalCode string `json:"nominal_code"`
}

// OrderStatus is a status of sales orders; a disabled one is refused for orders.
type OrderStatus struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Enabled bool   `json:"enabled"`
}

// ShippingMethod is a way of sending.
type ShippingMethod struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Code string `json:"code"`
}

// LeadSource is an origin of customers.
type LeadSource struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Active bool   `json:"active"`
}

// Currency is a currency that the account trades in; Base marks its own.
type Currency struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Code string `json:"code"`
	Base bool   `json:"base"`
}

// DecodeChoices reads what is stored with the account; "" gives none.
func DecodeChoices(text string) (Choices, error) {
	var c Choices
	if text == "" {
		return c, nil
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("the stored lists of the Brightpearl account: %w", err)
	}
	return c, nil
}

// BaseCurrency is the account's own currency, "" when Brightpearl did not mark one.
func (c Choices) BaseCurrency() string {
	for _, m := range c.Currencies {
		if m.Base {
			return m.Code
		}
	}
	if len(c.Currencies) == 1 {
		return c.Currencies[0].Code
	}
	return ""
}

// Receipt reports whether Brightpearl writes a sales receipt for a payment by this method in that currency.
func (m PaymentMethod) Receipt(currency string) bool {
	return m.Active && slices.ContainsFunc(m.BankAccounts, func(b BankAccount) bool {
		return strings.EqualFold(b.Currency, currency) && b.NominalCode != ""
	})
}

// Options returns what the account offers. With fresh, or when nothing was ever read, Brightpearl is asked (nine small
// requests) and the answer stored.
func (d *Desk) Options(ctx context.Context, fresh bool) (Choices, error) {
	if !fresh {
		text, at, err := d.db.AccountOptions(ctx)
		if err != nil {
			return Choices{}, err
		}
		if c, err := DecodeChoices(text); err == nil && !at.IsZero() {
			return c, nil
		}
	}
	client, err := d.account(ctx)
	if err != nil {
		return Choices{}, err
	}
	c, err := readChoices(ctx, client)
	if err != nil {
		return Choices{}, err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return c, err
	}
	return c, d.db.Write(ctx, func(tx *db.Tx) error { return saveChoices(tx, c, stores) })
}

// OptionsAge is when the stored choices were read; zero when never.
func (d *Desk) OptionsAge(ctx context.Context) (time.Time, error) {
	_, at, err := d.db.AccountOptions(ctx)
	return at, err
}

// saveChoices stores the lists. A price list's currency can be edited in Brightpearl, so the stores are compared with it.
func saveChoices(tx *db.Tx, c Choices, stores []db.StoreRow) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := tx.SaveAccountOptions(string(text), c.BaseCurrency()); err != nil {
		return err
	}
	for _, s := range stores {
		if err := noteCurrency(tx, s, c); err != nil {
			return err
		}
	}
	return nil
}

func readChoices(ctx context.Context, client *brightpearl.Client) (Choices, error) {
	var c Choices
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(3)
	group.Go(func() (err error) { c.Channels, err = rows(ctx, client.Channels.List, channelOf); return })
	group.Go(func() (err error) { c.PriceLists, err = rows(ctx, client.PriceLists.List, priceListOf); return })
	group.Go(func() (err error) { c.Warehouses, err = rows(ctx, client.Warehouses.List, warehouseOf); return })
	group.Go(func() (err error) { c.TaxCodes, err = rows(ctx, client.TaxCodes.List, taxCodeOf); return })
	group.Go(func() (err error) {
		c.PaymentMethods, err = rows(ctx, client.PaymentMethods.List, paymentMethodOf)
		return
	})
	group.Go(func() (err error) {
		c.ShippingMethods, err = rows(ctx, client.ShippingMethods.List, shippingMethodOf)
		return
	})
	group.Go(func() (err error) { c.Currencies, err = rows(ctx, client.Currencies.List, currencyOf); return })
	group.Go(func() error {
		all, err := client.OrderStatuses.List(ctx)
		c.OrderStatuses = []OrderStatus{}
		for _, s := range all {
			if s.Type == brightpearl.TypeSalesOrder {
				c.OrderStatuses = append(c.OrderStatuses, OrderStatus{ID: int64(s.ID), Name: s.Name, Enabled: !s.Disabled})
			}
		}
		return err
	})
	group.Go(func() (err error) {
		c.LeadSources, err = rows(ctx, client.LeadSources.List, leadSourceOf)
		if fault.Is(err, fault.Refused, fault.NotFound) {
			err = nil // nothing needs a lead source
		}
		return err
	})
	err := group.Wait()
	return c, err
}

// rows reads a list and translates it; the result is never nil, so that JSON shows an empty list.
func rows[A, B any](ctx context.Context, list func(context.Context) ([]A, error), translate func(A) B) ([]B, error) {
	all, err := list(ctx)
	out := make([]B, 0, len(all))
	for _, a := range all {
		out = append(out, translate(a))
	}
	return out, err
}

func channelOf(c brightpearl.Channel) Channel {
	out := Channel{ID: int64(c.ID), Name: c.Name, DefaultPriceList: int64(c.DefaultPriceList), DefaultWarehouse: int64(c.DefaultWarehouse)}
	for _, w := range c.Warehouses {
		out.Warehouses = append(out.Warehouses, int64(w))
	}
	return out
}

func priceListOf(p brightpearl.PriceList) PriceList {
	return PriceList{ID: int64(p.ID), Name: p.Name, Code: p.Code, Currency: p.Currency, Sell: p.Sell, Gross: p.Gross}
}

func warehouseOf(w brightpearl.Warehouse) Warehouse {
	return Warehouse{ID: int64(w.ID), Name: w.Name}
}

func taxCodeOf(t brightpearl.TaxCode) TaxCode {
	return TaxCode{ID: int64(t.ID), Name: cmp.Or(t.Description, t.Code), Code: t.Code, Rate: t.Rate.String()}
}

func paymentMethodOf(m brightpearl.PaymentMethod) PaymentMethod {
	out := PaymentMethod{ID: int64(m.ID), Name: m.Name, Code: m.Code, Active: m.Active, BankAccounts: []BankAccount{}}
	for _, b := range m.BankAccounts {
		out.BankAccounts = append(out.BankAccounts, BankAccount{Currency: b.Currency, NominalCode: b.NominalCode})
	}
	return out
}

func shippingMethodOf(m brightpearl.ShippingMethod) ShippingMethod {
	return ShippingMethod{ID: int64(m.ID), Name: m.Name, Code: m.Code}
}

func leadSourceOf(l brightpearl.LeadSource) LeadSource {
	return LeadSource{ID: int64(l.ID), Name: l.Name, Active: l.Active}
}

func currencyOf(c brightpearl.Currency) Currency {
	return Currency{ID: c.ID, Name: c.Title, Code: c.Code, Base: c.Base}
}
