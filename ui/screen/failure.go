package screen

import (
	"errors"
	"strings"

	"stockbridge/core/fault"
	"stockbridge/ui/say"
)

// CauseOf is the cause of a failure; an error without one is shown as it is.
func CauseOf(err error) fault.Cause {
	if _, ok := errors.AsType[*fault.Error](err); !ok {
		return fault.Cause{Code: "SB-APP-001", Text: err.Error(), Fix: say.T("Try again. If it comes back, export the diagnostics for support.")}
	}
	c := fault.CauseOf(err)
	c.Text, c.Fix = say.Of(c.Text), say.Of(c.Fix)
	return c
}

// InFull is a failure as one paragraph, its code last.
func InFull(err error) string {
	c := CauseOf(err)
	return strings.TrimSpace(strings.Join([]string{c.Text, c.Fix, c.Code}, " "))
}
