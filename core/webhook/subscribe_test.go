package webhook

import (
	"context"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/view"
)

// subscriptions lists what a service has, as "topic address", sorted.
func (r *rig) subscriptions(store commerce.StoreID) (out []string) {
	r.t.Helper()
	all, err := r.desk.service(store).list(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, s := range all {
		line := s.topic + " " + s.address
		if !s.enabled {
			line += " off"
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// wanted is what a service should have for us.
func (r *rig) wanted(store commerce.StoreID, others ...string) []string {
	out := others
	for _, t := range topicsOf(store) {
		out = append(out, t.name+" "+r.address(store))
	}
	slices.Sort(out)
	return out
}

func (r *rig) subscribe(store commerce.StoreID) {
	r.t.Helper()
	if err := r.desk.Subscribe(r.t.Context(), store); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) expect(store commerce.StoreID, others ...string) {
	r.t.Helper()
	if got, want := r.subscriptions(store), r.wanted(store, others...); !slices.Equal(got, want) {
		r.t.Errorf("source %d has %q, want %q", store, got, want)
	}
}

func states(topics []view.WebhookTopic) (out []string) {
	for _, t := range topics {
		out = append(out, t.State)
	}
	return slices.Compact(out)
}

func TestSubscriptions(t *testing.T) {
	for store := range commerce.StoreID(2) {
		t.Run(sourceName(store), func(t *testing.T) {
			r := newRig(t)
			requests := func() int {
				n := r.sim.Brightpearl.Books().Counters.Requests
				for _, s := range r.sim.EKM.Books().Shops {
					n += s.Counters.Requests
				}
				return n
			}
			before := requests()
			r.subscribe(store) // switched off, and never on: the services are not even asked
			if requests() != before {
				t.Error("a service was asked while wake-ups were never switched on")
			}
			r.on()
			r.subscribe(store)
			r.expect(store)
			if s := r.source(store); s.State != "waiting" || !slices.Equal(states(s.Topics), []string{"on"}) || !s.CheckedAt.Equal(r.clock()) {
				t.Errorf("shown: %+v", s)
			}
			before = requests()
			r.subscribe(store)
			if n := requests() - before; n != 1 {
				t.Errorf("looking at subscriptions that are right took %d requests", n)
			}
			// Other people's, a double of ours, one of ours at an old address, one that the secret does not know but the database does.
			service := r.desk.service(store)
			first := topicsOf(store)[0].name
			stranger := "http://127.0.0.1:1/" + sourceName(store) + "/" + secretOf([]byte("another installation"), sourceName(store))
			for _, address := range []string{stranger, r.address(store), strings.Replace(r.address(store), "/hooks/", "/old/", 1)} {
				if err := service.create(t.Context(), first, address); err != nil {
					t.Fatal(err)
				}
			}
			r.subscribe(store)
			r.expect(store, first+" "+stranger)
			// A new address: the old ones go.
			r.on()
			r.subscribe(store)
			r.expect(store, first+" "+stranger)
			// One is gone.
			all, err := service.list(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range all {
				if s.topic == first && s.address == r.address(store) {
					if err := service.remove(t.Context(), s); err != nil {
						t.Fatal(err)
					}
				}
			}
			r.subscribe(store)
			r.expect(store, first+" "+stranger)
			// Switched off, ours go and nobody else's.
			if err := r.desk.Set(t.Context(), db.WebhookSetting{}); err != nil {
				t.Fatal(err)
			}
			r.subscribe(store)
			if got := r.subscriptions(store); !slices.Equal(got, []string{first + " " + stranger}) {
				t.Errorf("switched off, there is %q", got)
			}
			if s := r.source(store); s.State != "off" || !slices.Equal(states(s.Topics), []string{"off"}) {
				t.Errorf("shown: %+v", s)
			}
		})
	}
}

// TestLostKeyring subscribes with one secret and looks with another: the old ones are known by their ids.
func TestLostKeyring(t *testing.T) {
	r := newRig(t)
	r.on()
	r.subscribe(0)
	r.subscribe(1)
	defer func(root []byte) { testRoot = root }(testRoot)
	testRoot = []byte("another secret, made after the keyring was lost")
	r.subscribe(0)
	r.subscribe(1)
	r.expect(0)
	r.expect(1)
}

func TestUnclearAnswersMakeNothingTwice(t *testing.T) {
	r := newRig(t)
	r.on()
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "cut_after_write", Route: "POST /api/v2/Webhooks", NextN: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.LostAnswer, Route: "POST integration-service/webhook", NextN: 2}); err != nil {
		t.Fatal(err)
	}
	r.subscribe(0)
	r.subscribe(1)
	r.expect(0)
	r.expect(1)
}

func TestForgedBodyTemplatesAreReplaced(t *testing.T) {
	r := newRig(t)
	r.on()
	hook := wantedHook(topicOnHand, r.address(0))
	hook.RepeatFailed = 0
	if _, err := r.bp.Webhooks.Create(t.Context(), hook); err != nil {
		t.Fatal(err)
	}
	r.subscribe(0)
	r.expect(0)
	all, err := r.bp.Webhooks.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		if want := wantedHook(h.Event, r.address(0)); h.RepeatFailed != 1 || h.Body != want.Body {
			t.Errorf("%+v is kept", h)
		}
	}
}

func TestSwitchedOffByTheService(t *testing.T) {
	r := newRig(t)
	r.on()
	stop := r.run()
	defer stop()
	r.subscribe(1)
	r.eventually("the shop's own name is known", func() bool {
		return r.post(r.address(1), r.ekmBody(1, "order.created", 1)) == 200 && r.desk.Counts().Right > 0
	})
	// As EKM does it: it fails to deliver, and says so in the subscription.
	stop()
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "webhook_auto_disable"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.sim.EKM.PlaceOrder(r.users[0].Username, ekmsim.Basket{Email: "a@example.com", Lines: []ekmsim.Line{{Code: r.code(0), Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	r.eventually("EKM switches it off", func() bool {
		return slices.ContainsFunc(r.subscriptions(1), func(s string) bool { return strings.HasSuffix(s, " off") })
	})
	again := r.run()
	defer again()
	r.desk.mu.Lock()
	p := poll{1, Orders}
	*r.desk.trustLocked(p) = trust{inRow: proofs, at: r.clock(), slow: true}
	r.desk.mu.Unlock()
	r.subscribe(1)
	r.expect(1)
	s := r.source(1)
	if s.State != "silent" || s.Topics[0].State != "on" || !strings.Contains(s.Topics[0].Reason, "Too many failed deliveries") {
		t.Errorf("shown: %+v", s)
	}
	r.eventually("polling is fast", func() bool { return slices.Contains(r.taken(&r.fast), "orders/1") })
	said := 0
	page, err := r.db.ActivityPage(t.Context(), view.Filter{}, view.Window{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range page.Rows {
		if a.Subject == "wake-ups" && strings.Contains(a.Text, "Too many failed deliveries") {
			said++
		}
	}
	if said != 1 {
		t.Errorf("it is said %d times", said)
	}
	r.subscribe(1)
	if s := r.source(1); !strings.Contains(s.Topics[0].Reason, "Too many failed deliveries") {
		t.Errorf("the reason is forgotten: %+v", s.Topics)
	}
}

func TestRefused(t *testing.T) {
	r := newRig(t)
	r.on()
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "forbidden", Route: "Webhooks"}}); err != nil {
		t.Fatal(err)
	}
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.Forbidden, Route: "webhook"}); err != nil {
		t.Fatal(err)
	}
	for store := range commerce.StoreID(2) {
		r.subscribe(store)
		s := r.source(store)
		if s.State != "refused" || !slices.Equal(states(s.Topics), []string{"refused"}) || !strings.Contains(s.Topics[0].Reason, "does not let this sign-in subscribe") {
			t.Errorf("shown: %+v", s)
		}
	}
	problems, err := r.db.OpenProblems(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("an alarm: %q, %v", problems, err)
	}
	// Switched off while it is refused: there is nothing to remove, and nothing is left behind.
	if err := r.desk.Set(t.Context(), db.WebhookSetting{}); err != nil {
		t.Fatal(err)
	}
	r.subscribe(1)
	if known, err := r.db.WebhookSource(t.Context(), 1); err != nil || len(known.Topics) > 0 {
		t.Errorf("left: %+v, %v", known, err)
	}
	// Allowed again.
	if err := r.sim.EKM.SetFaults(nil); err != nil {
		t.Fatal(err)
	}
	r.on()
	r.subscribe(1)
	r.expect(1)
	if s := r.source(1); s.State != "waiting" {
		t.Errorf("shown: %+v", s)
	}
}

// A topic that an account does not have leaves the others alone.
func TestTopicThatIsNotThere(t *testing.T) {
	r := newRig(t)
	r.on()
	l := look{d: r.desk, service: picky{r.desk.service(0), "product.destroyed"}, store: 0, secret: secretOf(testRoot, sourceName(0)), address: r.address(0),
		ours: map[string]bool{}, refused: map[string]string{}, off: map[string]string{}}
	have, err := l.settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range l.topics(have) {
		if want := map[bool]string{true: "refused", false: "on"}[w.Topic == "product.destroyed"]; w.State != want {
			t.Errorf("%s is %s: %s", w.Topic, w.State, w.Reason)
		}
	}
	r.desk.subscribed(0, l.topics(have), nil)
	if len(r.desk.fine) != 2 {
		t.Errorf("without a topic that polling does not need, %d kinds are fine", len(r.desk.fine))
	}
}

// code is one that a store sells plainly.
func (r *rig) code(store int) string {
	for _, l := range r.sim.World.Stores[store].Listings {
		if l.Live && len(l.Variants) == 0 && l.Good > 0 {
			return l.Code
		}
	}
	r.t.Fatal("nothing is sold")
	return ""
}

// picky is a service that does not have a topic.
type picky struct {
	service
	lacks string
}

func (p picky) create(ctx context.Context, topic, address string) error {
	if topic == p.lacks {
		return &fault.Error{Kind: fault.Refused, Status: 400, RemoteCode: "INTC-062", Text: "Invalid lifecycle event"}
	}
	return p.service.create(ctx, topic, address)
}

// TestShopKnownByItsDomain: a store that was connected by the merchant's own token is not known by EKM's account name, which calls bear.
// Its subscription tells it.
func TestShopKnownByItsDomain(t *testing.T) {
	r := newRig(t)
	var id commerce.StoreID
	r.write(func(tx *db.Tx) (err error) {
		id, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "By token", Username: "shop.example.com"}})
		return err
	})
	r.shops[id] = r.shops[1]
	r.on()
	stop := r.run()
	defer stop()
	if status := r.post(r.address(id), r.ekmBody(1, "order.created", 5)); status != 200 || len(r.hints(id)) != 0 {
		t.Errorf("before anything named the account: answered %d, hints %v", status, r.hints(id))
	}
	r.subscribe(id)
	r.eventually("a call is taken", func() bool {
		return r.post(r.address(id), r.ekmBody(1, "order.created", 5)) == 200 && len(r.hints(id)) == 1
	})
}
