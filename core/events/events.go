// Package events tells whoever listens that something in the database changed: kinds and ids only, after the commit, merged
// per listener. A listener that is slow loses nothing but repetition: what it has not collected yet is one set, and a lost
// set becomes "everything changed".
//
// A Hub may be used by any number of goroutines. Start reading at Hub.
package events

import "sync"

// Kind is a part of the database that screens watch.
type Kind string

// The kinds of news.
const (
	Stores    Kind = "stores"
	Orders    Kind = "orders"
	Links     Kind = "links"
	Levels    Kind = "levels"
	Shipments Kind = "shipments"
	Problems  Kind = "problems"
	Activity  Kind = "activity"
	Settings  Kind = "settings"
)

// Changes is a merged set of news.
type Changes map[Kind]bool

// Has reports whether any of the kinds changed.
func (c Changes) Has(kinds ...Kind) bool {
	for _, k := range kinds {
		if c[k] {
			return true
		}
	}
	return false
}

// Hub passes news from commits to listeners. The zero value is ready.
type Hub struct {
	mu   sync.Mutex
	subs map[*subscription]struct{}
}

type subscription struct {
	pending Changes
	wake    chan struct{}
}

// Publish merges the kinds into what every listener has not collected yet. It never blocks.
func (h *Hub) Publish(kinds ...Kind) {
	if len(kinds) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		for _, k := range kinds {
			s.pending[k] = true
		}
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// Subscribe registers a listener. News arrives as a signal on the channel; take collects and empties the merged set. The
// channel is never closed; after cancel nothing arrives any more.
func (h *Hub) Subscribe() (news <-chan struct{}, take func() Changes, cancel func()) {
	s := &subscription{pending: Changes{}, wake: make(chan struct{}, 1)}
	h.mu.Lock()
	if h.subs == nil {
		h.subs = map[*subscription]struct{}{}
	}
	h.subs[s] = struct{}{}
	h.mu.Unlock()
	take = func() Changes {
		h.mu.Lock()
		defer h.mu.Unlock()
		got := s.pending
		s.pending = Changes{}
		return got
	}
	cancel = func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, s)
	}
	return s.wake, take, cancel
}
