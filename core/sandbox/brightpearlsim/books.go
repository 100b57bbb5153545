package brightpearlsim

import (
	"maps"
	"time"
)

// Books are the simulator's own truth, to compare a connector's view with.
type Books struct {
	SalesOrders  []BookOrder   `json:"sales_orders"`
	Contacts     []BookContact `json:"contacts"`
	Availability []BookLevel   `json:"availability"`
	Counters     Counters      `json:"counters"`
}

// BookOrder is one sales order with everything that hangs on it. Money is decimal text.
type BookOrder struct {
	ID               int           `json:"id"`
	ExternalRef      string        `json:"external_ref"`
	Reference        string        `json:"reference"`
	InstanceID       int           `json:"instance_id"`
	ChannelID        int           `json:"channel_id"`
	PriceListID      int           `json:"price_list_id"`
	WarehouseID      int           `json:"warehouse_id"`
	StatusID         int           `json:"status_id"`
	ContactID        int           `json:"contact_id"`
	LeadSourceID     int           `json:"lead_source_id"`
	ShippingMethodID int           `json:"shipping_method_id"`
	Currency         string        `json:"currency"`
	Net              string        `json:"net"`
	Tax              string        `json:"tax"`
	Total            string        `json:"total"`
	PlacedOn         time.Time     `json:"placed_on"`
	CreatedOn        time.Time     `json:"created_on"`
	Cancelled        bool          `json:"cancelled"`
	PaymentStatus    string        `json:"payment_status"`
	AllocationStatus string        `json:"allocation_status"`
	ShippingStatus   string        `json:"shipping_status"`
	UnitsWanted      int           `json:"units_wanted"`
	UnitsReserved    int           `json:"units_reserved"` // reservation and open or shipped notes
	UnitsShipped     int           `json:"units_shipped"`
	Rows             []BookRow     `json:"rows"`
	Payments         []BookPayment `json:"payments"`
	Notes            []BookNote    `json:"notes"`
}

// BookRow is one order row; bundle children follow their parent.
type BookRow struct {
	ID          int    `json:"id"`
	ProductID   int    `json:"product_id"`
	SKU         string `json:"sku"`
	Name        string `json:"name"`
	ExternalRef string `json:"external_ref"`
	Quantity    string `json:"quantity"`
	Net         string `json:"net"`
	Tax         string `json:"tax"`
	TaxCode     string `json:"tax_code"`
	BundleChild bool   `json:"bundle_child"`
}

// BookContact is one contact; Emails are its addresses, the main one first.
type BookContact struct {
	ID        int       `json:"id"`
	Emails    []string  `json:"emails"`
	Customer  bool      `json:"customer"`
	CreatedOn time.Time `json:"created_on"`
}

// BookPayment is one customer payment; Journal is false when no receipt was written.
type BookPayment struct {
	ID       int    `json:"id"`
	Ref      string `json:"ref"`
	Method   string `json:"method"`
	Type     string `json:"type"`
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	Journal  bool   `json:"journal"`
}

// BookNote is a goods-out or drop-ship note.
type BookNote struct {
	ID        int        `json:"id"`
	Kind      string     `json:"kind"` // goods_out or drop_ship
	Units     int        `json:"units"`
	Shipped   bool       `json:"shipped"`
	ShippedAt *time.Time `json:"shipped_at,omitempty"`
	Tracking  string     `json:"tracking"`
}

// BookLevel is the stock of one product in one warehouse.
type BookLevel struct {
	ProductID   int    `json:"product_id"`
	SKU         string `json:"sku"`
	WarehouseID int    `json:"warehouse_id"`
	InStock     int    `json:"in_stock"`
	Allocated   int    `json:"allocated"`
	OnHand      int    `json:"on_hand"`
}

// Counters count what callers did, and the mistakes that books reveal.
type Counters struct {
	Requests         int            `json:"requests"`
	Throttled        int            `json:"throttled"`
	Routes           map[string]int `json:"routes"`
	Troubles         map[string]int `json:"troubles"` // how often each trouble struck
	Webhooks         int            `json:"webhooks"`
	RepeatedOrders   int            `json:"repeated_orders"`   // POSTs answered by the unique pair, harmless
	RepeatedPayments int            `json:"repeated_payments"` // POSTs refused by the unique reference, harmless
	DuplicateCreates int            `json:"duplicate_creates"` // sales orders beyond the first with one externalRef
	OverPaid         int            `json:"over_paid"`         // sales orders with more money than they cost
	OverAllocated    int            `json:"over_allocated"`    // sales orders holding more units than they sold
}

// Books writes down the present state.
func (s *Server) Books() Books {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := Books{SalesOrders: []BookOrder{}, Contacts: []BookContact{}, Availability: []BookLevel{}, Counters: s.counters}
	b.Counters.Routes, b.Counters.Troubles = maps.Clone(s.counters.Routes), maps.Clone(s.counters.Troubles)
	refs := map[string]bool{}
	for _, id := range s.orderList {
		o := s.orders[id]
		if o.kind != salesOrder {
			continue
		}
		if o.external != "" && refs[o.external] {
			b.Counters.DuplicateCreates++
		}
		refs[o.external] = true
		if s.paid(id) > o.total() {
			b.Counters.OverPaid++
		}
		if u := s.unitsOf(o); u.reserved+u.noted > u.wanted {
			b.Counters.OverAllocated++
		}
		b.SalesOrders = append(b.SalesOrders, s.bookOrder(o))
	}
	for _, id := range s.peopleIDs {
		p := s.people[id]
		c := BookContact{ID: id, Emails: []string{}, Customer: p.customer, CreatedOn: p.created.UTC()}
		for _, key := range emailKeys {
			if p.emails[key] != "" {
				c.Emails = append(c.Emails, p.emails[key])
			}
		}
		b.Contacts = append(b.Contacts, c)
	}
	for _, id := range s.goodsIDs {
		for _, w := range s.data.Warehouses {
			if l := s.level(id, w.ID); l != (level{}) {
				b.Availability = append(b.Availability, BookLevel{id, s.goods[id].SKU, w.ID, l.inStock, l.allocated, l.onHand()})
			}
		}
	}
	return b
}

func (s *Server) bookOrder(o *order) BookOrder {
	net, tax := o.totals()
	u := s.unitsOf(o)
	b := BookOrder{
		ID: o.id, ExternalRef: o.external, Reference: o.ref, InstanceID: o.instance, ChannelID: o.channel, PriceListID: o.priceList,
		WarehouseID: o.warehouse, StatusID: o.status, ContactID: o.customer, LeadSourceID: o.leadSource, ShippingMethodID: o.shippingMethod,
		Currency: o.currency, Net: net.fixed(2), Tax: tax.fixed(2), Total: o.total().fixed(2), PlacedOn: o.placed.UTC(), CreatedOn: o.created.UTC(),
		Cancelled: o.cancelled, PaymentStatus: s.paymentStatus(o), AllocationStatus: u.allocationCode(), ShippingStatus: u.shippingCode(),
		UnitsWanted: u.wanted, UnitsReserved: u.reserved + u.noted, UnitsShipped: u.shipped,
		Rows: []BookRow{}, Payments: []BookPayment{}, Notes: []BookNote{},
	}
	for _, r := range o.rows {
		b.Rows = append(b.Rows, BookRow{
			r.id, r.product, r.sku, r.name, r.external, r.quantity.fixed(4), r.net.fixed(4), r.tax.fixed(4), r.taxCode, r.bundleChild,
		})
	}
	for _, p := range s.orderPayments[o.id] {
		b.Payments = append(b.Payments, BookPayment{p.id, p.ref, p.method, p.kind, p.paid.fixed(2), p.currency, p.journal != 0})
	}
	unitsOn := func(rows []noteRow) (n int) {
		for _, r := range rows {
			n += r.quantity
		}
		return n
	}
	for _, n := range s.notesOf(o.id) {
		b.Notes = append(b.Notes, BookNote{n.id, "goods_out", unitsOn(n.rows), n.shipped(), timeOrNil(n.done["SHW"].at), n.reference})
	}
	for _, d := range s.dropShipsOf(o.id) {
		b.Notes = append(b.Notes, BookNote{d.id, "drop_ship", unitsOn(d.rows), d.shipped(), timeOrNil(d.shippedOn), d.tracking})
	}
	return b
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
