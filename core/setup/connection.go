package setup

import (
	"context"
	"errors"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/vault"
)

// Connection is how a store or the Brightpearl account is signed in, for support: everything but the secrets.
type Connection struct {
	Kind     vault.Kind
	ClientID string // or the app reference
	Scopes   []string
	Subject  string    // EKM's account name in the token, "" where it does not say
	Renewed  time.Time // when the sign-in was last given or renewed; zero for tokens that never are
	Expiry   time.Time // of the access token in use; zero when unknown
	APIHost  string
}

// Connection tells how a store, or with 0 the Brightpearl account, is signed in. It reads the key store and makes no request.
func (d *Desk) Connection(ctx context.Context, id commerce.StoreID) (Connection, error) {
	if id == 0 {
		return d.accountConnection(ctx)
	}
	row, err := d.store(ctx, id)
	if err != nil {
		return Connection{}, err
	}
	s, err := d.o.Vault.LoadStore(ctx, StoreVaultID(row.Store))
	if err != nil {
		return Connection{}, err
	}
	return Connection{Kind: s.Kind, ClientID: s.ClientID, Scopes: s.Scopes, Subject: s.Subject, Renewed: s.Renewed, Expiry: s.Expiry,
		APIHost: hostOf(row.BaseURL)}, nil
}

func (d *Desk) accountConnection(ctx context.Context) (Connection, error) {
	a, ok, err := d.db.Account(ctx)
	if err == nil && !ok {
		err = noAccount()
	}
	if err != nil {
		return Connection{}, err
	}
	b, err := d.o.Vault.LoadBrightpearl(ctx, AccountVaultID(a.Code))
	if err != nil {
		return Connection{}, err
	}
	return Connection{Kind: b.Kind, ClientID: b.ClientID, Renewed: b.Renewed, Expiry: b.Expiry, APIHost: hostOf(a.APIURL)}, nil
}

// App is an app that stores were signed in with. Its secret is kept, so that the next sign-in need not ask for it.
type App struct {
	ClientID, BaseURL string
	Store             string // one that uses it
}

// Apps lists the EKM apps that stores were signed in with, each once.
func (d *Desk) Apps(ctx context.Context) ([]App, error) {
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	var out []App
	seen := map[App]bool{}
	for _, s := range stores {
		app := App{ClientID: s.ClientID, BaseURL: s.BaseURL}
		if s.AuthKind != string(vault.KindOAuth) || s.ClientID == "" || seen[app] {
			continue
		}
		seen[app] = true
		app.Store = s.Name
		out = append(out, app)
	}
	return out, nil
}

// keptSecret is the client secret of an app that a store was signed in with, "" when none was. It only goes where it was used
// before: the address belongs to the app.
func (d *Desk) keptSecret(ctx context.Context, clientID, baseURL string) (vault.Secret, error) {
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return "", err
	}
	for _, s := range stores {
		if s.AuthKind != string(vault.KindOAuth) || s.ClientID != clientID || s.BaseURL != baseURL {
			continue
		}
		secrets, err := d.o.Vault.LoadStore(ctx, StoreVaultID(s.Store))
		switch {
		case errors.Is(err, vault.ErrMissing):
		case err != nil:
			return "", err
		case secrets.ClientSecret != "":
			return secrets.ClientSecret, nil
		}
	}
	return "", nil
}

// keptAccountSecret is the client secret of the connected account's app for another sign-in to the same server, "" for a public
// app and where there is none.
func (d *Desk) keptAccountSecret(ctx context.Context, o vault.SignInOptions) (vault.Secret, error) {
	a, ok, err := d.db.Account(ctx)
	if err != nil || !ok || a.AuthKind != string(vault.KindOAuth) || a.ClientID != o.ClientID || a.TokenURL != o.TokenURL {
		return "", err
	}
	secrets, err := d.o.Vault.LoadBrightpearl(ctx, AccountVaultID(a.Code))
	if errors.Is(err, vault.ErrMissing) {
		return "", nil
	}
	return secrets.ClientSecret, err
}

// TestOrderAnswered notes whether the person got an e-mail from the test order that was written to. If one came, shipments of
// the store are switched off, as the next one would reach a shopper.
func (d *Desk) TestOrderAnswered(ctx context.Context, id commerce.StoreID, mailed bool, actor string) error {
	return d.alter(ctx, id, func(tx *db.Tx, row db.StoreRow) error {
		note := db.Activity{Store: id, Kind: "shipment", Subject: row.Name, Actor: actor,
			Text: "Tested with an order of your own: no e-mail came."}
		if mailed {
			note.Level, note.Text = "warning", "Tested with an order of your own: an e-mail came, so shipments are off."
			if err := tx.SetSwitches(id, db.Switches{Orders: row.OrdersOn, Stock: row.StockOn}); err != nil {
				return err
			}
		}
		return tx.Log(note)
	})
}

// secretFor is the secret of a sign-in: the one that was given, or the one that is kept for its app.
func (d *Desk) secretFor(ctx context.Context, row db.StoreRow, given vault.Secret) (vault.Secret, error) {
	if strings.TrimSpace(string(given)) != "" {
		return given, nil
	}
	kept, err := d.keptSecret(ctx, row.ClientID, row.BaseURL)
	if err == nil && kept == "" {
		err = missing(connectStore, storeRemote(row.Name), "The client secret", "Copy it from Partners > Applications > Tokens in EKM's partner dashboard.")
	}
	return kept, err
}
