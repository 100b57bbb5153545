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

// A narrow window leaves the details of budgets out, rather than cut every word.
const (
	stripShops  float32 = 980
	stripBudget float32 = 820
)

// setWidth tells how wide the window is.
func (s *strip) setWidth(width float32) {
	if s.width != width {
		s.width = width
		s.show(s.words)
	}
}

func (s *strip) show(w stripWords) {
	s.words = w
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
	setVisible(s.budgetBox, w.budget != "" && s.width >= stripBudget)
	s.budget.SetText(w.budget)
	s.left.Set(float64(w.left), float64(w.limit))
	setVisible(s.shops, w.shops != "" && s.width >= stripShops)
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
