package ekmsim

import (
	"math"
	"sync"
	"time"
)

// EKM's rate limit: every request costs one token of 40; once a second two leak away. There is one bucket for each
// application and shop.
const (
	bucketSize = 40
	bucketLeak = 2
)

// bucket is a leaky bucket that leaks in whole steps, once a second.
type bucket struct {
	mu       sync.Mutex
	capacity int
	leak     int
	phase    time.Duration // when within a second this bucket leaks
	level    int
	lastTick int64
	counts   bucketCounts
}

type bucketCounts struct{ requests, throttled, highest int }

func newBucket(speed float64, phase time.Duration, now time.Time) *bucket {
	b := &bucket{
		capacity: max(1, int(math.Round(bucketSize*speed))),
		leak:     max(1, int(math.Round(bucketLeak*speed))),
		phase:    phase % time.Second,
	}
	b.lastTick = b.tick(now)
	return b
}

func (b *bucket) tick(now time.Time) int64 {
	return now.Add(b.phase).UnixNano() / int64(time.Second)
}

// take adds a request to the bucket. It returns false when the bucket is full; then nothing was added, unless
// refusedCosts, since EKM does not say whether a refused request counts. remaining is what fits in afterwards.
func (b *bucket) take(now time.Time, refusedCosts bool) (ok bool, remaining int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if tick := b.tick(now); tick > b.lastTick {
		gone := min(tick-b.lastTick, int64(b.capacity))
		b.level = max(0, b.level-int(gone)*b.leak)
		b.lastTick = tick
	}
	b.counts.requests++
	if b.level >= b.capacity {
		b.counts.throttled++
		if refusedCosts {
			// One second's leak of overflow: a client that keeps asking stays out, one that waits gets in.
			b.level = min(b.level+1, b.capacity+b.leak)
		}
		return false, 0
	}
	b.level++
	b.counts.highest = max(b.counts.highest, b.level)
	return true, b.capacity - b.level
}

// refuse counts a request that was throttled although it would have fitted.
func (b *bucket) refuse() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts.requests++
	b.counts.throttled++
}

func (b *bucket) counted() bucketCounts {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counts
}
