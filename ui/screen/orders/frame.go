package orders

import (
	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// page is what the queue and the ledger have in common.
type page interface {
	Content() fyne.CanvasObject
	Shown()
	Hidden()
	Reload()
	ClosePane() bool
}

// front is the page that is seen.
func (s *Screen) front() page {
	if s.ledger {
		return s.days
	}
	return s.queue
}

// turn brings the ledger or the queue to the front when a tab of the other one was pressed; false when the tab belongs to the
// page in front.
func (s *Screen) turn(tab string) bool {
	if s.days == nil || (tab == tabLedger) == s.ledger {
		return false
	}
	back := s.front()
	s.ledger = !s.ledger
	back.Content().Hide()
	s.front().Content().Show()
	s.content.Refresh()
	if s.shown {
		back.Hidden()
		s.front().Shown()
	}
	if !s.ledger {
		s.queue.Turn(tab)
	}
	return true
}

// jump is what a counter does, from whichever page.
func (s *Screen) jump(tab string, states ...string) {
	s.turn(tab)
	s.queue.Jump(tab, states...)
}

// Content is the page.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Shown listens and reads, for the page in front.
func (s *Screen) Shown() {
	s.shown = true
	s.front().Shown()
}

// Hidden stops listening.
func (s *Screen) Hidden() {
	s.shown = false
	s.front().Hidden()
}

// Reload reads everything again and keeps the place.
func (s *Screen) Reload() { s.front().Reload() }

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	s.queue.SetStore(id)
	if s.days != nil {
		s.days.SetStore(id)
	}
}

// Open goes to a place: the ledger, or what the queue understands.
func (s *Screen) Open(r screen.Route) {
	if r == (screen.Route{Screen: r.Screen}) {
		return
	}
	if r.Tab == tabLedger && s.days != nil {
		s.turn(tabLedger)
		s.days.Open(r)
		return
	}
	s.turn(tabAll)
	s.queue.Open(r)
}

// ClosePane closes the details, as Esc does; false when there was nothing to close.
func (s *Screen) ClosePane() bool { return s.front().ClosePane() }

// headButtons stand in the header of both pages; each page exports its own table.
func (s *Screen) headButtons(export func() []kit.MenuItem) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if s.o.Downloads != nil {
		out = append(out, kit.NewButton(say.T("Download again"), kit.Secondary, s.askDownload).Small())
	}
	if s.o.Files != nil {
		out = append(out, kit.NewMenuButton(say.T("Export"), export).Small())
	}
	return out
}
