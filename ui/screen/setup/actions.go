package setup

import (
	"context"
	"io"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// Actions is what the wizard asks for and wishes. Every call may wait for a web server and runs off the UI goroutine. Errors
// are faults whose cause is shown in full.
type Actions interface {
	// Account tells about the Brightpearl account; the zero Account when none was ever connected.
	Account(ctx context.Context) (Account, error)
	// Store tells about one store with its settings.
	Store(ctx context.Context, id commerce.StoreID) (Store, error)
	// Apps are the EKM apps that stores were signed in with; their secrets are kept and need not be given again.
	Apps(ctx context.Context) ([]App, error)
	// Choices are the lists of the Brightpearl account to choose from, for one store; fresh asks Brightpearl again.
	Choices(ctx context.Context, id commerce.StoreID, fresh bool) (Choices, error)
	// Shop is what the store's EKM shop says of itself.
	Shop(ctx context.Context, id commerce.StoreID) (Shop, error)
	// Propose suggests values for settings that are not decided.
	Propose(ctx context.Context, id commerce.StoreID) ([]Change, error)
	// Check examines the store before go-live.
	Check(ctx context.Context, id commerce.StoreID) ([]Check, error)
	// Matches tells how far the store's listings have found their products.
	Matches(ctx context.Context, id commerce.StoreID) (Matches, error)
	// ExportUnmatched writes what only EKM has for Brightpearl's product importer, and says where the file is.
	ExportUnmatched(ctx context.Context, id commerce.StoreID) (path string, rows int, err error)

	ConnectPrivate(ctx context.Context, app PrivateApp) error
	// ConnectOAuth and ConnectStoreOAuth open the browser and wait for the person. Started is called, on any goroutine, as soon
	// as there is an address to show; again when a second attempt is needed.
	ConnectOAuth(ctx context.Context, app OAuthApp, started func(SignIn)) error
	ConnectStoreToken(ctx context.Context, in StoreToken) (commerce.StoreID, error)
	ConnectStoreOAuth(ctx context.Context, in StoreSignIn, started func(SignIn)) (commerce.StoreID, error)
	// Configure changes all of the settings or none. A refusal names each bad setting as "key=value: reason".
	Configure(ctx context.Context, id commerce.StoreID, changes []Change) error
	// GoLive adds the given switches to those that are on. It refuses what a check forbids.
	GoLive(ctx context.Context, id commerce.StoreID, orders, stock, shipments bool) error

	// ShippingCanary writes tracking, an internal note and the status to a test order, and tells after each what EKM says of e-mails.
	ShippingCanary(ctx context.Context, id commerce.StoreID, orderNumber string) ([]view.CanaryStep, error)
	// TestOrderAnswered notes whether an e-mail came from it; if one came, shipments are switched off.
	TestOrderAnswered(ctx context.Context, id commerce.StoreID, mailed bool) error
}

// Trials are what a store's settings would do, found out without a write to either system, and the shadow that goes on doing so. Like
// Actions they may wait for a web server.
type Trials interface {
	Coming(ctx context.Context, id commerce.StoreID, from time.Time) (view.Coming, error)
	StockPreview(ctx context.Context, id commerce.StoreID) (view.StockPreview, error)
	// DryRun works through the newest n orders; progress is called on any goroutine.
	DryRun(ctx context.Context, id commerce.StoreID, n int, progress func(done, total int)) (view.DryRun, error)

	Shadow(ctx context.Context, id commerce.StoreID) (view.Shadow, error)
	StartShadow(ctx context.Context, id commerce.StoreID) error
	StopShadow(ctx context.Context, id commerce.StoreID) error
	// GoLiveFrom ends the shadow and switches orders on from one order, that one included.
	GoLiveFrom(ctx context.Context, id commerce.StoreID, ekmOrderID int64) error
}

// Files keeps what a person wants to print or hand on.
type Files interface {
	// Save writes a file of that name where the person finds it, and says where that is. It is called beside the window.
	Save(name string, write func(io.Writer) error) (where string, err error)
}

// Memory remembers what a person at this computer has seen. UI goroutine.
type Memory interface {
	Recall(name string) string
	Keep(name, text string)
}

// Permission is one thing that a sign-in asks for. Scope is its name in EKM's partner dashboard, "" where there is none.
type Permission struct{ Scope, Title, Why string }

// App is an EKM app with one of the stores that use it.
type App struct{ ClientID, BaseURL, Store string }

// SignIn is a sign-in page that waits for a person.
type SignIn interface {
	// URL is the page's address, for a browser.
	URL() string
	// Paste takes the address that the browser ended up at, when it could not come back by itself.
	Paste(address string) error
}

// Account is the connected Brightpearl account.
type Account struct {
	Code      string
	APIURL    string
	OAuth     bool // connected by a sign-in, not by a private app
	AppRef    string
	DevRef    string
	ClientID  string
	Connected bool // false when it was never connected or wants a new sign-in
}

// PrivateApp is a private app made inside the Brightpearl account.
type PrivateApp struct{ Account, APIURL, AppRef, DevRef, Token string }

// OAuthApp is an app registered with Brightpearl.
type OAuthApp struct {
	Account, ClientID, Secret, DevRef string
	RedirectPort                      int
	PasteOnly                         bool // nothing listens on the port; the person pastes the address
}

// StoreToken is an EKM shop's access token.
type StoreToken struct{ Name, BaseURL, Token string }

// StoreSignIn is a sign-in to an EKM shop; an empty BaseURL means EKM's own, an empty Secret the one that is kept for the app.
type StoreSignIn struct {
	Name, BaseURL, ClientID, Secret string
	RedirectPort                    int
	PasteOnly                       bool // as for OAuthApp
}

// Store is a connected store.
type Store struct {
	commerce.Store
	ClientID   string
	LoginUntil time.Time // zero: does not run out by itself
	Settings   settings.Store
}

// Change is one setting and its new value.
type Change struct{ Key, Value string }

// Check is the result of one examination.
type Check struct {
	Key, Title string
	Result     string
	Text, Fix  string
}

// The results of a check. A warning does not keep a store from going live, a problem does.
const (
	CheckOK      = "ok"
	CheckWarning = "warning"
	CheckProblem = "problem"
)

// Matches are a store's listings by state (commerce.LinkState), and the readings of catalogues under way, which may add to them.
type Matches struct {
	Counts   map[string]int
	Readings []view.CatalogueProgress
}

// share counts the listings that have found their product among those that should.
func (m Matches) share() (matched, all int) {
	for _, s := range found {
		matched += m.Counts[string(s)]
	}
	all = matched
	for _, s := range lost {
		all += m.Counts[string(s)]
	}
	return matched, all
}

// The states of listings with a product, and of those that should have one. What is ignored or in Brightpearl only is neither.
var (
	found = []commerce.LinkState{commerce.Matched, commerce.Bundled, commerce.NotStockTracked}
	lost  = []commerce.LinkState{commerce.EKMOnly, commerce.NearMatch, commerce.Duplicate, commerce.WithoutSKU, commerce.InvalidSKU, commerce.ChangedProduct}
)

// Choices are the lists of a Brightpearl account.
type Choices struct {
	Channels       []Channel
	PriceLists     []PriceList // for selling
	Warehouses     []Named
	TaxCodes       []TaxCode
	PaymentMethods []PaymentMethod
	OrderStatuses  []Named // of sales orders, enabled ones
	Shipping       []Named // shipping methods
	BaseCurrency   string
}

// Named is anything with an id and a name.
type Named struct {
	ID   int64
	Name string
}

// Channel is a sales channel. One channel serves one store.
type Channel struct {
	ID     int64
	Name   string
	UsedBy string // name of another store that has it, "" when it is free
}

// PriceList is a price list with its currency.
type PriceList struct {
	ID       int64
	Name     string
	Currency string
}

// TaxCode is a tax code; Rate is in per cent, as decimal text.
type TaxCode struct{ Code, Name, Rate string }

// PaymentMethod is a payment method. Accounts are the bank accounts by currency; a currency without one gets no sales receipt.
type PaymentMethod struct {
	Code, Name string
	Active     bool
	Accounts   map[string]string
}

// Shop is what an EKM shop says of itself; parts that its token may not read are empty.
type Shop struct {
	Name, Domain, Currency string
	Statuses               []string
	TaxRates               []TaxRate
	ReadAt                 time.Time
}

// TaxRate is a tax rate of the shop; Percent is decimal text.
type TaxRate struct {
	ID      int64
	Name    string
	Percent string
}
