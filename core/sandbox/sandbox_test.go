package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
)

func start(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func get(t *testing.T, address string, into any, headers ...string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(address, resp.StatusCode, string(body), err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatal(address, err)
	}
}

func TestBothSidesAnswerWithTheSameWorld(t *testing.T) {
	s := start(t, sandbox.Options{Stores: 2, Products: 60, Seed: 3})
	c := s.Config()
	if len(c.Users) != 2 || c.EKMURL == c.BrightpearlURL {
		t.Fatalf("%+v", c)
	}
	placed, err := s.EKM.PlaceOrder(c.Users[0].Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: listed(t, s), Quantity: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	var shops struct {
		Shops []struct {
			Username string `json:"username"`
			Orders   []struct {
				Number string `json:"number"`
			} `json:"orders"`
		} `json:"shops"`
	}
	get(t, c.EKMURL+"/_sandbox/books", &shops)
	if len(shops.Shops) != 2 || len(shops.Shops[0].Orders) == 0 || shops.Shops[0].Orders[len(shops.Shops[0].Orders)-1].Number != placed.Number {
		t.Errorf("EKM's books lack order %s: %+v", placed.Number, shops)
	}
	var books brightpearlsim.Books
	get(t, c.BrightpearlURL+"/_sandbox/books", &books)
	if len(books.SalesOrders) != 0 || len(books.Availability) == 0 {
		t.Errorf("Brightpearl's books: %d orders, %d levels", len(books.SalesOrders), len(books.Availability))
	}
	query := c.BrightpearlURL + "/public-api/" + c.Account + "/product-service/product-search?columns=productId&SKU=" + url.QueryEscape(listed(t, s))
	var found struct{ Response struct{ Results [][]any } }
	get(t, query, &found, "brightpearl-app-ref", c.AppRef, "brightpearl-account-token", c.AccountToken)
	if len(found.Response.Results) != 1 {
		t.Error("the listing's code finds", found.Response.Results)
	}
}

// listed is the code of a listing of the first store that matches a product in stock.
func listed(t *testing.T, s *sandbox.Sandbox) string {
	t.Helper()
	for _, l := range s.World.Stores[0].Listings {
		if good, ok := s.World.Good(l.Good); ok && l.Quirk == "" && len(l.Variants) == 0 && l.Live && good.UnitsAt(2) > 0 {
			return l.Code
		}
	}
	t.Fatal("the store lists nothing that is in stock")
	return ""
}

func TestPrintedSettingsExistInTheAccount(t *testing.T) {
	s := start(t, sandbox.Options{Stores: 3, Products: 40, Seed: 1})
	c := s.Config()
	api := func(path string, into any) {
		get(t, c.BrightpearlURL+"/public-api/"+c.Account+"/"+path, into, "brightpearl-app-ref", c.AppRef, "brightpearl-staff-token", c.StaffToken)
	}
	var channels struct {
		Response []struct {
			ID                                     int
			Name                                   string
			DefaultPriceListID, DefaultWarehouseID int
		}
	}
	api("product-service/channel", &channels)
	var methods struct {
		Response []struct {
			Code         string
			IsActive     bool
			BankAccounts []struct{ CurrencyIsoCode string }
		}
	}
	api("accounting-service/payment-method", &methods)
	for _, u := range c.Users {
		ok := false
		for _, ch := range channels.Response {
			ok = ok || ch.ID == u.ChannelID && ch.Name == "EKM "+u.Name && ch.DefaultPriceListID == u.PriceListID && ch.DefaultWarehouseID == u.WarehouseID
		}
		if !ok {
			t.Errorf("no channel for %+v in %+v", u, channels)
		}
		ok = false
		for _, m := range methods.Response {
			ok = ok || m.Code == u.PaymentMethod && m.IsActive && len(m.BankAccounts) == 1 && m.BankAccounts[0].CurrencyIsoCode == u.Currency
		}
		if !ok {
			t.Errorf("no payment method for %+v", u)
		}
	}
	var lists struct {
		Response []struct{ CurrencyCode string }
	}
	api("product-service/price-list", &lists)
	currencies := map[string]int{}
	for _, l := range lists.Response {
		currencies[l.CurrencyCode]++
	}
	if len(channels.Response) < 3 || currencies["EUR"] != 1 || currencies["GBP"] < 3 {
		t.Error("channels and price lists:", len(channels.Response), currencies)
	}
}

func TestConfigHasItsKeys(t *testing.T) {
	s := start(t, sandbox.Options{Stores: 1, Products: 40})
	data, err := json.Marshal(s.Config())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(`ekm_url brightpearl_url account app_ref dev_ref account_token staff_token brightpearl_client_id
		brightpearl_client_secret brightpearl_authorize_url brightpearl_token_url ekm_client_id ekm_client_secret users name username password
		access_token currency channel_id price_list_id warehouse_id payment_method tax_code_taxable tax_code_not_taxable order_status_id shipping_method_id`) {
		if !strings.Contains(string(data), `"`+key+`":`) {
			t.Error("missing:", key)
		}
	}
}

func TestCloseStopsServing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := sandbox.Start(ctx, sandbox.Options{Stores: 1, Products: 40, Warehouse: true, Trade: true, OrdersPerMinute: 60})
	if err != nil {
		t.Fatal(err)
	}
	cancel() // the context alone stops it too
	s.Wait()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if resp, err := http.Get(s.Config().EKMURL + "/_sandbox/books"); err == nil {
		resp.Body.Close()
		t.Error("EKM still answers")
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for text, o := range map[string]sandbox.Options{
		"loopback": {Listen: "0.0.0.0:0"}, "host:port": {Listen: "nonsense"}, "port": {Listen: "127.0.0.1:65535"},
		"unknown fault": {Faults: []string{"nonsense"}}, "probability": {Faults: []string{"slow=2"}},
	} {
		if _, err := sandbox.Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestFaultsFindTheirSimulator(t *testing.T) {
	s := start(t, sandbox.Options{Stores: 1, Products: 40, Faults: []string{"throttle", "rolling-throttle", "ekm:cut=0.5", "brightpearl:throttle=1"}})
	for _, want := range []brightpearlsim.Fault{{Name: "throttle", Probability: 0.05}, {Name: "rolling-throttle"}, {Name: "throttle", Probability: 1}} {
		if got := s.Brightpearl.Faults(); got[0] != want && got[1] != want && got[2] != want {
			t.Errorf("Brightpearl lacks %+v: %+v", want, got)
		}
	}
	if got := s.EKM.Faults(); len(got) != 2 || got[0].Name != "throttle" || got[1].Name != "cut" || got[1].Probability != 0.5 {
		t.Errorf("EKM has %+v", got)
	}
}

func TestSeenIsToldBeforeTheAnswer(t *testing.T) {
	var mu sync.Mutex
	var calls []string
	s := start(t, sandbox.Options{Stores: 1, Products: 40, Seed: 1, Seen: func(call string) {
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, call)
	}})
	c := s.Config()
	var ignored any
	get(t, c.BrightpearlURL+"/public-api/"+c.Account+"/warehouse-service/warehouse", &ignored, "brightpearl-app-ref", c.AppRef, "brightpearl-account-token", c.AccountToken)
	get(t, c.EKMURL+"/api/v1/settings/currency", &ignored, "Authorization", "Bearer "+c.Users[0].AccessToken)
	mu.Lock()
	defer mu.Unlock()
	want := "brightpearl GET warehouse-service/warehouse, ekm/" + c.Users[0].Username + " GET /api/v1/settings/currency"
	if got := strings.Join(calls, ", "); got != want {
		t.Errorf("seen: %s, want %s", got, want)
	}
}
