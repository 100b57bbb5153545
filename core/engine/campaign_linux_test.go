package engine_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
)

// campaignSeed makes the baskets, the faults and the moments of the kills.
var campaignSeed = flag.Int64("campaign-seed", 20261123, "what TestCampaign's chances are drawn from")

// campaign is a long bad day: orders arrive, both remotes fail in every way at once, and the program is killed again and again.
type campaign struct {
	*journey
	box    *sandbox.Sandbox
	rng    *rand.Rand
	killer killer
	codes  map[string][]string // by shop
	placed int
	unpaid []placement // the shopper pays later
	hidden []placement // the check-out ends later
	kills  map[string]int
	quiet  int // kills while the program waited
}

type placement struct {
	shop string
	id   int64
}

// TestCampaign is the proof of "exactly once": 600 orders of three stores, every kind of write's answer lost after it was done,
// 15 % mixed errors, throttle storms, and 40 kills without warning at moments that are counted in calls, then some more where its
// lanes wait after a trouble, so that most of the orders are posted under fire. Then the troubles end, and everything has to be in Brightpearl once and to the penny. `audit orders` has to say so, and to name what somebody then spoils.
func TestCampaign(t *testing.T) {
	orders, kills, waves := 600, 40, 50
	if testing.Short() {
		orders, kills, waves = orders/10, kills/10, waves/10
	}
	c := newCampaign(t)
	for n := range kills {
		c.place(orders*(n+1)/kills - c.placed)
		if n == kills/2 {
			c.settleShoppers()
		}
		c.untilKilled(n)
	}
	c.settleShoppers()
	c.killer.aim(never)
	for n := 0; n < waves && len(c.box.Brightpearl.Books().SalesOrders) < orders*9/10; n++ {
		c.quiet++
		c.killer.watch(t, c.sync())
	}
	t.Logf("when the troubles ended Brightpearl had %d of %d orders", len(c.box.Brightpearl.Books().SalesOrders), orders)
	c.endTroubles()
	c.rest()
	c.report()
	c.prove(orders)
	c.meddle()
}

func newCampaign(t *testing.T) *campaign {
	t.Helper()
	t.Logf("-campaign-seed %d", *campaignSeed)
	c := &campaign{journey: newMachine(t), rng: rand.New(rand.NewPCG(uint64(*campaignSeed), 1)), kills: map[string]int{}}
	box, err := sandbox.Start(t.Context(), sandbox.Options{Stores: 3, Products: 200, Seed: *campaignSeed, Speed: 50, Seen: c.killer.seen})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	c.box, c.config = box, box.Config()
	stockUp(t, box)
	c.codes = sellable(box)
	c.connect("--orders")
	c.beginTroubles()
	return c
}

// place has shoppers order: known ones and new ones, now and then one person in all three stores at once.
func (c *campaign) place(n int) {
	c.t.Helper()
	stores, people := c.box.World.Stores, c.box.World.People
	person, everywhere := people[0], 0
	for range n {
		if everywhere == 0 {
			person = people[c.rng.IntN(len(people))]
			if c.rng.IntN(5) == 0 {
				everywhere = len(stores)
			}
		}
		shop := stores[c.rng.IntN(len(stores))].Username
		if everywhere > 0 {
			everywhere--
			shop = stores[everywhere].Username
		}
		b := ekmsim.Basket{Email: person.Email, Guest: c.oneIn(8), ExactTax: c.oneIn(10)}
		if c.oneIn(10) {
			b.Email = strings.ToUpper(b.Email)
		}
		for range 1 + c.rng.IntN(4) {
			code := c.codes[shop][c.rng.IntN(len(c.codes[shop]))]
			if !slices.ContainsFunc(b.Lines, func(l ekmsim.Line) bool { return l.Code == code }) {
				b.Lines = append(b.Lines, ekmsim.Line{Code: code, Quantity: int64(1 + c.rng.IntN(3))})
			}
		}
		if c.oneIn(10) {
			b.Discount = int64(1 + c.rng.IntN(99))
		}
		if c.oneIn(40) {
			b.Surcharge = 150
		}
		late := &c.unpaid
		switch {
		case c.oneIn(20):
			b.PaymentStatus = "UNKNOWN"
		case c.oneIn(25):
			b.Status, late = "SYSTEMHIDDEN", &c.hidden
		default:
			late = nil
		}
		placed, err := c.box.EKM.PlaceOrder(shop, b)
		if err != nil {
			c.t.Fatal(err)
		}
		if late != nil {
			*late = append(*late, placement{shop, placed.ID})
		}
		c.placed++
	}
}

func (c *campaign) oneIn(n int) bool { return c.rng.IntN(n) == 0 }

// settleShoppers has everybody pay and end their check-outs.
func (c *campaign) settleShoppers() {
	c.t.Helper()
	for _, p := range c.unpaid {
		if err := c.box.EKM.PayOrder(p.shop, p.id); err != nil {
			c.t.Fatal(err)
		}
	}
	for _, p := range c.hidden {
		if err := c.box.EKM.FinishOrder(p.shop, p.id); err != nil {
			c.t.Fatal(err)
		}
	}
	c.unpaid, c.hidden = nil, nil
}

// stages are the calls at which the program is killed in turn.
var stages = []string{"brightpearl ", "POST order-service/sales-order", "reservation", "POST accounting-service/customer-payment", "POST contact-service/contact",
	"POST multi-message", "ekm/", "POST contact-service/postal-address", "brightpearl POST", "order-service/sales-order/{ids}"}

// untilKilled runs the program and kills it at the n-th moment. While its lanes wait after a trouble it is killed as well, and started
// again until the moment comes.
func (c *campaign) untilKilled(n int) {
	c.t.Helper()
	at := moment{part: stages[n%len(stages)], match: 1 + c.rng.IntN(20), most: 100 + c.rng.IntN(100)}
	c.killer.aim(at)
	for range 10 {
		if struck := c.killer.watch(c.t, c.sync()); struck != "" {
			c.kills[struck]++
			return
		}
		c.quiet++
	}
	c.t.Fatalf("the moment %+v never came", at)
}

func (c *campaign) sync() *exec.Cmd { return c.command(c.t.Context(), "", "sync") }

// rest lets the program do what is left, without the patience of real life: what waits for its next attempt is tried at once. Some
// doubts take their time all the same: a contact that may have been made is waited for.
func (c *campaign) rest() {
	c.t.Helper()
	for range 40 {
		c.run("", []int{0, 3}, "sync", "--until-idle", "--timeout", "2m")
		if c.retry(commerce.OrderWaiting, commerce.OrderWorking, commerce.OrderHeld) == 0 {
			return
		}
	}
	c.t.Error("orders are still waiting")
}

// report prints what was done.
func (c *campaign) report() {
	ekm, bright := c.box.EKM.Books(), c.box.Brightpearl.Books().Counters
	requests := 0
	for _, s := range ekm.Shops {
		requests += s.Counters.Requests
	}
	counted := 0
	for _, call := range slices.Sorted(maps.Keys(c.kills)) {
		c.t.Logf("killed %2d times at %s", c.kills[call], call)
		counted += c.kills[call]
	}
	c.t.Logf("%d orders, %d kills by count and %d while the program waited, %d requests to Brightpearl, %d to EKM", c.placed, counted, c.quiet, bright.Requests, requests)
	c.t.Logf("troubles of Brightpearl: %s", counts(bright.Troubles))
	c.t.Logf("troubles of EKM: %s", counts(ekm.Faults))
	c.t.Logf("Brightpearl refused %d for their pace; sales orders repeated %d times and payments %d times, harmlessly", bright.Throttled, bright.RepeatedOrders, bright.RepeatedPayments)
}

func counts(by map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(by)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, by[name]))
	}
	return strings.Join(parts, ", ")
}

// prove compares both sides' books, and has the program prove itself.
func (c *campaign) prove(orders int) {
	c.t.Helper()
	e := c.openData()
	bright := c.box.Brightpearl.Books()
	posted := agreeOrders(c.t, e.DB, c.box.EKM.Books(), bright, c.config.Users, c.started.Add(-time.Hour))
	if err := e.Close(); err != nil {
		c.t.Fatal(err)
	}
	if posted != orders || len(bright.SalesOrders) != orders {
		c.t.Errorf("%d of %d orders are posted, Brightpearl has %d", posted, orders, len(bright.SalesOrders))
	}
	held := 0
	for _, o := range bright.SalesOrders {
		held += o.UnitsReserved
		if o.UnitsReserved != o.UnitsWanted {
			c.t.Errorf("sales order %d has %d of %d units reserved", o.ID, o.UnitsReserved, o.UnitsWanted)
		}
	}
	for _, l := range bright.Availability {
		held -= l.Allocated
	}
	if held != 0 {
		c.t.Errorf("the orders hold %d units more than the warehouse has allocated", held)
	}
	c.oneContactEach(bright.Contacts)
	if v := c.audit(0); !v.Balanced || v.placed() != orders {
		c.t.Errorf("the audit says %+v", v)
	}
}

// oneContactEach looks for addresses of which a second contact was made.
func (c *campaign) oneContactEach(contacts []brightpearlsim.BookContact) {
	c.t.Helper()
	owner := map[string]int{}
	for _, contact := range contacts {
		for _, email := range contact.Emails {
			normal := commerce.NormalEmail(email)
			if other, taken := owner[normal]; taken && contact.CreatedOn.After(c.started) {
				c.t.Errorf("contact %d was made although contact %d has the address", contact.ID, other)
			}
			owner[normal] = contact.ID
		}
	}
}

// verdict is what `audit orders` says.
type verdict struct {
	Balanced bool `json:"balanced"`
	Stores   []struct {
		Name         string   `json:"name"`
		Placed       int      `json:"placed"`
		Missing      []string `json:"missing"`
		Duplicated   []string `json:"duplicated"`
		MoneyDiffers []string `json:"money_differs"`
	} `json:"stores"`
}

func (v verdict) placed() (n int) {
	for _, s := range v.Stores {
		n += s.Placed
	}
	return n
}

func (c *campaign) audit(code int) (v verdict) {
	c.t.Helper()
	out := c.run("", []int{code}, "audit", "orders")
	if err := json.Unmarshal(out, &v); err != nil {
		c.t.Fatalf("the audit says %s: %v", out, err)
	}
	return v
}

// meddle removes one sales order behind the program's back and changes one penny of another: the audit names these two and nothing
// else.
func (c *campaign) meddle() {
	c.t.Helper()
	orders := c.box.Brightpearl.Books().SalesOrders
	gone, moved := orders[c.rng.IntN(len(orders)/2)], orders[len(orders)/2+c.rng.IntN(len(orders)/2)]
	if err := c.box.Brightpearl.RemoveSalesOrder(gone.ID); err != nil {
		c.t.Fatal(err)
	}
	pence := func(text string) int64 { return int64(commerce.MustAmount(text).Pence()) }
	if err := c.box.Brightpearl.ChangeRow(moved.ID, 0, pence(moved.Rows[0].Net)+1, pence(moved.Rows[0].Tax)); err != nil {
		c.t.Fatal(err)
	}
	named := map[string]string{}
	for _, s := range c.audit(3).Stores {
		for what, ids := range map[string][]string{"missing": s.Missing, "duplicated": s.Duplicated, "money": s.MoneyDiffers} {
			for _, id := range ids {
				named[s.Name+":"+id] += what
			}
		}
	}
	name := func(o brightpearlsim.BookOrder) string {
		i := slices.IndexFunc(c.config.Users, func(u sandbox.User) bool { return u.ChannelID == o.ChannelID })
		return c.config.Users[i].Name + o.ExternalRef[strings.LastIndex(o.ExternalRef, ":"):]
	}
	if want := map[string]string{name(gone): "missing", name(moved): "money"}; !maps.Equal(named, want) {
		c.t.Errorf("the audit names %v, want %v", named, want)
	}
}
