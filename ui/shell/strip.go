package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// strip is the line at the foot of the window.
type strip struct {
	words                         stripWords
	width                         float32
	icon                          *kit.Icon
	running, queue, budget, shops *kit.Text
	contact                       *kit.Text
	work, left                    *kit.Progress
	workBox, queueBox, budgetBox  fyne.CanvasObject
	root                          fyne.CanvasObject
	rows                          []*fyne.Container // inner ones first: each has to be arranged anew when its words change
}

func newStrip() *strip {
	small := func() *kit.Text { return kit.NewElided("", theme.Small, theme.Text2) }
	s := &strip{icon: kit.NewIcon("refresh-cw", theme.Working.Text(), theme.IconSmall), running: small(), queue: small(), budget: small(),
		shops: small(), contact: small(), work: kit.NewProgress(4), left: kit.NewProgress(4).WithFill(theme.Text2)}
	s.workBox = kit.Sized(72, 4, s.work)
	work := kit.Across(6, s.icon, s.running, s.workBox)
	queue := kit.Across(12, kit.Sized(1, 12, kit.VDivider()), s.queue)
	budget := kit.Across(8, kit.Inset(0, 4, 0, 0, kit.Sized(1, 12, kit.VDivider())), s.budget, kit.Sized(40, 4, s.left))
	s.queueBox, s.budgetBox = queue, budget
	line := kit.Across(12, work, queue, budget, s.shops, kit.Spacer(), s.contact)
	s.rows = []*fyne.Container{work, queue, budget, line}
	s.root = kit.Fill(theme.Canvas, kit.Down(0, kit.Divider(), kit.Height(theme.StripHeight-1, kit.Pad(theme.Space4, 0, line))))
	s.show(wordsOf(Pulse{}, time.Time{}))
	return s
}

// room reports how much of the details of budgets fits beside the words that always show: a narrow window leaves them out, rather
// than cut every word. It is measured, because languages differ.
func (s *strip) room(w stripWords) (budget, shops bool) {
	const around, gap = 2*theme.Space4 + 14 + 6 + 12, 12 + 1 + 12
	need := around + theme.Small.Measure(w.running) + theme.Small.Measure(w.queue) + theme.Small.Measure(w.contact) + 2*gap
	if w.total > 0 {
		need += 72 + 6
	}
	need += theme.Small.Measure(w.budget) + 40 + 8 + gap
	return w.budget != "" && s.width >= need, w.shops != "" && s.width >= need+theme.Small.Measure(w.shops)+gap
}

// setWidth tells how wide the window is.
func (s *strip) setWidth(width float32) {
	if s.width != width {
		s.width = width
		s.show(s.words)
	}
}

func (s *strip) show(w stripWords) {
	s.words = w
	budget, shops := s.room(w)
	switch {
	case w.weather:
		s.icon.Set("clock", theme.Attention.Text())
	case w.busy:
		s.icon.Set("refresh-cw", theme.Working.Text())
	}
	setVisible(s.icon, w.busy || w.weather)
	s.running.SetText(w.running)
	setVisible(s.workBox, w.total > 0)
	s.work.Set(float64(w.done), float64(w.total))
	setVisible(s.queueBox, w.queue != "")
	s.queue.SetText(w.queue)
	setVisible(s.budgetBox, budget)
	s.budget.SetText(w.budget)
	s.left.Set(float64(w.left), float64(w.limit))
	setVisible(s.shops, shops)
	s.shops.SetText(w.shops)
	s.contact.SetText(w.contact)
	for _, row := range s.rows {
		row.Refresh()
	}
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
