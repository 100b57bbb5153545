package engine_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

// TestJourney is the README's walk for servers: connect, go live, one round, the proof.
func TestJourney(t *testing.T) {
	j := newJourney(t, "--stores", "2", "--products", "300", "--orders-per-minute", "120", "--speed", "10")
	j.connect()
	eventually(t, time.Minute, "shoppers have placed orders", func() bool {
		for _, s := range j.ekmBooks().Shops {
			if len(s.Orders) < 5 {
				return false
			}
		}
		return true
	})
	j.run("", []int{0, 3}, "sync", "--until-idle", "--timeout", "2m")
	eventually(t, time.Minute, "something was shipped", func() bool {
		for _, o := range j.brightpearlBooks().SalesOrders {
			if o.UnitsShipped > 0 {
				return true
			}
		}
		return false
	})
	j.check()
}

// TestKilledAtEachStage kills the program without warning just after it has made each kind of write, again and again, and expects
// that nothing was lost, doubled or left behind.
func TestKilledAtEachStage(t *testing.T) {
	j := newJourney(t, "--stores", "2", "--products", "400", "--orders-per-minute", "120", "--speed", "20")
	j.connect()
	bright := func(part string) func() int {
		return func() int {
			n := 0
			for route, count := range j.brightpearlBooks().Counters.Routes {
				if strings.Contains(route, "POST") && strings.Contains(route, part) {
					n += count
				}
			}
			return n
		}
	}
	ekm := func(part string) func() int {
		return func() int {
			n := 0
			for _, s := range j.ekmBooks().Shops {
				for _, w := range s.Writes {
					if strings.Contains(w.Route, part) {
						n++
					}
				}
			}
			return n
		}
	}
	// Addresses and contacts first: shoppers come back, and then nobody is new any more.
	for _, stage := range []struct {
		name  string
		count func() int
		more  int
	}{
		{"an address", bright("postal-address"), 1}, {"a contact", bright("contact-service/contact"), 1},
		{"an address", bright("postal-address"), 3}, {"a contact", bright("contact-service/contact"), 3},
		{"a sales order", bright("sales-order"), 1}, {"a reservation", bright("reservation"), 1}, {"a payment", bright("customer-payment"), 1},
		{"stock", ekm("stock"), 1}, {"tracking", ekm("deliveryTracking"), 1}, {"a status", ekm("status"), 1},
		{"sales orders", bright("sales-order"), 4}, {"reservations", bright("reservation"), 3}, {"payments", bright("customer-payment"), 5},
		{"more stock", ekm("stock"), 7}, {"more tracking", ekm("deliveryTracking"), 3}, {"more statuses", ekm("status"), 2},
	} {
		j.killAfter(stage.name, stage.count, stage.more)
	}
	j.check()
}

// killAfter starts the program and kills it as soon as it has made some more writes of a kind.
func (j *journey) killAfter(name string, count func() int, more int) {
	j.t.Helper()
	before := count()
	c := j.command(j.t.Context(), "", "sync")
	var complaint bytes.Buffer
	c.Stdout, c.Stderr = io.Discard, &complaint
	if err := c.Start(); err != nil {
		j.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	deadline := time.After(60 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for count() < before+more {
		select {
		case err := <-ended:
			j.t.Fatalf("%s: sync ended by itself: %v\n%s", name, err, complaint.String())
		case <-deadline:
			_ = c.Process.Kill()
			<-ended
			j.t.Fatalf("%s: never written\n%s", name, complaint.String())
		case <-tick.C:
		}
	}
	_ = c.Process.Kill()
	<-ended
}
