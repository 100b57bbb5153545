package db

import "testing"

func TestPercentileIsTheSmallestDelayThatCoversTheShare(t *testing.T) {
	var h delays
	if h.percentile(95) != 0 {
		t.Error("no work has no delay")
	}
	for tenths := range int64(100) {
		h.add(tenths%3, tenths+1, 1) // 0.1 s to 10 s, once each, over three hours
	}
	h.add(99, -5, 0) // an hour beyond the span and a clock that went back must not disturb
	for p, want := range map[int]float64{1: 0.1, 50: 5, 95: 9.5, 100: 10} {
		if got := h.percentile(p); got != want {
			t.Errorf("percentile %d is %v s, want %v", p, got, want)
		}
	}
	if hours := h.byHour(); len(hours) != 24 || hours[0] != 9.7 || hours[5] != 0 {
		t.Errorf("by hour: %v", hours)
	}
}

func TestCursorsOfOtherListsAreRefused(t *testing.T) {
	round, err := decodeCursor(encodeCursor([]any{"GDN-HOS–25", int64(9007199254740993), 0}))
	if err != nil || round[0] != "GDN-HOS–25" || round[1] != int64(9007199254740993) {
		t.Errorf("a cursor came back as %v, %v", round, err)
	}
	for _, bad := range []string{"%", "bm8", encodeCursor([]any{1.5}), encodeCursor([]any{nil})} {
		if _, err := decodeCursor(bad); err == nil {
			t.Errorf("cursor %q was accepted", bad)
		}
	}
}
