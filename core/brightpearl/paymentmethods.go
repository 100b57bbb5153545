package brightpearl

import (
	"context"
	"strings"

	"stockbridge/core/rest"
)

// PaymentMethods reads the payment methods.
type PaymentMethods struct{ c *Client }

// PaymentMethod is a way of being paid. Brightpearl writes a sales receipt for a payment only when the method with its code
// is active and has a bank account for the payment's currency.
type PaymentMethod struct {
	ID           PaymentMethodID `json:"id"`
	Name         string          `json:"name"`
	Code         string          `json:"code"` // unique, case does not matter
	Active       bool            `json:"isActive"`
	BankAccounts []BankAccount   `json:"bankAccounts"`
}

// BankAccount says on which account money of one currency arrives.
type BankAccount struct {
	Currency    string `json:"currencyIsoCode"`
	NominalCode string `json:"bankAccountNominalCode"`
}

// ReceiptAccount is the nominal code on which a payment in that currency is booked; false when Brightpearl would record
// the payment without a sales receipt.
func (m PaymentMethod) ReceiptAccount(currency string) (string, bool) {
	for _, b := range m.BankAccounts {
		if m.Active && strings.EqualFold(b.Currency, currency) && b.NominalCode != "" {
			return b.NominalCode, true
		}
	}
	return "", false
}

// List reads all payment methods.
func (s *PaymentMethods) List(ctx context.Context) ([]PaymentMethod, error) {
	return list[PaymentMethod](ctx, s.c, "list payment methods", "/accounting-service/payment-method/", rest.Checks)
}
