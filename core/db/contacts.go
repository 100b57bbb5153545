package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// ContactsPoll names the reading of the index of contacts. Its value is the id of the last contact that a full reading has taken
// in, "" when none is under way.
const ContactsPoll = "contacts"

// KnownContact is one address of a contact, by its keyed hash.
type KnownContact struct {
	Hash      string
	ContactID int64
	Field     int    // 1, 2 or 3; ByName where the hash is of a name and postcode
	Customer  bool   // has bought, or was made as a customer
	Colleague bool   // a supplier or a member of staff
	Surname   string // hash
}

// ByName is the field of an entry that stands for a contact without an address, which was made for a name and postcode. No reading of
// Brightpearl's contacts shows it.
const ByName = 4

// ContactsFor returns the contacts that are known for an address, by its keyed hash; main addresses first, then lowest id first.
func (d *DB) ContactsFor(ctx context.Context, hash string) ([]KnownContact, error) {
	rows, err := d.reader.QueryContext(ctx, `select email_hash, contact_id, field, customer, colleague, surname_hash from contact
		where email_hash = $1 order by field, contact_id`, hash)
	return collect(rows, err, func(r *sql.Rows) (KnownContact, error) {
		var c KnownContact
		return c, r.Scan(&c.Hash, &c.ContactID, &c.Field, &c.Customer, &c.Colleague, &c.Surname)
	})
}

// SaveContacts remembers which contact owns which address. Whoever asked to be erased is left out.
func (t *Tx) SaveContacts(contacts []KnownContact) error {
	for _, c := range contacts {
		if err := t.run(`insert into contact (email_hash, contact_id, field, customer, colleague, surname_hash, seen_at)
			select $1, $2, $3, $4, $5, $6, $7 where not exists (select 1 from forgotten where email_hash = $1)
			on conflict (email_hash, contact_id) do update set field = excluded.field, customer = excluded.customer,
				colleague = excluded.colleague, surname_hash = excluded.surname_hash, seen_at = excluded.seen_at`,
			c.Hash, c.ContactID, max(c.Field, 1), c.Customer, c.Colleague, c.Surname, t.now); err != nil {
			return err
		}
	}
	return nil
}

// ForgetContact drops a contact from the index, because it was erased or is no longer what it was.
func (t *Tx) ForgetContact(id int64) error {
	return t.run(`delete from contact where contact_id = $1`, id)
}

// ForgetAddresses drops a contact's addresses, because they are about to be stored anew.
func (t *Tx) ForgetAddresses(id int64) error {
	return t.run(`delete from contact where contact_id = $1 and field < $2`, id, ByName)
}

// ForgetContactsSeenBefore drops what a full reading of all contacts did not meet: they were merged or deleted.
func (t *Tx) ForgetContactsSeenBefore(moment time.Time) error {
	return t.run(`delete from contact where seen_at < $1 and field < $2`, millis(moment), ByName)
}

// SetShopper notes under which address an order was placed, by its keyed hash.
func (t *Tx) SetShopper(id commerce.OrderID, hash string) error {
	return t.run(`update orders set email_hash = $2 where id = $1 and email_hash <> $2`, id, hash)
}

// Acquainted tells which of several contacts have ordered in a store, as far as our own orders show.
func (d *DB) Acquainted(ctx context.Context, store commerce.StoreID, contacts []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	for _, id := range contacts {
		var n int
		if err := d.reader.QueryRowContext(ctx, `select count(*) from (select 1 from orders where contact_id = $1 and store_id = $2 limit 1) x`,
			id, store).Scan(&n); err != nil {
			return nil, err
		}
		out[id] = n > 0
	}
	return out, nil
}

// ContactBegun tells when an order under an address last began to create its contact without learning how that ended; zero when none
// did.
func (d *DB) ContactBegun(ctx context.Context, hash string) (time.Time, error) {
	var at int64
	err := d.reader.QueryRowContext(ctx, `select coalesce(max(intent_at), 0) from orders where email_hash = $1 and email_hash <> '' and intent = 'contact'`, hash).Scan(&at)
	return fromMillis(at), err
}

// earlierOrders bounds how many earlier orders of one address are looked at.
const earlierOrders = 200

// Buyers returns the other orders that were placed under an address, newest first.
func (d *DB) Buyers(ctx context.Context, hash string, except commerce.OrderID) ([]commerce.Order, error) {
	rows, err := d.reader.QueryContext(ctx, `select document from orders where email_hash = $1 and email_hash <> '' and id <> $2
		order by placed_at desc limit $3`, hash, except, earlierOrders)
	return collect(rows, err, func(r *sql.Rows) (o commerce.Order, err error) {
		var document string
		if err := r.Scan(&document); err != nil {
			return o, err
		}
		return o, json.Unmarshal([]byte(document), &o)
	})
}

// Unsigned are the orders above an id, in ascending order, of whose shopper no hash is stored: those that an older version stored, and
// those without a usable address.
func (d *DB) Unsigned(ctx context.Context, after commerce.OrderID, limit int) (ids []commerce.OrderID, emails []string, err error) {
	rows, err := d.reader.QueryContext(ctx, `select id, document from orders where id > $1 and email_hash = '' and erased_at = 0 order by id limit $2`, after, limit)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id commerce.OrderID
		var document string
		if err := r.Scan(&id, &document); err != nil {
			return struct{}{}, err
		}
		var o commerce.Order
		err := json.Unmarshal([]byte(document), &o)
		ids, emails = append(ids, id), append(emails, o.Customer.Email)
		return struct{}{}, err
	})
	return ids, emails, err
}

// Erasure is what became of a person's data here.
type Erasure struct {
	Orders   int // pseudonymised
	Open     int // not posted yet, so they still need the address
	Contacts int // entries of the index
}

// erasedName stands where a person's name was.
const erasedName = "Erased"

// ErasePerson forgets an address and takes the person out of every order that is done: names, addresses, e-mail, phone and notes
// go; numbers, lines and amounts stay, since the books need them. Orders that are not in Brightpearl yet stay as they are and are
// counted: ask again when they are done.
func (t *Tx) ErasePerson(hash string) (Erasure, error) {
	var e Erasure
	n, err := t.exec(`delete from contact where email_hash = $1`, hash)
	if err != nil {
		return e, err
	}
	e.Contacts = int(n)
	if err := t.run(`insert into forgotten (email_hash, at) values ($1, $2) on conflict (email_hash) do nothing`, hash, t.now); err != nil {
		return e, err
	}
	if err := t.run(`update shadow_order set shopper = '' where shopper = $1`, hash); err != nil {
		return e, err
	}
	rows, err := t.tx.QueryContext(t.ctx, `select id, state, document from orders where email_hash = $1 and email_hash <> ''`, hash)
	type found struct {
		id       commerce.OrderID
		state    commerce.OrderState
		document string
	}
	all, err := collect(rows, err, func(r *sql.Rows) (f found, err error) { return f, r.Scan(&f.id, &f.state, &f.document) })
	if err != nil {
		return e, err
	}
	for _, f := range all {
		switch f.state {
		case commerce.OrderWaiting, commerce.OrderWorking, commerce.OrderHeld:
			e.Open++
			continue
		}
		var o commerce.Order
		if err := json.Unmarshal([]byte(f.document), &o); err != nil {
			return e, fmt.Errorf("order %d: its stored document: %w", f.id, err)
		}
		country := o.Customer.Delivery.Country
		o.Customer = commerce.Customer{FirstName: erasedName, Billing: commerce.Address{Country: o.Customer.Billing.Country}, Delivery: commerce.Address{Country: country}}
		o.CustomerNote, o.TransactionID = "", ""
		raw, err := json.Marshal(o)
		if err != nil {
			return e, err
		}
		if err := t.run(`update orders set document = $2, customer = $3, note = false, shown = '', shown_total = 0, changed = false, judged = '',
			email_hash = '', erased_at = $4 where id = $1`, f.id, string(raw), erasedName, t.now); err != nil {
			return e, err
		}
		if err := t.Heal(CalledOff(f.id)); err != nil {
			return e, err
		}
		e.Orders++
	}
	t.Notify(events.Orders)
	return e, nil
}
