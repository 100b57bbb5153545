package orderflow

import (
	"context"
	"fmt"
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
const newcomer = 5 * time.Second

// contact finds the Brightpearl contact of an order, or creates one. Simultaneous first orders of one person meet at a lock on the
// address, so they make one contact. ok is false when the order is not what it was any more.
func (d *Desk) contact(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) (b buyer, ok bool, err error) {
	if w.Fix.Contact > 0 {
		return buyer{id: w.Fix.Contact, why: "Customer chosen by hand."}, true, nil
	}
	normal := commerce.NormalEmail(w.Order.Customer.Email)
	if normal == "" {
		b, err = withoutEmail(store)
		return b, err == nil, err
	}
	hash := d.emailHash(normal)
	unlock, err := d.emails.lock(ctx, hash)
	if err != nil {
		return b, false, err
	}
	defer unlock()

	begun := w.Intent == "contact"
	if known, err := d.db.ContactsFor(ctx, hash); err != nil {
		return b, false, err
	} else if len(known) == 1 && !begun && w.Attempts == 0 {
		return buyer{id: known[0], why: "Existing customer, matched by e-mail.", remembered: true}, true, nil
	}
	rows, err := client.Contacts.SearchByEmail(ctx, w.Order.Customer.Email)
	if err != nil {
		return b, false, err
	}
	if b, err = choose(rows); err != nil {
		return b, false, err
	}
	if b.id == 0 {
		if begun && d.o.Now().Sub(w.IntentAt) < newcomer {
			return b, false, &fault.Error{Kind: fault.Offline, Op: "find the customer", Remote: "brightpearl", NotBefore: w.IntentAt.Add(newcomer),
				Text: "an earlier try may have created the customer, and the search does not show it yet"}
		}
		if b.id, ok, err = d.createContact(ctx, client, store, w); err != nil || !ok {
			return b, false, err
		}
		b.why = "New customer."
	}
	return b, true, d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.SaveContacts([]db.KnownContact{{Hash: hash, ContactID: b.id, Customer: true}})
	})
}

// choose settles which of several contacts with one address is meant, always in the same way: a customer before a supplier or
// colleague, the main contact of a company first, then the one that ordered last, then the lowest id.
func choose(rows []brightpearl.ContactRow) (buyer, error) {
	var best *brightpearl.ContactRow
	people := 0
	for i := range rows {
		r := &rows[i]
		if (r.Staff || r.Supplier) && !r.Customer {
			continue
		}
		people++
		if best == nil || better(*r, *best) {
			best = r
		}
	}
	switch {
	case best == nil && len(rows) > 0:
		return buyer{}, fault.Hold(fault.Cause{Code: "SB-ORD-107",
			Text: fmt.Sprintf("The shopper's e-mail address belongs to contact %d in Brightpearl, who is a supplier or a member of staff. Nothing was created.", rows[0].ID),
			Fix:  "Make a customer with this address in Brightpearl, or change the contact there, then retry."})
	case best == nil:
		return buyer{}, nil
	case people > 1:
		return buyer{id: int64(best.ID), why: fmt.Sprintf("Existing customer, chosen among %d with this e-mail address.", people),
			flags: []string{fmt.Sprintf("%d contacts share this e-mail address", people)}}, nil
	}
	return buyer{id: int64(best.ID), why: "Existing customer, matched by e-mail."}, nil
}

func better(a, b brightpearl.ContactRow) bool {
	switch {
	case a.Customer != b.Customer:
		return a.Customer
	case (a.Staff || a.Supplier) != (b.Staff || b.Supplier):
		return b.Staff || b.Supplier
	case a.Primary != b.Primary:
		return a.Primary
	case !a.LastOrderedOn.Equal(b.LastOrderedOn):
		return a.LastOrderedOn.After(b.LastOrderedOn)
	}
	return a.ID < b.ID
}

func withoutEmail(store db.StoreRow) (buyer, error) {
	if store.Settings.NoEmailPolicy == settings.FallbackContact && store.Settings.FallbackContact > 0 {
		return buyer{id: store.Settings.FallbackContact, why: "No usable e-mail address: the fallback contact.",
			flags: []string{"No e-mail address; on the fallback contact"}}, nil
	}
	fix := "Choose a fallback contact in the store's settings, or add the address to the order in EKM, then retry."
	return buyer{}, fault.Hold(fault.Cause{Code: "SB-ORD-106", Text: "The order has no usable e-mail address, so its customer cannot be found. Nothing was created.", Fix: fix})
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
	contact, err := client.Contacts.Create(ctx, brightpearl.NewContact{
		FirstName: first, LastName: last, Email: commerce.TrimEmail(c.Email), Telephone: c.Billing.Phone, Default: billing,
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
