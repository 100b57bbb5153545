package screen

import (
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/theme"
)

// WakeUps is how the wake-ups of one service stand, in words: a state with its icon, and a sentence.
func WakeUps(s view.WebhookSource) (state theme.State, icon, word, sentence string) {
	polled := "it is polled every " + Span(s.Every.Round(time.Second))
	switch s.State {
	case "waiting":
		return theme.Working, "clock", "Waiting for proof", "Subscribed. Until enough wake-ups came before the polls, " + polled + "."
	case "proven":
		return theme.OK, "", "Proven", "Wake-ups come in time, so " + polled + " only."
	case "silent":
		return theme.Attention, "", "Silent", "It failed to tell of something, so " + polled + " again."
	case "refused":
		return theme.Attention, "circle-minus", "Refused", "It does not let us subscribe, so " + polled + " as without."
	}
	return theme.Unknown, "circle-minus", "Off", "Nothing is subscribed; " + polled + "."
}
