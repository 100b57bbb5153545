package brightpearlsim

import (
	"slices"
	"time"
)

// freeTextProduct is the product id that rows without a product show.
const freeTextProduct = 1000

// account is everything the simulated account holds. Ids ascend per resource and are never used again.
type account struct {
	data          Data
	goods         map[int]*product
	goodsIDs      []int // ascending
	people        map[int]*person
	peopleIDs     []int // ascending
	addresses     map[int]postal
	levels        map[place]*level
	orders        map[int]*order
	orderList     []int // ascending
	unique        map[pair]int
	payments      []*payment
	notes         []*note
	dropShips     []*dropShip
	movements     []*movement
	journal       []*orderNote
	orderNotes    map[int][]*note     // by order
	orderDrops    map[int][]*dropShip // by sales order
	orderPayments map[int][]*payment  // by order
	last          lastIDs
}

// lastIDs are the ids given out last.
type lastIDs struct {
	product, order, row, person, address, payment, journal, note, dropShip, movement, orderNote, event, webhook int
}

// pair makes a sales order or credit unique.
type pair struct {
	kind     int
	external string
	instance int
}

func newAccount(data Data, now time.Time) account {
	a := account{
		data: data, goods: map[int]*product{}, people: map[int]*person{}, addresses: map[int]postal{},
		levels: map[place]*level{}, orders: map[int]*order{}, unique: map[pair]int{},
		orderNotes: map[int][]*note{}, orderDrops: map[int][]*dropShip{}, orderPayments: map[int][]*payment{},
		last: lastIDs{
			order: 88000, row: 190000, person: 600, address: 900, payment: 5500, journal: 71000, note: 12400,
			dropShip: 3100, movement: 45000, orderNote: 20100, event: 31000, webhook: 10,
		},
	}
	nextProduct := freeTextProduct
	for _, p := range data.Products {
		nextProduct = max(nextProduct, p.ID)
	}
	for _, p := range data.Products {
		if p.ID == 0 {
			nextProduct++
			p.ID = nextProduct
		}
		a.addProduct(p, now)
	}
	a.last.product = nextProduct
	slices.Sort(a.goodsIDs)
	for _, contact := range data.Contacts {
		a.addSeedContact(contact, now)
	}
	slices.Sort(a.peopleIDs)
	return a
}

func (a *account) addProduct(p Product, now time.Time) {
	if p.Status == "" {
		p.Status = "LIVE"
	}
	if p.NominalSales == "" {
		p.NominalSales = "4000"
	}
	if p.CreatedOn.IsZero() {
		p.CreatedOn = now.AddDate(0, -3, 0)
	}
	if p.UpdatedOn.IsZero() {
		p.UpdatedOn = p.CreatedOn
	}
	if len(p.Components) > 0 {
		p.StockTracked = false
	}
	a.goods[p.ID] = &product{Product: p}
	a.goodsIDs = append(a.goodsIDs, p.ID)
	for warehouse, units := range p.Stock {
		if p.StockTracked && units != 0 {
			a.levels[place{p.ID, warehouse}] = &level{inStock: units}
		}
	}
}

func next(counter *int) int {
	*counter++
	return *counter
}

func (s *Server) productIDs() []int { return slices.Clone(s.goodsIDs) }
func (s *Server) contactIDs() []int { return slices.Clone(s.peopleIDs) }
func (s *Server) orderIDs() []int   { return slices.Clone(s.orderList) }

func (s *Server) salesOrderIDs() []int {
	return slices.DeleteFunc(slices.Clone(s.orderList), func(id int) bool { return s.orders[id].kind != salesOrder })
}

func (a *account) warehouse(id int) (Warehouse, bool) {
	return pick(a.data.Warehouses, func(w Warehouse) bool { return w.ID == id })
}

func (a *account) currency(code string) (Currency, bool) {
	return pick(a.data.Currencies, func(c Currency) bool { return c.Code == code })
}

func (a *account) baseCurrency() string {
	c, ok := pick(a.data.Currencies, func(c Currency) bool { return c.Default })
	if !ok {
		return "GBP"
	}
	return c.Code
}

func (a *account) taxCode(code string) (TaxCode, bool) {
	return pick(a.data.TaxCodes, func(t TaxCode) bool { return t.Code == code })
}

func (a *account) status(id int) (OrderStatus, bool) {
	return pick(a.data.OrderStatuses, func(o OrderStatus) bool { return o.ID == id })
}

func (a *account) channel(id int) (Channel, bool) {
	return pick(a.data.Channels, func(c Channel) bool { return c.ID == id })
}

func (a *account) priceList(id int) (PriceList, bool) {
	return pick(a.data.PriceLists, func(p PriceList) bool { return p.ID == id })
}

func (a *account) shippingMethod(id int) (ShippingMethod, bool) {
	return pick(a.data.ShippingMethods, func(m ShippingMethod) bool { return m.ID == id })
}

func pick[T any](rows []T, is func(T) bool) (T, bool) {
	i := slices.IndexFunc(rows, is)
	if i < 0 {
		var none T
		return none, false
	}
	return rows[i], true
}
