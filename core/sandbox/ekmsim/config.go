package ekmsim

import (
	"log/slog"
	"net/http"
	"time"

	"stockbridge/core/sandbox/world"
)

// Config describes the local EKM. World is required, all else has a default.
type Config struct {
	World *world.World
	Seed  uint64 // of shoppers and faults; the world has its own

	// Clients are the partner applications that may ask for consent. None means DefaultClient.
	Clients []Client

	OrdersPerMinute float64       // per minute of Now, over all shops together; 0 means no shoppers
	HistoryOrders   int           // completed and paid orders per shop that exist at the start
	HistorySpan     time.Duration // how far back they reach; 0 means 6 h

	Now   func() time.Time // nil means time.Now; may be called by many goroutines
	Speed float64          // multiplies the rate limit and divides time spans; 0 means 1

	Lifetimes Lifetimes // zero fields mean EKM's own lifetimes divided by Speed

	// Webhooks delivers webhook messages. nil means a client of our own; its time-out is replaced by EKM's 5 s.
	Webhooks *http.Client

	// Seen is told of every API call by shop and route, when what it did is done and before the whole of its answer has left. It may
	// wait, and the answer waits with it. Of a renewal at the token endpoint it is told twice: as AskedForToken before anything is
	// done, where a caller that has gone meanwhile is not served, and as TokenRoute when the new pair is issued.
	Seen func(shop, route string)

	Faults []Fault      // standing from the start, see SetFaults
	Log    *slog.Logger // nil means no log
}

// Client is a partner application registered with EKM.
type Client struct {
	ID, Secret   string
	RedirectURIs []string // the registered return URLs

	// ExactRedirects demands a registered return URL to the letter, as EKM does. Otherwise any port and path of
	// http://localhost, http://127.0.0.1 and http://[::1] are accepted besides, since a test cannot reserve a port.
	ExactRedirects bool

	Scopes []string // permissions that the application may ask for; nil means every scope of EKM
}

// DefaultClient is the application that exists when Config names none.
var DefaultClient = Client{
	ID:           "stockbridge-sandbox",
	Secret:       "sandbox-secret",
	RedirectURIs: []string{"http://localhost:8765/ekm/callback"},
}

// Lifetimes are taken as they are, without regard to Speed.
type Lifetimes struct {
	Access  time.Duration // EKM: 1 h
	Refresh time.Duration // EKM: 15 days after the last use
	Code    time.Duration // EKM does not say; 5 min
}

// Line asks for one line of a basket: a listing's code and how many of it.
type Line struct {
	Code     string `json:"code"`
	Quantity int64  `json:"quantity"`
}

// Basket is an order that a test or an operator places at once.
type Basket struct {
	Lines []Line `json:"lines"`

	Email         string `json:"email,omitempty"`          // empty: a shopper is chosen, and the order has theirs
	NoEmail       bool   `json:"no_email,omitempty"`       // the order has no e-mail at all
	Shopper       int    `json:"shopper,omitempty"`        // who buys, a person of the world by id; 0 takes them in turn
	Guest         bool   `json:"guest,omitempty"`          // customer_id 0
	PaymentStatus string `json:"payment_status,omitempty"` // empty: SUCCESS
	Status        string `json:"status,omitempty"`         // empty: PENDING
	Discount      int64  `json:"discount,omitempty"`       // pence off the order
	Delivery      *int64 `json:"delivery,omitempty"`       // pence; nil: the shop's usual charge
	Surcharge     int64  `json:"surcharge,omitempty"`      // pence of an untaxed custom field
	Options       string `json:"options,omitempty"`        // HTML options of the first line
	ExactTax      bool   `json:"exact_tax,omitempty"`      // leave tax unrounded, as some shops do
}

// Placed says what became of a basket.
type Placed struct {
	ID     int64  `json:"id"`
	Number string `json:"number"`
	Total  string `json:"total"` // total_cost in pounds
}
