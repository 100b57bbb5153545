package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// The pacers are tested against models of the remotes inside a synctest bubble, where an hour takes milliseconds.

// remote is a model server: it counts a request and answers at once.
type remote interface{ handle(now time.Time) *Answer }

// traffic keeps workers busy with requests until the time is up.
type traffic struct {
	pacer    Pacer
	remote   remote
	latency  func(*rand.Rand) time.Duration // one way
	priority Priority
	workers  int
	seed     uint64
}

// run returns the number of requests that were served, and of those refused.
func (tr traffic) run(t *testing.T, d time.Duration) (served, refused int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range tr.workers {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(tr.seed, uint64(i)))
			for {
				a, err := request(ctx, tr.pacer, tr.priority, tr.remote, tr.latency, rng)
				if err != nil {
					return
				}
				mu.Lock()
				if a.Status == http.StatusOK {
					served++
				} else {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return served, refused
}

// request waits for its turn, travels there and back, and tells the pacer.
func request(ctx context.Context, p Pacer, priority Priority, r remote, latency func(*rand.Rand) time.Duration, rng *rand.Rand) (*Answer, error) {
	done, err := p.Acquire(ctx, priority)
	if err != nil {
		return nil, err
	}
	pass(latency(rng))
	a := r.handle(time.Now())
	pass(latency(rng))
	done(a)
	return a, nil
}

// pass lets time go by in the bubble.
func pass(d time.Duration) { <-time.After(d) }

func between(low, high time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return low + upTo(r, high-low) }
}

// bucketServer leaks in ticks of its own phase.
type bucketServer struct {
	wider   int // how many times wider bucket and leak are than EKM's; 0 means once
	mu      sync.Mutex
	phase   time.Duration
	began   time.Time
	ticks   int
	level   int
	highest int
	bare    bool // sends no headers
}

func (s *bucketServer) handle(now time.Time) *Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	wider := max(s.wider, 1)
	size, leak := 40*wider, 2*wider
	if ticks := int((now.Sub(s.began) + s.phase) / time.Second); ticks > s.ticks {
		s.level = max(0, s.level-leak*(ticks-s.ticks))
		s.ticks = ticks
	}
	a := &Answer{Status: http.StatusOK, Header: http.Header{}, At: now}
	if s.level >= size {
		a.Status = http.StatusTooManyRequests
	} else {
		s.level++
		s.highest = max(s.highest, s.level)
	}
	if !s.bare {
		a.Header.Set("X-EKM-RateLimit-BucketSize", strconv.Itoa(size))
		a.Header.Set("X-EKM-RateLimit-LeakRate", "1")
		a.Header.Set("X-EKM-RateLimit-LeakAmount", strconv.Itoa(leak))
		a.Header.Set("X-EKM-RateLimit-Remaining", strconv.Itoa(size-s.level))
	}
	return a
}

// windowServer allows limit requests a minute, in fixed or rolling windows.
type windowServer struct {
	mu      sync.Mutex
	limit   int
	rolling bool
	bare    bool
	began   time.Time
	phase   time.Duration
	window  int64
	used    []time.Time // within the window
	most    int
}

func (s *windowServer) handle(now time.Time) *Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.advance(now)
	a := &Answer{Status: http.StatusOK, Header: http.Header{}, At: now}
	if len(s.used) >= s.limit {
		a.Status, a.Body = http.StatusServiceUnavailable, []byte(`{"response":"You have sent too many requests."}`)
	} else {
		s.used = append(s.used, now)
		s.most = max(s.most, len(s.used))
	}
	if s.rolling && next == 0 {
		next = time.Minute
	}
	if !s.bare {
		a.Header.Set(headerRemaining, strconv.Itoa(s.limit-len(s.used)))
		a.Header.Set(headerPeriod, strconv.Itoa(int(next/time.Millisecond)))
	}
	return a
}

// advance forgets what is out of the window, and returns the time until it changes again.
func (s *windowServer) advance(now time.Time) time.Duration {
	if s.rolling {
		for len(s.used) > 0 && now.Sub(s.used[0]) >= time.Minute {
			s.used = s.used[1:]
		}
		if len(s.used) == 0 {
			return 0
		}
		return time.Minute - now.Sub(s.used[0])
	}
	since := now.Sub(s.began) + s.phase
	if window := int64(since / time.Minute); window != s.window {
		s.window, s.used = window, nil
	}
	return time.Minute - since%time.Minute
}

func upTo(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }
