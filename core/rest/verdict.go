package rest

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"stockbridge/core/fault"
)

// verdict turns the outcome of one try into a fault, or nil when it is good.
func (c *Client) verdict(ctx context.Context, o *outgoing, s *sent) *fault.Error {
	f := c.judge(ctx, o, s)
	if f == nil {
		return nil
	}
	status := 0
	if s.answer != nil {
		status = s.answer.Status
	}
	f = c.describe(o, f, status)
	f.Text, f.RemoteCode = hide(f.Text, s.request), hide(f.RemoteCode, s.request)
	return f
}

func (c *Client) judge(ctx context.Context, o *outgoing, s *sent) *fault.Error {
	if s.answer == nil {
		return c.judgeSilence(ctx, o, s)
	}
	if s.answer.Status == http.StatusUnauthorized {
		return &fault.Error{Kind: fault.SignIn} // the body may echo the token: nobody reads it
	}
	if wait, throttled := c.o.Throttle(s.answer); throttled {
		s.wait = wait
		f := &fault.Error{Kind: fault.Throttled}
		if wait > 0 {
			f.NotBefore = c.o.Now().Add(wait)
		}
		return f
	}
	if s.answer.Status < 400 && !fromAPI(s.answer) {
		// A gateway or the sign-in page of a public network answered in the remote's place.
		return &fault.Error{Kind: fault.Offline, Text: "the answer does not come from the API", Unclear: !o.reads()}
	}
	f := c.o.Check(o.call, s.answer)
	if f != nil && f.Kind == fault.Offline && s.answer.Status >= 500 && !o.reads() {
		f.Unclear = true
	}
	return f
}

// judgeSilence is for tries without a usable answer.
func (c *Client) judgeSilence(ctx context.Context, o *outgoing, s *sent) *fault.Error {
	unclear := s.reached && !o.reads()
	if ctx.Err() != nil {
		return &fault.Error{Kind: fault.Cancelled, Cause: ctx.Err(), Unclear: unclear}
	}
	if !s.tried {
		return asFault(s.err, fault.Bug) // the authenticator or we ourselves said no
	}
	if f, ok := errors.AsType[*fault.Error](s.err); ok {
		clone := *f
		return &clone
	}
	text := "no answer"
	if errors.Is(s.err, context.DeadlineExceeded) {
		text = "no answer in time"
	}
	return &fault.Error{Kind: fault.Offline, Text: text, Unclear: unclear, Cause: &quiet{s.err, hide(s.err.Error(), s.request)}}
}

// fromAPI is false for redirects and for pages meant for a browser.
func fromAPI(a *Answer) bool {
	return a.Status < 300 && !bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<"))
}

// describe fills in where and during what it happened.
func (c *Client) describe(o *outgoing, f *fault.Error, status int) *fault.Error {
	if f.Op == "" {
		f.Op = o.call.Op
	}
	if f.Remote == "" {
		f.Remote = c.o.Remote
	}
	if f.Status == 0 {
		f.Status = status
	}
	return f
}

// asFault is a copy of the fault in err, or a new one of the given kind around it.
func asFault(err error, kind fault.Kind) *fault.Error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		clone := *f
		return &clone
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		kind = fault.Cancelled
	}
	return &fault.Error{Kind: kind, Cause: err}
}
