package shipflow

import (
	"testing"
	"time"
)

// Every open order is looked at within two minutes, and no poll but the first reads all of many.
func TestTurns(t *testing.T) {
	open := make([]int64, 2000)
	for i := range open {
		open[i] = int64(i + 1)
	}
	var turns turns
	last := map[int64]time.Time{}
	for step := range 40 {
		now := noon.Add(time.Duration(step) * 30 * time.Second)
		read := turns.next(open, now)
		turns.took(read, now)
		if step > 0 && len(read) > 700 {
			t.Errorf("poll %d reads %d orders", step, len(read))
		}
		for _, id := range read {
			if gap := now.Sub(last[id]); step > 0 && gap >= 2*time.Minute {
				t.Errorf("order %d was not looked at for %v", id, gap)
			}
			last[id] = now
		}
	}
	for id, at := range last {
		if noon.Add(39*30*time.Second).Sub(at) >= 2*time.Minute {
			t.Errorf("order %d was forgotten", id)
		}
	}
	if fresh := turns.next(append([]int64{9999}, open...), noon.Add(20*time.Minute-time.Second)); fresh[0] != 9999 {
		t.Errorf("a new order is not first: %d", fresh[0])
	}
}
