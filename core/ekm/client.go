package ekm

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"stockbridge/core/rest"
)

// DefaultBaseURL is EKM's service; every shop answers there, told apart by the token.
const DefaultBaseURL = "https://api.ekm.net"

// Options connect one store.
type Options struct {
	BaseURL   string // "" means DefaultBaseURL
	Store     string // our name of the store, for logs and faults: "ekm/<Store>"
	Auth      rest.Authenticator
	Transport http.RoundTripper // nil: rest's default
	Log       *slog.Logger
	Now       func() time.Time
	// Pacer is shared by everybody who uses this store's token; nil: a leaky bucket of the client's own.
	Pacer rest.Pacer
	Clock rest.Clock // of that bucket; nil: the system's
	// Sleep waits between tries of a read; nil: a real timer.
	Sleep   func(ctx context.Context, d time.Duration) error
	Timeout time.Duration // per try; default 30 s
}

// Client is one store at EKM.
type Client struct {
	Orders   *Orders
	Products *Products
	Stock    *Stock
	Settings *Settings
	Webhooks *Webhooks

	rest   *rest.Client
	remote string // "ekm/<Store>", as in faults
	log    *slog.Logger
}

var errBaseURL = errors.New("ekm: the base address is malformed")

// New fails when the base address is not one to which credentials may travel.
func New(o Options) (*Client, error) {
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil {
		return nil, errBaseURL
	}
	if o.Pacer == nil {
		o.Pacer = rest.NewLeakyBucket(rest.LeakyBucketOptions{Clock: o.Clock})
	}
	transport := o.Transport
	if transport == nil {
		transport = rest.DefaultTransport()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	chain, err := rest.New(rest.Options{
		Base: base, Remote: "ekm/" + o.Store, Auth: o.Auth, Pacer: o.Pacer, Check: check,
		Transport: &guard{next: transport}, Log: o.Log, Now: o.Now, Sleep: o.Sleep, Timeout: o.Timeout,
	})
	if err != nil {
		return nil, err
	}
	return newClient(chain, "ekm/"+o.Store, o.Log), nil
}

func newClient(chain *rest.Client, remote string, log *slog.Logger) *Client {
	c := &Client{rest: chain, remote: remote, log: log}
	c.Orders = &Orders{c}
	c.Products = &Products{c}
	c.Stock = newStock(c)
	c.Settings = &Settings{c}
	c.Webhooks = &Webhooks{c}
	return c
}

// Reader is a client that can only read: what would write is refused before it leaves.
type Reader struct {
	*Client
	*rest.ReadOnly
}

// Reader returns a reader of the same store, with the same sign-in and pacing. Each counts for itself.
func (c *Client) Reader() Reader {
	chain, only := c.rest.ReadOnly()
	return Reader{newClient(chain, c.remote, c.log), only}
}

// Stats tells how the connection is doing.
func (c *Client) Stats() rest.Stats { return c.rest.Stats() }
