package shipflow_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/settings"
	"stockbridge/core/shipflow"
)

// killer ends a context around the n-th request to the shop, before it is sent or after it was answered.
type killer struct {
	left   int
	after  bool
	cancel context.CancelFunc
}

func (k *killer) RoundTrip(q *http.Request) (*http.Response, error) {
	k.left--
	if k.left == 0 && !k.after {
		k.cancel()
		return nil, context.Canceled
	}
	a, err := http.DefaultTransport.RoundTrip(q)
	if k.left == 0 && err == nil {
		a.Body.Close()
		k.cancel()
		return nil, context.Canceled
	}
	return a, err
}

// again is a desk as the next run of the program has it.
func (r *rig) again() {
	r.desk = shipflow.New(shipflow.Options{DB: r.db, Brightpearl: func() *brightpearl.Client { return r.bp }, Now: r.clock, Grace: -1,
		Shop: func(commerce.StoreID) *ekm.Client { return r.shop }})
}

func TestKilledAtAnyRequest(t *testing.T) {
	for n := 1; n <= 9; n++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("request %d, answered %v", n, after), func(t *testing.T) {
				k := &killer{after: after}
				r := newRig(t, policy(settings.ShippedEach, "Processing"), func(_ *shipflow.Options, o *ekm.Options, _ *settings.Store) {
					o.Transport = k
				})
				o := r.order()
				ctx, cancel := context.WithCancel(t.Context())
				k.cancel, k.left = cancel, n
				for i, tracking := range []string{"A1", "A2"} {
					units := []int{0, 0}
					units[i] = 2 - i
					r.ship(o, tracking, units...)
					r.advance(time.Minute)
					r.poll()
					if err := r.desk.Work(ctx, o.id); err != nil && ctx.Err() == nil {
						t.Fatal(err)
					}
					if ctx.Err() != nil {
						ctx = t.Context()
						r.again()
						r.run()
					}
				}
				r.shows(o, "DISPATCHED", "A1, A2")
				r.states(o, sent, sent)
				if c := r.books().Counters; c.EmailCustomerTrue != 0 {
					t.Errorf("%d writes asked for an e-mail", c.EmailCustomerTrue)
				}
			})
		}
	}
}

func TestStorm(t *testing.T) {
	r := newRig(t)
	var orders []order
	for range 15 {
		o := r.order()
		r.ship(o, fmt.Sprintf("A%d", o.ekm), 2, 0)
		r.advance(time.Second)
		r.ship(o, fmt.Sprintf("B%d", o.ekm), 0, 1)
		orders = append(orders, o)
	}
	faults := []ekmsim.Fault{{Name: "cut_after_write", Probability: 0.2}, {Name: "cut", Probability: 0.1}, {Name: "error_500", Probability: 0.1}}
	if err := r.sim.EKM.SetFaults(faults); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		r.again()
		r.poll()
		r.work()
		r.advance(11 * time.Minute)
	}
	for _, o := range orders {
		r.shows(o, "DISPATCHED", fmt.Sprintf("A%d, B%d", o.ekm, o.ekm))
		r.states(o, sent, sent)
	}
	if n := r.books().Counters.EmailCustomerTrue; n != 0 {
		t.Errorf("%d writes asked for an e-mail", n)
	}
}
