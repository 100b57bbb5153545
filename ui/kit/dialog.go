package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// DialogOptions describe a choice that cannot wait.
type DialogOptions struct {
	Title   string            // a question
	Text    string            // the effect, with count and money
	Body    fyne.CanvasObject // more, below the text; may be nil
	Confirm string            // the verb: "Remove 3 stores"; "" for a dialog that only tells
	Else    string            // another verb that ends the dialog too; "" for none
	Cancel  string            // "Cancel" when empty
	Danger  bool              // the confirm button is filled red
	Wide    bool              // 560 instead of 440
	Done    func(confirmed bool)
	// Other is called after Done, when Else was chosen.
	Other func()
}

// Dialog is an open dialog.
type Dialog struct {
	popup   *popup
	confirm *Button
	done    func(bool)
	yes     bool
	other   bool
}

// ShowDialog opens a dialog over a window. Cancel has the focus, Esc cancels, and a tap beside
// the dialog does nothing. Done is called once, however the dialog ends.
func ShowDialog(c fyne.Canvas, o DialogOptions) *Dialog {
	if o.Cancel == "" {
		o.Cancel = say.T("Cancel")
	}
	d := &Dialog{done: o.Done}
	kind := Primary
	if o.Danger {
		kind = DangerFilled
	}
	d.confirm = NewButton(o.Confirm, kind, func() {
		d.yes = true
		d.popup.close()
	})
	cancel := NewButton(o.Cancel, Secondary, func() { d.popup.close() })
	parts := []fyne.CanvasObject{NewParagraph(o.Title, theme.Subtitle, theme.Text)}
	if o.Text != "" {
		parts = append(parts, NewParagraph(o.Text, theme.Body, theme.Text2))
	}
	if o.Body != nil {
		parts = append(parts, Gap(0, 4), o.Body)
	}
	verbs := []fyne.CanvasObject{Spacer(), cancel}
	if o.Else != "" {
		verbs = append(verbs, NewButton(o.Else, Secondary, func() {
			d.other = true
			d.popup.close()
		}))
	}
	if o.Confirm != "" {
		verbs = append(verbs, d.confirm)
	}
	parts = append(parts, Gap(0, 12), Across(theme.Space2, verbs...))
	width := float32(440)
	if o.Wide {
		width = 560
	}
	panel := NewBox(theme.Surface, theme.Border, theme.RadiusCard, Pad(20, 20, Down(theme.Space1, parts...)))
	d.popup = newPopup(c, panel)
	d.popup.modal = true
	d.popup.locate = func(window, _ fyne.Size) (fyne.Position, fyne.Size) {
		size := fyne.NewSize(fyne.Min(width, window.Width-32), 0)
		size.Height = fyne.Min(HeightFor(panel, size.Width), window.Height-32)
		// A little above the middle, where the eye rests.
		return fyne.NewPos((window.Width-size.Width)/2, (window.Height-size.Height)*2/5), size
	}
	d.popup.closed = func() {
		if d.done != nil {
			d.done(d.yes)
		}
		if d.other && o.Other != nil {
			o.Other()
		}
	}
	d.popup.show()
	c.Focus(cancel)
	return d
}

// ConfirmButton can be disabled until a name has been typed into the body.
func (d *Dialog) ConfirmButton() *Button { return d.confirm }

// NeedsText lets the dialog be confirmed only while a field of its body holds words, and puts the cursor there.
func (d *Dialog) NeedsText(field *Entry) {
	d.Watch(func() bool { return strings.TrimSpace(field.Text()) != "" }, field)
}

// Watch lets the dialog be confirmed only while good says so, which is asked whenever one of the fields changes. The cursor goes
// into the first.
func (d *Dialog) Watch(good func() bool, fields ...*Entry) {
	look := func(string) {
		if good() {
			d.confirm.Enable()
		} else {
			d.confirm.Disable()
		}
	}
	for _, f := range fields {
		f.OnChanged = look
	}
	look("")
	d.popup.canvas.Focus(fields[0].Focusable()) // not by the field, which does not know its window before it was drawn
}

// Close ends the dialog as Cancel does.
func (d *Dialog) Close() { d.popup.close() }
