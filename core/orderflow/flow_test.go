package orderflow_test

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
)

func hold(s *settings.Store) { s.UnmatchedPolicy = settings.Hold }

func TestPlainOrder(t *testing.T) {
	r := newRig(t)
	b := basket(r.goods[0], r.goods[1])
	b.Lines[0].Quantity, b.Discount, b.Surcharge = 3, 250, 199
	id := r.place(b)
	r.run()
	s := r.posted(id)
	if s.ChannelID != r.user.ChannelID || s.PriceListID != r.user.PriceListID || s.WarehouseID != r.user.WarehouseID || s.UnitsReserved != 4 {
		t.Errorf("the sales order is %+v", s)
	}
	if len(s.Rows) != 4 || !strings.HasPrefix(s.Rows[3].Name, "Gift card") || s.Rows[3].TaxCode != r.user.TaxCodeNotTaxable {
		t.Errorf("the rows are %+v", s.Rows)
	}
	if r.pending(r.goods[0]) != 0 || len(r.order(id).Flags) > 0 {
		t.Errorf("%d units are pending, flags %v", r.pending(r.goods[0]), r.order(id).Flags)
	}
	r.advance(30 * time.Minute) // read again by the sweep: nothing is done twice
	r.run()
	r.posted(id)
}

// TestHeldOrdersProtectTheirUnits is the promise that a held order's known lines are sold nowhere else, whatever holds it.
func TestHeldOrdersProtectTheirUnits(t *testing.T) {
	for name, c := range map[string]struct {
		quirk  world.Quirk
		change func(*settings.Store)
		cause  string
	}{
		"unknown SKU":           {world.QuirkEKMOnly, hold, "SB-ORD-104"},
		"no SKU":                {world.QuirkEmpty, hold, "SB-ORD-104"},
		"SKU on two products":   {world.QuirkTwin, nil, "SB-SKU-201"},
		"SKU on two listings":   {world.QuirkDuplicate, nil, "SB-SKU-201"},
		"no code for the taxed": {world.QuirkNone, func(s *settings.Store) { s.TaxTaxable = "" }, "SB-ORD-105"},
		"gaps in the settings":  {world.QuirkNone, func(s *settings.Store) { s.PaymentMethod = "" }, "SB-SET-301"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if c.change != nil {
				r.set(c.change)
			}
			codes := []string{r.goods[0], r.goods[1]} // the trouble comes first, and in the middle
			if c.quirk != world.QuirkNone {
				codes = []string{r.quirky(c.quirk), r.goods[0], r.quirky(c.quirk), r.goods[1]}
			}
			id := r.place(basket(codes...))
			r.run()
			w := r.stands(id, commerce.OrderHeld, c.cause)
			if len(r.sales(id)) > 0 || w.Attempts != 0 {
				t.Errorf("something was created, or tried %d times", w.Attempts)
			}
			for _, sku := range r.goods[:2] {
				if n := r.pending(sku); n != 1 {
					t.Errorf("%d units of %s are protected", n, sku)
				}
			}
			if !r.reckoned(r.goods[1]) {
				t.Error("the figures were not reckoned")
			}
			if c.quirk == world.QuirkDuplicate && r.pending(r.quirky(c.quirk)) != 2 {
				t.Error("the SKU that two listings carry is not protected")
			}
		})
	}
}

func TestTextRowsAreFlagged(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0], r.quirky(world.QuirkEKMOnly), r.quirky(world.QuirkPlaceholder)))
	r.run()
	s := r.posted(id)
	if s.UnitsWanted < 1 || s.UnitsReserved != 1 || len(s.Rows) != 4 {
		t.Errorf("the sales order is %+v", s)
	}
	if f := r.order(id).Flags; len(f) != 1 || f[0] != "2 of 3 lines without a Brightpearl product" {
		t.Errorf("the flags are %q", f)
	}
}

func TestIgnoredCodesAreTextRowsWithoutAWord(t *testing.T) {
	r := newRig(t, hold)
	code := r.quirky(world.QuirkEKMOnly)
	id := r.place(basket(r.goods[0], code))
	r.run()
	r.stands(id, commerce.OrderHeld, "SB-ORD-104")
	r.write(func(tx *db.Tx) error { return tx.IgnoreSKU(r.store, code, "gift wrapping") })
	if err := r.catalog.Relink(t.Context(), r.store); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.posted(id)
	if f := r.order(id).Flags; len(f) > 0 {
		t.Errorf("the flags are %q", f)
	}
}

func TestNewSettingsReachHeldOrders(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.TaxTaxable = "NOSUCHCODE" })
	id := r.place(basket(r.goods[0]))
	r.run()
	if w := r.order(id); w.State != commerce.OrderHeld || w.Stage != commerce.MatchedUp {
		t.Fatalf("the order is %s at %s", w.State, w.Stage)
	}
	r.set(func(s *settings.Store) { s.TaxTaxable = r.user.TaxCodeTaxable })
	r.write(func(tx *db.Tx) error { _, err := tx.ReleaseHeldOrders(r.store, ""); return err })
	r.run()
	if s := r.posted(id); s.Rows[0].TaxCode != r.user.TaxCodeTaxable {
		t.Errorf("the row has the tax code %s", s.Rows[0].TaxCode)
	}
}

func TestUnpaidOrders(t *testing.T) {
	r := newRig(t)
	b := basket(r.goods[0])
	b.PaymentStatus = "UNKNOWN"
	paid, late, gone, never := r.place(b), r.place(b), r.place(b), r.place(b)
	r.run()
	for _, id := range []int64{paid, late, gone, never} {
		if w := r.stands(id, commerce.OrderWaiting, "SB-ORD-124"); !w.AwaitPayment {
			t.Errorf("order %d does not wait for its payment", id)
		}
	}
	if n := r.pending(r.goods[0]); n != 4 {
		t.Errorf("%d units are protected", n)
	}
	// A payment that moves no stamp is found all the same.
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "writes_not_stamped"}}); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{r.sim.EKM.PayOrder(r.user.Username, paid), r.sim.EKM.DeleteOrder(r.user.Username, gone)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r.reckoned(r.goods[0])
	r.advance(11 * time.Minute)
	r.run()
	r.posted(paid)
	r.stands(gone, commerce.OrderCancelled, "SB-ORD-125")
	if n := r.pending(r.goods[0]); n != 2 || !r.reckoned(r.goods[0]) {
		t.Errorf("%d units are protected, or the figures were not reckoned", n)
	}
	// One is paid while nobody looked for longer than anybody waits: what EKM shows counts.
	if err := r.sim.EKM.PayOrder(r.user.Username, late); err != nil {
		t.Fatal(err)
	}
	r.advance(15 * 24 * time.Hour)
	r.run()
	r.posted(late)
	r.stands(never, commerce.OrderCancelled, "SB-ORD-126")
	if n := r.pending(r.goods[0]); n != 0 {
		t.Errorf("%d units are still protected", n)
	}
}

func TestAPersonsRetryIsNotUndoneByThePoll(t *testing.T) {
	r := newRig(t, hold)
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "last_updated_null"}}); err != nil {
		t.Fatal(err)
	}
	b := basket(r.goods[0], r.quirky(world.QuirkEKMOnly))
	b.PaymentStatus = "UNKNOWN"
	id := r.place(b)
	r.run()
	r.write(func(tx *db.Tx) error { _, err := tx.ReleaseOrder(r.order(id).ID); return err })
	r.poll()
	if w := r.order(id); w.AwaitPayment {
		t.Fatal("the poll made the order wait for its payment again")
	}
	r.run()
	r.stands(id, commerce.OrderHeld, "SB-ORD-104")
	r.poll()
	r.stands(id, commerce.OrderHeld, "SB-ORD-104")
}

func TestStatusRules(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.DownloadStatuses = []string{"Pending"} })
	b := basket(r.goods[0])
	b.Status = "Processing"
	id := r.place(b)
	b.Status = "Cancelled"
	cancelled := r.place(b)
	r.run()
	r.stands(id, commerce.OrderExcluded, "SB-ORD-123")
	r.stands(cancelled, commerce.OrderCancelled, "SB-ORD-121")
	if n := r.pending(r.goods[0]); n != 0 {
		t.Errorf("%d units are protected", n)
	}
	// The merchant adds the status: what it kept out comes in, although EKM shows nothing new.
	r.set(func(s *settings.Store) { s.DownloadStatuses = []string{"pending", "PROCESSING"} })
	r.advance(11 * time.Minute)
	r.run()
	r.posted(id)
	// A cancelled order that is opened again in EKM comes in as well.
	r.advance(time.Minute)
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(cancelled), "Processing"); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.posted(cancelled)
}

func TestCancelledWhileHeldGivesItsUnitsBack(t *testing.T) {
	r := newRig(t, hold)
	id := r.place(basket(r.goods[0], r.quirky(world.QuirkEKMOnly)))
	r.run()
	r.reckoned(r.goods[0])
	r.advance(time.Minute)
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(id), "Cancelled"); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.stands(id, commerce.OrderCancelled, "SB-ORD-121")
	if r.pending(r.goods[0]) != 0 || !r.reckoned(r.goods[0]) {
		t.Error("the units were not given back at once")
	}
}

func TestExcludedAndBroughtBack(t *testing.T) {
	r := newRig(t, hold)
	id := r.place(basket(r.goods[0], r.quirky(world.QuirkEKMOnly)))
	r.run()
	r.write(func(tx *db.Tx) error { return tx.ExcludeOrder(r.order(id).ID, "typed in by hand") })
	if n := r.pending(r.goods[0]); n != 0 {
		t.Errorf("%d units of an excluded order are protected", n)
	}
	r.advance(time.Minute)
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(id), "Processing"); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.stands(id, commerce.OrderExcluded, db.ExcludedByPerson) // only a person brings it back
	r.write(func(tx *db.Tx) error { _, err := tx.ReleaseOrder(r.order(id).ID); return err })
	if n := r.pending(r.goods[0]); n != 1 {
		t.Errorf("%d units are protected after the order came back", n)
	}
}

func TestZeroTotal(t *testing.T) {
	r := newRig(t)
	free := int64(0)
	b := basket(r.goods[0])
	b.Discount, b.Delivery, b.PaymentStatus = 1_000_000, &free, "UNKNOWN"
	id := r.place(b)
	r.run()
	if s := r.posted(id); commerce.MustAmount(s.Total) != 0 || s.UnitsReserved != 1 {
		t.Errorf("the sales order is %+v", s)
	}
}

func TestGuestsWithoutAddress(t *testing.T) {
	for _, with := range []bool{true, false} {
		r := newRig(t, func(s *settings.Store) {
			if with {
				s.FallbackContact = 601
			}
		})
		b := basket(r.goods[0])
		b.Email, b.NoEmail = "", true
		id := r.place(b)
		r.run()
		if !with {
			r.stands(id, commerce.OrderHeld, "SB-ORD-106")
			continue
		}
		if s := r.posted(id); s.ContactID != 601 || len(r.order(id).Flags) != 1 {
			t.Errorf("contact %d, flags %v", s.ContactID, r.order(id).Flags)
		}
	}
}
