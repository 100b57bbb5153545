package inventory

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Pages is what the screen reads. It may be called from any goroutine.
type Pages interface {
	LevelPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.LevelRow], error)
	LevelTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error)
	Explain(ctx context.Context, sku string, store commerce.StoreID) ([]view.Explanation, error)
	// Warehouses are those of the Brightpearl account, by id.
	Warehouses(ctx context.Context) (map[int64]string, error)
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
	Overview(ctx context.Context, store commerce.StoreID) (view.Overview, error)
	// Brakes are the stores of which a change was stopped, the oldest first.
	Brakes(ctx context.Context) ([]view.Brake, error)
	BrakedPage(ctx context.Context, store commerce.StoreID, win view.Window) (view.Page[view.BrakedRow], error)
	// StockRules are what people have said about SKUs and whole stores; store 0 means those of every store.
	StockRules(ctx context.Context, store commerce.StoreID) ([]view.StockRule, error)
}

// Actions is what the screen wishes. It may be called from any goroutine.
type Actions interface {
	// PushSKU writes a SKU's figure of one store again although it did not change, and tells how many figures became due.
	PushSKU(ctx context.Context, store commerce.StoreID, sku string) (int, error)
	// PushStore does so for all figures of a store. What the brake has stopped stays stopped.
	PushStore(ctx context.Context, store commerce.StoreID) (int, error)
	// ReadBack asks EKM what it shows now. What differs from what it was told becomes due.
	ReadBack(ctx context.Context, keys []view.LevelKey) (checked, drifted int, err error)
	// Reconcile is ReadBack for all figures of a store.
	Reconcile(ctx context.Context, store commerce.StoreID) (checked, differ int, err error)

	// Preview tells what rules would do to the figures they speak of; it writes nothing.
	Preview(ctx context.Context, rules []view.StockRule) (view.Preview, error)
	// SetRules keeps rules, each in place of the one for the same store and SKU; one that says nothing is dropped. SKU "" is the
	// freeze of a whole store.
	SetRules(ctx context.Context, rules []view.StockRule) (changed int, err error)
	// Tag puts a tag on SKUs or takes it off.
	Tag(ctx context.Context, skus []string, tag string, on bool) error

	// ApplyBrake lets figures go that the brake has stopped, all of the store's when none are named, and tells how many.
	ApplyBrake(ctx context.Context, store commerce.StoreID, keys []view.LevelKey, reason string) (int, error)
	// DiscardBrake drops what the brake has stopped and has Brightpearl's stock read again.
	DiscardBrake(ctx context.Context, store commerce.StoreID, reason string) error
}

// Options make the screen. Without Files nothing can be exported.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
	Files   listing.Files
	Memory  listing.Memory // keeps columns and views; optional
}
