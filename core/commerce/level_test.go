package commerce_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"stockbridge/core/commerce"
)

const draws = 20_000

func someTerms(r *rand.Rand) commerce.Terms {
	return commerce.Terms{OnHand: r.Int64N(60) - 5, Pending: r.Int64N(20), Buffer: r.Int64N(8), Cap: r.Int64N(12), Stop: r.IntN(10) == 0}
}

// TestPublishIsSafe: never negative, never above the cap or what is free, never more for a worse term, and nothing when stopped.
func TestPublishIsSafe(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range draws {
		was := someTerms(r)
		n := was.Publish()
		switch free := was.OnHand - was.Pending - was.Buffer; {
		case n < 0, n > max(free, 0), was.Cap > 0 && n > was.Cap, was.Stop && n != 0:
			t.Fatalf("%+v shows %d", was, n)
		case !was.Stop && n < free && n != was.Cap:
			t.Fatalf("%+v shows %d and keeps units back for no reason", was, n)
		}
		for name, worse := range map[string]func(*commerce.Terms){
			"less on hand": func(v *commerce.Terms) { v.OnHand -= 1 + r.Int64N(5) },
			"more pending": func(v *commerce.Terms) { v.Pending += 1 + r.Int64N(5) },
			"more buffer":  func(v *commerce.Terms) { v.Buffer += 1 + r.Int64N(5) },
			"a stop":       func(v *commerce.Terms) { v.Stop = true },
			"a lower cap": func(v *commerce.Terms) {
				if v.Cap == 0 {
					v.Cap = 40
				} else if v.Cap > 1 {
					v.Cap--
				}
			},
		} {
			now := was
			worse(&now)
			if got := now.Publish(); got > n {
				t.Fatalf("%s: %+v shows %d, more than %d of %+v", name, now, got, n, was)
			}
		}
	}
}

// TestBufferKeepsItsShare: a share is rounded up, so that at least so much is kept back, and more free units never show fewer.
func TestBufferKeepsItsShare(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range draws {
		b := commerce.Buffer{Percent: 1 + r.Int64N(100)}
		free := r.Int64N(500)
		kept := b.Of(free)
		if kept*100 < free*b.Percent || (kept-1)*100 >= free*b.Percent && free > 0 || kept > free {
			t.Fatalf("%s of %d keeps %d", b, free, kept)
		}
		if more := free + 1 - b.Of(free+1); more < free-kept {
			t.Fatalf("%s: of %d free %d are shown, of one more %d", b, free, free-kept, more)
		}
		if got := b.Of(-free); got != 0 {
			t.Fatalf("%s of %d keeps %d", b, -free, got)
		}
		units := commerce.Buffer{Units: r.Int64N(50)}
		if units.Of(free) != units.Units {
			t.Fatalf("%s of %d keeps %d", units, free, units.Of(free))
		}
		for _, b := range []commerce.Buffer{b, units} {
			if back, err := commerce.ParseBuffer(b.String()); err != nil || back != b {
				t.Fatalf("%s is read as %+v, %v", b, back, err)
			}
		}
	}
	for _, text := range []string{"", "-1", "101%", "1.5", "%", "ten", "1000001", "-5%", "5%%"} {
		if b, err := commerce.ParseBuffer(text); err == nil {
			t.Errorf("%q is read as %+v", text, b)
		}
	}
}

func TestRiskPutsTheDearestFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range draws {
		shown, wanted, price, rate := r.Int64N(40), r.Int64N(40), commerce.Pence(r.Int64N(9000)), 20*r.Float64()
		risk := commerce.Risk(shown, wanted, price, rate)
		if (risk > 0) != (shown > wanted) || risk < 0 {
			t.Fatalf("shown %d of %d: risk %d", shown, wanted, risk)
		}
		if commerce.Risk(shown+1, wanted, price, rate) < risk || commerce.Risk(shown, wanted, price+1, rate) < risk ||
			commerce.Risk(shown, wanted, price, rate+1) < risk || commerce.Risk(shown, wanted+1, price, rate) > risk {
			t.Fatalf("the risk of %d shown of %d at %d, %f a day, %d, goes the wrong way", shown, wanted, price, rate, risk)
		}
	}
	if commerce.Risk(1<<40, 0, 1<<40, 1e9) <= 0 {
		t.Error("a huge risk runs over")
	}
}

// TestSuggestedBuffer has the example of the plan: 30 an hour, four minutes, three stores is four units; at half a minute one.
func TestSuggestedBuffer(t *testing.T) {
	for _, c := range []struct {
		rate   float64
		delay  time.Duration
		stores int
		want   int64
	}{{30, 4 * time.Minute, 3, 4}, {30, 30 * time.Second, 3, 1}, {30, 4 * time.Minute, 1, 0}, {0, time.Hour, 3, 0}, {30, 0, 3, 0}, {-1, time.Hour, 3, 0}} {
		if got := commerce.SuggestBuffer(c.rate, c.delay, c.stores); got != c.want {
			t.Errorf("%+v suggests %d", c, got)
		}
	}
	r := rand.New(rand.NewPCG(4, 1))
	for range draws {
		rate, delay, stores := 50*r.Float64(), time.Duration(r.Int64N(int64(time.Hour))), 1+r.IntN(6)
		n := commerce.SuggestBuffer(rate, delay, stores)
		sold := rate * delay.Hours() * float64(max(stores-1, 0))
		if float64(n) < sold-1e-6 || float64(n) > sold+1 || n > commerce.SuggestBuffer(rate+1, delay, stores) ||
			n > commerce.SuggestBuffer(rate, delay+time.Minute, stores) || n > commerce.SuggestBuffer(rate, delay, stores+1) {
			t.Fatalf("%f an hour, %s, %d stores: %d", rate, delay, stores, n)
		}
	}
}

// TestPatrolComesSoonerWhereItHurts: within ten minutes where few are left, within a day always, never later for fewer or faster.
func TestPatrolComesSoonerWhereItHurts(t *testing.T) {
	for left, most := range map[int64]time.Duration{0: 10 * time.Minute, 3: 10 * time.Minute, 500: 24 * time.Hour} {
		if got := commerce.PatrolEvery(left, 0); got >= most {
			t.Errorf("%d are left and may stay unread for %s", left, got)
		}
	}
	r := rand.New(rand.NewPCG(5, 1))
	for range draws {
		left, rate := r.Int64N(800), 100*r.Float64()
		every := commerce.PatrolEvery(left, rate)
		if commerce.PatrolEvery(left+1, rate) < every || commerce.PatrolEvery(left, rate+1) > every || every < commerce.PatrolRisky || every > commerce.PatrolSafe {
			t.Fatalf("%d left, %f a day: %s", left, rate, every)
		}
	}
}
