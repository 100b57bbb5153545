package ekm

import (
	"context"

	"stockbridge/core/rest"
)

// Settings reads what the shop's owner has set up. Every call is optional: where the token lacks a scope the error
// satisfies errors.Is(err, ErrNotPermitted), and the answer is typed in by hand.
type Settings struct{ c *Client }

// OrderStatus is one of the statuses that an order can have; the owner may add, rename and delete them.
type OrderStatus struct {
	Name             Text `json:"name"`
	Colour           Text `json:"colour"`
	ShowInQuickStats Bool `json:"show_in_quick_stats"`
}

// TaxSettings is how the shop charges tax.
type TaxSettings struct {
	ChargeTax            Bool      `json:"charge_tax"`
	ProductsIncludeTax   Bool      `json:"products_include_tax"`
	ProductsPriceInclExc Bool      `json:"products_price_include_exclude_tax"`
	DeliveryTax          Text      `json:"delivery_tax"` // Non, Excludes or Includes
	DeliveryShowTax      Bool      `json:"delivery_show_tax"`
	Rates                []TaxRate `json:"tax_rates"`
	Countries            []Country `json:"country_codes"`
}

// TaxRate is a rate in per cent.
type TaxRate struct {
	ID    ID      `json:"id"`
	Name  Text    `json:"name"`
	Value Decimal `json:"value"`
}

// Country is a country that the shop sells to.
type Country struct {
	ID        ID   `json:"id"`
	Name      Text `json:"country"`
	Code      Text `json:"country_code"` // may be empty
	Currency  Text `json:"currency"`     // a name, such as Pound Sterling
	ChargeTax Bool `json:"charge_tax"`
}

// Currency is the shop's currency, in which every price and every order is.
type Currency struct {
	Code        Text `json:"currency_code"` // ISO 4217
	CountryCode Text `json:"country_code"`
	Symbol      Text `json:"currency_symbol"`
}

// ShopInformation names the shop; of the owner's particulars only the company is read.
type ShopInformation struct {
	ShopName Text `json:"shop_name"`
	Company  Text `json:"company"`
	Country  Text `json:"country"`
}

// Domains is where the shop is on the web.
type Domains struct {
	Primary Text `json:"primary_domain_name"`
}

func setting(op, path string) rest.Call {
	return rest.Call{Op: op, Path: "/api/v1/settings/" + path, Priority: rest.Checks}
}

// OrderStatuses reads the names of the shop's statuses.
func (s *Settings) OrderStatuses(ctx context.Context) ([]OrderStatus, error) {
	v, err := one[struct {
		Statuses []OrderStatus `json:"statuses"`
	}](ctx, s.c, setting("get order statuses", "orderstatuses"))
	return v.Statuses, err
}

// Tax reads the tax settings, the rates included.
func (s *Settings) Tax(ctx context.Context) (TaxSettings, error) {
	return one[TaxSettings](ctx, s.c, setting("get tax settings", "tax"))
}

// TaxRates reads the rates alone.
func (s *Settings) TaxRates(ctx context.Context) ([]TaxRate, error) {
	return one[[]TaxRate](ctx, s.c, setting("get tax rates", "tax/rates"))
}

// Currency reads the shop's currency.
func (s *Settings) Currency(ctx context.Context) (Currency, error) {
	return one[Currency](ctx, s.c, setting("get currency", "currency"))
}

// ShopInformation reads the shop's name.
func (s *Settings) ShopInformation(ctx context.Context) (ShopInformation, error) {
	return one[ShopInformation](ctx, s.c, setting("get shop information", "shop_information"))
}

// Domains reads the shop's address on the web.
func (s *Settings) Domains(ctx context.Context) (Domains, error) {
	return one[Domains](ctx, s.c, setting("get domains", "domains"))
}
