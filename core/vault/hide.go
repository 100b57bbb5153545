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

// Format shows under which name it is stored, and nothing that is in it.
func (s *session) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "stored sign-in "+s.key) }

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

// The records below redact each Secret by itself, but fmt asks no method where a pointer to one meets a verb that does not suit it.

// Format shows whether there are tokens and until when they hold.
func (t Tokens) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "tokens (access %s, refresh %s, until %v)", t.Access, t.Refresh, t.Expiry)
}

// Format shows whose they are.
func (s Store) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s sign-in of %s: %s", s.Kind, s.Subject, s.Tokens)
}

// Format shows what kind they are of.
func (b Brightpearl) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s sign-in at %s: %s", b.Kind, b.APIDomain, b.Tokens)
}

// Format shows what was granted, without the tokens.
func (g Grant) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "grant of %s for %s until %v", g.InstanceID, g.APIDomain, g.Expiry)
}

// Format shows to what the sign-in is.
func (o SignInOptions) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "sign-in to %s", o.Remote) }
