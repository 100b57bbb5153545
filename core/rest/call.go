package rest

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"stockbridge/core/fault"
)

// Priority orders requests that wait for the same budget: the lower value goes first.
type Priority int

// The priorities, most urgent first. A sign-in never waits; a catalogue refresh always does.
const (
	SignIn Priority = iota
	Orders
	Reserve // reservations and payments of orders
	StockDown
	StockUp
	Shipments
	Checks
	Catalogue
)

// Call is one request to a remote API.
type Call struct {
	Op       string     // constant name for logs and errors, for example "search orders"
	Method   string     // "" means GET
	Path     string     // below the client's base URL, already escaped, starting with "/"
	Query    url.Values // encoded by the client
	Body     any        // encoded as JSON when not nil
	Priority Priority
	Timeout  time.Duration // of one try, without waiting for our turn; 0: the client's
}

// Answer is what came back: the status, the headers and the whole body (bounded), whatever the status was.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// At is the server's Date header, or our clock when there was none: the time base for watermarks.
	At time.Time
}

// Authenticator puts credentials on requests.
type Authenticator interface {
	// Apply sets the headers. It may refresh a token first, and returns a fault of kind SignIn when only a person can help.
	Apply(ctx context.Context, r *http.Request) error
	// Rejected is told of a 401. It returns nil when it has other credentials now (the request is then repeated once), or a
	// fault of kind SignIn.
	Rejected(ctx context.Context, r *http.Request) error
}

// Checker turns an answer into an error by the rules of its API; nil means that the answer is good. It sees the answer of
// the last try only.
type Checker func(Call, *Answer) *fault.Error
