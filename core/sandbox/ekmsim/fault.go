package ekmsim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault makes the simulator misbehave, or choose the other of two behaviours that EKM leaves open.
type Fault struct {
	Name        string  `json:"name"`
	Shop        string  `json:"shop,omitempty"`        // username; empty means every shop
	Route       string  `json:"route,omitempty"`       // part of "PUT /api/v2/orders/{id}/status"; empty means every route
	NextN       int     `json:"next_n,omitempty"`      // so many times, then never again; 0 means until removed
	Probability float64 `json:"probability,omitempty"` // 0 means always
	DelayMS     int     `json:"delay_ms,omitempty"`    // for latency and stock_late; 0 means 2000
}

// faultNames are all faults with what they do. The first group strikes single requests, the second chooses behaviours and
// is meant to stand.
var faultNames = map[string]string{
	"latency":               "answer after delay_ms",
	"error_500":             "500 with an empty body, nothing done",
	"html_502":              "502 with a web page, nothing done",
	"unauthorized":          "401, and the access token stays dead; a refresh heals it",
	"forbidden":             "403 with an empty body, nothing done",
	"throttle":              "429 although the bucket has room",
	"cut":                   "connection cut before anything was done",
	"cut_after_write":       "connection cut after the write was applied; also on POST /connect/token",
	"plan_restriction":      "403 with PlanRestrictionViolation",
	"plan_restriction_200":  "200 with PlanRestrictionViolation and no data",
	"webhook_dropped":       "an event is not announced at all",
	"webhook_order_swapped": "an event is announced two seconds late, after later ones",
	"stock_lost":            "a stock write is answered as if it had been stored",

	"retry_after":             "a 429 has Retry-After",
	"throttled_costs":         "a refused request counts against the bucket",
	"rate_headers_timespan":   "X-EKM-RateLimit-LeakRate is 00:00:01 instead of 1",
	"limit_over_20_refused":   "limit above 20 gives 400 instead of 20 rows",
	"links_null":              "links is null",
	"null_fields":             "nullable fields without which an order can still be read are null",
	"extra_fields":            "answers hold fields that nobody documented",
	"shuffle_lists":           "lists without orderby come in any order",
	"items_paged":             "order items and variants come 20 a page",
	"variants_cut_20":         "products embed at most 20 variants",
	"variant_codes_absent":    "embedded variants have no product_code",
	"variant_parent_zero":     "embedded variants have parent_product_id 0",
	"copies_listed":           "product lists contain managed copies and variants",
	"case_sensitive_search":   "the search language minds case and blanks",
	"nested_search_refused":   "nested members in a query give 400",
	"long_or_refused":         "a query with more than four times or gives 400",
	"local_time_z":            "dates are UK summer time with a Z stuck on",
	"search_hour_late":        "searches take the dates of a query for an hour later than they say",
	"last_updated_null":       "a new order has no last_updated until somebody changes it",
	"writes_not_stamped":      "writes and payments leave last_updated alone",
	"item_tax_per_line":       "item_tax is for the line instead of the unit",
	"item_discount":           "order discounts are shown on the lines too",
	"item_product_is_parent":  "a variant's order line has the parent's product id",
	"gross_shop_net_orders":   "shops that show prices with tax keep their orders without",
	"guest_ids":               "guests have a customer_id, which no customer has",
	"refund_in_payment":       "a refund shows in payment_status too",
	"status_any_text":         "a status that the shop does not have is stored",
	"status_exact_spelling":   "a status is accepted as settings spell it only",
	"unknown_order_404":       "writes to an unknown order give 404 instead of 400",
	"mails_on_tracking":       "writing tracking mails the shopper",
	"mails_on_notes":          "writing internal notes mails the shopper",
	"mails_on_status":         "writing a status mails the shopper although it must not",
	"notes_appended":          "internal notes are added to the old ones",
	"tracking_truncated":      "tracking texts are cut to 50 characters",
	"tracking_refused":        "tracking texts over 50 characters give 400",
	"tracking_keeps_omitted":  "tracking fields that are not sent keep their value",
	"total_zero_when_omitted": "total_product_stock left out of a stock write becomes 0",
	"stock_keeps_modified":    "writing stock leaves last_modified alone",
	"stock_late":              "reads show the level before a write for delay_ms longer, at the sandbox's speed",
	"hidden_orders_absent":    "unfinished checkouts are not in lists",
	"webhook_ids_numeric":     "entity_id in webhooks is a number",
	"webhook_auto_disable":    "a webhook that failed 5 times in a row is switched off",
	"pkce_refused":            "consent with a code_challenge gives invalid_request",
}

// errUnknownFault is what SetFaults wraps for a name that is not in faultNames.
var errUnknownFault = errors.New("unknown fault")

// faultBox holds the standing faults.
type faultBox struct {
	mu   sync.Mutex
	rng  *rand.Rand
	list []Fault
	hits map[string]int // by name
}

func newFaultBox(seed uint64) *faultBox {
	return &faultBox{rng: rand.New(rand.NewPCG(seed, 0xfa)), hits: map[string]int{}}
}

// SetFaults replaces the standing faults; an empty list ends all trouble. An unknown name is an error and changes nothing.
func (s *Server) SetFaults(list []Fault) error {
	for _, f := range list {
		if _, known := faultNames[f.Name]; !known {
			return fmt.Errorf("%w: %q", errUnknownFault, f.Name)
		}
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = slices.Clone(list)
	return nil
}

// Faults returns the standing faults; those with NextN show how often they will still strike.
func (s *Server) Faults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return slices.Clone(s.faults.list)
}

// FaultNames returns every fault with a sentence on what it does.
func FaultNames() map[string]string {
	out := make(map[string]string, len(faultNames))
	for name, text := range faultNames {
		out[name] = text
	}
	return out
}

// strike reports whether a fault of the name hits a request now, and uses up one of its turns.
func (b *faultBox) strike(name, shop, route string) (Fault, bool) {
	return b.search(name, shop, route, false)
}

// strikeNamed is strike for faults that name the route.
func (b *faultBox) strikeNamed(name, route string) (Fault, bool) {
	return b.search(name, "", route, true)
}

func (b *faultBox) search(name, shop, route string, named bool) (Fault, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, f := range b.list {
		if f.Name != name || f.Shop != "" && f.Shop != shop || named && f.Route == "" {
			continue
		}
		if f.Route != "" && !strings.Contains(strings.ToLower(route), strings.ToLower(f.Route)) {
			continue
		}
		if f.Probability > 0 && b.rng.Float64() >= f.Probability {
			continue
		}
		if f.NextN == 1 {
			b.list = slices.Delete(b.list, i, i+1)
		} else if f.NextN > 1 {
			b.list[i].NextN--
		}
		b.hits[name]++
		return f, true
	}
	return Fault{}, false
}

func (b *faultBox) shuffle(n int, swap func(i, j int)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rng.Shuffle(n, swap)
}

func (f Fault) delay() time.Duration {
	if f.DelayMS <= 0 {
		return 2 * time.Second
	}
	return time.Duration(f.DelayMS) * time.Millisecond
}
