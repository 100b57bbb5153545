package rest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"testing"
)

// echo answers without a network, so that the benchmark shows the chain alone.
type echo struct{}

func (echo) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Request: r, Body: io.NopCloser(bytes.NewReader([]byte(`{}`))), Header: http.Header{
		"Brightpearl-Requests-Remaining":   {"1999999"},
		"Brightpearl-Next-Throttle-Period": {"60000"},
	}}, nil
}

func BenchmarkChain(b *testing.B) {
	c, err := New(Options{
		Base: &url.URL{Scheme: "https", Host: "api.example.org"}, Auth: &bearer{token: "t"},
		Pacer: NewWindow(WindowOptions{Limit: 2000000}), Transport: echo{},
	})
	if err != nil {
		b.Fatal(err)
	}
	call := Call{Op: "write", Method: "PUT", Path: "/a/1", Query: url.Values{"q": {"x"}}, Body: map[string]int{"n": 1}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Do(b.Context(), call); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPacer(b *testing.B) {
	p := NewWindow(WindowOptions{Limit: 1 << 30})
	answer := &Answer{Header: http.Header{}}
	answer.Header.Set(headerRemaining, "1073741823")
	for b.Loop() {
		done, err := p.Acquire(b.Context(), Orders)
		if err != nil {
			b.Fatal(err)
		}
		done(answer)
	}
}
