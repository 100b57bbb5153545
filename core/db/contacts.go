package db

import "context"

// ContactsFor returns the Brightpearl contacts that are known for an address, by its keyed hash; lowest id first.
func (d *DB) ContactsFor(ctx context.Context, hash string) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select contact_id from contact where email_hash = $1 and customer order by contact_id`, hash)
	return collect(rows, err, scanID)
}

// KnownContact is one contact's address, hashed.
type KnownContact struct {
	Hash      string
	ContactID int64
	Customer  bool
}

// SaveContacts remembers which contact owns which address.
func (t *Tx) SaveContacts(contacts []KnownContact) error {
	for _, c := range contacts {
		if err := t.run(`insert into contact (email_hash, contact_id, customer, seen_at) values ($1, $2, $3, $4)
			on conflict (email_hash, contact_id) do update set customer = excluded.customer, seen_at = excluded.seen_at`,
			c.Hash, c.ContactID, c.Customer, t.now); err != nil {
			return err
		}
	}
	return nil
}

// ForgetContact drops a contact from the index, because it was erased or is no longer what it was.
func (t *Tx) ForgetContact(id int64) error {
	return t.run(`delete from contact where contact_id = $1`, id)
}
