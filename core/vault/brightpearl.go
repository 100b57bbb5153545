package vault

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// BrightpearlOptions configure the OAuth authenticator of a Brightpearl account.
type BrightpearlOptions struct {
	ID           string // of the account, as in SaveBrightpearl
	Remote       string // "brightpearl": for logs and faults
	TokenURL     string // https://oauth.brightpearlapp.com/token/{account}, or http for loopback only
	DeveloperRef string // brightpearl-dev-ref; not sent when empty
	// AllowDomain checks an api_domain that a renewal names. Requests carry the token there, so an unknown domain is refused.
	AllowDomain func(domain string) error
	Transport   http.RoundTripper // nil: a fresh verified connection per request, proxy from the environment
}

// BrightpearlTokenURL and BrightpearlAuthorizeURL are Brightpearl's own addresses for signing in to an account.
func BrightpearlTokenURL(account string) string {
	return "https://oauth.brightpearlapp.com/token/" + url.PathEscape(account)
}

// BrightpearlAuthorizeURL is the page that a staff user of the account opens.
func BrightpearlAuthorizeURL(account string) string {
	return "https://oauth.brightpearlapp.com/authorize/" + url.PathEscape(account)
}

const (
	brightpearlMargin = 10 * time.Minute
	brightpearlLife   = 7 * 24 * time.Hour
)

// BrightpearlOAuth puts an OAuth app's headers on requests to Brightpearl and renews the token. (A private app's headers
// never change; the client sets them itself from LoadBrightpearl.)
//
// Whether Brightpearl's refresh tokens rotate is not documented, so whatever comes back is stored before it is used. An
// early renewal returns the same token with what is left of its life, which is no reason to renew again.
type BrightpearlOAuth struct {
	session *session
	remote  string
	devRef  string
}

var _ rest.Authenticator = (*BrightpearlOAuth)(nil)

// NewBrightpearlOAuth prepares the authenticator. It does not touch the key store yet.
func NewBrightpearlOAuth(v *Vault, o BrightpearlOptions) (*BrightpearlOAuth, error) {
	if o.AllowDomain == nil {
		return nil, errors.New("brightpearl sign-in: AllowDomain is required")
	}
	key, err := keyFor("brightpearl", o.ID)
	if err != nil {
		return nil, err
	}
	token, err := newEndpoint(o.Remote, o.TokenURL, o.Transport, v.now)
	if err != nil {
		return nil, err
	}
	t := terms{remote: o.Remote, token: token, margin: brightpearlMargin, defaultLife: brightpearlLife,
		form: func(e entry) url.Values { return clientFields(e.ClientID, e.ClientSecret) }}
	t.granted = func(e *entry, a tokenAnswer) {
		if a.InstanceID != "" {
			e.InstanceID = a.InstanceID
		}
		if a.APIDomain == "" || a.APIDomain == e.APIDomain {
			return
		}
		if o.AllowDomain(a.APIDomain) != nil {
			// The tokens are kept: losing the login would punish the wrong party.
			v.log.Warn("a renewal named an API domain that is not allowed; the known one stays", "remote", o.Remote)
			return
		}
		e.APIDomain = a.APIDomain
	}
	return &BrightpearlOAuth{session: v.session(key, t), remote: o.Remote, devRef: o.DeveloperRef}, nil
}

// Apply sets the bearer token and the app headers, renewing the token first when less than ten minutes of its life are
// left. Faults as for EKM.Apply.
func (a *BrightpearlOAuth) Apply(ctx context.Context, r *http.Request) error {
	e, err := a.session.ready(ctx, need{})
	if err != nil {
		return err
	}
	if e.Kind != KindOAuth {
		return &fault.Error{Kind: fault.SignIn, Code: CodeMissing, Op: "prepare sign-in", Remote: a.remote,
			Text: "the stored secrets belong to a private app; sign in through the browser"}
	}
	setBearer(r, e.Access)
	r.Header.Set("brightpearl-app-ref", e.ClientID)
	if a.devRef != "" {
		r.Header.Set("brightpearl-dev-ref", a.devRef)
	}
	return nil
}

// Rejected renews the token that the request carried, unless another caller has done so already. A renewal that returns the
// same token is a fault SignIn.
func (a *BrightpearlOAuth) Rejected(ctx context.Context, r *http.Request) error {
	_, err := a.session.ready(ctx, need{not: bearerOf(r)})
	return err
}

// KeepAlive renews the sign-in when the last renewal is over twelve hours old. Brightpearl does not say how long a refresh
// token lives, so it is used long before anything ends. The answer may be the same access token with what is left of its
// life, which counts as a renewal. A private app's token needs nothing.
func (a *BrightpearlOAuth) KeepAlive(ctx context.Context) error {
	_, err := a.session.ready(ctx, need{age: keepAliveAge})
	return err
}

// TokenUntil is the end of the access token, which is all that Brightpearl says about how long a sign-in holds; zero before
// the sign-in, or a new one, has been read once by another method.
func (a *BrightpearlOAuth) TokenUntil() time.Time { return a.session.held().Expiry }

// Installation is the instance id of the first grant and the API domain of the last one.
func (a *BrightpearlOAuth) Installation(ctx context.Context) (instanceID, apiDomain string, err error) {
	e, err := a.session.peek(ctx)
	return e.InstanceID, e.APIDomain, err
}
