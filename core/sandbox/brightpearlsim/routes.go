package brightpearlsim

import (
	"net/http"
	"strings"
)

// route is one served call. Its label is what faults and counters name it by.
type route struct {
	label    string
	method   string
	segments []string
	handle   func(*call) reply
}

// find matches a call's path and fills in its label and variables; nil means the path is not served.
func (s *Server) find(c *call) *route {
	parts := strings.Split(strings.Trim(c.path, "/"), "/")
	for i := range s.routes {
		if vars, ok := s.routes[i].match(c.method, parts); ok {
			c.route, c.vars = s.routes[i].label, vars
			return &s.routes[i]
		}
	}
	c.route = c.method + " unknown"
	return nil
}

func (r *route) match(method string, parts []string) (map[string]string, bool) {
	if method != r.method || len(parts) != len(r.segments) {
		return nil, false
	}
	vars := map[string]string{}
	for i, want := range r.segments {
		switch {
		case strings.HasPrefix(want, "{"):
			if parts[i] == "" {
				return nil, false
			}
			vars[strings.Trim(want, "{}")] = parts[i]
		case want != parts[i]:
			return nil, false
		}
	}
	return vars, true
}

type routeList []route

func (l *routeList) add(method, path string, handle func(*call) reply) {
	*l = append(*l, route{method + " " + path, method, strings.Split(path, "/"), handle})
}

// get serves a path with and without an id set.
func (l *routeList) get(path string, handle func(*call) reply) {
	l.add(http.MethodGet, path, handle)
	l.add(http.MethodGet, path+"/{ids}", handle)
}

// uris serves OPTIONS with and without an id set.
func (l *routeList) uris(path string, ids func(*Server) []int) {
	handle := func(c *call) reply { return c.getUris(path, ids(c.srv)) }
	l.add(http.MethodOptions, path, handle)
	l.add(http.MethodOptions, path+"/{ids}", handle)
}

// search serves a search and its metadata.
func (l *routeList) search(path string, run func(c *call, metaOnly bool) reply) {
	l.add(http.MethodGet, path, func(c *call) reply { return run(c, false) })
	l.add(http.MethodGet, path+"/meta-data", func(c *call) reply { return run(c, true) })
}

// allRoutes is the list of everything served. Searches come before resources so that "meta-data" is no id set.
func (s *Server) allRoutes() []route {
	var l routeList
	l.add(http.MethodPost, "multi-message", (*call).multiMessage)
	productRoutes(&l)
	warehouseRoutes(&l)
	orderRoutes(&l)
	contactRoutes(&l)
	accountingRoutes(&l)
	integrationRoutes(&l)
	return l
}

func productRoutes(l *routeList) {
	l.search("product-service/product-search", (*call).searchProducts)
	l.get("product-service/product", (*call).getProducts)
	l.uris("product-service/product", (*Server).productIDs)
	l.add(http.MethodGet, "product-service/product/{id}/bundle", (*call).getBundle)
	l.get("product-service/channel", (*call).getChannels)
	l.get("product-service/price-list", (*call).getPriceLists)
	l.add(http.MethodGet, "product-service/product-price/{ids}", (*call).getPrices)
	l.add(http.MethodGet, "product-service/product-price/{ids}/price-list/{lists}", (*call).getPrices)
	l.uris("product-service/product-price", (*Server).productIDs)
}

func warehouseRoutes(l *routeList) {
	const w = "warehouse-service/"
	l.add(http.MethodGet, w+"product-availability/{ids}", (*call).getAvailability)
	l.add(http.MethodGet, w+"bundle-availability/{ids}", (*call).getBundleAvailability)
	l.search(w+"warehouse-search", (*call).searchWarehouses)
	l.get(w+"warehouse", (*call).getWarehouses)
	l.add(http.MethodGet, w+"warehouse/{id}/location/default", (*call).getDefaultLocation)
	l.add(http.MethodGet, w+"order/{id}/reservation", (*call).getReservation)
	l.add(http.MethodPut, w+"order/{id}/reservation", (*call).putReservation)
	l.add(http.MethodDelete, w+"order/{id}/reservation", (*call).deleteReservation)
	l.add(http.MethodPost, w+"order/{id}/reservation/warehouse/{warehouse}", (*call).postReservation)
	l.search(w+"goods-note/goods-out-search", (*call).searchNotes)
	l.add(http.MethodGet, w+"order/{orders}/goods-note/goods-out", (*call).getNotes)
	l.add(http.MethodGet, w+"order/{orders}/goods-note/goods-out/{ids}", (*call).getNotes)
	l.add(http.MethodPost, w+"order/{id}/goods-note/goods-out", (*call).postNote)
	l.add(http.MethodDelete, w+"order/{id}/goods-note/goods-out/{note}", (*call).deleteNote)
	l.add(http.MethodPut, w+"goods-note/goods-out/{note}", (*call).putNote)
	l.add(http.MethodPost, w+"goods-note/goods-out/{note}/event", (*call).postNoteEvent)
	l.search(w+"goods-movement-search", (*call).searchMovements)
	l.add(http.MethodGet, w+"order/{orders}/goods-note/drop-ship", (*call).getDropShips)
	l.add(http.MethodGet, w+"order/{orders}/goods-note/drop-ship/{ids}", (*call).getDropShips)
	l.add(http.MethodPost, w+"goods-note/drop-ship/{note}/event", (*call).postDropShipEvent)
	l.search(w+"shipping-method-search", (*call).searchShippingMethods)
	l.get(w+"shipping-method", (*call).getShippingMethods)
	l.add(http.MethodGet, w+"order/{id}/fulfilment-status", (*call).getFulfilment)
}

func orderRoutes(l *routeList) {
	const o = "order-service/"
	l.search(o+"order-search", (*call).searchOrders)
	l.search(o+"sales-order-search", (*call).searchSalesOrders)
	l.search(o+"order-note-search", (*call).searchOrderNotes)
	l.add(http.MethodPost, o+"sales-order", (*call).postSalesOrder)
	l.get(o+"sales-order", (*call).getSalesOrders)
	l.uris(o+"sales-order", (*Server).salesOrderIDs)
	l.get(o+"order", (*call).getOrders)
	l.uris(o+"order", (*Server).orderIDs)
	l.add(http.MethodPut, o+"order/{id}/status", (*call).putOrderStatus)
	l.add(http.MethodPost, o+"order/{id}/note", (*call).postOrderNote)
	l.add(http.MethodPatch, o+"order/{id}", (*call).patchOrder)
	l.get(o+"order-status", (*call).getOrderStatuses)
	l.get(o+"order-type", (*call).getOrderTypes)
	l.get(o+"order-stock-status", (*call).getOrderStockStatuses)
	l.get(o+"order-shipping-status", (*call).getOrderShippingStatuses)
}

func contactRoutes(l *routeList) {
	const c = "contact-service/"
	l.search(c+"contact-search", (*call).searchContacts)
	l.get(c+"contact", (*call).getContacts)
	l.uris(c+"contact", (*Server).contactIDs)
	l.add(http.MethodPost, c+"contact", (*call).postContact)
	l.add(http.MethodPost, c+"postal-address", (*call).postAddress)
	l.get(c+"postal-address", (*call).getAddresses)
	l.get(c+"lead-source", (*call).getLeadSources)
}

func accountingRoutes(l *routeList) {
	const a = "accounting-service/"
	l.get(a+"tax-code", (*call).getTaxCodes)
	l.get(a+"nominal-code", (*call).getNominalCodes)
	l.search(a+"nominal-code-search", (*call).searchNominalCodes)
	l.search(a+"currency-search", (*call).searchCurrencies)
	l.get(a+"payment-method", (*call).getPaymentMethods)
	l.add(http.MethodPost, a+"customer-payment", (*call).postPayment)
	l.add(http.MethodDelete, a+"customer-payment/{id}", (*call).deletePayment)
	l.search(a+"customer-payment-search", (*call).searchPayments)
	l.add(http.MethodGet, a+"sale-payment-total/{ids}", (*call).getPaymentTotals)
}

func integrationRoutes(l *routeList) {
	const i = "integration-service/"
	l.get(i+"webhook", (*call).getWebhooks)
	l.add(http.MethodPost, i+"webhook", (*call).postWebhook)
	l.add(http.MethodDelete, i+"webhook/{id}", (*call).deleteWebhook)
	l.add(http.MethodPost, i+"webhook/{id}/simulate", (*call).simulateWebhook)
	l.add(http.MethodGet, i+"integration/instance", (*call).getInstance)
	l.add(http.MethodPut, i+"integration/instance", (*call).putInstance)
}
