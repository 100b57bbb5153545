package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// pressable is the behaviour shared by everything that can be pressed: hover, keyboard focus,
// Space and Enter, the disabled state. The part embeds it, calls init with itself and paints.
type pressable struct {
	widget.BaseWidget
	hovered, focused, disabled bool
	self                       fyne.Widget
	onPress                    func()
	tip                        string
}

func (p *pressable) init(self fyne.Widget, press func()) {
	p.self, p.onPress = self, press
	p.ExtendBaseWidget(self)
}

// Tapped presses the part.
func (p *pressable) Tapped(*fyne.PointEvent) { p.press() }

func (p *pressable) press() {
	if !p.disabled && p.onPress != nil {
		hideTip(p.self)
		p.onPress()
	}
}

// MouseIn lights the part up.
func (p *pressable) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.self.Refresh()
	if p.tip != "" {
		offerTip(p.self, p.tip)
	}
}

// MouseMoved is of no interest.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut puts the light out.
func (p *pressable) MouseOut() {
	p.hovered = false
	p.self.Refresh()
	if p.tip != "" {
		hideTip(p.self)
	}
}

// Cursor is a hand over what can be pressed.
func (p *pressable) Cursor() desktop.Cursor {
	if p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained shows the focus ring.
func (p *pressable) FocusGained() {
	p.focused = true
	p.self.Refresh()
	if p.tip != "" {
		offerTip(p.self, p.tip)
	}
}

// FocusLost removes the focus ring.
func (p *pressable) FocusLost() {
	p.focused = false
	p.self.Refresh()
	if p.tip != "" {
		hideTip(p.self)
	}
}

// TypedRune is of no interest.
func (p *pressable) TypedRune(rune) {}

// TypedKey presses on Space and Enter and leaves the rest to the window.
func (p *pressable) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.press()
	default:
		passKey(p.self, e)
	}
}

// Enable lets the part be pressed.
func (p *pressable) Enable() { p.setDisabled(false) }

// Disable stops presses; say beside the part why.
func (p *pressable) Disable() { p.setDisabled(true) }

// Disabled tells whether presses are ignored.
func (p *pressable) Disabled() bool { return p.disabled }

func (p *pressable) setDisabled(d bool) {
	if p.disabled != d {
		p.disabled = d
		p.self.Refresh()
	}
}

// passKey hands a key that a focused part does not use to the dialog or menu on top, else to the
// window's own key handler, so that Esc and the function keys work wherever the focus is.
func passKey(from fyne.CanvasObject, e *fyne.KeyEvent) {
	c := canvasOf(from)
	if c == nil {
		return
	}
	if e.Name == fyne.KeyEscape && CloseTop(c) {
		return
	}
	if handle := c.OnTypedKey(); handle != nil {
		handle(e)
	}
}

// passShortcut hands the window's own shortcuts (the screens by number, the search, the end) to the window, and reports whether it did: Fyne
// offers every shortcut to the part that has the focus and to nobody else.
func passShortcut(from fyne.CanvasObject, s fyne.Shortcut) bool {
	own, ok := s.(*desktop.CustomShortcut)
	if !ok || len(own.KeyName) != 1 || !strings.Contains("123456789KQ", string(own.KeyName)) {
		return false
	}
	window, ok := canvasOf(from).(fyne.Shortcutable)
	if ok {
		window.TypedShortcut(s)
	}
	return ok
}

// ring paints keyboard focus on top of a part.
func paintRing(r *canvas.Rectangle, shown bool, radius float32) {
	if shown {
		paintRect(r, theme.None, theme.Accent, theme.StrokeStrong, radius)
	} else {
		paintRect(r, theme.None, theme.None, 0, radius)
	}
}

// Pressable makes any content pressable, with a hover fill and a focus ring.
type Pressable struct {
	pressable
	content fyne.CanvasObject
	fill    theme.Role
	radius  float32
}

// NewPressable wraps the content. The radius is that of the fill and ring.
func NewPressable(content fyne.CanvasObject, radius float32, tapped func()) *Pressable {
	p := &Pressable{content: content, radius: radius}
	p.init(p, tapped)
	lieOn(p, content)
	return p
}

// SetFill gives the fill shown when the pointer is elsewhere, for example theme.Selection.
func (p *Pressable) SetFill(role theme.Role) {
	if p.fill != role {
		p.fill = role
		p.Refresh()
	}
}

// SetTip gives the tooltip shown after a while of hover or focus.
func (p *Pressable) SetTip(tip string) { p.tip = tip }

// HeightFor asks the content.
func (p *Pressable) HeightFor(width float32) float32 { return HeightFor(p.content, width) }

// CreateRenderer is Fyne's side of the part.
func (p *Pressable) CreateRenderer() fyne.WidgetRenderer {
	back, ring := newRect(), newRect()
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		place(p.content, 0, 0, size.Width, size.Height)
		place(ring, 0, 0, size.Width, size.Height)
	}
	paint := func() {
		fill := p.fill
		if p.hovered && !p.disabled && fill == theme.None && p.onPress != nil {
			fill = theme.Hover
		}
		paintRect(back, fill, theme.None, 0, p.radius)
		paintRing(ring, p.focused, p.radius)
	}
	return newRenderer(p, []fyne.CanvasObject{back, p.content, ring}, p.content.MinSize, layout, paint)
}
