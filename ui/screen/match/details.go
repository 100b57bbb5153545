package match

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// listedOrders is how many orders the pane lists; the Orders screen has them all.
const listedOrders = 30

// await shows what the row says; the orders and stores of a code come later.
func (s *Screen) await(_ string, l view.LinkRow) { s.show(l, nil) }

func (s *Screen) draw(_ string, _ view.LinkRow, d detail) { s.show(d.link, &d) }

func (s *Screen) show(l view.LinkRow, d *detail) {
	m := markOf(l.State)
	h := kit.PaneHeader{Title: paneTitle(l), State: m.state, Icon: m.icon, Word: m.word}
	if !l.Since.IsZero() {
		h.Since = "since " + strings.Replace(sinceDay(l.Since, s.o.Now()), "Today", "today", 1)
	}
	if l.Store != "" {
		h.Since += " in " + l.Store
	}
	s.Pane().SetHeader(h)
	s.Pane().Tabs().SetTabs(paneTabs(l, d))
	switch s.Pane().Tabs().Current() {
	case paneOrders:
		s.SetBody(ordersBody(l, d, s.o.Now(), s.goOrder))
	case paneStores:
		s.SetBody(storesBody(d, s.showOther))
	default:
		s.SetBody(matchBody(l, s.buttons(l)))
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

// read reads the code's row again, the orders that ask for it and its other stores.
func (s *Screen) read(ctx context.Context, _ string, l view.LinkRow) (d detail, err error) {
	d.link = l
	if l.SKU == "" {
		d.stores = []view.LinkRow{l}
		return d, nil
	}
	orders, err := s.o.Pages.OrderPage(ctx, view.Filter{Store: l.StoreID, Text: l.SKU, States: []string{
		string(commerce.OrderWaiting), string(commerce.OrderWorking), string(commerce.OrderHeld)}}, view.Window{Limit: listedOrders})
	if err != nil {
		return d, err
	}
	for _, o := range orders.Rows {
		asks, err := s.asks(ctx, o.ID, l.SKU)
		if err != nil {
			return d, err
		}
		if asks {
			d.orders = append(d.orders, o)
		}
	}
	// Beyond what was looked at, the lines of the report say whether there are more.
	d.more = orders.Total > len(orders.Rows) && l.OpenOrderRows > len(d.orders)
	same, err := s.o.Pages.LinkPage(ctx, view.Filter{Text: l.SKU}, view.Window{Limit: kit.PageSize})
	if err != nil {
		return d, err
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
	return d, nil
}

// asks tells whether an order has a line of exactly this code; the search finds longer codes too.
func (s *Screen) asks(ctx context.Context, id commerce.OrderID, sku string) (bool, error) {
	detail, ok, err := s.o.Pages.OrderDetail(ctx, id)
	return ok && slices.ContainsFunc(detail.Rows, func(r view.OrderLine) bool { return r.Kind == "goods" && commerce.TrimSKU(r.SKU) == sku }), err
}
