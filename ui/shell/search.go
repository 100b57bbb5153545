package shell

import (
	"context"
	"fmt"
	"image/color"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

const (
	typingPause  = 200 * time.Millisecond
	hitsEach     = 4 // of orders, SKUs, shipments, and screens and commands
	ordersRead   = 12
	customersMax = 2
)

// hit is one line of the list under the search field. What it does is a route or a command.
type hit struct {
	icon, title, note string
	route             screen.Route
	do                func()
}

// find looks for a text among orders, their customers, stock figures and shipments. Kinds that cannot be read are left out: the
// field is a short cut, and Enter asks the Orders screen, which says what is wrong.
func find(ctx context.Context, pages Pages, text string, store commerce.StoreID) []hit {
	f, w := view.Filter{Text: text, Store: store}, view.Window{Limit: hitsEach}
	var hits []hit
	if orders, err := pages.OrderPage(ctx, f, view.Window{Limit: ordersRead}); err == nil {
		hits = append(customerHits(ctx, pages, orders.Rows, text, store), orderHits(orders.Rows, text)...)
	}
	seen := map[string]bool{}
	if levels, err := pages.LevelPage(ctx, f, w); err == nil {
		for _, l := range levels.Rows {
			if !seen[l.SKU] {
				seen[l.SKU] = true
				hits = append(hits, hit{icon: "boxes", title: l.SKU, note: strings.Join(filled(l.Name, say.T("{units} to sell", l.Wanted)), ", "),
					route: screen.Route{Screen: screen.Inventory, Text: l.SKU}})
			}
		}
	}
	if notes, err := pages.ShipmentPage(ctx, f, w); err == nil {
		for _, n := range notes.Rows {
			hits = append(hits, hit{icon: "truck", title: say.T("Shipment of order {order}", n.Number), note: strings.Join(filled(n.Carrier, n.Tracking), ", "),
				route: screen.Route{Screen: screen.Shipments, Text: n.Number}})
		}
	}
	return hits
}

func orderHits(rows []view.OrderRow, text string) (hits []hit) {
	for _, o := range rows[:min(len(rows), hitsEach)] {
		sales := ""
		if number := fmt.Sprint(o.SalesOrderID); o.SalesOrderID != 0 && strings.Contains(number, text) {
			sales = say.T("Brightpearl {number}", number)
		}
		hits = append(hits, hit{icon: "shopping-bag", title: say.T("Order {order}", o.Number),
			note:  strings.Join(filled(sales, o.Customer, o.Store, say.Money(o.Total, o.Currency)), ", "),
			route: screen.Route{Screen: screen.Orders, Text: o.Number, Select: fmt.Sprint(o.ID)}})
	}
	return hits
}

// customerHits are the customers whose name holds the text and who ordered more than once.
func customerHits(ctx context.Context, pages Pages, rows []view.OrderRow, text string, store commerce.StoreID) (hits []hit) {
	asked := map[string]bool{}
	for _, o := range rows {
		if at, _ := match(o.Customer, text); at < 0 || asked[o.Customer] || len(asked) == customersMax {
			continue
		}
		asked[o.Customer] = true
		all, err := pages.OrderPage(ctx, view.Filter{Text: o.Customer, Store: store}, view.Window{Limit: 1})
		if err == nil && all.Total > 1 {
			hits = append(hits, hit{icon: "user-round", title: say.N(all.Total, "{n} order of {customer}", "{n} orders of {customer}", o.Customer),
				route: screen.Route{Screen: screen.Orders, Text: o.Customer}})
		}
	}
	return hits
}

// match is where a text stands in another one, whatever the capitals; -1: nowhere. Both ends are indexes of bytes.
func match(in, text string) (from, to int) {
	// Small letters may need more or fewer bytes than their capitals, so the runes are compared.
	runes, want := []rune(in), []rune(text)
	for i := 0; len(want) > 0 && i+len(want) <= len(runes); i++ {
		j := 0
		for j < len(want) && unicode.ToLower(runes[i+j]) == unicode.ToLower(want[j]) {
			j++
		}
		if j == len(want) {
			return len(string(runes[:i])), len(string(runes[:i+j]))
		}
	}
	return -1, -1
}

// commands are the screens and what the window can do, by their names. They are found without asking anybody.
func (s *Shell) commands(text string) (hits []hit) {
	offer := func(icon, title, note string, do func()) {
		if at, _ := match(title, text); at == 0 || at > 0 && !unicode.IsLetter(rune(title[at-1])) {
			hits = append(hits, hit{icon: icon, title: title, note: note, do: do})
		}
	}
	for i, e := range s.entries {
		note := ""
		if i < 9 {
			note = shortcutName(fmt.Sprint(i + 1))
		}
		offer(e.Icon, say.Of(e.Title), note, func() { s.Go(screen.Route{Screen: e.ID}) })
	}
	offer("plus", say.T("Add a store"), "", func() { s.Go(screen.Route{Screen: screen.Stores, Tab: "add"}) })
	if paused, _ := allPaused(s.facts.stores, s.facts.now); usable(s.facts.stores) && paused {
		offer("play", say.T("Resume"), "", s.resume)
	} else if usable(s.facts.stores) {
		offer("refresh-cw", say.T("Sync now"), "", s.syncNow)
		for _, c := range PauseChoices() {
			offer("pause", say.T("Pause: {how long}", c.Label), "", func() { s.pause(c.Until(s.o.Now())) })
		}
	}
	offer("circle-question-mark", say.T("Keyboard shortcuts"), "F1", s.showKeys)
	if s.o.Quit != nil {
		offer("x", say.T("Quit"), shortcutName("Q"), s.o.Quit)
	}
	return hits[:min(len(hits), hitsEach)]
}

func filled(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// hitList is the panel under the search field. It is part of the window and not an overlay, so that typing goes on while it
// is open; a tap anywhere else closes it.
type hitList struct {
	widget.BaseWidget
	place func() (pos fyne.Position, width float32)
	open  func(hit)
	rows  *fyne.Container
	panel *kit.Box
	lines []*kit.Pressable
	hits  []hit // those behind the lines; the last one asks the Orders screen
	at    int   // -1: none is chosen by the arrows
}

func newHitList(place func() (fyne.Position, float32), open func(hit)) *hitList {
	l := &hitList{place: place, open: open, rows: kit.Down(0), at: -1}
	l.panel = kit.NewBox(theme.Surface, theme.Border, theme.RadiusButton, kit.Pad(4, 4, l.rows))
	l.ExtendBaseWidget(l)
	l.Hide()
	return l
}

// Tapped beside the panel closes it.
func (l *hitList) Tapped(*fyne.PointEvent) { l.Hide() }

// show fills the list. While more is looked for it does not say that nothing was found.
func (l *hitList) show(text string, hits []hit, looking bool) {
	chosen := ""
	if l.Visible() && l.at >= 0 {
		chosen = l.hits[l.at].title
	}
	l.rows.Objects, l.lines, l.hits, l.at = nil, nil, hits, -1
	for i, h := range hits {
		line := kit.Across(10, kit.NewIcon(h.icon, theme.Text2, theme.IconText), marked(h.title, text, theme.BodyMedium, theme.Text, h.note == ""))
		if h.note != "" {
			line.Add(kit.Grow(marked(h.note, text, theme.Small, theme.Text2, true)))
		}
		l.add(line, h)
		if h.title == chosen {
			l.at = i
		}
	}
	if len(hits) == 0 {
		words := say.T("Nothing found for “{text}”", text)
		if looking {
			words = say.T("Looking for “{text}”", text)
		}
		l.rows.Add(kit.Height(32, kit.Pad(8, 0, kit.NewElided(words, theme.Body, theme.Text2))))
	}
	foot := kit.Across(8, kit.NewIcon("search", theme.Text3, theme.IconText), kit.Grow(kit.NewElided(say.T("Search all orders"), theme.Body, theme.Text2)), kit.KeyHint(say.X("key", "Enter")))
	l.rows.Add(kit.Pad(0, 3, kit.LineDivider()))
	l.hits = append(l.hits[:len(l.hits):len(l.hits)], hit{title: text, route: screen.Route{Screen: screen.Orders, Text: text}})
	l.add(foot, l.hits[len(l.hits)-1])
	l.choose(l.at)
	l.Show()
	l.Refresh()
}

func (l *hitList) add(line fyne.CanvasObject, h hit) {
	press := kit.NewPressable(kit.Pad(8, 0, line), theme.RadiusTag, func() { l.open(h) })
	l.lines = append(l.lines, press)
	l.rows.Add(kit.Height(32, press))
}

// choose marks a line, as the arrows do; -1 for none.
func (l *hitList) choose(at int) {
	l.at = at
	for i, line := range l.lines {
		if i == at {
			line.SetFill(theme.Selection)
		} else {
			line.SetFill(theme.None)
		}
	}
}

// step moves the mark by the arrows, round and round.
func (l *hitList) step(by int) {
	if !l.Visible() || len(l.lines) == 0 {
		return
	}
	if l.at < 0 && by < 0 {
		l.at = 0
	}
	l.choose((l.at + by + len(l.lines)) % len(l.lines))
}

// marked writes a text with what was typed standing out; grow lets it give way where room is short.
func marked(in, text string, style theme.Style, ink theme.Role, grow bool) fyne.CanvasObject {
	from, to := match(in, text)
	if from < 0 {
		if grow {
			return kit.Grow(kit.NewElided(in, style, ink))
		}
		return kit.NewText(in, style, ink)
	}
	line := kit.Across(0)
	if from > 0 {
		line.Add(kit.NewText(in[:from], style, ink))
	}
	line.Add(kit.Fill(theme.Selection, kit.NewText(in[from:to], style, theme.AccentText)))
	if rest := in[to:]; rest != "" && grow {
		line.Add(kit.Grow(kit.NewElided(rest, style, ink)))
	} else if rest != "" {
		line.Add(kit.NewText(rest, style, ink))
	}
	return line
}

// CreateRenderer is Fyne's side of the part.
func (l *hitList) CreateRenderer() fyne.WidgetRenderer {
	return &hitRenderer{l, canvas.NewRectangle(color.Transparent)}
}

type hitRenderer struct {
	list  *hitList
	catch *canvas.Rectangle
}

func (r *hitRenderer) Destroy()           {}
func (r *hitRenderer) MinSize() fyne.Size { return fyne.Size{} }
func (r *hitRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.catch, r.list.panel}
}

func (r *hitRenderer) Layout(size fyne.Size) {
	r.catch.Resize(size)
	pos, width := r.list.place()
	r.list.panel.Move(pos)
	r.list.panel.Resize(fyne.NewSize(width, kit.HeightFor(r.list.panel, width)))
}

func (r *hitRenderer) Refresh() {
	r.list.panel.Refresh()
	r.Layout(r.list.Size())
	canvas.Refresh(r.list)
}
