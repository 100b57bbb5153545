package settings

import "stockbridge/ui/kit"

// ReadWakeups is what happens every few seconds while the wake-ups are in front.
func (s *Screen) ReadWakeups() { s.readWakeups() }

// More is the menu of what is done seldom.
func (s *Screen) More() []kit.MenuItem { return s.view.more() }
