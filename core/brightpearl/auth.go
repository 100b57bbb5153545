package brightpearl

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"stockbridge/core/fault"
)

// Secret holds a token. However it is printed, logged or encoded, it shows that it is redacted; only Reveal gives the text.
type Secret struct {
	// A function instead of a string, because fmt prints a string field of an unexported struct without asking any method.
	text func() string
}

const redacted = "[redacted]"

// NewSecret wraps a token. An empty text gives the empty Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: func() string { return text }}
}

// Reveal is the token itself, "" for the zero Secret.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return s.text()
}

// IsZero reports whether there is no token.
func (s Secret) IsZero() bool { return s.text == nil }

func (s Secret) String() string { return redacted }

// GoString keeps %#v from showing the token.
func (s Secret) GoString() string { return redacted }

// LogValue keeps slog from showing the token.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON keeps settings files and support bundles from holding the token.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText does the same for every other encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// PrivateAuth signs requests for a private app, made inside the merchant's account. Give one token: the account token
// of a system app or the staff token of a staff app. The tokens do not expire, so a 401 always needs a person.
type PrivateAuth struct {
	AppRef       string
	DevRef       string // sent when not empty
	AccountToken Secret
	StaffToken   Secret
}

// Apply sets the headers of a private app.
func (a PrivateAuth) Apply(_ context.Context, r *http.Request) error {
	if a.AppRef == "" || a.AccountToken.IsZero() && a.StaffToken.IsZero() {
		return a.signIn("no credentials")
	}
	r.Header.Set("brightpearl-app-ref", a.AppRef)
	if a.DevRef != "" {
		r.Header.Set("brightpearl-dev-ref", a.DevRef)
	}
	if !a.AccountToken.IsZero() {
		r.Header.Set("brightpearl-account-token", a.AccountToken.Reveal())
	} else {
		r.Header.Set("brightpearl-staff-token", a.StaffToken.Reveal())
	}
	return nil
}

// Rejected answers a 401: there is nothing else to try.
func (a PrivateAuth) Rejected(context.Context, *http.Request) error {
	return a.signIn("the token was refused")
}

func (a PrivateAuth) signIn(why string) error {
	return &fault.Error{Kind: fault.SignIn, Op: "sign in", Remote: remote, Cause: errors.New(why)}
}

// OAuthHeaders puts the headers of an OAuth app on a request. Brightpearl API: the bearer token goes together with the
// application's and the developer's reference.
func OAuthHeaders(r *http.Request, appRef, devRef, token string) {
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("brightpearl-app-ref", appRef)
	r.Header.Set("brightpearl-dev-ref", devRef)
}
