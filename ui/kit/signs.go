package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// NewState is icon and word in a state's colour. An empty icon means the state's own.
func NewState(state theme.State, icon, word string) *fyne.Container {
	if icon == "" {
		icon = state.Icon()
	}
	return Across(6, NewIcon(icon, state.Text(), theme.IconText), NewElided(word, theme.BodyMedium, state.Text()))
}

// NewSmallState is NewState at the size of second lines.
func NewSmallState(state theme.State, icon, word string) *fyne.Container {
	if icon == "" {
		icon = state.Icon()
	}
	return Across(6, NewIcon(icon, state.Text(), theme.IconSmall), NewElided(word, theme.SmallMedium, state.Text()))
}

// NewRemark is a quiet line with an icon, such as "1 more order has this cause".
func NewRemark(icon, text string) *fyne.Container {
	return AcrossTop(8, Sized(theme.IconSmall, theme.Space4, NewIcon(icon, theme.Text2, theme.IconSmall)),
		Grow(NewParagraph(text, theme.Small, theme.Text2)))
}

// Tag is a small tinted word, 20 high.
type Tag struct {
	widget.BaseWidget
	text, icon string
	fill, ink  theme.Role
	height     float32
	radius     float32
}

// NewTag makes a tag in a state's tint; the icon may be empty.
func NewTag(text, icon string, state theme.State) *Tag {
	t := &Tag{text: text, icon: icon, fill: state.Tint(), ink: state.Text(), height: 20, radius: theme.RadiusTag}
	t.ExtendBaseWidget(t)
	return t
}

// NewAccentTag makes a tag in the accent's tint, as "Differs from default".
func NewAccentTag(text string) *Tag {
	t := &Tag{text: text, fill: theme.Selection, ink: theme.AccentText, height: 20, radius: theme.RadiusTag}
	t.ExtendBaseWidget(t)
	return t
}

// NewBadge makes the round count of the Attention item, 18 high.
func NewBadge(text string) *Tag {
	t := &Tag{text: text, fill: theme.Attention.Tint(), ink: theme.Attention.Text(), height: 18, radius: 9}
	t.ExtendBaseWidget(t)
	return t
}

// SetText changes the word; an empty tag hides.
func (t *Tag) SetText(text string) {
	t.text = text
	t.Hidden = text == ""
	t.Refresh()
}

// CreateRenderer is Fyne's side of the part.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer {
	back, icon, line := newRect(), newImage(), newLine(theme.SmallMedium)
	line.Alignment = fyne.TextAlignCenter
	layout := func(size fyne.Size) {
		y := (size.Height - t.height) / 2
		place(back, 0, y, size.Width, t.height)
		x := float32(0)
		if t.icon != "" {
			place(icon, 8, (size.Height-theme.IconSmall)/2, theme.IconSmall, theme.IconSmall)
			x = theme.IconSmall + 6
		}
		place(line, x, y, size.Width-x, t.height)
	}
	paint := func() {
		paintRect(back, t.fill, theme.None, 0, t.radius)
		setIcon(icon, t.icon, t.ink)
		line.Text, line.Color = t.text, theme.Color(t.ink)
		line.Refresh()
	}
	min := func() fyne.Size {
		w := theme.SmallMedium.Measure(t.text) + 14
		if t.radius > theme.RadiusTag { // round ends need less beside them
			w -= 4
		}
		if t.icon != "" {
			w += theme.IconSmall + 6
		}
		return fyne.NewSize(fyne.Max(w, t.height), t.height)
	}
	return newRenderer(t, []fyne.CanvasObject{back, icon, line}, min, layout, paint)
}

// NewNote is a tinted block: icon and one strong line in the state's colour, then plain text.
// An action, if any, stands at the right. Empty icon: the state's own; NoState: none.
func NewNote(state theme.State, icon, title, text string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	if icon == "" {
		icon = state.Icon()
	}
	head := []fyne.CanvasObject{}
	if icon != "" {
		head = append(head, AcrossTop(8, Sized(theme.IconText, theme.Space5, NewIcon(icon, state.Text(), theme.IconText)),
			Grow(NewParagraph(title, theme.BodyStrong, state.Text()))))
	} else {
		head = append(head, NewParagraph(title, theme.BodyStrong, theme.Text))
	}
	if text != "" {
		words := NewParagraph(text, theme.Body, theme.Text)
		if len(actions) > 0 {
			words.Wide() // such a note goes across a page, and a second line would make it higher than its button
		}
		head = append(head, words)
	}
	body := []fyne.CanvasObject{Grow(Down(2, head...))}
	body = append(body, actions...)
	tint := state.Tint()
	if state == theme.NoState {
		tint = theme.Unknown.Tint()
	}
	return NewBox(tint, theme.None, theme.RadiusButton, Pad(12, 10, Across(12, body...)))
}

// KeyHint is a key's name on a small plate.
func KeyHint(key string) *Tag {
	t := &Tag{text: key, fill: theme.Track, ink: theme.Text2, height: 18, radius: theme.RadiusTag}
	t.ExtendBaseWidget(t)
	return t
}
