package events_test

import (
	"sync"
	"testing"

	"stockbridge/core/events"
)

func TestNewsIsMergedPerListener(t *testing.T) {
	var hub events.Hub
	hub.Publish(events.Orders) // nobody listens
	news, take, cancel := hub.Subscribe()
	_, other, _ := hub.Subscribe()
	hub.Publish()
	select {
	case <-news:
		t.Fatal("nothing is news")
	default:
	}
	hub.Publish(events.Orders, events.Levels)
	hub.Publish(events.Orders)
	<-news
	if got := take(); len(got) != 2 || !got.Has(events.Levels, events.Stores) || got.Has(events.Stores) {
		t.Errorf("the news is %v", got)
	}
	if len(take()) != 0 {
		t.Error("news arrives once")
	}
	if len(other()) != 2 {
		t.Error("what one listener has collected, the other still has")
	}
	cancel()
	hub.Publish(events.Problems)
	if len(take()) != 0 {
		t.Error("news arrived after the end")
	}
}

func TestSlowListenersHoldNobodyUp(t *testing.T) {
	var hub events.Hub
	_, take, cancel := hub.Subscribe()
	defer cancel()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 1000 {
				hub.Publish(events.Orders)
			}
		})
	}
	group.Wait()
	if !take().Has(events.Orders) {
		t.Error("the news is lost")
	}
}
