package rest

import (
	"math"
	"time"
)

// WindowOptions set up a pacer for a limit of so many requests a minute, as Brightpearl has it. Zero values mean the
// defaults.
type WindowOptions struct {
	Limit       int           // believed until the remote shows a higher one; default 200
	Period      time.Duration // the remote's period; default 1 minute
	MaxInFlight int           // default 8
	Throttle    ThrottleRule  // nil: Throttled
	Clock       Clock         // nil: the system's
}

const (
	headerRemaining = "brightpearl-requests-remaining"
	headerPeriod    = "brightpearl-next-throttle-period" // milliseconds
)

// NewWindow paces by the headers brightpearl-requests-remaining and brightpearl-next-throttle-period; see windowRule.
func NewWindow(o WindowOptions) Pacer {
	if o.Limit <= 0 {
		o.Limit = 200
	}
	if o.Period <= 0 {
		o.Period = time.Minute
	}
	if o.MaxInFlight <= 0 {
		o.MaxInFlight = 8
	}
	if o.Throttle == nil {
		o.Throttle = Throttled
	}
	return newLine(o.Clock, func(time.Time) rule { return &windowRule{o: o, limit: o.Limit} })
}

// windowRule spends what the remote says is left, which is right for fixed windows, for a rolling window and for a pool
// shared with other programs, as long as three things are minded:
//
//   - A number is old when it arrives. Within one period only the lowest number counts, minus everything in flight.
//   - Only an answer to a request that started after the period's end may raise the number. When nothing is left, or
//     nothing is known, that request is a probe: it goes alone, and everybody else waits for its answer.
//   - Some of the limit stays unused: 5 % (at most 10) always, as others may spend from the same pool between two of our
//     answers, and as much again for urgent calls until ten seconds before the period ends.
type windowRule struct {
	o     WindowOptions
	limit int // the highest seen

	inFlight int
	lastUsed time.Time // of the last start or answer

	known  bool      // left means something
	left   int       // the lowest number of this period, or of the last one while fresh is false
	ends   time.Time // the period's end
	period uint64    // counts up when a period has ended
	fresh  bool      // an answer of this period has come
	asking int       // requests in flight that started in this period

	// Others may spend from the same pool. What they took since the period's first answer gives their pace.
	first    time.Time // of that answer
	spare    int       // what it said was left, less our own requests answered since
	toldAt   time.Time // of the answer that left stems from
	foreign  float64   // their requests a second: the most seen, halved each minute
	measured time.Time // when it was last halved

	stopped time.Time // nothing starts before

	blind   int         // answers in a row without limit headers
	starts  []time.Time // within the last period
	started uint64
}

const (
	release    = 10 * time.Second // before the end of a period, what is kept for urgent calls is given to all
	blindAfter = 3                // answers without limit headers, and we count for ourselves
)

func (w *windowRule) delay(now time.Time, p Priority) time.Duration {
	if d := w.stopped.Sub(now); d > 0 {
		return d
	}
	if w.inFlight >= w.o.MaxInFlight {
		return untilAnswer
	}
	if w.blind >= blindAfter {
		return w.ownDelay(now)
	}
	w.turnPeriod(now)
	switch {
	case w.known && w.allowed(now, p) > 0: // also what the last period left over, while the new one is unknown
		return 0
	case !w.fresh && w.asking == 0:
		return 0 // the probe
	case !w.fresh:
		return untilAnswer
	}
	wait := w.ends.Sub(now)
	if p > Orders && wait > release && w.allowed(now, Orders) > 0 {
		return wait - release
	}
	return wait
}

// turnPeriod notices that a period has ended, or that so much time has passed that our knowledge is worth nothing.
func (w *windowRule) turnPeriod(now time.Time) {
	idle := w.inFlight == 0 && now.Sub(w.lastUsed) >= w.o.Period
	if !w.known || !idle && (!w.fresh || now.Before(w.ends)) {
		return
	}
	w.known = !idle
	w.nextPeriod()
}

func (w *windowRule) nextPeriod() {
	w.period++
	w.fresh, w.asking = false, 0
}

// allowed is how many more requests of this priority may start.
func (w *windowRule) allowed(now time.Time, p Priority) int {
	keep := min(w.limit/10, 20) / 2
	if p > Orders && w.ends.Sub(now) > release {
		keep *= 2
	}
	taken := int(math.Ceil(w.foreign * (now.Sub(w.toldAt) + release).Seconds())) // and until the next probe
	return w.left - w.inFlight - keep - taken
}

func (w *windowRule) start(now time.Time) mark {
	w.lastUsed = now
	w.inFlight++
	w.asking++
	w.started++
	w.starts = append(w.lastMinute(now), now)
	return mark{number: w.started, period: w.period}
}

func (w *windowRule) finish(now time.Time, m mark, a *Answer) {
	w.lastUsed = now
	w.inFlight--
	current := m.period == w.period
	if current {
		w.asking--
	}
	if wait, throttled := w.o.Throttle(a); throttled {
		w.stop(now, wait)
		return
	}
	if a == nil {
		w.left-- // it may have been counted
		return
	}
	left, ok := headerInt(a.Header, headerRemaining)
	if !ok {
		w.left--
		w.blind++
		return
	}
	w.blind = 0
	w.limit = max(w.limit, left+1)
	if current {
		w.told(now, left, a)
	}
}

// told takes the numbers of an answer to a request that started in this period.
func (w *windowRule) told(now time.Time, left int, a *Answer) {
	ends := now.Add(w.o.Period)
	if ms, ok := headerInt(a.Header, headerPeriod); ok && ms < int(10*w.o.Period/time.Millisecond) {
		ends = now.Add(time.Duration(ms)*time.Millisecond + w.patience(left))
	}
	if !w.fresh {
		w.known, w.fresh = true, true
		w.left, w.ends, w.toldAt = left, ends, now
		w.first, w.spare = now, left
		w.foreign *= math.Exp2(-now.Sub(w.measured).Seconds() / w.o.Period.Seconds()) // it may have ended
		w.measured = now
		alone := left + len(w.lastMinute(now)) // what the limit would be if nobody else used the pool
		if alone < w.limit/2 {
			w.limit = max(alone, w.o.Limit) // nobody takes that much: the limit was lowered
		}
		w.foreign = max(w.foreign, float64(w.limit-alone)/w.o.Period.Seconds())
		return
	}
	w.spare--
	if left <= w.left {
		w.left, w.toldAt = left, now
	}
	if d := now.Sub(w.first).Seconds(); d >= 1 {
		w.foreign = max(w.foreign, float64(w.spare-left-w.inFlight)/d)
	}
	if ends.Before(w.ends) {
		w.ends = ends // every answer adds its own way back, so the earliest is the most exact
	}
}

// patience is added to the remote's period. In a rolling window a slot comes free every moment, but if others take it,
// quick probes would eat what is kept: the less is left, the longer the wait.
func (w *windowRule) patience(left int) time.Duration {
	missing := min(w.limit/10, 20)/2 - left
	if missing < 0 {
		return 0
	}
	return w.o.Period / time.Duration(w.limit) * time.Duration(1+2*missing)
}

// stop obeys a refusal: nothing starts before the remote's time, and then a probe.
func (w *windowRule) stop(now time.Time, wait time.Duration) {
	if wait <= 0 {
		wait = w.o.Period
	}
	if until := now.Add(min(wait, 10*w.o.Period)); until.After(w.stopped) {
		w.stopped = until
	}
	w.known, w.left = false, 0
	w.nextPeriod()
}

// ownLimit is 90 % of the limit in any period.
func (w *windowRule) ownLimit() int { return w.o.Limit - w.o.Limit/10 }

func (w *windowRule) ownDelay(now time.Time) time.Duration {
	size := w.ownLimit()
	if len(w.starts) < size {
		return 0
	}
	return max(0, w.o.Period-now.Sub(w.starts[len(w.starts)-size]))
}

// lastMinute drops the starts that are older than a period.
func (w *windowRule) lastMinute(now time.Time) []time.Time {
	old := 0
	for old < len(w.starts) && now.Sub(w.starts[old]) >= w.o.Period {
		old++
	}
	w.starts = w.starts[old:]
	return w.starts
}

func (w *windowRule) remaining(now time.Time) (int, int) {
	if !w.known || !now.Before(w.ends) {
		return w.limit, w.limit
	}
	return max(0, w.left-w.inFlight), w.limit
}
