package webhook

import (
	"sync/atomic"
	"testing"

	"stockbridge/core/db"
)

// BenchmarkKeep stores the hints of calls that come together, as in a burst, and
// of calls that come alone. Each is on the disk when it returns.
func BenchmarkKeep(b *testing.B) {
	r := newRig(b)
	go r.desk.write(b.Context())
	var n atomic.Int64
	keep := func() {
		if err := r.desk.keep(b.Context(), []db.Hint{{Store: 1, Topic: "order.created", Entity: n.Add(1)%500 + 1, Times: 1}}); err != nil {
			b.Error(err)
		}
	}
	b.Run("alone", func(b *testing.B) {
		for b.Loop() {
			keep()
		}
	})
	b.Run("together", func(b *testing.B) {
		b.SetParallelism(mostConnections / 2)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				keep()
			}
		})
	})
}
