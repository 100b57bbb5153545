package stores

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen/salesreport"
)

// Pages is what the screen reads.
type Pages interface {
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
	Status(ctx context.Context) (view.Status, error)
	Overview(ctx context.Context, store commerce.StoreID) (view.Overview, error)
	salesreport.Pages
	ActivityPage(ctx context.Context, f view.Filter, w view.Window) (view.Page[view.ActivityRow], error)
	// OwnDefaults are the defaults that stores start from and follow.
	OwnDefaults(ctx context.Context) (settings.Store, error)
}

// Actions is what the screen wishes, and what only the running engine knows. All of it may wait for a web server.
type Actions interface {
	// Check examines a store: it asks EKM and Brightpearl and writes nothing.
	Check(ctx context.Context, store commerce.StoreID) ([]Check, error)
	// Limits are the request limits that a store's work meets.
	Limits(ctx context.Context, store commerce.StoreID) ([]Limit, error)
	Settings(ctx context.Context, store commerce.StoreID) (settings.Store, error)
	// Lists are the names behind ids and codes, by the Source of a setting.
	Lists(ctx context.Context, store commerce.StoreID) (map[string][]kit.Choice, error)

	SyncNow(ctx context.Context, store commerce.StoreID) error
	// Pause ends by itself at until; a zero time waits for Resume.
	Pause(ctx context.Context, store commerce.StoreID, until time.Time) error
	Resume(ctx context.Context, store commerce.StoreID) error
	// GoLive adds the given switches to those that are on, after the checks; SwitchOff takes the given ones away.
	GoLive(ctx context.Context, store commerce.StoreID, orders, stock, shipments bool) error
	SwitchOff(ctx context.Context, store commerce.StoreID, orders, stock, shipments bool) error
	// Connection tells how a store, or with 0 the Brightpearl account, is signed in.
	Connection(ctx context.Context, store commerce.StoreID) (Connection, error)
	Webhooks(ctx context.Context) (view.Webhooks, error)
	// ShippingCanary writes tracking, an internal note and the status to a test order, and tells after each what EKM says of e-mails.
	ShippingCanary(ctx context.Context, store commerce.StoreID, orderNumber string) ([]view.CanaryStep, error)
	// TestOrderAnswered notes whether an e-mail came from it; if one came, shipments are switched off.
	TestOrderAnswered(ctx context.Context, store commerce.StoreID, mailed bool) error
	// Remove forgets the sign-in and the settings; orders and history stay.
	Remove(ctx context.Context, store commerce.StoreID) error
}

// Wizard is the page on which stores and the Brightpearl account are set up.
type Wizard interface {
	Content() fyne.CanvasObject
	// Open begins with a new store (0) or goes on with one; back is called when the person leaves. The place is "" for the first
	// step that lacks something, "brightpearl" or "shop".
	Open(store commerce.StoreID, at string, back func())
}

// Check is the result of one examination: ok, warning or problem.
type Check struct {
	Key, Title string
	Result     string
	Text, Fix  string
}

// Connection is how a store or the account is signed in: ages and names, never a token.
type Connection struct {
	OAuth   bool   // by a sign-in in the browser, not by a token
	App     string // client key or app reference, "" for a merchant's own token
	Scopes  []string
	Subject string    // EKM's account name in the token, "" where it does not say
	Renewed time.Time // when the sign-in was last given or renewed; zero for tokens that never are
	Expiry  time.Time // of the access token in use, zero when unknown
	Host    string    // of the API
}

// Limit is one remote's request limit. A Limit of 0 is not known yet.
type Limit struct {
	Name             string // "EKM, this store", "Brightpearl"
	Remaining, Limit int
	Made, Throttled  int64  // requests sent; refused for pace
	Note             string // how the limit works, one sentence
}
