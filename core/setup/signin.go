package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/vault"
)

// StoreSignIn is a sign-in to an EKM shop through the browser. BaseURL "" means EKM's own.
type StoreSignIn struct {
	Name, BaseURL, ClientID string
	Secret                  vault.Secret
	RedirectPort            int
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
	o := vault.EKMSignIn(storeRemote(row.Name), row.ClientID, in.Secret, in.RedirectPort)
	o.AuthorizeURL, o.TokenURL = row.BaseURL+"/connect/authorize", row.TokenURL
	o.OpenURL, o.Started, o.Transport, o.Log, o.Now = in.OpenURL, in.Started, d.o.Transport, d.log, d.now
	grant, err := vault.SignIn(ctx, o)
	if err != nil {
		return db.StoreRow{}, err
	}
	secrets := vault.NewStore(o, grant)
	row.LoginUntil = secrets.IdleDeadline()
	return d.connectStore(ctx, row, secrets)
}

// ConnectStoreToken adds a store by the bearer token that EKM gives merchants, or gives an existing one a new token. Such a
// token need not say whose it is; then the shop is known by its domain, or else by its name. Faults as for
// ConnectStoreOAuth, and SB-AUTH-007 when nothing tells which shop it is.
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
	row := db.StoreRow{TokenURL: address + "/connect/token", Settings: settings.Defaults()}
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
		return db.StoreRow{}, unknownShop(remote)
	}
	row.Username = who.username

	d.mu.Lock()
	defer d.mu.Unlock()
	known, again, err := d.sameStore(ctx, row, who)
	if err != nil {
		return db.StoreRow{}, err
	}
	if again {
		row.ID, row.Username = known.ID, known.Username
		secrets.Subject = cmp.Or(secrets.Subject, known.Username)
	}
	if err := d.o.Vault.SaveStore(ctx, StoreVaultID(row.Store), secrets); err != nil {
		return db.StoreRow{}, err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return saveStore(tx, &row, shop, again) }); err != nil {
		if !again {
			d.forget(ctx, remote, func(ctx context.Context) error { return d.o.Vault.DeleteStore(ctx, StoreVaultID(row.Store)) })
		}
		return db.StoreRow{}, err
	}
	d.changed()
	return d.store(ctx, row.ID)
}

func saveStore(tx *db.Tx, row *db.StoreRow, shop ShopChoices, again bool) (err error) {
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
	if err := saveShop(tx, row.ID, shop); err != nil {
		return err
	}
	tx.Wake(db.LaneOf(row.ID))
	return tx.Log(db.Activity{Store: row.ID, Kind: "login", Subject: row.Name, Text: text})
}

// sameStore decides whether a proved sign-in is for a store that exists. It refuses the sign-in of another shop under the
// store's name, and of a connected shop under another name.
func (d *Desk) sameStore(ctx context.Context, row db.StoreRow, who identity) (known db.StoreRow, again bool, err error) {
	remote := storeRemote(row.Name)
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return known, false, err
	}
	known, again, err = d.db.StoreNamed(ctx, row.Name)
	if err != nil {
		return known, false, err
	}
	if again && !who.is(known.Store) {
		return known, false, sentence{kind: fault.NeedsPerson, code: CodeOtherShop, op: connectStore, remote: remote,
			text: fmt.Sprintf("This sign-in belongs to the EKM shop %s, but the store %s is the shop %s. The store keeps its connection; nothing was changed.", who.username, known.Name, known.Username),
			fix:  fmt.Sprintf("Sign in with the login of %s. To add the other shop, connect it under a name of its own.", known.Username)}.fault()
	}
	for _, other := range stores {
		if other.ID != known.ID && who.is(other.Store) {
			return known, false, sentence{kind: fault.NeedsPerson, code: CodeShopTaken, op: connectStore, remote: remote,
				text: fmt.Sprintf("The EKM shop %s is connected already, as the store %s. One shop must not be imported twice; nothing was stored.", other.Username, other.Name),
				fix:  fmt.Sprintf("Use the store %s, or sign in to another shop.", other.Name)}.fault()
		}
	}
	return known, again, nil
}

func unknownShop(remote string) error {
	return sentence{kind: fault.NeedsPerson, code: CodeUnknownShop, op: connectStore, remote: remote,
		text: "EKM accepted the token, but nothing says which shop it belongs to: it may read neither the shop's domain nor its name. Nothing was stored.",
		fix:  "Give the token the permissions for domains and account details in EKM, then connect again."}.fault()
}

// identity is what tells shops apart.
type identity struct {
	username string // EKM's account name, or what stands for it
	subject  bool   // the token itself named it
	domain   string
	shopName string
}

func identify(subject string, shop ShopChoices) identity {
	w := identity{username: strings.TrimSpace(subject), domain: bareDomain(shop.Domain), shopName: strings.ToLower(shop.ShopName)}
	w.subject = w.username != ""
	if !w.subject {
		w.username = cmp.Or(w.domain, w.shopName)
	}
	return w
}

// is reports whether a stored store is this shop. Where only one of both came with an account name, the domain decides, and
// the shop's name only where a domain is unknown.
func (w identity) is(s commerce.Store) bool {
	if strings.EqualFold(s.Username, w.username) {
		return true
	}
	stored := bareDomain(s.Domain)
	named := !strings.EqualFold(s.Username, stored) && !strings.EqualFold(s.Username, s.ShopName)
	if w.subject && named {
		return false // two account names that differ
	}
	if w.domain != "" && stored != "" {
		return w.domain == stored
	}
	return w.shopName != "" && strings.EqualFold(s.ShopName, w.shopName)
}

// bareDomain is a domain as people say it: lower case, without scheme, path and www.
func bareDomain(domain string) string {
	domain = strings.ToLower(strings.TrimSpace(domain))
	domain = strings.TrimPrefix(strings.TrimPrefix(domain, "https://"), "http://")
	domain, _, _ = strings.Cut(domain, "/")
	return strings.TrimPrefix(domain, "www.")
}
