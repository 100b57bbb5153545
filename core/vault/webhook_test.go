package vault_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

// TestWebhookSecret: it is made once, however many ask for it first, is the same for the next program, and prints as nothing.
func TestWebhookSecret(t *testing.T) {
	ring := newFakeRing()
	v := open(t, ring, nil)
	var group sync.WaitGroup
	got := make([]vault.Secret, 8)
	for i := range got {
		group.Go(func() {
			var err error
			if got[i], err = v.WebhookSecret(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	again, err := open(t, ring, nil).WebhookSecret(t.Context())
	if err != nil || len(string(again)) != 64 || ring.count() != 1 {
		t.Fatalf("the next program: %v, %d characters, %d entries", err, len(string(again)), ring.count())
	}
	for _, s := range got {
		if s != again {
			t.Error("two secrets were made")
		}
	}
	if text := fmt.Sprintf("%s %v %x", again, again, again); strings.Contains(text, string(again)) {
		t.Errorf("it prints as %s", text)
	}
	ring.failFrom(1, false)
	if _, err := open(t, ring, nil).WebhookSecret(t.Context()); fault.Of(err) == nil || fault.Of(err).Code != vault.CodeNoKeyring {
		t.Errorf("without a keyring: %v", err)
	}
}
