package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

func newRect() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }

// Box is a filled and bordered area behind one object.
type Box struct {
	widget.BaseWidget
	fill, stroke theme.Role
	radius       float32
	content      fyne.CanvasObject
}

// NewBox makes an area; theme.None for no fill or no border. The content may be nil.
func NewBox(fill, stroke theme.Role, radius float32, content fyne.CanvasObject) *Box {
	b := &Box{fill: fill, stroke: stroke, radius: radius, content: content}
	b.ExtendBaseWidget(b)
	return b
}

// Fill puts a plain background behind a page, rail or bar.
func Fill(role theme.Role, content fyne.CanvasObject) *Box {
	return NewBox(role, theme.None, 0, content)
}

// SetFill gives another background.
func (b *Box) SetFill(role theme.Role) {
	if b.fill != role {
		b.fill = role
		b.Refresh()
	}
}

// SetStroke gives another border.
func (b *Box) SetStroke(role theme.Role) {
	if b.stroke != role {
		b.stroke = role
		b.Refresh()
	}
}

// HeightFor asks the content.
func (b *Box) HeightFor(width float32) float32 {
	if b.content == nil {
		return 0
	}
	return HeightFor(b.content, width)
}

// CreateRenderer is Fyne's side of the part.
func (b *Box) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	rect := newRect()
	objects := []fyne.CanvasObject{rect}
	if b.content != nil {
		objects = append(objects, b.content)
	}
	min := func() fyne.Size {
		if b.content == nil {
			return fyne.Size{}
		}
		return b.content.MinSize()
	}
	layout := func(size fyne.Size) {
		place(rect, 0, 0, size.Width, size.Height)
		if b.content != nil {
			place(b.content, 0, 0, size.Width, size.Height)
		}
	}
	return newRenderer(b, objects, min, layout, func() { paintRect(rect, b.fill, b.stroke, theme.Stroke, b.radius) })
}

func paintRect(r *canvas.Rectangle, fill, stroke theme.Role, width, radius float32) {
	r.FillColor = theme.Color(fill)
	r.StrokeColor = theme.Color(stroke)
	r.StrokeWidth = width
	if stroke == theme.None {
		r.StrokeWidth = 0
	}
	r.CornerRadius = radius
	r.Refresh()
}

// Rule is a thin line in a role.
type Rule struct {
	widget.BaseWidget
	role          theme.Role
	width, height float32
}

// Divider is a horizontal line across, 1 unit high.
func Divider() *Rule { return newRule(theme.Border, 0, theme.Stroke) }

// LineDivider is the lighter line between rows.
func LineDivider() *Rule { return newRule(theme.Line, 0, theme.Stroke) }

// VDivider is a vertical line, 1 unit wide.
func VDivider() *Rule { return newRule(theme.Border, theme.Stroke, 0) }

func newRule(role theme.Role, width, height float32) *Rule {
	r := &Rule{role: role, width: width, height: height}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's side of the part.
func (r *Rule) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	rect := newRect()
	return newRenderer(r, []fyne.CanvasObject{rect},
		func() fyne.Size { return fyne.NewSize(r.width, r.height) },
		func(size fyne.Size) { place(rect, 0, 0, size.Width, size.Height) },
		func() { paintRect(rect, r.role, theme.None, 0, 0) })
}
