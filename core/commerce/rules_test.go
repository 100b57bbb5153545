package commerce_test

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
)

func TestSKUs(t *testing.T) {
	if got := commerce.TrimSKU("\u00a0\ufeff AB 1 \u200b"); got != "AB 1" {
		t.Errorf("trimmed to %q", got)
	}
	for code, possible := range map[string]bool{"AB-1_2/3 4": true, "": false, "AB–1": false, "É": false, strings.Repeat("A", 32): true, strings.Repeat("A", 33): false} {
		if commerce.PossibleSKU(code) != possible {
			t.Errorf("%q: possible is %t", code, !possible)
		}
	}
	for _, c := range [][3]string{
		{"AB-1", "AB–1", "they differ only in the kind of dash"},
		{"ab-1", "AB-1", "they differ only in capital letters"},
		{"AB 1", "AB\u00a01", "they differ only in spaces, some of them invisible"},
		{"0071", "71", "they differ only in leading zeros"},
		{"PO1", "P01", "they differ only in characters that look alike"},
		{"AB1 ", "AB1", "they differ only in outer spaces"},
	} {
		if commerce.LooseSKU(c[0]) != commerce.LooseSKU(c[1]) || commerce.Why(c[0], c[1]) != c[2] {
			t.Errorf("%q and %q: %q and %q, because %s", c[0], c[1], commerce.LooseSKU(c[0]), commerce.LooseSKU(c[1]), commerce.Why(c[0], c[1]))
		}
	}
}

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
