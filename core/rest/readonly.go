package rest

import (
	"net/http"
	"sync/atomic"

	"stockbridge/core/fault"
)

// ReadOnly is a transport that lets reads pass, counted, and refuses everything else before a byte of it leaves. It is handed to work
// that promises to write nothing, so that the promise does not rest on that work.
type ReadOnly struct {
	next           http.RoundTripper
	reads, refused atomic.Int64
}

// Reads is how many requests left, repeats included.
func (r *ReadOnly) Reads() int64 { return r.reads.Load() }

// Refused is how many requests were none that only read. None of them left.
func (r *ReadOnly) Refused() int64 { return r.refused.Load() }

// RoundTrip implements http.RoundTripper.
func (r *ReadOnly) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Method != http.MethodGet && q.Method != http.MethodHead {
		r.refused.Add(1)
		if q.Body != nil {
			q.Body.Close()
		}
		return nil, &fault.Error{Kind: fault.Bug, Text: "a trial run writes nothing, so this request was not sent"}
	}
	r.reads.Add(1)
	return r.next.RoundTrip(q)
}

// ReadOnly returns a client of the same remote account that can only read. It shares the sign-in, the pacing and the statistics.
func (c *Client) ReadOnly() (*Client, *ReadOnly) {
	only := &ReadOnly{next: c.http.Transport}
	reader := &Client{o: c.o, base: c.base, http: c.http, stats: c.stats}
	reader.http.Transport = only
	return reader, only
}
