package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// NominalCodes reads the ledger's accounts.
type NominalCodes struct{ c *Client }

// NominalCode is one account of the ledger. Orders and payment methods name it by Code.
type NominalCode struct {
	Code string
	Name string
	Bank bool // money can be received on it
}

// List reads all nominal codes.
func (s *NominalCodes) List(ctx context.Context) ([]NominalCode, error) {
	rows, err := list[struct {
		Code        words `json:"code"`
		Name        words `json:"name"`
		Description words `json:"description"`
		Bank        yes   `json:"bank"`
	}](ctx, s.c, "list nominal codes", "/accounting-service/nominal-code/", rest.Checks)
	out := make([]NominalCode, 0, len(rows))
	for _, r := range rows {
		n := NominalCode{Code: string(r.Code), Name: string(r.Name), Bank: bool(r.Bank)}
		if n.Name == "" {
			n.Name = string(r.Description)
		}
		out = append(out, n)
	}
	return out, err
}
