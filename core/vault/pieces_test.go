package vault_test

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

func big(mark string, size int) vault.Store {
	return vault.Store{Kind: vault.KindToken, Tokens: vault.Tokens{Access: vault.Secret(strings.Repeat(mark, size))}}
}

func TestValuesOfAnySize(t *testing.T) {
	ring := newFakeRing()
	v := open(t, ring, nil)
	for _, size := range []int{1, 1900, 1950, 2000, 2560, 8 << 10, 64 << 10, 3000, 10, 0, 5000} {
		want := big("x", size)
		if err := v.SaveStore(t.Context(), "s", want); err != nil {
			t.Fatalf("save %d bytes: %v", size, err)
		}
		got, err := open(t, ring, nil).LoadStore(t.Context(), "s")
		if err != nil || got.Access != want.Access {
			t.Fatalf("load %d bytes: got %d, %v", size, len(got.Access), err)
		}
		if limit := size/2000 + 3; ring.count() > limit {
			t.Errorf("%d entries hold %d bytes: outdated pieces stay behind", ring.count(), size)
		}
	}
	if err := v.DeleteStore(t.Context(), "s"); err != nil || ring.count() != 0 {
		t.Errorf("delete: %v, %d entries left", err, ring.count())
	}
	if err := v.DeleteStore(t.Context(), "s"); err != nil {
		t.Errorf("deleting twice: %v", err)
	}
}

// A crash at any call, before or after it took effect, leaves the old value or the new one, and the next write cleans up.
func TestCrashWhileReplacing(t *testing.T) {
	sizes := []int{10, 1500, 5000, 8 << 10}
	for _, before := range sizes {
		for _, after := range sizes {
			for _, effect := range []bool{false, true} {
				crashWhileReplacing(t, before, after, effect)
			}
		}
	}
}

func crashWhileReplacing(t *testing.T, before, after int, effect bool) {
	t.Helper()
	for call := 1; ; call++ {
		ring := newFakeRing()
		if err := open(t, ring, nil).SaveStore(t.Context(), "s", big("o", before)); err != nil {
			t.Fatal(err)
		}
		ring.failFrom(call, effect)
		err := open(t, ring, nil).SaveStore(t.Context(), "s", big("n", after))
		next := ring.afterCrash()
		v := open(t, next, nil)
		got, loadErr := v.LoadStore(t.Context(), "s")
		if loadErr != nil || got.Access != big("o", before).Access && got.Access != big("n", after).Access {
			t.Fatalf("%d to %d bytes, crash at call %d: neither old nor new is readable: %v", before, after, call, loadErr)
		}
		if err == nil && got.Access != big("n", after).Access {
			t.Fatalf("%d to %d bytes, crash at call %d: saving succeeded but the old value is read", before, after, call)
		}
		if err := v.DeleteStore(t.Context(), "s"); err != nil || next.count() != 0 {
			t.Fatalf("%d to %d bytes, crash at call %d: %d entries stay after deleting, %v", before, after, call, next.count(), err)
		}
		if ring.calls < call {
			return // the crash came after the last call
		}
	}
}

func TestCrashWhileDeleting(t *testing.T) {
	for _, effect := range []bool{false, true} {
		for call := 1; ; call++ {
			ring := newFakeRing()
			if err := open(t, ring, nil).SaveStore(t.Context(), "s", big("o", 8<<10)); err != nil {
				t.Fatal(err)
			}
			ring.failFrom(call, effect)
			_ = open(t, ring, nil).DeleteStore(t.Context(), "s")
			next := ring.afterCrash()
			v := open(t, next, nil)
			if got, err := v.LoadStore(t.Context(), "s"); err == nil && len(got.Access) != 8<<10 {
				t.Fatalf("crash at call %d: half a value is readable", call)
			} else if err != nil && fault.Of(err).Code != vault.CodeMissing {
				t.Fatalf("crash at call %d: %v", call, err)
			}
			if err := v.DeleteStore(t.Context(), "s"); err != nil || next.count() != 0 {
				t.Fatalf("crash at call %d: deleting again leaves %d entries, %v", call, next.count(), err)
			}
			if ring.calls < call {
				break
			}
		}
	}
}

func TestDamagedEntryAsksForSignIn(t *testing.T) {
	ring := newFakeRing()
	v := open(t, ring, nil)
	if err := v.SaveStore(t.Context(), "s", big("x", 9000)); err != nil {
		t.Fatal(err)
	}
	for name := range ring.entries {
		if strings.HasSuffix(name, "#a1") {
			ring.entries[name] = strings.Repeat("y", 2000)
		}
	}
	_, err := v.LoadStore(t.Context(), "s")
	if f := fault.Of(err); f.Kind != fault.SignIn || f.Code != vault.CodeDamaged {
		t.Errorf("got %v", err)
	}
}

func TestRecordsKeepEveryField(t *testing.T) {
	v := open(t, newFakeRing(), nil)
	at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	tokens := vault.Tokens{Access: "a", Refresh: "r", PreviousRefresh: "p", Expiry: at, Renewed: at.Add(1), Renewing: at.Add(2)}
	want := vault.Brightpearl{Kind: vault.KindOAuth, AccountToken: "at", StaffToken: "st", ClientID: "id", ClientSecret: "cs",
		InstanceID: "57", APIDomain: "euw1.brightpearlconnect.com", Tokens: tokens}
	if err := v.SaveBrightpearl(t.Context(), "acme", want); err != nil {
		t.Fatal(err)
	}
	if got, err := v.LoadBrightpearl(t.Context(), "acme"); err != nil || got != want {
		t.Errorf("a field of the Brightpearl account was lost, %v", err)
	}
	if err := v.SaveStore(t.Context(), "a/b#c ü", vault.Store{Kind: vault.KindOAuth, ClientID: "id", ClientSecret: "cs",
		Scopes: []string{"x"}, Subject: "garden", Tokens: tokens}); err != nil {
		t.Fatal(err)
	}
	got, err := v.LoadStore(t.Context(), "a/b#c ü")
	if err != nil || got.Tokens != tokens || got.Subject != "garden" || len(got.Scopes) != 1 || got.ClientSecret != "cs" {
		t.Errorf("a field of the store was lost, %v", err)
	}
	if got.IdleDeadline() != tokens.Renewed.Add(15*24*time.Hour) {
		t.Errorf("idle deadline %v", got.IdleDeadline())
	}
}
