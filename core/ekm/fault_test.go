package ekm

import (
	"errors"
	"testing"

	"stockbridge/core/fault"
)

func TestFaults(t *testing.T) {
	const message = `{"meta":{},"links":[],"validation_result":[{"member_names":["id"],"error_message":"Order '7' not found."}],"errors":null,"data":null}`
	for name, tt := range map[string]struct {
		status int
		body   string
		write  bool
		kind   fault.Kind
		code   string
	}{
		"unknown":              {404, message, false, fault.NotFound, ""},
		"unknown, empty body":  {404, "", false, fault.NotFound, ""},
		"invalid":              {400, message, true, fault.Refused, ""},
		"bad search":           {400, `{"validation_result":[{"member_names":null,"error_message":"Invalid search expression"}]}`, false, fault.Refused, CodeInvalidSearch},
		"no scope":             {403, "", false, fault.Refused, CodeNotPermitted},
		"signed out":           {401, "", false, fault.SignIn, ""},
		"too fast":             {429, "", true, fault.Throttled, ""},
		"broken":               {500, "", true, fault.Offline, ""},
		"gateway":              {502, "<html>Bad gateway</html>", false, fault.Offline, ""},
		"plan, with 200":       {200, `{"errors":{"PlanRestrictionViolation":"12"},"data":{"id":7}}`, true, fault.Refused, CodePlanRestriction},
		"plan, with 403":       {403, `{"errors":{"PlanRestrictionViolation":"12"}}`, true, fault.Refused, CodePlanRestriction},
		"write without data":   {200, `{"validation_result":null,"errors":null,"data":null}`, true, fault.Refused, CodeNoData},
		"invalid, with 200":    {200, message, true, fault.Refused, ""},
		"page instead of JSON": {200, "<html>Hotel</html>", true, fault.Offline, ""},
		"garbage":              {200, `{"data":`, true, fault.Offline, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, answer(tt.status, tt.body))
			var err error
			if tt.write {
				_, err = s.Orders.SetTracking(t.Context(), 7, Tracking{})
			} else {
				_, err = s.Orders.Get(t.Context(), 7)
			}
			f := fault.Of(err)
			if f == nil || f.Kind != tt.kind || f.RemoteCode != tt.code || f.Remote != "ekm/garden" || f.Op == "" {
				t.Errorf("%v, code %q", err, f.RemoteCode)
			}
			if tt.status == 403 && tt.code == CodeNotPermitted && !errors.Is(err, ErrNotPermitted) {
				t.Error("not recognisable as a missing permission")
			}
			if unclear := tt.write && (tt.kind == fault.Offline || tt.code == CodeNoData); f.Unclear != unclear {
				t.Errorf("unclear is %v", f.Unclear)
			}
		})
	}
}

func TestWrongProductID(t *testing.T) {
	s := newShop(t, answer(422, `{"validation_result":[{"member_names":["id"],"error_message":"Product '314' is a variant. Please use master product Id '301'"}],"data":null}`))
	_, err := s.Stock.SetProduct(t.Context(), 314, 5, Down)
	if master, ok := MasterOf(err); !ok || master != 301 || !fault.Is(err, fault.Refused) {
		t.Errorf("master %d, %v: %v", master, ok, err)
	}
}

func TestNoMailAndNoOtherWrites(t *testing.T) {
	s := newShop(t, answer(200, wrap(map[string]any{"id": 7, "status": "DISPATCHED"})))
	if _, err := s.Orders.SetStatus(t.Context(), 7, "Dispatched"); err != nil {
		t.Fatal(err)
	}
	if body := s.last(t).body; body != `{"status":"DISPATCHED","email_customer":false}` {
		t.Errorf("sent %s", body)
	}
	before := len(s.requests)
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"PUT", "/api/v2/orders/7/status", map[string]any{"status": "X", "email_customer": true}},
		{"PUT", "/api/v2/orders/7/status", map[string]any{"status": "X", "Email_Customer": "true"}},
		{"PUT", "/api/v2/orders/7/status", map[string]any{"list": []any{map[string]any{"email_customer": 1}}}},
		{"POST", "/api/v2/Webhooks", map[string]any{"send_email": true}},
		{"PUT", "/api/v1/products/7", map[string]any{"name": "X"}},
		{"POST", "/api/v1/customers", map[string]any{"first_name": "X"}},
		{"DELETE", "/api/v1/products/7", nil},
	} {
		_, err := s.rest.Do(t.Context(), restCall(c.method, c.path, c.body))
		if f := fault.Of(err); f == nil || f.Kind != fault.Bug || f.Unclear || f.Text == "" {
			t.Errorf("%s %s %v: %v", c.method, c.path, c.body, err)
		}
	}
	if len(s.requests) != before {
		t.Error("a forbidden request left the machine")
	}
}

func TestStatusIsSentAgainAsTheShopSpellsIt(t *testing.T) {
	s := newShop(t, func(r request) (int, string) {
		if contains(r.body, "Packed up") {
			return 200, wrap(map[string]any{"id": 7, "status": "Packed up"})
		}
		return 400, `{"validation_result":[{"member_names":["status"],"error_message":"The status field is required."}]}`
	})
	if o, err := s.Orders.SetStatus(t.Context(), 7, "Packed up"); err != nil || o.Status != "Packed up" {
		t.Errorf("%v, %v", o.Status, err)
	}
	if _, err := s.Orders.SetStatus(t.Context(), 7, "Gone"); !fault.Is(err, fault.Refused) || len(s.requests) != 4 {
		t.Errorf("%v after %d requests", err, len(s.requests))
	}
}
