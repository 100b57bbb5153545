package fault_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
)

func TestOf(t *testing.T) {
	refused := &fault.Error{Kind: fault.Refused, Op: "create sales order", Remote: "brightpearl", Status: 400, RemoteCode: "ORDC-024", Text: "no such channel"}
	wrapped := fmt.Errorf("order 7: %w", refused)
	if fault.Of(nil) != nil || fault.Of(wrapped) != refused || !fault.Is(wrapped, fault.Offline, fault.Refused) || fault.Is(nil, fault.Bug) {
		t.Error("a fault is not found in its chain")
	}
	if f := fault.Of(errors.New("oops")); f.Kind != fault.Bug || f.Cause == nil {
		t.Errorf("something unknown is %+v", f)
	}
	if !fault.Is(fmt.Errorf("poll: %w", context.Canceled), fault.Cancelled) {
		t.Error("a cancelled context is no fault of anybody's")
	}
	if got, want := refused.Error(), "create sales order at brightpearl: refused, HTTP 400, ORDC-024: no such channel"; got != want {
		t.Errorf("it reads %q, want %q", got, want)
	}
	if fault.Unclear(nil) || !fault.Unclear(fmt.Errorf("x: %w", &fault.Error{Unclear: true})) {
		t.Error("whether a write may have taken effect is lost on the way")
	}
}

func TestWait(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		f    fault.Error
		want time.Duration
	}{
		{fault.Error{Kind: fault.Throttled, NotBefore: now.Add(42 * time.Second)}, 42 * time.Second},
		{fault.Error{Kind: fault.Throttled, NotBefore: now.Add(-time.Second)}, 2 * time.Second},
		{fault.Error{Kind: fault.Offline}, 10 * time.Second},
		{fault.Error{Kind: fault.DiskFull}, 30 * time.Second},
		{fault.Error{}, time.Second},
	} {
		if got := c.f.Wait(now); got != c.want {
			t.Errorf("%+v waits %s, want %s", c.f, got, c.want)
		}
	}
}

func TestCauses(t *testing.T) {
	given := fault.Cause{Code: "SB-ORD-104", Text: "No product.", Fix: "Add it."}
	if got := fault.CauseOf(fmt.Errorf("match: %w", fault.Hold(given))); got != given || got.Zero() {
		t.Errorf("a rule's cause became %+v", got)
	}
	for _, kind := range []fault.Kind{fault.Bug, fault.Offline, fault.Throttled, fault.SignIn, fault.Refused, fault.NotFound, fault.NeedsPerson, fault.DiskFull, fault.Cancelled} {
		got := fault.CauseOf(&fault.Error{Kind: kind, Remote: "ekm/Garden", Op: "set status", Text: "No."})
		if !strings.HasPrefix(got.Code, "SB-") || !strings.HasPrefix(got.Text, "EKM (Garden) ") || !strings.HasSuffix(got.Text, "It said: No.") || got.Fix == "" {
			t.Errorf("%q is explained as %+v", kind, got)
		}
	}
	if got := fault.CauseOf(&fault.Error{Code: "SB-KEY-001", Kind: fault.NeedsPerson}); got.Code != "SB-KEY-001" || !strings.HasPrefix(got.Text, "this computer ") {
		t.Errorf("our own trouble is explained as %+v", got)
	}
}
