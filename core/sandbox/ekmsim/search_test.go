package ekmsim

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

func searchRows() []*wireOrder {
	at := time.Date(2024, 3, 9, 17, 14, 21, 250_000_000, time.UTC)
	rows := []*wireOrder{
		{ID: 1, OrderNumber: "1/090324/1", OrderDate: stamp(at), TotalCost: 124_0000, PaymentStatus: ptr("SUCCESS"), Status: ptr("PENDING"), Emailed: true},
		{ID: 2, OrderNumber: "2/090324/1", OrderDate: stamp(at.Add(time.Hour)), TotalCost: 12_5000, LastUpdated: stampOf(at.Add(2 * time.Hour)), Status: ptr("Dispatched")},
		{ID: 3, OrderNumber: "O'Neil", OrderDate: stamp(at.Add(2 * time.Hour)), TotalCost: 30_9780, PaymentStatus: ptr("UNKNOWN")},
	}
	rows[0].CustomerDetails.EmailAddress = ptr("ann@example.org")
	rows[0].GUID = "11111111-2222-4333-8444-555555555555"
	return rows
}

func ids(t *testing.T, query string, rules searchRules) string {
	t.Helper()
	matches, err := compileSearch(query, orderSchema, rules)
	if err != nil {
		return "refused"
	}
	var out []string
	for _, row := range searchRows() {
		if matches(record{row: reflect.ValueOf(row).Elem()}) {
			out = append(out, fmt.Sprint(row.ID))
		}
	}
	return strings.Join(out, " ")
}

func TestSearchLanguage(t *testing.T) {
	for _, test := range []struct{ query, want string }{
		{"id gt 1", "2 3"},
		{"ID GT 1", "2 3"},
		{"id ge 2 and id le 2", "2"},
		{"id eq 1 or id eq 3 and id eq 2", "1"},
		{"(id eq 1 or id eq 3) and id gt 1", "3"},
		{"not id eq 2", "refused"}, // not binds tighter than eq
		{"not (id eq 2)", "1 3"},
		{"id eq -1 or id eq 3000000000L", ""},
		{"id lt 3000000000", "refused"},
		{"id add 1 eq 3", "2"},
		{"id mul 2 sub 1 eq 5", "3"},
		{"id mod 2 eq 1", "1 3"},
		{"total_cost gt 12.5", "1 3"},
		{"total_cost eq 30.978m", "3"},
		{"emailed eq true", "1"},
		{"emailed eq 'true'", "1"},
		{"emailed", "1"},
		{"status eq 'pending'", "1"},
		{"order_number eq 'o''neil'", "3"},
		{"order_number eq 'O'Neil'", "refused"},
		{`order_number eq "O"`, "refused"},
		{"order_number eq 'open", "refused"},
		{"payment_status ne 'SUCCESS'", "3"}, // a missing value is not unequal, as in SQL
		{"payment_status ne 'SUCCESS' or payment_status eq null", "2 3"},
		{"last_updated eq null", "1 3"},
		{"last_updated ne null", "2"},
		{"id eq null", "refused"},
		{"order_date ge 2024-03-09T18:00:00Z", "2 3"},
		{"order_date eq 2024-03-09T17:14:21.25Z", "1"},
		{"order_date ge 2024-03-09T18:00:00", "2 3"},
		{"order_date ge '2024-03-09T18:00:00Z'", "2 3"},
		{"last_updated ge 2024-03-09T17:00:00Z", "2"},
		{"last_updated ge '2024-03-09T17:00:00Z'", "refused"}, // quoted date, nullable field
		{"order_date ge 2024-03-09T18:00Z", "refused"},        // no seconds
		{"order_date ge 2024-03-09", "refused"},
		{"order_date ge 2024-03-09T18:00:00+01:00", "refused"}, // an offset makes another type
		{"order_date ge 2024-13-09T18:00:00Z", "refused"},
		{"last_updated ge 2024-03-09T18:00:00Z or order_date ge 2024-03-09T19:00:00Z", "2 3"},
		{"guid eq 11111111-2222-4333-8444-555555555555", "1"},
		{"guid eq '11111111-2222-4333-8444-555555555555'", "1"},
		{"contains(order_number,'neil')", "3"},
		{"startswith(tolower(status), 'disp')", "2"},
		{"year(order_date) eq 2024 and hour(order_date) eq 18", "2"},
		{"length(order_number) eq 6", "3"},
		{"customer_details/email_address eq 'ann@example.org'", "1"},
		{"customer_details.email_address eq 'ann@example.org'", "refused"},
		{"nonsense eq 1", "refused"},
		{"frobnicate(status) eq 'x'", "refused"},
		{"cast(id,'x') eq 1", "refused"},
		{"id in (1,2)", "refused"},
		{"id", "refused"},
		{"id eq", "refused"},
		{"id eq 1 id eq 2", "refused"},
		{"(id eq 1", "refused"},
		{"(id eq 1)or(id eq 2)", "refused"}, // operators stand between blanks
		{"id eq 'x'", "refused"},
		{"status gt 'A'", "refused"},
		{"shipping_address eq null", "refused"},
		{strings.Repeat("(", 5000) + "id eq 1", "refused"},
	} {
		if got := ids(t, test.query, searchRules{}); got != test.want {
			t.Errorf("%.80s: got %q, want %q", test.query, got, test.want)
		}
	}
	if got := ids(t, "status eq 'pending'", searchRules{caseSensitive: true}); got != "" {
		t.Errorf("a strict database found %q", got)
	}
	if got := ids(t, "customer_details/email_address eq 'ann@example.org'", searchRules{noNested: true}); got != "refused" {
		t.Errorf("nested member found %q", got)
	}
}

func TestSearchRoutes(t *testing.T) {
	r := newRig(t, func(c *Config) { c.HistoryOrders = 30 })
	first := r.search("/api/v2/orders/search", "id gt 0", "id").page(t)
	if len(first.Data) != 20 || first.Meta["pages_total"] != 2 || first.Meta["items_total"] != 30 || first.Meta["items_per_page"] != 20 {
		t.Fatalf("first page has %d rows and meta %v", len(first.Data), first.Meta)
	}
	last := int(first.Data[19]["id"].(float64))
	second := r.search("/api/v2/orders/search", fmt.Sprintf("id gt %d", last), "id").page(t)
	if len(second.Data) != 10 || int(second.Data[0]["id"].(float64)) != last+1 {
		t.Errorf("second page begins at %v and has %d rows", second.Data[0]["id"], len(second.Data))
	}
	if newest := r.search("/api/v2/orders/search", "id gt 0", "-id").page(t); newest.Data[0]["id"].(float64) != firstOrderID+29 {
		t.Errorf("descending order begins with %v", newest.Data[0]["id"])
	}
	clamped := r.get("/api/v2/orders?page=1&limit=50").page(t)
	if len(clamped.Data) != 20 || clamped.Links[1].Rel != "next" || clamped.Links[1].Href != "/orders?page=2" {
		t.Errorf("limit 50 gave %d rows and links %v", len(clamped.Data), clamped.Links)
	}
	if past := r.get("/api/v2/orders?page=9&limit=20"); past.code != http.StatusOK || len(past.page(t).Data) != 0 {
		t.Errorf("a page past the end gave %d", past.code)
	}
	for _, path := range []string{"/api/v2/orders/search?query=nonsense+eq+1", "/api/v2/orders/search?orderby=nonsense", "/api/v1/products/search", "/api/v1/variants/search"} {
		if bad := r.get(path); bad.code != http.StatusBadRequest || bad.message(t) != "Invalid search expression" {
			t.Errorf("%s gave %d", path, bad.code)
		}
	}
}
