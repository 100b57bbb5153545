package ekmsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Longest tracking text; EKM does not document one.
const (
	trackingLimit      = 255
	trackingLimitShort = 50 // under the tracking faults
)

type statusBody struct {
	Status        *string `json:"status"`
	EmailCustomer bool    `json:"email_customer"`
}

// sent is a nullable text that knows whether it was sent at all.
type sent struct {
	there bool
	text  *string
}

// UnmarshalJSON is called for fields that were sent, null included.
func (s *sent) UnmarshalJSON(body []byte) error {
	s.there = true
	return json.Unmarshal(body, &s.text)
}

type trackingBody struct {
	Number  sent `json:"delivery_tracking_number"`
	Company sent `json:"delivery_tracking_company"`
	URL     sent `json:"delivery_tracking_url"`
}

type notesBody struct {
	Notes *string `json:"notes"`
}

// orderToWrite finds the order of a write. EKM documents 400 but no 404 for these three calls.
func (c *call) orderToWrite() (*order, *answer) {
	o, known := c.shop.ordersByID[c.id("id")]
	if known {
		return o, nil
	}
	a := notFound("Order", c.id("id"))
	if !c.fault("unknown_order_404") {
		a.code = http.StatusBadRequest
	}
	return nil, &a
}

func (c *call) putStatus() answer {
	o, problem := c.orderToWrite()
	if problem != nil {
		return *problem
	}
	var body statusBody
	if problem := c.decode(&body); problem != nil {
		return *problem
	}
	if strings.TrimSpace(deref(body.Status)) == "" {
		return refused(http.StatusBadRequest, "status", "The status field is required.")
	}
	if !c.statusAllowed(*body.Status) {
		return refused(http.StatusBadRequest, "status", "The status '%s' does not exist.", *body.Status)
	}
	o.wire.Status = ptr(strings.ToUpper(*body.Status))
	if c.fault("mails_on_status") {
		o.wire.Emailed = true
	}
	if body.EmailCustomer {
		c.shop.emailedTrue++
		o.wire.Emailed = true
	}
	return c.wroteOrder(o, Write{Route: c.route, OrderID: o.wire.ID, Status: deref(o.wire.Status), EmailCustomer: body.EmailCustomer})
}

func (c *call) statusAllowed(name string) bool {
	if c.fault("status_any_text") {
		return true
	}
	exact := c.fault("status_exact_spelling")
	for _, s := range c.shop.statuses() {
		if s.name == name || !exact && strings.EqualFold(s.name, name) {
			return true
		}
	}
	return false
}

func (c *call) putTracking() answer {
	o, problem := c.orderToWrite()
	if problem != nil {
		return *problem
	}
	var body trackingBody
	if problem := c.decode(&body); problem != nil {
		return *problem
	}
	keep, cut := c.fault("tracking_keeps_omitted"), c.fault("tracking_truncated")
	limit := trackingLimit
	if cut || c.fault("tracking_refused") {
		limit = trackingLimitShort
	}
	fields := []struct {
		name string
		in   *sent
		out  **string
	}{
		{"delivery_tracking_number", &body.Number, &o.wire.DeliveryTrackingNumber},
		{"delivery_tracking_company", &body.Company, &o.wire.DeliveryTrackingCompany},
		{"delivery_tracking_url", &body.URL, &o.wire.DeliveryTrackingURL},
	}
	for _, f := range fields {
		if length := utf8.RuneCountInString(deref(f.in.text)); length > limit {
			if !cut {
				return refused(http.StatusBadRequest, f.name, "The field %s must be a string with a maximum length of %d.", f.name, limit)
			}
			f.in.text = ptr(string([]rune(*f.in.text)[:limit]))
		}
	}
	for _, f := range fields {
		if f.in.there || !keep {
			*f.out = f.in.text
		}
	}
	if c.fault("mails_on_tracking") {
		o.wire.Emailed = true
	}
	return c.wroteOrder(o, Write{
		Route: c.route, OrderID: o.wire.ID, TrackingNumber: deref(o.wire.DeliveryTrackingNumber),
		TrackingCompany: deref(o.wire.DeliveryTrackingCompany), TrackingURL: deref(o.wire.DeliveryTrackingURL),
	})
}

func (c *call) putNotes() answer {
	o, problem := c.orderToWrite()
	if problem != nil {
		return *problem
	}
	var body notesBody
	if problem := c.decode(&body); problem != nil {
		return *problem
	}
	notes := deref(body.Notes)
	if old := deref(o.wire.InternalNotes); old != "" && c.fault("notes_appended") {
		notes = old + "\r\n\r\n" + notes
	}
	o.wire.InternalNotes = ptr(notes)
	if c.fault("mails_on_notes") {
		o.wire.Emailed = true
	}
	return c.wroteOrder(o, Write{Route: c.route, OrderID: o.wire.ID, Notes: notes})
}

// wroteOrder stamps and announces a changed order and answers with all of it.
func (c *call) wroteOrder(o *order, w Write) answer {
	if !c.fault("writes_not_stamped") {
		o.wire.LastUpdated = stampOf(c.now)
	}
	c.note(w)
	c.server.courier.announce(c.shop.store.Username, topicUpdated, o.wire.ID, c.now)
	return ok(&o.wire)
}

// note writes a write into the journal.
func (c *call) note(w Write) {
	w.At, w.Client = c.now, c.client
	c.shop.journal = append(c.shop.journal, w)
	c.shop.writes++
	c.wrote = true
}
