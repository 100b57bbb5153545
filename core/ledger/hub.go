package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"stockbridge/core/fault"
)

// Hub holds the lanes and pollers of the program and owns their goroutines. Lanes and pollers come and go while it runs, as
// stores do. Create it with NewHub.
type Hub struct {
	mu      sync.RWMutex
	lanes   map[string]*member[*Lane]
	pollers map[string]*member[*Poller]
	ctx     context.Context // of Run; nil before
	group   sync.WaitGroup
}

// member is a lane or a poller with the goroutine that runs it.
type member[T interface{ Run(context.Context) error }] struct {
	it   T
	stop context.CancelFunc // nil until it runs
	done chan struct{}
}

// NewHub is a hub without members.
func NewHub() *Hub {
	return &Hub{lanes: map[string]*member[*Lane]{}, pollers: map[string]*member[*Poller]{}}
}

// AddLane adds a lane, which begins at once when the hub runs. Its name must be free.
func (h *Hub) AddLane(l *Lane) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lanes[l.Name()] != nil {
		return fmt.Errorf("there is a lane %s already", l.Name())
	}
	l.spread = func(f *fault.Error) { h.spread(l, f) }
	m := &member[*Lane]{it: l}
	h.lanes[l.Name()] = m
	begin(h, m)
	return nil
}

// AddPoller adds a poller, which begins at once when the hub runs. Its name must be free, and its lane has to be there.
func (h *Hub) AddPoller(p *Poller) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pollers[p.Name()] != nil {
		return fmt.Errorf("there is a poller %s already", p.Name())
	}
	if l := p.o.Lane; l != nil && (h.lanes[l.Name()] == nil || h.lanes[l.Name()].it != l) {
		return fmt.Errorf("the lane %s of poller %s is not there", l.Name(), p.Name())
	}
	m := &member[*Poller]{it: p}
	h.pollers[p.Name()] = m
	begin(h, m)
	return nil
}

// begin starts a member when the hub runs. The caller holds the lock.
func begin[T interface{ Run(context.Context) error }](h *Hub, m *member[T]) {
	if h.ctx == nil || h.ctx.Err() != nil || m.stop != nil {
		return
	}
	ctx, stop := context.WithCancel(h.ctx)
	m.stop, m.done = stop, make(chan struct{})
	h.group.Go(func() {
		defer close(m.done)
		defer stop()
		// A member returns when it is asked to; its troubles are its own and stop nobody else.
		_ = m.it.Run(ctx)
	})
}

// end stops a member and waits until it has ended, or ctx has.
func (m *member[T]) end(ctx context.Context) error {
	if m.stop == nil {
		return nil
	}
	m.stop()
	select {
	case <-m.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// RemoveLane stops a lane with its pollers and returns when all of their work has ended. An unknown name is fine. It must
// not be called from work of that lane, which it would wait for.
func (h *Hub) RemoveLane(ctx context.Context, name string) error {
	h.mu.Lock()
	lane := h.lanes[name]
	if lane == nil {
		h.mu.Unlock()
		return nil
	}
	delete(h.lanes, name)
	var pollers []*member[*Poller]
	for key, p := range h.pollers {
		if p.it.o.Lane == lane.it {
			pollers = append(pollers, p)
			delete(h.pollers, key)
		}
	}
	h.mu.Unlock()
	var errs []error
	for _, p := range pollers {
		errs = append(errs, p.end(ctx))
	}
	return errors.Join(append(errs, lane.end(ctx))...)
}

// Run runs all members until ctx ends and returns when all of them have ended. A hub runs once.
func (h *Hub) Run(ctx context.Context) error {
	h.mu.Lock()
	if h.ctx != nil {
		h.mu.Unlock()
		return errors.New("a hub runs only once")
	}
	h.ctx = ctx
	for _, m := range h.lanes {
		begin(h, m)
	}
	for _, m := range h.pollers {
		begin(h, m)
	}
	h.mu.Unlock()
	<-ctx.Done()
	h.mu.Lock() // whoever adds a member now begins before the wait, or finds the context ended
	h.mu.Unlock()
	h.group.Wait()
	return nil
}

// Wake nudges a lane. It never blocks for long; an unknown name is fine. It suits db.OnWake.
func (h *Hub) Wake(name string) {
	if l := h.Lane(name); l != nil {
		l.Wake()
	}
}

// Resume lifts whatever stops a lane and its pollers, and has them try at once: after a sign-in, or because somebody asked.
func (h *Hub) Resume(name string) {
	l := h.Lane(name)
	if l == nil {
		return
	}
	l.Resume()
	for _, p := range h.Pollers() {
		if p.o.Lane == l {
			p.Nudge()
		}
	}
}

// Nudge has a poller poll at once. An unknown name is fine.
func (h *Hub) Nudge(poller string) {
	h.mu.RLock()
	m := h.pollers[poller]
	h.mu.RUnlock()
	if m != nil {
		m.it.Nudge()
	}
}

// Lane is the lane of that name, or nil.
func (h *Hub) Lane(name string) *Lane {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if m := h.lanes[name]; m != nil {
		return m.it
	}
	return nil
}

// Lanes are all lanes by name.
func (h *Hub) Lanes() []*Lane {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return members(h.lanes)
}

// Pollers are all pollers by name.
func (h *Hub) Pollers() []*Poller {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return members(h.pollers)
}

func members[T interface {
	Run(context.Context) error
	Name() string
}](all map[string]*member[T]) []T {
	out := make([]T, 0, len(all))
	for _, m := range all {
		out = append(out, m.it)
	}
	slices.SortFunc(out, func(a, b T) int { return cmp.Compare(a.Name(), b.Name()) })
	return out
}

// spread stops the other lanes for a trouble that concerns them too.
func (h *Hub) spread(from *Lane, f *fault.Error) {
	for _, l := range h.Lanes() {
		if l != from {
			l.halted(f, l.o.Now())
			l.Wake()
		}
	}
}

// Idle waits until no lane has anything due or in flight, all of them together: lanes give work to each other. Stops that
// end within patience are waited out. What the lanes that are not idle wait for is returned, joined: see Lane.Idle.
func (h *Hub) Idle(ctx context.Context, patience time.Duration) error {
	for {
		before := h.finished()
		var errs []error
		for _, l := range h.Lanes() {
			err := l.idle(ctx, patience)
			if err != nil && h.Lane(l.Name()) == l { // one that was removed meanwhile does not count
				errs = append(errs, err)
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		// Work that ended while we asked may have made something due in a lane that had answered already.
		if maps.Equal(h.finished(), before) {
			return errors.Join(errs...)
		}
	}
}

func (h *Hub) finished() map[string]int64 {
	n := map[string]int64{}
	for _, l := range h.Lanes() {
		n[l.Name()] = l.finished()
	}
	return n
}
