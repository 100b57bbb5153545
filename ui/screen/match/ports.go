package match

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
	LinkPage(context.Context, view.Filter, view.Window) (view.Page[view.LinkRow], error)
	LinkTabs(context.Context, commerce.StoreID) (map[string]int, error)
	// LinkKinds counts the suggestions of a store, or of all for 0, by what they are alike in.
	LinkKinds(context.Context, commerce.StoreID) (map[commerce.Likeness]int, error)
	// UnmanagedStock is the worth by currency of what a store, or all for 0, shows for listings that should be matched and are not.
	UnmanagedStock(context.Context, commerce.StoreID) (map[string]commerce.Pence, error)
	// SuggestionsOf tells what accepting every suggestion of a kind would do.
	SuggestionsOf(context.Context, commerce.StoreID, commerce.Likeness) (view.Suggestions, error)
	// LinkRules are what people have decided about codes, the newest first.
	LinkRules(context.Context, commerce.StoreID) ([]view.LinkRule, error)
	// RenameImpact tells what another code would touch; it renames nothing.
	RenameImpact(ctx context.Context, from, to string) (view.RenameImpact, error)
	// FindProducts looks for Brightpearl products by a part of SKU or name, or by an id.
	FindProducts(ctx context.Context, text string) ([]view.Choice, error)
	OrderPage(context.Context, view.Filter, view.Window) (view.Page[view.OrderRow], error)
	// OrderDetail's second result is false when there is no such order.
	OrderDetail(context.Context, commerce.OrderID) (view.OrderDetail, bool, error)
	ActivityPage(context.Context, view.Filter, view.Window) (view.Page[view.ActivityRow], error)
	StoreCards(context.Context) ([]view.StoreCard, error)
}

// Actions is what the screen wishes. It may be called from any goroutine.
type Actions interface {
	// Ignore takes a code out of a store's matching with a reason; an empty reason brings it back.
	Ignore(ctx context.Context, store commerce.StoreID, sku, reason string) error
	// Recheck reads a store's listings and Brightpearl's products again and matches them.
	Recheck(ctx context.Context, store commerce.StoreID) error
}

// Linker keeps what a person decides about codes. Each answer is how many listings it changed: what has become another state
// meanwhile is left alone. No product is edited. It may be called from any goroutine.
type Linker interface {
	// Accept makes suggestions links; the reason may be empty.
	Accept(ctx context.Context, keys []view.LinkKey, reason string) (int, error)
	// AcceptKind accepts every suggestion of a kind in a store, or in all for 0.
	AcceptKind(ctx context.Context, store commerce.StoreID, kind commerce.Likeness, reason string) (int, error)
	// Reject has the products never be suggested for the codes again, until the rule is taken back.
	Reject(ctx context.Context, keys []view.LinkKey) (int, error)
	// LinkTo has a code, or one listing of it, mean a product whatever the SKUs say.
	LinkTo(ctx context.Context, rule view.LinkRule) error
	// Unlink takes a decision back.
	Unlink(ctx context.Context, rule view.LinkRule) error
	// Confirm says of listings whose SKU has moved to another product that it really has.
	Confirm(ctx context.Context, keys []view.LinkKey) (int, error)
}

// Exporter writes the codes that only EKM has for Brightpearl's product importer, of one store or of all for 0. It is called beside
// the window.
type Exporter interface {
	Export(ctx context.Context, store commerce.StoreID) (path string, rows int, err error)
}

// Catalogues tells how far the long readings of catalogues have come; there is none when nothing is read for the first time.
type Catalogues interface {
	Progress(context.Context) ([]view.CatalogueProgress, error)
}

// Options make a Screen. The second group may be nil: what it would do is then not offered.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time

	Linker     Linker
	Exporter   Exporter
	Catalogues Catalogues
	Files      listing.Files
	Memory     listing.Memory
}
