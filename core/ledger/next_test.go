package ledger_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

func leave() { runtime.Goexit() }

func TestAfter(t *testing.T) {
	now := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		err     error
		attempt int
		lane    bool
		held    bool
		retry   time.Duration
	}{
		{&fault.Error{Kind: fault.Offline}, 3, true, false, 0},
		{&fault.Error{Kind: fault.Throttled}, 99, true, false, 0},
		{&fault.Error{Kind: fault.SignIn}, 1, true, false, 0},
		{&fault.Error{Kind: fault.DiskFull}, 1, true, false, 0},
		{&fault.Error{Kind: fault.Refused}, 1, false, true, 0},
		{fault.Hold(fault.Cause{Code: "SB-ORD-001"}), 1, false, true, 0},
		{errors.New("whatever"), 0, false, false, 5 * time.Second},
		{errors.New("whatever"), 1, false, false, 5 * time.Second},
		{errors.New("whatever"), 2, false, false, 20 * time.Second},
		{&fault.Error{Kind: fault.NotFound}, 1, false, true, 0},
		{&fault.Error{Kind: fault.Offline, Status: 502}, 3, true, false, 0},
		{&fault.Error{Kind: fault.Offline, Status: 500}, 7, false, false, 25 * time.Minute},
		{errors.New("whatever"), ledger.Attempts, false, true, 0},
	} {
		next := ledger.After(c.err, c.attempt, now)
		retry := time.Duration(0)
		if !next.Retry.IsZero() {
			retry = next.Retry.Sub(now)
		}
		if next.Lane != c.lane || (next.Hold != nil) != c.held || retry != c.retry || next.Err != c.err {
			t.Errorf("After(%v, %d) = %+v", c.err, c.attempt, next)
		}
	}
}

// A locked keyring is no row's fault: the lane waits, and goes on by itself.
func TestLockedKeyringIsTheLanesTrouble(t *testing.T) {
	next := ledger.After(&fault.Error{Kind: fault.NeedsPerson, Code: "SB-KEY-001", Text: "locked"}, 1, time.Unix(0, 0))
	if !next.Lane || fault.Of(next.Err).Kind != fault.Offline {
		t.Errorf("a locked keyring means %+v", next)
	}
}

// A merchant's patience is an hour: then a person should know.
func TestAttemptsEndWithinAnHour(t *testing.T) {
	now := time.Unix(0, 0)
	at := now
	for attempt := 1; ; attempt++ {
		next := ledger.After(errors.New("no"), attempt, at)
		if next.Hold != nil {
			break
		}
		at = next.Retry
	}
	if spent := at.Sub(now); spent < 30*time.Minute || spent > time.Hour {
		t.Errorf("a row is held after %v", spent)
	}
}

func TestTryRecordsTheRowsOwnFailures(t *testing.T) {
	boom := errors.New("boom")
	full := &fault.Error{Kind: fault.DiskFull}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name     string
		ctx      context.Context
		work     error
		panics   bool
		record   error
		recorded bool
		want     error
	}{
		{name: "success", ctx: t.Context()},
		{name: "own failure", ctx: t.Context(), work: boom, recorded: true, want: boom},
		{name: "lane trouble", ctx: t.Context(), work: full, want: full},
		{name: "asked to stop", ctx: cancelled, work: boom, want: boom},
		{name: "recording fails", ctx: t.Context(), work: boom, recorded: true, record: full, want: full},
		{name: "panic", ctx: t.Context(), panics: true, recorded: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			recorded := false
			err := ledger.Try(c.ctx, 2, time.Now(), func(context.Context) error {
				if c.panics {
					panic("no")
				}
				return c.work
			}, func(_ context.Context, next ledger.Next) error {
				recorded = true
				if next.Retry.IsZero() {
					t.Errorf("recorded %+v, want a retry", next)
				}
				return c.record
			})
			if recorded != c.recorded {
				t.Errorf("recorded: %v", recorded)
			}
			if c.panics {
				if f := fault.Of(err); f == nil || f.Kind != fault.Bug {
					t.Errorf("a panic became %v", err)
				}
			} else if !errors.Is(err, c.want) {
				t.Errorf("Try = %v, want %v", err, c.want)
			}
		})
	}
}
