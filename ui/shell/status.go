package shell

import (
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// between stands between the parts of a proof; nowhere else.
const between = " · "

// status is the label in the top bar: icon and word in the state's colour, the proof below, and a press for all of it.
type status struct {
	icon  *kit.Icon
	word  *kit.Text
	proof *kit.Text
	press *kit.Pressable
	label Label
	width float32
}

func newStatus(opened func()) *status {
	s := &status{icon: kit.NewIcon("circle-question-mark", theme.Text2, theme.IconTopBar), word: kit.NewElided("", theme.BodyStrong, theme.Text),
		proof: kit.NewElided("", theme.Caption, theme.Text2)}
	lines := kit.Down(0, kit.Height(18, s.word), kit.Height(14, s.proof))
	s.press = kit.NewPressable(kit.Pad(6, 4, kit.Across(9, s.icon, kit.Grow(lines))), theme.RadiusButton, opened)
	s.press.SetTip(say.T("Show the proof"))
	return s
}

func (s *status) show(l Label) {
	s.label = l
	s.icon.Set(l.State.Icon(), l.State.Text())
	s.word.SetRole(l.State.Text())
	s.word.SetText(l.Word)
	s.fit()
}

const statusAround = 6 + theme.IconTopBar + 9 + 6 // padding, icon and gap beside the words

// natural is the width at which nothing is lost.
func (s *status) natural() float32 {
	return statusAround + fyne.Max(theme.BodyStrong.Measure(s.label.Word), theme.Caption.Measure(strings.Join(s.label.Proof, between))) + 2
}

// least is the width at which the word is still whole.
func (s *status) least() float32 { return statusAround + theme.BodyStrong.Measure(s.label.Word) + 2 }

func (s *status) setWidth(width float32) {
	if s.width != width {
		s.width = width
		s.fit()
	}
}

// fit drops parts of the proof from its end until the line fits.
func (s *status) fit() {
	s.proof.SetText(fitting(s.label.Proof, func(text string) bool {
		return s.width == 0 || theme.Caption.Measure(text) <= s.width-statusAround
	}))
}

func fitting(parts []string, fits func(string) bool) string {
	for n := len(parts); n > 1; n-- {
		if text := strings.Join(parts[:n], between); fits(text) {
			return text
		}
	}
	return strings.Join(parts[:min(1, len(parts))], between)
}
