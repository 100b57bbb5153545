package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
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
			word = say.T("Undo")
		}
		items = append(items, NewLink(word, theme.BodyMedium, func() {
			shown.close()
			t.Undo()
		}))
	}
	items = append(items, NewIconButton("x", say.T("Close"), func() { shown.close() }))
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

// longestTip is how wide a tooltip gets before it wraps.
const longestTip float32 = 420

// CreateRenderer is Fyne's side of the part.
func (t *tip) CreateRenderer() fyne.WidgetRenderer {
	back, words := newRect(), NewParagraph("", theme.Small, theme.Surface)
	width := func() (width float32) {
		for _, line := range strings.Split(t.text, "\n") {
			width = fyne.Max(width, theme.Small.Measure(line))
		}
		return fyne.Min(width, longestTip)
	}
	return newRenderer(t, []fyne.CanvasObject{back, words},
		func() fyne.Size { return fyne.NewSize(width()+16, words.HeightFor(width())+8) },
		func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(words, 8, 4, size.Width-16, size.Height-8)
		},
		func() {
			// The page's colours the other way round, so that it stands off without a shadow.
			paintRect(back, theme.Text, theme.None, 0, theme.RadiusTag)
			words.SetText(t.text)
			words.Refresh()
		})
}
