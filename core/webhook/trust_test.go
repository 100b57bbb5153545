package webhook

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

const (
	fast = 20 * time.Second
	slow = 80 * time.Second
)

// trusting is a rig whose receiver listens and whose subscriptions stand, without goroutines: the test moves the clock.
func trusting(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.on()
	for store := range commerce.StoreID(3) {
		r.subscribe(store)
	}
	r.desk.opened(t.Context())
	r.advance(time.Minute)
	return r
}

// tell is a wake-up.
func (r *rig) tell(store commerce.StoreID, topic string, ids ...int64) {
	r.t.Helper()
	var hints []db.Hint
	for _, id := range ids {
		hints = append(hints, db.Hint{Store: store, Topic: topic, Entity: id, Times: 1})
	}
	done := make(chan error, 1)
	r.desk.commit(r.t.Context(), []*offer{{hints, done}})
	if err := <-done; err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) every() time.Duration { return r.desk.Every(1, Orders, fast, slow) }

// prove has five orders told and then found, the last of which makes polls slow.
func (r *rig) prove(first int64) {
	r.t.Helper()
	for n := range int64(proofs) {
		r.tell(1, "order.created", first+n)
		r.desk.Found(1, Order, r.clock(), first+n)
		if got, want := r.every(), map[bool]time.Duration{true: slow, false: fast}[n == proofs-1]; got != want {
			r.t.Fatalf("after %d told orders, polls are %v apart", n+1, got)
		}
	}
	r.desk.judge(r.t.Context())
}

func TestProvenAndSilent(t *testing.T) {
	r := trusting(t)
	r.prove(100)
	if s := r.source(1); s.State != "proven" || s.Confirmed != proofs || s.Missed != 0 || s.Every != slow {
		t.Errorf("shown: %+v", s)
	}
	if got := r.desk.Every(2, Orders, fast, slow); got != fast {
		t.Errorf("another shop, which proved nothing, is polled every %v", got)
	}
	// An order that is found before its wake-up comes is no miss, and no order is counted twice.
	since := r.clock()
	r.desk.Found(1, Order, since, 7)
	r.desk.Found(1, Order, since, 7)
	r.advance(grace - time.Millisecond)
	r.desk.judge(t.Context())
	r.tell(1, "order.updated", 7)
	r.desk.Found(1, Order, since, 7)
	r.advance(grace)
	r.desk.judge(t.Context())
	if s := r.source(1); s.State != "proven" || s.Confirmed != proofs+1 || s.Missed != 0 {
		t.Errorf("shown: %+v", s)
	}
	// One that nobody tells of makes polling fast at once, and it stays so until five in a row were told.
	r.desk.Found(1, Order, r.clock(), 8)
	r.advance(grace)
	r.desk.judge(t.Context())
	if got := r.taken(&r.fast); !slices.Equal(got, []string{"orders/1"}) || r.every() != fast {
		t.Errorf("after a miss %v were made fast, and polls are %v apart", got, r.every())
	}
	if s := r.source(1); s.State != "silent" || s.Missed != 1 {
		t.Errorf("shown: %+v", s)
	}
	r.tell(1, "order.created", 8) // too late
	r.prove(200)
	if s := r.source(1); s.State != "proven" || s.Missed != 1 {
		t.Errorf("shown: %+v", s)
	}
}

// TestNothingIsLate: from the moment at which wake-ups cease, no order waits two minutes for its poll, whenever they ceased.
func TestNothingIsLate(t *testing.T) {
	const most = 2 * time.Minute
	for _, ceased := range []time.Duration{0, time.Second, 40 * time.Second, slow - time.Second} {
		r := trusting(t)
		r.prove(100)
		polled := r.clock()
		r.advance(ceased)
		placed := map[int64]time.Time{}
		found := map[int64]time.Time{}
		for id := int64(1); id <= 60; id++ { // an order every five seconds, none of which is told
			placed[id] = r.clock()
			for range 5 {
				r.desk.judge(t.Context())
				if nudged := len(r.taken(&r.fast)) > 0; nudged || r.clock().Sub(polled) >= r.every() {
					since := polled
					polled = r.clock()
					for order := range placed {
						if _, already := found[order]; !already {
							found[order] = r.clock()
							r.desk.Found(1, Order, since, order)
						}
					}
				}
				r.advance(time.Second)
			}
		}
		for id, at := range found {
			if delay := at.Sub(placed[id]); delay > most || id > 20 && delay > fast+time.Second {
				t.Errorf("ceased after %v: order %d was read after %v", ceased, id, delay)
			}
		}
		if len(found) < 50 || r.source(1).State != "silent" {
			t.Errorf("ceased after %v: %d orders were read, the source is %s", ceased, len(found), r.source(1).State)
		}
	}
}

func TestProofRunsOut(t *testing.T) {
	r := trusting(t)
	r.prove(100)
	r.advance(proofLasts - time.Second)
	r.desk.judge(t.Context())
	if r.every() != slow {
		t.Error("polls are fast within the hour")
	}
	r.advance(time.Second)
	r.desk.judge(t.Context())
	if r.every() != fast || !slices.Equal(r.taken(&r.fast), []string{"orders/1"}) || r.source(1).State != "waiting" {
		t.Errorf("after an hour without proof: every %v, %+v", r.every(), r.source(1))
	}
	r.tell(1, "order.created", 300)
	r.desk.Found(1, Order, r.clock(), 300)
	if r.every() != slow {
		t.Error("an unbroken row of proofs does not go on")
	}
}

func TestDeadListenerAndLostSubscription(t *testing.T) {
	r := trusting(t)
	r.prove(100)
	r.desk.closed(t.Context(), whyNot("127.0.0.1:1", errors.New("closed")))
	r.desk.judge(t.Context())
	if r.every() != fast || !slices.Equal(r.taken(&r.fast), []string{"orders/1"}) {
		t.Errorf("without a listener polls are %v apart", r.every())
	}
	r.desk.Found(1, Order, r.clock(), 9) // nobody could have heard it
	r.advance(grace)
	r.desk.opened(t.Context())
	r.desk.judge(t.Context())
	if s := r.source(1); s.Missed != 0 || s.State != "proven" {
		t.Errorf("shown: %+v", s)
	}
	r.desk.Found(1, Order, r.clock().Add(-time.Second), 10) // it may have happened before we listened
	r.advance(grace)
	r.desk.judge(t.Context())
	if s := r.source(1); s.Missed != 0 {
		t.Errorf("shown: %+v", s)
	}
	// The subscription that orders need goes.
	r.desk.subscribed(1, []db.WebhookTopic{{Topic: "order.created", State: "disabled"}, {Topic: "order.updated", State: "on"}}, nil)
	if r.every() != fast {
		t.Error("without its subscription the shop is polled slowly")
	}
}

func TestBrightpearlKindsAreApart(t *testing.T) {
	r := trusting(t)
	r.tell(0, topicOnHand, 1, 2, 3, 4, 5)
	r.tell(0, "goods-out-note.modified", 1, 2, 3, 4)
	r.tell(0, "product.modified", 6) // says nothing of units
	since := r.clock()
	r.desk.Found(0, Product, since, 1, 2, 3, 4, 5)
	r.desk.Found(0, GoodsOut, since, 1, 2, 3, 4)
	r.desk.Found(0, DropShip, since, 4) // the id of another kind of note
	r.desk.judge(t.Context())
	if stock, notes := r.desk.Every(0, Stock, fast, slow), r.desk.Every(0, Notes, fast, slow); stock != slow || notes != fast {
		t.Errorf("stock is polled every %v, notes every %v", stock, notes)
	}
	if s := r.source(0); s.State != "proven" || s.Confirmed != 9 || s.Missed != 0 {
		t.Errorf("shown: %+v", s)
	}
	r.advance(grace)
	r.desk.judge(t.Context())
	if s := r.source(0); s.State != "silent" || s.Every != fast || s.Missed != 1 || r.desk.Every(0, Stock, fast, slow) != slow {
		t.Errorf("shown: %+v", s)
	}
	r.desk.Found(0, Product, r.clock(), 6)
	r.advance(grace)
	r.desk.judge(t.Context())
	if r.desk.Every(0, Stock, fast, slow) != fast {
		t.Error("stock that moved untold leaves its polls slow")
	}
}

// TestNudgesArePaced: the first is at once, those that come within the gap become one at its end.
func TestNudgesArePaced(t *testing.T) {
	r := trusting(t)
	nudge := func() []string {
		r.desk.nudgeDue()
		return r.taken(&r.looked)
	}
	r.tell(1, "order.created", 1)
	r.tell(0, "product.created", 1)
	if got := nudge(); len(got) != 2 {
		t.Errorf("nudged %v", got)
	}
	for id := range int64(50) {
		r.advance(10 * time.Millisecond)
		r.tell(1, "order.created", id+1)
		r.tell(0, "product.modified", id+1)
	}
	if got := nudge(); len(got) != 0 {
		t.Errorf("nudged %v within a second", got)
	}
	r.advance(500 * time.Millisecond)
	if got := nudge(); !slices.Equal(got, []string{"orders/1"}) {
		t.Errorf("nudged %v after a second", got)
	}
	r.advance(19 * time.Second)
	if got := nudge(); !slices.Equal(got, []string{"products/0"}) {
		t.Errorf("nudged %v after twenty", got)
	}
	if got := nudge(); len(got) != 0 {
		t.Errorf("nudged %v without a reason", got)
	}
	r.left = 0.1 // requests are scarce
	r.tell(1, "order.created", 1)
	nudge()
	r.tell(1, "order.created", 2)
	r.advance(3 * time.Second)
	if got := nudge(); len(got) != 0 {
		t.Errorf("nudged %v although requests are scarce", got)
	}
	r.advance(time.Second)
	if got := nudge(); !slices.Equal(got, []string{"orders/1"}) {
		t.Errorf("nudged %v", got)
	}
}

// TestNotSeenYet: EKM's search does not show an order yet whose wake-up has come. It is looked for again, ever more rarely.
func TestNotSeenYet(t *testing.T) {
	r := trusting(t)
	r.tell(1, "order.created", 5)
	r.tell(1, "order.created", 6)
	began := r.clock()
	var looks []time.Duration
	for r.clock().Sub(began) < time.Minute {
		r.desk.nudgeDue()
		if len(r.taken(&r.looked)) > 0 {
			looks = append(looks, r.clock().Sub(began))
			if err := r.desk.Begin(1, Orders).End(t.Context(), 5, 7); err != nil {
				t.Fatal(err)
			}
		}
		r.advance(500 * time.Millisecond)
	}
	if want := []time.Duration{0, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second}; !slices.Equal(looks, want) {
		t.Errorf("it is looked for after %v, want %v", looks, want)
	}
	if len(r.hints(1)) > 0 || r.desk.Hinted(1, Orders) {
		t.Errorf("left are %v", r.hints(1))
	}
	// One that comes while another is waited for is looked at as soon as ever.
	r.tell(1, "order.created", 8)
	for range 3 {
		r.desk.nudgeDue()
		if err := r.desk.Begin(1, Orders).End(t.Context(), 8); err != nil {
			t.Fatal(err)
		}
		r.advance(4 * time.Second)
	}
	r.desk.nudgeDue()
	r.taken(&r.looked)
	r.advance(gap(Orders, 1))
	r.tell(1, "order.created", 9)
	r.desk.nudgeDue()
	if got := r.taken(&r.looked); !slices.Equal(got, []string{"orders/1"}) {
		t.Errorf("nudged %v", got)
	}
}

func TestEntitiesOfARound(t *testing.T) {
	r := trusting(t)
	r.tell(0, "goods-out-note.modified", 7, 5)
	r.tell(0, "goods-out-note.destroyed", 7, 0)
	r.tell(0, "drop-ship-note.modified", 9)
	round := r.desk.Begin(0, Notes)
	r.tell(0, "goods-out-note.modified", 5, 6) // 5 again: for the next round
	for class, want := range map[Class][]int64{GoodsOut: {7}, DropShip: {9}, Product: nil} {
		if got, err := round.Entities(t.Context(), class); err != nil || !slices.Equal(got, want) {
			t.Errorf("of %s are named %v, %v", class, got, err)
		}
	}
}

func TestHintsAreFollowedOneByOne(t *testing.T) {
	r := trusting(t)
	r.tell(0, topicOnHand, 1, 2, 3)
	r.tell(0, topicOnHand, 4)
	var read []int64
	follow := func(fail error) error {
		return r.desk.Follow(t.Context(), 0, Stock, 3, func(_ context.Context, ids []int64, everything bool) error {
			if everything {
				t.Error("everything is read")
			}
			if read = ids; len(ids) == 3 {
				r.tell(0, topicOnHand, 2) // it moved again meanwhile
			}
			return fail
		})
	}
	if err := follow(errors.New("Brightpearl is away")); err == nil || len(r.hints(0)) != 4 {
		t.Errorf("a reading that failed: %v, %v left", err, r.hints(0))
	}
	if err := follow(nil); err != nil || !slices.Equal(read, []int64{1, 3, 4}) || len(r.hints(0)) != 1 || !r.desk.Hinted(0, Stock) {
		t.Errorf("read %v, %v; left %v", read, err, r.hints(0))
	}
	if err := follow(nil); err != nil || !slices.Equal(read, []int64{2}) || len(r.hints(0)) != 0 || r.desk.Hinted(0, Stock) {
		t.Errorf("read %v, %v; left %v", read, err, r.hints(0))
	}
	if err := follow(errors.New("not called")); err != nil {
		t.Error(err)
	}
}
