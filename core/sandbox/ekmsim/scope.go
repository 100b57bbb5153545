package ekmsim

import (
	"slices"
	"strings"
)

// The scopes that gate what this simulator serves. EKM does not say which call needs which; these are read off the names.
const (
	scopeOrdersRead    = "tempest.orders.read"
	scopeOrdersWrite   = "tempest.orders.write"
	scopeProductsRead  = "tempest.products.read"
	scopeProductsWrite = "tempest.products.write"
	scopeStatuses      = "tempest.settings.orderstatuses.read"
	scopeTax           = "tempest.settings.tax.read"
	scopeCurrency      = "tempest.settings.currency.read"
	scopeDomains       = "tempest.settings.domains.read"
	scopeAccount       = "tempest.settings.accountdetails.read"
	scopeCustomers     = "tempest.customers.read"
	scopeOffline       = "offline_access"
)

// knownScopes are those of EKM's API description, and offline_access, which its text demands for refresh tokens.
var knownScopes = []string{
	scopeOffline, "openid", "profile", scopeCustomers, "tempest.customers.write", "tempest.Guests.read", "tempest.Guests.write",
	scopeOrdersRead, scopeOrdersWrite, "tempest.orders.customers.notes.read", "tempest.orders.customers.notes.write",
	scopeProductsRead, scopeProductsWrite, "tempest.categories.read", "tempest.categories.write", scopeStatuses, scopeDomains,
	scopeAccount, scopeTax, "tempest.settings.tax.write", scopeCurrency, "tempest.cartsessions.read", "tempest.cartsessions.write",
	"tempest.cart.read", "tempest.cart.write",
}

// permitted reports whether every scope is one that the client may ask for.
func (c Client) permitted(scopes []string) bool {
	allowed := c.Scopes
	if allowed == nil {
		allowed = knownScopes
	}
	return subset(scopes, allowed)
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

func splitScopes(text string) []string { return strings.Fields(text) }

func joinScopes(scopes []string) string { return strings.Join(scopes, " ") }
