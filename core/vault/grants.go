package vault

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stockbridge/core/fault"
)

// EKMSignIn describes the sign-in to an EKM store. prompt=login makes the merchant type the shop's own credentials: a
// browser that is logged in to another shop would otherwise bind the store to that one without a word.
func EKMSignIn(remote, clientID string, secret Secret, port int) SignInOptions {
	return SignInOptions{Remote: remote, AuthorizeURL: EKMAuthorizeURL, TokenURL: EKMTokenURL, ClientID: clientID,
		Secret: secret, Scopes: EKMScopes(), RedirectPort: port, ExtraParams: map[string]string{"prompt": "login"}, UsePKCE: true}
}

// BrightpearlSignIn describes the sign-in to a Brightpearl account. It uses no PKCE, which Brightpearl does not mention;
// the secret is empty for a public client.
func BrightpearlSignIn(account, clientID string, secret Secret, port int) SignInOptions {
	return SignInOptions{Remote: "brightpearl", AuthorizeURL: BrightpearlAuthorizeURL(account),
		TokenURL: BrightpearlTokenURL(account), ClientID: clientID, Secret: secret, RedirectPort: port}
}

// NewStore makes the secrets of an EKM store from a grant, ready for SaveStore.
func NewStore(o SignInOptions, g Grant) Store {
	return Store{Kind: KindOAuth, ClientID: o.ClientID, ClientSecret: o.Secret, Scopes: slices.Clone(o.Scopes),
		Subject: ReadClaims(g.Access).Subject, Tokens: g.tokens(ekmLife)}
}

// NewBrightpearl makes the secrets of a Brightpearl account from a grant, ready for SaveBrightpearl. allow checks the API
// domain that Brightpearl named, as requests will carry the token there; a refusal is the fault SB-SIG-008.
func NewBrightpearl(o SignInOptions, g Grant, allow func(domain string) error) (Brightpearl, error) {
	if g.APIDomain != "" {
		if err := allow(g.APIDomain); err != nil {
			return Brightpearl{}, &fault.Error{Kind: fault.NeedsPerson, Code: CodeBadDomain, Op: "sign in", Remote: o.Remote,
				Text: "the sign-in named an API address that does not belong to Brightpearl; nothing was stored", Cause: err}
		}
	}
	return Brightpearl{Kind: KindOAuth, ClientID: o.ClientID, ClientSecret: o.Secret, InstanceID: g.InstanceID,
		APIDomain: g.APIDomain, Tokens: g.tokens(brightpearlLife)}, nil
}

func (g Grant) tokens(life time.Duration) Tokens {
	t := Tokens{Access: g.Access, Refresh: g.Refresh, Expiry: g.Expiry, Renewed: g.At}
	if t.Expiry.IsZero() {
		t.Expiry = g.At.Add(life)
	}
	return t
}

// Claims are what an EKM access token says about itself. The signature is not checked: they are for display and for
// noticing that a person logged in to another shop, never for trust.
type Claims struct {
	Subject  string // the shop's account name, the same that webhooks send as username
	ServerID string
	ClientID string
}

// ReadClaims decodes a JSON Web Token; fields that it does not find stay empty.
func ReadClaims(access Secret) Claims {
	parts := strings.Split(string(access), ".")
	if len(parts) != 3 {
		return Claims{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return Claims{}
	}
	var wire struct {
		Subject  string      `json:"sub"`
		ServerID looseString `json:"ServerId"`
		ClientID string      `json:"client_id"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return Claims{}
	}
	return Claims{Subject: wire.Subject, ServerID: string(wire.ServerID), ClientID: wire.ClientID}
}
