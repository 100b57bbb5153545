package brightpearlsim

import (
	"time"
	"unicode/utf8"
)

const (
	maxRef     = 64
	maxRowName = 255
)

type salesOrderIn struct {
	Customer struct {
		ID      number        `json:"id"`
		Address *orderAddress `json:"address"`
	} `json:"customer"`
	CustomerID number `json:"customerId"`
	Billing    struct {
		ContactID number        `json:"contactId"`
		Address   *orderAddress `json:"address"`
	} `json:"billing"`
	Ref                            string `json:"ref"`
	ExternalRef                    string `json:"externalRef"`
	InstalledIntegrationInstanceID number `json:"installedIntegrationInstanceId"`
	PlacedOn                       string `json:"placedOn"`
	TaxDate                        string `json:"taxDate"`
	ParentID                       number `json:"parentId"`
	StatusID                       number `json:"statusId"`
	WarehouseID                    number `json:"warehouseId"`
	ChannelID                      number `json:"channelId"`
	StaffOwnerID                   number `json:"staffOwnerId"`
	ProjectID                      number `json:"projectId"`
	LeadSourceID                   number `json:"leadSourceId"`
	TeamID                         number `json:"teamId"`
	PriceListID                    number `json:"priceListId"`
	PriceModeCode                  string `json:"priceModeCode"`
	Currency                       struct {
		Code              string `json:"code"`
		ExchangeRate      number `json:"exchangeRate"`
		FixedExchangeRate bool   `json:"fixedExchangeRate"`
	} `json:"currency"`
	Delivery struct {
		Date             string        `json:"date"`
		Address          *orderAddress `json:"address"`
		ShippingMethodID number        `json:"shippingMethodId"`
	} `json:"delivery"`
	Rows []orderRowIn `json:"rows"`
}

type orderRowIn struct {
	ProductID   number `json:"productId"`
	Name        string `json:"name"`
	Quantity    number `json:"quantity"`
	TaxCode     string `json:"taxCode"`
	Net         number `json:"net"`
	Tax         number `json:"tax"`
	NominalCode string `json:"nominalCode"`
	ExternalRef string `json:"externalRef"`
	Sequence    number `json:"sequence"`
}

// postSalesOrder is atomic, and does nothing when externalRef and instance id are both known already.
func (c *call) postSalesOrder() reply {
	var in salesOrderIn
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	o := &order{kind: salesOrder, created: c.now, version: 1}
	if bad := c.fillHeader(o, &in); bad != nil {
		return *bad
	}
	key := pair{o.kind, o.external, o.instance}
	if first, known := c.srv.unique[key]; known && o.external != "" && o.instance != 0 {
		c.srv.counters.RepeatedOrders++
		switch {
		case c.on(DuplicateEmpty):
			return done()
		case c.on(DuplicateObject):
			return answer(object{"id": first})
		}
		return answer(first)
	}
	if bad := c.fillRows(o, in.Rows); bad != nil {
		return *bad
	}
	c.srv.placeLocked(o, key)
	if c.on(AutoAllocate) {
		c.srv.autoAllocate(o, c.now)
	}
	return answer(o.id)
}

// placeLocked gives the order its ids and makes it visible.
func (s *Server) placeLocked(o *order, key pair) {
	o.id = next(&s.last.order)
	rowIDs := map[int]int{} // provisional -> final, for the parents of bundle rows
	for i, r := range o.rows {
		provisional := r.id
		r.id = next(&s.last.row)
		rowIDs[provisional] = r.id
		r.parentRow = rowIDs[r.parentRow]
		if r.sequence == 0 {
			r.sequence = (i + 1) * 10
		}
	}
	s.orders[o.id] = o
	s.orderList = append(s.orderList, o.id)
	if o.external != "" && o.instance != 0 {
		s.unique[key] = o.id
	}
	if p := s.people[o.customer]; p != nil {
		p.lastOrder = o.created
	}
	s.raiseLocked("sales-order.created", o.id, o.created)
	s.raiseLocked("order.modified", o.id, o.created)
}

// headerChecker collects the first complaint about a header.
type headerChecker struct{ problem string }

func (h *headerChecker) id(n number, name string, exists func(int) bool) int {
	id, err := n.id()
	if h.problem == "" && (err != nil || id < 0 || id != 0 && exists != nil && !exists(id)) {
		h.problem = "The " + name + " does not exist"
	}
	return id
}

func (h *headerChecker) date(text, name string, usual time.Time) time.Time {
	if text == "" {
		return usual
	}
	at, err := parseTime(text)
	if h.problem == "" && err != nil {
		h.problem = name + " is not a date"
	}
	return at
}

func (h *headerChecker) say(bad bool, problem string) {
	if h.problem == "" && bad {
		h.problem = problem
	}
}

func (c *call) fillHeader(o *order, in *salesOrderIn) *reply {
	s := c.srv
	var h headerChecker
	contact := func(id int) bool { return s.people[id] != nil }
	customer := in.Customer.ID
	if !customer.given() {
		customer = in.CustomerID
	}
	o.customer = h.id(customer, "customer", contact)
	h.say(o.customer == 0, "A customer is required")
	o.billing = h.id(in.Billing.ContactID, "billing contact", contact)
	if o.billing == 0 {
		o.billing = o.customer
	}
	o.ref, o.external = in.Ref, in.ExternalRef
	h.say(utf8.RuneCountInString(o.ref) > maxRef, "ref must not be longer than 64 characters")
	h.say(utf8.RuneCountInString(o.external) > maxRef, "externalRef must not be longer than 64 characters")
	o.instance = h.id(in.InstalledIntegrationInstanceID, "installed integration instance", nil)
	o.placed = h.date(in.PlacedOn, "placedOn", c.now)
	o.taxDate = h.date(in.TaxDate, "taxDate", c.now)
	o.deliverOn = h.date(in.Delivery.Date, "delivery.date", time.Time{})
	o.parent = h.id(in.ParentID, "parent order", func(id int) bool { return s.orders[id] != nil })
	o.status = h.id(in.StatusID, "order status", func(id int) bool {
		status, ok := s.status(id)
		return ok && status.Type == orderTypeCodes[o.kind] && !status.Disabled
	})
	if o.status == 0 {
		o.status = s.firstStatus("SO")
	}
	o.warehouse = h.id(in.WarehouseID, "warehouse", func(id int) bool { _, ok := s.warehouse(id); return ok })
	if o.warehouse == 0 && len(s.data.Warehouses) > 0 {
		o.warehouse = s.data.Warehouses[0].ID
	}
	o.channel = h.id(in.ChannelID, "channel", func(id int) bool { _, ok := s.channel(id); return ok })
	o.leadSource = h.id(in.LeadSourceID, "lead source", func(id int) bool {
		return hasID(s.data.LeadSources, id, func(l LeadSource) int { return l.ID })
	})
	o.staffOwner = h.id(in.StaffOwnerID, "staff owner", contact)
	o.project, o.team = h.id(in.ProjectID, "project", nil), h.id(in.TeamID, "team", nil)
	o.priceList = h.id(in.PriceListID, "price list", func(id int) bool { _, ok := s.priceList(id); return ok })
	if o.priceList == 0 && o.customer != 0 && contact(o.customer) {
		o.priceList = s.people[o.customer].priceList
	}
	o.shippingMethod = h.id(in.Delivery.ShippingMethodID, "shipping method", func(id int) bool { _, ok := s.shippingMethod(id); return ok })
	c.fillMoney(o, in, &h)
	for _, a := range []*orderAddress{in.Customer.Address, in.Billing.Address, in.Delivery.Address} {
		problem := a.check()
		h.say(problem != "", problem)
	}
	if h.problem != "" {
		no := invalid(codeOrderField, h.problem)
		return &no
	}
	usual := s.defaultAddress(o.customer)
	o.address, o.billTo, o.shipTo = orElse(in.Customer.Address, usual), orElse(in.Billing.Address, usual), orElse(in.Delivery.Address, usual)
	return nil
}

// fillMoney sets currency, exchange rate and price mode.
func (c *call) fillMoney(o *order, in *salesOrderIn, h *headerChecker) {
	list, _ := c.srv.priceList(o.priceList)
	o.priceMode = in.PriceModeCode
	if o.priceMode == "" {
		o.priceMode = "EXC"
		if list.Gross {
			o.priceMode = "INC"
		}
	}
	h.say(o.priceMode != "INC" && o.priceMode != "EXC", "priceModeCode must be INC or EXC")
	o.currency, o.fixedRate = in.Currency.Code, in.Currency.FixedExchangeRate
	if o.currency == "" {
		o.currency = c.srv.baseCurrency()
	}
	currency, ok := c.srv.currency(o.currency)
	h.say(!ok, "The currency is not set up in this account")
	rate := currency.Rate
	if in.Currency.ExchangeRate.given() {
		rate = in.Currency.ExchangeRate.text
	}
	parsed, err := parseRate(rate)
	h.say(ok && (err != nil || parsed <= 0), "The exchange rate must be greater than 0")
	o.rate = parsed
}

func (a *account) firstStatus(kind string) int {
	status, _ := pick(a.data.OrderStatuses, func(o OrderStatus) bool { return o.Type == kind && !o.Disabled && !o.Cancelled && o.ID > 1 })
	return status.ID
}

func orElse(a, usual *orderAddress) *orderAddress {
	if a != nil {
		return a
	}
	return usual
}

// defaultAddress is the contact's own address.
func (a *account) defaultAddress(contact int) *orderAddress {
	p := a.people[contact]
	home := a.addresses[p.addresses["DEF"]]
	return &orderAddress{
		AddressFullName: p.first + " " + p.last, CompanyName: p.company, AddressLine1: home.AddressLine1, AddressLine2: home.AddressLine2,
		AddressLine3: home.AddressLine3, AddressLine4: home.AddressLine4, PostalCode: home.PostalCode,
		CountryIsoCode: home.CountryIsoCode, Telephone: p.phones["PRI"], Email: p.emails["PRI"],
	}
}
