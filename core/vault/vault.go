// Package vault keeps OAuth tokens, passwords and keys in the operating system's key store and nowhere else, signs in
// through the browser, and renews tokens.
//
// It exists because three promises belong together: a secret never reaches a file or a log, a single-use refresh token is
// stored before anything uses its successor, and two callers never spend the same one.
//
// Every exported type is safe for concurrent use. Calls to the key store can block on a password prompt, so each runs in a
// goroutine of its own with a time limit, one at a time per account. Close waits for what is under way.
//
// Start reading at Vault, then session (how a token is renewed), then SignIn.
package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"stockbridge/core/fault"
)

// Options configure a Vault.
type Options struct {
	// Service names our entries in the key store: "Stockbridge/<installation id>", the id being that of the data folder,
	// so that a demo or a second data folder never shares entries. Required.
	Service string
	Ring    Ring             // nil: SystemRing
	Log     *slog.Logger     // nil: slog.Default
	Now     func() time.Time // nil: time.Now
	// Limit is how long an operation on the key store may take, 20 s when zero: a person may have to type a password.
	Limit time.Duration
}

// Vault stores secrets per account and store.
type Vault struct {
	service string
	ring    Ring
	log     *slog.Logger
	now     func() time.Time
	limit   time.Duration

	mu        sync.Mutex
	slots     map[string]chan struct{} // one operation at a time per key
	revisions map[string]uint64        // counts writes and deletions per key
	sessions  map[string]*session      // one a key
	closed    bool
	running   sync.WaitGroup
}

// Open prepares a Vault; it does not touch the key store yet (see Probe).
func Open(o Options) (*Vault, error) {
	if o.Service == "" || len(o.Service) > 200 {
		return nil, errors.New("open vault: the service name must have 1 to 200 bytes")
	}
	v := &Vault{service: o.Service, ring: o.Ring, log: o.Log, limit: o.Limit,
		slots: map[string]chan struct{}{}, revisions: map[string]uint64{}, sessions: map[string]*session{}}
	if v.ring == nil {
		v.ring = SystemRing()
	}
	if v.log == nil {
		v.log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	// Ages and ends of tokens go by the wall clock: the monotonic one stands still while the computer sleeps, tokens do not.
	v.now = func() time.Time { return o.Now().Round(0) }
	if v.limit <= 0 {
		v.limit = 20 * time.Second
	}
	return v, nil
}

// Probe stores, reads and deletes an entry. The fault SB-KEY-001 says what is wrong and how to put it right.
func (v *Vault) Probe(ctx context.Context) error {
	const key = "probe"
	want := rand.Text()
	err := v.run(ctx, key, func() error {
		if err := v.ring.Set(v.service, key, want); err != nil {
			return err
		}
		got, err := v.ring.Get(v.service, key)
		if err != nil {
			return err
		}
		if got != want {
			return errNotKept
		}
		return v.ring.Delete(v.service, key)
	})
	return ringFault("try the key store", err)
}

// Close refuses new work and waits, as long as ctx allows, until token renewals and writes under way have ended. A renewed
// token whose write is cut off is a lost sign-in, so call it last when quitting. It may be called more than once.
func (v *Vault) Close(ctx context.Context) error {
	v.mu.Lock()
	v.closed = true
	v.mu.Unlock()
	done := make(chan struct{})
	go func() {
		v.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errClosed = &fault.Error{Kind: fault.Cancelled, Op: "use stored secrets", Text: "the program is closing"}

// spawn runs work in a goroutine that Close waits for. It refuses when the vault is closed, unless the caller is itself
// such a goroutine and has to finish.
func (v *Vault) spawn(finishing bool, work func()) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed && !finishing {
		return errClosed
	}
	v.running.Go(work)
	return nil
}

type finishingKey struct{}

// run executes an operation on the key store: after earlier operations on the same key, in its own goroutine, and at most
// for the limit. An operation that was given up keeps its place until it ends, so that a late write never lands on a newer
// one.
func (v *Vault) run(ctx context.Context, key string, work func() error) error {
	limited, cancel := context.WithTimeoutCause(ctx, v.limit, errTimeout)
	defer cancel()
	slot := v.slot(key)
	select {
	case slot <- struct{}{}:
	case <-limited.Done():
		return context.Cause(limited)
	}
	done := make(chan error, 1)
	finishing, _ := ctx.Value(finishingKey{}).(bool)
	err := v.spawn(finishing, func() {
		defer func() { <-slot }()
		defer func() {
			if p := recover(); p != nil {
				v.log.Error("the key store library failed", "stack", string(debug.Stack()))
				done <- errors.New("the key store library failed")
			}
		}()
		done <- work()
	})
	if err != nil {
		<-slot
		return err
	}
	select {
	case err := <-done:
		return err
	case <-limited.Done():
		return context.Cause(limited)
	}
}

func (v *Vault) slot(key string) chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.slots[key]
	if !ok {
		s = make(chan struct{}, 1)
		v.slots[key] = s
	}
	return s
}

func (v *Vault) revision(key string) uint64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.revisions[key]
}

func (v *Vault) bump(key string) uint64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.revisions[key]++
	return v.revisions[key]
}

// keyFor makes an entry name of an account or store id. Escaping keeps ids apart from our own separators.
func keyFor(kind, id string) (string, error) {
	if id == "" || len(id) > 150 {
		return "", fmt.Errorf("name of a stored secret: the id must have 1 to 150 bytes")
	}
	return kind + "/" + url.QueryEscape(id), nil
}
