package ekmsim

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"
	"time"
)

func remaining(t *testing.T, r reply) int {
	t.Helper()
	n, err := strconv.Atoi(r.header.Get("X-EKM-RateLimit-Remaining"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestGreedyClientIsThrottledAfterTheBucket(t *testing.T) {
	r := newRig(t, nil)
	for i := range 40 {
		got, err := r.try("GET", "/api/v2/orders", "")
		if err != nil || got.code != http.StatusOK || remaining(t, got) != 39-i {
			t.Fatalf("request %d gave %d, %v", i, got.code, err)
		}
	}
	full, err := r.try("GET", "/api/v2/orders", "")
	if err != nil || full.code != http.StatusTooManyRequests || len(full.body) != 0 || remaining(t, full) != 0 {
		t.Fatalf("request 41 gave %d with %d bytes", full.code, len(full.body))
	}
	for name, want := range map[string]string{"Cost": "1", "BucketSize": "40", "LeakRate": "1", "LeakAmount": "2"} {
		if got := full.header.Get("X-EKM-RateLimit-" + name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	r.clock.add(time.Second)
	for i, want := range []int{200, 200, 429} {
		if got, _ := r.try("GET", "/api/v2/orders", ""); got.code != want {
			t.Errorf("a second later request %d gave %d, want %d", i, got.code, want)
		}
	}
	books := r.server.Books().Shops[0].Counters
	if books.Requests != 44 || books.Throttled != 2 || books.MaxBucketLevel != 40 {
		t.Errorf("counted %+v", books)
	}
	r.token = r.world.Stores[1].AccessToken
	if got, _ := r.try("GET", "/api/v2/orders", ""); got.code != http.StatusOK || remaining(t, got) != 39 {
		t.Errorf("another shop's bucket is not its own: %d", got.code)
	}
}

// TestPacedClientIsNeverThrottled drives a bucket at its limit with a mirror as EKM describes it: two a second, from an
// unknown phase, filled to 36.
func TestPacedClientIsNeverThrottled(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		start := time.Unix(1_700_000_000, 0)
		b := newBucket(1, time.Duration(rng.IntN(1000))*time.Millisecond, start)
		level, sent := 0, 0
		for second := range 600 {
			level = max(0, level-2)
			for ; level < 36; level++ {
				if ok, _ := b.take(start.Add(time.Duration(second)*time.Second), false); !ok {
					t.Fatalf("throttled in second %d", second)
				}
				sent++
			}
		}
		if sent < 1200*95/100 {
			t.Errorf("%d requests in 600 s", sent)
		}
	}
}

func TestSpeedMultipliesTheLimit(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Speed = 10 })
	got := r.get("/api/v2/orders")
	if got.header.Get("X-EKM-RateLimit-BucketSize") != "400" || got.header.Get("X-EKM-RateLimit-LeakAmount") != "20" || remaining(t, got) != 399 {
		t.Errorf("headers at speed 10: %v", got.header)
	}
}

func TestGates(t *testing.T) {
	r := newRig(t, nil)
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/api/v2/nonsense", 404},
		{"DELETE", "/api/v2/orders/5001", 405},
		{"POST", "/api/v2/orders", 405},
		{"PUT", "/api/v1/products/301", 405},
		{"PUT", "/api/v1/settings/tax", 405},
		{"GET", "/API/V2/webhooks/Webhooks", 200},
	} {
		if got := r.do(test.method, test.path, ""); got.code != test.want {
			t.Errorf("%s %s gave %d, want %d", test.method, test.path, got.code, test.want)
		}
	}
	r.token = "guess"
	if got := r.get("/api/v2/orders"); got.code != http.StatusUnauthorized || len(got.body) != 0 {
		t.Errorf("a made-up token gave %d", got.code)
	}
}
