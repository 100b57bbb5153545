package brightpearlsim

import (
	"net/http"
	"strconv"
	"time"
)

const throttleText = "You have sent too many requests. Please wait before sending another request"

// pool counts the requests of one pool: all private apps of the account, or one developer's OAuth apps.
type pool struct {
	opened time.Time // start of the fixed window
	used   int
	times  []time.Time // of the last minute, for the rolling reading
}

// allowance is what the throttle headers say.
type allowance struct {
	allowed   bool
	remaining int
	next      time.Duration
}

func (s *Server) limit() int { return max(1, int(float64(s.cfg.Limit)*s.cfg.Speed)) }

// takeLocked counts one request against a pool.
func (s *Server) takeLocked(name string, now time.Time) allowance {
	p := s.pools[name]
	if p == nil {
		p = &pool{}
		s.pools[name] = p
	}
	if now.Sub(p.opened) >= time.Minute || p.opened.After(now) {
		p.opened, p.used = now, 0
	}
	first := 0
	for first < len(p.times) && now.Sub(p.times[first]) >= time.Minute {
		first++
	}
	p.times = p.times[first:]

	a := allowance{next: p.opened.Add(time.Minute).Sub(now)}
	used := p.used
	if s.onLocked(RollingThrottle, "") {
		used = len(p.times)
		a.next = time.Minute
		if used > 0 {
			a.next = p.times[0].Add(time.Minute).Sub(now)
		}
	}
	a.allowed = used < s.limit()
	if a.allowed || !s.onLocked(ThrottledFree, "") {
		p.used++
		p.times = append(p.times, now)
		used++
	}
	a.remaining = max(0, s.limit()-used)
	return a
}

func (a allowance) write(h http.Header) {
	h.Set("brightpearl-requests-remaining", strconv.Itoa(a.remaining))
	h.Set("brightpearl-next-throttle-period", strconv.FormatInt(max(0, a.next.Milliseconds()), 10))
}

// throttledLocked is the answer to a call over the limit.
func (s *Server) throttledLocked(h http.Header, a allowance) reply {
	s.counters.Throttled++
	a.remaining = 0
	a.write(h)
	if s.onLocked(Throttle429, "") {
		h.Set("Retry-After", strconv.Itoa(int((a.next+time.Second-1)/time.Second)))
		return said(http.StatusTooManyRequests, throttleText)
	}
	return said(http.StatusServiceUnavailable, throttleText)
}
