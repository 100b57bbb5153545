package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// buyer is the Brightpearl contact that an order goes on.
type buyer struct {
	id         int64
	why        string // for the order's timeline
	flags      []string
	remembered bool // from the local index, not asked for now
}

// newcomer is how long a contact that may just have been created is given to show up in searches: Brightpearl's lag behind.
const newcomer = 20 * time.Second

// An address with more than crowded surnames within crowdedSpan looks like one that many people share.
const (
	crowded     = 5
	crowdedSpan = 30 * 24 * time.Hour
)

// contact finds the Brightpearl contact of an order, or creates one. Simultaneous first orders of one person meet at a lock on the
// address, so they make one contact. ok is false when the order is not what it was any more.
func (d *Desk) contact(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) (b buyer, ok bool, err error) {
	if w.Fix.Contact > 0 {
		return buyer{id: w.Fix.Contact, why: "Customer chosen by hand."}, true, nil
	}
	normal, personal := address(store, w.Order)
	if !personal {
		return d.withoutEmail(ctx, client, store, w)
	}
	hash := d.emailHash(normal)
	unlock, err := d.emails.lock(ctx, hash)
	if err != nil {
		return b, false, err
	}
	defer unlock()

	known, err := d.db.ContactsFor(ctx, hash)
	if err != nil {
		return b, false, err
	}
	if b, err = d.meet(ctx, client, store, w, known); err != nil {
		return b, false, err
	}
	if b.id == 0 {
		if b, ok, err = d.newCustomer(ctx, client, store, w, hash); err != nil || !ok {
			return b, false, err
		}
	}
	if err := d.suspect(ctx, w, hash, known, &b); err != nil || b.remembered {
		return b, err == nil, err
	}
	return b, true, d.db.Write(ctx, func(tx *db.Tx) error {
		entry := db.KnownContact{Hash: hash, ContactID: b.id, Field: 1, Customer: true, Surname: d.nameHash(w.Order.Customer.LastName)}
		if i := slices.IndexFunc(known, func(k db.KnownContact) bool { return k.ContactID == b.id }); i >= 0 {
			entry = known[i]
		}
		return tx.SaveContacts([]db.KnownContact{entry})
	})
}

// meet finds who has the address of an order, by what is known of it or else by a search; id 0 means nobody. It only reads.
func (d *Desk) meet(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork, known []db.KnownContact) (buyer, error) {
	remembered, ok := acquaintance(known)
	if ok && !d.unsure(w) {
		return remembered, nil
	}
	b, err := d.search(ctx, client, store, w.Order.Customer.Email, known)
	if err == nil && b.id == 0 {
		b = remembered // the search may lag behind; a contact that is gone is refused, and forgotten then
	}
	return b, err
}

// address is an order's e-mail address in its normal form; personal is false when it tells nobody: there is none, it is none, or
// many people share it.
func address(store db.StoreRow, o commerce.Order) (normal string, personal bool) {
	normal = commerce.NormalEmail(o.Customer.Email)
	return normal, normal != "" && !store.Settings.SharesEmail(normal)
}

// shopper is the keyed hash by which orders of one person are known: of the address, or of name and postcode where the address tells
// nobody; "" when those are missing too.
func (d *Desk) shopper(store db.StoreRow, o commerce.Order) string {
	normal, personal := address(store, o)
	switch {
	case personal:
		return d.emailHash(normal)
	case o.Customer.Name() != "" && postcode(o) != "":
		return d.emailHash("person\x00" + commerce.FoldName(o.Customer.Name()) + "\x00" + postcode(o))
	}
	return ""
}

// newCustomer creates the contact, unless an earlier try, of this order or of another one under the address, may have done so and the
// search may only not show it yet.
func (d *Desk) newCustomer(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork, hash string) (b buyer, ok bool, err error) {
	begun, err := d.db.ContactBegun(ctx, hash)
	if err != nil {
		return b, false, err
	}
	if w.Intent == "contact" {
		begun = later(begun, w.IntentAt)
	}
	if d.o.Now().Sub(begun) < newcomer {
		return b, false, &fault.Error{Op: "find the customer", Remote: "brightpearl", Unclear: true,
			Text: "an earlier try may have created the customer, and the search does not show it yet"}
	}
	id, ok, err := d.createContact(ctx, client, store, w)
	return buyer{id: id, why: "New customer."}, ok, err
}

// suspect flags what a person may want to look at: an address under which many surnames order, and a contact whose surname is
// another one when all earlier orders under the address went to other postcodes.
func (d *Desk) suspect(ctx context.Context, w db.OrderWork, hash string, known []db.KnownContact, b *buyer) error {
	earlier, err := d.db.Buyers(ctx, hash, w.ID)
	if err != nil || len(earlier) == 0 {
		return err
	}
	own, home := d.nameHash(w.Order.Customer.LastName), postcode(w.Order)
	surnames, same := map[string]bool{own: true}, false
	for _, o := range earlier {
		name := d.nameHash(o.Customer.LastName)
		if w.Order.PlacedAt.Sub(o.PlacedAt).Abs() < crowdedSpan {
			surnames[name] = true
		}
		same = same || name == own || postcode(o) == home
	}
	delete(surnames, "")
	if len(surnames) > crowded {
		b.flags = append(b.flags, fmt.Sprintf("More than %d surnames ordered with this e-mail address in 30 days", crowded))
	}
	i := slices.IndexFunc(known, func(k db.KnownContact) bool { return k.ContactID == b.id })
	if !same && i >= 0 && known[i].Surname != "" && own != "" && known[i].Surname != own {
		b.flags = append(b.flags, fmt.Sprintf("Another surname and postcode than contact %d's", b.id))
	}
	return nil
}

func postcode(o commerce.Order) string {
	return strings.ToUpper(strings.Join(strings.Fields(o.Customer.Billing.Postcode), ""))
}

// withoutEmail is the store's policy for orders whose shopper cannot be told by an address.
func (d *Desk) withoutEmail(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) (b buyer, ok bool, err error) {
	if err := tellsNobody(store, w.Order); err != nil {
		return b, false, err
	}
	if store.Settings.NoEmailPolicy == settings.CreateContact {
		return d.nameless(ctx, client, store, w)
	}
	return buyer{id: store.Settings.FallbackContact, why: "No usable e-mail address: the fallback contact.",
		flags: []string{"No e-mail address; on the fallback contact"}}, true, nil
}

// tellsNobody holds an order whose shopper cannot be told by an address where the store's policy knows no contact for it either.
func tellsNobody(store db.StoreRow, o commerce.Order) error {
	switch s := store.Settings; {
	case s.NoEmailPolicy == settings.FallbackContact && s.FallbackContact > 0,
		s.NoEmailPolicy == settings.CreateContact && o.Customer.Name() != "" && postcode(o) != "":
		return nil
	}
	return fault.Hold(fault.Cause{Code: "SB-ORD-106", Text: "The order has no usable e-mail address, so its customer cannot be found. Nothing was created.",
		Fix: "Choose a fallback contact in the store's settings, or add the address to the order in EKM, then retry."})
}

// nameless finds or creates a contact without an e-mail address. Only contacts that we made ourselves are found again, by name and
// postcode: nobody else's is taken for them.
func (d *Desk) nameless(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) (b buyer, ok bool, err error) {
	key := d.shopper(store, w.Order)
	unlock, err := d.emails.lock(ctx, key)
	if err != nil {
		return b, false, err
	}
	defer unlock()
	known, err := d.db.ContactsFor(ctx, key)
	if err != nil {
		return b, false, err
	}
	if len(known) > 0 {
		return buyer{id: known[0].ContactID, why: "No e-mail address: the contact that was made for this name and postcode.", remembered: true}, true, nil
	}
	if w.Intent == "contact" {
		first, last := names(w.Order.Customer)
		rows, err := client.Contacts.CreatedSince(ctx, first, last, w.IntentAt.Add(-time.Minute))
		if err != nil {
			return b, false, err
		}
		if len(rows) > 0 {
			b = buyer{id: int64(rows[0].ID), why: "No e-mail address: a contact of its own, found after a lost answer."}
		}
	}
	if b.id == 0 {
		if b, ok, err = d.newCustomer(ctx, client, store, w, key); err != nil || !ok {
			return b, false, err
		}
		b.why = "No e-mail address: a contact of its own."
	}
	b.flags = []string{"No e-mail address; on a contact of its own"}
	return b, true, d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.SaveContacts([]db.KnownContact{{Hash: key, ContactID: b.id, Field: db.ByName, Customer: true}})
	})
}

func (d *Desk) createContact(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) (id int64, ok bool, err error) {
	c := w.Order.Customer
	billing, err := client.Contacts.CreateAddress(ctx, postalAddress(c.Billing))
	if err != nil {
		return 0, false, err
	}
	if ok, err := d.intend(ctx, w, "contact"); err != nil || !ok {
		return 0, false, err
	}
	first, last := names(c)
	email := ""
	if _, personal := address(store, w.Order); personal {
		email = commerce.TrimEmail(c.Email)
	}
	contact, err := client.Contacts.Create(ctx, brightpearl.NewContact{
		FirstName: first, LastName: last, Email: email, Telephone: c.Billing.Phone, Default: billing,
		PriceList: brightpearl.PriceListID(store.Settings.PriceListID), LeadSource: brightpearl.LeadSourceID(store.Settings.LeadSourceID),
	})
	return int64(contact), err == nil, err
}

// names gives Brightpearl the two names it insists on, within its limits; the order's address keeps the full name.
func names(c commerce.Customer) (first, last string) {
	first, last = c.FirstName, c.LastName
	if first == "" && last == "" {
		first, last, _ = strings.Cut(c.Billing.Company, " ")
	}
	if last == "" {
		if head, tail, ok := cutLast(first); ok {
			first, last = head, tail
		} else {
			last = first
		}
	}
	if first == "" {
		first = last
	}
	if first == "" {
		first, last = "Customer", "Customer"
	}
	return clip(first, brightpearl.MaxContactName), clip(last, brightpearl.MaxContactName)
}

func cutLast(name string) (head, tail string, ok bool) {
	i := strings.LastIndexByte(name, ' ')
	if i < 1 {
		return "", "", false
	}
	return strings.TrimSpace(name[:i]), strings.TrimSpace(name[i+1:]), true
}

func clip(text string, limit int) string {
	if r := []rune(text); len(r) > limit {
		return strings.TrimSpace(string(r[:limit]))
	}
	return text
}

func postalAddress(a commerce.Address) brightpearl.Address {
	line1 := a.Line1
	if line1 == "" {
		line1 = "-" // Brightpearl insists on a first line
	}
	return brightpearl.Address{Line1: clip(line1, brightpearl.MaxAddressLine), Line2: clip(a.Line2, brightpearl.MaxAddressLine),
		Line3: clip(a.Town, brightpearl.MaxAddressLine), Line4: clip(a.County, brightpearl.MaxAddressLine), PostalCode: a.Postcode, Country: isoCountry(a.Country)}
}

func orderAddress(a commerce.Address, email string) brightpearl.OrderAddress {
	return brightpearl.OrderAddress{FullName: clip(a.Name, brightpearl.MaxAddressLine), Company: clip(a.Company, brightpearl.MaxAddressLine),
		Line1: clip(a.Line1, brightpearl.MaxAddressLine), Line2: clip(a.Line2, brightpearl.MaxAddressLine), Line3: clip(a.Town, brightpearl.MaxAddressLine),
		Line4: clip(a.County, brightpearl.MaxAddressLine), PostalCode: a.Postcode, Country: isoCountry(a.Country), Telephone: a.Phone, Email: email}
}

// isoCountry is the three-letter code where there is one; shops of British merchants that send nothing mean Britain.
func isoCountry(country string) string {
	if country == "" {
		return "GBR"
	}
	if code := brightpearl.Alpha3(country); code != "" {
		return code
	}
	return country
}
