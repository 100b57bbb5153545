package settings

// ReadWakeups is what happens every few seconds while the wake-ups are in front.
func (s *Screen) ReadWakeups() { s.readWakeups() }
