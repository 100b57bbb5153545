package match

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// How much the pane lists; the Orders and Attention screens have all of it.
const (
	listedOrders = 30
	listedEvents = 50
)

// detail is what the pane knows about a code beside its row.
type detail struct {
	link    view.LinkRow    // the row as it is now
	orders  []view.OrderRow // unfinished ones of its store that ask for it, the newest first
	more    bool            // there are others, too many to look at
	stores  []view.LinkRow  // the same code in every store
	rules   []view.LinkRule // what people decided about it, the newest first
	product view.Choice     // Brightpearl's: the one that it means, or that is suggested; zero for none
	was     view.Choice     // of a changed product: the one that it meant before
	events  []view.ActivityRow
}

// sinceWords says since when a code is in its state, and in which store.
func sinceWords(l view.LinkRow, now time.Time) string {
	switch {
	case l.Since.IsZero() && l.Store == "":
		return ""
	case l.Since.IsZero():
		return say.T("in {store}", l.Store)
	case l.Store == "":
		return say.T("since {day}", dayWithin(l.Since, now))
	}
	return say.T("since {day} in {store}", dayWithin(l.Since, now), l.Store)
}

// await shows what the row says; the rest comes later.
func (s *Screen) await(_ string, l view.LinkRow) { s.show(l, nil) }

func (s *Screen) draw(_ string, _ view.LinkRow, d detail) { s.show(d.link, &d) }

func (s *Screen) show(l view.LinkRow, d *detail) {
	m := markOf(l.State)
	h := kit.PaneHeader{Title: paneTitle(l), State: m.state, Icon: m.icon, Word: m.word}
	h.Since = sinceWords(l, s.o.Now())
	s.Pane().SetHeader(h)
	s.Pane().Tabs().SetTabs(paneTabs(d))
	switch s.Pane().Tabs().Current() {
	case paneRename:
		s.SetBody(s.renameBody(l))
	case paneOrders:
		s.SetBody(ordersBody(l, d, s.o.Now(), s.goOrder))
	case paneStores:
		s.SetBody(storesBody(d, s.showOther))
	case paneHistory:
		s.SetBody(s.historyBody(d))
	default:
		s.SetBody(s.matchBody(l, d))
	}
}

func (s *Screen) goOrder(o view.OrderRow) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Select: strconv.FormatInt(int64(o.ID), 10), Text: o.Number})
}

// showOther opens the same code of another store, in a list that has it.
func (s *Screen) showOther(l view.LinkRow) {
	if _, ok := s.Rows().Get(key(l)); ok {
		s.Show(key(l))
		return
	}
	s.o.Nav.Go(screen.Route{Screen: screen.Match, Store: l.StoreID, Tab: tabAll, Text: l.SKU, Select: key(l)})
}

// read reads the code's row again, both products, the orders that ask for it, its other stores, and what was decided and done.
func (s *Screen) read(ctx context.Context, _ string, l view.LinkRow) (d detail, err error) {
	d.link, d.stores = l, []view.LinkRow{l}
	if l.SKU != "" {
		if err := s.readOrders(ctx, &d); err != nil {
			return d, err
		}
		if err := s.readStores(ctx, &d); err != nil {
			return d, err
		}
	}
	rules, err := s.o.Pages.LinkRules(ctx, l.StoreID)
	if err != nil {
		return d, err
	}
	d.rules = about(rules, d.link)
	events, err := s.o.Pages.ActivityPage(ctx, view.Filter{Code: fmt.Sprintf("sku:%d:%s", l.StoreID, l.SKU)}, view.Window{Limit: listedEvents})
	if err != nil {
		return d, err
	}
	d.events = events.Rows
	return d, s.readProducts(ctx, &d)
}

// readOrders finds the unfinished orders that ask for the code.
func (s *Screen) readOrders(ctx context.Context, d *detail) error {
	l := d.link
	orders, err := s.o.Pages.OrderPage(ctx, view.Filter{Store: l.StoreID, Text: l.SKU, States: []string{
		string(commerce.OrderWaiting), string(commerce.OrderWorking), string(commerce.OrderHeld)}}, view.Window{Limit: listedOrders})
	if err != nil {
		return err
	}
	for _, o := range orders.Rows {
		asks, err := s.asks(ctx, o.ID, l.SKU)
		if err != nil {
			return err
		}
		if asks {
			d.orders = append(d.orders, o)
		}
	}
	// Beyond what was looked at, the lines of the report say whether there are more.
	d.more = orders.Total > len(orders.Rows) && l.OpenOrderRows > len(d.orders)
	return nil
}

// readStores finds the code in every store, and its row as it is now.
func (s *Screen) readStores(ctx context.Context, d *detail) error {
	l := d.link
	d.stores = nil
	same, err := s.o.Pages.LinkPage(ctx, view.Filter{Text: l.SKU}, view.Window{Limit: kit.PageSize})
	if err != nil {
		return err
	}
	for _, other := range same.Rows {
		if other.SKU == l.SKU {
			d.stores = append(d.stores, other)
		}
		if key(other) == key(l) {
			d.link = other
		}
	}
	if !slices.ContainsFunc(d.stores, func(o view.LinkRow) bool { return key(o) == key(l) }) {
		d.stores = append(d.stores, l)
	}
	return nil
}

// readProducts names the products that the row has only by their ids.
func (s *Screen) readProducts(ctx context.Context, d *detail) (err error) {
	l := d.link
	switch {
	case l.SuggestionID != 0:
		d.product = view.Choice{ID: l.SuggestionID, Code: l.Suggestion, Name: l.ProductName}
	case l.ProductID != 0:
		d.product = view.Choice{ID: l.ProductID, Code: l.ProductSKU, Name: l.ProductName}
	}
	if d.product.ID != 0 && d.product.Name == "" {
		if d.product, err = s.product(ctx, d.product); err != nil {
			return err
		}
	}
	if l.WasID != 0 && l.State == commerce.ChangedProduct {
		d.was, err = s.product(ctx, view.Choice{ID: l.WasID})
	}
	return err
}

// product adds what is known of a product by its id; one that cannot be sold any more has the id alone.
func (s *Screen) product(ctx context.Context, c view.Choice) (view.Choice, error) {
	found, err := s.o.Pages.FindProducts(ctx, strconv.FormatInt(c.ID, 10))
	if at := slices.IndexFunc(found, func(f view.Choice) bool { return f.ID == c.ID }); at >= 0 {
		return found[at], err
	}
	return c, err
}

// asks tells whether an order has a line of exactly this code; the search finds longer codes too.
func (s *Screen) asks(ctx context.Context, id commerce.OrderID, sku string) (bool, error) {
	detail, ok, err := s.o.Pages.OrderDetail(ctx, id)
	return ok && slices.ContainsFunc(detail.Rows, func(r view.OrderLine) bool { return r.Kind == "goods" && commerce.TrimSKU(r.SKU) == sku }), err
}
