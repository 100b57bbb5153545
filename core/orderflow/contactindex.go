package orderflow

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

const (
	// contactOverlap is how far every reading of changed contacts looks back: searches may lag behind.
	contactOverlap = 10 * time.Minute
	// contactsAnew is how often all contacts are read again, which is how merged and deleted ones are noticed.
	contactsAnew = 7 * 24 * time.Hour
	// contactsFresh is how old the index may be to say that nobody has an address.
	contactsFresh  = 10 * time.Minute
	contactsAtOnce = 500
)

// PollContacts keeps the index of Brightpearl's contacts by e-mail: all of them the first time, 500 a request and resumed where a
// restart interrupted it, then the changed ones. Addresses and surnames are kept as keyed hashes only.
func (d *Desk) PollContacts(ctx context.Context) error {
	unlock, err := d.polls.lock(ctx, db.ContactsPoll)
	if err != nil {
		return err
	}
	defer unlock()
	client, err := d.brightpearl()
	if err != nil {
		return err
	}
	at, err := d.db.Poll(ctx, db.ContactsPoll)
	if err != nil {
		return err
	}
	began := d.o.Now()
	if at.FullAt.IsZero() || at.Value != "" || began.Sub(at.FullAt) >= contactsAnew {
		if err := d.readAllContacts(ctx, client, &at); err != nil {
			return err
		}
	}
	changes, err := client.Contacts.ChangedSince(ctx, at.At.Add(-contactOverlap))
	if err != nil {
		return err
	}
	at.At, at.OKAt, at.LastError = changes.AsOf, began, ""
	return d.db.Write(ctx, func(tx *db.Tx) error {
		for _, row := range changes.Items {
			if err := tx.ForgetAddresses(int64(row.ID)); err != nil {
				return err
			}
			if err := tx.SaveContacts(d.indexed(row)); err != nil {
				return err
			}
		}
		return tx.SavePoll(db.ContactsPoll, at)
	})
}

// readAllContacts takes in every contact. What a reading that was interrupted has stored counts; its moment stays the watermark.
func (d *Desk) readAllContacts(ctx context.Context, client *brightpearl.Client, at *db.Poll) error {
	var last int64
	if _, err := fmt.Sscanf(at.Value, "%d", &last); err != nil {
		last = 0
		at.At = d.o.Now() // an hour of changes costs less than a wrong clock
	}
	var batch []db.KnownContact
	save := func() error {
		at.Value = fmt.Sprint(last)
		err := d.db.Write(ctx, func(tx *db.Tx) error {
			if err := tx.SaveContacts(batch); err != nil {
				return err
			}
			return tx.SavePoll(db.ContactsPoll, *at)
		})
		batch = batch[:0]
		return err
	}
	if err := save(); err != nil {
		return err
	}
	n := 0
	for row, err := range client.Contacts.All(ctx, brightpearl.ContactID(last)) {
		if err != nil {
			return err
		}
		batch, last = append(batch, d.indexed(row)...), int64(row.ID)
		if n++; n%contactsAtOnce == 0 {
			if err := save(); err != nil {
				return err
			}
		}
	}
	if err := save(); err != nil {
		return err
	}
	at.Value, at.FullAt = "", d.o.Now()
	began := at.At
	at.At = began.Add(-time.Hour)
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.ForgetContactsSeenBefore(began) })
}

// indexed is a contact's part of the index.
func (d *Desk) indexed(row brightpearl.ContactRow) []db.KnownContact {
	var out []db.KnownContact
	for i, email := range []string{row.PrimaryEmail, row.SecondaryEmail, row.TertiaryEmail} {
		normal := commerce.NormalEmail(email)
		hash := d.emailHash(normal)
		if normal == "" || len(out) > 0 && out[0].Hash == hash {
			continue
		}
		out = append(out, db.KnownContact{Hash: hash, ContactID: int64(row.ID), Field: i + 1,
			Customer: row.Customer || !row.Staff && !row.Supplier, Colleague: row.Staff || row.Supplier, Surname: d.nameHash(row.LastName)})
	}
	return out
}

// nameHash is a surname for comparison; "" for none.
func (d *Desk) nameHash(surname string) string {
	folded := commerce.FoldName(surname)
	if folded == "" {
		return ""
	}
	return d.emailHash("name\x00" + clip(folded, brightpearl.MaxContactName))
}

// indexReady reports whether the index can say that nobody has an address.
func (d *Desk) indexReady(ctx context.Context) (bool, error) {
	at, err := d.db.Poll(ctx, db.ContactsPoll)
	return !at.FullAt.IsZero() && d.o.Now().Sub(at.OKAt) < contactsFresh, err
}

// sign stores the hash of the shopper's address with orders that an older version stored without.
func (d *Desk) sign(ctx context.Context) error {
	last := commerce.OrderID(0)
	for {
		ids, emails, err := d.db.Unsigned(ctx, last, contactsAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			for i, id := range ids {
				normal := commerce.NormalEmail(emails[i])
				if normal == "" {
					continue
				}
				if err := tx.SetShopper(id, d.emailHash(normal)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
}

// Erase forgets everything that is kept of a person here, by e-mail address.
func (d *Desk) Erase(ctx context.Context, email, actor string) (e db.Erasure, err error) {
	normal := commerce.NormalEmail(email)
	if normal == "" {
		return e, fmt.Errorf("that is not an e-mail address, so nothing was erased; give the whole address, such as name@example.org")
	}
	if err := d.sign(ctx); err != nil {
		return e, err
	}
	return e, d.db.Write(ctx, func(tx *db.Tx) error {
		if e, err = tx.ErasePerson(d.emailHash(normal)); err != nil {
			return err
		}
		return tx.Log(db.Activity{Kind: "system", Subject: "a shopper", Actor: actor,
			Text: fmt.Sprintf("A person's data were erased here: %d orders pseudonymised, %d still open and kept, %d entries of the contact index.", e.Orders, e.Open, e.Contacts)})
	})
}
