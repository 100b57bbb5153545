package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// ButtonKind is how much a button wants to be pressed.
type ButtonKind int

// One primary per view; danger is filled red only inside its confirm dialog.
const (
	Secondary ButtonKind = iota
	Primary
	Quiet
	Danger
	DangerFilled
)

// Button is a word, perhaps an icon, and an action.
type Button struct {
	pressable
	kind    ButtonKind
	label   string
	icon    string
	chevron bool
	height  float32
}

// NewButton makes a button 32 high.
func NewButton(label string, kind ButtonKind, tapped func()) *Button {
	b := &Button{label: label, kind: kind, height: theme.ButtonHeight}
	b.init(b, tapped)
	return b
}

// NewMenuButton makes a button with a chevron that opens a menu; items is asked at each opening.
func NewMenuButton(label string, items func() []MenuItem) *Button {
	b := NewButton(label, Secondary, nil)
	b.chevron = true
	b.onPress = func() { ShowMenu(b, items()) }
	return b
}

// NewIconButton makes a square button of 28 without a word; its name is the tooltip.
func NewIconButton(icon, name string, tapped func()) *Button {
	b := NewButton("", Quiet, tapped).Small().WithIcon(icon)
	b.tip = name
	return b
}

// NewMoreButton makes the bordered "more" button with a menu.
func NewMoreButton(items func() []MenuItem) *Button {
	b := NewIconButton("ellipsis", say.T("More actions"), nil)
	b.kind = Secondary
	b.onPress = func() { ShowMenu(b, items()) }
	return b
}

// Small makes the button 28 high, as in headers, panes and rows, and returns it.
func (b *Button) Small() *Button {
	b.height = theme.ButtonSmall
	return b
}

// WithIcon puts an icon before the word and returns the button.
func (b *Button) WithIcon(name string) *Button {
	b.icon = name
	return b
}

// Bordered gives an icon button the frame of a secondary one and returns it.
func (b *Button) Bordered() *Button {
	b.kind = Secondary
	return b
}

// SetLabel changes the word.
func (b *Button) SetLabel(label string) {
	if b.label != label {
		b.label = label
		b.Refresh()
	}
}

// SetIcon changes the icon.
func (b *Button) SetIcon(name string) {
	if b.icon != name {
		b.icon = name
		b.Refresh()
	}
}

// SetKind changes the kind.
func (b *Button) SetKind(kind ButtonKind) {
	if b.kind != kind {
		b.kind = kind
		b.Refresh()
	}
}

// SetTapped changes what a press does.
func (b *Button) SetTapped(tapped func()) { b.onPress = tapped }

// SetTip gives a tooltip: the full name of an icon button, or why a button is disabled.
func (b *Button) SetTip(tip string) { b.tip = tip }

// Label is the word on the button; for an icon button its accessible name.
func (b *Button) Label() string {
	if b.label == "" {
		return b.tip
	}
	return b.label
}

func (b *Button) padding() float32 {
	if b.height < theme.ButtonHeight {
		return 10
	}
	return 12
}

func (b *Button) naturalWidth() float32 {
	if b.label == "" {
		return b.height
	}
	w := 2*b.padding() + theme.BodyMedium.Measure(b.label)
	if b.icon != "" {
		w += theme.IconText + 6
	}
	if b.chevron {
		w += theme.IconText + 6
	}
	return w
}

// filled tells whether the fill is so strong that an accent ring on it could not be seen.
func (b *Button) filled() bool { return (b.kind == Primary || b.kind == DangerFilled) && !b.disabled }

// roles gives fill, border and ink for the state the button is in.
func (b *Button) roles() (fill, stroke, ink theme.Role) {
	if b.disabled {
		if b.kind == Quiet {
			return theme.None, theme.None, theme.Text3
		}
		return theme.Sunken, theme.Border, theme.Text3
	}
	switch b.kind {
	case Primary:
		fill, ink = theme.Accent, theme.OnAccent
		if b.hovered {
			fill = theme.AccentHover
		}
		return fill, theme.None, ink
	case DangerFilled:
		return theme.Error.Solid(), theme.None, theme.OnAccent
	case Quiet:
		ink = theme.AccentText
		if b.label == "" {
			ink = theme.Text2
		}
	case Danger:
		fill, stroke, ink = theme.Surface, theme.Border, theme.Error.Text()
	default:
		fill, stroke, ink = theme.Surface, theme.Border, theme.Text
	}
	if b.hovered {
		fill = theme.Hover
	}
	return fill, stroke, ink
}

// CreateRenderer is Fyne's side of the part.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	back, ring := newRect(), newRect()
	icon, chevron := newImage(), newImage()
	text := newLine(theme.BodyMedium)
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		inset := float32(0)
		if b.filled() {
			inset = 2
		}
		place(ring, inset, inset, size.Width-2*inset, size.Height-2*inset)
		y := (size.Height - theme.IconText) / 2
		if b.label == "" {
			place(icon, (size.Width-theme.IconText)/2, y, theme.IconText, theme.IconText)
			return
		}
		x := fyne.Max(b.padding()-2, (size.Width-b.naturalWidth())/2+b.padding())
		if b.icon != "" {
			place(icon, x, y, theme.IconText, theme.IconText)
			x += theme.IconText + 6
		}
		w := fyne.Min(theme.BodyMedium.Measure(b.label), size.Width-x-4)
		text.Text = Elide(b.label, theme.BodyMedium, w)
		place(text, x, 0, w, size.Height)
		if b.chevron {
			place(chevron, x+w+6, y, theme.IconText, theme.IconText)
		}
	}
	paint := func() {
		fill, stroke, ink := b.roles()
		paintRect(back, fill, stroke, theme.Stroke, theme.RadiusButton)
		paintRing(ring, b.focused, theme.RadiusButton)
		if b.focused && b.filled() {
			paintRect(ring, theme.None, theme.OnAccent, theme.StrokeStrong, theme.RadiusTag)
		}
		text.Text, text.Color = b.label, theme.Color(ink)
		text.Refresh()
		setIcon(icon, b.icon, ink)
		trailing := "" // an icon alone says no more than itself
		if b.chevron && b.label != "" {
			trailing = "chevron-down"
		}
		setIcon(chevron, trailing, ink)
	}
	min := func() fyne.Size { return fyne.NewSize(b.naturalWidth(), b.height) }
	return newRenderer(b, []fyne.CanvasObject{back, icon, text, chevron, ring}, min, layout, paint)
}

// Link is a pressable word without a frame.
type Link struct {
	pressable
	text  string
	style theme.Style
}

// NewLink makes a link in a style, usually theme.BodyMedium or theme.SmallMedium.
func NewLink(text string, style theme.Style, tapped func()) *Link {
	l := &Link{text: text, style: style}
	l.init(l, tapped)
	return l
}

// SetText changes the word.
func (l *Link) SetText(text string) {
	if l.text != text {
		l.text = text
		l.Refresh()
	}
}

// CreateRenderer is Fyne's side of the part.
func (l *Link) CreateRenderer() fyne.WidgetRenderer {
	text, under, ring := newLine(l.style), newRect(), newRect()
	layout := func(size fyne.Size) {
		place(text, 0, 0, size.Width, size.Height)
		place(under, 0, size.Height-2, l.style.Measure(l.text), 1)
		place(ring, -3, 0, size.Width+6, size.Height)
	}
	paint := func() {
		role := theme.AccentText
		if l.disabled {
			role = theme.Text3
		}
		text.Text, text.Color = l.text, theme.Color(role)
		text.Refresh()
		if !l.hovered || l.disabled {
			role = theme.None
		}
		paintRect(under, role, theme.None, 0, 0)
		paintRing(ring, l.focused, theme.RadiusTag)
	}
	min := func() fyne.Size { return fyne.NewSize(l.style.Measure(l.text), l.style.Face().Box) }
	return newRenderer(l, []fyne.CanvasObject{text, under, ring}, min, layout, paint)
}
