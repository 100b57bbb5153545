package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// The size of a sheet in a window that has room for it.
const (
	sheetWide float32 = 920
	sheetHigh float32 = 640
)

// Sheet is a page over the window for a piece of work that begins and ends here: to look at two sides of something, choose, see
// what would come of it, confirm. Smaller questions are dialogs.
type Sheet struct {
	popup *popup
	body  *Scroll
	foot  *holder
}

// ShowSheet opens a sheet; closed, which may be nil, is called once, however it ends. Esc and its own button close it.
func ShowSheet(c fyne.Canvas, title, line string, body fyne.CanvasObject, closed func()) *Sheet {
	s := &Sheet{foot: newHolder(nil)}
	shut := NewIconButton("x", say.T("Close"), s.Close)
	words := []fyne.CanvasObject{NewElided(title, theme.Subtitle, theme.Text)}
	if line != "" {
		words = append(words, NewElided(line, theme.Small, theme.Text2))
	}
	head := Inset(14, 14, 12, 20, AcrossTop(12, Grow(Down(0, words...)), Sized(theme.ButtonSmall, theme.ButtonSmall, shut)))
	s.body = NewScroll(Pad(20, 16, body))
	column := newPageColumn(s.body, Down(0, Divider(), Height(theme.FootHeight-1, Pad(20, 0, s.foot))), head, Divider())
	s.popup = newPopup(c, NewBox(theme.Surface, theme.Border, theme.RadiusCard, column))
	s.popup.modal = true
	s.popup.locate = func(window, _ fyne.Size) (fyne.Position, fyne.Size) {
		size := fyne.NewSize(fyne.Min(sheetWide, window.Width-32), fyne.Min(sheetHigh, window.Height-32))
		return fyne.NewPos((window.Width-size.Width)/2, (window.Height-size.Height)*2/5), size
	}
	s.popup.closed = closed
	s.popup.show()
	c.Focus(shut)
	return s
}

// SetFoot shows the buttons, the primary last.
func (s *Sheet) SetFoot(parts ...fyne.CanvasObject) {
	s.foot.set(Across(theme.Space2, parts...))
}

// Focus puts the cursor into a field of the body, which does not know its window before it was drawn.
func (s *Sheet) Focus(field *Entry) { s.popup.canvas.Focus(field.Focusable()) }

// Refresh makes room for a body that has grown or shrunk.
func (s *Sheet) Refresh() { s.body.Refresh() }

// Open tells whether the sheet still shows.
func (s *Sheet) Open() bool { return s.popup.open }

// Close ends the sheet.
func (s *Sheet) Close() { s.popup.close() }
