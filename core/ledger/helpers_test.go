package ledger_test

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/ledger"
)

// shelf is a source whose rows are in memory. Work that returns nil settles its row.
type shelf struct {
	mu   sync.Mutex
	name string
	rows map[string]*row
	err  error // what Due answers
}

type row struct {
	key  string
	due  time.Time
	work func(context.Context) error
}

func newShelf(name string) *shelf { return &shelf{name: name, rows: map[string]*row{}} }

// put adds a row that is due at a moment.
func (s *shelf) put(key string, due time.Time, work func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[key] = &row{key, due, work}
}

// postpone is what a flow's commit does after a failed attempt.
func (s *shelf) postpone(key string, due time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[key].due = due
}

func (s *shelf) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *shelf) left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rows)
}

func (s *shelf) Name() string { return s.name }

func (s *shelf) Due(_ context.Context, now time.Time, limit int) ([]ledger.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	var items []ledger.Item
	for _, r := range s.sorted() {
		if r.due.After(now) || len(items) == limit {
			break
		}
		items = append(items, ledger.Item{Key: s.name + ":" + r.key, Work: func(ctx context.Context) error {
			err := r.work(ctx)
			if err == nil {
				s.mu.Lock()
				delete(s.rows, r.key)
				s.mu.Unlock()
			}
			return err
		}})
	}
	return items, nil
}

func (s *shelf) NextDue(context.Context) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.sorted() {
		return r.due, nil
	}
	return time.Time{}, nil
}

func (s *shelf) sorted() []*row {
	var all []*row
	for _, r := range s.rows {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *row) int {
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.key, b.key))
	})
	return all
}

// diary notes what happened and when, counted from its making.
type diary struct {
	mu    sync.Mutex
	began time.Time
	notes []string
}

func newDiary() *diary { return &diary{began: time.Now()} }

func (d *diary) note(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = append(d.notes, time.Since(d.began).Round(time.Millisecond).String()+" "+what)
}

func (d *diary) expect(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.notes, want) {
		t.Errorf("happened:\n%q\nwant:\n%q", d.notes, want)
	}
}

// runner is a Lane, a Poller or a Hub.
type runner interface{ Run(context.Context) error }

// run runs something until the end of the test, or until stop, which returns when it has ended.
func run(t testing.TB, r runner) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// pass lets d go by on the bubble's clock, and everything settle.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// book collects a log.
type book struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *book) logger() *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

func ok(context.Context) error { return nil }
