package setup

import "fmt"

// What a person typed holds secrets as plain text, on its way to the keyring. However it is printed, it shows whose it is only.

// Format shows the account only.
func (a PrivateApp) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "private app of %s", a.Account) }

// Format shows the account only.
func (a OAuthApp) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "OAuth app of %s", a.Account) }

// Format shows the store only.
func (s StoreToken) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "token of %s", s.Name) }

// Format shows the store only.
func (s StoreSignIn) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "sign-in of %s", s.Name) }
