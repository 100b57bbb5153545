package shell

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"image/color"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

const (
	typingPause = 200 * time.Millisecond
	hitsEach    = 4 // of orders, SKUs and shipments
)

// hit is one line of the list under the search field.
type hit struct {
	icon, title, note string
	route             screen.Route
}

// find looks for a text among orders, stock figures and shipments. Kinds that cannot be read are left out: the field is a
// short cut, and Enter asks the Orders screen, which says what is wrong.
func find(ctx context.Context, pages Pages, text string, store commerce.StoreID) []hit {
	f, w := view.Filter{Text: text, Store: store}, view.Window{Limit: hitsEach}
	var hits []hit
	if orders, err := pages.OrderPage(ctx, f, w); err == nil {
		for _, o := range orders.Rows {
			hits = append(hits, hit{"shopping-bag", "Order " + o.Number, strings.Join(filled(o.Customer, o.Store, screen.Money(o.Total, o.Currency)), ", "),
				screen.Route{Screen: screen.Orders, Text: o.Number, Select: fmt.Sprint(o.ID)}})
		}
	}
	seen := map[string]bool{}
	if levels, err := pages.LevelPage(ctx, f, w); err == nil {
		for _, l := range levels.Rows {
			if !seen[l.SKU] {
				seen[l.SKU] = true
				hits = append(hits, hit{"boxes", l.SKU, strings.Join(filled(l.Name, fmt.Sprintf("%d to sell", l.Wanted)), ", "),
					screen.Route{Screen: screen.Inventory, Text: l.SKU}})
			}
		}
	}
	if notes, err := pages.ShipmentPage(ctx, f, w); err == nil {
		for _, n := range notes.Rows {
			hits = append(hits, hit{"truck", "Shipment of order " + n.Number, strings.Join(filled(n.Carrier, n.Tracking), ", "),
				screen.Route{Screen: screen.Shipments, Text: n.Number}})
		}
	}
	return hits
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
	open  func(screen.Route)
	rows  *fyne.Container
	panel *kit.Box
}

func newHitList(place func() (fyne.Position, float32), open func(screen.Route)) *hitList {
	l := &hitList{place: place, open: open, rows: kit.Down(0)}
	l.panel = kit.NewBox(theme.Surface, theme.Border, theme.RadiusButton, kit.Pad(4, 4, l.rows))
	l.ExtendBaseWidget(l)
	l.Hide()
	return l
}

// Tapped beside the panel closes it.
func (l *hitList) Tapped(*fyne.PointEvent) { l.Hide() }

func (l *hitList) show(text string, hits []hit) {
	l.rows.Objects = nil
	for _, h := range hits {
		line := kit.Across(10, kit.NewIcon(h.icon, theme.Text2, theme.IconText), kit.NewText(h.title, theme.BodyMedium, theme.Text),
			kit.Grow(kit.NewElided(h.note, theme.Small, theme.Text2)))
		l.rows.Add(kit.Height(32, kit.NewPressable(kit.Pad(8, 0, line), theme.RadiusTag, func() { l.open(h.route) })))
	}
	if len(hits) == 0 {
		l.rows.Add(kit.Height(32, kit.Pad(8, 0, kit.NewElided(fmt.Sprintf("Nothing found for “%s”", text), theme.Body, theme.Text2))))
	}
	foot := kit.Across(8, kit.NewIcon("search", theme.Text3, theme.IconText), kit.Grow(kit.NewElided("Search all orders", theme.Body, theme.Text2)), kit.KeyHint("Enter"))
	l.rows.Add(kit.Pad(0, 3, kit.LineDivider()))
	l.rows.Add(kit.Height(32, kit.NewPressable(kit.Pad(8, 0, foot), theme.RadiusTag, func() { l.open(screen.Route{Screen: screen.Orders, Text: text}) })))
	l.Show()
	l.Refresh()
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
