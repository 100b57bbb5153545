package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// bareTheme lets a stock entry show only its text: the frame around it is ours.
type bareTheme struct{}

func (bareTheme) base() fyne.Theme                          { return fyne.CurrentApp().Settings().Theme() }
func (t bareTheme) Font(s fyne.TextStyle) fyne.Resource     { return t.base().Font(s) }
func (t bareTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return t.base().Icon(n) }

func (t bareTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == fynetheme.ColorNameInputBackground || n == fynetheme.ColorNameInputBorder {
		return color.Transparent
	}
	return t.base().Color(n, v)
}

func (t bareTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case fynetheme.SizeNameInputBorder, fynetheme.SizeNameScrollBar, fynetheme.SizeNameScrollBarSmall:
		return 0
	}
	return t.base().Size(n)
}

// entryCore is the stock entry, telling its frame about focus and passing on unused keys.
type entryCore struct {
	widget.Entry
	frame *Entry
}

// CreateRenderer keeps the theme override, which is for the frame and the scroll bars, out of the text.
func (e *entryCore) CreateRenderer() fyne.WidgetRenderer {
	r := e.Entry.CreateRenderer()
	for _, o := range r.Objects() {
		if scroll, ok := o.(*container.Scroll); ok {
			scroll.Content = newShield(scroll.Content)
		}
	}
	return r
}

func (e *entryCore) FocusGained() {
	e.Entry.FocusGained()
	e.frame.setFocused(true)
}

func (e *entryCore) FocusLost() {
	e.Entry.FocusLost()
	e.frame.setFocused(false)
}

func (e *entryCore) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF5, fyne.KeyF6:
		if k.Name == fyne.KeyEscape && e.frame.OnEscape != nil {
			e.frame.OnEscape()
			return
		}
		passKey(e, k)
	case fyne.KeyUp, fyne.KeyDown:
		if e.frame.OnArrow == nil {
			e.Entry.TypedKey(k)
		} else if k.Name == fyne.KeyUp {
			e.frame.OnArrow(-1)
		} else {
			e.frame.OnArrow(1)
		}
	default:
		e.Entry.TypedKey(k)
	}
}

// TypedShortcut leaves the window's own shortcuts to the window.
func (e *entryCore) TypedShortcut(s fyne.Shortcut) {
	if !passShortcut(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// Entry is a field for text, 32 high.
type Entry struct {
	widget.BaseWidget
	// OnChanged is called at every keystroke, OnSubmitted on Enter, OnEscape on Esc.
	OnChanged   func(string)
	OnSubmitted func(string)
	OnEscape    func()
	// OnArrow, when it is set, is called with -1 and 1 for the arrows up and down, which move in a list below the field.
	OnArrow func(step int)

	core    *entryCore
	empty   string // what the empty field says, as far as there is room
	themed  *container.ThemeOverride
	icon    string
	hint    string
	trail   fyne.CanvasObject
	height  float32
	right   bool // numbers stand at the right
	focused bool
	fault   bool
}

// NewEntry makes a field with a placeholder.
func NewEntry(placeholder string) *Entry { return newEntry(placeholder, &widget.Entry{}) }

// NewPassword makes a field that hides what is typed.
func NewPassword(placeholder string) *Entry {
	return newEntry(placeholder, &widget.Entry{Password: true})
}

// NewNumberEntry makes a field of 72 by 32 whose text stands at the right; the unit goes outside.
func NewNumberEntry(placeholder string) *Entry {
	e := NewEntry(placeholder)
	e.right = true
	return e
}

// NewTextArea makes a field of several lines.
func NewTextArea(placeholder string, lines int) *Entry {
	e := newEntry(placeholder, &widget.Entry{MultiLine: true, Wrapping: fyne.TextWrapWord})
	e.height = 16 + float32(lines)*20
	return e
}

// NewSearch makes a field with a magnifying glass and, when given, a key hint such as "Ctrl K".
func NewSearch(placeholder, hint string) *Entry {
	e := NewEntry(placeholder)
	e.icon, e.hint = "search", hint
	return e
}

func newEntry(placeholder string, stock *widget.Entry) *Entry {
	e := &Entry{height: theme.ButtonHeight}
	e.core = &entryCore{frame: e}
	e.core.Password, e.core.MultiLine, e.core.Wrapping = stock.Password, stock.MultiLine, stock.Wrapping
	e.core.Scroll = fyne.ScrollNone
	if !stock.MultiLine {
		e.core.Scroll = container.ScrollHorizontalOnly
	}
	e.core.PlaceHolder, e.empty = placeholder, placeholder
	e.core.OnChanged = func(s string) {
		if e.right {
			e.Refresh()
		}
		if e.OnChanged != nil {
			e.OnChanged(s)
		}
	}
	e.core.OnSubmitted = func(s string) {
		if e.OnSubmitted != nil {
			e.OnSubmitted(s)
		}
	}
	e.core.ExtendBaseWidget(e.core)
	e.themed = container.NewThemeOverride(e.core, bareTheme{})
	e.ExtendBaseWidget(e)
	return e
}

// Small makes the field 28 high, as in tables and headers, and returns it.
func (e *Entry) Small() *Entry {
	e.height = theme.ButtonSmall
	return e
}

// Text is what the field holds.
func (e *Entry) Text() string { return e.core.Text }

// SetText fills the field; OnChanged follows if that changes it.
func (e *Entry) SetText(s string) { e.core.SetText(s) }

// SetPlaceholder changes what an empty field says.
func (e *Entry) SetPlaceholder(s string) {
	e.empty = s
	e.core.SetPlaceHolder(s)
	e.Refresh()
}

// SetTrailing shows something at the right end, for example a state.
func (e *Entry) SetTrailing(o fyne.CanvasObject) {
	e.trail = o
	e.Refresh()
}

// SetFault draws the faulty frame; Field says the reason below.
func (e *Entry) SetFault(fault bool) {
	if e.fault != fault {
		e.fault = fault
		e.Refresh()
	}
}

// Enable and Disable switch the field.
func (e *Entry) Enable() {
	e.core.Enable()
	e.Refresh()
}

// Disable shows the text without letting it be changed.
func (e *Entry) Disable() {
	e.core.Disable()
	e.Refresh()
}

// Disabled tells whether the field cannot be changed.
func (e *Entry) Disabled() bool { return e.core.Disabled() }

// Focus puts the cursor into the field.
func (e *Entry) Focus() {
	if c := canvasOf(e); c != nil {
		c.Focus(e.core)
	}
}

// Focusable is the object that takes the keyboard, for tests and for focus chains.
func (e *Entry) Focusable() fyne.Focusable { return e.core }

// Tapped beside the text focuses it too.
func (e *Entry) Tapped(*fyne.PointEvent) { e.Focus() }

func (e *Entry) setFocused(focused bool) {
	e.focused = focused
	e.Refresh()
}

// CreateRenderer is Fyne's side of the part.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	back, icon := newRect(), newImage()
	keyBox, key := newRect(), newLine(theme.Caption)
	key.Alignment = fyne.TextAlignCenter
	r := &renderer{owner: e}
	r.objects = func() []fyne.CanvasObject {
		objects := []fyne.CanvasObject{back, icon, keyBox, key, e.themed}
		if e.trail != nil {
			objects = append(objects, e.trail)
		}
		return objects
	}
	r.min = func() fyne.Size { return fyne.NewSize(72, e.height) }
	r.layout = func(size fyne.Size) { e.arrange(size, back, icon, keyBox, key) }
	r.paint = func() {
		paintField(back, e.focused, e.fault, e.Disabled())
		setIcon(icon, e.icon, theme.Text2)
		key.Text, key.Color = e.hint, theme.Color(theme.Text2)
		key.Hidden = e.hint == "" || e.trail != nil || e.core.Text != ""
		keyBox.Hidden = key.Hidden
		paintRect(keyBox, theme.Track, theme.None, 0, theme.RadiusTag)
		key.Refresh()
	}
	r.paint()
	return r
}

// entryInner is what the stock entry keeps free at both sides of its text.
const entryInner float32 = 14

func (e *Entry) arrange(size fyne.Size, back *canvas.Rectangle, icon *canvas.Image, keyBox *canvas.Rectangle, key *canvas.Text) {
	place(back, 0, 0, size.Width, size.Height)
	left, right := float32(2), float32(2) // the stock entry brings 8 of its own
	if e.icon != "" {
		place(icon, 11, (size.Height-theme.IconText)/2, theme.IconText, theme.IconText)
		left = 26
	}
	switch {
	case e.trail != nil:
		w, h := natural(e.trail), e.trail.MinSize().Height
		place(e.trail, size.Width-w-10, (size.Height-h)/2, w, h)
		right = w + 12
	case e.hint != "":
		w := theme.Caption.Measure(e.hint) + 10
		place(keyBox, size.Width-w-10, (size.Height-18)/2, w, 18)
		place(key, size.Width-w-10, (size.Height-18)/2, w, 18)
		right = w + 12
	}
	if e.right {
		shown := e.core.Text
		if shown == "" {
			shown = e.empty
		}
		left = fyne.Max(left, size.Width-theme.Body.Measure(shown)-20)
	}
	if says := Elide(e.empty, theme.Body, size.Width-left-right-entryInner); size.Width > 0 && says != e.core.PlaceHolder {
		e.core.PlaceHolder = says
		e.core.Refresh()
	}
	height := fyne.Max(size.Height, e.themed.MinSize().Height)
	if e.core.MultiLine {
		height = size.Height
	}
	place(e.themed, left, (size.Height-height)/2, size.Width-left-right, height)
}

// paintField draws the frame shared by entries and selects.
func paintField(back *canvas.Rectangle, focused, fault, disabled bool) {
	fill, stroke, width := theme.Surface, theme.Outline, theme.Stroke
	switch {
	case fault:
		stroke, width = theme.Error.Solid(), theme.StrokeStrong
	case focused:
		stroke, width = theme.Accent, theme.StrokeStrong
	case disabled:
		fill, stroke = theme.Sunken, theme.Border
	}
	paintRect(back, fill, stroke, width, theme.RadiusButton)
}
