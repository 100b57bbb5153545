package inventory

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// typing is how long a field waits for the next letter before the effect is asked.
const typing = 250 * time.Millisecond

// effect is the line that says what rules would do before they are kept. An answer to an older question is dropped.
type effect struct {
	s        *Screen
	text     *kit.Paragraph
	wait     func() // ends the wait for the next letter
	question int
	grown    func() // hears that the line may need another height; nil in a place that keeps its own
}

func newEffect(s *Screen) *effect {
	x := &effect{s: s, text: kit.NewParagraph("", theme.Small, theme.Text2), wait: func() {}}
	x.text.Hide()
	return x
}

// place is the line with room for some lines of text, for a dialog, which does not grow.
func (x *effect) place(lines int) fyne.CanvasObject {
	return kit.Height(float32(lines)*theme.Space4, kit.TopLeft(x.text))
}

// say shows words that need no asking.
func (x *effect) say(words string) {
	x.forget()
	x.show(words, theme.Text2)
}

func (x *effect) show(words string, role theme.Role) {
	x.text.Hidden = words == ""
	x.text.SetRole(role)
	x.text.SetText(words)
	if x.grown != nil {
		x.grown()
	}
}

// forget drops what was asked.
func (x *effect) forget() {
	x.wait()
	x.question++
}

// ask asks what rules would do.
func (x *effect) ask(rules []view.StockRule) {
	x.forget()
	question := x.question
	x.s.o.Feed.Go(func(ctx context.Context) {
		p, err := x.s.o.Actions.Preview(ctx, rules)
		x.s.o.Feed.Do(func() {
			switch {
			case question != x.question:
			case err != nil:
				x.show(say.T("What it would do could not be worked out: {why}", say.Of(fault.CauseOf(err).Text)), theme.Attention.Text())
			default:
				x.show(previewWords(p), theme.Text)
			}
		})
	})
}

// askSoon is ask after a pause in the typing.
func (x *effect) askSoon(rules []view.StockRule) {
	x.forget()
	x.wait = x.s.o.Feed.Clock().After(typing, func() { x.ask(rules) })
}
