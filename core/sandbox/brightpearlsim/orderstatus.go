package brightpearlsim

import (
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

// orderNote is one line of an order's history.
type orderNote struct {
	id, order, contact, status int
	text                       string
	public                     bool
	added                      time.Time
}

func (c *call) order() (*order, *reply) {
	if o := c.srv.orders[c.id("id")]; o != nil {
		return o, nil
	}
	no := refuse(http.StatusNotFound, codeOrderID, "Invalid order id "+c.vars["id"])
	return nil, &no
}

func (s *Server) writeNoteLocked(n orderNote) int {
	n.id = next(&s.last.orderNote)
	s.journal = append(s.journal, &n)
	return n.id
}

// putOrderStatus changes the status and adds a history note each time, even when nothing changes.
func (c *call) putOrderStatus() reply {
	var in struct {
		OrderStatusID number `json:"orderStatusId"`
		OrderNote     *struct {
			Text     string `json:"text"`
			IsPublic bool   `json:"isPublic"`
		} `json:"orderNote"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	id, err := in.OrderStatusID.id()
	status, ok := c.srv.status(id)
	switch {
	case err != nil || !ok || status.Type != orderTypeCodes[o.kind]:
		return invalid(codeOrderField, "The order status does not exist for this type of order")
	case status.Disabled:
		return invalid(codeOrderState, "The order status is disabled")
	case status.Cancelled && len(c.srv.notesOf(o.id)) > 0:
		return invalid(codeOrderState, "An order with goods-out notes cannot be cancelled")
	case status.Cancelled && c.srv.paid(o.id) != 0:
		return invalid(codeOrderState, "An order with payments cannot be cancelled")
	}
	note := orderNote{order: o.id, status: id, text: "Status changed to " + status.Name, added: c.now, contact: 4}
	if in.OrderNote != nil {
		note.text, note.public = in.OrderNote.Text, in.OrderNote.IsPublic
	}
	if status.Cancelled {
		c.srv.unreserveLocked(o, c.now)
	}
	o.status, o.cancelled = id, status.Cancelled
	c.srv.writeNoteLocked(note)
	c.srv.touchLocked(o, c.now)
	c.srv.raiseLocked("order.modified.order-status", o.id, c.now)
	return done()
}

// postOrderNote adds a note; a repeat adds another.
func (c *call) postOrderNote() reply {
	var in struct {
		Text      string `json:"text"`
		IsPublic  bool   `json:"isPublic"`
		AddedOn   string `json:"addedOn"`
		ContactID number `json:"contactId"`
		FileID    number `json:"fileId"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	var h headerChecker
	h.say(in.Text == "", "text is required")
	contact := h.id(in.ContactID, "contact", func(id int) bool { return c.srv.people[id] != nil })
	added := h.date(in.AddedOn, "addedOn", c.now)
	if h.problem != "" {
		return invalid(codeOrderField, h.problem)
	}
	return answer(c.srv.writeNoteLocked(orderNote{
		order: o.id, contact: contact, status: o.status, text: in.Text, public: in.IsPublic, added: added,
	}))
}

func (c *call) searchOrderNotes(metaOnly bool) reply {
	return search(c, table[*orderNote]{
		rows: c.srv.journal,
		born: func(n *orderNote) time.Time { return n.added },
		columns: []column[*orderNote]{
			{name: "noteId", kind: idset, cell: func(n *orderNote) any { return n.id }},
			{name: "orderId", kind: idset, cell: func(n *orderNote) any { return n.order }},
			{name: "contactId", kind: integer, cell: func(n *orderNote) any { return n.contact }},
			{name: "noteText", kind: contains, cell: func(n *orderNote) any { return n.text }},
			{name: "isPublic", kind: boolean, cell: func(n *orderNote) any { return n.public }},
			{name: "dateAdded", kind: period, cell: func(n *orderNote) any { return stampOrNil(n.added) }},
			{name: "addedBy", kind: integer, cell: func(*orderNote) any { return 4 }},
			{name: "orderStatusId", kind: integer, cell: func(n *orderNote) any { return n.status }},
		},
	}, metaOnly)
}

// patchOrder replaces header fields. As recorded, such edits do not set updatedOn.
func (c *call) patchOrder() reply {
	var in []struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value number `json:"value"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	found, bad := c.order()
	if bad != nil {
		return *bad
	}
	o := *found
	for _, op := range in {
		if op.Op != "replace" {
			return refuse(http.StatusInternalServerError, codePatch, "The operation "+op.Op+" is not possible on "+op.Path)
		}
		if problem := c.patchField(&o, op.Path, op.Value); problem != nil {
			return *problem
		}
	}
	o.version++
	*found = o
	return answer(c.srv.showOrder(found))
}

func (c *call) patchField(o *order, path string, value number) *reply {
	var h headerChecker
	contact := func(id int) bool { return c.srv.people[id] != nil }
	switch path {
	case "/reference":
		h.say(utf8.RuneCountInString(value.text) > maxRef, "reference must not be longer than 64 characters")
		o.ref = value.text
	case "/warehouseId":
		h.say(o.reservation != nil, "The warehouse of an allocated order cannot be changed")
		o.warehouse = h.id(value, "warehouse", func(id int) bool { _, ok := c.srv.warehouse(id); return ok })
	case "/delivery/shippingMethodId":
		o.shippingMethod = h.id(value, "shipping method", func(id int) bool { _, ok := c.srv.shippingMethod(id); return ok })
	case "/delivery/deliveryDate":
		o.deliverOn = h.date(value.text, "deliveryDate", time.Time{})
	case "/parties/customer/contactId":
		o.customer = h.id(value, "customer", contact)
	case "/parties/billing/contactId":
		o.billing = h.id(value, "billing contact", contact)
	default:
		no := refuse(http.StatusInternalServerError, codePatch, "The path "+path+" cannot be patched")
		return &no
	}
	if h.problem == "" {
		return nil
	}
	no := invalid(codeOrderField, h.problem)
	return &no
}

func (c *call) getOrderStatuses() reply {
	return listByID(c, c.srv.data.OrderStatuses, func(o OrderStatus) int { return o.ID }, func(o OrderStatus) object {
		state := "draft"
		if o.Cancelled {
			state = "cancelled"
		}
		return object{
			"statusId": o.ID, "name": o.Name, "orderTypeCode": o.Type, "sortOrder": o.ID * 10, "disabled": o.Disabled, "visible": !o.Disabled,
			"color": "#aabbcc", "remindAfterDays": 0, "alertEmails": []string{}, "emailContent": "", "batchProcess": false, "state": state,
		}
	})
}

type code struct {
	id   int
	text string
}

func (c *call) codes(list ...code) reply {
	return listByID(c, list, func(k code) int { return k.id }, func(k code) object {
		return object{"id": k.id, "code": k.text, "description": k.text + " (" + strconv.Itoa(k.id) + ")"}
	})
}

func (c *call) getOrderTypes() reply {
	return listByID(c, []code{{1, "SALES_ORDER"}, {2, "PURCHASE_ORDER"}, {3, "SALES_CREDIT"}, {4, "PURCHASE_CREDIT"}},
		func(k code) int { return k.id },
		func(k code) object { return object{"id": k.id, "code": orderTypeCodes[k.id], "name": k.text} })
}

func (c *call) getOrderStockStatuses() reply {
	return c.codes(code{1, "SON"}, code{2, "SOP"}, code{3, "SOA"}, code{4, "PON"}, code{5, "POP"}, code{6, "POA"}, code{13, "NON"})
}

func (c *call) getOrderShippingStatuses() reply {
	return c.codes(code{1, "NST"}, code{2, "SNS"}, code{3, "SPS"}, code{4, "ASS"})
}
