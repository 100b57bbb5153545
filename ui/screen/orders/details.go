package orders

import (
	"context"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
)

func (s *Screen) read(ctx context.Context, key string, _ view.OrderRow) (view.OrderDetail, error) {
	d, ok, err := s.o.Pages.OrderDetail(ctx, parseOrder(key))
	if err == nil && !ok {
		err = listing.Gone{Title: say.T("This order is not here any more"), Line: say.T("Its store was removed with its data, or the number is wrong.")}
	}
	return d, err
}

// await says what the row knows while the details are being read.
func (s *Screen) await(_ string, o view.OrderRow) {
	if o.ID == 0 {
		s.Pane().SetHeader(kit.PaneHeader{Title: say.T("Order")})
		return
	}
	s.Pane().SetHeader(s.head(o, say.T("placed {time}", say.When(o.PlacedAt, s.o.Now())), o.PlacedAt))
}

func (s *Screen) head(o view.OrderRow, since string, at time.Time) kit.PaneHeader {
	m := markOf(o, s.o.Now())
	h := kit.PaneHeader{Title: say.T("Order {order}", o.Number), Aside: o.Store, State: m.state, Icon: m.icon, Word: m.word, Since: since, At: at, Value: say.Money(o.Total, o.Currency)}
	if address := s.brightpearl(o.SalesOrderID); address != "" {
		h.Open, h.OpenAs = func() { s.o.Nav.OpenURL(address) }, say.T("Open in Brightpearl")
	}
	return h
}

func (s *Screen) draw(_ string, _ view.OrderRow, d view.OrderDetail) {
	now := s.o.Now()
	text, at := since(d, now)
	s.Pane().SetHeader(s.head(d.OrderRow, text, at))
	if s.Pane().Tabs().Current() == paneShortfall && len(d.Shortfalls) == 0 {
		s.Pane().Tabs().SetCurrent(paneCompare) // it was the tab of another order
	}
	s.Pane().Tabs().SetTabs(paneTabs(&d))
	s.SetBody(s.body(s.Pane().Tabs().Current(), d))
}

// brightpearl is the address of a sales order in the browser, "" when it is not known.
func (s *Screen) brightpearl(salesOrder int64) string {
	if s.summary.page == "" || salesOrder == 0 {
		return ""
	}
	return s.summary.page + digits(salesOrder)
}
