package vault

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"stockbridge/core/fault"
)

// session holds one account's sign-in ready for use. A vault has one a key, and all callers share it: whoever finds the
// token missing, too old or refused starts a flight, and everybody else waits for the same one. A flight does not end with
// the caller that started it, because the answer to a renewal must be stored even when nobody waits any more.
type session struct {
	vault *Vault
	key   string
	log   *slog.Logger

	mu       sync.Mutex
	terms    terms
	entry    entry
	revision uint64
	loaded   bool
	unsaved  *entry // issued by the remote, not yet in the key store; never used before it is
	flight   *flight
	hold     time.Time // no renewal on grounds of age before
	refused  string    // refresh token that the remote has refused, with why: it is not offered again
	refusal  error
	stubborn string // access token that a renewal did not change although it was refused
	since    time.Time
}

// terms are how a session deals with its remote.
type terms struct {
	remote      string
	token       endpoint
	margin      time.Duration             // renew when the access token has less life left
	defaultLife time.Duration             // of an access token whose answer does not say
	form        func(entry) url.Values    // fields of a renewal besides grant_type and refresh_token
	granted     func(*entry, tokenAnswer) // takes further fields over from a renewal; may be nil
}

// session is the one session of a key, whoever asks: two of them would spend the same single-use token. The newest terms
// count, as a connection may have moved.
func (v *Vault) session(key string, t terms) *session {
	v.mu.Lock()
	s, ok := v.sessions[key]
	if !ok {
		s = &session{vault: v, key: key, log: v.log}
		v.sessions[key] = s
	}
	v.mu.Unlock()
	s.mu.Lock()
	s.terms = t
	s.mu.Unlock()
	return s
}

func (s *session) current() terms {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.terms
}

type flight struct {
	done chan struct{}
	err  error // valid when done is closed
}

// need is what a caller wants beyond a token with enough life left.
type need struct {
	not string        // an access token that the remote has refused
	age time.Duration // renew when the last renewal is at least as old
}

// stubbornPause is how long a token that was refused although just renewed is not renewed again.
const stubbornPause = 10 * time.Minute

// ready returns the entry with a token fit for use.
func (s *session) ready(ctx context.Context, n need) (entry, error) {
	// Each round follows a flight that ended well, but somebody may sign in again in between.
	for range 5 {
		if err := ctx.Err(); err != nil {
			return entry{}, err
		}
		s.mu.Lock()
		if s.fitLocked(n) {
			e := s.entry
			s.mu.Unlock()
			return e, nil
		}
		f, err := s.joinLocked(ctx, n)
		s.mu.Unlock()
		if err != nil {
			return entry{}, err
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return entry{}, ctx.Err()
		}
		if f.err == nil {
			continue
		}
		s.mu.Lock()
		e, fit := s.entry, s.fitLocked(n)
		s.mu.Unlock()
		if fit { // the renewal failed, but the token in hand lasts a little longer
			return e, nil
		}
		return entry{}, f.err
	}
	return entry{}, &fault.Error{Kind: fault.Offline, Op: "prepare sign-in", Remote: s.current().remote,
		Text: "the stored sign-in keeps changing"}
}

func (s *session) fitLocked(n need) bool {
	return s.loaded && s.unsaved == nil && s.revision == s.vault.revision(s.key) && !s.dueLocked(n)
}

// dueLocked reports whether the tokens in hand must be renewed first.
func (s *session) dueLocked(n need) bool {
	now := s.vault.now()
	e := s.entry
	switch {
	case n.not != "" && e.Access == n.not:
		return true
	case e.Kind != KindOAuth:
		return false
	case e.Access == "":
		return true
	case n.age > 0 && now.Sub(e.Renewed) >= n.age:
		return true
	case e.Expiry.IsZero(), now.Before(s.hold):
		return false
	}
	margin := s.terms.margin
	if life := e.Expiry.Sub(e.Renewed); !e.Renewed.IsZero() && life > 0 {
		margin = min(margin, life/4) // a token that lives for minutes is no reason to renew at every request
	}
	return !now.Add(margin).Before(e.Expiry)
}

// joinLocked returns the flight under way, or starts one.
func (s *session) joinLocked(ctx context.Context, n need) (*flight, error) {
	if s.flight != nil {
		return s.flight, nil
	}
	f := &flight{done: make(chan struct{})}
	detached := context.WithValue(context.WithoutCancel(ctx), finishingKey{}, true)
	err := s.vault.spawn(false, func() {
		err := s.prepare(detached, n)
		s.mu.Lock()
		f.err, s.flight = err, nil
		s.mu.Unlock()
		close(f.done)
	})
	if err != nil {
		return nil, err
	}
	s.flight = f
	return f, nil
}

// prepare makes the session fit: store what is unsaved, read what is stored, renew what is due. Only the flight calls it,
// so between two locked sections nobody else changes the entry.
func (s *session) prepare(ctx context.Context, n need) error {
	if err := s.storeUnsaved(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	current := s.loaded && s.revision == s.vault.revision(s.key)
	s.mu.Unlock()
	if !current {
		e, revision, err := s.vault.get(ctx, s.key)
		if err != nil {
			return s.named(err)
		}
		s.adopt(e, revision)
	}
	s.mu.Lock()
	due := s.dueLocked(n)
	s.mu.Unlock()
	if !due {
		return nil
	}
	return s.renew(ctx, n)
}

func (s *session) adopt(e entry, revision uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Access != s.entry.Access {
		s.hold = time.Time{}
	}
	s.entry, s.revision, s.loaded = e, revision, true
}

// storeUnsaved stores a pair that the remote has issued. Until that succeeds nobody gets to use it.
func (s *session) storeUnsaved(ctx context.Context) error {
	s.mu.Lock()
	next, revision := s.unsaved, s.revision
	s.mu.Unlock()
	if next == nil {
		return nil
	}
	stored, err := s.vault.put(ctx, s.key, revision, *next)
	if err != nil && !errors.Is(err, errStale) {
		s.log.Error("renewed tokens could not be stored yet", "remote", s.current().remote)
		return s.named(err)
	}
	s.mu.Lock()
	s.unsaved = nil
	s.loaded = s.loaded && err == nil // after a new sign-in or a removal the stored entry counts
	s.mu.Unlock()
	if err == nil {
		s.adopt(*next, stored)
	}
	return nil
}

// named words a fault of the vault for the remote whose requests it stops.
func (s *session) named(err error) error { return ForRemote(err, s.current().remote) }

// held returns the entry as it was last read, empty when it was not or was replaced since.
func (s *session) held() entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.loaded || s.revision != s.vault.revision(s.key) {
		return entry{}
	}
	return s.entry
}

// peek returns the entry as it is, whatever its tokens are worth.
func (s *session) peek(ctx context.Context) (entry, error) {
	if e := s.held(); e.Kind != "" {
		return e, nil
	}
	e, _, err := s.vault.get(ctx, s.key)
	return e, s.named(err)
}
