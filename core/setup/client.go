package setup

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
	"stockbridge/core/vault"
)

// OpenStore builds the client of a stored store; it makes no request. The token is read from the vault on first use.
func OpenStore(v *vault.Vault, row db.StoreRow, t http.RoundTripper, log *slog.Logger, now func() time.Time) (*ekm.Client, error) {
	auth, err := vault.NewEKM(v, vault.EKMOptions{ID: StoreVaultID(row.Store), Remote: storeRemote(row.Name), TokenURL: row.TokenURL, Transport: t})
	if err != nil {
		return nil, err
	}
	return ekm.New(ekm.Options{BaseURL: row.BaseURL, Store: row.Name, Auth: auth, Transport: t, Log: log, Now: now})
}

// OpenAccount builds the client of the stored Brightpearl account; it makes no request to Brightpearl.
func OpenAccount(ctx context.Context, v *vault.Vault, a db.Account, t http.RoundTripper, log *slog.Logger, now func() time.Time) (*brightpearl.Client, error) {
	secrets, err := v.LoadBrightpearl(ctx, AccountVaultID(a.Code))
	if err != nil {
		return nil, err
	}
	o := brightpearl.Options{BaseURL: a.APIURL, Account: a.Code, Transport: t, Log: log, Now: now}
	if secrets.Kind == vault.KindPrivate {
		o.Auth = brightpearl.PrivateAuth{AppRef: a.AppRef, DevRef: a.DevRef,
			AccountToken: brightpearl.NewSecret(string(secrets.AccountToken)), StaffToken: brightpearl.NewSecret(string(secrets.StaffToken))}
		return brightpearl.New(o)
	}
	o.Auth, err = vault.NewBrightpearlOAuth(v, vault.BrightpearlOptions{ID: AccountVaultID(a.Code), Remote: accountRemote, TokenURL: a.TokenURL,
		DeveloperRef: a.DevRef, AllowDomain: AllowDomain(a.TokenURL), Transport: t})
	if err != nil {
		return nil, err
	}
	granted, _ := strconv.ParseInt(secrets.InstanceID, 10, 64)
	o.InstanceID = func() int64 { return granted }
	return brightpearl.New(o)
}

// AllowDomain returns the check of an API domain that an answer of the sign-in server at tokenURL names: requests would carry the
// token there. Only a sign-in server of this machine, the simulator, may name this machine.
func AllowDomain(tokenURL string) func(host string) error {
	local := brightpearl.Loopback(hostOf(tokenURL))
	return func(host string) error {
		if brightpearl.AllowedDomain(host) && (local || !brightpearl.Loopback(host)) {
			return nil
		}
		return errors.New("the host is not one of Brightpearl's")
	}
}

const accountRemote = "brightpearl"

func storeRemote(name string) string { return "ekm/" + name }

// proof signs requests with a token that is not stored yet. A refusal is final.
type proof struct {
	remote string
	sign   func(*http.Request)
}

var _ rest.Authenticator = proof{}

// Apply signs a request.
func (p proof) Apply(_ context.Context, r *http.Request) error {
	p.sign(r)
	return nil
}

// Rejected answers a 401.
func (p proof) Rejected(context.Context, *http.Request) error {
	return &fault.Error{Kind: fault.SignIn, Op: "try the sign-in", Remote: p.remote, Text: "the token was refused"}
}

func bearer(remote string, token vault.Secret) proof {
	return proof{remote, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+string(token)) }}
}
