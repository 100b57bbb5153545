package vault_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"stockbridge/core/fault"
)

// Quitting cancels the caller in the middle of a renewal. The answer is stored all the same, and Close waits for that.
func TestQuitDuringRenewal(t *testing.T) {
	ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
	v := open(t, ring, c)
	saveExpired(t, v, c)
	asked, release := make(chan struct{}), make(chan struct{})
	server.trouble = func(http.ResponseWriter, *http.Request) (bool, bool) {
		close(asked)
		<-release
		return false, false
	}
	a := newEKM(t, v, server)
	ctx, cancel := context.WithCancel(t.Context())
	applied := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://shop.test/", nil)
		applied <- errors.Join(err, a.Apply(ctx, r))
	}()
	<-asked
	cancel()
	if err := <-applied; !fault.Is(err, fault.Cancelled) {
		t.Errorf("the cancelled caller got %v", err)
	}
	closed := make(chan error, 1)
	go func() { closed <- v.Close(t.Context()) }()
	close(release)
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	stored, err := open(t, ring.afterCrash(), c).LoadStore(t.Context(), "garden")
	if err != nil || stored.Refresh != "refresh-1" || stored.Access != "access-1" {
		t.Errorf("the renewed pair was not stored: %v", err)
	}
	if _, err := bearer(t, a); !fault.Is(err, fault.Cancelled) && err != nil {
		t.Errorf("after closing: %v", err)
	}
}
