package brightpearl

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/rest"
)

const (
	usualPeriod = time.Minute // Brightpearl API: 200 requests a minute
	longestWait = 10 * time.Minute
)

// NewPacer makes the pacer of one pool of requests. Brightpearl API: an account's private apps share a pool, and so do the
// OAuth apps of one developer; clients that share a pool share its pacer.
func NewPacer() rest.Pacer { return rest.NewWindow(rest.WindowOptions{Throttle: throttled}) }

// throttled reports whether an answer refuses for pace, and how long to wait. Brightpearl API: over the cap the status is
// 503 with the words "too many requests", or with no request remaining; 429, Retry-After and brightpearl-throttle-time
// (seconds) are reported by integrators. Such a request was not executed.
func throttled(a *rest.Answer) (time.Duration, bool) {
	if a == nil {
		return 0, false
	}
	switch a.Status {
	case http.StatusTooManyRequests:
	case http.StatusServiceUnavailable:
		remaining := strings.TrimSpace(a.Header.Get("brightpearl-requests-remaining"))
		if remaining != "0" && !bytes.Contains(bytes.ToLower(a.Body), []byte("too many requests")) {
			return 0, false
		}
	default:
		return 0, false
	}
	return min(statedWait(a), longestWait), true
}

func statedWait(a *rest.Answer) time.Duration {
	h := a.Header
	if after := strings.TrimSpace(h.Get("Retry-After")); after != "" {
		if s, err := strconv.ParseInt(after, 10, 32); err == nil && s >= 0 {
			return time.Duration(s) * time.Second
		}
		if at, err := http.ParseTime(after); err == nil {
			return max(at.Sub(a.At), 0)
		}
	}
	if s, err := strconv.ParseInt(strings.TrimSpace(h.Get("brightpearl-throttle-time")), 10, 32); err == nil && s >= 0 {
		return time.Duration(s) * time.Second
	}
	if ms, err := strconv.ParseInt(strings.TrimSpace(h.Get("brightpearl-next-throttle-period")), 10, 32); err == nil && ms >= 0 {
		return time.Duration(ms) * time.Millisecond
	}
	return usualPeriod
}
