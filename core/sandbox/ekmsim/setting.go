package ekmsim

import (
	"net/http"
	"slices"

	"stockbridge/core/sandbox/world"
)

// planRestriction is the id of the one restriction of the shops' plan.
const planRestriction = "api-writes"

// status is an order status of a shop.
type status struct {
	name, colour string
}

// statuses are those that the merchant has made, else EKM's default ones and one that the merchant added. The caller has the shop's lock.
func (sh *shop) statuses() []status {
	if sh.ownStatuses != nil {
		return slices.Clone(sh.ownStatuses)
	}
	return []status{{"Pending", "#000099"}, {"Processing", "#cc6600"}, {"Dispatched", "#006600"}, {"Complete", "#009900"},
		{"Failed", "#990000"}, {"Declined", "#990000"}, {"Refunded", "#666666"}, {"Cancelled", "#333333"}, {"Awaiting Collection", "#996600"}}
}

type wireStatuses struct {
	Statuses []wireStatus `json:"statuses" null:"keep"`
}

type wireStatus struct {
	Name             *string `json:"name" null:"keep"`
	Colour           *string `json:"colour"`
	ShowInQuickStats bool    `json:"show_in_quick_stats"`
}

type wireTax struct {
	ChargeTax                      bool          `json:"charge_tax"`
	ProductsIncludeTax             bool          `json:"products_include_tax"`
	ProductsPriceIncludeExcludeTax bool          `json:"products_price_include_exclude_tax"`
	DeliveryTax                    string        `json:"delivery_tax"`
	DeliveryShowTax                bool          `json:"delivery_show_tax"`
	TaxRates                       []wireTaxRate `json:"tax_rates" null:"keep"`
	CountryCodes                   []wireCountry `json:"country_codes"`
}

type wireTaxRate struct {
	ID    int32  `json:"id"`
	Name  string `json:"name"`
	Value amount `json:"value"`
}

type wireCountry struct {
	ID          int64   `json:"id"`
	Country     string  `json:"country"`
	CountryCode *string `json:"country_code"`
	Currency    string  `json:"currency"`
	ChargeTax   bool    `json:"charge_tax"`
}

type wireCurrency struct {
	CurrencyCode      *string `json:"currency_code" null:"keep"`
	CountryCode       *string `json:"country_code"`
	CurrencySymbol    *string `json:"currency_symbol"`
	CurrentHTMLSymbol *string `json:"current_html_symbol"`
}

type wireShopInformation struct {
	FirstName *string `json:"first_name"`
	LastName  *string `json:"last_name"`
	Address1  *string `json:"address1"`
	Address2  *string `json:"address2"`
	Town      *string `json:"town"`
	County    *string `json:"county"`
	Country   *string `json:"country"`
	Postcode  *string `json:"postcode"`
	ShopName  *string `json:"shop_name" null:"keep"`
	Email     *string `json:"email"`
	Telephone *string `json:"telephone"`
	Fax       *string `json:"fax"`
	Company   *string `json:"company"`
}

type wireDomain struct {
	PrimaryDomainName *string `json:"primary_domain_name"`
}

type wirePlan struct {
	ID           *string           `json:"id" null:"keep"`
	Order        int32             `json:"order"`
	FriendlyName *string           `json:"friendly_name"`
	Description  *string           `json:"description"`
	Restrictions []wireRestriction `json:"restrictions"`
}

type wireRestriction struct {
	ID            *string `json:"id" null:"keep"`
	ErrorMessage  *string `json:"error_message"`
	UpgradePlanID *string `json:"upgrade_plan_id"`
}

var taxRates = []wireTaxRate{{rateStandard, "Standard Rate", 20 * pound}, {rateExempt, "Exempt", 0},
	{rateReduced, "Reduced Rate", 5 * pound}, {rateZero, "Zero", 0}}

func (c *call) getStatuses() answer {
	var out wireStatuses
	for _, s := range c.shop.statuses() {
		out.Statuses = append(out.Statuses, wireStatus{ptr(s.name), ptr(s.colour), true})
	}
	return ok(out)
}

func (c *call) getTax() answer {
	mode := c.shop.store.TaxMode
	charged := mode != world.TaxNone
	delivery := map[world.TaxMode]string{world.TaxNet: "Excludes", world.TaxGross: "Includes", world.TaxNone: "Non"}[mode]
	return ok(wireTax{
		ChargeTax: charged, ProductsIncludeTax: mode == world.TaxGross, ProductsPriceIncludeExcludeTax: charged,
		DeliveryTax: delivery, DeliveryShowTax: charged, TaxRates: taxRates,
		CountryCodes: []wireCountry{{1, "United Kingdom", ptr("GB"), "Pound Sterling", charged}, {2, "Ireland", ptr("IE"), "Euro", charged},
			{3, "Channel Islands", nil, "Pound Sterling", false}},
	})
}

func (c *call) listTaxRates() answer { return whole("/settings/tax/rates", taxRates) }

// getTaxRate answers an unknown id with 404, though EKM documents 200 only.
func (c *call) getTaxRate() answer {
	for _, r := range taxRates {
		if int64(r.ID) == c.id("id") {
			return ok(r)
		}
	}
	return refused(http.StatusNotFound, "", "Tax Settings not found.")
}

func (c *call) getCurrency() answer {
	return ok(wireCurrency{CurrencyCode: ptr(c.shop.store.Currency), CurrencySymbol: ptr("£"), CurrentHTMLSymbol: ptr("&pound;")})
}

func (c *call) getShopInformation() answer {
	return ok(wireShopInformation{
		FirstName: ptr("Sandbox"), LastName: ptr("Merchant"), Address1: ptr("1 High Street"), Town: ptr("Preston"), Country: ptr("United Kingdom"),
		Postcode: ptr("PR1 1AA"), ShopName: ptr(c.shop.store.Name), Email: ptr("shop@" + c.shop.store.Domain), Company: ptr(c.shop.store.Name + " Ltd"),
	})
}

func (c *call) getDomain() answer {
	return ok(wireDomain{PrimaryDomainName: ptr(c.shop.store.Domain)})
}

func plans() []wirePlan {
	var out []wirePlan
	for i, name := range []string{"Basic", "Standard", "Advanced", "Pro"} {
		out = append(out, wirePlan{
			ID: ptr(string(rune('1' + i))), Order: int32(100 * (i + 1)), FriendlyName: ptr(name), Description: ptr(name + " plan"),
			Restrictions: []wireRestriction{},
		})
	}
	return out
}

func (c *call) listPlans() answer { return whole("/settings/plans", plans()) }

// currentPlan names the restriction that the plan_restriction faults speak of.
func (c *call) currentPlan() answer {
	plan := plans()[2]
	plan.Restrictions = []wireRestriction{{ptr(planRestriction), ptr("Your plan does not include changes by other programs."), ptr("4")}}
	return ok(plan)
}

func (c *call) getPlan() answer {
	for _, p := range plans() {
		if *p.ID == c.params["id"] {
			return ok(p)
		}
	}
	return refused(http.StatusNotFound, "", "Plan not found.")
}
