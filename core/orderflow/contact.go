package orderflow

import (
	"context"
	"fmt"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// contact finds the Brightpearl contact of an order, or creates one. why says how, for the order's timeline. Simultaneous
// first orders of one person meet at a lock on the address, so they make one contact.
func (d *Desk) contact(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork, look bool) (id int64, why string, flags []string, err error) {
	normal := commerce.NormalEmail(w.Order.Customer.Email)
	if normal == "" {
		return d.withoutEmail(store, w)
	}
	hash := d.emailHash(normal)
	unlock, err := d.emails.lock(ctx, hash)
	if err != nil {
		return 0, "", nil, err
	}
	defer unlock()

	if known, err := d.db.ContactsFor(ctx, hash); err != nil {
		return 0, "", nil, err
	} else if len(known) == 1 && !look {
		return known[0], "Existing customer, matched by e-mail.", nil, nil
	}
	rows, err := client.Contacts.SearchByEmail(ctx, w.Order.Customer.Email)
	if err != nil {
		return 0, "", nil, err
	}
	chosen, why, flags, err := choose(rows)
	if err != nil {
		return 0, "", nil, err
	}
	if chosen == 0 {
		if chosen, err = d.createContact(ctx, client, store, w); err != nil {
			return 0, "", nil, err
		}
		why = "New customer."
	}
	return int64(chosen), why, flags, d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.SaveContacts([]db.KnownContact{{Hash: hash, ContactID: int64(chosen), Customer: true}})
	})
}

// choose settles which of several contacts with one address is meant, always in the same way: a customer before a supplier or
// colleague, the main contact of a company first, then the one that ordered last, then the lowest id.
func choose(rows []brightpearl.ContactRow) (brightpearl.ContactID, string, []string, error) {
	var best *brightpearl.ContactRow
	people := 0
	for i := range rows {
		r := &rows[i]
		if r.Staff || r.Supplier && !r.Customer {
			continue
		}
		people++
		if best == nil || better(*r, *best) {
			best = r
		}
	}
	switch {
	case best == nil && len(rows) > 0:
		return 0, "", nil, fault.Hold(fault.Cause{Code: "SB-ORD-107",
			Text: fmt.Sprintf("The shopper's e-mail address belongs to contact %d in Brightpearl, who is a supplier or a member of staff. Nothing was created.", rows[0].ID),
			Fix:  "Make a customer with this address in Brightpearl, or change the contact there, then retry."})
	case best == nil:
		return 0, "", nil, nil
	case people > 1:
		return best.ID, fmt.Sprintf("Existing customer, chosen among %d with this e-mail address.", people),
			[]string{fmt.Sprintf("%d contacts share this e-mail address", people)}, nil
	}
	return best.ID, "Existing customer, matched by e-mail.", nil, nil
}

func better(a, b brightpearl.ContactRow) bool {
	switch {
	case a.Customer != b.Customer:
		return a.Customer
	case a.Primary != b.Primary:
		return a.Primary
	case !a.LastOrderedOn.Equal(b.LastOrderedOn):
		return a.LastOrderedOn.After(b.LastOrderedOn)
	}
	return a.ID < b.ID
}

func (d *Desk) withoutEmail(store db.StoreRow, w db.OrderWork) (int64, string, []string, error) {
	if store.Settings.NoEmailPolicy == settings.FallbackContact && store.Settings.FallbackContact > 0 {
		return store.Settings.FallbackContact, "No usable e-mail address: the fallback contact.", []string{"No e-mail address; on the fallback contact"}, nil
	}
	fix := "Choose a fallback contact in the store's settings, or add the address to the order in EKM, then retry."
	return 0, "", nil, fault.Hold(fault.Cause{Code: "SB-ORD-106", Text: "The order has no usable e-mail address, so its customer cannot be found. Nothing was created.", Fix: fix})
}

func (d *Desk) createContact(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) (brightpearl.ContactID, error) {
	c := w.Order.Customer
	billing, err := client.Contacts.CreateAddress(ctx, postalAddress(c.Billing))
	if err != nil {
		return 0, err
	}
	if err := d.intend(ctx, w.ID, "contact"); err != nil {
		return 0, err
	}
	first, last := names(c)
	return client.Contacts.Create(ctx, brightpearl.NewContact{
		FirstName: first, LastName: last, Email: c.Email, Telephone: c.Billing.Phone, Default: billing,
		PriceList: brightpearl.PriceListID(store.Settings.PriceListID), LeadSource: brightpearl.LeadSourceID(store.Settings.LeadSourceID),
	})
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
