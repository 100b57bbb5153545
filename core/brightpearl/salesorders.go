package brightpearl

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// SalesOrders creates and finds sales orders.
type SalesOrders struct {
	c *Client
	// listsWork is set once a look-up of several references has found some; see FindByExternalRefs.
	listsWork atomic.Bool
	// canary is a sales order that is known to exist, to be found by such a look-up.
	canary atomic.Pointer[SalesOrderHit]
}

const pathSalesOrder = "/order-service/sales-order/"

// Create makes a sales order with all of its rows, or nothing. It answers the order's id, or 0 when the answer held none.
//
// Brightpearl API: a second order with the same external reference and instance id answers 200 and changes nothing; what
// its body holds is not documented. So with 0, and after an unclear failure, ask FindByExternalRef. Without an instance id
// (see Client.InstanceID) a repeat does make a second order: search before every Create then.
func (s *SalesOrders) Create(ctx context.Context, n NewSalesOrder) (OrderID, error) {
	const op = "create sales order"
	body, err := n.wire(op, s.c.InstanceID())
	if err != nil {
		return 0, err
	}
	id, err := create[OrderID](ctx, s.c, op, pathSalesOrder, body, rest.Orders)
	if err == nil && id > 0 {
		s.canary.Store(&SalesOrderHit{ID: id, ExternalRef: n.ExternalRef, Reference: n.Reference})
	}
	return id, err
}

// Get reads sales orders by id, in any number, 200 per request. It knows the rows' external references, which Orders.Get
// does not. Ids that do not exist are left out.
func (s *SalesOrders) Get(ctx context.Context, ids ...OrderID) ([]SalesOrder, error) {
	return getOrders(ctx, s.c, "read sales orders", pathSalesOrder, ids)
}

func getOrders(ctx context.Context, c *Client, op, path string, ids []OrderID) ([]SalesOrder, error) {
	var out []SalesOrder
	err := readSets(ctx, ids, setOfOrders, func(ctx context.Context, ids []OrderID) error {
		got, err := list[wireSalesOrder](ctx, c, op, path+idSet(ids), rest.Orders)
		for _, o := range got {
			out = append(out, o.SalesOrder)
		}
		return err
	}, refuse[OrderID])
	return out, err
}

// SalesOrderHit is a sales order as a search lists it.
type SalesOrderHit struct {
	ID          OrderID
	ExternalRef string
	Reference   string // the customer's: EKM's order number
	InstanceID  int64
	Customer    ContactID
	Status      OrderStatusID
	Channel     ChannelID // from ChangedSince only
	CreatedOn   time.Time
	UpdatedOn   time.Time // zero until the first change after creation
}

var byReference = query{
	op:      "find sales order",
	path:    "/order-service/order-search",
	filters: map[string]string{"orderTypeId": "1"},
	columns: []string{
		"orderId", "externalRef", "customerRef", "installedIntegrationInstanceId", "contactId", "orderStatusId", "createdOn", "updatedOn",
	},
	key:      "orderId",
	priority: rest.Orders,
}

func readOrderHit(r *row) SalesOrderHit {
	return SalesOrderHit{
		ID: OrderID(r.key), ExternalRef: r.text("externalRef"), Reference: r.text("customerRef"), InstanceID: r.id("installedIntegrationInstanceId"),
		Customer: ContactID(r.id("contactId")), Status: OrderStatusID(r.id("orderStatusId")),
		CreatedOn: r.time("createdOn"), UpdatedOn: r.time("updatedOn"),
	}
}

// reference is one of the two names that an order can be found by.
type reference struct {
	one, many string // names of the filters
	of        func(SalesOrderHit) string
}

var (
	externalReference = reference{"externalRef", "externalRefs", func(h SalesOrderHit) string { return h.ExternalRef }}
	customerReference = reference{"customerRef", "customerRefs", func(h SalesOrderHit) string { return h.Reference }}
)

// FindByExternalRef lists the sales orders with exactly that reference, in ascending order of id; usually none or one. With
// several, compare their instance ids. A search may lag behind a write: after an unclear one ask again before concluding
// that it was not done.
func (s *SalesOrders) FindByExternalRef(ctx context.Context, ref string) ([]SalesOrderHit, error) {
	return s.findOne(ctx, externalReference, ref)
}

func (s *SalesOrders) findOne(ctx context.Context, by reference, ref string) ([]SalesOrderHit, error) {
	if ref == "" {
		return nil, nil
	}
	found, err := collect(ctx, s.c, byReference.with(by.one, ref), readOrderHit)
	return slices.DeleteFunc(found.Items, func(h SalesOrderHit) bool { return by.of(h) != ref }), err
}

// References per search keep the query well below the length that a gateway may refuse.
const (
	RefsPerSearch = 50
	longestRefs   = 1500 // characters, encoded
)

// FindByExternalRefs does the same for many references and answers the hits by reference.
//
// Brightpearl API: externalRefs takes several values, but what separates them is not documented. A comma is used; as long
// as no such search has ever found anything, "none of these" is not believed and the references are asked for singly. So an
// order that was created before is asked for among them.
func (s *SalesOrders) FindByExternalRefs(ctx context.Context, refs ...string) (map[string][]SalesOrderHit, error) {
	return s.findMany(ctx, externalReference, refs)
}

// FindsLists reports whether look-ups of several references have proved to work.
func (s *SalesOrders) FindsLists() bool { return s.listsWork.Load() }

// FindByReferences lists the sales orders with exactly these customer references, by reference. They are not unique: several
// stores may use the same order numbers.
func (s *SalesOrders) FindByReferences(ctx context.Context, references ...string) (map[string][]SalesOrderHit, error) {
	return s.findMany(ctx, customerReference, references)
}

func (s *SalesOrders) findMany(ctx context.Context, by reference, refs []string) (map[string][]SalesOrderHit, error) {
	refs = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(refs))), func(r string) bool { return r == "" })
	out := make(map[string][]SalesOrderHit, len(refs))
	for len(refs) > 0 {
		n := refsFitting(refs)
		if err := s.findSome(ctx, by, refs[:n], out); err != nil {
			return nil, err
		}
		refs = refs[n:]
	}
	return out, nil
}

func refsFitting(refs []string) int {
	length := 0
	for i, r := range refs {
		length += len(url.QueryEscape(r)) + 3
		if i > 0 && (i == RefsPerSearch || length > longestRefs) {
			return i
		}
	}
	return len(refs)
}

func (s *SalesOrders) findSome(ctx context.Context, by reference, refs []string, out map[string][]SalesOrderHit) error {
	asked := refs
	if canary := s.canary.Load(); canary != nil && by.of(*canary) != "" && !s.listsWork.Load() {
		asked = append(slices.Clone(refs), by.of(*canary))
	}
	comma := slices.ContainsFunc(asked, func(r string) bool { return strings.Contains(r, ",") })
	if len(asked) > 1 && !comma {
		found, err := collect(ctx, s.c, byReference.with(by.many, strings.Join(asked, ",")), readOrderHit)
		if err != nil && !fault.Is(err, fault.Refused) {
			return err
		}
		some := false
		for _, h := range found.Items {
			some = some || slices.Contains(asked, by.of(h))
			if _, wanted := slices.BinarySearch(refs, by.of(h)); wanted {
				out[by.of(h)] = append(out[by.of(h)], h)
			}
		}
		if some {
			s.listsWork.Store(true)
		}
		if err == nil && s.listsWork.Load() {
			return nil
		}
	}
	for _, ref := range refs {
		hits, err := s.findOne(ctx, by, ref)
		if err != nil {
			return err
		}
		if len(hits) > 0 {
			out[ref] = hits
		}
	}
	return nil
}

// ChangedSince lists the sales orders that were changed or created since from. Whether a payment or a goods-out note counts
// as a change is not documented: poll those searches too.
func (s *SalesOrders) ChangedSince(ctx context.Context, from time.Time) (Changes[SalesOrderHit], error) {
	return changed(ctx, s.c, query{
		op:   "search changed sales orders",
		path: "/order-service/sales-order-search",
		columns: []string{
			"salesOrderId", "customerId", "orderStatusId", "createdOn", "updatedOn", "externalRef",
			"installedIntegrationInstanceId", "channelId", "customerRef",
		},
		key:      "salesOrderId",
		priority: rest.Orders,
	}, from, func(r *row) SalesOrderHit {
		h := readOrderHit(r)
		h.Customer, h.Channel = ContactID(r.id("customerId")), ChannelID(r.id("channelId"))
		return h
	}, func(h SalesOrderHit) OrderID { return h.ID })
}
