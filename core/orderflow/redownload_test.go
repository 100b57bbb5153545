package orderflow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// look asks what a download would do, by EKM id.
func (r *rig) look(numbers []string, from, to time.Time) map[int64]view.Download {
	r.t.Helper()
	found, err := r.desk.Look(r.t.Context(), r.store, numbers, from, to)
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[int64]view.Download{}
	for _, f := range found {
		out[f.EKMID] = f
	}
	return out
}

// TestDownload looks at orders of every kind first, downloads all of them, and finds each as the preview said.
func TestDownload(t *testing.T) {
	r := newRig(t, hold)
	old := r.place(basket(r.goods[0]))
	r.advance(2 * time.Hour)
	began := r.clock()
	r.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(r.store, func(s settings.Store) (settings.Store, error) { s.OrdersFrom = began; return s, nil })
	})
	r.advance(time.Minute)
	posted := r.place(basket(r.goods[0]))
	held := r.place(basket(r.goods[0], r.quirky(world.QuirkEKMOnly)))
	out := r.place(basket(r.goods[1]))
	b := basket(r.goods[0])
	b.Status = "REFUNDED"
	refunded := r.place(b)
	b.Status, b.PaymentStatus = "", "UNKNOWN"
	unpaid := r.place(b)
	r.poll()
	r.write(func(tx *db.Tx) error { return tx.ExcludeOrder(r.order(out).ID, "a test") })
	if errs := r.work(); len(errs) > 0 {
		t.Fatal(errs)
	}
	r.advance(time.Minute)
	fresh := r.place(basket(r.goods[2])) // not polled yet

	seen := r.look(nil, began.Add(-3*time.Hour), r.clock().Add(time.Minute))
	number := r.order(posted).SalesOrderID
	for id, want := range map[int64][3]string{
		old:      {"Not here", "Import", "yes"},
		posted:   {fmt.Sprintf("Posted as %d", number), "Compare with EKM again", "yes"},
		held:     {"Held: No Brightpearl product", "Decide again", "yes"},
		out:      {"Excluded by a person: a test", "Decide again", "yes"},
		refunded: {"Excluded by rule", "Excluded by rule", "no"},
		unpaid:   {"Waits for its payment", "Wait for its payment", "no"},
		fresh:    {"Not here", "Import", "yes"},
	} {
		got, ok := seen[id]
		if !ok || !strings.HasPrefix(got.Now, want[0]) || !strings.HasPrefix(got.Then, want[1]) || got.Does != (want[2] == "yes") {
			t.Errorf("order %d: %+v, want %q", id, got, want)
		}
		if got.Total != commerce.MustAmount(r.shown(id).Total).Pence() || got.Customer == "" {
			t.Errorf("order %d: %s of %q", id, got.Total, got.Customer)
		}
	}
	if len(seen) != 7 {
		t.Errorf("%d orders in the span", len(seen))
	}
	if n, err := r.db.KnownOrders(t.Context(), r.store, []int64{old, fresh}); err != nil || len(n) > 0 {
		t.Errorf("a look stored %v, %v", n, err)
	}

	var ids []int64
	for id := range seen {
		ids = append(ids, id)
	}
	if n, err := r.desk.Download(t.Context(), r.store, ids, "Ann"); err != nil || n != 7 {
		t.Fatalf("%d were downloaded, %v", n, err)
	}
	if errs := r.work(); len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, id := range []int64{old, posted, out, fresh} {
		r.posted(id)
	}
	r.stands(held, commerce.OrderHeld, "SB-ORD-104")
	r.stands(refunded, commerce.OrderExcluded, "SB-ORD-122")
	r.stands(unpaid, commerce.OrderWaiting, "SB-ORD-124")
	if r.order(posted).SalesOrderID != number {
		t.Error("the posted order was posted again")
	}
}

func TestDownloadByNumber(t *testing.T) {
	r := newRig(t)
	first, second := r.place(basket(r.goods[0])), r.place(basket(r.goods[1]))
	seen := r.look([]string{r.shown(first).Number, fmt.Sprint(second), " "}, time.Time{}, time.Time{})
	if len(seen) != 2 || seen[first].Number != r.shown(first).Number || seen[second].Then != "Import" {
		t.Errorf("found %+v", seen)
	}
	_, err := r.desk.Look(t.Context(), r.store, []string{fmt.Sprint(first), "77/nothing", "4711"}, time.Time{}, time.Time{})
	refused(t, err, "SB-ORD-151", "77/nothing, 4711")
	_, err = r.desk.Look(t.Context(), r.store, nil, time.Time{}, time.Time{})
	refused(t, err, "SB-ORD-153")
	n, err := r.desk.Download(t.Context(), r.store, []int64{first, 4711}, "Ann")
	refused(t, err, "SB-ORD-151", "1 order was downloaded")
	if n != 1 || len(r.work()) > 0 {
		t.Errorf("%d downloaded", n)
	}
	r.posted(first)
}

func TestDownloadIsBounded(t *testing.T) {
	r := newRig(t)
	for range 501 {
		r.place(basket(r.goods[0]))
	}
	_, err := r.desk.Look(t.Context(), r.store, nil, r.clock().Add(-time.Hour), r.clock().Add(time.Hour))
	refused(t, err, "SB-ORD-152", "More than 500")
	_, err = r.desk.Download(t.Context(), r.store, make([]int64, 501), "Ann")
	refused(t, err, "SB-ORD-152")
}
