package setup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

// AccountInfo is a Brightpearl account that was just connected.
type AccountInfo struct {
	Account db.Account
	Choices Choices
	At      time.Time // Brightpearl's clock
}

// PrivateApp is a private app made inside the merchant's Brightpearl account. Give one of the two tokens.
type PrivateApp struct {
	Account, APIURL, AppRef, DevRef string
	AccountToken, StaffToken        vault.Secret
}

// OAuthApp is an app registered with Brightpearl, to which a person gives access in the browser. Empty URLs mean
// Brightpearl's own; an empty Secret means the one that is kept for the app, or a public client.
type OAuthApp struct {
	Account, ClientID, AuthorizeURL, TokenURL, DevRef string
	Secret                                            vault.Secret
	APIURL                                            string // where requests go; "" for where Brightpearl says, its api_domain
	RedirectPort                                      int
	PasteOnly                                         bool                 // nothing listens on the port; the person pastes the address
	OpenURL                                           func(string) error   // nil: the person opens the address that Started shows
	Started                                           func(*vault.Attempt) // may be nil
}

const connectAccount = "connect Brightpearl"

// whereBrightpearlTokens is what to do when Brightpearl does not take the credentials.
const whereBrightpearlTokens = "In Brightpearl, open App Store > Private apps, check the account code and the app reference, and copy the token once more. Then connect again."

// ConnectPrivate connects the account by a private app's token. One small request proves the token and further ones read the
// lists to choose from; only then the token goes to the vault and the connection to the database. Faults: SB-AUTH-004 for
// a refused token, SB-SET-301 and 302 for an address that cannot be used or reached, SB-SET-303 when another account is
// connected.
func (d *Desk) ConnectPrivate(ctx context.Context, app PrivateApp) (AccountInfo, error) {
	app.Account, app.AppRef, app.DevRef = strings.TrimSpace(app.Account), strings.TrimSpace(app.AppRef), strings.TrimSpace(app.DevRef)
	switch {
	case app.Account == "":
		return AccountInfo{}, missing(connectAccount, accountRemote, "The account code", "Give the account code that you type when you log in to Brightpearl.")
	case app.AppRef == "":
		return AccountInfo{}, missing(connectAccount, accountRemote, "The app reference", "Copy it from App Store > Private apps in Brightpearl.")
	case app.AccountToken == "" && app.StaffToken == "":
		return AccountInfo{}, missing(connectAccount, accountRemote, "The token", "Give the account token or the staff token of the private app.")
	}
	address, err := checkAddress(connectAccount, accountRemote, "Brightpearl", app.APIURL)
	if err != nil {
		return AccountInfo{}, err
	}
	if err := d.otherAccount(ctx, app.Account); err != nil {
		return AccountInfo{}, err
	}
	auth := brightpearl.PrivateAuth{AppRef: app.AppRef, DevRef: app.DevRef,
		AccountToken: brightpearl.NewSecret(string(app.AccountToken)), StaffToken: brightpearl.NewSecret(string(app.StaffToken))}
	client, err := brightpearl.New(brightpearl.Options{BaseURL: address, Account: app.Account, Auth: auth, Transport: d.o.Transport, Log: d.log, Now: d.now})
	if err != nil {
		return AccountInfo{}, badAccountAddress(err)
	}
	return d.connectAccount(ctx, client, db.Account{Code: app.Account, APIURL: address, AuthKind: string(vault.KindPrivate), AppRef: app.AppRef, DevRef: app.DevRef},
		vault.Brightpearl{Kind: vault.KindPrivate, ClientID: app.AppRef, AccountToken: app.AccountToken, StaffToken: app.StaffToken})
}

// ConnectOAuth connects the account by a sign-in in the browser; it waits for the person, at most ten minutes. Besides
// ConnectPrivate's faults it returns those of the sign-in, SB-SIG-002 to 009.
func (d *Desk) ConnectOAuth(ctx context.Context, app OAuthApp) (AccountInfo, error) {
	app.Account, app.ClientID, app.DevRef = strings.TrimSpace(app.Account), strings.TrimSpace(app.ClientID), strings.TrimSpace(app.DevRef)
	switch {
	case app.Account == "":
		return AccountInfo{}, missing(connectAccount, accountRemote, "The account code", "Give the account code that you type when you log in to Brightpearl.")
	case app.ClientID == "":
		return AccountInfo{}, missing(connectAccount, accountRemote, "The client id", "Copy the app reference from Brightpearl's developer portal.")
	}
	if err := d.otherAccount(ctx, app.Account); err != nil {
		return AccountInfo{}, err
	}
	address, err := oauthAddress(app.APIURL)
	if err != nil {
		return AccountInfo{}, err
	}
	o := vault.BrightpearlSignIn(app.Account, app.ClientID, app.Secret, app.RedirectPort)
	if app.AuthorizeURL != "" {
		o.AuthorizeURL = app.AuthorizeURL
	}
	if app.TokenURL != "" {
		o.TokenURL = app.TokenURL
	}
	if o.Secret == "" {
		if o.Secret, err = d.keptAccountSecret(ctx, o); err != nil {
			return AccountInfo{}, err
		}
	}
	o.PasteOnly, o.OpenURL, o.Started, o.Transport, o.Log, o.Now = app.PasteOnly, app.OpenURL, app.Started, d.o.Transport, d.log, d.now
	grant, err := vault.SignIn(ctx, o)
	if err != nil {
		return AccountInfo{}, err
	}
	allow := AllowDomain(o.TokenURL)
	if address != "" { // a person's word, checked above
		grant.APIDomain, allow = hostOf(address), func(string) error { return nil }
	}
	secrets, err := vault.NewBrightpearl(o, grant, allow)
	if err != nil {
		return AccountInfo{}, err
	}
	if address == "" {
		address = "https://" + secrets.APIDomain
		if u, err := url.Parse(address); err == nil && loopback(u.Hostname()) {
			address = "http://" + secrets.APIDomain
		}
	}
	instance, _ := strconv.ParseInt(secrets.InstanceID, 10, 64)
	auth := proof{accountRemote, func(r *http.Request) { brightpearl.OAuthHeaders(r, app.ClientID, app.DevRef, string(secrets.Access)) }}
	client, err := brightpearl.New(brightpearl.Options{BaseURL: address, Account: app.Account, Auth: auth, InstanceID: func() int64 { return instance },
		Transport: d.o.Transport, Log: d.log, Now: d.now})
	if err != nil {
		return AccountInfo{}, badAccountAddress(err)
	}
	return d.connectAccount(ctx, client, db.Account{Code: app.Account, APIURL: address, AuthKind: string(vault.KindOAuth), AppRef: app.ClientID, DevRef: app.DevRef,
		ClientID: app.ClientID, AuthorizeURL: o.AuthorizeURL, TokenURL: o.TokenURL, InstanceID: instance}, secrets)
}

// oauthAddress checks an address that overrides the api_domain of a sign-in, before the person is bothered; "" stays "".
func oauthAddress(raw string) (string, error) {
	if strings.TrimSpace(raw) == "" {
		return "", nil
	}
	address, err := checkAddress(connectAccount, accountRemote, "Brightpearl", raw)
	if err != nil {
		return "", err
	}
	if !brightpearl.AllowedDomain(hostOf(address)) {
		return "", badAccountAddress(errors.New("the host is not one of Brightpearl's"))
	}
	return address, nil
}

// connectAccount proves a connection and stores it.
func (d *Desk) connectAccount(ctx context.Context, client *brightpearl.Client, a db.Account, secrets vault.Brightpearl) (AccountInfo, error) {
	pong, err := client.Ping(ctx)
	if err != nil {
		return AccountInfo{}, refused(err, connectAccount, accountRemote, "Brightpearl", a.APIURL, whereBrightpearlTokens)
	}
	choices, err := readChoices(ctx, client)
	if err != nil {
		return AccountInfo{}, refused(err, connectAccount, accountRemote, "Brightpearl", a.APIURL, whereBrightpearlTokens)
	}
	a.InstanceID, a.BaseCurrency = pong.InstanceID, choices.BaseCurrency()

	d.mu.Lock()
	defer d.mu.Unlock()
	before, had, err := d.db.Account(ctx)
	if err != nil {
		return AccountInfo{}, err
	}
	if err := d.otherAccount(ctx, a.Code); err != nil {
		return AccountInfo{}, err
	}
	if err := d.o.Vault.SaveBrightpearl(ctx, AccountVaultID(a.Code), secrets); err != nil {
		return AccountInfo{}, err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return AccountInfo{}, err
	}
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SaveAccount(a); err != nil {
			return err
		}
		if err := saveChoices(tx, choices, stores); err != nil {
			return err
		}
		tx.Wake(db.BrightpearlLane)
		return tx.Log(db.Activity{Kind: "login", Subject: "Brightpearl", Text: "Connected to the Brightpearl account " + a.Code + "."})
	})
	if err != nil {
		if !had {
			d.forget(ctx, "Brightpearl", func(ctx context.Context) error { return d.o.Vault.DeleteBrightpearl(ctx, AccountVaultID(a.Code)) })
		}
		return AccountInfo{}, err
	}
	if had && AccountVaultID(before.Code) != AccountVaultID(a.Code) {
		d.forget(ctx, "Brightpearl", func(ctx context.Context) error { return d.o.Vault.DeleteBrightpearl(ctx, AccountVaultID(before.Code)) })
	}
	d.changed()
	stored, _, err := d.db.Account(ctx)
	return AccountInfo{Account: stored, Choices: choices, At: pong.At}, err
}

// forget removes secrets that nothing refers to any more. A failure leaves an unused entry behind, which harms nobody.
func (d *Desk) forget(ctx context.Context, remote string, remove func(context.Context) error) {
	if err := remove(context.WithoutCancel(ctx)); err != nil {
		d.log.Warn("unused secrets could not be removed from the key store", "remote", remote, "code", fault.Of(err).Code)
	}
}

// otherAccount refuses an account while stores belong to another one: their channels, codes and sales orders are there.
func (d *Desk) otherAccount(ctx context.Context, code string) error {
	a, ok, err := d.db.Account(ctx)
	if err != nil || !ok || strings.EqualFold(a.Code, code) {
		return err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil || len(stores) == 0 {
		return err
	}
	return sentence{kind: fault.NeedsPerson, code: CodeOtherAccount, op: connectAccount, remote: accountRemote,
		text: fmt.Sprintf("This data folder belongs to the Brightpearl account %s, and %d store(s) post their orders there. Nothing was changed.", a.Code, len(stores)),
		fix:  "Use another data folder for the other account, or remove the stores first."}.fault()
}

func badAccountAddress(err error) error {
	return sentence{kind: fault.NeedsPerson, code: CodeBadAddress, op: connectAccount, remote: accountRemote, cause: err,
		text: "The account code or the API address cannot be used: " + strings.TrimPrefix(err.Error(), "brightpearl: ") + ". Nothing was stored.",
		fix:  "Use the API address that Brightpearl shows for your account, such as https://euw1.brightpearlconnect.com, and the account code of your login."}.fault()
}
