package brightpearl

import (
	"cmp"
	"context"
	"net/http"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Limits of Brightpearl's fields, in characters. Those of address lines are not documented; 255 is what we keep to.
const (
	MaxContactName   = 32 // salutation, first and last name, each
	MaxAddressLine   = 255
	MaxReference     = 64 // a sales order's references, a payment's transaction reference
	MaxOrderRowName  = 255
	MaxPaymentMethod = 36
)

// Address is a postal address of a contact.
type Address struct {
	Line1      string // street; required
	Line2      string // suburb
	Line3      string // city
	Line4      string // county or state
	PostalCode string
	Country    string // ISO 3166-1, two or three letters
}

type wireAddress struct {
	Line1   string `json:"addressLine1"`
	Line2   string `json:"addressLine2,omitempty"`
	Line3   string `json:"addressLine3,omitempty"`
	Line4   string `json:"addressLine4,omitempty"`
	Postal  string `json:"postalCode,omitempty"`
	Country string `json:"countryIsoCode"`
}

const (
	pathAddress = "/contact-service/postal-address/"
	pathContact = "/contact-service/contact/"
)

// CreateAddress stores a postal address. A repeat makes another one, which is harmless.
//
// Brightpearl API: three-letter country codes are documented, integrations send two. Three letters are tried first; after a
// 400 two are tried once, and kept to when they are taken.
func (s *Contacts) CreateAddress(ctx context.Context, a Address) (AddressID, error) {
	const op = "create postal address"
	three, two := Alpha3(a.Country), Alpha2(a.Country)
	if a.Line1 == "" {
		return 0, invalid(op, "an address needs its first line")
	}
	if three == "" {
		return 0, invalid(op, "an address needs a country code")
	}
	body := wireAddress{a.Line1, a.Line2, a.Line3, a.Line4, a.PostalCode, three}
	if s.twoLetters.Load() {
		body.Country = two
	}
	id, err := mustCreate[AddressID](ctx, s.c, op, pathAddress, body, rest.Orders)
	if body.Country == two || !fault.Is(err, fault.Refused) || fault.Of(err).Status != http.StatusBadRequest {
		return id, err
	}
	body.Country = two
	id, again := mustCreate[AddressID](ctx, s.c, op, pathAddress, body, rest.Orders)
	if fault.Is(again, fault.Refused) {
		return 0, err // it was not the country; the first answer is the one to show
	}
	if again == nil {
		s.twoLetters.Store(true)
	}
	return id, again
}

// NewContact is a customer to be created.
type NewContact struct {
	Salutation string
	FirstName  string // required, at most MaxContactName
	LastName   string // required, at most MaxContactName
	Email      string // stored as typed; without it the next order makes another contact
	Telephone  string
	Mobile     string
	Default    AddressID // required
	Billing    AddressID // 0: Default
	Delivery   AddressID // 0: Default
	PriceList  PriceListID
	LeadSource LeadSourceID
}

type wireNewContact struct {
	Salutation    string               `json:"salutation,omitempty"`
	FirstName     string               `json:"firstName"`
	LastName      string               `json:"lastName"`
	Addresses     map[string]AddressID `json:"postAddressIds"`
	Communication struct {
		Emails     map[string]wireEmail `json:"emails,omitempty"`
		Telephones map[string]string    `json:"telephones,omitempty"`
	} `json:"communication"`
	Relationship struct {
		IsSupplier bool `json:"isSupplier"`
		IsStaff    bool `json:"isStaff"`
	} `json:"relationshipToAccount"`
	Marketing struct {
		Newsletter bool `json:"isReceiveEmailNewsletter"`
	} `json:"marketingDetails"`
	Financial struct {
		PriceListID PriceListID `json:"priceListId,omitzero"`
	} `json:"financialDetails,omitzero"`
	Assignment struct {
		Current struct {
			LeadSourceID LeadSourceID `json:"leadSourceId,omitzero"`
		} `json:"current,omitzero"`
	} `json:"assignment,omitzero"`
}

type wireEmail struct {
	Email string `json:"email"`
}

// Create makes a customer, without consent to newsletters. A company name has no place here: Brightpearl may attach the
// contact to a company of that name, so companies go into the order's addresses.
//
// A repeat makes a second customer: after an unclear failure search by e-mail first.
func (s *Contacts) Create(ctx context.Context, n NewContact) (ContactID, error) {
	const op = "create contact"
	body, err := n.wire(op)
	if err != nil {
		return 0, err
	}
	return mustCreate[ContactID](ctx, s.c, op, pathContact, body, rest.Orders)
}

func (n NewContact) wire(op string) (wireNewContact, error) {
	var w wireNewContact
	for _, name := range []string{n.Salutation, n.FirstName, n.LastName} {
		if len([]rune(name)) > MaxContactName {
			return w, invalid(op, "a name is longer than 32 characters")
		}
	}
	if n.FirstName == "" || n.LastName == "" {
		return w, invalid(op, "a contact needs a first and a last name")
	}
	if n.Default <= 0 {
		return w, invalid(op, "a contact needs an address")
	}
	w.Salutation, w.FirstName, w.LastName = n.Salutation, n.FirstName, n.LastName
	w.Addresses = map[string]AddressID{"DEF": n.Default, "BIL": cmp.Or(n.Billing, n.Default), "DEL": cmp.Or(n.Delivery, n.Default)}
	if n.Email != "" {
		w.Communication.Emails = map[string]wireEmail{"PRI": {n.Email}}
	}
	w.Communication.Telephones = map[string]string{}
	if n.Telephone != "" {
		w.Communication.Telephones["PRI"] = n.Telephone
	}
	if n.Mobile != "" {
		w.Communication.Telephones["MOB"] = n.Mobile
	}
	w.Financial.PriceListID = n.PriceList
	w.Assignment.Current.LeadSourceID = n.LeadSource
	return w, nil
}
