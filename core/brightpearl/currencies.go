package brightpearl

import (
	"context"

	"github.com/shopspring/decimal"

	"stockbridge/core/rest"
)

// Currencies reads the currencies of the account.
type Currencies struct{ c *Client }

// Currency is one currency that orders may be in.
type Currency struct {
	ID           int64
	Code         string // ISO 4217
	Title        string
	Symbol       string
	ExchangeRate decimal.Decimal // to the base currency, as Brightpearl has it
	Base         bool            // the account's own
}

// List reads all currencies.
func (s *Currencies) List(ctx context.Context) ([]Currency, error) {
	found, err := collect(ctx, s.c, query{
		op: "list currencies", path: "/accounting-service/currency-search",
		columns: []string{"id", "title", "code", "symbol", "exchangeRate", "isDefault"}, key: "id", priority: rest.Checks,
	}, func(r *row) Currency {
		return Currency{
			ID: r.key, Code: r.text("code"), Title: r.text("title"), Symbol: r.text("symbol"),
			ExchangeRate: r.amount("exchangeRate"), Base: r.flag("isDefault"),
		}
	})
	return found.Items, err
}
