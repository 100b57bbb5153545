package brightpearlsim

import "time"

func (c *call) searchContacts(metaOnly bool) reply {
	rows := make([]*person, 0, len(c.srv.peopleIDs))
	for _, id := range c.srv.peopleIDs {
		rows = append(rows, c.srv.people[id])
	}
	email := func(key string) func(*person) any { return func(p *person) any { return p.emails[key] } }
	phone := func(key string) func(*person) any { return func(p *person) any { return p.phones[key] } }
	date := func(pick func(*person) time.Time) func(*person) any {
		return func(p *person) any { return stampOrNil(pick(p)) }
	}
	return search(c, table[*person]{
		rows: rows,
		born: func(p *person) time.Time { return p.created },
		columns: []column[*person]{
			{name: "contactId", kind: idset, cell: func(p *person) any { return p.id }},
			{name: "primaryEmail", kind: contains, cell: email("PRI")},
			{name: "secondaryEmail", kind: contains, cell: email("SEC")},
			{name: "tertiaryEmail", kind: contains, cell: email("TER")},
			{name: "firstName", kind: contains, cell: func(p *person) any { return p.first }},
			{name: "lastName", kind: contains, cell: func(p *person) any { return p.last }},
			{name: "isSupplier", kind: boolean, cell: func(p *person) any { return p.supplier }},
			{name: "companyName", kind: contains, cell: func(p *person) any { return p.company }},
			{name: "isStaff", kind: boolean, cell: func(p *person) any { return p.staff }},
			{name: "isCustomer", kind: boolean, cell: func(p *person) any { return p.customer }},
			{name: "createdOn", kind: period, cell: date(func(p *person) time.Time { return p.created })},
			{name: "updatedOn", kind: period, cell: date(func(p *person) time.Time { return p.updated })},
			{name: "lastContactedOn", kind: period, cell: func(*person) any { return nil }},
			{name: "lastOrderedOn", kind: period, cell: date(func(p *person) time.Time { return p.lastOrder })},
			{name: "nominalCode", kind: text, cell: func(*person) any { return "0" }},
			{name: "isPrimary", kind: boolean, cell: func(*person) any { return true }},
			{name: "pri", kind: text, cell: phone("PRI")},
			{name: "sec", kind: text, cell: phone("SEC")},
			{name: "mob", kind: text, cell: phone("MOB")},
			{name: "exactCompanyName", kind: text, cell: func(p *person) any { return p.company }},
			{name: "title", kind: text, cell: func(p *person) any { return p.salutation }},
		},
	}, metaOnly)
}

func (c *call) getLeadSources() reply {
	return listByID(c, c.srv.data.LeadSources, func(l LeadSource) int { return l.ID }, func(l LeadSource) object {
		return object{"id": l.ID, "name": l.Name, "isActive": true, "parentId": 0, "ownerId": 0}
	})
}
