package commerce

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// kept are the texts of an order that say nothing about a person; every other one must be gone.
var kept = []string{"Number", "Currency", "Type", "Status", "PaymentStatus", "DeliveryMethod", "Country", "Code", "Name"}

// TestRedactedHidesEveryText fills each text of an order with a canary of its own, also those that are added to the type later.
func TestRedactedHidesEveryText(t *testing.T) {
	o := Order{Lines: make([]Line, 1), Custom: make([]CustomField, 1)}
	var fill func(v reflect.Value, path string)
	fill = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.String:
			v.SetString("canary:" + path)
		case reflect.Slice:
			for i := range v.Len() {
				fill(v.Index(i), path)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && f.Type.PkgPath() != "time" {
					fill(v.Field(i), path+"."+f.Name)
				}
			}
		}
	}
	fill(reflect.ValueOf(&o).Elem(), "order")
	text, err := json.Marshal(o.Redacted())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), `"`) {
		path, found := strings.CutPrefix(part, "canary:")
		field := path[strings.LastIndex(path, ".")+1:]
		ours := false
		for _, k := range kept {
			ours = ours || k == field && !strings.Contains(path, "Address") && path != "order.Customer.Billing.Name" && path != "order.Customer.Delivery.Name"
		}
		if found && !ours {
			t.Errorf("%s is still there", path)
		}
	}
	if o.Lines[0].Options != "canary:order.Lines.Options" {
		t.Error("the original was changed")
	}
	if empty := (Order{}).Redacted(); empty.Customer.Email != "" {
		t.Error("what was missing is not missing any more")
	}
}
