package brightpearlsim

import (
	"net/http"
	"time"
)

const usualSlowness = 5 * time.Second

// troubleBefore answers instead of the handler when a fault says so; nothing is done then.
func (c *call) troubleBefore(h http.Header, quota allowance) (outcome, bool) {
	switch {
	case c.on(ExpiredToken):
		h.Del("brightpearl-installed-integration-instance-id")
		return outcome{reply: said(http.StatusUnauthorized, "Authorization token expired")}, true
	case c.on(Forbidden):
		return outcome{reply: said(http.StatusForbidden, "You do not have permission to do this")}, true
	case c.on(ThrottleNow), c.stormy(&quota):
		return outcome{reply: c.srv.throttledLocked(h, quota)}, true
	case c.on(Unavailable):
		return outcome{reply: said(http.StatusServiceUnavailable, "The service is temporarily unavailable")}, true
	case c.on(InternalError):
		return outcome{reply: internalError()}, true
	case c.on(HTMLError):
		return outcome{trouble: HTMLError}, true
	case c.on(TimeoutBefore):
		return outcome{trouble: TimeoutBefore}, true
	}
	return outcome{}, false
}

// troubleAfter spoils an answer whose work is already done.
func (c *call) troubleAfter(out outcome) outcome {
	switch {
	case c.on(TimeoutAfter):
		out.trouble = TimeoutAfter
	case c.on(LostAnswer):
		out.trouble = LostAnswer
	case c.on(ResetMidBody):
		out.trouble = ResetMidBody
	case c.on(ErrorAfter):
		out.reply = internalError()
	}
	if c.on(UnknownFields) {
		out.body = rewrite(out.body, addStrangers)
	}
	if c.on(MissingFields) {
		out.body = rewrite(out.body, dropOptional)
	}
	return out
}

// stormy says whether a throttle that hits every call is on, and makes the quota tell how long it lasts.
func (c *call) stormy(quota *allowance) bool {
	if f, struck := c.srv.faultLocked(ThrottleStorm, c.route); struck && !c.srv.stormUntil.After(c.now) {
		c.srv.stormUntil = c.now.Add(c.srv.faultSpan(f, time.Minute))
	}
	if !c.srv.stormUntil.After(c.now) {
		return false
	}
	quota.next = c.srv.stormUntil.Sub(c.now)
	return true
}

// troubleInside is what troubleBefore is to calls, to a message: only faults that name its route strike it.
func (c *call) troubleInside() (reply, bool) {
	switch {
	case c.named(ExpiredToken):
		return said(http.StatusUnauthorized, "Authorization token expired"), true
	case c.named(ThrottleNow), c.on(MultiThrottle):
		return said(http.StatusServiceUnavailable, throttleText), true
	case c.named(Unavailable):
		return said(http.StatusServiceUnavailable, "The service is temporarily unavailable"), true
	case c.named(InternalError):
		return internalError(), true
	}
	return reply{}, false
}

func internalError() reply {
	return refuse(http.StatusInternalServerError, codeInternal, "An internal error occurred")
}

func (c *call) slowness() time.Duration {
	f, on := c.srv.faultLocked(Slow, c.route)
	if !on {
		return 0
	}
	return c.srv.faultSpan(f, usualSlowness)
}

func (s *Server) faultSpan(f Fault, usual time.Duration) time.Duration {
	if f.Seconds > 0 {
		usual = time.Duration(f.Seconds * float64(time.Second))
	}
	return s.span(usual)
}

// rewrite applies change to every JSON object of a body.
func rewrite(body any, change func(object)) any {
	plain, err := asJSON(body)
	if err != nil {
		return body
	}
	walk(plain, change)
	return plain
}

func walk(v any, change func(object)) {
	switch v := v.(type) {
	case object:
		for _, inner := range v {
			walk(inner, change)
		}
		change(v)
	case []any:
		for _, inner := range v {
			walk(inner, change)
		}
	}
}

// addStrangers touches resources and the envelope, never maps keyed by ids or codes.
func addStrangers(o object) {
	for _, key := range []string{"id", "orderId", "productId", "contactId", "response"} {
		if _, ok := o[key]; ok {
			o["sandboxStranger"] = object{"nested": []any{1, "two"}}
			return
		}
	}
}

// optionalFields may be absent in answers without notice.
var optionalFields = []string{
	"barcode", "ean", "upc", "isbn", "mpn", "weight", "dimensions", "reporting", "seasonIds", "salesPopupMessage",
	"warehousePopupMessage", "invoices", "itemCost", "productPrice", "discountPercentage", "nominalCode", "defaultWarehouseId",
	"contactGroupId", "warehouseIds", "integrationDetail", "boxes", "labelUri", "brandId", "marketingDetails", "aliases",
	"closedOn", "delivery", "reference", "clonedFromId", "description",
}

func dropOptional(o object) {
	for _, key := range optionalFields {
		delete(o, key)
	}
}
