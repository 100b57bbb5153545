package setup

import "fmt"

// What a person typed holds secrets. Each redacts itself, but fmt asks no method where a pointer to the whole meets a verb that does
// not suit it, so the whole has one.

// Format shows the account only.
func (a PrivateApp) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "private app of %s", a.Account) }

// Format shows the account only.
func (a OAuthApp) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "OAuth app of %s", a.Account) }

// Format shows the store only.
func (s StoreSignIn) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "sign-in of %s", s.Name) }
