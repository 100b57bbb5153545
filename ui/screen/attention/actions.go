package attention

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// shortOrder is the code of an order whose stock Brightpearl could not reserve in full; its details say who waits for it too.
const shortOrder = "SB-ORD-130"

// act does the best step for a cause.
func (s *Screen) act(c view.CauseCard) {
	switch bestAction(c).step {
	case openOrders:
		s.goOrders(c)
	case openLedger:
		s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "ledger", Store: c.StoreID})
	case openOrder:
		r := screen.Route{Screen: screen.Orders, Tab: "all", Select: fmt.Sprint(c.Order)}
		if c.Code == shortOrder {
			r.Pane = "shortfall"
		}
		s.o.Nav.Go(r)
	case openStock:
		s.goStock(c)
	case openShipments:
		s.goShipments(c)
	case openMatch:
		s.o.Nav.Go(screen.Route{Screen: screen.Match, Store: c.StoreID, Tab: matchTab(c)})
	case openSignIn:
		r := screen.Route{Screen: screen.Stores, Store: c.StoreID, Tab: "sign-in"}
		if c.StoreID == 0 {
			r.Tab = "brightpearl"
		}
		s.o.Nav.Go(r)
	case openStores:
		s.o.Nav.Go(screen.Route{Screen: screen.Stores, Store: c.StoreID})
	case openSettings:
		s.o.Nav.Go(screen.Route{Screen: screen.Settings, Store: c.StoreID})
	case openBrake:
		s.o.Nav.Go(screen.Route{Screen: screen.Inventory, Store: c.StoreID, Tab: "braked"})
	case retryOrders:
		s.askRetry(c)
	default:
		s.showCause(c.Key)
	}
}

// matchTab is where SKU match shows what a cause is about.
func matchTab(c view.CauseCard) string {
	switch {
	case c.Code == "SB-SKU-202":
		return string(commerce.ChangedProduct)
	case strings.HasPrefix(c.Code, "SB-SKU"):
		return string(commerce.Duplicate)
	}
	return "costs"
}

func (s *Screen) goOrders(c view.CauseCard) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Store: c.StoreID, Tab: "todo", Code: c.Code})
}

func (s *Screen) goStock(c view.CauseCard) {
	s.o.Nav.Go(screen.Route{Screen: screen.Inventory, Store: c.StoreID, Tab: "problems"})
}

func (s *Screen) goShipments(c view.CauseCard) {
	s.o.Nav.Go(screen.Route{Screen: screen.Shipments, Store: c.StoreID, Tab: "problems"})
}

// more is what else can be done about a cause.
func (s *Screen) more(c view.CauseCard) []kit.MenuItem {
	var items []kit.MenuItem
	if c.Orders > 0 && c.Code != "" {
		items = append(items, kit.MenuItem{Label: say.T("Retry all of this cause"), Note: say.Count(c.Orders), Icon: "rotate-cw", Tapped: func() { s.askRetry(c) }})
	}
	if c.Shipments > 0 {
		items = append(items, kit.MenuItem{Label: say.T("Retry held shipments of {place}", where(c)), Icon: "rotate-cw", Tapped: func() { s.retryShipments(c) }})
	}
	if c.Orders > 0 {
		items = append(items, kit.MenuItem{Label: say.N(c.Orders, "Open {n} order", "Open {n} orders"), Icon: "shopping-bag", Tapped: func() { s.goOrders(c) }})
	}
	if c.SKUs > 0 {
		items = append(items, kit.MenuItem{Label: say.N(c.SKUs, "Open {n} SKU", "Open {n} SKUs"), Icon: "boxes", Tapped: func() { s.goStock(c) }})
	}
	if c.Shipments > 0 {
		items = append(items, kit.MenuItem{Label: say.N(c.Shipments, "Open {n} shipment", "Open {n} shipments"), Icon: "truck", Tapped: func() { s.goShipments(c) }})
	}
	if !c.SnoozedUntil.IsZero() {
		items = append(items, kit.MenuItem{Label: say.T("Open again"), Icon: "bell", Tapped: func() { s.wake(c) }})
	}
	return append(items,
		kit.MenuItem{Label: say.T("Assign to…"), Note: c.Assigned, Icon: "user-round", Tapped: func() { s.askAssign(c) }}, kit.MenuItem{},
		kit.MenuItem{Label: say.T("Read it in full"), Icon: "file-text", Tapped: func() { s.showCause(c.Key) }},
		kit.MenuItem{Label: say.T("Show activity of {place}", where(c)), Icon: "history", Tapped: func() { s.showActivityOf(c) }},
		kit.MenuItem{}, kit.MenuItem{Label: say.T("Copy as text"), Icon: "copy", Tapped: func() { s.copy(summary(c, s.o.Now())) }})
}

func (s *Screen) showActivityOf(c view.CauseCard) {
	s.log = logQuery{store: c.StoreID}
	s.page.showFilters(s.filter, s.log, s.stores)
	s.asked = false
	s.page.tabs.Select(tabActivity)
}

// retryQuestion is the confirmation of a retry of several orders.
func retryQuestion(c view.CauseCard) (title, text, verb string) {
	text = say.N(c.Orders, "{n} order here.", "{n} orders here.")
	if c.Money != 0 {
		text = say.N(c.Orders, "{n} order here, {money}.", "{n} orders here, {money}.", say.Money(c.Money, c.Currency))
	}
	text += " " + say.T("They are tried again at once; what still stands in the way holds them again. Nothing is created twice.")
	return say.T("Retry all orders of {place} with this cause?", where(c)), text, say.N(c.Orders, "Retry {n} order", "Retry {n} orders")
}

func (s *Screen) askRetry(c view.CauseCard) {
	if c.Orders == 1 {
		s.retry(c)
		return
	}
	title, text, verb := retryQuestion(c)
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: title, Text: text, Confirm: verb, Done: func(yes bool) {
		if yes {
			s.retry(c)
		}
	}})
}

func (s *Screen) retry(c view.CauseCard) {
	s.wish(say.T("Retry the orders of {place}", where(c)), func(ctx context.Context) (int, error) { return s.o.Actions.RetryCause(ctx, c.StoreID, c.Code) },
		func(n int) string { return say.N(n, "{n} order is tried again", "{n} orders are tried again") })
}

func (s *Screen) retryShipments(c view.CauseCard) {
	s.wish(say.T("Retry the shipments of {place}", where(c)), func(ctx context.Context) (int, error) { return s.o.Actions.RetryShipments(ctx, c.StoreID) },
		func(n int) string { return say.N(n, "{n} note is sent again", "{n} notes are sent again") })
}

// wish asks for something beside the window and tells how it went.
func (s *Screen) wish(doing string, ask func(ctx context.Context) (int, error), done func(n int) string) {
	listing.Do(s.o.Feed, s.o.Nav, doing, func(ctx context.Context) (string, error) {
		n, err := ask(ctx)
		return done(n), err
	}, s.Reload)
}

func (s *Screen) copy(text string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	s.o.Nav.Toast(say.T("Copied as text"))
}
