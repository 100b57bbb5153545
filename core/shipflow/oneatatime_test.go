package shipflow

import (
	"context"
	"errors"
	"sync"
	"testing"
)

func TestOneAtATime(t *testing.T) {
	var o oneAtATime
	var all sync.WaitGroup
	at := map[int]int{} // by order; the race detector and the count would notice two at once
	for i := range 200 {
		all.Go(func() {
			free, err := o.take(t.Context(), 7)
			if err != nil {
				t.Error(err)
				return
			}
			at[7]++
			if at[7] != 1 {
				t.Errorf("call %d found %d at work", i, at[7]-1)
			}
			at[7]--
			free()
		})
	}
	all.Wait()
	free, err := o.take(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	other, err := o.take(t.Context(), 8)
	if err != nil {
		t.Fatal("another order waits:", err)
	}
	other()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.take(ctx, 7); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that was given up: %v", err)
	}
	free()
}
