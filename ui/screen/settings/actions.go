package settings

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
)

// Pages is what the screen reads.
type Pages interface {
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
	ActivityPage(ctx context.Context, f view.Filter, w view.Window) (view.Page[view.ActivityRow], error)
}

// Actions is what the screen asks of the engine.
type Actions interface {
	Settings(ctx context.Context, store commerce.StoreID) (settings.Store, error)
	// Lists are the options behind ids and codes, by the Source of a setting: channels, price_lists, tax_codes, payment_methods,
	// order_statuses, lead_sources, warehouses, shipping_methods, ekm_statuses; ekm_tax_rates, whose rates can have a tax code of
	// their own; and ekm_payment_types, those of the orders that wait for their payment.
	Lists(ctx context.Context, store commerce.StoreID) (map[string][]kit.Choice, error)
	// Set changes one setting; an empty value returns it to its default. A refusal reads "key=value: reason" and changes nothing.
	Set(ctx context.Context, store commerce.StoreID, key, value string) error
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
