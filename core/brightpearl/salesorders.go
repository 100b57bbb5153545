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
	return create[OrderID](ctx, s.c, op, pathSalesOrder, body, rest.Orders)
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
	InstanceID  int64
	Customer    ContactID
	Status      OrderStatusID
	Channel     ChannelID // from ChangedSince only
	CreatedOn   time.Time
	UpdatedOn   time.Time // zero until the first change after creation
}

var byExternalRef = query{
	op:      "find sales order",
	path:    "/order-service/order-search",
	filters: map[string]string{"orderTypeId": "1"},
	columns: []string{
		"orderId", "externalRef", "installedIntegrationInstanceId", "contactId", "orderStatusId", "createdOn", "updatedOn",
	},
	key:      "orderId",
	priority: rest.Orders,
}

func readOrderHit(r *row) SalesOrderHit {
	return SalesOrderHit{
		ID: OrderID(r.key), ExternalRef: r.text("externalRef"), InstanceID: r.id("installedIntegrationInstanceId"),
		Customer: ContactID(r.id("contactId")), Status: OrderStatusID(r.id("orderStatusId")),
		CreatedOn: r.time("createdOn"), UpdatedOn: r.time("updatedOn"),
	}
}

// FindByExternalRef lists the sales orders with exactly that reference, in ascending order of id; usually none or one. With
// several, compare their instance ids. A search may lag behind a write: after an unclear one ask again before concluding
// that it was not done.
func (s *SalesOrders) FindByExternalRef(ctx context.Context, ref string) ([]SalesOrderHit, error) {
	if ref == "" {
		return nil, nil
	}
	found, err := collect(ctx, s.c, byExternalRef.with("externalRef", ref), readOrderHit)
	hits := slices.DeleteFunc(found.Items, func(h SalesOrderHit) bool { return h.ExternalRef != ref })
	return hits, err
}

// FindByReference lists the sales orders with exactly that customer reference, in ascending order of id. References are not
// unique: several stores may use the same order numbers.
func (s *SalesOrders) FindByReference(ctx context.Context, reference string) ([]SalesOrderHit, error) {
	if reference == "" {
		return nil, nil
	}
	found, err := collect(ctx, s.c, byExternalRef.with("customerRef", reference), readOrderHit)
	return found.Items, err
}

// refsPerSearch keeps the query well below the length that a gateway may refuse.
const (
	refsPerSearch = 50
	longestRefs   = 1500 // characters, encoded
)

// FindByExternalRefs does the same for many references and answers the hits by reference.
//
// Brightpearl API: externalRefs takes several values, but what separates them is not documented. A comma is used; as long
// as no such search has ever found anything, "none of these" is not believed and the references are asked for singly.
func (s *SalesOrders) FindByExternalRefs(ctx context.Context, refs ...string) (map[string][]SalesOrderHit, error) {
	refs = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(refs))), func(r string) bool { return r == "" })
	out := make(map[string][]SalesOrderHit, len(refs))
	for len(refs) > 0 {
		n := refsFitting(refs)
		if err := s.findSome(ctx, refs[:n], out); err != nil {
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
		if i > 0 && (i == refsPerSearch || length > longestRefs) {
			return i
		}
	}
	return len(refs)
}

func (s *SalesOrders) findSome(ctx context.Context, refs []string, out map[string][]SalesOrderHit) error {
	comma := slices.ContainsFunc(refs, func(r string) bool { return strings.Contains(r, ",") })
	if len(refs) > 1 && !comma {
		found, err := collect(ctx, s.c, byExternalRef.with("externalRefs", strings.Join(refs, ",")), readOrderHit)
		if err != nil && !fault.Is(err, fault.Refused) {
			return err
		}
		some := false
		for _, h := range found.Items {
			if _, wanted := slices.BinarySearch(refs, h.ExternalRef); wanted {
				out[h.ExternalRef] = append(out[h.ExternalRef], h)
				some = true
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
		hits, err := s.FindByExternalRef(ctx, ref)
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
			"installedIntegrationInstanceId", "channelId",
		},
		key:      "salesOrderId",
		priority: rest.Orders,
	}, from, func(r *row) SalesOrderHit {
		h := readOrderHit(r)
		h.Customer, h.Channel = ContactID(r.id("customerId")), ChannelID(r.id("channelId"))
		return h
	}, func(h SalesOrderHit) OrderID { return h.ID })
}
