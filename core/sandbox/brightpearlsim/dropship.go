package brightpearlsim

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// dropShip is a note for goods that a supplier sends straight to the customer, through a purchase order.
type dropShip struct {
	id, order, purchase, supplier int
	rows                          []noteRow
	created, shippedOn            time.Time
	tracking                      string
	method                        int
}

func (d *dropShip) shipped() bool { return !d.shippedOn.IsZero() }

func (a *account) dropShipsOf(order int) []*dropShip { return a.orderDrops[order] }

// createDropShipLocked makes the purchase order and its note for rows of a sales order.
func (s *Server) createDropShipLocked(o *order, rows []noteRow, now time.Time) *dropShip {
	supplier := 0
	for _, id := range s.peopleIDs {
		if s.people[id].supplier {
			supplier = id
			break
		}
	}
	purchase := &order{
		kind: purchaseOrder, parent: o.id, customer: supplier, billing: supplier, created: now, placed: now, taxDate: now, version: 1,
		status: s.firstStatus("PO"), warehouse: o.warehouse, priceMode: "EXC", currency: s.baseCurrency(), rate: 1_000_000, dropShip: true,
		address: &orderAddress{}, billTo: &orderAddress{}, shipTo: o.shipTo,
	}
	for _, r := range rows {
		sold := o.row(r.row)
		purchase.rows = append(purchase.rows, &orderRow{
			id: len(purchase.rows) + 1, product: r.product, name: sold.name, sku: sold.sku, taxCode: sold.taxCode, nominal: "5000",
			quantity: dec(r.quantity) * one,
		})
	}
	s.placeLocked(purchase, pair{})
	d := &dropShip{id: next(&s.last.dropShip), order: o.id, purchase: purchase.id, supplier: supplier, rows: rows, created: now, method: o.shippingMethod}
	s.dropShips = append(s.dropShips, d)
	s.orderDrops[o.id] = append(s.orderDrops[o.id], d)
	o.dropShip = true
	s.touchLocked(o, now)
	s.raiseLocked("drop-ship-note.created", d.id, now)
	return d
}

func (s *Server) shipDropShipLocked(d *dropShip, tracking string, at, now time.Time) {
	d.shippedOn, d.tracking = at, tracking
	s.raiseLocked("drop-ship-note.modified.shipped", d.id, now)
	s.shippedLocked(s.orders[d.order], now)
}

// getDropShips accepts sales and purchase order ids; "*" needs note ids.
func (c *call) getDropShips() reply {
	orders, bad := c.idsOf("orders", maxIDs)
	if bad != nil {
		return *bad
	}
	ids, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	if orders.all && ids == nil {
		return invalid(codeBadRequest, "All orders need a set of note ids")
	}
	found := object{}
	inField, inEvent := c.on(TrackingField), c.on(TrackingEvent)
	for _, d := range c.srv.dropShips {
		if (orders.contains(d.order) || orders.contains(d.purchase)) && (ids == nil || ids.contains(d.id)) {
			found[strconv.Itoa(d.id)] = c.srv.showDropShip(d, inField, inEvent)
		}
	}
	if len(found) == 0 && !c.on(EmptyNotesOK) {
		return notFound("No drop-ship notes found")
	}
	return answer(found)
}

func (s *Server) showDropShip(d *dropShip, inField, inEvent bool) object {
	rows := map[string][]object{}
	for _, r := range d.rows {
		key := strconv.Itoa(r.row)
		rows[key] = append(rows[key], object{"productId": r.product, "quantity": r.quantity})
	}
	status := object{"shipped": d.shipped()}
	events := []object{}
	if d.shipped() {
		status["shippedOn"], status["shippedById"] = s.stamp(d.shippedOn), crewMember
		event := object{"occured": s.stamp(d.shippedOn), "eventOwnerId": crewMember, "eventCode": "SHS"}
		if inEvent {
			event["trackingReference"] = d.tracking
		}
		events = append(events, event)
	}
	show := object{
		"orderId": d.order, "purchaseOrderId": d.purchase, "supplierId": d.supplier, "status": status, "orderRows": rows,
		"events": events, "createdOn": s.stamp(d.created), "createdBy": crewMember,
	}
	shipping := object{"shippingMethodId": d.method}
	switch {
	case inField:
		show["trackingReference"] = d.tracking
	case !inEvent:
		shipping["reference"] = d.tracking
	}
	show["shipping"] = shipping
	return show
}

func (c *call) postDropShipEvent() reply {
	var in struct {
		Events []struct {
			EventCode         string `json:"eventCode"`
			Occured           string `json:"occured"`
			EventOwnerID      number `json:"eventOwnerId"`
			TrackingReference string `json:"trackingReference"`
			ShippingMethodID  number `json:"shippingMethodId"`
		} `json:"events"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	id := c.id("note")
	d, ok := pick(c.srv.dropShips, func(d *dropShip) bool { return d.id == id })
	if !ok {
		return notFound("No drop-ship note found with id " + c.vars["note"])
	}
	if d.shipped() {
		return invalid(codeNoteState, "A shipped drop-ship note takes no further events")
	}
	if len(in.Events) != 1 {
		return invalid(codeNoteState, "Exactly one event is required")
	}
	e := in.Events[0]
	at, err := parseTime(e.Occured)
	method, methodErr := e.ShippingMethodID.id()
	if e.EventCode != "SHS" || err != nil || methodErr != nil || utf8.RuneCountInString(e.TrackingReference) > maxRef {
		return invalid(codeNoteState, "eventCode and occured are required; trackingReference has at most 64 characters")
	}
	if method != 0 {
		d.method = method
	}
	c.srv.shipDropShipLocked(d, e.TrackingReference, at, c.now)
	return done()
}
