package db

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// Installation identifies this data folder. Its UID names our entries in the keyring, so that two data folders on one
// computer never share a login.
type Installation struct {
	UID       string
	Demo      bool
	CreatedAt time.Time
}

// Installation returns the data folder's identity, making it on first use. demo counts only then.
func (d *DB) Installation(ctx context.Context, demo bool) (Installation, error) {
	var in Installation
	err := d.Write(ctx, func(tx *Tx) error {
		var created int64
		ok, err := found(tx.row(`select uid, demo, created_at from installation where id = 1`).Scan(&in.UID, &in.Demo, &created))
		if ok || err != nil {
			in.CreatedAt = fromMillis(created)
			return err
		}
		var raw [8]byte
		rand.Read(raw[:])
		in = Installation{UID: hex.EncodeToString(raw[:]), Demo: demo, CreatedAt: tx.Now()}
		return tx.run(`insert into installation (id, uid, demo, created_at) values (1, $1, $2, $3)`, in.UID, in.Demo, tx.now)
	})
	return in, err
}

// Account is the connected Brightpearl account. There is at most one.
type Account struct {
	Code         string
	APIURL       string
	AuthKind     string // "private" or "oauth"
	AppRef       string
	DevRef       string
	ClientID     string
	AuthorizeURL string
	TokenURL     string
	InstanceID   int64 // of the integration, 0 while unknown
	// InstanceSince is since when InstanceID replaced another id; zero where it did not. It is read only.
	InstanceSince time.Time
	BaseCurrency  string
	SignedOut     bool
	ConnectedAt   time.Time
	LastContact   time.Time

	RequestsMade, RequestsThrottled int64
	RequestsRemaining               int
}

const accountColumns = `account, api_url, auth_kind, app_ref, dev_ref, client_id, authorize_url, token_url, instance_id,
	base_currency, state, connected_at, last_contact_at, requests_made, requests_throttled, requests_remaining,
	coalesce((select since from problem where key = '` + installationProblem + `'), 0)`

// Account returns the connected Brightpearl account; ok is false when there is none.
func (d *DB) Account(ctx context.Context) (a Account, ok bool, err error) {
	var state string
	var connected, contact, since int64
	ok, err = found(d.reader.QueryRowContext(ctx, `select `+accountColumns+` from brightpearl where id = 1`).Scan(
		&a.Code, &a.APIURL, &a.AuthKind, &a.AppRef, &a.DevRef, &a.ClientID, &a.AuthorizeURL, &a.TokenURL, &a.InstanceID,
		&a.BaseCurrency, &state, &connected, &contact, &a.RequestsMade, &a.RequestsThrottled, &a.RequestsRemaining, &since))
	a.SignedOut, a.ConnectedAt, a.LastContact = state == "sign_in", fromMillis(connected), fromMillis(contact)
	a.InstanceSince = fromMillis(since)
	return a, ok, err
}

// installationProblem is raised when Brightpearl names another installation. Its time stays known after it has healed.
const installationProblem = "installation"

// installationNews is how long people are told of another installation.
const installationNews = 24 * time.Hour

// noteInstance notices that an account's Brightpearl knows this program as another installation than before.
func (t *Tx) noteInstance(account string, id int64) error {
	var old int64
	var code string
	known, err := found(t.row(`select instance_id, account from brightpearl where id = 1`).Scan(&old, &code))
	if err != nil || !known || !strings.EqualFold(code, account) || old == 0 || id == 0 {
		return err
	}
	if old == id {
		return t.run(`update problem set healed_at = $2 where key = $1 and healed_at = 0 and since < $3`, installationProblem, t.now,
			t.now-installationNews.Milliseconds())
	}
	t.Notify(events.Problems)
	if err := t.Heal(installationProblem); err != nil { // a second change counts from now
		return err
	}
	if err := t.Log(Activity{Level: "warning", Kind: "login", Subject: "Brightpearl",
		Text: fmt.Sprintf("Brightpearl knows Stockbridge as installation %d now, before as %d.", id, old)}); err != nil {
		return err
	}
	return t.Raise(Problem{Key: installationProblem, Code: "SB-SIG-012", Severity: "attention", Title: "Brightpearl knows Stockbridge as another installation",
		Text: fmt.Sprintf("Brightpearl names installation %d, before it was %d: the app was installed anew, or its sign-in is another one. Brightpearl refuses a second sales order "+
			"with the same reference only within one installation. Orders placed before the change are therefore looked for in Brightpearl by their reference before they are posted.", id, old),
		Fix: "Nothing has to be done if somebody connected Brightpearl anew. Otherwise see in Brightpearl which apps are installed. This note goes by itself after a day."})
}

// SaveAccount stores the connection; counters and options of an account that was there before are kept.
func (t *Tx) SaveAccount(a Account) error {
	t.Notify(events.Stores)
	if err := t.Heal(SignInProblem(0)); err != nil {
		return err
	}
	if err := t.noteInstance(a.Code, a.InstanceID); err != nil {
		return err
	}
	return t.run(`insert into brightpearl (id, account, api_url, auth_kind, app_ref, dev_ref, client_id, authorize_url, token_url,
			instance_id, base_currency, state, connected_at)
		values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'ok', $11)
		on conflict (id) do update set account = excluded.account, api_url = excluded.api_url, auth_kind = excluded.auth_kind,
			app_ref = excluded.app_ref, dev_ref = excluded.dev_ref, client_id = excluded.client_id,
			authorize_url = excluded.authorize_url, token_url = excluded.token_url, instance_id = excluded.instance_id,
			base_currency = excluded.base_currency, state = 'ok', connected_at = excluded.connected_at`,
		a.Code, a.APIURL, a.AuthKind, a.AppRef, a.DevRef, a.ClientID, a.AuthorizeURL, a.TokenURL, a.InstanceID, a.BaseCurrency, t.now)
}

// SetInstanceID remembers the integration instance that Brightpearl names in its answers to a connection, and raises a problem when it
// is another one. What an earlier connection was told does not count.
func (t *Tx) SetInstanceID(of Account, id int64) error {
	var current int
	if err := t.row(`select count(*) from brightpearl where id = 1 and connected_at = $1`, millis(of.ConnectedAt)).Scan(&current); err != nil || current == 0 {
		return err
	}
	if err := t.noteInstance(of.Code, id); err != nil {
		return err
	}
	return t.run(`update brightpearl set instance_id = $1 where id = 1 and instance_id <> $1`, id)
}

// SetAccountSignedOut marks that only a person can bring the account back.
func (t *Tx) SetAccountSignedOut(out bool) error {
	state := "ok"
	if out {
		state = "sign_in"
	}
	n, err := t.exec(`update brightpearl set state = $1 where id = 1 and state <> $1`, state)
	if n > 0 {
		t.Notify(events.Stores, events.Problems)
	}
	return err
}

// SaveAccountOptions stores the lists to choose from (channels, price lists ...) as one JSON document.
func (t *Tx) SaveAccountOptions(document, baseCurrency string) error {
	t.Notify(events.Stores)
	return t.run(`update brightpearl set options = $1, options_at = $2, base_currency = case when $3 = '' then base_currency else $3 end
		where id = 1`, document, t.now, baseCurrency)
}

// AccountOptions returns the stored document and when it was read.
func (d *DB) AccountOptions(ctx context.Context) (document string, at time.Time, err error) {
	var ms int64
	_, err = found(d.reader.QueryRowContext(ctx, `select options, options_at from brightpearl where id = 1`).Scan(&document, &ms))
	return document, fromMillis(ms), err
}

// Traffic is what a remote account's budget saw since it was last counted.
type Traffic struct {
	Made, Throttled int64
	Remaining       int
	LastContact     time.Time
}

// CountAccountTraffic adds requests to the account's counters.
func (t *Tx) CountAccountTraffic(c Traffic) error {
	return t.run(`update brightpearl set requests_made = requests_made + $1, requests_throttled = requests_throttled + $2,
		requests_remaining = $3, last_contact_at = case when $4 > last_contact_at then $4 else last_contact_at end where id = 1`,
		c.Made, c.Throttled, c.Remaining, millis(c.LastContact))
}

// Poll is where a periodic reading stands.
type Poll struct {
	Value     string
	At        time.Time // server time of the last complete reading
	FullAt    time.Time // when everything was last read
	OKAt      time.Time // our clock, at the start of the last reading that succeeded
	LastError string
}

// Poll returns where the reading of that name stands; the zero Poll when it never ran.
func (d *DB) Poll(ctx context.Context, name string) (Poll, error) {
	var p Poll
	var at, full, ok int64
	_, err := found(d.reader.QueryRowContext(ctx, `select value, at, full_at, ok_at, last_error from poll where name = $1`, name).
		Scan(&p.Value, &at, &full, &ok, &p.LastError))
	p.At, p.FullAt, p.OKAt = fromMillis(at), fromMillis(full), fromMillis(ok)
	return p, err
}

// ProductsPoll is the reading of Brightpearl's products.
const ProductsPoll = "products"

// ListingsPoll names the reading of a store's listings.
func ListingsPoll(store commerce.StoreID) string { return fmt.Sprintf("listings/%d", store) }

// OrdersPoll names the reading of a store's orders.
func OrdersPoll(store commerce.StoreID) string { return fmt.Sprintf("orders/%d", store) }

// SavePoll stores where a reading stands.
func (t *Tx) SavePoll(name string, p Poll) error {
	return t.run(`insert into poll (name, value, at, full_at, ok_at, last_error) values ($1, $2, $3, $4, $5, $6)
		on conflict (name) do update set value = excluded.value, at = excluded.at, full_at = excluded.full_at,
			ok_at = excluded.ok_at, last_error = excluded.last_error`,
		name, p.Value, millis(p.At), millis(p.FullAt), millis(p.OKAt), p.LastError)
}
