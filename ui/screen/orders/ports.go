package orders

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
	OrderPage(context.Context, view.Filter, view.Window) (view.Page[view.OrderRow], error)
	OrderTabs(context.Context, commerce.StoreID) (map[string]int, error)
	// OrderDetail's second result is false when there is no such order.
	OrderDetail(context.Context, commerce.OrderID) (view.OrderDetail, bool, error)
	CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error)
	StoreCards(context.Context) ([]view.StoreCard, error)
	Overview(context.Context, commerce.StoreID) (view.Overview, error)
}

// Actions is what the screen wishes. It may be called from any goroutine.
type Actions interface {
	// Retry makes an order due again, whatever it waited for; an excluded one comes back.
	Retry(context.Context, commerce.OrderID) error
	// RetryCause makes all orders of a store due again that one cause code holds, and tells how many.
	RetryCause(ctx context.Context, store commerce.StoreID, code string) (int64, error)
	// Exclude takes an order out of the import, with the person's reason.
	Exclude(ctx context.Context, id commerce.OrderID, reason string) error
}

// Ledger is the proof that no order is missing. It may be called from any goroutine.
type Ledger interface {
	// LedgerPage reads days, newest first; store 0 means all.
	LedgerPage(ctx context.Context, store commerce.StoreID, win view.Window) (view.Page[view.LedgerDay], error)
	// AuditNow compares one store's day with EKM and Brightpearl and keeps what was found.
	AuditNow(ctx context.Context, store commerce.StoreID, day time.Time) error
}

// Fixer decides one held order beside the rules, or changes a rule. It may be called from any goroutine.
type Fixer interface {
	// ProposeFix tells what the order would become; it writes nothing.
	ProposeFix(ctx context.Context, id commerce.OrderID, fix view.OrderFix) (view.Proposal, error)
	// FixOrder keeps the decision with the order and makes it due.
	FixOrder(ctx context.Context, id commerce.OrderID, fix view.OrderFix) error
	// TryRule tells what a changed setting would do to the store's held orders; it writes nothing.
	TryRule(ctx context.Context, store commerce.StoreID, key, value string) (view.RuleEffect, error)
	// MakeRule changes the setting and makes the orders due that the cause holds.
	MakeRule(ctx context.Context, store commerce.StoreID, key, value, causeCode string) error
	// FindProducts looks for Brightpearl products by a part of SKU or name.
	FindProducts(ctx context.Context, text string) ([]view.Choice, error)
	TaxCodes(ctx context.Context) ([]view.Choice, error)
}

// Changes judges what happened to an order behind its sales order. It may be called from any goroutine.
type Changes interface {
	// AcceptChange says that Brightpearl was corrected by hand and that EKM's order is the truth from now on.
	AcceptChange(ctx context.Context, id commerce.OrderID) error
	// IgnoreChange leaves Brightpearl as it is, with the person's reason.
	IgnoreChange(ctx context.Context, id commerce.OrderID, reason string) error
	// CreateAgain posts an order anew whose sales order was deleted in Brightpearl.
	CreateAgain(ctx context.Context, id commerce.OrderID) error
}

// Shortfalls keeps who waits for a product that is short. It writes to neither system, and may be called from any goroutine.
type Shortfalls interface {
	// LetWait keeps a person's choice that an order waits; the reason may be empty.
	LetWait(ctx context.Context, product int64, order commerce.OrderID, reason string) error
	// StopWaiting takes it back.
	StopWaiting(ctx context.Context, product int64, order commerce.OrderID) error
}

// Downloads fetches orders from EKM once more. It may be called from any goroutine.
type Downloads interface {
	// LookDownload reads orders by their numbers, or those placed from one moment to before another, and changes nothing.
	LookDownload(ctx context.Context, store commerce.StoreID, numbers []string, from, to time.Time) ([]view.Download, error)
	// Download imports them and tells how many it took.
	Download(ctx context.Context, store commerce.StoreID, ekmIDs []int64) (int, error)
}

// Options make a Screen. The second group may be nil: what it would do is then not offered.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time

	Ledger     Ledger
	Fixer      Fixer
	Changes    Changes
	Downloads  Downloads
	Shortfalls Shortfalls
	Files      listing.Files
	Memory     listing.Memory
	// SalesOrderPage gives the address of a sales order in the browser as far as its number, which follows; "" when it is not known.
	// It is called beside the window.
	SalesOrderPage func(context.Context) string
}
