package orderflow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// stored counts the store's orders in the database.
func (r *rig) stored() int {
	r.t.Helper()
	page, err := r.db.OrderPage(r.t.Context(), view.Filter{}, view.Window{Limit: 1})
	if err != nil {
		r.t.Fatal(err)
	}
	return page.Total
}

// asksBefore counts the requests that either side has had.
func (r *rig) asksBefore() (bright, shop int) {
	return r.sim.Brightpearl.Books().Counters.Requests, r.sim.EKM.Books().Shops[0].Counters.Requests
}

// mixed places one order of each kind that a merchant meets and returns their ids, the oldest first.
func (r *rig) mixed() (ids []int64) {
	r.t.Helper()
	two := basket(r.goods[0], r.goods[1])
	two.Lines[1].Quantity = 3
	discounted := basket(r.goods[2], r.goods[0])
	discounted.Discount = 137
	surcharged := basket(r.goods[1])
	surcharged.Surcharge = 150
	exact := basket(r.goods[0], r.goods[1], r.goods[2])
	exact.ExactTax = true
	stranger := basket(r.goods[1])
	stranger.Email = "somebody.new@example.org"
	nameless := basket(r.goods[0])
	nameless.Email, nameless.NoEmail = "", true
	cheque := basket(r.goods[0])
	cheque.PaymentStatus = "PENDING"
	cancelled := basket(r.goods[0])
	cancelled.Status = "CANCELLED"
	for _, b := range []ekmsim.Basket{basket(r.goods[0]), two, discounted, surcharged, exact, stranger, nameless, cheque, cancelled,
		basket(r.goods[0], r.quirky(world.QuirkEKMOnly)), basket(r.quirky(world.QuirkDuplicate))} {
		ids = append(ids, r.place(b))
		r.advance(time.Second)
	}
	return ids
}

// TestADryRunSaysWhatPostingDoes is its promise: of each kind of order it tells beforehand what becomes of it, to the penny, and writes
// nothing; the store has its orders switched off, and they lie before its start moment.
func TestADryRunSaysWhatPostingDoes(t *testing.T) {
	r := newRig(t)
	r.contact(brightpearlsim.NewContact{FirstName: "Ann", LastName: "Shopper", Email: "shopper@example.org"})
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	ids := r.mixed()
	r.write(func(tx *db.Tx) error { return tx.SetSwitches(r.store, db.Switches{}) })
	r.set(func(s *settings.Store) { s.OrdersFrom = r.clock().Add(time.Hour) })

	bright, shop := r.asksBefore()
	var steps [][2]int
	dry, err := r.desk.DryRun(t.Context(), r.store, 20, func(done, total int) { steps = append(steps, [2]int{done, total}) })
	if err != nil {
		t.Fatal(err)
	}
	brightNow, shopNow := r.asksBefore()
	if n := brightNow - bright + shopNow - shop; dry.Reads != n || dry.Writes != 0 || brightNow != bright {
		t.Errorf("%d reads and %d writes are told; Brightpearl had %d requests, the shop %d", dry.Reads, dry.Writes, brightNow-bright, shopNow-shop)
	}
	t.Logf("%d orders took %d requests", len(dry.Orders), dry.Reads)
	if len(steps) != len(ids)+1 || steps[len(ids)] != [2]int{len(ids), len(ids)} {
		t.Errorf("the progress was %v", steps)
	}
	if r.stored() != 0 || len(r.sim.EKM.Books().Shops[0].Writes) != 0 || len(r.sim.Brightpearl.Books().SalesOrders) != 0 {
		t.Error("the dry run left something")
	}
	if len(dry.Orders) != len(ids) {
		t.Fatalf("%d orders were tried, %d placed", len(dry.Orders), len(ids))
	}

	r.write(func(tx *db.Tx) error { return tx.SetSwitches(r.store, db.Switches{Orders: true}) })
	r.set(func(s *settings.Store) { s.OrdersFrom = r.clock().Add(-time.Hour) })
	r.run()
	want := map[string]int{view.DryAgrees: 6, view.DryTextRow: 1, view.DryHeld: 3, view.DryExcluded: 1}
	got, fresh := map[string]int{}, 0
	for i, o := range dry.Orders {
		id := ids[len(ids)-1-i]
		if o.EKMID != id {
			t.Fatalf("order %d of the run is %d, want %d: the newest first", i, o.EKMID, id)
		}
		shown := r.shown(id)
		if o.EKMTotal != commerce.MustAmount(shown.Total).Pence() || o.EKMTax != commerce.MustAmount(shown.Tax).Pence() || o.Lines != len(shown.Lines) {
			t.Errorf("order %d: EKM shows %s with %s tax, the run %+v", id, shown.Total, shown.Tax, o)
		}
		kind := o.Result
		if kind == view.DrySettled {
			kind = view.DryAgrees
		}
		got[kind]++
		if o.NewContact {
			fresh++
		}
		if !o.Made {
			w := r.order(id)
			if w.CauseCode != o.Cause.Code || o.Cause.Zero() {
				t.Errorf("order %d: the run says %s, %+v; it became %s with %s", id, o.Result, o.Cause, w.State, w.CauseCode)
			}
			continue
		}
		sale := r.posted(id)
		if o.Total != commerce.MustAmount(sale.Total).Pence() || o.Tax != commerce.MustAmount(sale.Tax).Pence() ||
			o.Paid != commerce.MustAmount(sale.Payments[0].Amount).Pence() {
			t.Errorf("order %d: the run says %s with %s tax, %s paid; Brightpearl has %+v", id, o.Total, o.Tax, o.Paid, sale)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the results are %v, want %v", got, want)
	}
	if fresh != 1 {
		t.Errorf("%d orders would make a new customer, want the stranger's", fresh)
	}
	if totals, taxes, receipts, _, _ := dry.Equal(); totals != 7 || taxes != 7 || receipts != 7 {
		t.Errorf("of 7 orders %d totals, %d taxes and %d receipts agree", totals, taxes, receipts)
	}
}

// TestATrialCannotWrite: whatever the code above may try, a reader lets no write out.
func TestATrialCannotWrite(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	account, shop := r.bp.Reader(), r.shop.Reader()
	if _, err := shop.Orders.Get(t.Context(), ekm.ID(id)); err != nil {
		t.Fatal(err)
	}
	bright, asked := r.asksBefore()
	for name, write := range map[string]func(context.Context) error{
		"status": func(ctx context.Context) error {
			_, err := shop.Orders.SetStatus(ctx, ekm.ID(id), "DISPATCHED")
			return err
		},
		"tracking": func(ctx context.Context) error {
			_, err := shop.Orders.SetTracking(ctx, ekm.ID(id), ekm.Tracking{})
			return err
		},
		"stock": func(ctx context.Context) error { _, err := shop.Stock.SetProduct(ctx, 4711, 3, 0); return err },
		"address": func(ctx context.Context) error {
			_, err := account.Contacts.CreateAddress(ctx, brightpearl.Address{Line1: "1 High Street", PostalCode: "YO1 1AA", Country: "GBR"})
			return err
		},
		"order status": func(ctx context.Context) error { return account.Orders.SetStatus(ctx, 1, 2, "") },
		"unreserve":    func(ctx context.Context) error { return account.Reservations.Delete(ctx, 1) },
	} {
		if err := write(t.Context()); err == nil {
			t.Errorf("%s: a reader wrote", name)
		}
	}
	if b, s := r.asksBefore(); b != bright || s != asked || shop.Refused() != 3 || account.Refused() != 3 || shop.Reads() != 1 || account.Reads() != 0 {
		t.Errorf("%d and %d requests left; refused %d and %d, read %d and %d", b-bright, s-asked, shop.Refused(), account.Refused(), shop.Reads(), account.Reads())
	}
	if r.shop.Stats().Made != r.shop.Reader().Stats().Made {
		t.Error("a reader's requests are not among the store's")
	}
}

// TestADryRunEnds when it is told to, with no result and nothing left behind.
func TestADryRunEnds(t *testing.T) {
	r := newRig(t)
	r.mixed()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := r.desk.DryRun(ctx, r.store, 20, func(done, _ int) {
		if done == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || r.stored() != 0 {
		t.Errorf("the run ended with %v, %d orders stored", err, r.stored())
	}
}

// TestComing tells what a start moment brings: what would be posted, not what waits for its payment or is cancelled.
func TestComing(t *testing.T) {
	r := newRig(t)
	early := r.place(basket(r.goods[0]))
	r.advance(time.Minute)
	from := r.clock()
	r.advance(time.Second)
	ids := r.mixed()
	var money commerce.Pence
	for i, id := range ids {
		if i != 7 && i != 8 { // the cheque and the cancelled one
			money += commerce.MustAmount(r.shown(id).Total).Pence()
		}
	}
	got, err := r.desk.Coming(t.Context(), r.store, from)
	if err != nil || got.Orders != 9 || got.Money != money || got.More || got.Currency != "GBP" {
		t.Errorf("%+v would come, %v; want 9 orders of %s", got, err, money)
	}
	got, err = r.desk.Coming(t.Context(), r.store, from.Add(-time.Hour))
	if err != nil || got.Orders != 10 || got.Money != money+commerce.MustAmount(r.shown(early).Total).Pence() {
		t.Errorf("from an hour before %+v would come, %v", got, err)
	}
	for range 210 {
		r.place(basket(r.goods[0]))
	}
	bright, shop := r.asksBefore()
	got, err = r.desk.Coming(t.Context(), r.store, from)
	b, s := r.asksBefore()
	if err != nil || !got.More || got.Orders != 198 || b != bright || s-shop != 10 {
		t.Errorf("of many %+v would come, %v, after %d and %d requests", got, err, b-bright, s-shop)
	}
}
