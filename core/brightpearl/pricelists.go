package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// PriceLists reads the price lists. They are made in Brightpearl's settings only, and no price is ever written.
type PriceLists struct{ c *Client }

// PriceList is one price list. Prices are stored net even when Gross is set; the flag is about display.
type PriceList struct {
	ID       PriceListID // 0 is the cost price list
	Name     string
	Code     string
	Currency string // ISO 4217
	Sell     bool   // false: for buying
	Gross    bool
}

// List reads all price lists.
func (s *PriceLists) List(ctx context.Context) ([]PriceList, error) {
	rows, err := list[struct {
		ID   PriceListID `json:"id"`
		Name struct {
			Text words `json:"text"`
		} `json:"name"`
		Code     words  `json:"code"`
		Currency string `json:"currencyCode"`
		Type     string `json:"priceListTypeCode"`
		Gross    yes    `json:"gross"`
	}](ctx, s.c, "list price lists", "/product-service/price-list/", rest.Checks)
	out := make([]PriceList, 0, len(rows))
	for _, r := range rows {
		out = append(out, PriceList{
			ID: r.ID, Name: string(r.Name.Text), Code: string(r.Code), Currency: r.Currency, Sell: r.Type == "SELL",
			Gross: bool(r.Gross),
		})
	}
	return out, err
}
