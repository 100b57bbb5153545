package brightpearl

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// outbox carries writes to Brightpearl. Writes that come close together travel in one multi-message, which the request limit
// counts as one, so a back-log of orders goes through ten times as fast; a write that comes alone travels alone. Each caller gets
// the answer that its write would have got alone, so what a lost answer means and how it is looked for does not change.
//
// Sets leave when they are full, or a moment after their first write. While two sets that were not full are under way, later
// writes gather: the slower Brightpearl answers, the fuller the sets.
type outbox struct {
	c *Client

	mu      sync.Mutex
	waiting []*letter
	ripe    *time.Timer // set while something waits for company
	ripeAt  time.Time
	partly  int // sets under way that were not full
	trust   trust
}

// letter is one write that waits to be carried.
type letter struct {
	ctx   context.Context
	call  rest.Call
	reply chan delivery // buffered: carrying never waits for a caller that gave up
}

const maxPartly = 2

// usualPatience is how long a write waits for company when nobody says otherwise.
const usualPatience = 40 * time.Millisecond

type patienceKey struct{}

// WithPatience lets the writes under ctx wait longer for company, because requests are scarcer than time: many orders are on their
// way and the limit is near.
func WithPatience(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, patienceKey{}, d)
}

// Patience is how long a request under ctx may wait for company.
func Patience(ctx context.Context) time.Duration {
	if d, ok := ctx.Value(patienceKey{}).(time.Duration); ok {
		return d
	}
	return usualPatience
}

// post carries one write.
func (o *outbox) post(ctx context.Context, call rest.Call) (*rest.Answer, error) {
	if !permitted(call.Method, call.Path) || !o.usable() {
		return o.c.do(ctx, call)
	}
	l := &letter{ctx: ctx, call: call, reply: make(chan delivery, 1)}
	l.call.Priority = priority(ctx, call.Priority)
	o.add(l)
	select {
	case d := <-l.reply:
		return d.answer, d.err
	case <-ctx.Done():
	}
	stopped := &fault.Error{Kind: fault.Cancelled, Op: call.Op, Remote: remote, Cause: ctx.Err()}
	if !o.withdraw(l) {
		select {
		case d := <-l.reply:
			return d.answer, d.err
		default:
			stopped.Unclear = true
		}
	}
	return nil, stopped
}

// Together reports whether writes that come together share a request at present.
func (c *Client) Together() bool { return c.outbox.usable() }

func (o *outbox) usable() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.trust.usable(o.c.now())
}

func (o *outbox) add(l *letter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = append(o.waiting, l)
	if len(o.waiting) >= maxMessages {
		o.leaveLocked(false)
		return
	}
	if o.partly < maxPartly {
		o.ripenLocked(Patience(l.ctx))
	}
}

// ripenLocked has what waits leave after d, or sooner when that is arranged already.
func (o *outbox) ripenLocked(d time.Duration) {
	at := time.Now().Add(d)
	if o.ripe != nil {
		if !at.Before(o.ripeAt) {
			return
		}
		o.ripe.Stop()
	}
	o.ripeAt = at
	o.ripe = time.AfterFunc(d, o.ripened)
}

// withdraw takes a write back that has not left yet.
func (o *outbox) withdraw(l *letter) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, w := range o.waiting {
		if w == l {
			o.waiting = append(o.waiting[:i:i], o.waiting[i+1:]...)
			return true
		}
	}
	return false
}

func (o *outbox) ripened() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if time.Now().Before(o.ripeAt) {
		return // another timer took over
	}
	o.ripe = nil
	if len(o.waiting) > 0 && o.partly < maxPartly {
		o.leaveLocked(true)
	}
}

// leaveLocked sends everything that waits.
func (o *outbox) leaveLocked(partly bool) {
	if o.ripe != nil {
		o.ripe.Stop()
		o.ripe = nil
	}
	set := o.waiting
	o.waiting = nil
	if partly {
		o.partly++
	}
	go func() {
		o.carry(set)
		if !partly {
			return
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.partly--
		if len(o.waiting) > 0 {
			o.ripenLocked(Patience(o.waiting[0].ctx))
		}
	}()
}

// carry sends a set and hands out the answers.
func (o *outbox) carry(set []*letter) {
	if len(set) == 1 {
		o.alone(set)
		return
	}
	ctx, done := together(set)
	defer done()
	calls, urgent := make([]rest.Call, len(set)), set[0].call.Priority
	for i, l := range set {
		calls[i], urgent = l.call, min(urgent, l.call.Priority)
	}
	got, spent, err := o.c.sendMulti(ctx, calls, urgent)
	o.learn(len(set), spent, err)
	switch {
	case err != nil && !fault.Unclear(err) && fault.Is(err, fault.Refused, fault.NotFound, fault.Bug):
		o.alone(set) // the account does not take multi-messages, or not this one, and nothing was done
		return
	case err != nil:
		for _, l := range set {
			f := *fault.Of(err)
			f.Op = l.call.Op
			l.reply <- delivery{nil, &f}
		}
		return
	}
	var again []*letter
	for i, l := range set {
		if d := got[i]; d.err != nil && (errors.Is(d.err, errNotTried) || fault.Is(d.err, fault.Throttled)) {
			again = append(again, l) // not executed, either way
			continue
		}
		l.reply <- got[i]
	}
	o.alone(again)
}

// alone sends writes one by one, side by side.
func (o *outbox) alone(set []*letter) {
	for _, l := range set {
		go func() {
			a, err := o.c.do(l.ctx, l.call)
			l.reply <- delivery{a, err}
		}()
	}
}

// together is a context that ends when nobody waits for any of the writes any more.
func together(set []*letter) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(set[0].ctx))
	var mu sync.Mutex
	left := len(set)
	stops := make([]func() bool, len(set))
	for i, l := range set {
		stops[i] = context.AfterFunc(l.ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			if left--; left == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// learn notes how a multi-message of n writes went.
func (o *outbox) learn(n int, spent cost, err error) {
	o.mu.Lock()
	news := o.trust.learn(o.c.now(), n, spent, err)
	o.mu.Unlock()
	if news != "" {
		o.c.log.Info(news, slog.String("remote", remote))
	}
}

// trust is what experience says of multi-messages: whether they work, and whether one counts as one request.
//
// Brightpearl API: a client library says that a multi-message counts as one, and nothing official does; the feature was out of
// order for 17 hours in April 2023. So the numbers of the limit are watched, and single calls take over when they say otherwise.
type trust struct {
	until  time.Time // not used before
	pause  time.Duration
	proven bool // one has counted as less than its parts
	dear   int  // in a row that seemed to count each part
}

const (
	firstPause = time.Minute
	mostPause  = time.Hour
	dearMost   = 5 // other programs' requests make a set look dear now and then
	telling    = 5 // parts that a set needs for its price to tell anything
)

func (t *trust) usable(now time.Time) bool { return !now.Before(t.until) }

// learn returns a line for the log when something has changed.
func (t *trust) learn(now time.Time, n int, spent cost, err error) (news string) {
	switch {
	case err == nil:
		t.pause = 0
	case fault.Is(err, fault.Throttled, fault.SignIn, fault.Cancelled):
		return ""
	default:
		t.pause = min(max(2*t.pause, firstPause), mostPause)
		t.until = now.Add(t.pause)
		return "multi-messages do not work at the moment; writes go one by one for " + t.pause.String()
	}
	if n < telling || !spent.known {
		return ""
	}
	if 2*spent.requests <= n {
		t.dear = 0
		if t.proven {
			return ""
		}
		t.proven = true
		return "a multi-message counts as one request"
	}
	if t.dear++; t.dear < dearMost {
		return ""
	}
	t.dear, t.proven, t.until = 0, false, now.Add(mostPause)
	return "multi-messages seem to count each of their writes; writes go one by one for an hour"
}
