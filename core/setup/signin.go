package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

// StoreSignIn is a sign-in to an EKM shop through the browser. BaseURL "" means EKM's own.
type StoreSignIn struct {
	Name, BaseURL, ClientID string
	Secret                  vault.Secret // empty: the one that is kept for the app, see Apps
	RedirectPort            int
	PasteOnly               bool                 // nothing listens on the port; the person pastes the address
	OpenURL                 func(string) error   // nil: the person opens the address that Started shows
	Started                 func(*vault.Attempt) // may be nil
}

const connectStore = "connect the store"

const whereStoreTokens = "In the shop's EKM back office, check that API access is switched on with the permissions for orders and products, copy the token once more, and connect again."

// ConnectStoreOAuth adds a store by a sign-in in the browser, or signs an existing one of that name in again, keeping its
// settings, switches, orders and history. It waits for the person, at most ten minutes. Faults: those of the sign-in,
// SB-SIG-002 to 009; SB-AUTH-004 for a refused token; SB-AUTH-005 when the person signed in to another shop; SB-AUTH-006
// when the EKM account is connected under another name; SB-SET-301 and 302 for the address.
func (d *Desk) ConnectStoreOAuth(ctx context.Context, in StoreSignIn) (db.StoreRow, error) {
	row, err := d.newRow(in.Name, in.BaseURL, vault.KindOAuth)
	if err != nil {
		return db.StoreRow{}, err
	}
	row.ClientID = strings.TrimSpace(in.ClientID)
	if row.ClientID == "" {
		return db.StoreRow{}, missing(connectStore, storeRemote(row.Name), "The client id", "Copy the client key of the app from EKM's partner dashboard.")
	}
	secret, err := d.secretFor(ctx, row, in.Secret)
	if err != nil {
		return db.StoreRow{}, err
	}
	o := vault.EKMSignIn(storeRemote(row.Name), row.ClientID, secret, in.RedirectPort)
	o.AuthorizeURL, o.TokenURL = row.BaseURL+"/connect/authorize", row.TokenURL
	o.PasteOnly, o.OpenURL, o.Started, o.Transport, o.Log, o.Now = in.PasteOnly, in.OpenURL, in.Started, d.o.Transport, d.log, d.now
	grant, err := vault.SignIn(ctx, o)
	if err != nil {
		return db.StoreRow{}, err
	}
	secrets := vault.NewStore(o, grant)
	row.LoginUntil = secrets.IdleDeadline()
	return d.connectStore(ctx, row, secrets)
}

// ConnectStoreToken adds a store by the bearer token that EKM gives merchants, or gives an existing one a new token. Such a
// token need not say whose it is; then the shop is known by its domain, or else by its name, or else by the name that the
// store is given here. Faults as for ConnectStoreOAuth, and SB-AUTH-007 when nothing tells which shop it is and the given
// name is another store's account name.
func (d *Desk) ConnectStoreToken(ctx context.Context, name, baseURL string, token vault.Secret) (db.StoreRow, error) {
	row, err := d.newRow(name, baseURL, vault.KindToken)
	if err != nil {
		return db.StoreRow{}, err
	}
	token = vault.Secret(strings.TrimSpace(string(token)))
	if token == "" {
		return db.StoreRow{}, missing(connectStore, storeRemote(row.Name), "The access token", "Copy it from the API page of the shop's EKM back office.")
	}
	return d.connectStore(ctx, row, vault.Store{Kind: vault.KindToken, Subject: vault.ReadClaims(token).Subject, Tokens: vault.Tokens{Access: token}})
}

const longestName = 60 // characters of a store's name, which screens show in a column

// newRow is a store as it would be added.
func (d *Desk) newRow(name, baseURL string, kind vault.Kind) (db.StoreRow, error) {
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > longestName || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return db.StoreRow{}, sentence{kind: fault.NeedsPerson, code: CodeBadName, op: connectStore,
			text: fmt.Sprintf("A store needs a name of 1 to %d characters, in one line. Nothing was stored.", longestName),
			fix:  "Choose a short name that your colleagues know, such as Garden."}.fault()
	}
	address, err := checkAddress(connectStore, storeRemote(name), "EKM", cmp.Or(baseURL, ekm.DefaultBaseURL))
	if err != nil {
		return db.StoreRow{}, err
	}
	row := db.StoreRow{TokenURL: address + "/connect/token"}
	row.Name, row.BaseURL, row.AuthKind = name, address, string(kind)
	return row, nil
}

// connectStore proves a token, finds out whose it is and stores the connection.
func (d *Desk) connectStore(ctx context.Context, row db.StoreRow, secrets vault.Store) (db.StoreRow, error) {
	remote := storeRemote(row.Name)
	client, err := ekm.New(ekm.Options{BaseURL: row.BaseURL, Store: row.Name, Auth: bearer(remote, secrets.Access), Transport: d.o.Transport, Log: d.log, Now: d.now})
	if err != nil {
		return db.StoreRow{}, err
	}
	// A missing permission is no reason to refuse the connection: the check names it.
	if _, err := client.Orders.Page(ctx, ekm.OrderQuery{PlacedSince: d.now()}); err != nil && !errors.Is(err, ekm.ErrNotPermitted) {
		return db.StoreRow{}, refused(err, connectStore, remote, "EKM", row.BaseURL, whereStoreTokens)
	}
	shop, err := readShop(ctx, client)
	if err != nil {
		return db.StoreRow{}, refused(err, connectStore, remote, "EKM", row.BaseURL, whereStoreTokens)
	}
	row.ShopName, row.Domain, row.Currency = shop.ShopName, shop.Domain, shop.Currency
	who := identify(secrets.Subject, shop)
	if who.username == "" {
		who.username, who.assumed = strings.ToLower(row.Name), true
	}
	row.Username = who.username

	d.mu.Lock()
	defer d.mu.Unlock()
	known, again, err := d.sameStore(ctx, row, who)
	if err != nil {
		if failure := d.handOver(ctx, row, who, secrets); failure != nil {
			err = errors.Join(err, failure)
		}
		return db.StoreRow{}, err
	}
	if again {
		row = renewed(known, row)
		if !assumedName(known.Store) {
			secrets.Subject = cmp.Or(secrets.Subject, known.Username)
		}
	}
	if !again {
		if row.Settings, err = d.db.OwnDefaults(ctx); err != nil {
			return db.StoreRow{}, err
		}
	}
	choices, err := d.storedChoices(ctx)
	if err != nil {
		return db.StoreRow{}, err
	}
	if err := d.o.Vault.SaveStore(ctx, StoreVaultID(row.Store), secrets); err != nil {
		return db.StoreRow{}, err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return saveStore(tx, &row, shop, choices, again) }); err != nil {
		if !again {
			d.forget(ctx, remote, func(ctx context.Context) error { return d.o.Vault.DeleteStore(ctx, StoreVaultID(row.Store)) })
		}
		return db.StoreRow{}, err
	}
	d.changed()
	return d.store(ctx, row.ID)
}

// renewed is a stored store that is reached by a new connection. What the new sign-in may not read stays as it was known, and
// so does the currency of a store that has been live.
func renewed(known, by db.StoreRow) db.StoreRow {
	known.BaseURL, known.TokenURL, known.AuthKind, known.ClientID, known.LoginUntil = by.BaseURL, by.TokenURL, by.AuthKind, by.ClientID, by.LoginUntil
	known.ShopName, known.Domain = cmp.Or(by.ShopName, known.ShopName), cmp.Or(by.Domain, known.Domain)
	if known.LiveSince.IsZero() || known.Currency == "" {
		known.Currency = cmp.Or(by.Currency, known.Currency)
	}
	return known
}

func saveStore(tx *db.Tx, row *db.StoreRow, shop ShopChoices, choices Choices, again bool) (err error) {
	text := "Signed in again. Settings, switches and history were kept."
	if again {
		err = tx.SaveConnection(*row)
	} else {
		text = "Store connected. Nothing is switched on yet."
		row.ID, err = tx.AddStore(*row)
	}
	if err != nil {
		return err
	}
	if err := saveShop(tx, *row, shop, choices); err != nil {
		return err
	}
	tx.Wake(db.LaneOf(row.ID))
	return tx.Log(db.Activity{Store: row.ID, Kind: "login", Subject: row.Name, Text: text})
}
