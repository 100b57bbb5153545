package orderflow

import (
	"time"

	"stockbridge/core/db"
	"stockbridge/core/ekm"
)

// EKM's stamps end in Z, and nobody documents that they are UTC: the older API wrote UK local time. Until a shop's stamps are proven
// every poll looks back far enough for either.
const (
	wideOverlap = 2 * time.Hour
	overlap     = 15 * time.Minute
	// A proof holds for a week, and never across a change of the UK's clocks.
	proofLasts = 7 * 24 * time.Hour
	// Stamps this close to the answer's Date are UTC, or UTC and an hour. Others say when the change was, not how the clock goes.
	clockSlack = 3 * time.Minute
	// A row that is this much younger than what was asked for shows that the search does not lag by an hour.
	reachSlack = 40 * time.Minute
)

// lookBack is how far behind the last poll the next one begins.
func lookBack(c db.ShopClock, now time.Time) time.Duration {
	holds := func(seen time.Time) bool { return now.Sub(seen) < proofLasts && summer(seen) == summer(now) }
	if holds(c.At) && holds(c.Reach) {
		return overlap
	}
	return wideOverlap
}

// watch learns from one page how the shop's stamps go. before is EKM's Date of the last poll: what is stamped since then was changed
// between the two. seen are the stamps of the orders that were known.
func watch(c db.ShopClock, page ekm.Page[ekm.Order], asked, before time.Time, seen map[int64]db.KnownOrder) db.ShopClock {
	fresh := page.At.Sub(before) <= 2*clockSlack
	for _, o := range page.Rows {
		stamp := later(o.LastUpdated.Time, o.Date.Time)
		if !asked.IsZero() && stamp.Sub(asked).Abs() < reachSlack {
			c.Reach = page.At
		}
		if known := seen[int64(o.ID)]; !fresh || o.LastUpdated.IsZero() || known.ID != 0 && !o.LastUpdated.After(known.UpdatedAt) {
			continue
		}
		for _, shift := range []time.Duration{0, time.Hour} {
			if (o.LastUpdated.Sub(page.At) - shift).Abs() <= 2*clockSlack {
				c.Shift, c.At = shift, page.At
			}
		}
	}
	return c
}

// summer reports whether the UK's clocks are an hour ahead: from the last Sunday of March to that of October, at one o'clock UTC.
func summer(at time.Time) bool {
	at = at.UTC()
	lastSunday := func(m time.Month) time.Time {
		day := time.Date(at.Year(), m, 31, 1, 0, 0, 0, time.UTC)
		return day.AddDate(0, 0, -int(day.Weekday()))
	}
	return !at.Before(lastSunday(time.March)) && at.Before(lastSunday(time.October))
}
