package ekmsim

import (
	"container/heap"
	"math/rand/v2"
	"sync"
	"time"
)

// crowd are the shoppers of all shops. What they do depends on the seed and on when they do it, not on how often
// somebody looks: every event happens at its own time.
type crowd struct {
	server *Server
	mu     sync.Mutex
	rate   float64 // orders a minute
	next   time.Time
	count  uint64 // shoppers who have come so far
	due    events
	turn   uint64
}

// event is something that a shopper will do.
type event struct {
	at   time.Time
	turn uint64 // keeps events of one time in order
	do   func(at time.Time)
}

// events is a heap by time.
type events []event

func (e events) Len() int      { return len(e) }
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e events) Less(i, j int) bool {
	if e[i].at.Equal(e[j].at) {
		return e[i].turn < e[j].turn
	}
	return e[i].at.Before(e[j].at)
}
func (e *events) Push(x any) { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func newCrowd(s *Server) *crowd {
	c := &crowd{server: s}
	c.setRate(s.cfg.OrdersPerMinute, s.now())
	return c
}

// SetOrdersPerMinute changes how many orders are placed, over all shops; 0 sends the shoppers home.
func (s *Server) SetOrdersPerMinute(n float64) {
	s.crowd.mu.Lock()
	defer s.crowd.mu.Unlock()
	s.crowd.setRate(n, s.now())
}

func (c *crowd) setRate(n float64, now time.Time) {
	c.rate = max(0, n)
	c.next = now.Add(c.pause())
}

// pause is the time until the next shopper comes: half to one and a half times the average.
func (c *crowd) pause() time.Duration {
	if c.rate == 0 {
		return 0
	}
	rng := c.source(c.count, 1)
	return time.Duration((0.5 + rng.Float64()) * float64(time.Minute) / c.rate)
}

// source gives each shopper a random source of their own.
func (c *crowd) source(shopper, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(c.server.cfg.Seed^purpose<<56, shopper))
}

// advance lets everything happen that is due.
func (c *crowd) advance(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		arrival := c.rate > 0 && !c.next.After(now) && len(c.server.shops) > 0
		if len(c.due) > 0 && !c.due[0].at.After(now) && (!arrival || !c.next.Before(c.due[0].at)) {
			e := heap.Pop(&c.due).(event)
			e.do(e.at)
			continue
		}
		if !arrival {
			return
		}
		at := c.next
		c.count++
		c.next = at.Add(c.pause())
		c.arrive(at, c.source(c.count, 2))
	}
}

func (c *crowd) after(at time.Time, d time.Duration, do func(at time.Time)) {
	c.turn++
	heap.Push(&c.due, event{at: at.Add(c.server.span(d)), turn: c.turn, do: do})
}

// outcomes of a checkout, in percent.
const (
	percentAbandoned = 3
	percentFailed    = 2
	percentUnpaid    = 6 // pay later
)

// arrive lets one shopper fill a basket and begin a checkout, and plans how it ends.
func (c *crowd) arrive(at time.Time, rng *rand.Rand) {
	sh := c.server.shops[rng.IntN(len(c.server.shops))]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	basket, filled := sh.fill(rng)
	if !filled {
		return
	}
	o := c.server.open(sh, basket, at)
	duration := time.Duration(5+rng.IntN(20)) * time.Second
	if rng.IntN(6) == 0 {
		duration += time.Duration(rng.IntN(90)) * time.Second // looks for the card; later ids overtake
	}
	switch roll := rng.IntN(100); {
	case roll < percentAbandoned:
	case roll < percentAbandoned+percentFailed:
		c.after(at, duration, func(at time.Time) { c.server.finish(sh, o, paymentFailed, "Card Payment", at) })
	case roll < percentAbandoned+percentFailed+percentUnpaid:
		c.after(at, duration, func(at time.Time) {
			c.server.finish(sh, o, paymentUnknown, "Bank Transfer", at)
			c.after(at, time.Duration(60+rng.IntN(240))*time.Second, func(at time.Time) { c.server.settle(sh, o, paymentSuccess, at) })
		})
	default:
		gateway := []string{"Card Payment", "PayPal", "Google Pay"}[rng.IntN(3)]
		c.after(at, duration, func(at time.Time) { c.server.finish(sh, o, paymentSuccess, gateway, at) })
	}
}

// makeHistory places the orders that exist at the start. All of them are completed and paid.
func (c *crowd) makeHistory() {
	n, span, now := c.server.cfg.HistoryOrders, c.server.cfg.HistorySpan, c.server.now()
	for number, sh := range c.server.shops {
		for i := range n {
			rng := c.source(uint64(number)<<32|uint64(i), 3)
			at := now.Add(-span * time.Duration(n-i) / time.Duration(n+1)).Truncate(time.Second)
			sh.mu.Lock()
			if basket, filled := sh.fill(rng); filled {
				o := c.server.open(sh, basket, at)
				sh.finish(o, paymentSuccess, "Card Payment", at.Add(20*time.Second), !c.server.freshUnstamped(sh))
			}
			sh.mu.Unlock()
		}
	}
}
