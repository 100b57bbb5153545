package settings

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
)

// Pages is what the screen reads. A scope is a store, or 0 for the defaults that stores start from and follow.
type Pages interface {
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
	// SettingChanges are the newest changes of a scope, or (-1) of all, of one setting or ("") of any.
	SettingChanges(ctx context.Context, scope commerce.StoreID, key string, limit int) ([]view.SettingChange, error)
	// LastSettingChanges are the newest change of each setting of a scope.
	LastSettingChanges(ctx context.Context, scope commerce.StoreID) ([]view.SettingChange, error)
	// OwnDefaults are the defaults that stores start from and follow.
	OwnDefaults(ctx context.Context) (settings.Store, error)
}

// Change is a setting and the value that it is to have. An empty value of a setting that always has one means its default.
type Change struct{ Key, Value string }

// Actions is what the screen asks of the engine. What is refused comes as settings.Refusals inside the error.
type Actions interface {
	Settings(ctx context.Context, store commerce.StoreID) (settings.Store, error)
	// Lists are the options behind ids and codes, by the Source of a setting: channels, price_lists, tax_codes, payment_methods,
	// order_statuses, lead_sources, warehouses, shipping_methods, and of a store ekm_statuses; ekm_tax_rates, whose rates can have a
	// tax code of their own; and ekm_payment_types, those of the orders that wait for their payment.
	Lists(ctx context.Context, scope commerce.StoreID) (map[string][]kit.Choice, error)
	// Change stores changes of a scope, all of them or none; reason is one of package view's, "" for a person's own choice.
	Change(ctx context.Context, scope commerce.StoreID, changes []Change, reason string) error
	// Examine checks changes as Change does, and changes nothing.
	Examine(ctx context.Context, scope commerce.StoreID, changes []Change) error
	// Effects says what changed defaults do to the stores, and changes nothing.
	Effects(ctx context.Context, changes []Change) ([]view.DefaultEffect, error)
	// Undo returns a setting to what it was before a change.
	Undo(ctx context.Context, change int64) error
	// Try tells what changes would do to the store's held orders, and changes nothing. It may take a while.
	Try(ctx context.Context, store commerce.StoreID, changes []Change) (view.RuleEffect, error)
}

// Files takes settings out of the program and brings them back.
type Files interface {
	// Export writes a file of a store's settings, or (0) of the defaults and every store's, and says in which folder.
	Export(ctx context.Context, store commerce.StoreID) (where string, err error)
	// Open reads such a file.
	Open(path string) (settings.File, error)
	// Preview says what settings of a file would do to a scope, and changes nothing.
	Preview(ctx context.Context, scope commerce.StoreID, values []Change) ([]view.ImportRow, error)
	// Choose lets a person choose a file and calls chosen with its path, unless they change their mind. UI goroutine.
	Choose(chosen func(path string))
}

// Round is something that the program does by itself, over and over.
type Round struct {
	Kind  string        // orders, stock, notes, products, listings, options, audit
	Every time.Duration // 0: once a night
	Slow  time.Duration // while wake-ups have proved that they tell in time; 0: no difference
}

// Wakeups is how the two services tell this computer that something is new. It belongs to the installation, not to a store.
type Wakeups interface {
	Webhooks(ctx context.Context) (view.Webhooks, error)
	// SetWebhooks stores the addresses and subscribes, or takes the subscriptions back. It may wait for a web server.
	SetWebhooks(ctx context.Context, on bool, listen, publicURL string) error
	// CheckWebhooks asks both services how the subscriptions stand.
	CheckWebhooks(ctx context.Context) error
}

// Program is this installation, apart from any store. It is asked on the UI goroutine and must not wait.
type Program interface {
	// Theme is system, light or dark.
	Theme() string
	SetTheme(mode string) error
	// TextSize is in per cent: 100, 125, 150 or 200. It takes effect at the next start.
	TextSize() int
	SetTextSize(percent int) error
	DataFolder() string
	Version() string
}
