package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

const (
	toastWidth  float32 = 320
	toastHeight float32 = 48
)

type toast struct {
	composite
	close func()
}

func newToast(t Toast) *toast {
	shown := &toast{}
	items := []fyne.CanvasObject{NewIcon("check", theme.OK.Text(), theme.IconText), Grow(NewElided(t.Text, theme.Body, theme.Text))}
	if t.Undo != nil {
		word := t.Action
		if word == "" {
			word = "Undo"
		}
		items = append(items, NewLink(word, theme.BodyMedium, func() {
			shown.close()
			t.Undo()
		}))
	}
	items = append(items, NewIconButton("x", "Close", func() { shown.close() }))
	shown.content = NewBox(theme.Surface, theme.Outline, theme.RadiusButton, Inset(0, 6, 0, 14, Across(10, items...)))
	shown.ExtendBaseWidget(shown)
	return shown
}

// tip is the tooltip's picture: nothing in it takes the mouse.
type tip struct {
	widget.BaseWidget
	text string
}

func newTip() *tip {
	t := &tip{}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tip) say(text string) {
	t.text = text
	t.Refresh()
}

// CreateRenderer is Fyne's side of the part.
func (t *tip) CreateRenderer() fyne.WidgetRenderer {
	back, line := newRect(), newLine(theme.Small)
	return newRenderer(t, []fyne.CanvasObject{back, line},
		func() fyne.Size { return fyne.NewSize(theme.Small.Measure(t.text)+16, 24) },
		func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(line, 8, 0, size.Width-8, size.Height)
		},
		func() {
			// The page's colours the other way round, so that it stands off without a shadow.
			paintRect(back, theme.Text, theme.None, 0, theme.RadiusTag)
			line.Text, line.Color = t.text, theme.Color(theme.Surface)
			line.Refresh()
		})
}
