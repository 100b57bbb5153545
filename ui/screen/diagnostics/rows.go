package diagnostics

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

func stateOf(result string) theme.State {
	switch result {
	case "problem":
		return theme.Error
	case "warning":
		return theme.Attention
	}
	return theme.OK
}

func titleOf(c Check) string {
	if store, ok := strings.CutPrefix(c.Key, "store/"); ok {
		return say.T("Store {store}", store)
	}
	return say.Of(c.Title)
}

func counters(s *state) []kit.Counter {
	fine, warnings, problems := s.count()
	if len(s.checks) == 0 {
		return nil
	}
	out := []kit.Counter{{Number: say.Count(fine), Word: say.N(fine, "check fine", "checks fine"), State: theme.OK},
		{Number: say.Count(warnings), Word: say.N(warnings, "warning", "warnings")},
		{Number: say.Count(problems), Word: say.N(problems, "problem", "problems")}}
	if warnings > 0 {
		out[1].State = theme.Attention
	}
	if problems > 0 {
		out[2].State = theme.Error
	}
	return out
}

// remark says how fresh the results are.
func remark(s *state) string {
	switch {
	case s.running:
		return say.N(s.fresh, "{n} checked so far", "{n} checked so far")
	case s.at.IsZero():
		return ""
	case s.partly:
		return say.T("Stopped at {time}", say.Clock(s.at))
	}
	return say.T("{time}, took {span}", say.Clock(s.at), say.Span(max(time.Second, s.took.Round(time.Second))))
}

func copied() string  { return say.T("The summary is in the clipboard") }
func opening() string { return say.T("Open the data folder") }

// place is where a check's cause is settled, with the button's word; "" where the check itself says all.
func place(c Check) (word string, r screen.Route) {
	switch {
	case c.Result == "ok":
	case strings.HasPrefix(c.Key, "store/"), c.Key == "brightpearl", c.Key == "keyring":
		return say.T("Open Stores"), screen.Route{Screen: screen.Stores}
	case c.Key == "wake_ups":
		return say.T("Open Settings"), screen.Route{Screen: screen.Settings, Tab: "Advanced"}
	case c.Key == "stuck":
		return say.T("Open Orders"), screen.Route{Screen: screen.Orders, Tab: "progress"}
	}
	return "", screen.Route{}
}

// summary is for a ticket: what was found, in English whatever the window speaks, without a name of a shopper or a token.
func summary(s state, version string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Stockbridge %s on %s/%s, checked %s\n", version, runtime.GOOS, runtime.GOARCH, s.at.UTC().Format(time.RFC3339))
	for _, c := range s.sorted() {
		fmt.Fprintf(&b, "%-8s %s: %s\n", c.Result, c.Title, c.Text)
	}
	return b.String()
}
