package brightpearl

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"stockbridge/core/rest"
)

func TestOnlyOrdersWritesLeaveTheProgram(t *testing.T) {
	c, s := serveOne(t, good("{}"))
	for _, call := range []rest.Call{
		{Method: "PUT", Path: "/product-service/product/7301"},
		{Method: "POST", Path: "/product-service/product"},
		{Method: "PUT", Path: "/product-service/product-price/7301/price-list"},
		{Method: "POST", Path: "/warehouse-service/warehouse/2/stock-correction"},
		{Method: "POST", Path: "/warehouse-service/order/88041/goods-note/goods-out"},
		{Method: "POST", Path: "/warehouse-service/goods-note/goods-out/12447/event"},
		{Method: "PUT", Path: "/warehouse-service/goods-note/goods-out/12447"},
		{Method: "POST", Path: "/order-service/sales-order/88041/close"},
		{Method: "DELETE", Path: "/accounting-service/customer-payment/5531"},
		{Method: "POST", Path: "/accounting-service/sales-receipt/"},
		{Method: "PATCH", Path: "/contact-service/contact/612"},
		{Method: "POST", Path: "/order-service/order/1/note/../../sales-order/1/close"},
	} {
		if _, err := c.do(t.Context(), call); err == nil {
			t.Errorf("%s %s was sent", call.Method, call.Path)
		}
		if _, err := c.outbox.post(t.Context(), call); err == nil {
			t.Errorf("%s %s was sent with others", call.Method, call.Path)
		}
	}
	same(t, "requests", len(s.requests()), 0)
}

func TestSecretsDoNotShow(t *testing.T) {
	auth := PrivateAuth{AppRef: "app", AccountToken: NewSecret("hunter2"), StaffToken: NewSecret("hunter3")}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "auth", auth, "token", auth.AccountToken)
	encoded, err := json.Marshal(auth)
	noErr(t, err)
	hiddenField := struct{ auth PrivateAuth }{auth}
	all := log.String() + string(encoded) + fmt.Sprintf("%v %+v %#v %s", auth, auth, auth, auth) + fmt.Sprintf("%+v %#v", hiddenField, hiddenField)
	if bytes.Contains([]byte(all), []byte("hunter")) {
		t.Errorf("a token shows in %s", all)
	}
	same(t, "token", auth.AccountToken.Reveal(), "hunter2")
}

func TestHeaders(t *testing.T) {
	r, err := http.NewRequest(http.MethodGet, "https://euw1.brightpearlconnect.com", nil)
	noErr(t, err)
	noErr(t, PrivateAuth{AppRef: "app", DevRef: "dev", StaffToken: NewSecret("s")}.Apply(t.Context(), r))
	same(t, "app", r.Header.Get("brightpearl-app-ref"), "app")
	same(t, "staff", r.Header.Get("brightpearl-staff-token"), "s")
	same(t, "account", r.Header.Get("brightpearl-account-token"), "")
	OAuthHeaders(r, "app", "dev", "tok")
	same(t, "bearer", r.Header.Get("Authorization"), "Bearer tok")
	same(t, "dev", r.Header.Get("brightpearl-dev-ref"), "dev")
	if err := (PrivateAuth{AppRef: "app"}).Apply(t.Context(), r); err == nil {
		t.Error("no token was fine")
	}
}

func TestAllowedDomains(t *testing.T) {
	for host, want := range map[string]bool{
		"euw1.brightpearlconnect.com": true, "use1.brightpearlconnect.com": true, "ws-eu1.brightpearl.com": true,
		"oauth.brightpearlapp.com": true, "EUW1.BrightpearlConnect.com": true, "127.0.0.1": true, "127.0.0.1:8080": true,
		"localhost:1": true, "[::1]:8080": true, "::1": true,
		"": false, "brightpearlconnect.com": false, "evil.com": false, "euw1.brightpearlconnect.com.evil.com": false,
		"evilbrightpearl.com": false, "euw1.brightpearlconnect.com:8443": false, "https://euw1.brightpearlconnect.com": false,
		"user@euw1.brightpearlconnect.com": false, "evil.com/x.brightpearl.com": false, "evil.com#.brightpearl.com": false,
		"10.0.0.1": false, ".brightpearl.com": false,
		"evilbrightpearlconnect.com": false, "euw1.evilbrightpearlconnect.com": false, "euw1-brightpearlconnect.com": false,
		"euw1.brightpearlconnect.com.": false, "euw1.brightpearlconnect.com..": false, "euw1..brightpearlconnect.com": false,
		"euw1.brightpearlconnect.co": false, "euw1.brightpearlconnect.com:443": false, "euw1.brightpearlconnect.com:": false,
		"euw1.brightpearlconnect.com@evil.com": false, "evil.com@euw1.brightpearlconnect.com": false, "a:b@euw1.brightpearl.com": false,
		"evil.com\\.brightpearl.com": false, "evil.com?.brightpearl.com": false, "evil.com%2f.brightpearl.com": false,
		"evil.com%00.brightpearl.com": false, "evil.com\n.brightpearl.com": false, " euw1.brightpearl.com": false, "euw1.brightpearl.com\t": false,
		"e\u00fcw1.brightpearl.com": false, "euw1.br\u0456ghtpearl.com": false, "\u212a.brightpearl.com": false, "euw1\u3002brightpearl.com": false,
		"-.brightpearl.com": false, "_x.brightpearl.com": false, "*.brightpearl.com": false,
		"127.0.0.1.evil.com": false, "localhost.evil.com": false, "evil.com:localhost": false, "localhost.": false, "2130706433": false,
		"0.0.0.0": false, "169.254.169.254": false, "[::ffff:169.254.169.254]:80": false, "192.168.0.1:80": false, "127.0.0.1:": false,
	} {
		same(t, host, AllowedDomain(host), want)
	}
}

func TestNewRefusesOddAddresses(t *testing.T) {
	auth := PrivateAuth{AppRef: "app", AccountToken: NewSecret("x")}
	for _, o := range []Options{
		{BaseURL: "http://euw1.brightpearlconnect.com", Account: "acme", Auth: auth},
		{BaseURL: "https://evil.com", Account: "acme", Auth: auth},
		{BaseURL: "https://euw1.brightpearlconnect.com/x", Account: "acme", Auth: auth},
		{BaseURL: "https://a:b@euw1.brightpearlconnect.com", Account: "acme", Auth: auth},
		{BaseURL: "https://euw1.brightpearlconnect.com", Account: "../acme", Auth: auth},
		{BaseURL: "https://euw1.brightpearlconnect.com", Account: "acme"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s %s was taken", o.BaseURL, o.Account)
		}
	}
	c, err := New(Options{BaseURL: "https://euw1.brightpearlconnect.com", Account: "acme-1", Auth: auth, InstanceID: func() int64 { return 57 }})
	noErr(t, err)
	same(t, "granted instance", c.InstanceID(), int64(57))
}

// turns remembers the priorities of the requests it lets through.
type turns struct {
	freePacer
	taken chan rest.Priority
}

func (p turns) Acquire(ctx context.Context, priority rest.Priority) (func(*rest.Answer), error) {
	p.taken <- priority
	return p.freePacer.Acquire(ctx, priority)
}

func TestPriorities(t *testing.T) {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) }))
	t.Cleanup(h.Close)
	pacer := turns{taken: make(chan rest.Priority, 1)}
	c, err := New(Options{
		BaseURL: h.URL, Account: "acme", Auth: PrivateAuth{AppRef: "app", AccountToken: NewSecret("x")}, Pacer: pacer,
	})
	noErr(t, err)
	_, err = c.Availability.Get(t.Context(), 1001)
	noErr(t, err)
	same(t, "stock", <-pacer.taken, rest.StockDown)
	_, err = c.Availability.Get(WithPriority(t.Context(), rest.Checks), 1001)
	noErr(t, err)
	same(t, "patrol", <-pacer.taken, rest.Checks)
	_, err = c.Orders.Get(t.Context(), 1)
	noErr(t, err)
	same(t, "orders", <-pacer.taken, rest.Orders)
	_, _, err = c.Reservations.Get(t.Context(), 1)
	noErr(t, err)
	same(t, "reservations", <-pacer.taken, rest.Reserve)
}

func TestCountryCodes(t *testing.T) {
	for in, want := range map[string]string{
		"GB": "GBR", "uk": "GBR", " gbr ": "GBR", "DE": "DEU", "XK": "XKK", "ZZ": "", "": "", "England": "", "IM": "IMN",
	} {
		same(t, in, Alpha3(in), want)
	}
	same(t, "back", Alpha2("gbr"), "GB")
	same(t, "two stays two", Alpha2("FR"), "FR")
	same(t, "unknown", Alpha2("QQQ"), "")
	if len(alpha2) != len(alpha3) || len(alpha3) < 249 {
		t.Errorf("%d codes, %d back", len(alpha3), len(alpha2))
	}
}
