package shipflow_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/settings"
	"stockbridge/core/shipflow"
	"stockbridge/core/view"
)

const (
	waiting    = commerce.ShipmentWaiting
	sent       = commerce.ShipmentSent
	held       = commerce.ShipmentHeld
	superseded = commerce.ShipmentSuperseded
)

func policy(name, part string) option {
	return func(_ *shipflow.Options, _ *ekm.Options, s *settings.Store) {
		s.ShippedPolicy, s.PartShippedStatus = name, part
	}
}

func TestOneNote(t *testing.T) {
	r := newRig(t)
	o, other := r.order(), r.order()
	r.ship(o, "ZZ123456785GB")
	r.run()
	r.shows(o, "DISPATCHED", "ZZ123456785GB")
	r.shows(other, "PENDING", "")
	r.wrote("deliveryTracking status")
	if n := r.states(o, sent)[0]; n.Carrier != "Royal Mail Tracked 48" || n.Units != 3 || !strings.Contains(n.Told, "royalmail.com") || n.StatusTold != "DISPATCHED" {
		t.Errorf("the note says %+v", n)
	}
	for range 3 { // seen again, nothing is told twice; the hourly look back included
		r.advance(40 * time.Minute)
		r.run()
	}
	r.wrote("deliveryTracking status")
	page, err := r.db.ActivityPage(t.Context(), view.Filter{Code: "order:1"}, view.Window{})
	if err != nil || len(page.Rows) == 0 || !strings.Contains(page.Rows[0].Text, "tracking ZZ123456785GB, status DISPATCHED") {
		t.Errorf("the order's history says %+v, %v", page.Rows, err)
	}
}

func TestTwoNotes(t *testing.T) {
	cases := []struct {
		policy, part  string
		first, writes string
	}{
		{settings.ShippedLast, "", "PENDING", "deliveryTracking deliveryTracking internalNotes status"},
		{settings.ShippedLast, "Processing", "PROCESSING", "deliveryTracking status deliveryTracking internalNotes status"},
		{settings.ShippedFirst, "Processing", "DISPATCHED", "deliveryTracking status deliveryTracking internalNotes"},
		{settings.ShippedEach, "Awaiting Collection", "AWAITING COLLECTION", "deliveryTracking status deliveryTracking internalNotes status"},
		{settings.ShippedEach, "", "DISPATCHED", "deliveryTracking status deliveryTracking internalNotes"},
	}
	for _, c := range cases {
		t.Run(c.policy+" "+c.part, func(t *testing.T) {
			r := newRig(t, policy(c.policy, c.part))
			o := r.order()
			r.ship(o, "A123", 2, 0)
			r.run()
			r.shows(o, c.first, "A123")
			r.advance(time.Minute)
			r.ship(o, "B456", 0, 1)
			r.run()
			r.shows(o, "DISPATCHED", "A123, B456")
			r.states(o, sent, sent)
			r.wrote(c.writes)
		})
	}
}

func TestDropShip(t *testing.T) {
	for _, where := range []string{"", brightpearlsim.TrackingField, brightpearlsim.TrackingEvent} {
		t.Run("tracking in "+where, func(t *testing.T) {
			r := newRig(t)
			if where != "" {
				if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: where}); err != nil {
					t.Fatal(err)
				}
			}
			o := r.order()
			r.ship(o, "A123", 2, 0)
			r.run()
			r.shows(o, "PENDING", "A123")
			r.advance(time.Minute)
			r.dropShip(o, "SUP9", 0, 1)
			r.run()
			r.shows(o, "DISPATCHED", "A123, SUP9")
			if notes := r.states(o, sent, sent); notes[1].Kind != commerce.DropShip {
				t.Errorf("the second note is %s", notes[1].Kind)
			}
			r.wrote("deliveryTracking deliveryTracking internalNotes status")
		})
	}
}

func TestLateTracking(t *testing.T) {
	for _, ago := range []time.Duration{5 * time.Minute, 6 * time.Hour} { // found by the overlap, and by the hourly look back
		r := newRig(t, func(o *shipflow.Options, _ *ekm.Options, _ *settings.Store) { o.Grace = 0 })
		o := r.order()
		r.ship(o, "")
		r.run()
		r.states(o, waiting)
		r.wrote("")
		if at, err := r.desk.Source(r.store).NextDue(t.Context()); err != nil || !at.Equal(r.clock().Add(time.Minute)) {
			t.Errorf("due at %v, %v", at, err)
		}
		r.advance(time.Minute)
		r.run()
		r.shows(o, "DISPATCHED", "")
		r.wrote("status")
		r.states(o, sent)

		r.advance(ago)
		r.late = "LATE1"
		r.run()
		r.shows(o, "DISPATCHED", "LATE1")
		r.states(o, sent)
		r.wrote("status deliveryTracking")
	}
}

func TestTrackingWithinTheGraceIsToldAtOnce(t *testing.T) {
	r := newRig(t, func(o *shipflow.Options, _ *ekm.Options, _ *settings.Store) { o.Grace = 0 })
	o := r.order()
	r.ship(o, "", 2, 0)
	r.ship(o, "B456", 0, 1)
	r.run() // the note without tracking is not counted yet
	r.shows(o, "PENDING", "B456")
	r.states(o, waiting, sent)
	r.advance(time.Minute)
	r.late = "A123"
	r.run()
	r.shows(o, "DISPATCHED", "A123, B456")
	r.states(o, sent, sent)
}

func TestBrightpearlKnowsBetter(t *testing.T) {
	r := newRig(t)
	o := r.order()
	// As with a bundle, our row's id is on no note.
	r.write(func(tx *db.Tx) error { return tx.SaveRows(o.id, []db.OrderRow{{Kind: "goods", Wanted: 1, RowID: 1}}) })
	r.ship(o, "A1", 2, 0)
	r.run()
	r.shows(o, "PENDING", "A1")
	r.advance(time.Minute)
	r.ship(o, "A2", 0, 1)
	r.run()
	r.shows(o, "DISPATCHED", "A1, A2")
}

func TestTheRestWasTakenAway(t *testing.T) {
	r := newRig(t)
	o := r.order()
	r.ship(o, "A1", 2, 0)
	r.run()
	r.shows(o, "PENDING", "A1")
	r.advance(time.Minute)
	r.edit(brightpearlsim.RowEdit{OrderID: o.sales, RowID: o.rows[1], Quantity: -1})
	r.run() // only a sweep asks for orders whose notes did not move
	r.shows(o, "PENDING", "A1")
	r.advance(time.Hour)
	r.run()
	r.shows(o, "DISPATCHED", "A1")
	r.wrote("deliveryTracking status")
	if w, err := r.db.Order(t.Context(), o.id); err != nil || strings.Join(w.Flags, "; ") != "Shipped differs from ordered" {
		t.Errorf("the order has the flags %q, %v", w.Flags, err)
	}
}

func TestCarrierThatWasNeverRead(t *testing.T) {
	r := newRig(t)
	r.write(func(tx *db.Tx) error { return tx.SaveAccountOptions("{}", "") })
	o := r.order()
	r.ship(o, "A1")
	r.run()
	if n := r.states(o, sent)[0]; n.Carrier == "" {
		t.Error("Brightpearl was not asked for the shipping method's name")
	}
}

func TestDispatchedBySomebodyElse(t *testing.T) {
	r := newRig(t)
	for i := range 3 {
		o := r.order()
		if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(o.ekm), "Dispatched"); err != nil {
			t.Fatal(err)
		}
		before := r.writes()
		r.ship(o, "A1")
		r.run()
		r.wrote(before)
		r.states(o, superseded)
		problems, err := r.db.CausePage(t.Context(), r.store)
		if err != nil || len(problems) != i/2 {
			t.Errorf("after %d orders the open problems are %+v, %v", i+1, problems, err)
		}
		r.advance(time.Minute)
	}
}

func TestNeverBackwards(t *testing.T) {
	r := newRig(t)
	o := r.order()
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(o.ekm), "Complete"); err != nil {
		t.Fatal(err)
	}
	r.ship(o, "A1")
	r.run()
	r.shows(o, "COMPLETE", "")
	r.wrote("status") // the merchant's own
	r.states(o, superseded)
}

func TestCancelledInEKM(t *testing.T) {
	r := newRig(t)
	o := r.order()
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(o.ekm), "Cancelled"); err != nil {
		t.Fatal(err)
	}
	w, err := r.db.Order(t.Context(), o.id)
	if err != nil {
		t.Fatal(err)
	}
	w.Order.Status = "CANCELLED"
	r.write(func(tx *db.Tx) error {
		_, _, err := tx.SaveOrder(w.Order, db.Verdict{State: commerce.OrderCancelled})
		return err
	})
	r.ship(o, "A1")
	r.run()
	r.shows(o, "CANCELLED", "")
	r.wrote("status") // the merchant's own
	r.states(o, held)
	if code := r.cause(o); code != "SB-SHP-401" {
		t.Errorf("held for %q", code)
	}
	// The merchant opens the order again and retries.
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(o.ekm), "Processing"); err != nil {
		t.Fatal(err)
	}
	r.write(func(tx *db.Tx) error { _, err := tx.ReleaseShipments(r.store, o.id); return err })
	r.run()
	r.shows(o, "DISPATCHED", "A1")
	r.states(o, sent)
}

func TestRefundedSinceWeLooked(t *testing.T) {
	r := newRig(t)
	o := r.order()
	if err := r.sim.EKM.RefundOrder(r.user.Username, o.ekm); err != nil {
		t.Fatal(err)
	}
	r.ship(o, "A1")
	r.run()
	r.shows(o, "REFUNDED", "")
	r.wrote("")
	if r.states(o, held); r.cause(o) != "SB-SHP-401" {
		t.Errorf("held for %q", r.cause(o))
	}
}

func TestUnknownStatus(t *testing.T) {
	for _, known := range []bool{true, false} {
		r := newRig(t, func(_ *shipflow.Options, _ *ekm.Options, s *settings.Store) { s.ShippedStatus = "Gone out" })
		if !known { // EKM's statuses were never read: EKM itself refuses
			r.write(func(tx *db.Tx) error { return tx.SaveStoreOptions(r.store, "{}", "") })
		}
		o := r.order()
		r.ship(o, "A1")
		r.run()
		r.shows(o, "PENDING", "A1")
		r.wrote("deliveryTracking")
		if r.states(o, held); r.cause(o) != "SB-SHP-402" {
			t.Errorf("held for %q", r.cause(o))
		}
	}
}

func TestOrderDeletedInEKM(t *testing.T) {
	for _, tracking := range []string{"", "A1"} {
		r := newRig(t)
		o := r.order()
		if err := r.sim.EKM.DeleteOrder(r.user.Username, o.ekm); err != nil {
			t.Fatal(err)
		}
		r.ship(o, tracking)
		r.run()
		if r.states(o, held); r.cause(o) != "SB-SHP-405" {
			t.Errorf("with tracking %q held for %q", tracking, r.cause(o))
		}
	}
}

func TestLostAnswers(t *testing.T) {
	for _, route := range []string{"deliveryTracking", "status"} {
		t.Run(route, func(t *testing.T) {
			r := newRig(t)
			o := r.order()
			r.ship(o, "A1")
			r.poll()
			if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "cut_after_write", Route: route, NextN: 1}}); err != nil {
				t.Fatal(err)
			}
			errs := r.work()
			if len(errs) != 1 || !fault.Is(errs[0], fault.Offline) {
				t.Fatalf("the lane was told %v", errs)
			}
			r.states(o, waiting)
			if errs := r.work(); len(errs) > 0 {
				t.Fatal(errs)
			}
			r.shows(o, "DISPATCHED", "A1")
			r.states(o, sent) // our own write is not taken for somebody else's
			want := map[string]string{"deliveryTracking": "deliveryTracking status", "status": "deliveryTracking status"}
			r.wrote(want[route])
		})
	}
}

func TestBrokenServerRetriesThenHolds(t *testing.T) {
	r := newRig(t)
	o := r.order()
	r.ship(o, "A1")
	r.poll()
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "error_500", Route: "deliveryTracking"}}); err != nil {
		t.Fatal(err)
	}
	for range ledger.Attempts {
		r.work()
		r.advance(26 * time.Minute)
	}
	r.states(o, held)
	r.wrote("")
}

func TestShortTracking(t *testing.T) {
	for _, trouble := range []string{"tracking_refused", "tracking_truncated"} {
		t.Run(trouble, func(t *testing.T) {
			r := newRig(t)
			if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: trouble}}); err != nil {
				t.Fatal(err)
			}
			o := r.order()
			r.ship(o, "NUMBER-OF-THE-FIRST-PARCEL", 2, 0)
			r.advance(time.Minute)
			r.ship(o, "NUMBER-OF-THE-SECOND-PARCEL", 0, 1)
			r.run()
			r.shows(o, "DISPATCHED", "NUMBER-OF-THE-SECOND-PARCEL (2 parcels)")
			for _, b := range r.books().Orders {
				if b.ID == o.ekm && b.TrackingURL != "" {
					t.Errorf("half an address was left: %q", b.TrackingURL)
				}
			}
		})
	}
}

func TestSwitchedOffNotesWait(t *testing.T) {
	r := newRig(t)
	o := r.order()
	// Another store ships, so there are polls.
	r.write(func(tx *db.Tx) error {
		id, err := tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Kitchen", Username: "kitchen"}, Settings: settings.Defaults()})
		if err != nil {
			return err
		}
		if err := tx.SetSwitches(id, db.Switches{Shipments: true}); err != nil {
			return err
		}
		return tx.SetSwitches(r.store, db.Switches{Orders: true})
	})
	r.ship(o, "A1")
	r.run()
	r.states(o, waiting)
	r.wrote("")
	r.write(func(tx *db.Tx) error { return tx.SetSwitches(r.store, db.Switches{Orders: true, Shipments: true}) })
	r.run()
	r.shows(o, "DISPATCHED", "A1")
}

func TestBackDatedShipment(t *testing.T) {
	r := newRig(t)
	o := r.order()
	r.run()
	r.advance(5 * time.Hour)
	r.run()
	if _, err := r.sim.Brightpearl.Ship(brightpearlsim.Shipment{OrderID: o.sales, Tracking: "A1", ShippedAt: r.clock().Add(-4 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.wrote("")
	r.advance(time.Hour)
	r.run()
	r.shows(o, "DISPATCHED", "A1")
}

// mailing makes answers to status writes look as if the shopper had been mailed, and all others as if not.
type mailing struct{}

func (mailing) RoundTrip(q *http.Request) (*http.Response, error) {
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return a, err
	}
	body, err := io.ReadAll(a.Body)
	a.Body.Close()
	was, now := []byte(`"emailed":true`), []byte(`"emailed":false`)
	if q.Method == http.MethodPut && strings.HasSuffix(q.URL.Path, "/status") {
		was, now = now, was
	}
	body = bytes.ReplaceAll(body, was, now)
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	a.Header.Del("Content-Length")
	return a, err
}

func TestMailAlarm(t *testing.T) {
	r := newRig(t, func(_ *shipflow.Options, o *ekm.Options, _ *settings.Store) { o.Transport = mailing{} })
	first, second := r.order(), r.order()
	r.ship(first, "A1")
	r.advance(time.Second)
	r.ship(second, "A2")
	r.run()
	r.states(first, sent)
	r.states(second, waiting)
	r.wrote("deliveryTracking status")
	store, _, err := r.db.Store(t.Context(), r.store)
	if err != nil || store.ShipmentsOn || !store.OrdersOn || !store.StockOn || store.EmailsSeen != 1 {
		t.Errorf("the store is %+v, %v", store.Store, err)
	}
	problems, err := r.db.CausePage(t.Context(), r.store)
	if err != nil || len(problems) != 1 || problems[0].Code != "SB-SHP-403" {
		t.Errorf("the problems are %+v, %v", problems, err)
	}
}
