package vault

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// EKMOptions configure the authenticator of one EKM store.
type EKMOptions struct {
	ID        string            // of the store, as in SaveStore
	Remote    string            // "ekm/garden": for logs and faults
	TokenURL  string            // https, or http for loopback only; "" means EKM's own
	Transport http.RoundTripper // nil: a fresh verified connection per request, proxy from the environment
}

// EKMTokenURL and EKMAuthorizeURL are EKM's own addresses for signing in.
const (
	EKMTokenURL     = "https://api.ekm.net/connect/token"
	EKMAuthorizeURL = "https://api.ekm.net/connect/authorize"
)

const (
	ekmMargin    = 5 * time.Minute
	ekmLife      = time.Hour
	keepAliveAge = 12 * time.Hour
)

// EKM puts an EKM store's token on requests: one from OAuth, which it renews, or a merchant's own.
//
// EKM's refresh tokens work once. However many authenticators a store has, one renewal runs at a time, its result is stored
// before it is used, and a 401 renews at most once.
type EKM struct {
	session *session
	remote  string
}

var _ rest.Authenticator = (*EKM)(nil)

// NewEKM prepares the authenticator. It does not touch the key store yet; a missing entry shows on first use.
func NewEKM(v *Vault, o EKMOptions) (*EKM, error) {
	key, err := keyFor("store", o.ID)
	if err != nil {
		return nil, err
	}
	if o.TokenURL == "" {
		o.TokenURL = EKMTokenURL
	}
	token, err := newEndpoint(o.Remote, o.TokenURL, o.Transport, v.now)
	if err != nil {
		return nil, err
	}
	return &EKM{remote: o.Remote, session: v.session(key, terms{remote: o.Remote, token: token, margin: ekmMargin, defaultLife: ekmLife,
		form: func(e entry) url.Values {
			form := clientFields(e.ClientID, e.ClientSecret)
			if len(e.Scopes) > 0 {
				form.Set("scope", strings.Join(e.Scopes, " "))
			}
			return form
		}})}, nil
}

// Apply sets the bearer token, renewing it first when less than five minutes of its life are left. Faults: SignIn when only
// a person can help, SB-KEY-001 when the key store cannot be used, Offline and Throttled from the sign-in server.
func (a *EKM) Apply(ctx context.Context, r *http.Request) error {
	e, err := a.session.ready(ctx, need{})
	if err != nil {
		return err
	}
	if e.Access == "" { // a merchant's token that was saved empty; an OAuth entry would have been renewed
		return &fault.Error{Kind: fault.SignIn, Code: CodeMissing, Op: "prepare sign-in", Remote: a.remote,
			Text: "no token is stored; sign in or paste one"}
	}
	setBearer(r, e.Access)
	return nil
}

// Rejected renews the token that the request carried, unless another caller has done so already.
func (a *EKM) Rejected(ctx context.Context, r *http.Request) error {
	_, err := a.session.ready(ctx, need{not: bearerOf(r)})
	return err
}

// KeepAlive renews the sign-in when the last renewal is over twelve hours old. Call it at the start, after waking from
// sleep and every few hours: a refresh token that nobody uses for 15 days is dead. A merchant's own token needs nothing.
func (a *EKM) KeepAlive(ctx context.Context) error {
	_, err := a.session.ready(ctx, need{age: keepAliveAge})
	return err
}

// Horizon is until when the sign-in holds if the program stays off from now on: 15 days after its last use. It is zero for
// a merchant's own token and before the sign-in, or a new one, has been read once by another method.
func (a *EKM) Horizon() time.Time { return a.session.held().store().IdleDeadline() }

func setBearer(r *http.Request, token string) { r.Header.Set("Authorization", "Bearer "+token) }

func bearerOf(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}
