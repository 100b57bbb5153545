package ekm

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Orders reads orders and tells EKM what became of them.
type Orders struct{ c *Client }

// OrderQuery narrows a search; the zero value means every order. Conditions add up.
type OrderQuery struct {
	// ChangedSince takes orders placed or updated at or after it. EKM: last_updated is often missing, so the date counts too.
	ChangedSince time.Time
	PlacedSince  time.Time // orders placed at or after it
	PlacedBefore time.Time // orders placed before it
	Unpaid       bool      // only orders whose payment status is not SUCCESS
	Number       string    // only the order with this number, compared without regard to case
	After        ID        // only orders with a higher id
}

func (q OrderQuery) filter() string {
	var changed, placed, before, unpaid, named string
	if !q.ChangedSince.IsZero() {
		since := moment(q.ChangedSince)
		changed = "(last_updated ge " + since + " or order_date ge " + since + ")"
	}
	if !q.PlacedSince.IsZero() {
		placed = "order_date ge " + moment(q.PlacedSince)
	}
	if !q.PlacedBefore.IsZero() {
		before = "order_date lt " + moment(q.PlacedBefore)
	}
	if q.Unpaid { // the null test, since a database may drop nulls from "not equal"
		unpaid = "(payment_status ne 'SUCCESS' or payment_status eq null)"
	}
	if q.Number != "" {
		named = "order_number eq " + quote(q.Number)
	}
	return all(unpaid, changed, placed, before, named)
}

// Search yields the orders by growing id. See each for errors: a *RowError does not end the list.
func (o *Orders) Search(ctx context.Context, q OrderQuery) iter.Seq2[Order, error] {
	return each(q.After, func(after ID) (Page[Order], error) {
		q.After = after
		return o.Page(ctx, q)
	})
}

// Page reads up to twenty orders after q.After. Its At, taken from the first page of a poll, is the next poll's watermark.
func (o *Orders) Page(ctx context.Context, q OrderQuery) (Page[Order], error) {
	p, err := keyset[Order](ctx, o.c, orderSearch, q.filter(), q.After)
	if q.Number == "" {
		return p, err
	}
	kept := p.Rows[:0]
	for _, row := range p.Rows {
		if strings.EqualFold(row.Number.Trim(), strings.TrimSpace(q.Number)) {
			kept = append(kept, row)
		}
	}
	p.Rows = kept
	return p, err
}

// Newest reads up to twenty orders with the highest ids below one (0: of all), the newest first. The page's Next is where to go on.
// EKM: a minus before the field sorts in descending order.
func (o *Orders) Newest(ctx context.Context, before ID) (Page[Order], error) {
	filter := "id gt 0"
	if before > 0 {
		filter = "id lt " + number(before)
	}
	call := rest.Call{Op: "search newest orders", Path: orderSearch.path, Priority: orderSearch.priority,
		Query: url.Values{"query": {filter}, "orderby": {"-id"}, "page": {"1"}, "limit": {strconv.Itoa(pageSize)}}}
	e, a, err := o.c.do(ctx, call)
	if err != nil {
		return Page[Order]{}, err
	}
	raw, err := o.c.rawRows(call, e.Data)
	if err != nil {
		return Page[Order]{}, err
	}
	p := Page[Order]{At: a.At, More: len(raw) >= pageSize}
	p.Rows, p.Bad = decodeRows[Order](call.Op, raw)
	for _, r := range raw {
		if id := rowID(r); p.Next == 0 || id < p.Next {
			p.Next = id
		}
	}
	slices.SortFunc(p.Rows, func(a, b Order) int { return cmp.Compare(b.ID, a.ID) })
	if p.More && before > 0 && p.Next >= before {
		return p, &fault.Error{Op: call.Op, Remote: o.c.remote, Text: "EKM repeats a page instead of going on"}
	}
	return p, nil
}

// Get reads one order; a deleted one is a fault of kind NotFound.
func (o *Orders) Get(ctx context.Context, id ID) (Order, error) {
	return one[Order](ctx, o.c, rest.Call{Op: "get order", Path: orderPath(id, ""), Priority: rest.Orders})
}

// Items reads the lines of an order. An order without Complete items must not be imported.
func (o *Orders) Items(ctx context.Context, id ID) (Whole[Item], error) {
	return readWhole[Item](ctx, o.c, rest.Call{Op: "get order items", Path: orderPath(id, "/items"), Priority: rest.Orders})
}

// CustomFields reads the answers given in the checkout. Call it only when the order's CustomFields or CustomFieldsTotal
// say that there are any. No answers (404) are an empty list.
func (o *Orders) CustomFields(ctx context.Context, id ID) ([]CustomField, error) {
	fields, err := one[[]CustomField](ctx, o.c, rest.Call{Op: "get order custom fields", Path: orderPath(id, "/customFields"), Priority: rest.Orders})
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return fields, err
}

// Tracking is all that EKM can hold about the parcels of an order.
type Tracking struct {
	Number, Company, URL string
}

// trackingBody always carries all three fields: what an omitted one means is not documented.
type trackingBody struct {
	Number  string `json:"delivery_tracking_number"`
	Company string `json:"delivery_tracking_company"`
	URL     string `json:"delivery_tracking_url"`
}

// SetTracking replaces the tracking of an order and returns the order as EKM now has it: compare what was stored, since
// the greatest lengths are not documented. Repeating it is safe.
func (o *Orders) SetTracking(ctx context.Context, id ID, t Tracking) (Order, error) {
	return one[Order](ctx, o.c, rest.Call{
		Op: "set order tracking", Method: http.MethodPut, Path: orderPath(id, "/deliveryTracking"),
		Body: trackingBody(t), Priority: rest.Shipments,
	})
}

// SetInternalNotes writes what only staff see, and returns the order as EKM now has it. What shoppers see is never written.
// EKM does not say whether the text replaces what stands there or is added to it: compare what came back. A repeat is safe only
// where it replaces.
func (o *Orders) SetInternalNotes(ctx context.Context, id ID, notes string) (Order, error) {
	return one[Order](ctx, o.c, rest.Call{
		Op: "set order internal notes", Method: http.MethodPut, Path: orderPath(id, "/internalNotes"),
		Body: struct {
			Notes string `json:"notes"`
		}{notes}, Priority: rest.Shipments,
	})
}

// statusBody has no way to ask for an e-mail to the shopper: the field is always sent and always false.
type statusBody struct {
	Status        string   `json:"status"`
	EmailCustomer neverSet `json:"email_customer"`
}

// neverSet is a boolean that is false.
type neverSet struct{}

func (neverSet) MarshalJSON() ([]byte, error) { return []byte("false"), nil }

// SetStatus moves an order to a status of the shop, named as the shop's settings name it, without mailing the shopper.
// EKM: integrations send names in upper case; a name refused in that form is sent once more as the settings spell it.
// The order comes back as EKM now has it. Repeating it is safe.
func (o *Orders) SetStatus(ctx context.Context, id ID, status string) (Order, error) {
	status = strings.TrimSpace(status)
	order, err := o.setStatus(ctx, id, strings.ToUpper(status))
	if f := fault.Of(err); f != nil && f.Status == http.StatusBadRequest && status != strings.ToUpper(status) {
		return o.setStatus(ctx, id, status)
	}
	return order, err
}

func (o *Orders) setStatus(ctx context.Context, id ID, status string) (Order, error) {
	return one[Order](ctx, o.c, rest.Call{
		Op: "set order status", Method: http.MethodPut, Path: orderPath(id, "/status"),
		Body: statusBody{Status: status}, Priority: rest.Shipments,
	})
}

func orderPath(id ID, rest string) string { return "/api/v2/orders/" + id.String() + rest }
