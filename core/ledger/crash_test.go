package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ledger"
)

const (
	crashStores  = 10
	crashWorkers = 2 // a lane
	crashItems   = 1000
	// crashRemote and crashFile are how the test tells its child processes what to do.
	crashRemote = "STOCKBRIDGE_TEST_REMOTE"
	crashFile   = "STOCKBRIDGE_TEST_FILE"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(crashFile); file != "" {
		if err := workAll(file, os.Getenv(crashRemote)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// workAll is the life of a child process: it works everything that is due, one request a row, and ends.
func workAll(file, remote string) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	hub := ledger.NewHub()
	d, err := db.Open(ctx, db.Options{Path: file, Wake: hub.Wake})
	if err != nil {
		return err
	}
	defer d.Close()
	send := func(ctx context.Context, l db.Level) error {
		body := fmt.Sprint(l.Store, "/", l.ProductID)
		answer, err := http.Post(remote, "text/plain", bytes.NewReader([]byte(body)))
		if err != nil {
			return err
		}
		return answer.Body.Close()
	}
	for store := range commerce.StoreID(crashStores) {
		lane := ledger.New(ledger.LaneOptions{Name: db.LaneOf(store + 1), Workers: crashWorkers, Leaser: d, Owner: "this computer",
			Sources: []ledger.Source{levels{d, store + 1, send}}})
		if err := hub.AddLane(lane); err != nil {
			return err
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- hub.Run(ctx) }()
	if err := hub.Idle(ctx, 0); err != nil {
		return err
	}
	// No release of the leases: what follows has to do without, as after a kill.
	return nil
}

// counter is the remote: it counts what arrives and calls for help at a chosen number.
type counter struct {
	mu    sync.Mutex
	seen  map[string]int
	total int
	next  int           // total at which to call
	call  chan struct{} // closed then
	first chan struct{} // closed by the first request of a process
}

func (c *counter) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body := make([]byte, 64)
	n, _ := r.Body.Read(body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[string(body[:n])]++
	c.total++
	select {
	case <-c.first:
	default:
		close(c.first)
	}
	if c.total == c.next {
		close(c.call)
	}
}

// arm prepares for a new process that is to be killed after so many requests.
func (c *counter) arm(requests int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next, c.call, c.first = c.total+requests, make(chan struct{}), make(chan struct{})
}

// A process that works a thousand rows is killed again and again. Nothing is lost, only what was in flight is repeated, and
// the next process begins at once although the killed one held all leases.
func TestKilledProcessesLoseNothing(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	file := filepath.Join(t.TempDir(), "stockbridge.db")
	d, err := db.Open(ctx, db.Options{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		for i := range int64(crashItems) {
			l := db.Level{Store: commerce.StoreID(1 + i%crashStores), ProductID: 1 + i, SKU: fmt.Sprint("SKU-", i), Wanted: i % 7}
			if err := tx.WantLevel(l); err != nil {
				return err
			}
		}
		return nil
	})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}

	remote := &counter{seen: map[string]int{}}
	server := httptest.NewServer(remote)
	defer server.Close()
	rng := rand.New(rand.NewPCG(11, 9))
	kills, slowest := 0, time.Duration(0)
	for killed := true; killed; {
		var first time.Duration
		remote.arm(20 + rng.IntN(160))
		killed, first = life(ctx, t, file, server.URL, remote)
		slowest = max(slowest, first)
		if killed {
			kills++
		}
	}

	if len(remote.seen) != crashItems {
		t.Errorf("%d of %d rows reached the remote", len(remote.seen), crashItems)
	}
	twice := remote.total - len(remote.seen)
	if most := kills * crashStores * crashWorkers; kills < 3 || twice > most {
		t.Errorf("%d requests were repeated after %d kills, want at most %d", twice, kills, most)
	}
	if slowest > 10*time.Second { // a lease lasts 15 s
		t.Errorf("a process began to work after %v only", slowest)
	}
	t.Logf("%d kills, %d requests repeated, slowest start %v", kills, twice, slowest.Round(time.Millisecond))

	if d, err = db.Open(ctx, db.Options{Path: file}); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	all, err := d.Levels(ctx, 0)
	if err != nil || len(all) != crashItems {
		t.Fatalf("%d levels left: %v", len(all), err)
	}
	for _, l := range all {
		if l.State != commerce.LevelIdle || l.Published != l.Wanted || l.SentRev != l.Rev {
			t.Errorf("not settled: %+v", l)
		}
	}
}

// life runs one process until it has finished, or kills it when the remote calls. first is how long it took to its first
// request, 0 when it made none.
func life(ctx context.Context, t *testing.T, file, url string, remote *counter) (killed bool, first time.Duration) {
	t.Helper()
	child := exec.CommandContext(ctx, os.Args[0])
	child.Env = append(os.Environ(), crashFile+"="+file, crashRemote+"="+url)
	var said bytes.Buffer
	child.Stderr = &said
	began := time.Now()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	started := remote.first
	for {
		select {
		case <-started:
			first, started = time.Since(began), nil
		case <-remote.call:
			child.Process.Kill()
			<-ended
			return true, first
		case err := <-ended:
			if err != nil {
				t.Fatalf("a process failed: %v\n%s", err, said.String())
			}
			return false, first
		}
	}
}
