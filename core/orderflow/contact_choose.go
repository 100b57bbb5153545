package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// acquaintance is the one customer whom the index knows under an address as the main one. Anything less plain is searched for.
func acquaintance(known []db.KnownContact) (buyer, bool) {
	main := slices.DeleteFunc(slices.Clone(known), func(k db.KnownContact) bool { return k.Field > 1 })
	if len(main) != 1 || main[0].Colleague || !main[0].Customer {
		return buyer{}, false
	}
	return buyer{id: main[0].ContactID, why: "Existing customer, matched by e-mail.", remembered: true}, true
}

// search asks Brightpearl for the address, first as the contacts' main one, then as their second and third.
func (d *Desk) search(ctx context.Context, client *brightpearl.Client, store db.StoreRow, email string, known []db.KnownContact) (buyer, error) {
	rows, err := client.Contacts.SearchByEmail(ctx, email)
	if err != nil {
		return buyer{}, err
	}
	b, err := d.chooseFrom(ctx, store, rows, "e-mail")
	if err != nil || b.id > 0 || len(rows) > 0 || store.Settings.OtherEmails == settings.Off {
		return b, err
	}
	ready, err := d.indexReady(ctx)
	if err != nil {
		return b, err
	}
	if ready && !slices.ContainsFunc(known, func(k db.KnownContact) bool { return k.Field > 1 }) {
		return b, nil // the index knows every address of every contact
	}
	rows, err = client.Contacts.SearchByEmail(ctx, email, brightpearl.SecondaryEmail, brightpearl.TertiaryEmail)
	if err != nil {
		return b, err
	}
	rows = slices.DeleteFunc(rows, func(r brightpearl.ContactRow) bool { return (r.Staff || r.Supplier) && !r.Customer })
	return d.chooseFrom(ctx, store, rows, "second or third e-mail")
}

func (d *Desk) chooseFrom(ctx context.Context, store db.StoreRow, rows []brightpearl.ContactRow, field string) (buyer, error) {
	here := map[int64]bool{}
	if len(rows) > 1 {
		ids := make([]int64, len(rows))
		for i, r := range rows {
			ids[i] = int64(r.ID)
		}
		var err error
		if here, err = d.db.Acquainted(ctx, store.ID, ids); err != nil {
			return buyer{}, err
		}
	}
	return choose(rows, field, store.Settings.StaffEmailPolicy, here)
}

// choose settles which of several contacts with one address is meant, always in the same way: a customer before a supplier or
// colleague, then who has ordered in this store before (here), the main contact of a company, who ordered last, the lowest id.
// An address that only suppliers or colleagues have is the store's policy.
func choose(rows []brightpearl.ContactRow, field, staff string, here map[int64]bool) (buyer, error) {
	var people, colleagues []brightpearl.ContactRow
	for _, r := range rows {
		if (r.Staff || r.Supplier) && !r.Customer {
			colleagues = append(colleagues, r)
		} else {
			people = append(people, r)
		}
	}
	var flags []string
	if len(people) == 0 && len(colleagues) > 0 {
		switch staff {
		case settings.UseContact:
			people, flags = colleagues, []string{"The e-mail address belongs to a supplier or a member of staff"}
		case settings.CreateContact:
			return buyer{}, nil
		default:
			return buyer{}, fault.Hold(fault.Cause{Code: "SB-ORD-107",
				Text: fmt.Sprintf("The shopper's e-mail address belongs to contact %d in Brightpearl, who is a supplier or a member of staff. Nothing was created.", colleagues[0].ID),
				Fix:  "Make a customer with this address in Brightpearl, or choose in the store's settings what becomes of such orders, then retry."})
		}
	}
	if len(people) == 0 {
		return buyer{}, nil
	}
	slices.SortFunc(people, func(a, b brightpearl.ContactRow) int { return rank(a, b, here) })
	best := buyer{id: int64(people[0].ID), why: "Existing customer, matched by " + field + ".", flags: flags}
	if len(people) > 1 {
		var all []string
		for _, r := range people {
			all = append(all, fmt.Sprint(r.ID))
		}
		best.why = fmt.Sprintf("Existing customer, matched by %s and chosen among the contacts %s.", field, strings.Join(all, ", "))
		best.flags = append(best.flags, fmt.Sprintf("%d contacts share this e-mail address", len(people)))
	}
	return best, nil
}

// rank orders contacts by the tie-break of choose; the first wins.
func rank(a, b brightpearl.ContactRow, here map[int64]bool) int {
	yes := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	for _, by := range []int{
		yes(a.Customer, b.Customer), yes(!a.Staff && !a.Supplier, !b.Staff && !b.Supplier), yes(here[int64(a.ID)], here[int64(b.ID)]),
		yes(a.Primary, b.Primary), b.LastOrderedOn.Compare(a.LastOrderedOn),
	} {
		if by != 0 {
			return by
		}
	}
	return int(a.ID - b.ID)
}
