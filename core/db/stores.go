package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/settings"
)

// StoreRow is a store with what only the engine needs.
type StoreRow struct {
	commerce.Store
	TokenURL    string
	ClientID    string
	Settings    settings.Store
	Options     string // lists read from EKM, a JSON document
	OptionsAt   time.Time
	Reading     string // how its amounts were read the last time
	LoginUntil  time.Time
	LastOrder   time.Time
	LastContact time.Time
	EmailsSeen  int64
	Clock       ShopClock
	// NotesAppend and TrackingShort are what writing has shown: internal notes are added to, tracking fields hold little.
	NotesAppend, TrackingShort bool
}

// ShopClock is what is known of a shop's stamps: nobody documents that the Z behind them means UTC.
type ShopClock struct {
	Shift time.Duration // by which they run ahead of EKM's own Date
	At    time.Time     // when that was last seen
	Reach time.Time     // when a search last brought what is as old as it was asked for
}

const storeColumns = `id, name, username, base_url, token_url, auth_kind, client_id, shop_name, domain, currency, state, orders_on,
	stock_on, shipments_on, paused_until, settings, options, options_at, amount_reading, created_at, live_since,
	last_contact_at, last_order_at, login_until, emails_seen, clock_shift, clock_at, reach_at, notes_append, tracking_short`

func scanStore(rows interface{ Scan(...any) error }) (StoreRow, error) {
	var s StoreRow
	var paused, optionsAt, created, live, contact, order, login, shift, clock, reach int64
	var document string
	err := rows.Scan(&s.ID, &s.Name, &s.Username, &s.BaseURL, &s.TokenURL, &s.AuthKind, &s.ClientID, &s.ShopName, &s.Domain,
		&s.Currency, &s.State, &s.OrdersOn, &s.StockOn, &s.ShipmentsOn, &paused, &document, &s.Options, &optionsAt,
		&s.Reading, &created, &live, &contact, &order, &login, &s.EmailsSeen, &shift, &clock, &reach, &s.NotesAppend, &s.TrackingShort)
	if err != nil {
		return s, err
	}
	s.PausedUntil, s.OptionsAt, s.CreatedAt, s.LiveSince = fromMillis(paused), fromMillis(optionsAt), fromMillis(created), fromMillis(live)
	s.LastContact, s.LastOrder, s.LoginUntil = fromMillis(contact), fromMillis(order), fromMillis(login)
	s.Clock = ShopClock{Shift: time.Duration(shift) * time.Millisecond, At: fromMillis(clock), Reach: fromMillis(reach)}
	s.Settings = settings.Defaults()
	if err := json.Unmarshal([]byte(document), &s.Settings); err != nil {
		return s, fmt.Errorf("settings of store %s: %w", s.Name, err)
	}
	return s, nil
}

// Stores returns every store that was not removed, by name.
func (d *DB) Stores(ctx context.Context) ([]StoreRow, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+storeColumns+` from store where not removed order by name_key`)
	return collect(rows, err, func(r *sql.Rows) (StoreRow, error) { return scanStore(r) })
}

// Store returns one store; ok is false when there is none of that id.
func (d *DB) Store(ctx context.Context, id commerce.StoreID) (s StoreRow, ok bool, err error) {
	s, err = scanStore(d.reader.QueryRowContext(ctx, `select `+storeColumns+` from store where id = $1 and not removed`, id))
	ok, err = found(err)
	return s, ok, err
}

// StoreNamed finds a store by its name, without regard to case.
func (d *DB) StoreNamed(ctx context.Context, name string) (s StoreRow, ok bool, err error) {
	s, err = scanStore(d.reader.QueryRowContext(ctx, `select `+storeColumns+` from store where name_key = $1 and not removed`, nameKey(name)))
	ok, err = found(err)
	return s, ok, err
}

func nameKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// AddStore stores a new connection and returns its id.
func (t *Tx) AddStore(s StoreRow) (commerce.StoreID, error) {
	var id commerce.StoreID
	if err := t.row(`select coalesce(max(id), 0) + 1 from store`).Scan(&id); err != nil {
		return 0, err
	}
	document, err := json.Marshal(s.Settings)
	if err != nil {
		return 0, err
	}
	t.Notify(events.Stores)
	return id, t.run(`insert into store (id, name, name_key, username, base_url, token_url, auth_kind, client_id, shop_name, domain,
			currency, state, settings, created_at, login_until)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		id, strings.TrimSpace(s.Name), nameKey(s.Name), s.Username, s.BaseURL, s.TokenURL, s.AuthKind, s.ClientID, s.ShopName, s.Domain,
		s.Currency, commerce.StoreSetup, string(document), t.now, millis(s.LoginUntil))
}

// SaveConnection stores how a store is reached, after a new sign-in; settings, switches and history stay. A store that
// waited for the sign-in goes on.
func (t *Tx) SaveConnection(s StoreRow) error {
	t.Notify(events.Stores, events.Problems)
	if err := t.Heal(SignInProblem(s.ID)); err != nil {
		return err
	}
	return t.run(`update store set username = $2, base_url = $3, token_url = $4, auth_kind = $5, client_id = $6, shop_name = $7,
			domain = $8, currency = case when $9 = '' then currency else $9 end, login_until = $10,
			state = case when state <> 'sign_in' then state when orders_on or stock_on or shipments_on then 'live' else 'setup' end
		where id = $1`,
		s.ID, s.Username, s.BaseURL, s.TokenURL, s.AuthKind, s.ClientID, s.ShopName, s.Domain, s.Currency, millis(s.LoginUntil))
}

// ChangeSettings applies a change to a copy of a store's settings and stores the copy; an error of change stores nothing.
func (t *Tx) ChangeSettings(id commerce.StoreID, change func(settings.Store) (settings.Store, error)) error {
	var document string
	if err := t.row(`select settings from store where id = $1`, id).Scan(&document); err != nil {
		return err
	}
	current := settings.Defaults()
	if err := json.Unmarshal([]byte(document), &current); err != nil {
		return err
	}
	next, err := change(current)
	if err != nil {
		return err
	}
	out, err := json.Marshal(next)
	if err != nil {
		return err
	}
	t.Notify(events.Stores, events.Settings)
	return t.run(`update store set settings = $2 where id = $1`, id, string(out))
}

// SaveStoreOptions stores what was read from the shop's own settings.
func (t *Tx) SaveStoreOptions(id commerce.StoreID, document, currency string) error {
	return t.run(`update store set options = $2, options_at = $3, currency = case when $4 = '' then currency else $4 end where id = $1`,
		id, document, t.now, currency)
}

// SetStoreLists replaces a part of what was read from the shop's own settings.
func (t *Tx) SetStoreLists(id commerce.StoreID, document string) error {
	return t.run(`update store set options = $2 where id = $1`, id, document)
}

// StopShipments switches a store's shipments off and leaves its other work as it is.
func (t *Tx) StopShipments(id commerce.StoreID) error {
	t.Notify(events.Stores)
	return t.run(`update store set shipments_on = false, state = case when state in ('sign_in', 'paused') then state
		when orders_on or stock_on then 'live' else 'setup' end where id = $1`, id)
}

// Switches are the three kinds of work of a store.
type Switches struct{ Orders, Stock, Shipments bool }

// SetSwitches turns work on or off; the first switch makes the store live.
func (t *Tx) SetSwitches(id commerce.StoreID, on Switches) error {
	t.Notify(events.Stores)
	if on.Shipments {
		if err := t.Heal(EmailAlarm(id)); err != nil {
			return err
		}
	}
	return t.run(`update store set orders_on = $2, stock_on = $3, shipments_on = $4,
			live_since = case when live_since = 0 then $5 else live_since end,
			state = case when state in ('sign_in', 'paused') then state when $6 then 'live' else 'setup' end where id = $1`,
		id, on.Orders, on.Stock, on.Shipments, t.now, on.Orders || on.Stock || on.Shipments)
}

// PauseStore stops a store's work; until may be zero for "until somebody resumes".
func (t *Tx) PauseStore(id commerce.StoreID, until time.Time) error {
	t.Notify(events.Stores)
	return t.run(`update store set state = 'paused', paused_until = $2 where id = $1 and state <> 'sign_in'`, id, millis(until))
}

// ResumeStore ends a pause.
func (t *Tx) ResumeStore(id commerce.StoreID) error {
	t.Notify(events.Stores)
	return t.run(`update store set paused_until = 0,
		state = case when orders_on or stock_on or shipments_on then 'live' else 'setup' end where id = $1 and state = 'paused'`, id)
}

// SetStoreSignedOut marks that the store needs a person to sign in; nothing of its work is lost.
func (t *Tx) SetStoreSignedOut(id commerce.StoreID) error {
	n, err := t.exec(`update store set state = 'sign_in' where id = $1 and state <> 'sign_in'`, id)
	if n > 0 {
		t.Notify(events.Stores, events.Problems)
	}
	return err
}

// RemoveStore takes a store out of all work and forgets its settings; its orders and history stay.
func (t *Tx) RemoveStore(id commerce.StoreID) error {
	t.Notify(events.Stores, events.Links, events.Levels)
	if err := t.run(`update store set removed = true, orders_on = false, stock_on = false, shipments_on = false,
		name_key = name_key || '#' || cast(id as text) where id = $1`, id); err != nil {
		return err
	}
	if err := t.run(`update orders set state = 'excluded', cause_code = 'SB-ORD-127', cause_text = 'The store was removed before the order was downloaded.',
		cause_fix = 'Connect the store again.' where store_id = $1 and state in ('waiting', 'working', 'held') and sales_order_id = 0`, id); err != nil {
		return err
	}
	for _, table := range []string{"level", "listing", "sku_link", "ignored_sku", "hint", "webhook_topic", "webhook_trust", "webhook_source", "shadow", "shadow_order"} {
		if err := t.run(`delete from `+table+` where store_id = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

// SignInProblem names the problem of a remote that needs a person to sign in; store 0 is Brightpearl.
func SignInProblem(store commerce.StoreID) string { return fmt.Sprintf("sign-in/%d", store) }

// EmailAlarm names the problem of a store whose shipments were switched off because a shopper was mailed. Switching them on
// again heals it.
func EmailAlarm(store commerce.StoreID) string { return fmt.Sprintf("shipments-email/%d", store) }

// SetReading remembers how the store's amounts are to be read.
func (t *Tx) SetReading(id commerce.StoreID, reading string) error {
	return t.run(`update store set amount_reading = $2 where id = $1 and amount_reading <> $2`, id, reading)
}

// SetClock remembers what was seen of a shop's stamps.
func (t *Tx) SetClock(id commerce.StoreID, c ShopClock) error {
	return t.run(`update store set clock_shift = $2, clock_at = $3, reach_at = $4 where id = $1`, id, c.Shift.Milliseconds(), millis(c.At), millis(c.Reach))
}

// SetLoginUntil stores when the store's login ends if nobody uses it any more.
func (t *Tx) SetLoginUntil(id commerce.StoreID, until time.Time) error {
	return t.run(`update store set login_until = $2 where id = $1`, id, millis(until))
}

const loginCutOff = "cut off" // the result of a login's activity

// CutOffLogin notes that a login was lost because a renewal was cut off, once until somebody signs in again; name is the
// remote's. Store 0 is Brightpearl. It has to come before the problem of the sign-in is raised.
func (t *Tx) CutOffLogin(store commerce.StoreID, name, code string) error {
	var known int
	if err := t.row(`select count(*) from problem where key = $1 and code = $2 and healed_at = 0`, SignInProblem(store), code).Scan(&known); err != nil || known > 0 {
		return err
	}
	return t.Log(Activity{Level: "warning", Store: store, Kind: "login", Subject: name, Ref: code, Result: loginCutOff,
		Text: "The sign-in was lost: a renewal was cut off after it was answered and before the answer could be stored."})
}

// LoginsCutOff counts the logins that were ever lost to a renewal that was cut off.
func (d *DB) LoginsCutOff(ctx context.Context) (n int, err error) {
	err = d.reader.QueryRowContext(ctx, `select count(*) from activity where kind = 'login' and result = $1`, loginCutOff).Scan(&n)
	return n, err
}

// CountStoreTraffic adds requests to the store's counters.
func (t *Tx) CountStoreTraffic(id commerce.StoreID, c Traffic) error {
	return t.run(`update store set requests_made = requests_made + $2, requests_throttled = requests_throttled + $3,
		last_contact_at = case when $4 > last_contact_at then $4 else last_contact_at end where id = $1`,
		id, c.Made, c.Throttled, millis(c.LastContact))
}

// CountEmail notes that an order's e-mail flag flipped around one of our writes.
func (t *Tx) CountEmail(id commerce.StoreID) error {
	return t.run(`update store set emails_seen = emails_seen + 1 where id = $1`, id)
}
