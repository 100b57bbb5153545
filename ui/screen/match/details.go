package match

import (
	"context"
	"reflect"
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

// opened shows a code's details: a tap or Enter.
func (s *Screen) opened(r kit.Row) {
	if l, ok := s.rows[r.Key]; ok {
		s.show(l)
	}
}

// selected follows the keyboard while the pane is open.
func (s *Screen) selected(r kit.Row) {
	if s.parts.split.Open() {
		s.opened(r)
	}
}

func (s *Screen) show(l view.LinkRow) {
	s.link, s.detail, s.seek = l, nil, ""
	s.parts.split.SetOpen(true)
	s.showLink()
	s.readDetail()
}

func (s *Screen) showLink() {
	m := markOf(s.link.State)
	h := kit.PaneHeader{Title: paneTitle(s.link), State: m.state, Icon: m.icon, Word: m.word}
	if !s.link.Since.IsZero() {
		h.Since = "since " + strings.Replace(sinceDay(s.link.Since, s.o.Now()), "Today", "today", 1)
	}
	if s.link.Store != "" {
		h.Since += " in " + s.link.Store
	}
	s.parts.pane.SetHeader(h)
	s.parts.pane.Tabs().SetTabs(paneTabs(s.link, s.detail))
	s.showBody()
}

// readDetail reads the code's row again, the orders that ask for it and its other stores.
func (s *Screen) readDetail() {
	s.question++
	question, l := s.question, s.link
	s.o.Feed.Go(func(ctx context.Context) {
		d, now, err := s.lookAround(ctx, l)
		s.o.Feed.Do(func() {
			if question != s.question {
				return
			}
			if err != nil {
				title, line := words(err)
				s.parts.pane.SetBody(kit.NewEmpty(kit.EmptyState{Title: title, Line: line, Button: "Try again", Tapped: s.readDetail}))
				return
			}
			if s.detail != nil && reflect.DeepEqual(*s.detail, d) && reflect.DeepEqual(s.link, now) {
				return // drawing the same again would only scroll the pane back to its top
			}
			s.link, s.detail = now, &d
			s.showLink()
		})
	})
}

// lookAround reads what the pane shows beside the code's row, and the row itself as it is now.
func (s *Screen) lookAround(ctx context.Context, l view.LinkRow) (d detail, now view.LinkRow, err error) {
	now = l
	if l.SKU == "" {
		d.stores = []view.LinkRow{l}
		return d, now, nil
	}
	orders, err := s.o.Pages.OrderPage(ctx, view.Filter{Store: l.StoreID, Text: l.SKU, States: []string{
		string(commerce.OrderWaiting), string(commerce.OrderWorking), string(commerce.OrderHeld)}}, view.Window{Limit: listedOrders})
	if err != nil {
		return d, now, err
	}
	for _, o := range orders.Rows {
		asks, err := s.asks(ctx, o.ID, l.SKU)
		if err != nil {
			return d, now, err
		}
		if asks {
			d.orders = append(d.orders, o)
		}
	}
	// Beyond what was looked at, the lines of the report say whether there are more.
	d.more = orders.Total > len(orders.Rows) && l.OpenOrderRows > len(d.orders)
	same, err := s.o.Pages.LinkPage(ctx, view.Filter{Text: l.SKU}, view.Window{Limit: kit.PageSize})
	if err != nil {
		return d, now, err
	}
	for _, other := range same.Rows {
		if other.SKU == l.SKU {
			d.stores = append(d.stores, other)
		}
		if key(other) == key(l) {
			now = other
		}
	}
	if !slices.ContainsFunc(d.stores, func(o view.LinkRow) bool { return key(o) == key(l) }) {
		d.stores = append(d.stores, l)
	}
	return d, now, nil
}

// asks tells whether an order has a line of exactly this code; the search finds longer codes too.
func (s *Screen) asks(ctx context.Context, id commerce.OrderID, sku string) (bool, error) {
	detail, ok, err := s.o.Pages.OrderDetail(ctx, id)
	return ok && slices.ContainsFunc(detail.Rows, func(r view.OrderLine) bool { return r.Kind == "goods" && commerce.TrimSKU(r.SKU) == sku }), err
}

func (s *Screen) showBody() {
	switch s.parts.pane.Tabs().Current() {
	case paneOrders:
		s.parts.pane.SetBody(ordersBody(s.link, s.detail, s.o.Now(), func(o view.OrderRow) {
			s.o.Nav.Go(screen.Route{Screen: screen.Orders, Select: strconv.FormatInt(int64(o.ID), 10), Text: o.Number})
		}))
	case paneStores:
		s.parts.pane.SetBody(storesBody(s.detail, s.show))
	default:
		s.parts.pane.SetBody(matchBody(s.link, s.buttons()))
	}
}

func (s *Screen) closePane() {
	s.question++
	s.detail, s.seek = nil, ""
	s.parts.split.SetOpen(false)
}
