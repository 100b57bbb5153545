package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// StepState tells how far a step of a wizard is.
type StepState int

// A step that was left open has been gone through with something still to settle.
const (
	StepAhead StepState = iota
	StepCurrent
	StepDone
	StepOpen
)

// WizardStep is one line of a step list.
type WizardStep struct {
	Title  string
	Result string // second line of a finished step
	State  StepState
	Tapped func()
}

// StepList is the column of steps beside a wizard, 224 wide; in a narrow window it shows the signs alone, and each says its title as a
// tip.
type StepList struct {
	composite
	above, title string
	foot         string
	body         *holder
	steps        []WizardStep
	narrow       bool // how the body is arranged
}

const (
	stepsWide   float32 = 224
	stepsNarrow float32 = theme.RailNarrow
)

// NewStepList makes the column: a quiet line above a title, and a remark at its foot.
func NewStepList(above, title, foot string) *StepList {
	l := &StepList{above: above, title: title, foot: foot, body: newHolder(nil)}
	l.content = &fyne.Container{Layout: stepColumn{l}, Objects: []fyne.CanvasObject{AcrossTop(0, Grow(Fill(theme.Sunken, l.body)), VDivider())}}
	l.ExtendBaseWidget(l)
	return l
}

// SetTitle changes the title, for example to the store's name once it is known.
func (l *StepList) SetTitle(title string) { l.title = title }

// Set shows the steps.
func (l *StepList) Set(steps []WizardStep) {
	l.steps = steps
	l.arrange()
}

func (l *StepList) arrange() {
	if l.narrow {
		signs := []fyne.CanvasObject{Gap(0, 16)}
		for i, s := range l.steps {
			signs = append(signs, Pad(8, 0, newStepLine(i+1, s, true)))
		}
		l.body.set(Down(0, signs...))
		return
	}
	parts := []fyne.CanvasObject{
		Inset(16, 12, 12, 20, Down(0, Label(l.above), Heading(l.title))),
	}
	for i, s := range l.steps {
		parts = append(parts, Pad(12, 0, newStepLine(i+1, s, false)))
	}
	parts = append(parts, Spacer(), Inset(0, 16, 16, 20, NewRemark("info", l.foot)))
	l.body.set(Down(0, parts...))
}

// stepColumn is as wide as the window lets the list be.
type stepColumn struct{ list *StepList }

func (c stepColumn) width() float32 {
	if inNarrowWindow(c.list) {
		return stepsNarrow
	}
	return stepsWide
}

func (c stepColumn) heightFor(objects []fyne.CanvasObject, _ float32) float32 {
	return HeightFor(objects[0], c.width())
}

func (c stepColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(c.width(), HeightFor(objects[0], c.width()))
}

func (c stepColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if narrow := inNarrowWindow(c.list); narrow != c.list.narrow {
		c.list.narrow = narrow
		c.list.arrange()
	}
	place(objects[0], 0, 0, size.Width, size.Height)
}

func newStepLine(number int, s WizardStep, signOnly bool) fyne.CanvasObject {
	var sign fyne.CanvasObject
	role, fill, height := theme.Text2, theme.None, float32(36)
	switch s.State {
	case StepDone:
		sign, role = NewIcon("circle-check", theme.OK.Text(), 20), theme.Text
	case StepOpen:
		sign, role = NewIcon("triangle-alert", theme.Attention.Text(), 20), theme.Text
	case StepCurrent:
		sign, role, fill = numberSign(number, theme.Accent, theme.None, theme.OnAccent), theme.Text, theme.Selection
	default:
		sign = numberSign(number, theme.None, theme.Outline, theme.Text2)
	}
	if signOnly {
		p := NewPressable(Height(36, Pad(10, 0, Across(0, sign))), theme.RadiusButton, s.Tapped)
		p.SetFill(fill)
		p.SetTip(s.Title)
		return p
	}
	words := []fyne.CanvasObject{NewElided(s.Title, theme.BodyMedium, role)}
	if s.Result != "" && (s.State == StepDone || s.State == StepOpen) {
		height = 44
		words = []fyne.CanvasObject{Height(18, words[0]), NewElided(s.Result, theme.Small, theme.Text2)}
	}
	p := NewPressable(Height(height, Pad(8, 0, Across(10, sign, Grow(Down(0, words...))))), theme.RadiusButton, s.Tapped)
	p.SetFill(fill)
	return p
}

// numberSign is a number in a circle of 20.
func numberSign(n int, fill, stroke, ink theme.Role) fyne.CanvasObject {
	return Sized(20, 20, NewBox(fill, stroke, 10, NewText(strconv.Itoa(n), theme.SmallStrong, ink).Aligned(fyne.TextAlignCenter)))
}

// NewNumbered is a numbered point with a title and a line, as on an empty program's first page.
func NewNumbered(n int, title, line string) fyne.CanvasObject {
	sign := Sized(24, 24, NewBox(theme.None, theme.Outline, 12, NewText(strconv.Itoa(n), theme.SmallStrong, theme.Text).Aligned(fyne.TextAlignCenter)))
	return AcrossTop(12, Height(24, sign), Grow(Down(0, NewElided(title, theme.BodyMedium, theme.Text), NewParagraph(line, theme.Body, theme.Text2))))
}
