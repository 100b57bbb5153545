package brightpearlsim

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

const (
	maxNotes    = 500
	maxLabelURI = 512
	crewMember  = 4
)

// note is a goods-out note: what leaves one warehouse for one order. Transfers between warehouses have order 0.
type note struct {
	id, order, warehouse, target int
	external                     string
	priority                     bool
	reference, labelURI, weight  string
	method, boxes, sequence      int
	release, created             time.Time
	rows                         []noteRow
	done                         map[string]stepDone // by event code PRI, PIC, PAC, SHW
	events                       []noteEvent
	lastEvent                    int
}

type noteRow struct{ row, product, quantity int }

type stepDone struct {
	at time.Time
	by int
}

type noteEvent struct {
	code  string
	at    time.Time
	owner int
}

func (n *note) shipped() bool { return !n.done["SHW"].at.IsZero() }

func (a *account) notesOf(order int) []*note { return a.orderNotes[order] }

func (a *account) addNote(n *note) {
	a.notes = append(a.notes, n)
	if n.order != 0 {
		a.orderNotes[n.order] = append(a.orderNotes[n.order], n)
	}
}

func (a *account) dropNote(n *note) {
	same := func(other *note) bool { return other == n }
	a.notes = slices.DeleteFunc(a.notes, same)
	a.orderNotes[n.order] = slices.DeleteFunc(a.orderNotes[n.order], same)
}

// createNoteLocked makes a note from reserved stock first, then from free stock. It is nil when neither is enough.
func (s *Server) createNoteLocked(o *order, warehouse int, rows []noteRow, now time.Time) *note {
	free := map[int]int{} // product -> units not covered by the reservation
	for _, r := range rows {
		reserved := 0
		if o.reservation != nil && o.reservation.warehouse == warehouse {
			reserved = o.reservation.rows[r.row]
		}
		free[r.product] += max(0, r.quantity-reserved)
	}
	for product, quantity := range free {
		if quantity > s.level(product, warehouse).onHand() {
			return nil
		}
	}
	for _, r := range rows {
		fromReserved := 0
		if o.reservation != nil && o.reservation.warehouse == warehouse {
			fromReserved = min(r.quantity, o.reservation.rows[r.row])
			o.reservation.rows[r.row] -= fromReserved
			if o.reservation.rows[r.row] == 0 {
				delete(o.reservation.rows, r.row)
			}
		}
		s.moveLocked(r.product, warehouse, 0, r.quantity-fromReserved, now)
	}
	if o.reservation != nil && len(o.reservation.rows) == 0 {
		o.reservation = nil
	}
	n := &note{
		id: next(&s.last.note), order: o.id, warehouse: warehouse, method: o.shippingMethod, rows: rows, release: now, created: now,
		sequence: len(s.notesOf(o.id)) + 1, done: map[string]stepDone{},
	}
	n.events = []noteEvent{{"PLA", now, crewMember}}
	n.lastEvent = next(&s.last.event)
	s.addNote(n)
	s.raiseLocked("goods-out-note.created", n.id, now)
	return n
}

func (c *call) note() (*note, *reply) {
	id := c.id("note")
	n, ok := pick(c.srv.notes, func(n *note) bool { return n.id == id })
	if !ok {
		no := notFound("No goods-out note found with id " + c.vars["note"])
		return nil, &no
	}
	return n, nil
}

type noteIn struct {
	Warehouses []struct {
		ReleaseDate string `json:"releaseDate"`
		WarehouseID number `json:"warehouseId"`
		Transfer    bool   `json:"transfer"`
		Products    []struct {
			ProductID       number `json:"productId"`
			SalesOrderRowID number `json:"salesOrderRowId"`
			Quantity        number `json:"quantity"`
		} `json:"products"`
	} `json:"warehouses"`
	Priority         bool   `json:"priority"`
	ShippingMethodID number `json:"shippingMethodId"`
	LabelURI         string `json:"labelUri"`
}

// postNote fulfils rows of an order, one note for each warehouse; it may be repeated until all is fulfilled.
func (c *call) postNote() reply {
	var in noteIn
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	fulfilled := c.srv.fulfilledRows(o)
	type plan struct {
		warehouse int
		rows      []noteRow
	}
	var plans []plan
	for _, w := range in.Warehouses {
		warehouse, _ := w.WarehouseID.id()
		if _, ok := c.srv.warehouse(warehouse); !ok || w.Transfer || len(w.Products) == 0 {
			return invalid(codeWarehouse, "The warehouse does not exist or has no products")
		}
		p := plan{warehouse: warehouse}
		for _, wish := range w.Products {
			product, _ := wish.ProductID.id()
			rowID, _ := wish.SalesOrderRowID.id()
			quantity, err := wish.Quantity.dec()
			row := o.row(rowID)
			if err != nil || quantity <= 0 || !quantity.whole() || row == nil || row.product != product || !c.srv.stockRow(row) ||
				fulfilled[rowID]+quantity.units() > row.quantity.units() {
				return invalid(codeWarehouse, "The order row "+wish.SalesOrderRowID.text+" cannot be fulfilled")
			}
			fulfilled[rowID] += quantity.units()
			p.rows = append(p.rows, noteRow{rowID, product, quantity.units()})
		}
		plans = append(plans, p)
	}
	ids := []int{}
	for _, p := range plans {
		n := c.srv.createNoteLocked(o, p.warehouse, p.rows, c.now)
		if n == nil {
			return invalid(codeWarehouse, "There is not enough stock")
		}
		n.priority, n.labelURI = in.Priority, in.LabelURI
		if method, err := in.ShippingMethodID.id(); err == nil && method != 0 {
			n.method = method
		}
		ids = append(ids, n.id)
	}
	return answer(ids)
}

// deleteNote gives the stock back; shipped notes stay.
func (c *call) deleteNote() reply {
	n, bad := c.note()
	if bad != nil {
		return *bad
	}
	if n.order != c.id("id") {
		return notFound("No goods-out note found with id " + c.vars["note"])
	}
	if n.shipped() {
		return invalid(codeNoteState, "A shipped goods-out note cannot be deleted")
	}
	for _, r := range n.rows {
		c.srv.moveLocked(r.product, n.warehouse, 0, -r.quantity, c.now)
	}
	c.srv.dropNote(n)
	c.srv.raiseLocked("goods-out-note.destroyed", n.id, c.now)
	return done()
}

// putNote changes shipping details until the note is shipped.
func (c *call) putNote() reply {
	var in struct {
		Priority bool `json:"priority"`
		Shipping struct {
			ShippingMethodID number `json:"shippingMethodId"`
			Reference        string `json:"reference"`
			Boxes            number `json:"boxes"`
			Weight           number `json:"weight"`
		} `json:"shipping"`
		LabelURI string `json:"labelUri"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	n, bad := c.note()
	if bad != nil {
		return *bad
	}
	method, methodErr := in.Shipping.ShippingMethodID.id()
	boxes, boxesErr := in.Shipping.Boxes.id()
	_, knownMethod := c.srv.shippingMethod(method)
	switch {
	case n.shipped():
		return invalid(codeNoteState, "A shipped goods-out note cannot be changed")
	case utf8.RuneCountInString(in.Shipping.Reference) > maxRef:
		return invalid(codeWarehouse, "reference must not be longer than 64 characters")
	case len(in.LabelURI) > maxLabelURI:
		return invalid(codeWarehouse, "labelUri must not be longer than 512 characters")
	case methodErr != nil || method != 0 && !knownMethod:
		return invalid(codeWarehouse, "The shipping method does not exist")
	case boxesErr != nil || boxes < 0:
		return invalid(codeWarehouse, "boxes is not a number")
	}
	if in.Shipping.Weight.given() {
		weight, err := in.Shipping.Weight.dec()
		if err != nil || weight > 99999999*cent {
			return invalid(codeWarehouse, "weight must not be more than 999999.99")
		}
		n.weight = weight.fixed(2)
	}
	n.priority, n.reference, n.boxes, n.labelURI = in.Priority, in.Shipping.Reference, boxes, in.LabelURI
	if method != 0 {
		n.method = method
	}
	c.srv.raiseLocked("goods-out-note.modified", n.id, c.now)
	return done()
}

// getNotes answers notes keyed by id, of a set of orders or, with "*", of any order.
func (c *call) getNotes() reply {
	orders, bad := c.idsOf("orders", maxNotes)
	if bad != nil {
		return *bad
	}
	ids, bad := c.idsOf("ids", maxNotes)
	if bad != nil {
		return *bad
	}
	if orders.all && ids == nil {
		return invalid(codeBadRequest, "All orders need a set of note ids")
	}
	found := object{}
	for _, n := range c.srv.notes {
		if orders.contains(n.order) && (ids == nil || ids.contains(n.id)) {
			found[strconv.Itoa(n.id)] = c.srv.showNote(n)
		}
	}
	if len(found) == 0 && !c.on(EmptyNotesOK) {
		return notFound("No goods-out notes found")
	}
	return answer(found)
}
