package brightpearlsim

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// stepEvents are the events a note can have, and the step an undoing event takes back.
var (
	stepEvents  = []string{"PRI", "PIC", "PAC", "SHW"}
	undoEvents  = map[string]string{"UPR": "PRI", "UPI": "PIC", "UPA": "PAC"}
	eventTopics = map[string]string{
		"PRI": "printed", "PIC": "picked", "PAC": "packed", "SHW": "shipped", "UPR": "un-printed", "UPI": "un-picked", "UPA": "un-packed",
	}
)

// postNoteEvent records what the warehouse did. SHW locks the note; If-Match guards against posting twice.
func (c *call) postNoteEvent() reply {
	var in struct {
		Events []struct {
			EventCode    string `json:"eventCode"`
			Occured      string `json:"occured"`
			EventOwnerID number `json:"eventOwnerId"`
		} `json:"events"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	n, bad := c.note()
	if bad != nil {
		return *bad
	}
	if match := c.header.Get("If-Match"); match != "" && match != strconv.Itoa(n.lastEvent) {
		return refuse(http.StatusPreconditionFailed, codeNoteState, "The goods-out note has changed meanwhile")
	}
	if n.shipped() {
		return invalid(codeNoteState, "A shipped goods-out note takes no further events")
	}
	if len(in.Events) == 0 {
		return invalid(codeNoteState, "At least one event is required")
	}
	var events []noteEvent
	for i, e := range in.Events {
		at, err := parseTime(e.Occured)
		owner, ownerErr := e.EventOwnerID.id()
		if _, known := eventTopics[e.EventCode]; !known || err != nil || ownerErr != nil || owner == 0 {
			return invalid(codeNoteState, "eventCode, occured and eventOwnerId are required")
		}
		if e.EventCode == "SHW" && i != len(in.Events)-1 {
			return invalid(codeNoteState, "A shipped goods-out note takes no further events")
		}
		events = append(events, noteEvent{e.EventCode, at, owner})
	}
	for _, e := range events {
		c.srv.noteEventLocked(n, e, c.now)
	}
	return done()
}

// noteEventLocked applies one event. Shipping adds the earlier steps, and only now takes the goods out of stock.
func (s *Server) noteEventLocked(n *note, e noteEvent, now time.Time) {
	n.events = append(n.events, e)
	n.lastEvent = next(&s.last.event)
	if undone, undo := undoEvents[e.code]; undo {
		delete(n.done, undone)
	} else {
		n.done[e.code] = stepDone{e.at, e.owner}
	}
	if e.code == "SHW" {
		for _, earlier := range stepEvents[:3] {
			if _, ok := n.done[earlier]; !ok {
				n.done[earlier] = stepDone{e.at, e.owner}
				n.events = append(n.events, noteEvent{earlier, e.at, e.owner})
				n.lastEvent = next(&s.last.event)
			}
		}
		for _, r := range n.rows {
			s.moveLocked(r.product, n.warehouse, 0, -r.quantity, now)
			s.recordLocked(movement{
				product: r.product, warehouse: n.warehouse, quantity: -r.quantity, row: r.row, note: n.id, order: n.order, kind: "GO", updated: now,
			})
		}
	}
	s.raiseLocked("goods-out-note.modified."+eventTopics[e.code], n.id, now)
	if e.code == "SHW" && n.order != 0 {
		s.shippedLocked(s.orders[n.order], now)
	}
}

// shippedLocked tells that a shipment of an order went out.
func (s *Server) shippedLocked(o *order, now time.Time) {
	if s.onLocked(ShippingMovesOrder, "") {
		s.touchLocked(o, now)
	}
	if s.unitsOf(o).shippingCode() == "ASS" {
		s.raiseLocked("order.modified.fully-shipped", o.id, now)
	}
}

func (s *Server) showNote(n *note) object {
	status := object{}
	for code, name := range map[string]string{"PRI": "printed", "PIC": "picked", "PAC": "packed", "SHW": "shipped"} {
		step, ok := n.done[code]
		status[name] = ok
		if ok {
			status[name+"On"], status[name+"ById"] = s.stamp(step.at), step.by
		}
	}
	shipping := object{"reference": n.reference, "shippingMethodId": n.method}
	if n.boxes > 0 {
		shipping["boxes"] = n.boxes
	}
	if n.weight != "" {
		shipping["weight"] = n.weight
	}
	rows := map[string][]object{}
	for _, r := range n.rows {
		key := strconv.Itoa(r.row)
		rows[key] = append(rows[key], object{"productId": r.product, "quantity": r.quantity, "locationId": n.warehouse})
	}
	events := []object{}
	for _, e := range slices.Backward(n.events) { // the real service does not sort them
		events = append(events, object{"occured": s.stamp(e.at), "eventOwnerId": e.owner, "eventCode": e.code})
	}
	show := object{
		"orderId": n.order, "warehouseId": n.warehouse, "externalRef": n.external, "transfer": n.target != 0, "priority": n.priority,
		"status": status, "shipping": shipping, "releaseDate": s.stamp(n.release), "createdOn": s.stamp(n.created), "createdBy": crewMember,
		"orderRows": rows, "sequence": n.sequence, "events": events, "labelUri": n.labelURI, "lastEventVersion": n.lastEvent,
	}
	if n.target != 0 {
		show["targetWarehouseId"] = n.target
	}
	return show
}

func (c *call) searchNotes(metaOnly bool) reply {
	has := func(code string) func(*note) any {
		return func(n *note) any { _, ok := n.done[code]; return ok }
	}
	channel := func(n *note) any {
		if o := c.srv.orders[n.order]; o != nil {
			return o.channel
		}
		return nil
	}
	return search(c, table[*note]{
		rows: c.srv.notes,
		born: func(n *note) time.Time { return n.created },
		columns: []column[*note]{
			{name: "goodsOutNoteId", kind: integer, cell: func(n *note) any { return n.id }},
			{name: "printed", kind: boolean, cell: has("PRI")},
			{name: "picked", kind: boolean, cell: has("PIC")},
			{name: "packed", kind: boolean, cell: has("PAC")},
			{name: "shipped", kind: boolean, cell: has("SHW")},
			{name: "shippedOn", kind: period, cell: func(n *note) any { return stampOrNil(n.done["SHW"].at) }},
			{name: "orderId", kind: integer, cell: func(n *note) any { return n.order }},
			{name: "shippingMethodId", kind: idset, cell: func(n *note) any { return n.method }},
			{name: "warehouseId", kind: integer, cell: func(n *note) any { return n.warehouse }},
			{name: "priority", kind: boolean, cell: func(n *note) any { return n.priority }},
			{name: "createdOn", kind: period, cell: func(n *note) any { return stampOrNil(n.created) }},
			{name: "releaseDate", kind: period, cell: func(n *note) any { return stampOrNil(n.release) }},
			{name: "createdBy", kind: integer, cell: func(*note) any { return crewMember }},
			{name: "labelUri", kind: text, cell: func(n *note) any { return n.labelURI }},
			{name: "channelId", kind: integer, cell: channel},
			{name: "transfer", kind: boolean, cell: func(n *note) any { return n.target != 0 }},
		},
	}, metaOnly)
}

// seedTransferLocked leaves one shipped transfer between warehouses, which belongs to no order.
func (s *Server) seedTransferLocked() {
	if len(s.data.Warehouses) < 2 {
		return
	}
	at := s.cfg.Now().Add(-24 * time.Hour)
	s.addNote(&note{
		id: next(&s.last.note), warehouse: s.data.Warehouses[0].ID, target: s.data.Warehouses[1].ID, release: at, created: at, sequence: 1,
		done:   map[string]stepDone{"PRI": {at, crewMember}, "PIC": {at, crewMember}, "PAC": {at, crewMember}, "SHW": {at, crewMember}},
		events: []noteEvent{{"PLA", at, crewMember}, {"SHW", at, crewMember}}, lastEvent: next(&s.last.event),
	})
}

// fulfilledRows counts, per row, what is on goods-out and drop-ship notes.
func (a *account) fulfilledRows(o *order) map[int]int {
	count := map[int]int{}
	for _, n := range a.notesOf(o.id) {
		for _, r := range n.rows {
			count[r.row] += r.quantity
		}
	}
	for _, d := range a.dropShipsOf(o.id) {
		for _, r := range d.rows {
			count[r.row] += r.quantity
		}
	}
	return count
}

func (c *call) getFulfilment() reply {
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	fulfilled, shipped := c.srv.fulfilledRows(o), map[int]int{}
	for _, n := range c.srv.notesOf(o.id) {
		for _, r := range n.rows {
			if n.shipped() {
				shipped[r.row] += r.quantity
			}
		}
	}
	for _, d := range c.srv.dropShipsOf(o.id) {
		for _, r := range d.rows {
			if d.shipped() {
				shipped[r.row] += r.quantity
			}
		}
	}
	rows := object{}
	for _, r := range o.rows {
		if c.srv.stockRow(r) {
			rows[strconv.Itoa(r.id)] = object{
				"quantity": r.quantity.units(), "fulfilled": fulfilled[r.id], "shipped": shipped[r.id], "fulfilmentLocations": object{},
			}
		}
	}
	return answer(rows)
}
