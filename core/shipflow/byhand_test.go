package shipflow_test

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/settings"
	"stockbridge/core/shipflow"
)

func every(_ *shipflow.Options, _ *ekm.Options, s *settings.Store) {
	s.ShipmentNotes = settings.NotesEvery
}

func (r *rig) fault(faults ...ekmsim.Fault) {
	r.t.Helper()
	if err := r.sim.EKM.SetFaults(faults); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) problems() (codes string) {
	r.t.Helper()
	cards, err := r.db.CausePage(r.t.Context(), r.store)
	if err != nil {
		r.t.Fatal(err)
	}
	var all []string
	for _, c := range cards {
		all = append(all, c.Code)
	}
	return strings.Join(all, " ")
}

// Whichever write mails a shopper, the store stops at once, with one alert; also when the answer to that write was lost.
func TestMailsByAnyCall(t *testing.T) {
	for call, route := range map[string]string{"mails_on_tracking": "deliveryTracking", "mails_on_notes": "internalNotes", "mails_on_status": "status"} {
		for _, lost := range []bool{false, true} {
			t.Run(call, func(t *testing.T) {
				r := newRig(t, every)
				o, other := r.order(), r.order()
				for _, one := range []order{o, other} {
					if err := r.sim.EKM.Unmail(r.user.Username, one.ekm); err != nil {
						t.Fatal(err)
					}
				}
				r.ship(o, "A1")
				r.advance(time.Second)
				r.ship(other, "A2")
				r.poll()
				faults := []ekmsim.Fault{{Name: call}}
				if lost {
					faults = append(faults, ekmsim.Fault{Name: "cut_after_write", Route: route, NextN: 1})
				}
				r.fault(faults...)
				if err := r.desk.Work(t.Context(), o.id); lost != fault.Is(err, fault.Offline) {
					t.Fatal(err)
				}
				r.again()
				r.work()
				r.states(other, waiting)
				store, _, err := r.db.Store(t.Context(), r.store)
				if err != nil || store.ShipmentsOn || !store.OrdersOn || store.EmailsSeen != 1 || r.problems() != "SB-SHP-403" {
					t.Errorf("the store is %+v with %s, %v", store.Store, r.problems(), err)
				}
				notes, err := r.db.ShipmentsOf(t.Context(), o.id)
				if seen := notes[0].Emailed; err != nil || len(seen) < 2 || seen[0] || !seen[len(seen)-1] {
					t.Errorf("seen were %v, %v", seen, err)
				}
				writes := r.writes()
				if !strings.HasSuffix(writes, route) {
					t.Errorf("the shop took %q after the mail", writes)
				}
				// Switched on again, what is left is told, and nothing twice.
				r.fault()
				r.write(func(tx *db.Tx) error {
					return tx.SetSwitches(r.store, db.Switches{Orders: true, Stock: true, Shipments: true})
				})
				r.run()
				r.shows(o, "DISPATCHED", "A1")
				r.shows(other, "DISPATCHED", "A2")
				if n := strings.Count(r.writes(), "status"); n != 2 {
					t.Errorf("the shop took %q", r.writes())
				}
			})
		}
	}
}

// A shop that adds to internal notes is found out by its answer; from then on it is sent the new lines only. One that replaces
// after all has what staff wrote put back.
func TestNotesAppend(t *testing.T) {
	r := newRig(t, every)
	staff := "Ring Ann first.\r\nThen wrap it. "
	var orders []order
	for range 3 {
		o := r.order()
		if err := r.sim.EKM.SetInternalNotes(r.user.Username, o.ekm, staff); err != nil {
			t.Fatal(err)
		}
		orders = append(orders, o)
	}
	for i, o := range orders {
		if i < 2 {
			r.fault(ekmsim.Fault{Name: "notes_appended"})
		} else {
			r.fault()
		}
		r.ship(o, "A1")
		r.run()
		got := r.shows(o, "DISPATCHED", "A1").InternalNotes
		if !strings.HasPrefix(got, staff) || strings.Count(got, "Stockbridge: ") != 1 || i > 0 && strings.Count(got, "Ring Ann") != 1 {
			t.Errorf("order %d has the notes %q", i, got)
		}
		store, _, err := r.db.Store(t.Context(), r.store)
		if err != nil || store.NotesAppend != (i < 2) {
			t.Errorf("after order %d the shop appends: %v, %v", i, store.NotesAppend, err)
		}
		r.advance(time.Minute)
	}
}

func TestStatusRenamedAndBack(t *testing.T) {
	r := newRig(t)
	first, second := r.order(), r.order()
	rename := func(from, to string) {
		t.Helper()
		if err := r.sim.EKM.RenameStatus(r.user.Username, from, to); err != nil {
			t.Fatal(err)
		}
	}
	rename("Dispatched", "Sent out")
	r.ship(first, "A1")
	r.run() // EKM refuses, its statuses are read at once
	r.ship(second, "A2")
	r.run()
	r.shows(first, "PENDING", "A1")
	r.shows(second, "PENDING", "A2")
	if r.states(first, held); r.cause(second) != "SB-SHP-402" || r.problems() != "SB-SHP-402" {
		t.Errorf("held for %s, the problems are %s", r.cause(second), r.problems())
	}
	rename("Sent out", "Dispatched")
	r.advance(time.Hour)
	r.run() // the sweep looks at EKM's statuses
	r.run()
	r.shows(first, "DISPATCHED", "A1")
	r.shows(second, "DISPATCHED", "A2")
	if r.problems() != "" {
		t.Errorf("the problems are %s", r.problems())
	}
	rename("Dispatched", "Gone")
	third := r.order()
	r.ship(third, "A3")
	r.run()
	r.states(third, held)
	r.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(r.store, func(s settings.Store) (settings.Store, error) { return s.Set("shipped_status", "Gone") })
	})
	r.run() // the setting fits again: a plain poll sees it
	r.shows(third, "GONE", "A3")
}

func TestStepBack(t *testing.T) {
	r := newRig(t, policy(settings.ShippedLast, "Processing"))
	o := r.order()
	first := r.ship(o, "A1", 2, 0)
	r.run()
	r.advance(time.Minute)
	second := r.dropShip(o, "B2", 0, 1)
	r.run()
	r.shows(o, "DISPATCHED", "A1, B2")
	if err := r.sim.Brightpearl.DestroyNote(brightpearlsim.DropShipNote, second); err != nil {
		t.Fatal(err)
	}
	before := r.writes()
	r.advance(time.Hour)
	r.run() // never by itself
	r.wrote(before)
	if r.states(o, sent, commerce.ShipmentReversed); r.problems() != "SB-SHP-406" {
		t.Errorf("the problems are %s", r.problems())
	}
	text, err := r.desk.Text(t.Context(), o.id)
	if err != nil || text.Back == nil || text.Back.Status != "PROCESSING" || text.Back.Number != "A1" || text.Number != "A1, B2" {
		t.Fatalf("proposed is %+v, from %q, %v", text.Back, text.Number, err)
	}
	// Somebody else decided otherwise in EKM.
	if err := r.sim.EKM.SetOrderStatus(r.user.Username, o.ekm, "Complete"); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.StepBack(t.Context(), o.id, "came back", "Warehouse"); fault.CauseOf(err).Code != "SB-SHP-407" {
		t.Errorf("a step back of another's status: %v", err)
	}
	if err := r.sim.EKM.SetOrderStatus(r.user.Username, o.ekm, "Dispatched"); err != nil {
		t.Fatal(err)
	}
	r.fault(ekmsim.Fault{Name: "cut_after_write", Route: "status", NextN: 1})
	if err := r.desk.StepBack(t.Context(), o.id, "came back", "Warehouse"); err == nil {
		t.Fatal("the lost answer was not told")
	}
	for range 2 { // and again, to no harm
		if err := r.desk.StepBack(t.Context(), o.id, "came back", "Warehouse"); err != nil {
			t.Fatal(err)
		}
	}
	r.shows(o, "PROCESSING", "A1")
	r.wrote(before + " deliveryTracking status")
	if r.states(o, sent, commerce.ShipmentHandled); r.problems() != "" {
		t.Errorf("the problems are %s", r.problems())
	}
	// The rest goes after all, and then the first note is taken back as well.
	r.dropShip(o, "C3", 0, 1)
	r.run()
	r.shows(o, "DISPATCHED", "A1, C3")
	if err := r.sim.Brightpearl.UnshipNote(brightpearlsim.GoodsOutNote, first); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Recheck(t.Context(), o.id); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Handle(t.Context(), o.id, "sent by courier", "Warehouse"); err != nil {
		t.Fatal(err)
	}
	if r.shows(o, "DISPATCHED", "A1, C3"); r.problems() != "" {
		t.Errorf("the problems are %s", r.problems())
	}
}

// Tracking by hand goes to orders that were told by others and to held ones, and leaves the status alone.
func TestTrackingByHand(t *testing.T) {
	r := newRig(t)
	for _, status := range []string{"Dispatched", "Cancelled"} {
		o := r.order()
		if err := r.sim.EKM.SetOrderStatus(r.user.Username, o.ekm, status); err != nil {
			t.Fatal(err)
		}
		r.ship(o, "A1")
		r.run()
		r.shows(o, strings.ToUpper(status), "")
		before, err := r.db.ShipmentsOf(t.Context(), o.id)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := r.desk.SendTracking(t.Context(), o.id, "Warehouse"); err != nil {
				t.Fatal(err)
			}
		}
		r.shows(o, strings.ToUpper(status), "A1")
		r.states(o, before[0].State)
		r.advance(time.Minute)
	}
	r.wrote("deliveryTracking deliveryTracking")
}

// Notes of orders that somebody typed in on the store's channel are counted once, and left alone.
func TestForeignNotes(t *testing.T) {
	r := newRig(t)
	r.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(r.store, func(s settings.Store) (settings.Store, error) {
			s.ChannelID = int64(r.user.ChannelID)
			return s, nil
		})
	})
	o := r.order()
	r.write(func(tx *db.Tx) error {
		return tx.Advance(o.id, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: 1})
	})
	r.ship(o, "A1")
	for range 3 {
		r.run()
		r.advance(time.Minute)
	}
	if n, err := r.db.ForeignNotes(t.Context(), r.store, r.clock().Add(-7*24*time.Hour)); err != nil || n != 1 {
		t.Errorf("%d notes of others, %v", n, err)
	}
	r.wrote("")
}

func TestCanary(t *testing.T) {
	r := newRig(t)
	placed, err := r.sim.EKM.PlaceOrder(r.user.Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: r.codes[0], Quantity: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.sim.EKM.Unmail(r.user.Username, placed.ID); err != nil {
		t.Fatal(err)
	}
	steps, err := r.desk.Canary(t.Context(), r.store, placed.Number, "Warehouse")
	if err != nil || len(steps) != 3 || steps[2].After {
		t.Fatalf("a quiet shop: %+v, %v", steps, err)
	}
	r.wrote("deliveryTracking internalNotes status")
	r.fault(ekmsim.Fault{Name: "mails_on_notes"})
	steps, err = r.desk.Canary(t.Context(), r.store, placed.Number, "Warehouse")
	if err != nil || len(steps) != 2 || steps[1].Call != "internal notes" || steps[1].Before || !steps[1].After {
		t.Errorf("a shop that mails on notes: %+v, %v", steps, err)
	}
	if document, at, err := r.db.Canary(t.Context(), r.store); err != nil || !strings.Contains(document, "internal notes") || !at.Equal(r.clock()) {
		t.Errorf("kept is %s of %v, %v", document, at, err)
	}
	o := r.order()
	w, err := r.db.Order(t.Context(), o.id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Canary(t.Context(), r.store, w.Order.Number, "Warehouse"); fault.CauseOf(err).Code != "SB-SHP-411" {
		t.Errorf("an order that is in Brightpearl: %v", err)
	}
}
