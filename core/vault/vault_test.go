package vault_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

func TestNoKeyringIsExplained(t *testing.T) {
	ring := newFakeRing()
	ring.failFrom(1, false)
	err := open(t, ring, nil).Probe(t.Context())
	f := fault.Of(err)
	if f.Kind != fault.NeedsPerson || f.Code != "SB-KEY-001" || !errors.Is(err, errCrash) {
		t.Errorf("got %v", err)
	}
	if runtime.GOOS == "linux" && !strings.Contains(f.Text, "gnome-keyring-daemon --unlock") {
		t.Errorf("the fix is missing from %q", f.Text)
	}
	ring.failFrom(0, false)
	if err := open(t, ring, nil).Probe(t.Context()); err != nil || ring.count() != 0 {
		t.Errorf("a working key store: %v, %d entries left", err, ring.count())
	}
}

func TestMissingEntry(t *testing.T) {
	_, err := open(t, newFakeRing(), nil).LoadStore(t.Context(), "nobody")
	if f := fault.Of(err); f.Kind != fault.SignIn || f.Code != vault.CodeMissing || !errors.Is(err, vault.ErrMissing) {
		t.Errorf("got %v", err)
	}
}

// A password prompt that stays open must not hold the caller, and what was given up must not overtake what comes later.
func TestBlockedKeyring(t *testing.T) {
	ring := newFakeRing()
	ring.block = make(chan struct{})
	v, err := vault.Open(vault.Options{Service: service, Ring: ring, Limit: 20 * time.Millisecond,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"first", "second"} {
		err := v.SaveStore(t.Context(), "s", big(mark, 1))
		if f := fault.Of(err); f.Code != vault.CodeNoKeyring || !strings.Contains(err.Error(), "prompt") {
			t.Fatalf("%s save: %v", mark, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := v.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Close returned although a write was under way: %v", err)
	}
	close(ring.block)
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, ring.afterCrash(), nil).LoadStore(t.Context(), "s")
	if err != nil || got.Access != "first" {
		t.Errorf("the write that was under way did not finish: %v", err)
	}
	if err := v.Probe(t.Context()); !fault.Is(err, fault.Cancelled) {
		t.Errorf("a closed vault answers %v", err)
	}
}

func TestCancelledCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ring := newFakeRing()
	ring.block = make(chan struct{})
	v := open(t, ring, nil)
	if err := v.Probe(ctx); !fault.Is(err, fault.Cancelled) {
		t.Errorf("got %v", err)
	}
	close(ring.block)
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
