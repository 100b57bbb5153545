package ekmsim

import (
	"time"

	"stockbridge/core/sandbox/world"
)

// registerCustomers gives four of five people an account in the shop; the others always buy as guests. Ids differ from
// shop to shop, since customers belong to one shop.
func (sh *shop) registerCustomers(now time.Time) {
	since := stamp(now.Add(-90 * 24 * time.Hour))
	for i := range sh.world.People {
		p := sh.world.People[(i+sh.store.Number)%len(sh.world.People)]
		if (p.ID+sh.store.Number)%5 == 0 {
			continue
		}
		id := int64(firstCustomerID + len(sh.customers))
		c := &wireCustomer{
			ID: id, EmailAddress: ptr(p.Email), FirstName: p.First, LastName: p.Last, CreatedDate: since, ModifiedDate: since,
			LastLoginDate: since, LastLoginAttemptDate: since, Addresses: []wireAddress{customerAddress(id, p, since)},
		}
		sh.customers = append(sh.customers, c)
		sh.byPerson[p.ID] = c
	}
}

func customerAddress(id int64, p world.Person, since stamp) wireAddress {
	a := p.Address
	return wireAddress{
		FirstName: p.First, LastName: p.Last, ID: id, CreatedDate: &since, ModifiedDate: &since, CustomerID: id,
		IsPreferredBillingAddress: true, IsPreferredShippingAddress: true, Company: orNull(p.Company), Address: a.Line1,
		Address2: orNull(a.Line2), Town: a.Town, County: orNull(a.County), Country: a.Country, FriendlyCountry: ptr(a.CountryName),
		PostCode: a.Postcode, Telephone: orNull(p.Phone),
	}
}

func (c *call) listCustomers() answer {
	return paged(c, "/customers", unsorted(c, c.shop.customers))
}

func (c *call) searchCustomers() answer {
	rows, problem := find(c, customerSchema, c.shop.customers, false)
	if problem != nil {
		return *problem
	}
	return paged(c, "/customers/search", rows)
}

func (c *call) customer() (*wireCustomer, *answer) {
	id := c.id("id")
	if i := id - firstCustomerID; i >= 0 && i < int64(len(c.shop.customers)) {
		return c.shop.customers[i], nil
	}
	a := notFound("Customer", id)
	return nil, &a
}

func (c *call) getCustomer() answer {
	customer, problem := c.customer()
	if problem != nil {
		return *problem
	}
	return ok(customer)
}

func (c *call) listAddresses() answer {
	customer, problem := c.customer()
	if problem != nil {
		return *problem
	}
	return paged(c, "/customers/"+c.params["id"]+"/addresses", customer.Addresses)
}
