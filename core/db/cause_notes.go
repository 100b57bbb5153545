package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
)

// snoozeEnds is how long before its first deadline a snoozed cause opens again.
const snoozeEnds = 2 * time.Hour

// causesKept is how long settled causes are remembered.
const causesKept = 30 * 24 * time.Hour

// noteOf is what is kept of a cause beside its card.
type noteOf struct {
	view.CauseCard
	settled       time.Time
	alone         bool
	snoozed       time.Time // when
	things, money int64     // what it stopped then
}

// things counts what a cause stops.
func things(c view.CauseCard) int64 { return int64(c.Orders + c.SKUs + c.Shipments) }

// sleeps reports whether a card is put off by its note. A cause wakes when its time is over, when a deadline comes near, when it stops
// more than it did, or when all that it stops began later: then it is another one with the same words.
func (n noteOf) sleeps(c view.CauseCard, now time.Time) bool {
	switch {
	case n.snoozed.IsZero() || !n.SnoozedUntil.After(now) || !n.settled.IsZero():
		return false
	case !c.FirstDue.IsZero() && c.FirstDue.Sub(now) < snoozeEnds:
		return false
	}
	return things(c) <= n.things && int64(c.Money) <= n.money && !c.Since.After(n.snoozed)
}

// CauseBoard returns all that there is to say of causes, for one store or, with 0, all: those that need a person, those that are put
// off, and those that were settled since a time, the newest first.
func (d *DB) CauseBoard(ctx context.Context, store commerce.StoreID, since time.Time) (view.CauseBoard, error) {
	var b view.CauseBoard
	cards, err := d.causes(ctx, store)
	if err != nil {
		return b, err
	}
	notes, err := d.causeNotes(ctx)
	if err != nil {
		return b, err
	}
	now := d.Now()
	for _, c := range cards {
		n, noted := notes[c.Key]
		if noted && n.settled.IsZero() {
			c.Assigned = n.Assigned
		}
		if noted && n.sleeps(c, now) {
			c.SnoozedUntil, c.SnoozeReason, c.SnoozedBy = n.SnoozedUntil, n.SnoozeReason, n.SnoozedBy
			b.Snoozed = append(b.Snoozed, c)
		} else {
			b.Open = append(b.Open, c)
		}
	}
	for _, n := range notes {
		if n.settled.IsZero() || n.settled.Before(since) || store != 0 && n.StoreID != 0 && n.StoreID != store {
			continue
		}
		b.Settled = append(b.Settled, view.SettledCause{CauseCard: n.CauseCard, At: n.settled, Alone: n.alone})
	}
	slices.SortFunc(b.Settled, func(a, c view.SettledCause) int {
		if !a.At.Equal(c.At) {
			return c.At.Compare(a.At)
		}
		return strings.Compare(a.Key, c.Key)
	})
	for _, n := range notes {
		if n.Assigned != "" && !slices.Contains(b.Names, n.Assigned) {
			b.Names = append(b.Names, n.Assigned)
		}
	}
	slices.Sort(b.Names)
	return b, nil
}

func (d *DB) causeNotes(ctx context.Context) (map[string]noteOf, error) {
	rows, err := d.reader.QueryContext(ctx, `select n.key, n.code, n.severity, n.store_id, coalesce(s.name, ''), n.title, n.text, n.since, n.orders, n.skus,
		n.shipments, n.money, n.currency, n.settled_at, n.alone, n.snoozed_at, n.snoozed_until, n.snooze_reason, n.snoozed_by, n.snoozed_things,
		n.snoozed_money, n.assigned from cause_note n left join store s on s.id = n.store_id`)
	out := map[string]noteOf{}
	err = each(rows, err, func(r *sql.Rows) error {
		var n noteOf
		err := r.Scan(&n.Key, &n.Code, &n.Severity, &n.StoreID, &n.Store, &n.Title, &n.Text, moment{&n.Since}, &n.Orders, &n.SKUs, &n.Shipments, &n.Money,
			&n.Currency, moment{&n.settled}, &n.alone, moment{&n.snoozed}, moment{&n.SnoozedUntil}, &n.SnoozeReason, &n.SnoozedBy, &n.things, &n.money, &n.Assigned)
		out[n.Key] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is noted of causes: %w", err)
	}
	return out, nil
}

// KeepCauses notes which causes there are and which are settled since the last call, and forgets old ones. A cause that was settled
// starts anew when it comes back: nobody has put it off. It writes only what has changed.
func (d *DB) KeepCauses(ctx context.Context) error {
	cards, err := d.causes(ctx, 0)
	if err != nil {
		return err
	}
	notes, err := d.causeNotes(ctx)
	if err != nil {
		return err
	}
	var fresh []view.CauseCard
	for _, c := range cards {
		if n, ok := notes[c.Key]; !ok || !n.settled.IsZero() || n.Severity != c.Severity || n.Title != c.Title || things(n.CauseCard) != things(c) || n.Money != c.Money {
			fresh = append(fresh, c)
		}
		delete(notes, c.Key)
	}
	forget := d.Now().Add(-causesKept)
	var settled []noteOf
	old := false
	for _, n := range notes {
		if n.settled.IsZero() {
			settled = append(settled, n)
		}
		old = old || !n.settled.IsZero() && n.settled.Before(forget)
	}
	if len(fresh)+len(settled) == 0 && !old {
		return nil
	}
	return d.Write(ctx, func(tx *Tx) error {
		for _, c := range fresh {
			if err := tx.noteCause(c); err != nil {
				return err
			}
		}
		for _, n := range settled {
			if err := tx.run(`update cause_note set settled_at = $2, snoozed_at = 0, snoozed_until = 0, snooze_reason = '', snoozed_by = '',
				alone = not exists (select 1 from activity where actor <> 'Stockbridge' and ref not like 'cause:%' and at >= $3
					and (store_id in (0, $4) or cast($4 as bigint) = 0))
				where key = $1 and settled_at = 0`, n.Key, tx.now, millis(n.Since), n.StoreID); err != nil {
				return err
			}
		}
		tx.Notify(events.Problems)
		return tx.run(`delete from cause_note where settled_at > 0 and settled_at < $1`, millis(forget))
	})
}

// noteCause keeps a cause as it is now. One that was settled begins anew.
func (t *Tx) noteCause(c view.CauseCard) error {
	return t.run(`insert into cause_note (key, code, severity, store_id, title, text, since, orders, skus, shipments, money, currency)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (key) do update set code = excluded.code, severity = excluded.severity, title = excluded.title, text = excluded.text, since = excluded.since,
			orders = excluded.orders, skus = excluded.skus, shipments = excluded.shipments, money = excluded.money, currency = excluded.currency,
			assigned = case when cause_note.settled_at = 0 then cause_note.assigned else '' end, settled_at = 0`,
		c.Key, c.Code, c.Severity, c.StoreID, c.Title, c.Text, millis(c.Since), c.Orders, c.SKUs, c.Shipments, c.Money, c.Currency)
}

// SnoozeCause puts a cause off until a time, with a reason. It says so in the activity, and only when there is such a cause.
func (d *DB) SnoozeCause(ctx context.Context, key string, until time.Time, reason, actor string) error {
	return d.changeCause(ctx, key, func(tx *Tx, c view.CauseCard) (string, error) {
		return "Put off until " + until.Local().Format("2 Jan 2006 15:04") + ": " + reason, tx.run(`update cause_note set snoozed_at = $2, snoozed_until = $3, snooze_reason = $4, snoozed_by = $5,
			snoozed_things = $6, snoozed_money = $7 where key = $1`, key, tx.now, millis(until), reason, actor, things(c), c.Money)
	}, actor)
}

// WakeCause opens a cause again that was put off.
func (d *DB) WakeCause(ctx context.Context, key, actor string) error {
	return d.changeCause(ctx, key, func(tx *Tx, _ view.CauseCard) (string, error) {
		return "Opened again", tx.run(`update cause_note set snoozed_at = 0, snoozed_until = 0, snooze_reason = '', snoozed_by = '' where key = $1`, key)
	}, actor)
}

// AssignCause gives a cause to somebody by name; "" gives it to nobody.
func (d *DB) AssignCause(ctx context.Context, key, name, actor string) error {
	name = strings.TrimSpace(name)
	return d.changeCause(ctx, key, func(tx *Tx, _ view.CauseCard) (string, error) {
		what := "Assigned to somebody by name" // the name of a person belongs into no log
		if name == "" {
			what = "Assigned to nobody"
		}
		return what, tx.run(`update cause_note set assigned = $2 where key = $1`, key, name)
	}, actor)
}

// changeCause notes an open cause and changes its note.
func (d *DB) changeCause(ctx context.Context, key string, change func(*Tx, view.CauseCard) (what string, err error), actor string) error {
	cards, err := d.causes(ctx, 0)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(cards, func(c view.CauseCard) bool { return c.Key == key })
	if at < 0 {
		return fmt.Errorf("this problem is not open any more")
	}
	c := cards[at]
	return d.Write(ctx, func(tx *Tx) error {
		if err := tx.noteCause(c); err != nil {
			return err
		}
		what, err := change(tx, c)
		if err != nil {
			return err
		}
		tx.Notify(events.Problems)
		return tx.Log(Activity{Store: c.StoreID, Kind: "system", Subject: c.Title, Ref: "cause:" + key, Text: what, Actor: actor})
	})
}
