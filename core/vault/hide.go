package vault

import (
	"fmt"
	"io"
)

// The types below hold secrets as plain strings, or in fields where fmt asks no method. Nobody means to print them; these methods
// are for the day when somebody does, in whatever verb.

// Format shows whose secrets it keeps.
func (v *Vault) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "secrets of "+v.service) }

// Format shows nothing.
func (*memoryRing) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// Format shows which store it is for. Of a bare pointer fmt follows the fields for verbs that do not suit it.
func (a *EKM) Format(f fmt.State, _ rune) { a.session.Format(f, 'v') }

// Format shows which account it is for.
func (a *BrightpearlOAuth) Format(f fmt.State, _ rune) { a.session.Format(f, 'v') }

// Format shows which account it is of, and nothing that is in it.
func (s *session) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sign-in of "+s.remote) }

// Format shows the kind only.
func (e entry) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "stored sign-in, "+string(e.Kind))
}

// Format shows nothing.
func (heir) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// Format shows the error code only.
func (a tokenAnswer) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "answer of a token endpoint "+a.code)
}

// Format keeps the state, the code and the secret out of formatted output.
func (a *Attempt) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "sign-in to "+a.options.Remote)
}

// Format shows neither the code nor the failure, which has a text of its own.
func (outcome) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "end of a sign-in") }
