package settings

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
)

// ReadWakeups is what happens every few seconds while the wake-ups are in front.
func (s *Screen) ReadWakeups() { s.readWakeups() }

// More is the menu of what is done seldom.
func (s *Screen) More() []kit.MenuItem { return s.view.more() }

// Row is the row of a setting by its key.
func (s *Screen) Row(key string) fyne.CanvasObject { return s.view.built[key] }

// Save, Copy and Try press the buttons of those names.
func (s *Screen) Save() { s.save() }
func (s *Screen) Copy() { s.view.copyFrom() }
func (s *Screen) Try()  { s.view.try() }

// ReadFile opens the sheet of a file that was chosen.
func (s *Screen) ReadFile(path string) {
	s.view.importFile().open(path)
}
