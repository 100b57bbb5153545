package ledger

import (
	"sync"
	"time"

	"stockbridge/core/fault"
)

// How long to wait between looks at a remote that cannot be reached.
const (
	offlineFirst = 10 * time.Second
	offlineMost  = 5 * time.Minute
)

// isTrouble reports whether a failure is the lane's rather than the row's.
func isTrouble(f *fault.Error) bool {
	switch f.Kind {
	case fault.Offline, fault.Throttled, fault.SignIn, fault.DiskFull:
		return true
	}
	return false
}

// halt remembers the trouble that stops a lane or a poller, and for how long. While a trouble is remembered after its wait
// the owner probes: one piece of work at a time until something succeeds. Safe for concurrent use.
type halt struct {
	mu     sync.Mutex
	fault  *fault.Error // nil while all is well
	until  time.Time    // with the monotonic clock, so that a clock that is set back prolongs nothing
	streak int          // doubling waits without a success between them
}

// stand is what a halt says at one moment.
type stand struct {
	fault   *fault.Error
	until   time.Time // zero when stopped until resumed
	stopped bool
}

// probing reports that a wait has ended and nothing has succeeded yet.
func (s stand) probing() bool { return s.fault != nil && !s.stopped }

func (h *halt) at(now time.Time) stand {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fault == nil {
		return stand{}
	}
	if h.fault.Kind == fault.SignIn {
		return stand{fault: h.fault, stopped: true}
	}
	return stand{fault: h.fault, until: h.until, stopped: now.Before(h.until)}
}

// hit notes a trouble. Several pieces of work that meet the same one cost one wait. It reports whether anything changed.
func (h *halt) hit(f *fault.Error, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	stopped := h.fault != nil && (h.fault.Kind == fault.SignIn || now.Before(h.until))
	if stopped && (h.fault.Kind == fault.SignIn || h.fault.Kind == f.Kind && f.NotBefore.IsZero()) {
		return false
	}
	wait := f.Wait(now)
	switch f.Kind {
	case fault.Throttled, fault.SignIn, fault.DiskFull:
		h.streak = 0
	default: // offline, and a source that cannot be read
		if !stopped || h.streak == 0 {
			h.streak++
		}
		wait = max(wait, doubled(offlineFirst, offlineMost, h.streak))
	}
	until := now.Add(wait)
	if stopped && f.Kind != fault.SignIn && !until.After(h.until) {
		return false
	}
	h.fault, h.until = f, until
	return true
}

// ease notes a success. One that was under way when the trouble came lifts nothing. It reports whether anything changed.
func (h *halt) ease(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fault == nil || h.fault.Kind == fault.SignIn || now.Before(h.until) {
		return false
	}
	h.fault, h.until, h.streak = nil, time.Time{}, 0
	return true
}

// lift forgets the trouble, whatever it is. It reports whether there was one.
func (h *halt) lift() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	had := h.fault != nil
	h.fault, h.until, h.streak = nil, time.Time{}, 0
	return had
}

// doubled is first, twice first, four times first ... but at most most.
func doubled(first, most time.Duration, n int) time.Duration {
	d := first
	for ; n > 1 && d < most; n-- {
		d *= 2
	}
	return min(d, most)
}
