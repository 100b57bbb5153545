package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"stockbridge/core/fault"
)

// Client talks to one remote account. Safe for concurrent use.
type Client struct {
	o     Options
	base  string
	http  http.Client
	stats *stats
}

// New refuses base addresses that are neither https nor on this machine, and those with credentials in them.
func New(o Options) (*Client, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Client{
		o:     o,
		base:  strings.TrimSuffix(o.Base.String(), "/"),
		stats: &stats{},
		http: http.Client{
			Transport: o.Transport,
			// Credentials must not follow a redirect to somebody else's machine.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

const (
	maxReadTries   = 3
	maxThrottled   = 4               // refusals for pace of one call before the lane gets to decide
	longestStop    = 2 * time.Minute // a longer stated wait stops the lane instead of a goroutine
	firstBackoff   = 400 * time.Millisecond
	throttleNoTime = 2 * time.Second // when neither the remote nor a pacer knows better
)

// Do makes one call, repeated where that is safe, and returns the answer if the API's rules find it good. Every error is
// a *fault.Error with Op and Remote set. With an error the answer may still come along, for those who need its headers;
// it is nil after sign-in refusals and when there was none.
func (c *Client) Do(ctx context.Context, call Call) (*Answer, error) {
	o, err := c.outgoing(call)
	if err != nil {
		return nil, err
	}
	var spent spending
	for {
		s := c.once(ctx, o)        // pace, put credentials on, send, read
		f := c.verdict(ctx, o, &s) // nil: good
		c.report(ctx, o, s, f)
		if f == nil {
			return s.answer, nil
		}
		f, again := c.again(ctx, o, &s, f, &spent) // decides, and waits if need be
		if again {
			continue
		}
		if s.answer != nil && s.answer.Status == http.StatusUnauthorized {
			return nil, f
		}
		return s.answer, f
	}
}

// spending counts what one call has used up.
type spending struct {
	reads     int
	throttled int
	refreshed bool
}

// again decides whether the call is repeated, waits until then, and otherwise returns the fault to report.
func (c *Client) again(ctx context.Context, o *outgoing, s *sent, f *fault.Error, spent *spending) (*fault.Error, bool) {
	switch {
	case ctx.Err() != nil:
		return f, false

	case f.Kind == fault.SignIn && f.Status == http.StatusUnauthorized:
		if c.o.Auth == nil || spent.refreshed {
			return f, false
		}
		spent.refreshed = true
		if err := c.o.Auth.Rejected(ctx, s.request); err != nil {
			return c.describe(o, asFault(err, fault.SignIn), 0), false // the sign-in service may be what is offline
		}
		return nil, true

	case f.Kind == fault.Throttled: // it was not executed, so even a write may be repeated
		spent.throttled++
		if spent.throttled > maxThrottled || s.wait > longestStop {
			return f, false
		}
		if c.o.Pacer != nil {
			return nil, true // the pacer holds it back
		}
		wait := s.wait
		if wait <= 0 {
			wait = throttleNoTime
		}
		return f, c.o.Sleep(ctx, wait) == nil

	case f.Kind == fault.Offline && o.reads() && s.tried && !s.tooLarge:
		spent.reads++
		if spent.reads >= maxReadTries {
			return f, false
		}
		backoff := firstBackoff << (2 * (spent.reads - 1))
		return f, c.o.Sleep(ctx, backoff+rand.N(backoff/4)) == nil
	}
	return f, false
}
