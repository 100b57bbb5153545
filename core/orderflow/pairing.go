package orderflow

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// pairing decides which sales order staff typed for which order, and what it has otherwise. A sales order is paired once: by EKM's
// number in one of its references, else by the same customer, the same total and the nearest date.
type pairing struct {
	*shadowRound
	alone  []db.ShadowOrder
	pairs  []db.ShadowOrder // to be compared
	sales  map[int64]brightpearl.SalesOrder
	others map[int64]bool            // channels of other stores
	owners map[string]map[int64]bool // contacts by the hash of their address
	read   map[int64]string          // contacts that were read, with the hash of their address
}

const (
	typedWithin = 3 * 24 * time.Hour // between an order and its sales order, where no reference names it
	longNumber  = 6                  // characters of a number that nobody writes by chance
	freeText    = 1000               // Brightpearl API: the product of a row without one
)

// pairing reads the sales orders that may belong to an order, and those of pairs, and pairs what belongs together.
func (r *shadowRound) pairing(ctx context.Context, alone []db.ShadowOrder, hits []brightpearl.SalesOrderHit, pairs []db.ShadowOrder) (*pairing, error) {
	p := &pairing{shadowRound: r, alone: alone, pairs: pairs, sales: map[int64]brightpearl.SalesOrder{}, others: map[int64]bool{},
		owners: map[string]map[int64]bool{}, read: map[int64]string{}}
	stores, err := r.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range stores {
		if s.ID != r.store.ID && s.Settings.ChannelID != r.store.Settings.ChannelID {
			p.others[s.Settings.ChannelID] = true
		}
	}
	ids, err := p.candidates(ctx, hits)
	if err != nil {
		return nil, err
	}
	free := len(ids)
	for _, o := range pairs {
		ids = append(ids, brightpearl.OrderID(o.SalesOrderID))
	}
	if len(ids) == 0 {
		return p, nil
	}
	sales, err := r.account.SalesOrders.Get(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, s := range sales {
		p.sales[int64(s.ID)] = s
	}
	if free > 0 {
		err = p.pair(ctx, ids[:free])
	}
	return p, err
}

// candidates are the sales orders that may have been typed for an order: nobody's yet, and naming one, on the store's channel, or of a
// customer who has ordered.
func (p *pairing) candidates(ctx context.Context, hits []brightpearl.SalesOrderHit) ([]brightpearl.OrderID, error) {
	if len(p.alone) == 0 || len(hits) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = int64(h.ID)
	}
	taken, err := p.db.Ours(ctx, ids)
	if err != nil {
		return nil, err
	}
	paired, err := p.db.ShadowPairs(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, o := range paired {
		taken[o.SalesOrderID] = true
	}
	customers := map[int64]bool{}
	for _, o := range p.alone {
		if err := p.learnOwners(ctx, o); err != nil {
			return nil, err
		}
		maps.Copy(customers, p.owners[o.Shopper])
	}
	var out []brightpearl.OrderID
	for _, h := range hits {
		names := func(o db.ShadowOrder) bool { return mentions(o.Plan.Order.Number, h.Reference, h.ExternalRef) }
		if !taken[int64(h.ID)] && (int64(h.Channel) == p.store.Settings.ChannelID || customers[int64(h.Customer)] || slices.ContainsFunc(p.alone, names)) {
			out = append(out, h.ID)
		}
	}
	return out, nil
}

// learnOwners looks up whose the address of an order is, by the index of contacts.
func (p *pairing) learnOwners(ctx context.Context, o db.ShadowOrder) error {
	if o.Shopper == "" || p.owners[o.Shopper] != nil {
		return nil
	}
	known, err := p.db.ContactsFor(ctx, o.Shopper)
	if err != nil {
		return err
	}
	p.owners[o.Shopper] = map[int64]bool{}
	for _, k := range known {
		p.owners[o.Shopper][k.ContactID] = true
	}
	return nil
}

// mentions reports whether one of the references holds an order's number as a whole: 7/231126/3 is not in 7/231126/31.
func mentions(number string, references ...string) bool {
	number = strings.ToLower(strings.TrimSpace(number))
	return number != "" && slices.ContainsFunc(references, func(ref string) bool {
		for at, ref := 0, strings.ToLower(ref); ; {
			i := strings.Index(ref[at:], number)
			if i < 0 {
				return false
			}
			head, tail := ref[:at+i], ref[at+i+len(number):]
			if !joins(head, true) && !joins(tail, false) {
				return true
			}
			at += i + 1
		}
	})
}

// joins reports whether a text goes on into the number beside it.
func joins(text string, end bool) bool {
	runes := []rune(text)
	if len(runes) == 0 {
		return false
	}
	next := runes[0]
	if end {
		next = runes[len(runes)-1]
	}
	return unicode.IsDigit(next) || unicode.IsLetter(next) || next == '/'
}

// match is an order beside a sales order that may be its own.
type match struct {
	order    int // in alone
	sale     brightpearl.SalesOrder
	equal    bool // they come to the same
	distance time.Duration
}

func (p *pairing) pair(ctx context.Context, ids []brightpearl.OrderID) error {
	var sales []brightpearl.SalesOrder
	for _, id := range ids {
		if s, ok := p.sales[int64(id)]; ok && !s.Cancelled {
			sales = append(sales, s)
		}
	}
	if err := p.readCustomers(ctx, sales); err != nil {
		return err
	}
	taken, paired := map[int64]bool{}, make([]bool, len(p.alone))
	take := func(all []match) {
		slices.SortFunc(all, func(a, b match) int {
			return cmp.Or(-cmp.Compare(number(a.equal), number(b.equal)), cmp.Compare(a.distance, b.distance),
				cmp.Compare(a.sale.ID, b.sale.ID), cmp.Compare(a.order, b.order))
		})
		for _, m := range all {
			if id := int64(m.sale.ID); !taken[id] && !paired[m.order] {
				taken[id], paired[m.order] = true, true
				o := p.alone[m.order]
				o.SalesOrderID = id
				p.pairs = append(p.pairs, o)
			}
		}
	}
	take(p.matches(sales, p.byReference))
	numbers, err := p.db.ShadowPairedNumbers(ctx, p.store.ID, p.run.Since)
	if err != nil {
		return err
	}
	for i, o := range p.alone {
		if paired[i] {
			numbers = append(numbers, o.Plan.Order.Number)
		}
	}
	// Whoever typed an order twice did not type another one.
	sales = slices.DeleteFunc(sales, func(s brightpearl.SalesOrder) bool {
		return slices.ContainsFunc(numbers, func(n string) bool { return mentions(n, s.Reference, s.ExternalRef) })
	})
	take(p.matches(sales, p.byCustomer))
	return nil
}

func (p *pairing) matches(sales []brightpearl.SalesOrder, belong func(db.ShadowOrder, match) bool) (out []match) {
	for i, o := range p.alone {
		for _, s := range sales {
			m := match{order: i, sale: s, equal: pence(s.Total.Gross) == o.Plan.Order.EKMTotal, distance: s.CreatedOn.Sub(o.Plan.Order.PlacedAt).Abs()}
			if !s.PlacedOn.IsZero() {
				m.distance = min(m.distance, s.PlacedOn.Sub(o.Plan.Order.PlacedAt).Abs())
			}
			if belong(o, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// byReference: a long number says enough, unless the channel is another store's, which may have the same numbers; a short one needs more.
func (p *pairing) byReference(o db.ShadowOrder, m match) bool {
	if !mentions(o.Plan.Order.Number, m.sale.Reference, m.sale.ExternalRef) {
		return false
	}
	if p.others[int64(m.sale.Channel)] {
		return m.equal && p.sameCustomer(o, int64(m.sale.Customer))
	}
	return len(o.Plan.Order.Number) >= longNumber || m.equal || p.sameCustomer(o, int64(m.sale.Customer))
}

func (p *pairing) byCustomer(o db.ShadowOrder, m match) bool {
	return m.equal && m.distance <= typedWithin && !p.others[int64(m.sale.Channel)] && p.sameCustomer(o, int64(m.sale.Customer))
}

// sameCustomer reports whether a contact has the address of an order, as far as is known.
func (p *pairing) sameCustomer(o db.ShadowOrder, contact int64) bool {
	return o.Plan.ByEmail && o.Shopper != "" && (p.owners[o.Shopper][contact] || p.read[contact] == o.Shopper)
}

// readCustomers reads the customers of sales orders whom the index does not know yet, where an order comes to the same: staff make them
// as they type.
func (p *pairing) readCustomers(ctx context.Context, sales []brightpearl.SalesOrder) error {
	var unknown []brightpearl.ContactID
	for _, m := range p.matches(sales, func(o db.ShadowOrder, m match) bool {
		return (m.equal && m.distance <= typedWithin || mentions(o.Plan.Order.Number, m.sale.Reference, m.sale.ExternalRef)) && !p.sameCustomer(o, int64(m.sale.Customer))
	}) {
		unknown = append(unknown, m.sale.Customer)
	}
	return p.readContacts(ctx, unknown)
}

func (p *pairing) readContacts(ctx context.Context, ids []brightpearl.ContactID) error {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id brightpearl.ContactID) bool { _, ok := p.read[int64(id)]; return ok || id == 0 })
	if len(ids) == 0 {
		return nil
	}
	contacts, err := p.account.Contacts.Get(ctx, ids...)
	for _, c := range contacts {
		if normal := commerce.NormalEmail(c.Email); normal != "" {
			p.read[int64(c.ID)] = p.emailHash(normal)
		}
	}
	return err
}

// compareAll compares every pair and stores what differs.
func (p *pairing) compareAll(ctx context.Context) error {
	if len(p.pairs) == 0 {
		return nil
	}
	var unknown []brightpearl.ContactID
	var ids []brightpearl.OrderID
	for _, o := range p.pairs {
		if err := p.learnOwners(ctx, o); err != nil {
			return err
		}
		s, ok := p.sales[o.SalesOrderID]
		if !ok {
			continue
		}
		ids = append(ids, s.ID)
		if o.Plan.Contact == 0 && !p.sameCustomer(o, int64(s.Customer)) {
			unknown = append(unknown, s.Customer)
		}
	}
	if err := p.readContacts(ctx, unknown); err != nil {
		return err
	}
	payments, err := p.account.Payments.SearchByOrders(ctx, ids...)
	if err != nil {
		return err
	}
	paid := map[int64]commerce.Pence{}
	for _, one := range payments {
		if one.Type == brightpearl.PaymentReceipt || one.Type == brightpearl.PaymentCapture {
			paid[int64(one.Order)] += pence(one.Paid)
		}
	}
	names := map[string]map[int64]string{}
	for _, list := range []string{"channels", "price_lists", "warehouses"} {
		if names[list], err = p.db.OptionNames(ctx, list); err != nil {
			return err
		}
	}
	return p.db.Write(ctx, func(tx *db.Tx) error {
		for _, o := range p.pairs {
			s, ok := p.sales[o.SalesOrderID]
			switch {
			case !ok: // it may be gone, or not be shown at the moment: the pair stays, so that the order is not posted as well
				continue
			case s.Cancelled:
				o.SalesOrderID, o.Differences = 0, nil
			default:
				o.Differences = p.differences(o, s, paid[int64(s.ID)], names)
			}
			if err := tx.SaveShadowOrder(o); err != nil {
				return err
			}
		}
		return nil
	})
}

// differences are what a sales order has otherwise than the one that would be made.
func (p *pairing) differences(o db.ShadowOrder, s brightpearl.SalesOrder, paid commerce.Pence, names map[string]map[int64]string) (out []view.ShadowDifference) {
	plan, dry := o.Plan, o.Plan.Order
	if !dry.Made {
		return []view.ShadowDifference{{Kind: "status", Ours: dry.Result + ", " + dry.Cause.Code, Typed: fmt.Sprintf("sales order %d", s.ID)}}
	}
	note := func(kind string, same bool, ours, typed string) {
		if !same {
			out = append(out, view.ShadowDifference{Kind: kind, Ours: ours, Typed: typed})
		}
	}
	money := func(kind string, ours, typed commerce.Pence) {
		note(kind, ours == typed, ours.Display(dry.Currency), typed.Display(dry.Currency))
	}
	ids := func(kind, list string, ours, typed int64) {
		note(kind, ours == typed, entry(names[list], ours), entry(names[list], typed))
	}
	money("total", dry.Total, pence(s.Total.Gross))
	money("tax", dry.Tax, pence(s.Total.Tax))
	contact := int64(s.Customer)
	switch {
	case plan.Contact > 0:
		note("customer", plan.Contact == contact, fmt.Sprintf("contact %d", plan.Contact), fmt.Sprintf("contact %d", contact))
	case plan.ByEmail:
		note("customer", p.sameCustomer(o, contact), "a new customer with the order's e-mail address", fmt.Sprintf("contact %d", contact))
	}
	ids("channel", "channels", plan.Channel, int64(s.Channel))
	ids("price_list", "price_lists", plan.PriceList, int64(s.PriceList))
	note("currency", dry.Currency == s.Currency, dry.Currency, s.Currency)
	out = append(out, goodsDiffer(plan.Goods, s.Rows)...)
	ids("warehouse", "warehouses", plan.Warehouse, int64(s.Warehouse))
	money("receipt", dry.Paid, paid)
	return out
}

// entry is an id with its name in Brightpearl where that is known.
func entry(names map[int64]string, id int64) string {
	if name := names[id]; name != "" {
		return fmt.Sprintf("%s (%d)", name, id)
	}
	return fmt.Sprint(id)
}

// goodsDiffer compares products and their units. Where both sides have one that the other has not, it is another SKU; where only one
// has, a line is missing. Text rows, delivery and the parts of bundles are not compared: the sums say what they come to.
func goodsDiffer(ours []db.ShadowGood, rows []brightpearl.SalesOrderRow) (out []view.ShadowDifference) {
	typed := map[int64]db.ShadowGood{}
	for _, r := range rows {
		if id := int64(r.Product); id != 0 && id != freeText && !r.BundleChild {
			g := typed[id]
			typed[id] = db.ShadowGood{Product: id, SKU: commerce.TrimSKU(r.SKU), Quantity: g.Quantity + r.Quantity.IntPart()}
		}
	}
	var left []string
	for _, g := range ours {
		t, ok := typed[g.Product]
		delete(typed, g.Product)
		switch {
		case !ok:
			left = append(left, units(g))
		case t.Quantity != g.Quantity:
			out = append(out, view.ShadowDifference{Kind: "quantity", Ours: units(g), Typed: units(t)})
		}
	}
	var added []string
	for _, id := range slices.Sorted(maps.Keys(typed)) {
		added = append(added, units(typed[id]))
	}
	if len(left)+len(added) > 0 {
		kind := "lines"
		if len(left) > 0 && len(added) > 0 {
			kind = "sku"
		}
		out = append(out, view.ShadowDifference{Kind: kind, Ours: orNothing(left), Typed: orNothing(added)})
	}
	return out
}

func units(g db.ShadowGood) string { return fmt.Sprintf("%d × %s", g.Quantity, g.SKU) }

func orNothing(all []string) string {
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, ", ")
}
