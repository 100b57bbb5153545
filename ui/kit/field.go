package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// Field is a control with its label above and help, or what is wrong, below.
type Field struct {
	composite
	control   fyne.CanvasObject
	help      string
	helpText  *Paragraph
	faultText *Paragraph
	faultLine *fyne.Container
}

// NewField puts a label above a control.
func NewField(label string, control fyne.CanvasObject) *Field {
	f := &Field{control: control}
	f.helpText = NewParagraph("", theme.Small, theme.Text2)
	f.helpText.Hide()
	f.faultText = NewParagraph("", theme.Small, theme.Error.Text())
	f.faultLine = AcrossTop(6, Sized(theme.IconSmall, theme.Space4, NewIcon("circle-x", theme.Error.Text(), theme.IconSmall)), Grow(f.faultText))
	f.faultLine.Hide()
	parts := []fyne.CanvasObject{control, f.helpText, f.faultLine}
	if label != "" {
		parts = append([]fyne.CanvasObject{NewElided(label, theme.BodyMedium, theme.Text)}, parts...)
	}
	f.content = Down(theme.Space1, parts...)
	f.ExtendBaseWidget(f)
	return f
}

// WithHelp says something helpful below the control and returns the field.
func (f *Field) WithHelp(text string) *Field {
	f.SetHelp(text)
	return f
}

// SetHelp changes the help; empty hides it.
func (f *Field) SetHelp(text string) {
	f.help = text
	f.helpText.SetText(text)
	f.show()
}

// SetFault says what to enter instead; empty means the value is fine.
func (f *Field) SetFault(text string) {
	if faulty, ok := f.control.(interface{ SetFault(bool) }); ok {
		faulty.SetFault(text != "")
	}
	f.faultText.SetText(text)
	f.faultLine.Hidden = text == ""
	f.show()
}

func (f *Field) show() {
	f.helpText.Hidden = f.help == "" || f.faultLine.Visible()
	f.content.Refresh()
	f.Refresh()
}
