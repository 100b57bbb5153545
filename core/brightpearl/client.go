package brightpearl

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"stockbridge/core/rest"
)

const remote = "brightpearl" // for logs and faults

// Options says which account to talk to, and how.
type Options struct {
	BaseURL string // scheme and host: https://euw1.brightpearlconnect.com, or http on a loopback address
	Account string // the account code typed at login: letters, digits, hyphens
	Auth    rest.Authenticator
	// InstanceID answers the integration instance id that is known from the OAuth grant, 0 when there is none (a private
	// app). It is used until an answer's header has named the id. May be nil.
	InstanceID func() int64
	// InstanceSince is since when the id is the known one, where another one came before; zero where none did.
	InstanceSince time.Time
	Pacer         rest.Pacer        // nil: one of its own; see NewPacer
	Transport     http.RoundTripper // nil: the chain's tuned transport
	Log           *slog.Logger      // nil: the default logger
	Now           func() time.Time  // nil: time.Now
}

// Client is one Brightpearl account.
type Client struct {
	Products        *Products
	Availability    *Availabilities
	Channels        *Channels
	PriceLists      *PriceLists
	Warehouses      *Warehouses
	ShippingMethods *ShippingMethods
	TaxCodes        *TaxCodes
	NominalCodes    *NominalCodes
	Currencies      *Currencies
	PaymentMethods  *PaymentMethods
	OrderStatuses   *OrderStatuses
	LeadSources     *LeadSources
	Contacts        *Contacts
	SalesOrders     *SalesOrders
	Orders          *Orders
	Reservations    *Reservations
	Payments        *Payments
	GoodsOut        *GoodsOut
	DropShip        *DropShip
	GoodsMovements  *GoodsMovements
	Webhooks        *Webhooks

	rest     *rest.Client
	outbox   *outbox
	log      *slog.Logger
	granted  func() int64
	instance atomic.Int64              // learned from the newest answer that named it
	since    atomic.Pointer[time.Time] // of the instance, see InstanceSince
	now      func() time.Time
}

var accountCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,63}$`)

// New prepares a client; it makes no request. It refuses hosts outside AllowedDomain, since every request carries a token.
func New(o Options) (*Client, error) {
	base, err := baseURL(o.BaseURL, o.Account)
	if err != nil {
		return nil, err
	}
	if o.Auth == nil {
		return nil, errors.New("brightpearl: an authenticator is required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.InstanceID == nil {
		o.InstanceID = func() int64 { return 0 }
	}
	if o.Transport == nil {
		o.Transport = rest.DefaultTransport()
	}
	c := &Client{granted: o.InstanceID, now: o.Now, log: o.Log}
	c.since.Store(&o.InstanceSince)
	c.outbox = &outbox{c: c}
	if o.Pacer == nil {
		o.Pacer = NewPacer()
	}
	c.rest, err = rest.New(rest.Options{
		Base:      base,
		Remote:    remote,
		Auth:      o.Auth,
		Pacer:     o.Pacer,
		Check:     c.check,
		Throttle:  throttled,
		Transport: &meter{next: o.Transport},
		Log:       o.Log,
		Now:       o.Now,
	})
	if err != nil {
		return nil, err
	}
	c.services()
	return c, nil
}

// Reader is a client that can only read: what would write is refused before it leaves.
type Reader struct {
	*Client
	*rest.ReadOnly
}

// Reader returns a reader of the same account, with the same sign-in and pacing. Each counts for itself.
func (c *Client) Reader() Reader {
	chain, only := c.rest.ReadOnly()
	r := &Client{rest: chain, granted: c.InstanceID, log: c.log, now: c.now}
	since := c.InstanceSince()
	r.since.Store(&since)
	r.outbox = &outbox{c: r}
	r.services()
	return Reader{r, only}
}

func (c *Client) services() {
	c.Products = &Products{c: c}
	c.Availability = &Availabilities{c: c}
	c.Channels = &Channels{c: c}
	c.PriceLists = &PriceLists{c: c}
	c.Warehouses = &Warehouses{c: c}
	c.ShippingMethods = &ShippingMethods{c: c}
	c.TaxCodes = &TaxCodes{c: c}
	c.NominalCodes = &NominalCodes{c: c}
	c.Currencies = &Currencies{c: c}
	c.PaymentMethods = &PaymentMethods{c: c}
	c.OrderStatuses = &OrderStatuses{c: c}
	c.LeadSources = &LeadSources{c: c}
	c.Contacts = &Contacts{c: c}
	c.SalesOrders = &SalesOrders{c: c}
	c.Orders = &Orders{c: c}
	c.Reservations = &Reservations{c: c}
	c.Payments = &Payments{c: c}
	c.GoodsOut = &GoodsOut{c: c}
	c.DropShip = &DropShip{c: c}
	c.GoodsMovements = &GoodsMovements{c: c}
	c.Webhooks = &Webhooks{c: c}
}

func baseURL(raw, account string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return nil, errors.New("brightpearl: the address is not a URL")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("brightpearl: the address must be a scheme and a host only")
	}
	if !AllowedDomain(u.Host) {
		return nil, errors.New("brightpearl: the address is not one of Brightpearl's")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("brightpearl: the address must use https")
	}
	if !accountCode.MatchString(account) {
		return nil, errors.New("brightpearl: an account code holds letters, digits and hyphens")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/public-api/" + account}, nil
}

// InstanceID is the integration instance id: the one the newest answer named, before that the one of the OAuth grant, 0
// when neither is known. With 0 Brightpearl does not notice a sales order that is posted twice, so search first.
func (c *Client) InstanceID() int64 {
	if id := c.instance.Load(); id != 0 {
		return id
	}
	return c.granted()
}

// InstanceSince is since when Brightpearl knows this program as InstanceID, where it knew it as another one before; zero where
// it did not. What was posted until then Brightpearl would take a second time: it notices repeats per installation.
func (c *Client) InstanceSince() time.Time { return *c.since.Load() }

// Stats counts what the chain did for this client.
func (c *Client) Stats() rest.Stats { return c.rest.Stats() }

// learn keeps the instance id of an answer.
// Brightpearl API: the header is on every authenticated OAuth answer except 401; private apps may lack it.
func (c *Client) learn(h http.Header) {
	id, err := strconv.ParseInt(strings.TrimSpace(h.Get("brightpearl-installed-integration-instance-id")), 10, 64)
	if err != nil || id <= 0 {
		return
	}
	before := c.InstanceID()
	c.instance.Store(id)
	if before != 0 && before != id {
		now := c.now()
		c.since.Store(&now)
		c.log.Warn("Brightpearl names another installation than before", "remote", remote, "before", before, "now", id)
	}
}

type priorityKey struct{}

// WithPriority makes the calls under ctx take their turn with p instead of the resource's usual priority, for example
// rest.Checks for a patrol that reads availability.
func WithPriority(ctx context.Context, p rest.Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, p)
}

func priority(ctx context.Context, usual rest.Priority) rest.Priority {
	if p, ok := ctx.Value(priorityKey{}).(rest.Priority); ok {
		return p
	}
	return usual
}
