package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// ShopChoices is what an EKM shop says of itself. Every part is optional: where the token lacks a permission the part is
// empty and NotPermitted names it.
type ShopChoices struct {
	Statuses         []ShopStatus  `json:"statuses"`
	TaxRates         []ShopTaxRate `json:"tax_rates"`
	Currency         string        `json:"currency"`
	ShopName         string        `json:"shop_name"`
	Domain           string        `json:"domain"`
	ChargesTax       bool          `json:"charges_tax"`
	PricesIncludeTax bool          `json:"prices_include_tax"`
	NotPermitted     []string      `json:"not_permitted,omitempty"` // of order statuses, tax, currency, account details, domains
}

// ShopStatus is an order status of the shop.
type ShopStatus struct {
	Name string `json:"name"`
}

// ShopTaxRate is a tax rate of the shop; Value is in per cent, as decimal text.
type ShopTaxRate struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// DecodeShopChoices reads what is stored with a store; "" gives none.
func DecodeShopChoices(text string) (ShopChoices, error) {
	var c ShopChoices
	if text == "" {
		return c, nil
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("the stored lists of the store: %w", err)
	}
	return c, nil
}

// status finds one of the shop's statuses without regard to case; known is false when the shop did not tell its statuses.
func (c ShopChoices) status(name string) (spelling string, found, known bool) {
	for _, s := range c.Statuses {
		if commerce.UpperStatus(s.Name) == commerce.UpperStatus(name) {
			return s.Name, true, true
		}
	}
	return "", false, len(c.Statuses) > 0
}

func (c ShopChoices) statusNames() string {
	names := make([]string, len(c.Statuses))
	for i, s := range c.Statuses {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// ShopOptions asks a store's shop for its statuses, tax rates, currency, name and domain, and stores the answer. Where the
// currency no longer fits a store whose orders are posted, it raises the problem CurrencyProblem, and heals it when it fits
// again.
func (d *Desk) ShopOptions(ctx context.Context, id commerce.StoreID) (ShopChoices, error) {
	row, err := d.store(ctx, id)
	if err != nil {
		return ShopChoices{}, err
	}
	client, err := d.shop(row)
	if err != nil {
		return ShopChoices{}, err
	}
	c, err := readShop(ctx, client)
	if err != nil {
		return ShopChoices{}, err
	}
	// The row again: it may have been configured while the shop was asked.
	if row, err = d.store(ctx, id); err != nil {
		return ShopChoices{}, err
	}
	choices, err := d.storedChoices(ctx)
	if err != nil {
		return ShopChoices{}, err
	}
	return c, d.db.Write(ctx, func(tx *db.Tx) error { return saveShop(tx, row, c, choices) })
}

// saveShop stores what the shop said of itself. A store that has been live keeps the currency of its orders: a shop that
// changes to another one has to be noticed, not followed.
func saveShop(tx *db.Tx, row db.StoreRow, c ShopChoices, choices Choices) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	row.Options = string(text)
	if row.Currency == "" || row.LiveSince.IsZero() && c.Currency != "" {
		row.Currency = c.Currency
	}
	if err := tx.SaveStoreOptions(row.ID, row.Options, row.Currency); err != nil {
		return err
	}
	return noteCurrency(tx, row, choices)
}

func readShop(ctx context.Context, client *ekm.Client) (ShopChoices, error) {
	c := ShopChoices{Statuses: []ShopStatus{}, TaxRates: []ShopTaxRate{}}
	parts := []struct {
		name string
		read func() error
	}{
		{"order statuses", func() error {
			list, err := client.Settings.OrderStatuses(ctx)
			for _, s := range list {
				if name := s.Name.Trim(); name != "" {
					c.Statuses = append(c.Statuses, ShopStatus{name})
				}
			}
			return err
		}},
		{"tax", func() error {
			tax, err := client.Settings.Tax(ctx)
			c.ChargesTax, c.PricesIncludeTax = bool(tax.ChargeTax), bool(tax.ProductsIncludeTax)
			for _, r := range tax.Rates {
				c.TaxRates = append(c.TaxRates, ShopTaxRate{int64(r.ID), r.Name.Trim(), r.Value.String()})
			}
			return err
		}},
		{"currency", func() error {
			currency, err := client.Settings.Currency(ctx)
			c.Currency = strings.ToUpper(currency.Code.Trim())
			return err
		}},
		{"account details", func() error {
			shop, err := client.Settings.ShopInformation(ctx)
			c.ShopName = shop.ShopName.Trim()
			return err
		}},
		{"domains", func() error {
			domains, err := client.Settings.Domains(ctx)
			c.Domain = domains.Primary.Trim()
			return err
		}},
	}
	for _, p := range parts {
		switch err := p.read(); {
		case fault.Is(err, fault.Refused): // for want of a permission, or by the shop's plan
			c.NotPermitted = append(c.NotPermitted, p.name)
		case err != nil && !fault.Is(err, fault.NotFound):
			return c, err
		}
	}
	return c, nil
}
