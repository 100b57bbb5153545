package brightpearlsim

import (
	"errors"
	"time"
	_ "time/tzdata" // the account's zone must exist on machines without a zone database
)

// stampLayout is ISO-8601 with milliseconds and the account's offset, Z when that is zero.
const stampLayout = "2006-01-02T15:04:05.000Z07:00"

var errNotTime = errors.New("not an ISO-8601 date")

var timeLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05.000", "2006-01-02T15:04:05", "2006-01-02",
}

// parseTime reads what Brightpearl accepts; a value without offset means UTC.
func parseTime(text string) (time.Time, error) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errNotTime
}

func (s *Server) stamp(t time.Time) string { return t.In(s.cfg.Location).Format(stampLayout) }

// stampOrNil is for search cells, where an unset date is null.
func stampOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// putTime sets a date field of an answer; unset dates are left out.
func (s *Server) putTime(object map[string]any, key string, t time.Time) {
	if !t.IsZero() {
		object[key] = s.stamp(t)
	}
}
