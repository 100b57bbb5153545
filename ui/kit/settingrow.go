package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// SettingRow is one setting: name and effect, its control, and where the value comes from.
type SettingRow struct {
	composite
	field  *Field
	tag    *Tag
	bar    *Box
	origin *Paragraph
	undo   *Link
	reset  *Link
	exact  *Tipped
	links  *fyne.Container
}

// NewSettingRow makes the row; the effect is one sentence, undo may be nil.
func NewSettingRow(name, effect string, control fyne.CanvasObject, undo func()) *SettingRow {
	s := &SettingRow{field: NewField("", control), tag: NewAccentTag("Differs from default"), bar: Fill(theme.Accent, nil)}
	s.origin = NewParagraph("", theme.Small, theme.Text2)
	s.undo = NewLink("Undo", theme.SmallMedium, undo)
	s.tag.Hide()
	s.bar.Hide()
	s.undo.Hide()
	s.exact, s.links = NewTipped(s.origin, ""), Across(12, s.undo)
	line := AcrossTop(theme.Space6,
		Grow(Down(2, Across(8, NewText(name, theme.BodyMedium, theme.Text), s.tag), NewParagraph(effect, theme.Body, theme.Text2))),
		Width(196, s.field),
		Width(188, Down(0, Gap(0, 2), s.exact, s.links)))
	s.content = Down(0, AcrossTop(0, Pad(0, 12, Width(3, s.bar)), Grow(Inset(12, theme.PageMargin, 14, 17, line))), LineDivider())
	s.ExtendBaseWidget(s)
	return s
}

// SetOrigin says what the default is, who changed it and when; differs shows tag, bar and Undo.
func (s *SettingRow) SetOrigin(text string, differs bool) {
	s.origin.SetText(text)
	s.tag.Hidden, s.bar.Hidden = !differs, !differs
	s.undo.Hidden = !differs || s.undo.onPress == nil
	if s.reset != nil {
		s.reset.Hidden = !differs
	}
	s.content.Refresh()
}

// WithReset adds a link that returns the setting to its default, shown while it differs, and returns the row. Undo then goes back
// before the last change and is shown by SetUndo.
func (s *SettingRow) WithReset(word string, reset func()) *SettingRow {
	s.reset = NewLink(word, theme.SmallMedium, reset)
	s.reset.Hide()
	s.links.Objects = append(s.links.Objects, s.reset)
	return s
}

// SetUndo shows whether there is a change to go back before, and its exact time in a tooltip.
func (s *SettingRow) SetUndo(on bool, exact string) {
	s.undo.Hidden = !on || s.undo.onPress == nil
	s.exact.SetTip(exact)
	s.content.Refresh()
}

// SetFault says below the control what to enter instead; empty means fine.
func (s *SettingRow) SetFault(text string) {
	s.field.SetFault(text)
	s.content.Refresh()
}
