package setup

import (
	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// put shows something below the step's fields.
func (w *Wizard) put(objects ...fyne.CanvasObject) {
	w.cover(false)
	if w.restore != nil {
		w.restore()
		w.restore = nil
	}
	w.slot.Objects = objects
	w.slot.Refresh()
	w.refreshBody()
	if len(objects) > 0 {
		w.scroll.ScrollToBottom() // where it is
	}
}

// cover hides the step's fields while something else needs the page.
func (w *Wizard) cover(hide bool) {
	for _, o := range w.parts {
		if hide {
			o.Hide()
		} else {
			o.Show()
		}
	}
	if hide {
		w.refreshBody()
		w.scroll.ScrollToTop()
	}
}

// busy says what is being done ("Reading…"), with Cancel when that is possible, and keeps the primary button from a second press.
func (w *Wizard) busy(words string, cancelled func()) {
	w.primary.Disable()
	w.doing = newSwap()
	w.doing.show(kit.NewState(theme.Working, "", words))
	line := []fyne.CanvasObject{kit.Grow(w.doing.box)}
	if cancelled != nil {
		line = append(line, kit.NewButton(say.T("Cancel"), kit.Secondary, cancelled).Small())
	}
	w.put(kit.NewBox(theme.Working.Tint(), theme.None, theme.RadiusButton, kit.Pad(12, 8, kit.Height(28, kit.Across(12, line...)))))
}

// advance says how far the work is.
func (w *Wizard) advance(words string, done, total int) {
	bar := kit.NewProgress(4)
	bar.Set(float64(done), float64(total))
	line := []fyne.CanvasObject{kit.NewState(theme.Working, "", words)}
	if total > 0 {
		line = append(line, kit.Sized(120, 16, bar))
	}
	w.doing.show(kit.Across(12, append(line, kit.Spacer())...))
	w.refreshBody()
}

// settle ends the state of work under way.
func (w *Wizard) settle() {
	w.primary.Enable()
	w.put()
}

// failed says what did not work; what the person typed stays.
func (w *Wizard) failed(what string, err error) {
	w.primary.Enable()
	if fault.Is(err, fault.Cancelled) {
		w.put(kit.NewRemark("info", say.T("Cancelled. Nothing was changed.")))
		return
	}
	w.put(faultNote(what, err))
}

// faultNote is a failure in its five parts; the code stands last.
func faultNote(what string, err error, actions ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewNote(theme.Error, "", what, screen.InFull(err), actions...)
}

// showReading stands while what is stored is being read.
func (w *Wizard) showReading() {
	w.slot = kit.Down(theme.Space3)
	bars := make([]fyne.CanvasObject, 0, 4)
	for _, width := range []float32{180, 420, 320, 380} {
		bars = append(bars, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusTag, nil)))
	}
	w.primary = kit.NewButton(say.T("Go on"), kit.Primary, nil)
	w.primary.Disable()
	foot := kit.FootBar(kit.Spacer(), kit.NewButton(say.T("Finish later"), kit.Quiet, w.leave), w.primary)
	w.frame([]fyne.CanvasObject{kit.Inset(8, 0, 0, 0, kit.Down(theme.Space4, bars...)), w.slot}, foot)
}

func (w *Wizard) showUnreadable(err error, then func()) {
	w.showReading()
	w.frame([]fyne.CanvasObject{w.slot}, kit.FootBar(kit.Spacer(), kit.NewButton(say.T("Finish later"), kit.Quiet, w.leave)))
	w.put(faultNote(say.T("What is stored about the store could not be read"), err,
		kit.NewButton(say.T("Read again"), kit.Secondary, func() { w.read(then) }).Small()))
}
