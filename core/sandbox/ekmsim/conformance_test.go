package ekmsim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"stockbridge/core/sandbox/world"
)

// loadSpec reads EKM's own API description, with its known errors mended:
//
//   - meta is described as a map of empty objects, while every example has numbers in it;
//   - page and limit of customers/search have the format "int34";
//   - data has no "nullable", while examples of errors have null in it.
func loadSpec(t *testing.T) routers.Router {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "specs", "ekm-openapi.json")
	body, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("EKM's API description is not beside the repository (../shared/specs/ekm-openapi.json)")
	}
	if err != nil {
		t.Fatal(err)
	}
	body = bytes.ReplaceAll(body, []byte("int34"), []byte("int32"))
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatal(err)
	}
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC4122))
	openapi3.DefineStringFormatValidator("date-time", openapi3.NewRegexpFormatValidator(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z$`))
	for name, schema := range doc.Components.Schemas {
		if !strings.HasPrefix(name, "TempestResponse") {
			continue
		}
		yes := true
		schema.Value.Properties["meta"].Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &yes}
		if data := schema.Value.Properties["data"]; data.Ref != "" {
			nullable := openapi3.NewSchema()
			nullable.Nullable = true
			nullable.AllOf = openapi3.SchemaRefs{{Ref: data.Ref, Value: data.Value}}
			schema.Value.Properties["data"] = &openapi3.SchemaRef{Value: nullable}
		}
	}
	// The base URL of a test server is not the one in the description.
	doc.Servers = nil
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation())
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// inspector is a transport that holds every request and answer against the description.
type inspector struct {
	t      *testing.T
	router routers.Router
	checks map[string]int // per operation and code
	loose  bool           // the request is wrong on purpose
}

func (i *inspector) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := context.Background()
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	asked := r.Clone(ctx)
	asked.URL = &url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	asked.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := i.router.FindRoute(asked)
	if err != nil {
		i.t.Errorf("%s %s is not in the description: %v", r.Method, r.URL.Path, err)
		return http.DefaultTransport.RoundTrip(r)
	}
	input := &openapi3filter.RequestValidationInput{Request: asked, PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
	}}
	if err := openapi3filter.ValidateRequest(ctx, input); err != nil && !i.loose {
		i.t.Errorf("request %s %s: %v", r.Method, r.URL.Path, err)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(answer))
	name := fmt.Sprintf("%s %s %d", r.Method, route.Path, res.StatusCode)
	i.checks[name]++
	output := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: res.StatusCode, Header: res.Header, Options: input.Options}
	output.SetBodyBytes(answer)
	if err := openapi3filter.ValidateResponse(ctx, output); err != nil {
		i.t.Errorf("answer %s: %v", name, err)
	}
	return res, nil
}

// TestConformance walks through everything that is served and holds each request and answer against EKM's description.
func TestConformance(t *testing.T) {
	r := newRig(t, func(c *Config) {
		c.HistoryOrders, c.OrdersPerMinute = 25, 120
		c.World = world.New(world.Options{Seed: 5, Stores: 3, Products: 250})
	})
	look := &inspector{t: t, router: loadSpec(t), checks: map[string]int{}}
	r.http.Transport = look
	for range 5 {
		r.clock.add(time.Minute)
		r.server.Advance(t.Context())
	}
	for _, store := range r.world.Stores {
		r.token = store.AccessToken
		sh := r.server.byName[store.Username]
		r.walkCatalogue(sh)
		r.walkOrders()
		for _, path := range []string{"orderstatuses", "tax", "tax/rates", "tax/rates/1", "currency", "shop_information", "domains", "plans", "plans/current", "plans/3", "plans/9"} {
			r.get("/api/v1/settings/" + path)
		}
		for _, path := range []string{"", "/search?limit=20&query=id+gt+1010&orderby=-id", "/1001", "/1", "/1001/addresses"} {
			r.get("/api/v1/customers" + path)
		}
		r.walkWrites(sh)
	}
	look.loose = true
	id := r.server.shops[2].orders[0].wire.ID
	r.do("PUT", orderPath(id, "status"), `{"status":""}`)
	r.do("PUT", orderPath(id, "deliveryTracking"), `{"tracking":"x"}`)
	r.do("PUT", orderPath(id, "internalNotes"), `{"note":"x"}`)
	r.do("PUT", "/api/v1/products/301/stock", `{"id":2,"stock":1}`)
	r.token = "nobody"
	r.get("/api/v2/orders")
	t.Logf("%d kinds of answers held against the description", len(look.checks))
	var seen []string
	for name := range look.checks {
		seen = append(seen, name)
	}
	all := strings.Join(seen, "\n")
	for _, want := range []string{`products/\{id\} 200`, `products/\{id\} 404`, `products/\{id\} 422`, `products/\{id\}/stock 400`, `orders/search 400`, `status 400`, `Webhooks 201`, `orders 401`} {
		if !regexp.MustCompile(want).MatchString(all) {
			t.Errorf("no answer %s was seen", want)
		}
	}
}

func (r *rig) walkCatalogue(sh *shop) {
	for from := int64(0); ; {
		rows := r.search("/api/v1/products/search", fmt.Sprintf("id gt %d", from), "id").page(r.t).Data
		if len(rows) == 0 {
			break
		}
		from = int64(rows[len(rows)-1]["id"].(float64))
	}
	r.get("/api/v1/products?page=2&limit=20")
	r.search("/api/v1/products/search", "product_code eq 'X' or live eq true", "-last_modified")
	r.search("/api/v1/products/search", "nonsense", "")
	r.search("/api/v1/variants/search", "id gt 0", "id")
	r.search("/api/v1/variants/search", "nonsense", "id")
	v := sh.variants[0]
	for _, path := range []string{
		fmt.Sprintf("/%d", v.ParentProductID), fmt.Sprintf("/%d", v.ID), "/1", fmt.Sprintf("/%d/variants", v.ParentProductID), fmt.Sprintf("/variants/%d", v.ID), "/variants/1",
		fmt.Sprintf("/%d/variants/%d", v.ParentProductID, v.ID), fmt.Sprintf("/%d/variants/%d/stock", v.ParentProductID, v.ID), fmt.Sprintf("/%d/stock", v.ParentProductID),
		fmt.Sprintf("/%d/stock", v.ID), "/1/stock",
	} {
		r.get("/api/v1/products" + path)
	}
}

func (r *rig) walkOrders() {
	r.get("/api/v2/orders?page=1&limit=20")
	r.search("/api/v2/orders/search", "nonsense", "id")
	since := r.clock.now().Add(-2 * time.Hour).Format("2006-01-02T15:04:05Z")
	recent := "(last_updated ge " + since + " or order_date ge " + since + ")"
	for from := int64(0); ; {
		rows := r.search("/api/v2/orders/search", fmt.Sprintf("%s and id gt %d", recent, from), "id").page(r.t).Data
		for _, row := range rows {
			id := int64(row["id"].(float64))
			items := r.get(orderPath(id, "items")).page(r.t).Data
			if row["custom_fields"] != "" {
				r.get(orderPath(id, "customFields"))
			}
			item := int64(items[0]["id"].(float64))
			r.get(fmt.Sprintf("/api/v2/orders/%d/items/%d?item_id=%d", id, item, item))
			from = id
		}
		if len(rows) < 20 {
			break
		}
	}
	r.get(fmt.Sprintf("/api/v2/orders/%d", firstOrderID))
	r.get("/api/v2/orders/1")
	r.get("/api/v2/orders/1/items")
	r.get("/api/v2/orders/1/customFields")
}

func (r *rig) walkWrites(sh *shop) {
	id := sh.orders[0].wire.ID
	r.do("PUT", orderPath(id, "deliveryTracking"), `{"delivery_tracking_number":"AB1","delivery_tracking_company":null,"delivery_tracking_url":"https://t.example/AB1"}`)
	r.do("PUT", orderPath(id, "status"), `{"status":"DISPATCHED","email_customer":false}`)
	r.do("PUT", orderPath(id, "internalNotes"), `{"notes":"Packed"}`)
	r.do("PUT", orderPath(1, "status"), `{"status":"DISPATCHED","email_customer":false}`)
	p, v := sh.ordinary[len(sh.ordinary)-1].product, sh.variants[0]
	r.do("PUT", fmt.Sprintf("/api/v1/products/%d/stock", p.ID), fmt.Sprintf(`{"id":%d,"stock":4,"total_product_stock":4}`, p.ID))
	r.do("PUT", fmt.Sprintf("/api/v1/products/%d/variants/%d/stock", v.ParentProductID, v.ID), fmt.Sprintf(`{"id":%d,"parent_product_id":%d,"stock":4}`, v.ID, v.ParentProductID))
	hook := r.subscribe(topicCreated, "https://hooks.example.com/token")
	r.get("/api/v2/Webhooks/webhooks")
	r.get("/api/v2/Webhooks/" + hook)
	r.do("PUT", "/api/v2/Webhooks/"+hook, `{"topic":"order.updated","endpoint":"https://hooks.example.com/token","is_enabled":false}`)
	r.do("DELETE", "/api/v2/Webhooks/"+hook, "")
}
