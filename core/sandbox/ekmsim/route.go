package ekmsim

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// route is one operation of EKM's API that the simulator serves.
type route struct {
	method  string
	pattern string
	scope   string // needed to call it; empty: any token will do
	handle  func(*call) answer
}

func (r route) name() string { return r.method + " " + r.pattern }

// routes are all that is served. Operations that EKM has and that are not here, such as writing whole products, are
// answered with 405 or 404: Stockbridge must never use them.
var routes = []route{
	{"GET", "/api/v2/orders/search", scopeOrdersRead, (*call).searchOrders},
	{"GET", "/api/v2/orders", scopeOrdersRead, (*call).listOrders},
	{"GET", "/api/v2/orders/{id}", scopeOrdersRead, (*call).getOrder},
	{"GET", "/api/v2/orders/{id}/items", scopeOrdersRead, (*call).listItems},
	{"GET", "/api/v2/orders/{id}/items/{itemId}", scopeOrdersRead, (*call).getItem},
	{"GET", "/api/v2/orders/{id}/customFields", scopeOrdersRead, (*call).listCustomFields},
	{"PUT", "/api/v2/orders/{id}/status", scopeOrdersWrite, (*call).putStatus},
	{"PUT", "/api/v2/orders/{id}/deliveryTracking", scopeOrdersWrite, (*call).putTracking},
	{"PUT", "/api/v2/orders/{id}/internalNotes", scopeOrdersWrite, (*call).putNotes},

	{"GET", "/api/v1/products/search", scopeProductsRead, (*call).searchProducts},
	{"GET", "/api/v1/products", scopeProductsRead, (*call).listProducts},
	{"GET", "/api/v1/products/variants/{variantId}", scopeProductsRead, (*call).getVariant},
	{"GET", "/api/v1/products/{id}", scopeProductsRead, (*call).getProduct},
	{"GET", "/api/v1/products/{id}/stock", scopeProductsRead, (*call).getProductStock},
	{"PUT", "/api/v1/products/{id}/stock", scopeProductsWrite, (*call).putProductStock},
	{"GET", "/api/v1/products/{id}/variants", scopeProductsRead, (*call).listVariants},
	{"GET", "/api/v1/products/{id}/variants/{variantId}", scopeProductsRead, (*call).getVariant},
	{"GET", "/api/v1/products/{id}/variants/{variantId}/stock", scopeProductsRead, (*call).getVariantStock},
	{"PUT", "/api/v1/products/{id}/variants/{variantId}/stock", scopeProductsWrite, (*call).putVariantStock},
	{"GET", "/api/v1/variants/search", scopeProductsRead, (*call).searchVariants},

	{"GET", "/api/v1/settings/orderstatuses", scopeStatuses, (*call).getStatuses},
	{"GET", "/api/v1/settings/tax", scopeTax, (*call).getTax},
	{"GET", "/api/v1/settings/tax/rates", scopeTax, (*call).listTaxRates},
	{"GET", "/api/v1/settings/tax/rates/{id}", scopeTax, (*call).getTaxRate},
	{"GET", "/api/v1/settings/currency", scopeCurrency, (*call).getCurrency},
	{"GET", "/api/v1/settings/shop_information", scopeAccount, (*call).getShopInformation},
	{"GET", "/api/v1/settings/domains", scopeDomains, (*call).getDomain},
	{"GET", "/api/v1/settings/plans", scopeAccount, (*call).listPlans},
	{"GET", "/api/v1/settings/plans/current", scopeAccount, (*call).currentPlan},
	{"GET", "/api/v1/settings/plans/{id}", scopeAccount, (*call).getPlan},

	{"GET", "/api/v1/customers", scopeCustomers, (*call).listCustomers},
	{"GET", "/api/v1/customers/search", scopeCustomers, (*call).searchCustomers},
	{"GET", "/api/v1/customers/{id}", scopeCustomers, (*call).getCustomer},
	{"GET", "/api/v1/customers/{id}/addresses", scopeCustomers, (*call).listAddresses},

	{"POST", "/api/v2/Webhooks", "", (*call).addWebhook},
	{"GET", "/api/v2/Webhooks/webhooks", "", (*call).listWebhooks},
	{"GET", "/api/v2/Webhooks/{id}", "", (*call).getWebhook},
	{"PUT", "/api/v2/Webhooks/{id}", "", (*call).putWebhook},
	{"DELETE", "/api/v2/Webhooks/{id}", "", (*call).deleteWebhook},
}

// match finds the route of a request, case-insensitively. Without one, code is 404, or 405 where other methods exist.
func match(method, path string) (found route, params map[string]string, code int) {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	code = http.StatusNotFound
	for _, r := range routes {
		p, fits := matchPattern(r.pattern, segments)
		if !fits {
			continue
		}
		if r.method == method {
			return r, p, http.StatusOK
		}
		code = http.StatusMethodNotAllowed
	}
	return route{}, nil, code
}

func matchPattern(pattern string, segments []string) (map[string]string, bool) {
	want := strings.Split(strings.Trim(pattern, "/"), "/")
	if len(want) != len(segments) {
		return nil, false
	}
	params := map[string]string{}
	for i, w := range want {
		if strings.HasPrefix(w, "{") {
			params[strings.Trim(w, "{}")] = segments[i]
		} else if !strings.EqualFold(w, segments[i]) {
			return nil, false
		}
	}
	return params, true
}

// call is one request on its way through a handler, which runs with the shop locked.
type call struct {
	server *Server
	shop   *shop
	client string
	route  string
	params map[string]string
	query  url.Values
	body   []byte
	now    time.Time
	wrote  bool // something was changed
}

// fault reports whether a standing fault applies to this call.
func (c *call) fault(name string) bool {
	_, struck := c.server.faults.strike(name, c.shop.store.Username, c.route)
	return struck
}

// id reads a number from the path. Zero, which no record has, stands for anything that is not a number.
func (c *call) id(name string) int64 {
	n, err := strconv.ParseInt(c.params[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// clockShift is how far dates are ahead of UTC under the local_time_z fault.
func (c *call) clockShift() time.Duration {
	if c.fault("local_time_z") {
		return time.Hour
	}
	return 0
}
