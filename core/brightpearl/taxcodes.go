package brightpearl

import (
	"context"

	"github.com/shopspring/decimal"

	"stockbridge/core/rest"
)

// TaxCodes reads the tax codes.
type TaxCodes struct{ c *Client }

// TaxCode is one tax code. Order rows name it by Code, which is a text even where it looks like a number.
type TaxCode struct {
	ID          TaxCodeID
	Code        string
	Description string
	Rate        decimal.Decimal // percent; zero for zero-rated and exempt, which are different codes
}

// List reads all tax codes.
func (s *TaxCodes) List(ctx context.Context) ([]TaxCode, error) {
	rows, err := list[struct {
		ID          TaxCodeID `json:"id"`
		Code        words     `json:"code"`
		Description words     `json:"description"`
		Rate        amount    `json:"rate"`
	}](ctx, s.c, "list tax codes", "/accounting-service/tax-code/", rest.Checks)
	out := make([]TaxCode, 0, len(rows))
	for _, r := range rows {
		out = append(out, TaxCode{ID: r.ID, Code: string(r.Code), Description: string(r.Description), Rate: r.Rate.Decimal})
	}
	return out, err
}
