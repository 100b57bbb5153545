package brightpearlsim

import (
	"log/slog"
	"net/http"
	"time"
)

// Config describes one simulated account. The zero value of every optional field has a usable meaning.
type Config struct {
	// Account is the account code in every path. Default "sandbox".
	Account string
	// AppRef and DevRef are the references of the private app. DevRef may be left out by callers of the API.
	AppRef, DevRef string
	// AccountToken and StaffToken sign in private apps. An empty one signs nobody in.
	AccountToken, StaffToken string
	// ClientID and ClientSecret are the OAuth app. Brightpearl sends the client id as app reference on API calls.
	// A client that leaves the secret out is a public client and is accepted, a wrong secret is not.
	ClientID, ClientSecret string
	// RedirectURIs are the registered addresses, compared exactly. Empty: any http address on loopback.
	RedirectURIs []string
	// InstanceID is the installation's id, in the grant and in a header of every authenticated answer. Default 57.
	InstanceID int

	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Speed multiplies the request limit and divides token life, warehouse delays and webhook retries. Default 1.
	Speed float64
	// Seed makes tokens, warehouse decisions and faults with a probability repeatable.
	Seed int64
	// Location is the account's zone, used for every date in an answer. Default Europe/London.
	Location *time.Location
	// Limit is requests a minute and pool before Speed. Default 200, Brightpearl's cap.
	Limit int
	// TokenLife is the life of an access token before Speed. Default 7 days.
	TokenLife time.Duration
	// MaxPath is the longest path in bytes that is not answered with 414. Default 8000.
	MaxPath int
	// HangFor is how long the time-out faults hold a connection unless the caller leaves earlier. Default 60 s.
	HangFor time.Duration

	// Data is what the account holds at the start.
	Data Data
	// Staff and Trade are what happens by itself while Run is running.
	Staff Staff
	Trade Trade
	// Faults are on from the start.
	Faults []Fault

	// Seen is told of every API call by its label, when what it did is done and before its answer leaves. It may wait, and the
	// answer waits with it.
	Seen func(route string)

	// Log receives what a person running the simulator wants to see. Default: discarded.
	Log *slog.Logger
	// Webhooks delivers webhook calls, to loopback addresses only. Default: a client with a 10 s limit.
	Webhooks *http.Client
}

// Staff is the warehouse crew: it ships paid and allocated sales orders.
type Staff struct {
	// Enabled turns the crew on. It can be changed later with Server.SetStaff.
	Enabled bool
	// Step is the time between two steps (note, printed, picked, packed, shipped) before Speed. Default 4 s.
	Step time.Duration
	// SplitOneIn orders go out on two notes. Default 8, negative never.
	SplitOneIn int
	// DropShipOneIn orders with lines lacking stock have those lines drop-shipped. Default 10, negative never.
	DropShipOneIn int
	// NoTrackingOneIn notes are shipped without a tracking reference. Default 12, negative never.
	NoTrackingOneIn int
}

// Trade is stock that moves without our orders.
type Trade struct {
	// SaleEvery is the time between two sales on other channels before Speed. 0 is never.
	SaleEvery time.Duration
	// DeliveryEvery is the time between two goods-in deliveries before Speed. 0 is never.
	DeliveryEvery time.Duration
}

func (c Config) withDefaults() Config {
	setText := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	setText(&c.Account, "sandbox")
	setText(&c.AppRef, "sandbox_app")
	if c.InstanceID == 0 {
		c.InstanceID = 57
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Speed <= 0 {
		c.Speed = 1
	}
	if c.Location == nil {
		c.Location = london()
	}
	if c.Limit == 0 {
		c.Limit = 200
	}
	if c.TokenLife == 0 {
		c.TokenLife = 7 * 24 * time.Hour
	}
	if c.MaxPath == 0 {
		c.MaxPath = 8000
	}
	if c.HangFor == 0 {
		c.HangFor = time.Minute
	}
	if c.Staff.Step == 0 {
		c.Staff.Step = 4 * time.Second
	}
	setCount := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	setCount(&c.Staff.SplitOneIn, 8)
	setCount(&c.Staff.DropShipOneIn, 10)
	setCount(&c.Staff.NoTrackingOneIn, 12)
	if c.Seen == nil {
		c.Seen = func(string) {}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Webhooks == nil {
		c.Webhooks = &http.Client{Timeout: 10 * time.Second}
	}
	return c
}

func london() *time.Location {
	if zone, err := time.LoadLocation("Europe/London"); err == nil {
		return zone
	}
	return time.UTC
}

// span shortens a time by the speed.
func (s *Server) span(d time.Duration) time.Duration {
	return time.Duration(float64(d) / s.cfg.Speed)
}
