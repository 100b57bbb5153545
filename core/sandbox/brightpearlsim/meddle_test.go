package brightpearlsim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

type m = map[string]any

func TestRemovedSalesOrderIsUnknown(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 2, "1"))
	b.reserve(id, rows["1"], mug, 2)
	b.pay(id, "12.00")
	shipped, _ := b.placed("ekm:north:2", row(mug, 1, "1"))
	if s := b.door("POST", "ship", m{"order_id": shipped, "tracking": "T"}, nil); s != 200 {
		t.Fatal(s)
	}
	if s := b.door("POST", "remove-order", m{"order_id": shipped}, nil); s != 400 {
		t.Error("an order that was shipped is removed:", s)
	}
	if s := b.door("POST", "remove-order", m{"order_id": id}, nil); s != 200 {
		t.Fatal(s)
	}
	if s := b.door("POST", "remove-order", m{"order_id": id}, nil); s != 400 {
		t.Error("removed twice:", s)
	}
	for _, path := range []string{"order-service/order/%d", "order-service/sales-order/%d"} {
		if g := b.call("GET", fmt.Sprintf(path, id), ""); g.text != `{"response":[]}` {
			t.Error(path, g.text)
		}
	}
	for _, search := range []string{"order-service/order-search?externalRef=ekm:north:1", fmt.Sprintf("order-service/sales-order-search?salesOrderId=%d", id),
		fmt.Sprintf("accounting-service/customer-payment-search?orderId=%d", id)} {
		if n := len(b.search(search).Results); n != 0 {
			t.Error(search, "finds", n)
		}
	}
	if _, onHand := b.onHand(mug); onHand != 9 {
		t.Error("its stock is still held:", onHand)
	}
	// Staff may go on working, and the reference is free for a new order.
	b.sim.SetStaff(true)
	b.clock.add(time.Hour)
	b.sim.Work()
	if again, _ := b.placed("ekm:north:1", row(mug, 1, "1")); again == id || b.sim.Books().Counters.DuplicateCreates != 0 {
		t.Error("the reference is still taken:", again)
	}
}

func TestChangedRowMovesTheOrder(t *testing.T) {
	b := newBench(t)
	id, _ := b.placed("ekm:north:1", row(mug, 1, "1")+","+row(cup, 1, "2"))
	if s := b.door("POST", "change-row", m{"order_id": id, "row": 1, "net_pence": 1001, "tax_pence": 200}, nil); s != 200 {
		t.Fatal(s)
	}
	if o := b.book(id); o.Total != "24.01" || o.Rows[0].Net != "10.0000" || o.Rows[1].Net != "10.0100" {
		t.Errorf("%+v", o)
	}
	if n := len(b.search("order-service/order-search?updatedOn=2026-01-01T00:00:00Z/").Results); n != 1 {
		t.Error("nobody sees that the order changed")
	}
	if s := b.door("POST", "change-row", m{"order_id": id, "row": 2, "net_pence": 1}, nil); s != 400 {
		t.Error("a row that is not there:", s)
	}
}

func TestContactsTypedInAndMerged(t *testing.T) {
	b := newBench(t)
	var made struct {
		ID int `json:"contact_id"`
	}
	b.door("POST", "contacts", m{"first_name": "Mo", "last_name": "Dup", "email": "mo@shopper.example", "secondary_email": "mo2@shopper.example", "tertiary_email": "mo3@shopper.example"}, &made)
	for _, filter := range []string{"primaryEmail=mo@", "secondaryEmail=mo2@", "tertiaryEmail=mo3@"} {
		if f := b.search("contact-service/contact-search?columns=contactId,isCustomer&" + filter); len(f.Results) != 1 || fmt.Sprint(f.Results[0]) != fmt.Sprintf("[%d true]", made.ID) {
			t.Error(filter, f.Results)
		}
	}
	staff, err := b.sim.AddContact(brightpearlsim.NewContact{FirstName: "S", LastName: "T", Email: "s@shopper.example", Kind: "staff"})
	if f := b.search("contact-service/contact-search?columns=contactId&isStaff=true"); err != nil || fmt.Sprint(f.Results) != fmt.Sprintf("[[%d]]", staff) {
		t.Error(err, f.Results)
	}
	for _, bad := range []m{{"kind": "robot", "email": "a@b.example"}, {"email": "nonsense"}} {
		if s := b.door("POST", "contacts", bad, nil); s != 400 {
			t.Error(bad, s)
		}
	}

	body := strings.Replace(orderBody("ekm:north:1", row(mug, 1, "1")), fmt.Sprint(customer), fmt.Sprint(made.ID), 1)
	var id int
	b.ok("POST", "order-service/sales-order", body, &id)
	if s := b.door("POST", "merge-contacts", m{"keep": customer, "gone": made.ID}, nil); s != 200 {
		t.Fatal(s)
	}
	if got := b.book(id).ContactID; got != customer {
		t.Error("the order is on contact", got)
	}
	b.refused("GET", fmt.Sprintf("contact-service/contact/%d", made.ID), "", 404, "CMNC-404")
	b.refused("POST", "order-service/sales-order", strings.Replace(body, "north:1", "north:2", 1), 400, "ORDC")
	if s := b.door("POST", "merge-contacts", m{"keep": customer, "gone": customer}, nil); s != 400 {
		t.Error("a contact merged with itself:", s)
	}
}
