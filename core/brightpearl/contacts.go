package brightpearl

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/rest"
)

// Contacts finds, reads and creates customers. It never changes one: an order carries its own names and addresses.
type Contacts struct {
	c *Client
	// twoLetters is set once the server has taken a two-letter country code after refusing the three-letter one.
	twoLetters atomic.Bool
}

// ContactRow is a contact as a search lists it.
type ContactRow struct {
	ID             ContactID
	PrimaryEmail   string
	SecondaryEmail string
	TertiaryEmail  string
	FirstName      string
	LastName       string
	Company        string
	Supplier       bool
	Staff          bool
	Customer       bool
	Primary        bool // the main contact of its company
	CreatedOn      time.Time
	UpdatedOn      time.Time
	LastOrderedOn  time.Time
}

// EmailField names one of a contact's three addresses.
type EmailField string

// The addresses of a contact.
const (
	PrimaryEmail   EmailField = "primaryEmail"
	SecondaryEmail EmailField = "secondaryEmail"
	TertiaryEmail  EmailField = "tertiaryEmail"
)

var contactSearch = query{
	op:   "search contacts",
	path: "/contact-service/contact-search",
	columns: []string{
		"contactId", "primaryEmail", "secondaryEmail", "tertiaryEmail", "firstName", "lastName", "companyName",
		"isSupplier", "isStaff", "isCustomer", "isPrimary", "createdOn", "updatedOn", "lastOrderedOn",
	},
	key:      "contactId",
	priority: rest.Orders,
}

func readContactRow(r *row) ContactRow {
	return ContactRow{
		ID: ContactID(r.key), PrimaryEmail: r.text("primaryEmail"), SecondaryEmail: r.text("secondaryEmail"),
		TertiaryEmail: r.text("tertiaryEmail"), FirstName: r.text("firstName"), LastName: r.text("lastName"),
		Company: r.text("companyName"), Supplier: r.flag("isSupplier"), Staff: r.flag("isStaff"),
		Customer: r.flag("isCustomer"), Primary: r.flag("isPrimary"), CreatedOn: r.time("createdOn"),
		UpdatedOn: r.time("updatedOn"), LastOrderedOn: r.time("lastOrderedOn"),
	}
}

func (r ContactRow) email(field EmailField) string {
	switch field {
	case SecondaryEmail:
		return r.SecondaryEmail
	case TertiaryEmail:
		return r.TertiaryEmail
	default:
		return r.PrimaryEmail
	}
}

// SearchByEmail lists the contacts whose address equals email in its normal form, in ascending order of id: none, one or
// several. It looks at the primary address, or at the fields that are named, with one request for each. An address that
// cannot be one finds nothing.
//
// Brightpearl API: the filter means "contains" and ignores case, so the rows are compared here.
func (s *Contacts) SearchByEmail(ctx context.Context, email string, fields ...EmailField) ([]ContactRow, error) {
	normal := commerce.NormalEmail(email)
	if normal == "" {
		return nil, nil // an empty filter would find every contact
	}
	if len(fields) == 0 {
		fields = []EmailField{PrimaryEmail}
	}
	var hits []ContactRow
	for _, field := range fields {
		found, err := collect(ctx, s.c, contactSearch.with(string(field), normal), readContactRow)
		if err != nil {
			return nil, err
		}
		for _, row := range found.Items {
			known := slices.ContainsFunc(hits, func(h ContactRow) bool { return h.ID == row.ID })
			if !known && commerce.NormalEmail(row.email(field)) == normal {
				hits = append(hits, row)
			}
		}
	}
	slices.SortFunc(hits, func(a, b ContactRow) int { return cmp.Compare(a.ID, b.ID) })
	return hits, nil
}

// CreatedSince lists the contacts of exactly that name and without an e-mail address that were created since from, in ascending
// order of id: how a contact that has no address is looked for after a lost answer.
func (s *Contacts) CreatedSince(ctx context.Context, first, last string, from time.Time) ([]ContactRow, error) {
	found, err := collect(ctx, s.c, contactSearch.with("lastName", last).with("createdOn", since(from)), readContactRow)
	return slices.DeleteFunc(found.Items, func(r ContactRow) bool {
		return r.FirstName != first || r.LastName != last || r.PrimaryEmail != "" || r.CreatedOn.Before(from)
	}), err
}

// All lists every contact in ascending order of id, 500 per request, from the one after the given id on: the source of a
// local index by e-mail.
func (s *Contacts) All(ctx context.Context, after ContactID) iter.Seq2[ContactRow, error] {
	q := contactSearch
	q.priority = rest.Catalogue
	return scan(ctx, s.c, q, int64(after), readContactRow)
}

// ChangedSince lists the contacts that were changed or created since from.
func (s *Contacts) ChangedSince(ctx context.Context, from time.Time) (Changes[ContactRow], error) {
	q := contactSearch
	q.priority = rest.Catalogue
	return changed(ctx, s.c, q, from, readContactRow, func(r ContactRow) ContactID { return r.ID })
}

// Contact is one customer, supplier or colleague.
type Contact struct {
	ID           ContactID
	Salutation   string
	FirstName    string
	LastName     string
	Company      string
	Email        string // the primary one
	Telephone    string // the primary one
	Supplier     bool
	Staff        bool
	PriceList    PriceListID
	TaxCode      TaxCodeID            // 0 when the answer does not hold one
	Addresses    map[string]AddressID // by use: DEF, BIL, DEL
	Organisation int64
	CreatedOn    time.Time
	UpdatedOn    time.Time
}

// Get reads contacts by id, in any number. Ids that do not exist are left out.
func (s *Contacts) Get(ctx context.Context, ids ...ContactID) ([]Contact, error) {
	var out []Contact
	err := readSets(ctx, ids, setOfOrders,
		func(ctx context.Context, ids []ContactID) error {
			got, _, err := ask[[]wireContact](ctx, s.c, rest.Call{
				Op: "read contacts", Path: "/contact-service/contact/" + idSet(ids), Priority: rest.Orders,
				Query: url.Values{"pageSize": {strconv.Itoa(setOfOrders)}},
			})
			for _, w := range got {
				out = append(out, w.contact())
			}
			return err
		},
		func(_ ContactID, err error) error { return orNothing(err) })
	return out, err
}

type wireContact struct {
	ContactID     ContactID            `json:"contactId"`
	Salutation    words                `json:"salutation"`
	FirstName     words                `json:"firstName"`
	LastName      words                `json:"lastName"`
	Addresses     map[string]AddressID `json:"postAddressIds"`
	Communication struct {
		Emails map[string]struct {
			Email words `json:"email"`
		} `json:"emails"`
		Telephones map[string]words `json:"telephones"`
	} `json:"communication"`
	Relationship struct {
		IsSupplier yes `json:"isSupplier"`
		IsStaff    yes `json:"isStaff"`
	} `json:"relationshipToAccount"`
	FinancialDetails struct {
		PriceListID PriceListID `json:"priceListId"`
		TaxCodeID   TaxCodeID   `json:"taxCodeId"`
	} `json:"financialDetails"`
	Organisation struct {
		ID   plainID `json:"organisationId"`
		Name words   `json:"name"`
	} `json:"organisation"`
	CreatedOn stamp `json:"createdOn"`
	UpdatedOn stamp `json:"updatedOn"`
}

func (w wireContact) contact() Contact {
	return Contact{
		ID: w.ContactID, Salutation: string(w.Salutation), FirstName: string(w.FirstName), LastName: string(w.LastName),
		Company: string(w.Organisation.Name), Email: strings.TrimSpace(string(w.Communication.Emails["PRI"].Email)),
		Telephone: string(w.Communication.Telephones["PRI"]), Supplier: bool(w.Relationship.IsSupplier),
		Staff: bool(w.Relationship.IsStaff), PriceList: w.FinancialDetails.PriceListID, TaxCode: w.FinancialDetails.TaxCodeID, Addresses: w.Addresses,
		Organisation: int64(w.Organisation.ID), CreatedOn: w.CreatedOn.Time, UpdatedOn: w.UpdatedOn.Time,
	}
}
