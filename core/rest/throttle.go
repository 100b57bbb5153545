package rest

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Throttled is the common ThrottleRule: 429, or 503 with the words "too many requests". The wait comes from Retry-After
// (seconds or a date), brightpearl-throttle-time (seconds) or brightpearl-next-throttle-period (milliseconds).
func Throttled(a *Answer) (time.Duration, bool) {
	if a == nil {
		return 0, false
	}
	refused := a.Status == http.StatusTooManyRequests ||
		a.Status == http.StatusServiceUnavailable && bytes.Contains(bytes.ToLower(a.Body), []byte("too many requests"))
	if !refused {
		return 0, false
	}
	return statedWait(a), true
}

func statedWait(a *Answer) time.Duration {
	if v := strings.TrimSpace(a.Header.Get("Retry-After")); v != "" {
		if n, err := strconv.Atoi(v); err == nil && n >= 0 {
			return time.Duration(n) * time.Second
		}
		if at, err := http.ParseTime(v); err == nil {
			return max(0, at.Sub(a.At))
		}
	}
	if n, ok := headerInt(a.Header, "brightpearl-throttle-time"); ok && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if n, ok := headerInt(a.Header, headerPeriod); ok && n >= 0 {
		return time.Duration(n) * time.Millisecond
	}
	return 0
}

// headerInt reads a whole number, tolerating blanks and a fraction.
func headerInt(h http.Header, name string) (int, bool) {
	v := strings.TrimSpace(h.Get(name))
	if whole, _, ok := strings.Cut(v, "."); ok {
		v = whole
	}
	n, err := strconv.Atoi(v)
	return n, err == nil
}
