package commerce_test

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
)

func TestPublish(t *testing.T) {
	for terms, want := range map[commerce.Terms]int64{
		{OnHand: 5}:                                  5,
		{OnHand: 5, Pending: 3}:                      2,
		{OnHand: 5, Pending: 3, Buffer: 2}:           0,
		{OnHand: 5, Pending: 9}:                      0,
		{OnHand: 50, Pending: 3, Buffer: 2, Cap: 10}: 10,
		{OnHand: -4}:                                 0,
	} {
		if got := terms.Publish(); got != want {
			t.Errorf("%+v shows %d, want %d", terms, got, want)
		}
	}
}

func TestBundleOnHand(t *testing.T) {
	stock := map[int64]int64{1: 11, 2: 10, 3: -5}
	onHand := func(id int64) (int64, bool) { n, ok := stock[id]; return n, ok }
	for want, parts := range map[int64][]commerce.Component{
		3:  {{ProductID: 1, Quantity: 2}, {ProductID: 2, Quantity: 3}, {ProductID: 9, Quantity: 1}},
		11: {{ProductID: 1, Quantity: 1}},
		0:  {{ProductID: 1, Quantity: 1}, {ProductID: 3, Quantity: 1}},
	} {
		if got := commerce.BundleOnHand(parts, onHand); got != want {
			t.Errorf("%+v make %d bundles, want %d", parts, got, want)
		}
	}
	if got := commerce.BundleOnHand([]commerce.Component{{ProductID: 9, Quantity: 1}}, onHand); got != 0 {
		t.Errorf("parts without stock make %d bundles", got)
	}
}

func TestReferences(t *testing.T) {
	if got := commerce.Reference("Garden", 5001); got != "ekm:garden:5001" {
		t.Errorf("the reference is %s", got)
	}
	long := strings.Repeat("shop", 20)
	a, b := commerce.Reference(long, 1), commerce.Reference(long+"x", 1)
	if len(a) > 64 || a == b || a != commerce.Reference(strings.ToUpper(long), 1) {
		t.Errorf("the references are %s and %s", a, b)
	}
}

func TestPausesEnd(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	s := commerce.Store{State: commerce.StorePaused, OrdersOn: true, PausedUntil: now}
	if !s.Live(now) || s.Live(now.Add(-time.Second)) {
		t.Error("a pause ends at its end")
	}
	if s.PausedUntil = (time.Time{}); s.Live(now) {
		t.Error("a pause without end does not end")
	}
}
