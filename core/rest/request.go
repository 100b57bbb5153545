package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"stockbridge/core/fault"
)

// outgoing is a Call made ready to be sent any number of times.
type outgoing struct {
	call   Call
	method string
	url    string
	body   []byte
}

func (o *outgoing) reads() bool {
	return o.method == http.MethodGet || o.method == http.MethodHead || o.method == http.MethodOptions
}

func (c *Client) outgoing(call Call) (*outgoing, error) {
	o := &outgoing{call: call, method: call.Method}
	if o.method == "" {
		o.method = http.MethodGet
	}
	if !strings.HasPrefix(call.Path, "/") || strings.ContainsAny(call.Path, "?#") {
		return nil, c.describe(o, &fault.Error{Text: "the path of the call is malformed"}, 0)
	}
	o.url = c.base + call.Path
	if len(call.Query) > 0 {
		o.url += "?" + call.Query.Encode()
	}
	if call.Body != nil {
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(call.Body); err != nil {
			return nil, c.describe(o, &fault.Error{Text: "the body of the call cannot be encoded"}, 0)
		}
		o.body = bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	}
	return o, nil
}

// sent is what became of one try.
type sent struct {
	request  *http.Request
	answer   *Answer // nil when none came, or not the whole of it
	err      error
	tried    bool // the transport was asked
	reached  bool // bytes may have reached the remote
	tooLarge bool
	wait     time.Duration // stated by a refusal for pace
	took     time.Duration // from sending to the last byte of the answer
}

// once sends the request when its turn has come and reads the whole answer.
func (c *Client) once(ctx context.Context, o *outgoing) sent {
	done := func(*Answer) {}
	if c.o.Pacer != nil {
		var err error
		if done, err = c.o.Pacer.Acquire(ctx, o.call.Priority); err != nil {
			return sent{err: err}
		}
	}
	s := c.send(ctx, o)
	done(s.answer)
	return s
}

func (c *Client) send(ctx context.Context, o *outgoing) (s sent) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(o.call.Timeout, c.o.Timeout))
	defer cancel()
	w := &wire{}
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, w.trace()), o.method, o.url, bytes.NewReader(o.body))
	if err != nil {
		s.err = &fault.Error{Text: "the address of the call is malformed"}
		return s
	}
	s.request = r
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Stockbridge")
	if o.body == nil {
		r.Body, r.GetBody, r.ContentLength = nil, nil, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.o.Auth != nil {
		if s.err = c.o.Auth.Apply(ctx, r); s.err != nil {
			return s
		}
	}
	s.tried = true
	began := c.o.Now()
	defer func() { s.took = c.o.Now().Sub(began) }()
	c.stats.made.Add(1)
	response, err := c.http.Do(r)
	if err != nil {
		s.err, s.reached = withoutURL(err), w.mayHaveReached(err)
		return s
	}
	s.reached = true
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		s.err = withoutURL(err)
	case len(body) > maxBody:
		s.err, s.tooLarge = errTooLarge, true
	default:
		s.answer = &Answer{Status: response.StatusCode, Header: response.Header, Body: body, At: c.o.Now()}
		if at, err := http.ParseTime(response.Header.Get("Date")); err == nil {
			s.answer.At = at
		}
	}
	return s
}

var errTooLarge = fmt.Errorf("the answer is larger than %d MiB", maxBody>>20)

// withoutURL drops what net/http puts around network errors: its text holds the query.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// wire watches how far a request gets.
type wire struct {
	asked, wrote atomic.Bool
}

func (w *wire) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:      func(string) { w.asked.Store(true) },
		WroteHeaders: func() { w.wrote.Store(true) },
	}
}

// mayHaveReached is true unless we know better: no connection came about, or nothing was written to it.
func (w *wire) mayHaveReached(err error) bool {
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "dial" {
		return false
	}
	if _, refused := errors.AsType[*fault.Error](err); refused {
		return false // one of our own round-trippers declined
	}
	return w.wrote.Load() || !w.asked.Load() // a transport that does not trace tells nothing
}
