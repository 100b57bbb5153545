package brightpearlsim

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const maxName = 32

// emailKeys are the places of a contact's addresses, the main one first.
var emailKeys = []string{"PRI", "SEC", "TER"}

// person is a contact: customer, supplier or member of staff. E-mails are not unique.
type person struct {
	id                        int
	salutation, first, last   string
	emails                    map[string]string // PRI, SEC, TER
	phones                    map[string]string // PRI, SEC, MOB, FAX
	addresses                 map[string]int    // DEF, BIL, DEL
	company                   string
	supplier, staff, customer bool
	newsletter                bool
	priceList, leadSource     int
	taxCode                   int
	created, updated          time.Time
	lastOrder                 time.Time
}

func (a *account) addSeedContact(seed Contact, now time.Time) *person {
	if seed.ID == 0 {
		seed.ID = next(&a.last.person)
	}
	a.last.person = max(a.last.person, seed.ID)
	address := next(&a.last.address)
	a.addresses[address] = postal{AddressLine1: "1 High Street", AddressLine3: "Whitby", PostalCode: "YO21 0AA", CountryIsoCode: "GBR"}
	p := &person{
		id: seed.ID, first: seed.FirstName, last: seed.LastName, emails: map[string]string{"PRI": seed.Email}, phones: map[string]string{},
		addresses: map[string]int{"DEF": address, "BIL": address, "DEL": address}, company: seed.Company,
		supplier: seed.Supplier, staff: seed.Staff, customer: seed.Customer, priceList: seed.PriceListID,
		created: now.AddDate(0, -2, 0), updated: now.AddDate(0, -2, 0),
	}
	a.people[p.id] = p
	a.peopleIDs = append(a.peopleIDs, p.id)
	return p
}

type contactIn struct {
	Salutation     string         `json:"salutation"`
	FirstName      string         `json:"firstName"`
	LastName       string         `json:"lastName"`
	PostAddressIDs map[string]int `json:"postAddressIds"`
	Communication  struct {
		Emails map[string]struct {
			Email string `json:"email"`
		} `json:"emails"`
		Telephones     map[string]string `json:"telephones"`
		MessagingVoips map[string]any    `json:"messagingVoips"`
		Websites       map[string]any    `json:"websites"`
	} `json:"communication"`
	ContactStatus         map[string]any `json:"contactStatus"`
	RelationshipToAccount struct {
		IsSupplier bool `json:"isSupplier"`
		IsStaff    bool `json:"isStaff"`
	} `json:"relationshipToAccount"`
	Organisation struct {
		Name     string `json:"name"`
		JobTitle string `json:"jobTitle"`
	} `json:"organisation"`
	MarketingDetails struct {
		IsReceiveEmailNewsletter bool `json:"isReceiveEmailNewsletter"`
	} `json:"marketingDetails"`
	FinancialDetails struct {
		PriceListID        number `json:"priceListId"`
		TaxCodeID          number `json:"taxCodeId"`
		CreditLimit        number `json:"creditLimit"`
		CreditTermDays     number `json:"creditTermDays"`
		CreditTermTypeID   number `json:"creditTermTypeId"`
		DiscountPercentage number `json:"discountPercentage"`
		TaxNumber          string `json:"taxNumber"`
		CurrencyID         number `json:"currencyId"`
		NominalCode        number `json:"nominalCode"`
	} `json:"financialDetails"`
	Assignment struct {
		Current struct {
			StaffOwnerContactID number `json:"staffOwnerContactId"`
			LeadSourceID        number `json:"leadSourceId"`
			AccountReference    string `json:"accountReference"`
			ContactGroupID      number `json:"contactGroupId"`
			ProjectID           number `json:"projectId"`
			DepartmentID        number `json:"departmentId"`
		} `json:"current"`
	} `json:"assignment"`
	TradeStatus string            `json:"tradeStatus"`
	Aliases     map[string]string `json:"aliases"`
	ContactTags string            `json:"contactTags"`
}

// postContact makes a new contact each time; a known e-mail is no reason to refuse.
func (c *call) postContact() reply {
	var in contactIn
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	if problem := c.srv.contactProblem(&in); problem != "" {
		return invalid(codeContactField, problem)
	}
	priceList, _ := in.FinancialDetails.PriceListID.id()
	taxCode, _ := in.FinancialDetails.TaxCodeID.id()
	leadSource, _ := in.Assignment.Current.LeadSourceID.id()
	p := &person{
		id: next(&c.srv.last.person), salutation: in.Salutation, first: in.FirstName, last: in.LastName,
		emails: map[string]string{}, phones: in.Communication.Telephones, addresses: in.PostAddressIDs, company: in.Organisation.Name,
		supplier: in.RelationshipToAccount.IsSupplier, staff: in.RelationshipToAccount.IsStaff,
		newsletter: in.MarketingDetails.IsReceiveEmailNewsletter, priceList: priceList, taxCode: taxCode, leadSource: leadSource,
		created: c.now, updated: c.now,
	}
	p.customer = !p.supplier && !p.staff
	for key, value := range in.Communication.Emails {
		p.emails[key] = value.Email
	}
	c.srv.people[p.id] = p
	c.srv.peopleIDs = append(c.srv.peopleIDs, p.id)
	return answer(p.id)
}

func (a *account) contactProblem(in *contactIn) string {
	for _, f := range []struct{ name, value string }{{"firstName", in.FirstName}, {"lastName", in.LastName}} {
		if strings.TrimSpace(f.value) == "" {
			return f.name + " is required"
		}
	}
	for _, f := range []struct{ name, value string }{{"firstName", in.FirstName}, {"lastName", in.LastName}, {"salutation", in.Salutation}} {
		if utf8.RuneCountInString(f.value) > maxName {
			return f.name + " must not be longer than 32 characters"
		}
	}
	for _, key := range []string{"DEF", "BIL", "DEL"} {
		if _, ok := a.addresses[in.PostAddressIDs[key]]; !ok {
			return "postAddressIds." + key + " must be an existing address"
		}
	}
	for key, value := range in.Communication.Emails {
		if !slices.Contains(emailKeys, key) {
			return "An e-mail must be PRI, SEC or TER"
		}
		if parsed, err := mail.ParseAddress(value.Email); err != nil || parsed.Address != value.Email {
			return "An e-mail address is not valid"
		}
	}
	for key := range in.Communication.Telephones {
		if !slices.Contains([]string{"PRI", "SEC", "MOB", "FAX"}, key) {
			return "A telephone must be PRI, SEC, MOB or FAX"
		}
	}
	if id, err := in.FinancialDetails.PriceListID.id(); err != nil || id != 0 && !hasID(a.data.PriceLists, id, func(p PriceList) int { return p.ID }) {
		return "The price list does not exist"
	}
	if id, err := in.Assignment.Current.LeadSourceID.id(); err != nil || id != 0 && !hasID(a.data.LeadSources, id, func(l LeadSource) int { return l.ID }) {
		return "The lead source does not exist"
	}
	return ""
}

func hasID[T any](rows []T, id int, of func(T) int) bool {
	return slices.ContainsFunc(rows, func(row T) bool { return of(row) == id })
}

// getContacts is the one list with paging beside the answer.
func (c *call) getContacts() reply {
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	ids := c.srv.contactIDs()
	if set != nil {
		ids = slices.DeleteFunc(ids, func(id int) bool { return !set.contains(id) })
	}
	direction := "ASC"
	if c.query.Get("sort") == "contactId.DESC" {
		direction = "DESC"
		slices.Reverse(ids)
	}
	if len(ids) == 0 {
		return notFound("No Contact Found")
	}
	size, bad := c.positive("pageSize", maxPage)
	if bad != nil {
		return *bad
	}
	first, bad := c.positive("firstResult", 1)
	if bad != nil {
		return *bad
	}
	start := min(first-1, len(ids))
	page := ids[start:min(start+size, len(ids))]
	list := []object{}
	for _, id := range page {
		list = append(list, c.showContact(c.srv.people[id]))
	}
	return reply{200, object{
		"response": list,
		"pagination": object{
			"morePagesAvailable": start+len(page) < len(ids), "resultsReturned": len(page), "firstResult": first, "lastResult": start + len(page),
		},
		"sorting": []object{{"field": "contactId", "direction": direction}},
	}}
}

func (c *call) showContact(p *person) object {
	emails := object{}
	for key, value := range p.emails {
		emails[key] = object{"email": value}
	}
	organisation := object{"organisationId": p.id}
	if p.company != "" {
		organisation["name"] = p.company
	}
	current := object{}
	if p.leadSource != 0 {
		current["leadSourceId"] = p.leadSource
	}
	show := object{
		"contactId": p.id, "isPrimaryContact": true, "salutation": p.salutation, "firstName": p.first, "lastName": p.last,
		"postAddressIds": p.addresses, "communication": object{
			"emails": emails, "telephones": p.phones, "messagingVoips": object{}, "websites": object{},
		},
		"contactStatus":         object{"current": object{"contactStatusId": 0}},
		"relationshipToAccount": object{"isSupplier": p.supplier, "isStaff": p.staff},
		"marketingDetails":      object{"isReceiveEmailNewsletter": p.newsletter},
		"financialDetails": object{
			"priceListId": p.priceList, "taxCodeId": p.taxCode, "nominalCode": "0", "creditLimit": 0, "creditTermDays": 0, "currencyId": 1,
			"discountPercentage": dec(0).raw(2), "creditTermTypeId": 1,
		},
		"assignment": object{"current": current}, "organisation": organisation, "tradeStatus": "UNKNOWN", "createdByid": 0,
		"createdOn": c.srv.stamp(p.created), "updatedOn": c.srv.stamp(p.updated), "contactTags": "", "aliases": object{}, "companyId": 0,
	}
	if strings.Contains(c.query.Get("includeOptional"), "postalAddresses") {
		addresses := object{}
		for _, id := range p.addresses {
			addresses[strconv.Itoa(id)] = c.srv.addresses[id].show(id)
		}
		show["postalAddresses"] = addresses
	}
	return show
}
