package vault

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a token, key or password. However it is printed, logged or encoded it reads "[secret]"; string(s) is the only
// way to the text. Decoding JSON into a Secret works as for a string.
type Secret string

const redacted = "[secret]"

// String returns a placeholder, and nothing for an empty secret, so that "is it set?" can be read in a log.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString redacts %#v.
func (s Secret) GoString() string { return s.String() }

// Format redacts every verb; %x of a string type would otherwise spell the text out.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalJSON redacts. What the vault itself stores is encoded from plain strings, see entry.go.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// MarshalText redacts text encoders. (As the key of a map in JSON a Secret would show: encoding/json takes any string type
// as it is. Never make it one.)
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue redacts structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
