package brightpearlsim_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

// clock is a clock that stands still until told otherwise.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// bench is a simulator on a real connection, with a fake clock.
type bench struct {
	t     *testing.T
	sim   *brightpearlsim.Server
	http  *httptest.Server
	clock *clock
}

const (
	mug, cup, gift, set, crate = 1001, 1002, 1003, 1004, 1005
	customer                   = 612
)

func testData() brightpearlsim.Data {
	d := brightpearlsim.StandardSettings()
	d.PriceLists = []brightpearlsim.PriceList{
		{ID: 6, Code: "NORTH", Name: "North", Currency: "GBP", Kind: "SELL", Gross: true}, {ID: 7, Code: "EURO", Name: "Euro", Currency: "EUR", Kind: "SELL"},
	}
	d.Channels = []brightpearlsim.Channel{{ID: 4, Name: "EKM North", DefaultWarehouseID: 2, DefaultPriceListID: 6, WarehouseIDs: []int{2, 5}}}
	d.PaymentMethods = []brightpearlsim.PaymentMethod{
		{ID: 5, Code: "EKMNORTH", Name: "EKM card", Active: true, BankAccounts: map[string]string{"GBP": "1200"}},
	}
	product := func(id int, sku, name string) brightpearlsim.Product {
		return brightpearlsim.Product{ID: id, SKU: sku, Name: name, StockTracked: true, TaxCode: "T20", Prices: map[int]string{6: "10.4150"}}
	}
	a, b, g, s, c := product(mug, "MUG-BLU", "Enamel mug, blue"), product(cup, "CUP", "Cup"), product(gift, "WRAP", "Gift wrap"),
		product(set, "SET", "Mug and cups"), product(crate, "CRATE", "Two sets")
	a.Stock, b.Stock = map[int]int{2: 10, 5: 5}, map[int]int{2: 4}
	g.StockTracked = false
	s.Components = []brightpearlsim.Component{{ProductID: mug, Quantity: 1}, {ProductID: cup, Quantity: 2}}
	c.Components = []brightpearlsim.Component{{ProductID: set, Quantity: 2}}
	empty := product(1006, "mug-blu", "Enamel mug, other case")
	d.Products = []brightpearlsim.Product{a, b, g, s, c, empty}
	d.Contacts = []brightpearlsim.Contact{
		{ID: customer, FirstName: "Priya", LastName: "Oduya", Email: "ann@shopper.example", Customer: true, PriceListID: 6},
		{ID: 613, FirstName: "Jo", LastName: "Ann", Email: "joann@shopper.example", Customer: true},
		{ID: 614, FirstName: "Priya", LastName: "Oduya", Email: "ANN@shopper.example", Customer: true},
		{ID: 615, FirstName: "Quay", LastName: "Supplies", Email: "sales@supplier.example", Supplier: true},
	}
	return d
}

func newBench(t *testing.T, change ...func(*brightpearlsim.Config)) *bench {
	t.Helper()
	b := &bench{t: t, clock: &clock{at: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)}}
	cfg := brightpearlsim.Config{
		Account: "acme", AppRef: "acme_app", DevRef: "acme-dev", AccountToken: "account-secret", StaffToken: "staff-secret",
		ClientID: "acme-oauth", ClientSecret: "hush", Now: b.clock.now, Seed: 7, Limit: 100_000, Data: testData(),
	}
	for _, f := range change {
		f(&cfg)
	}
	b.sim = brightpearlsim.New(cfg)
	b.http = httptest.NewServer(b.sim.Handler())
	t.Cleanup(b.http.Close)
	return b
}

func (b *bench) faults(list ...brightpearlsim.Fault) {
	b.t.Helper()
	if err := b.sim.SetFaults(list...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) switchOn(name string) { b.faults(brightpearlsim.Fault{Name: name}) }

// got is one answer. Its JSON is kept as text, so that tests compare what is on the wire.
type got struct {
	status int
	header http.Header
	text   string
}

// request is a request of the private app.
func (b *bench) request(method, path, body string) *http.Request {
	b.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.http.URL+"/public-api/acme/"+path, reader)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("brightpearl-app-ref", "acme_app")
	req.Header.Set("brightpearl-account-token", "account-secret")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

func (b *bench) send(req *http.Request) (got, error) {
	resp, err := b.http.Client().Do(req)
	if err != nil {
		return got{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return got{resp.StatusCode, resp.Header, string(text)}, err
}

func (b *bench) call(method, path, body string) got {
	b.t.Helper()
	g, err := b.send(b.request(method, path, body))
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return g
}

// ok sends a request that has to succeed and decodes "response" into v.
func (b *bench) ok(method, path, body string, v any) {
	b.t.Helper()
	g := b.call(method, path, body)
	if g.status != http.StatusOK {
		b.t.Fatalf("%s %s: %d %s", method, path, g.status, g.text)
	}
	if v == nil {
		return
	}
	envelope := struct{ Response any }{v}
	if err := json.Unmarshal([]byte(g.text), &envelope); err != nil {
		b.t.Fatalf("%s %s: %v in %s", method, path, err, g.text)
	}
}

// refused sends a request that has to fail with a status and a code.
func (b *bench) refused(method, path, body string, status int, code string) {
	b.t.Helper()
	g := b.call(method, path, body)
	if g.status != status || !strings.Contains(g.text, `"code":"`+code) {
		b.t.Errorf("%s %s: got %d %s, want %d %s", method, path, g.status, g.text, status, code)
	}
}

type found struct {
	Results  [][]any
	MetaData struct {
		ResultsAvailable, ResultsReturned int
		FirstResult, LastResult           *int
		MorePagesAvailable                bool
		Columns                           []struct{ Name, ReportDataType string }
	}
}

func (b *bench) search(path string) found {
	b.t.Helper()
	var f found
	b.ok("GET", path, "", &f)
	return f
}

// placed posts a sales order of given rows and returns its id and row ids by external reference.
func (b *bench) placed(externalRef, rows string) (int, map[string]int) {
	b.t.Helper()
	var id int
	b.ok("POST", "order-service/sales-order", orderBody(externalRef, rows), &id)
	var orders []struct {
		Rows []struct {
			ID          int
			ProductID   int
			ExternalRef string
		}
	}
	b.ok("GET", fmt.Sprintf("order-service/sales-order/%d", id), "", &orders)
	ids := map[string]int{}
	for _, r := range orders[0].Rows {
		key := r.ExternalRef
		if key == "" {
			key = fmt.Sprintf("product %d", r.ProductID)
		}
		ids[key] = r.ID
	}
	return id, ids
}

func orderBody(externalRef, rows string) string {
	return fmt.Sprintf(`{"customer":{"id":%d},"ref":"NORTH-1","externalRef":%q,"installedIntegrationInstanceId":57,"statusId":19,
		"warehouseId":2,"channelId":4,"priceListId":6,"currency":{"code":"GBP"},"rows":[%s]}`, customer, externalRef, rows)
}

// row is one row of 10.00 + 2.00.
func row(product, quantity int, ref string) string {
	return fmt.Sprintf(`{"productId":%d,"quantity":"%d","taxCode":"T20","net":"10.0000","tax":"2.00","externalRef":%q}`, product, quantity, ref)
}

func (b *bench) pay(order int, amount string) {
	b.t.Helper()
	b.ok("POST", "accounting-service/customer-payment", paymentBody(order, amount, "EKMNORTH", fmt.Sprintf("ref-%d-%s", order, amount)), nil)
}

func paymentBody(order int, amount, method, ref string) string {
	return fmt.Sprintf(`{"transactionRef":%q,"paymentMethodCode":%q,"paymentType":"RECEIPT","orderId":%d,"currencyIsoCode":"GBP",
		"amountPaid":%s,"paymentDate":"2026-05-04T08:59:00.000+01:00"}`, ref, method, order, amount)
}

func (b *bench) reserve(order, rowID, product, quantity int) got {
	b.t.Helper()
	return b.call("POST", fmt.Sprintf("warehouse-service/order/%d/reservation/warehouse/2", order), reservationBody(rowID, product, quantity))
}

func reservationBody(rowID, product, quantity int) string {
	return fmt.Sprintf(`{"products":[{"productId":%d,"salesOrderRowId":"%d","quantity":"%d"}]}`, product, rowID, quantity)
}

// book is the simulator's own record of an order.
func (b *bench) book(order int) brightpearlsim.BookOrder {
	b.t.Helper()
	for _, o := range b.sim.Books().SalesOrders {
		if o.ID == order {
			return o
		}
	}
	b.t.Fatalf("order %d is not in the books", order)
	return brightpearlsim.BookOrder{}
}

// onHand is what may be sold of a product in warehouse 2.
func (b *bench) onHand(product int) (inStock, onHand int) {
	b.t.Helper()
	for _, l := range b.sim.Books().Availability {
		if l.ProductID == product && l.WarehouseID == 2 {
			return l.InStock, l.OnHand
		}
	}
	return 0, 0
}
