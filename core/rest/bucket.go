package rest

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// LeakyBucketOptions set up a pacer for a bucket that each request fills by one and that leaks in steps, as EKM has it.
// Zero values mean the defaults.
type LeakyBucketOptions struct {
	Prefix      string        // of the limit headers; default "X-EKM-RateLimit-"
	Size        int           // default 40
	LeakAmount  int           // requests per LeakEvery; default 2
	LeakEvery   time.Duration // default 1 s
	MaxInFlight int           // default 8
	Throttle    ThrottleRule  // nil: Throttled
	Clock       Clock         // nil: the system's
}

// NewLeakyBucket paces by a mirror of the remote's bucket, corrected by its headers BucketSize, LeakRate, LeakAmount and
// Remaining; see bucketRule.
func NewLeakyBucket(o LeakyBucketOptions) Pacer {
	if o.Prefix == "" {
		o.Prefix = "X-EKM-RateLimit-"
	}
	if o.Size <= 0 {
		o.Size = 40
	}
	if o.LeakAmount <= 0 {
		o.LeakAmount = 2
	}
	if o.LeakEvery <= 0 {
		o.LeakEvery = time.Second
	}
	if o.MaxInFlight <= 0 {
		o.MaxInFlight = 8
	}
	if o.Throttle == nil {
		o.Throttle = Throttled
	}
	return newLine(o.Clock, func(now time.Time) rule { return &bucketRule{o: o, ticked: now, unknown: true} })
}

// bucketRule mirrors the remote's bucket. Its level may be lower than the remote's by one leak at most, because the two
// clocks tick at different moments; the margin covers that and a little foreign use. The first request goes alone, since
// somebody else, or our own last run, may have filled the bucket.
type bucketRule struct {
	o LeakyBucketOptions

	level    int
	ticked   time.Time // the last whole leak taken into account
	unknown  bool      // no answer yet tells where we start
	inFlight int
	started  uint64
	alone    uint64 // number of the request that nothing has overlapped so far, or 0

	stopped  time.Time // nothing starts before
	refusals int       // in a row
}

const (
	bucketMargin     = 2 // never filled, and as much again as leaks at once
	catalogueReserve = 6 // not for catalogue work, so that an order never waits for longer than a leak or two
	longestPause     = 30 * time.Second
)

func (b *bucketRule) delay(now time.Time, p Priority) time.Duration {
	if d := b.stopped.Sub(now); d > 0 {
		return d
	}
	if b.inFlight >= b.o.MaxInFlight || b.unknown && b.inFlight > 0 {
		return untilAnswer
	}
	b.leak(now)
	room := b.o.Size - min(bucketMargin+b.o.LeakAmount, b.o.Size/4)
	if p >= Catalogue {
		room -= min(catalogueReserve, b.o.Size/4)
	}
	if b.level+1 <= room || b.unknown {
		return 0
	}
	leaks := (b.level + 1 - room + b.o.LeakAmount - 1) / b.o.LeakAmount
	return b.ticked.Add(time.Duration(leaks) * b.o.LeakEvery).Sub(now)
}

// leak takes the steps since the last look. The rhythm never restarts: two rhythms that drift would let us leak more
// often than the remote does.
func (b *bucketRule) leak(now time.Time) {
	steps := int(now.Sub(b.ticked) / b.o.LeakEvery)
	if steps <= 0 {
		return
	}
	b.ticked = b.ticked.Add(time.Duration(steps) * b.o.LeakEvery)
	b.level = max(0, b.level-steps*b.o.LeakAmount)
}

func (b *bucketRule) start(now time.Time) mark {
	b.leak(now)
	b.started++
	b.level++ // before the bytes leave
	if b.alone = 0; b.inFlight == 0 {
		b.alone = b.started
	}
	b.inFlight++
	return mark{number: b.started}
}

func (b *bucketRule) finish(now time.Time, m mark, a *Answer) {
	b.inFlight--
	b.leak(now)
	alone := b.alone == m.number
	if alone {
		b.alone = 0
	}
	if a == nil {
		return
	}
	b.learn(a.Header)
	if wait, throttled := b.o.Throttle(a); throttled {
		b.refuse(now, wait)
		return
	}
	b.refusals = 0
	b.unknown = false // an answer without headers leaves us with our own count
	left, ok := headerInt(a.Header, b.o.Prefix+"Remaining")
	if !ok {
		return
	}
	// A late answer carries an old number, so only an answer that nothing overlapped may lower the level.
	if level := b.o.Size - left; alone || level > b.level {
		b.level = max(0, level)
	}
}

// refuse obeys a 429: the bucket is full, and each further refusal doubles the pause.
func (b *bucketRule) refuse(now time.Time, wait time.Duration) {
	b.level = b.o.Size
	if wait <= 0 {
		wait = min(time.Second<<min(b.refusals, 5), longestPause)
		wait += time.Duration(rand.Int64N(int64(wait)/4 + 1))
	}
	b.refusals++
	if until := now.Add(min(wait, 10*time.Minute)); until.After(b.stopped) {
		b.stopped = until
	}
}

// learn follows changes of the limit itself.
func (b *bucketRule) learn(h http.Header) {
	if n, ok := headerInt(h, b.o.Prefix+"BucketSize"); ok && n > 0 {
		b.o.Size = n
	}
	if n, ok := headerInt(h, b.o.Prefix+"LeakAmount"); ok && n > 0 {
		b.o.LeakAmount = n
	}
	if d, ok := leakEvery(h.Get(b.o.Prefix + "LeakRate")); ok {
		b.o.LeakEvery = d
	}
}

// leakEvery reads the interval, whose form EKM does not state: 1, 1000 (milliseconds) and 00:00:01 all mean a second.
func leakEvery(v string) (time.Duration, bool) {
	v = strings.TrimSpace(v)
	if parts := strings.Split(v, ":"); len(parts) == 3 {
		d, err := time.ParseDuration(parts[0] + "h" + parts[1] + "m" + parts[2] + "s")
		return d, err == nil && d > 0
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || n <= 0 {
		return 0, false
	}
	if n >= 100 {
		return time.Duration(n * float64(time.Millisecond)), true
	}
	return time.Duration(n * float64(time.Second)), true
}

func (b *bucketRule) remaining(now time.Time) (int, int) {
	b.leak(now)
	return max(0, b.o.Size-b.level), b.o.Size
}
