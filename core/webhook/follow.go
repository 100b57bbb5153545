package webhook

import (
	"context"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// patience is how long something is looked for again that a wake-up named and the round did not see: a search may not show yet what has
// just happened. The looks become rarer: the next is as far away as the wake-up is old, secondLook at least.
const (
	patience   = 20 * time.Second
	secondLook = 2 * time.Second
)

// Round is one poll under way. Hints that came before it began are followed when it ends well.
type Round struct {
	d     *Desk
	poll  poll
	rev   int64
	began time.Time
	last  time.Time
}

// Begin notes that a poll begins. Call End when it has ended well, and nothing otherwise.
func (d *Desk) Begin(store commerce.StoreID, kind Kind) *Round {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := poll{store, kind}
	return &Round{d: d, poll: p, rev: d.rev, began: d.o.Now(), last: d.rounds[p]}
}

// Began is when the round began.
func (r *Round) Began() time.Time { return r.began }

// Last is when the last good round of the kind began, zero for the first.
func (r *Round) Last() time.Time { return r.last }

// Entities are those of a class that hints named before the round began; of very many, the oldest.
func (r *Round) Entities(ctx context.Context, class Class) (out []int64, err error) {
	for _, name := range r.d.hintedTopics(r.poll) {
		if classOf(r.poll.store, name) != class {
			continue
		}
		hints, err := r.d.db.Hints(ctx, r.poll.store, []string{name}, mostHints)
		if err != nil {
			return nil, err
		}
		for _, h := range hints {
			if h.Entity > 0 && h.Rev <= r.rev {
				out = append(out, h.Entity)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// End forgets the hints that the round has followed. Those about what it did not see stay for a while, and the poll is nudged again.
func (r *Round) End(ctx context.Context, unseen ...int64) error {
	d := r.d
	d.mu.Lock()
	if d.rounds[r.poll].Before(r.began) {
		d.rounds[r.poll] = r.began
	}
	d.mu.Unlock()
	followed := d.hintedTopics(r.poll)
	if len(followed) == 0 {
		return nil
	}
	kept, err := r.fresh(ctx, followed, unseen)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.DropHints(r.poll.store, followed, r.rev) }); err != nil {
			return err
		}
		d.drop(r.poll.store, followed, r.rev)
		return nil
	}
	now := d.o.Now()
	next := now.Add(patience)
	for _, h := range kept {
		if at := now.Add(max(secondLook, now.Sub(h.First))); at.Before(next) {
			next = at
		}
	}
	d.mu.Lock()
	d.dueLocked(r.poll, next)
	d.mu.Unlock()
	signal(d.nudge)
	return nil
}

// fresh are the hints of the round about what was not seen, as far as they are young.
func (r *Round) fresh(ctx context.Context, topics []string, unseen []int64) (out []db.Hint, err error) {
	if len(unseen) == 0 {
		return nil, nil
	}
	hints, err := r.d.db.Hints(ctx, r.poll.store, topics, mostHints)
	for _, h := range hints {
		if h.Rev <= r.rev && slices.Contains(unseen, h.Entity) && r.d.o.Now().Sub(h.First) < patience {
			out = append(out, h)
		}
	}
	return out, err
}

// drop forgets that topics have hints, unless newer ones came.
func (d *Desk) drop(store commerce.StoreID, topics []string, upTo int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, name := range topics {
		if h := (hinted{store, name}); d.left[h] <= upTo {
			delete(d.left, h)
		}
	}
}

// Hinted reports whether a kind has hints that were not followed.
func (d *Desk) Hinted(store commerce.StoreID, kind Kind) bool {
	return len(d.hintedTopics(poll{store, kind})) > 0
}

func (d *Desk) hintedTopics(p poll) (out []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, name := range names(p.store, p.kind) {
		if _, any := d.left[hinted{p.store, name}]; any {
			out = append(out, name)
		}
	}
	return out
}

// Follow has the oldest hints of a kind followed one by one: read gets their entities, so many at most, everything saying that there were
// too many to tell apart. They are forgotten when it returns nil. What is left over is nudged again.
func (d *Desk) Follow(ctx context.Context, store commerce.StoreID, kind Kind, most int, read func(ctx context.Context, entities []int64, everything bool) error) error {
	round := d.Begin(store, kind)
	topics := names(store, kind)
	hints, err := d.db.Hints(ctx, store, topics, most)
	if err != nil {
		return err
	}
	if len(hints) == 0 {
		d.drop(store, topics, round.rev)
		return nil
	}
	var entities []int64
	everything := false
	for _, h := range hints {
		if h.Entity == 0 {
			everything = true
		} else {
			entities = append(entities, h.Entity)
		}
	}
	if err := read(ctx, entities, everything); err != nil {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		for _, h := range hints {
			if err := tx.DropHint(h); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if len(hints) < most {
		d.drop(store, topics, round.rev)
	}
	if d.Hinted(store, kind) {
		d.mu.Lock()
		d.planLocked(store, topics[0], d.o.Now())
		d.mu.Unlock()
		signal(d.nudge)
	}
	return nil
}

// recall reads which hints were not followed when the program ended, and has their polls run.
func (d *Desk) recall(ctx context.Context) error {
	left, err := d.db.HintsLeft(ctx)
	if err != nil {
		return err
	}
	now := d.o.Now()
	d.mu.Lock()
	for _, h := range left {
		d.rev = max(d.rev, h.Rev)
		d.left[hinted{h.Store, h.Topic}] = h.Rev
		d.planLocked(h.Store, h.Topic, now)
	}
	d.mu.Unlock()
	signal(d.nudge)
	return nil
}
