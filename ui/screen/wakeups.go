package screen

import (
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// WakeUps is how the wake-ups of one service stand, in words: a state with its icon, and a sentence.
func WakeUps(s view.WebhookSource) (state theme.State, icon, word, sentence string) {
	every := say.Span(s.Every.Round(time.Second))
	switch s.State {
	case "waiting":
		return theme.Working, "clock", say.T("Waiting for proof"), say.T("Subscribed. Until enough wake-ups came before the polls, it is polled every {span}.", every)
	case "proven":
		return theme.OK, "", say.T("Proven"), say.T("Wake-ups come in time, so it is polled every {span} only.", every)
	case "silent":
		return theme.Attention, "", say.T("Silent"), say.T("It failed to tell of something, so it is polled every {span} again.", every)
	case "refused":
		return theme.Attention, "circle-minus", say.T("Refused"), say.T("It does not let us subscribe, so it is polled every {span} as without.", every)
	}
	return theme.Unknown, "circle-minus", say.T("Off"), say.T("Nothing is subscribed; it is polled every {span}.", every)
}
