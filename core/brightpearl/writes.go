package brightpearl

import (
	"net/http"
	"regexp"
)

// allowedWrites is everything this program may change in Brightpearl. Products, prices, stock, goods-out notes, invoices
// and closing are not on it, and never will be: Brightpearl is their master.
var allowedWrites = []struct {
	method string
	path   *regexp.Regexp
}{
	{http.MethodPost, regexp.MustCompile(`^/contact-service/postal-address/$`)},
	{http.MethodPost, regexp.MustCompile(`^/contact-service/contact/$`)},
	{http.MethodPost, regexp.MustCompile(`^/order-service/sales-order/$`)},
	{http.MethodPost, regexp.MustCompile(`^/order-service/order/\d+/note$`)},
	{http.MethodPut, regexp.MustCompile(`^/order-service/order/\d+/status$`)},
	{http.MethodPost, regexp.MustCompile(`^/warehouse-service/order/\d+/reservation/warehouse/\d+$`)},
	{http.MethodPut, regexp.MustCompile(`^/warehouse-service/order/\d+/reservation$`)},
	{http.MethodDelete, regexp.MustCompile(`^/warehouse-service/order/\d+/reservation$`)},
	{http.MethodPost, regexp.MustCompile(`^/accounting-service/customer-payment$`)},
	{http.MethodPost, regexp.MustCompile(`^/integration-service/webhook$`)},
	{http.MethodDelete, regexp.MustCompile(`^/integration-service/webhook/\d+$`)},
	{http.MethodPost, regexp.MustCompile(`^/multi-message$`)}, // its messages pass through here one by one
}

// permitted reports whether a call may be sent.
func permitted(method, path string) bool {
	if !writes(method) {
		return true
	}
	for _, w := range allowedWrites {
		if w.method == method && w.path.MatchString(path) {
			return true
		}
	}
	return false
}
