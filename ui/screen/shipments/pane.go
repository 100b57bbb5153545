package shipments

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// The tabs of the details pane.
const (
	paneNotes   = "notes"
	paneText    = "text"
	paneHistory = "history"
)

func paneTabs() []kit.Tab {
	return []kit.Tab{{ID: paneNotes, Label: say.T("Notes"), Count: kit.NoCount}, {ID: paneText, Label: say.T("Written to EKM"), Count: kit.NoCount},
		{ID: paneHistory, Label: say.T("History"), Count: kit.NoCount}}
}

// detail is an order with all its notes, and what EKM is to show by them. Where the latter could not be worked out, the former
// still shows.
type detail struct {
	view.OrderDetail
	text    view.ShipmentText
	textErr error
}

func (s *Screen) read(ctx context.Context, key string, _ view.ShipmentRow) (detail, error) {
	at, _ := placeAt(key) // the keys of this screen can be read back
	d, err := s.readOrder(ctx, at.order)
	if err == nil && len(d.Shipments) == 0 {
		err = listing.Gone{Title: say.T("This note is not there any more"), Line: say.T("Brightpearl took it back before EKM was told of it, so there is nothing to tell.")}
	}
	return d, err
}

func (s *Screen) readOrder(ctx context.Context, id commerce.OrderID) (d detail, err error) {
	if d.OrderDetail, err = s.o.Pages.OrderDetail(ctx, id); err == nil {
		d.text, d.textErr = s.o.Pages.ShipmentText(ctx, id)
	}
	return d, err
}

// await names the order while its details are on their way; the row says what is known already.
func (s *Screen) await(_ string, h view.ShipmentRow) {
	if h.Number == "" {
		s.Pane().SetHeader(kit.PaneHeader{Title: say.T("Shipment")})
		return
	}
	at := standingOf(h, s.o.Now())
	head := kit.PaneHeader{Title: say.T("Order {number}", h.Number), Aside: h.Store, State: at.state, Icon: at.icon, Word: at.word, Value: unitsInWords(h)}
	if address := s.brightpearl(h); address != "" {
		head.Open, head.OpenAs = func() { s.o.Nav.OpenURL(address) }, say.T("Open in Brightpearl")
	}
	s.Pane().SetHeader(head)
}

// draw fills the pane with one order, seen from one of its notes.
func (s *Screen) draw(key string, h view.ShipmentRow, d detail) {
	at := slices.IndexFunc(d.Shipments, func(n view.ShipmentRow) bool { return placeOf(n).key() == key })
	if at < 0 {
		at = len(d.Shipments) - 1 // the note went, and others of its order are there
	}
	h = d.Shipments[at] // as it is now
	s.await(key, h)
	now, tabs := s.o.Now(), s.Pane().Tabs()
	tabs.SetCount(paneNotes, len(d.Shipments))
	tabs.SetCount(paneHistory, len(d.Timeline))
	switch tabs.Current() {
	case paneText:
		s.SetBody(writtenBody(d))
	case paneHistory:
		s.SetBody(historyBody(d.Timeline, now))
	default:
		s.SetBody(s.notesBody(h, d, now))
	}
	s.SetFoot(s.foot(h, d))
}

// foot offers what is most likely wanted of an order in words, and the rest under More.
func (s *Screen) foot(h view.ShipmentRow, d detail) fyne.CanvasObject {
	p := parcelOf(h)
	has := func(fits func(view.ShipmentRow) bool) bool { return slices.ContainsFunc(d.Shipments, fits) }
	first := kit.NewButton(say.T("Re-check"), kit.Secondary, func() { s.recheck(p) }).Small().WithIcon("refresh-cw")
	if has(untold) {
		first = kit.NewButton(say.T("Send now"), kit.Secondary, func() { s.sendOne(p) }).Small().WithIcon("send")
	}
	second := kit.NewButton(say.T("Open order"), kit.Secondary, func() { s.goOrder(h) }).Small().WithIcon("shopping-bag")
	held := has(func(n view.ShipmentRow) bool { return n.State == commerce.ShipmentHeld })
	if held {
		second = kit.NewButton(say.T("Mark as handled"), kit.Secondary, func() { s.askHandled([]parcel{p}) }).Small()
	}
	more := kit.NewMoreButton(func() []kit.MenuItem {
		items := s.further(p, has(tracked), has(open), has(reversed))
		if held {
			items = append([]kit.MenuItem{{Label: say.T("Open order"), Icon: "shopping-bag", Tapped: func() { s.goOrder(h) }}}, items...)
		}
		return items
	}).Bordered()
	return kit.Across(theme.Space2, first, second, kit.Spacer(), more)
}

func (s *Screen) notesBody(h view.ShipmentRow, d detail, now time.Time) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	var back []view.ShipmentRow
	for _, n := range d.Shipments {
		if reversed(n) {
			back = append(back, n)
		}
	}
	if len(back) > 0 {
		parts = append(parts, s.backNote(back), kit.Divider())
	}
	if untold(h) && !h.Cause.Zero() {
		at := standingOf(h, now)
		parts = append(parts, kit.NewNote(at.state, at.icon, troubleTitle(h), troubleText(h)))
	}
	parts = append(parts, progress(h, d.OrderDetail))
	for _, n := range d.Shipments {
		parts = append(parts, kit.Divider(), noteBlock(n, now))
	}
	parts = append(parts, kit.Divider(), guardNote(d))
	return kit.Down(theme.Space3, parts...)
}

func troubleTitle(h view.ShipmentRow) string {
	if h.State == commerce.ShipmentHeld {
		return say.T("EKM was not told")
	}
	return say.T("EKM could not be told yet, it is tried again")
}

func troubleText(h view.ShipmentRow) string {
	var parts []string
	for _, p := range []string{h.Cause.Text, h.Cause.Fix} {
		if p != "" {
			parts = append(parts, say.Of(p))
		}
	}
	if h.Cause.Code != "" {
		parts = append(parts, say.T("Code {code}.", h.Cause.Code))
	}
	return strings.Join(parts, " ")
}

// progress shows how much of an order has left: in all, and row by row where the notes say what they hold.
func progress(h view.ShipmentRow, d view.OrderDetail) fyne.CanvasObject {
	head := kit.NewSection(say.T("Shipped"), "", kit.NewText(unitsInWords(h), theme.Body, theme.Text))
	rows := stretchesOf(d)
	if len(rows) == 0 {
		return kit.Down(6, head, bar(h.UnitsShipped, h.UnitsOrdered, 6))
	}
	parts := []fyne.CanvasObject{head}
	for _, r := range rows {
		line := []fyne.CanvasObject{lineOf(r.sku, r.name, r.shipped, r.ordered)}
		if r.ordered > 0 {
			line = append(line, bar(r.shipped, r.ordered, 4))
		}
		parts = append(parts, kit.Down(4, line...))
	}
	return kit.Down(10, parts...)
}

// lineOf is a row of an order in one line, with the units that are meant of those ordered.
func lineOf(sku, name string, units, ordered int64) fyne.CanvasObject {
	var right fyne.CanvasObject = kit.NewText(say.T("{shipped} of {ordered}", units, ordered), theme.Body, theme.Text)
	if ordered == 0 {
		right = kit.NewTag(say.T("{n}, not ordered", units), "", theme.Attention)
	}
	return kit.Across(theme.Space2, kit.NewText(orNone(sku), theme.Code, theme.Text), kit.Grow(kit.NewElided(name, theme.Small, theme.Text2)), right)
}

func bar(done, total int64, height float32) fyne.CanvasObject {
	b := kit.NewProgress(height)
	if done >= total && total > 0 {
		b.WithFill(theme.OK.Solid())
	}
	b.Set(float64(done), float64(total))
	return b
}

func noteBlock(n view.ShipmentRow, now time.Time) fyne.CanvasObject {
	at := standingOf(n, now)
	numbers := strings.Join(numbersIn(n.Tracking), ", ")
	pairs := []kit.Pair{
		{Label: say.T("Carrier"), Value: orNone(n.Carrier)},
		{Label: say.T("Tracking"), Value: orNone(numbers), Code: numbers != ""},
		{Label: say.T("Shipped"), Value: say.When(n.ShippedAt, now), At: n.ShippedAt},
		{Label: say.T("Told"), Value: toldWords(n, now), At: n.SentAt},
	}
	if n.Gone != "" {
		back := kit.Pair{Label: goneWord(n), Value: say.When(n.GoneAt, now), At: n.GoneAt}
		if reversed(n) {
			back.State = theme.Attention
		}
		pairs = append(pairs, back)
	}
	if n.Reason != "" {
		pairs = append(pairs, kit.Pair{Label: say.T("Reason"), Value: n.Reason})
	}
	parts := []fyne.CanvasObject{
		kit.NewSection(kindWord(n), say.N(n.Units, "{n} unit", "{n} units"), kit.NewSmallState(at.state, at.icon, at.word)),
		kit.NewPlainPairs(72, pairs),
	}
	if len(n.Lines) > 0 {
		parts = append(parts, kit.Inset(4, 0, 0, 0, linesOf(n.Lines)))
	}
	return kit.Down(4, parts...)
}

// toldWords say when the store was told and how long that took.
func toldWords(n view.ShipmentRow, now time.Time) string {
	switch {
	case n.SentAt.IsZero():
		return notTold(n)
	case n.SeenAt.IsZero():
		return say.When(n.SentAt, now)
	}
	return say.T("{time}, after {span}", say.When(n.SentAt, now), say.Span(n.SentAt.Sub(n.SeenAt)))
}

// linesOf lists what a note holds.
func linesOf(lines []view.ShipmentLine) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, l := range lines {
		parts = append(parts, kit.LineDivider(), kit.Pad(0, 4, lineOf(l.SKU, l.Name, l.Units, l.Ordered)))
	}
	return kit.Down(0, parts...)
}

func guardNote(d detail) fyne.CanvasObject {
	p := proofOf(d.Shipments, d.Order.Emailed)
	return kit.NewNote(p.state, "mail-x", p.title, p.text)
}

func historyBody(list []view.ActivityRow, now time.Time) fyne.CanvasObject {
	if len(list) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing happened to this order yet"), Line: say.T("Every step and every answer of EKM appears here.")})
	}
	var parts []fyne.CanvasObject
	for i, a := range list {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		role := theme.Text
		if a.Level == "warning" || a.Level == "error" {
			role = theme.Attention.Text()
		}
		parts = append(parts, kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(84, kit.Height(20, kit.Exactly(kit.NewText(say.When(a.At, now), theme.Small, theme.Text2), a.At))),
			kit.Grow(kit.NewParagraph(say.Of(a.Text), theme.Body, role)))))
	}
	return kit.Down(0, parts...)
}
