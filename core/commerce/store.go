package commerce

import "time"

// StoreID identifies a connected store in our own tables. It is never reused.
type StoreID int64

// OrderID identifies an order in our own tables.
type OrderID int64

// StoreState says whether a store takes part in the work.
type StoreState string

// The states of a store.
const (
	StoreSetup  StoreState = "setup"   // connected, no switch on yet
	StoreLive   StoreState = "live"    // at least one switch on
	StorePaused StoreState = "paused"  // a person paused it; nothing is lost
	StoreSignIn StoreState = "sign_in" // EKM wants a new sign-in
	StoreError  StoreState = "error"   // its settings are broken; see its problems
)

// Store is one connected EKM shop.
type Store struct {
	ID       StoreID
	Name     string // what people call it; unique, compared without case
	Username string // the merchant's EKM account; the same account is never added twice
	BaseURL  string // https://api.ekm.net unless a sandbox or proxy stands in
	AuthKind string // "oauth" or "token"
	ShopName string
	Domain   string
	Currency string // the shop's base currency; every order is in it
	State    StoreState

	OrdersOn, StockOn, ShipmentsOn bool
	PausedUntil                    time.Time // zero: until somebody resumes
	CreatedAt, LiveSince           time.Time
}

// Live reports whether the store takes part in any work at the given moment.
func (s Store) Live(now time.Time) bool {
	if s.State == StorePaused && !s.PausedUntil.IsZero() && !now.Before(s.PausedUntil) {
		return s.OrdersOn || s.StockOn || s.ShipmentsOn
	}
	return s.State == StoreLive
}
