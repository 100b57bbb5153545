package orders

import (
	"context"
	"reflect"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// opened shows an order's details: a tap or Enter.
func (s *Screen) opened(r kit.Row) {
	s.seek = false
	s.show(parseOrder(r.Key))
}

// selected follows the keyboard while the pane is open.
func (s *Screen) selected(r kit.Row) {
	if s.parts.split.Open() {
		s.opened(r)
	}
}

func (s *Screen) show(id commerce.OrderID) {
	if id == 0 || id == s.current && s.detail != nil {
		return
	}
	s.current, s.detail = id, nil
	s.parts.split.SetOpen(true)
	if o, known := s.rows[formatOrder(id)]; known {
		m := markOf(o, s.o.Now())
		s.parts.pane.SetHeader(kit.PaneHeader{Title: "Order " + o.Number, Aside: o.Store, State: m.state, Icon: m.icon, Word: m.word,
			Since: "placed " + screen.When(o.PlacedAt, s.o.Now()), Value: screen.Money(o.Total, o.Currency)})
	} else {
		s.parts.pane.SetHeader(kit.PaneHeader{Title: "Order"})
	}
	s.parts.pane.SetBody(skeleton())
	s.readDetail()
}

func (s *Screen) readDetail() {
	s.question++
	question, id := s.question, s.current
	s.o.Feed.Go(func(ctx context.Context) {
		d, ok, err := s.o.Pages.OrderDetail(ctx, id)
		s.o.Feed.Do(func() {
			switch {
			case question != s.question:
				return
			case err != nil:
				title, line := words(err)
				s.parts.pane.SetBody(kit.NewEmpty(kit.EmptyState{Title: title, Line: line, Button: "Try again", Tapped: s.readDetail}))
				return
			case !ok:
				s.parts.pane.SetBody(kit.NewEmpty(kit.EmptyState{Title: "This order is not here any more", Line: "Its store was removed with its data, or the number is wrong."}))
				return
			}
			if s.detail != nil && reflect.DeepEqual(*s.detail, d) {
				return // drawing the same again would only scroll the pane back to its top
			}
			s.detail = &d
			s.showDetail()
		})
	})
}

func (s *Screen) showDetail() {
	d, now := *s.detail, s.o.Now()
	m := markOf(d.OrderRow, now)
	h := kit.PaneHeader{Title: "Order " + d.Number, Aside: d.Store, State: m.state, Icon: m.icon, Word: m.word,
		Since: since(d, now), Value: screen.Money(d.Total, d.Currency)}
	if address := s.brightpearl(d.SalesOrderID); address != "" {
		h.Open, h.OpenAs = func() { s.o.Nav.OpenURL(address) }, "Open in Brightpearl"
	}
	s.parts.pane.SetHeader(h)
	s.parts.setPaneTabs(s.detail)
	s.showBody()
}

func (s *Screen) showBody() {
	if s.detail == nil {
		return
	}
	tab := s.parts.pane.Tabs().Current()
	s.parts.pane.SetBody(body(tab, *s.detail, s.parts.wide(), s.o.Now(), s.buttons(), s.remark()))
}

func (s *Screen) showPaneTab(string) { s.showBody() }

func (s *Screen) closePane() {
	s.question++
	s.current, s.detail, s.seek = 0, nil, false
	s.parts.split.SetOpen(false)
}

// paneResized shows the tabs that fit.
func (s *Screen) paneResized() {
	if s.detail != nil {
		s.parts.setPaneTabs(s.detail)
		s.showBody()
	}
}

// resized gives the pane a third of a wide window, unless a person has chosen a width.
func (s *Screen) resized(width float32) {
	if s.parts.dragged {
		return
	}
	before := s.parts.wide()
	s.parts.split.SetWidth(width * 372 / 1072)
	if before != s.parts.wide() {
		s.paneResized()
	}
}

func (s *Screen) brightpearl(salesOrder int64) string {
	if s.o.BrightpearlURL == nil || salesOrder == 0 {
		return ""
	}
	return s.o.BrightpearlURL(salesOrder)
}
