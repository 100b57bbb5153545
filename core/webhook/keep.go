package webhook

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

const (
	// mostHints is how many distinct hints of a topic are kept apart; of more, the older ones become one to look at everything.
	mostHints = 2000
	// mostTogether is how many calls share a commit.
	mostTogether = 500
)

// offer is one call that waits until its hints are stored.
type offer struct {
	hints []db.Hint
	done  chan error
}

// keep returns when the hints are stored.
func (d *Desk) keep(ctx context.Context, hints []db.Hint) error {
	o := &offer{hints: hints, done: make(chan error, 1)}
	select {
	case d.offers <- o:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write stores hints until ctx ends: those of one call, or of all that came during the last commit together.
func (d *Desk) write(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-d.offers:
			together := []*offer{first}
		gather:
			for len(together) < mostTogether {
				select {
				case o := <-d.offers:
					together = append(together, o)
				default:
					break gather
				}
			}
			d.commit(ctx, together)
		}
	}
}

func (d *Desk) commit(ctx context.Context, together []*offer) {
	type key struct {
		hinted
		entity int64
	}
	at := map[key]int{}
	var hints []db.Hint
	for _, o := range together {
		for _, h := range o.hints {
			k := key{hinted{h.Store, h.Topic}, h.Entity}
			if i, ok := at[k]; ok {
				hints[i].Times += h.Times
				continue
			}
			at[k] = len(hints)
			hints = append(hints, h)
		}
	}
	d.mu.Lock()
	rev := d.rev + 1
	d.mu.Unlock()
	// What was taken is written even when we are asked to stop meanwhile: its caller hears the truth.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveHints(rev, hints, mostHints) })
	if err != nil {
		d.o.Log.Error("wake-ups could not be stored", "calls", len(together), "error", err)
	} else {
		d.stored(rev, hints)
	}
	for _, o := range together {
		o.done <- err
	}
}

// stored has the polls of hints run, and sees whether these confirm what polls have found already.
func (d *Desk) stored(rev int64, hints []db.Hint) {
	now := d.o.Now()
	d.mu.Lock()
	d.rev = rev
	for _, h := range hints {
		d.left[hinted{h.Store, h.Topic}] = rev
		d.tellLocked(h, now)
	}
	for _, h := range hints {
		d.planLocked(h.Store, h.Topic, now)
	}
	d.mu.Unlock()
	signal(d.nudge)
}

// planLocked plans the next nudge of a topic's poll, not too soon after the last one. Nudges that come meanwhile are part of it.
func (d *Desk) planLocked(store commerce.StoreID, name string, now time.Time) {
	t, ok := topicNamed(store, name)
	if !ok {
		return
	}
	p := poll{store, t.kind}
	at := now
	if next := d.nudged[p].Add(gap(t.kind, d.o.Left(store))); next.After(now) {
		at = next
	}
	d.dueLocked(p, at)
}

// dueLocked plans a nudge, unless an earlier one is planned.
func (d *Desk) dueLocked(p poll, at time.Time) {
	if planned, ok := d.due[p]; !ok || at.Before(planned) {
		d.due[p] = at
	}
}

// nudgePolls runs polls when they are due, until ctx ends.
func (d *Desk) nudgePolls(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.nudge:
		case <-timer.C:
		}
		next := d.nudgeDue()
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(next.Sub(d.o.Now()))
		}
	}
}

// nudgeDue nudges what is due and tells when the next one is; zero for never.
func (d *Desk) nudgeDue() (next time.Time) {
	now := d.o.Now()
	var look []poll
	d.mu.Lock()
	for p, at := range d.due {
		if !at.After(now) {
			look = append(look, p)
			d.nudged[p] = now
			delete(d.due, p)
		} else if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	d.mu.Unlock()
	for _, p := range look {
		d.o.Look(p.store, p.kind)
	}
	return next
}
