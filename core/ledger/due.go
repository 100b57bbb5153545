package ledger

import (
	"context"
	"fmt"
	"maps"
	"time"
)

// dueSoon is the shortest wait for a row that became due while the lane was looking.
const dueSoon = 20 * time.Millisecond

// found is what a look at the sources brought.
type found struct {
	items  []Item
	parked error     // why a due row was left out, nil when none was
	again  time.Time // when the first of those may be tried
}

// due collects up to limit rows that may be started, in the order of the sources.
func (l *Lane) due(ctx context.Context, now time.Time, limit int) (found, error) {
	var out found
	// Rows that were parked and did not come back have been settled by somebody else.
	maps.DeleteFunc(l.parked, func(_ string, p parking) bool { return now.Sub(p.until) > 2*parkMost })
	seen := map[string]bool{}
	for _, source := range l.o.Sources {
		missing := limit - len(out.items)
		if missing <= 0 {
			break
		}
		var items []Item
		err := guard(func() (err error) {
			items, err = source.Due(ctx, now, missing+len(l.inflight)+len(l.parked))
			return err
		})
		if err != nil {
			return found{}, fmt.Errorf("find due %s: %w", source.Name(), err)
		}
		for _, item := range items {
			if len(out.items) == limit {
				break
			}
			if l.inflight[item.Key] || seen[item.Key] {
				continue
			}
			seen[item.Key] = true
			if p, ok := l.parked[item.Key]; ok && now.Before(p.until) {
				out.parked = p.err
				if out.again.IsZero() || p.until.Before(out.again) {
					out.again = p.until
				}
				continue
			}
			out.items = append(out.items, item)
		}
	}
	return out, nil
}

// untilNext asks the sources when something becomes due.
func (l *Lane) untilNext(ctx context.Context, due found, now time.Time) time.Duration {
	next := due.again
	for _, source := range l.o.Sources {
		var at time.Time
		err := guard(func() (err error) {
			at, err = source.NextDue(ctx)
			return err
		})
		if err != nil {
			l.unreadable(ctx, fmt.Errorf("find the next due %s: %w", source.Name(), err), now)
			return 0
		}
		// A moment that has passed belongs to a row in flight or on the bench, or to one that became due just now.
		if !at.IsZero() && (next.IsZero() || at.Before(next)) && (at.After(now) || len(l.inflight) == 0 && due.parked == nil) {
			next = at
		}
	}
	l.count(func() { l.next = next })
	if next.IsZero() {
		return l.o.Sweep
	}
	return min(l.o.Sweep, max(next.Sub(now), dueSoon))
}
