package webhook

import (
	"context"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

const (
	// proofs is how many news in a row have to have been told before a poll may be slow, and proofLasts how long that holds without
	// another one.
	proofs     = 5
	proofLasts = time.Hour
	// grace is how long after a poll has found something its wake-up may come. earlier is how long before the last poll it may have
	// come: searches lag behind what they search.
	grace   = 10 * time.Second
	earlier = 2 * time.Minute
	// remembered is how long it is known what was told, of so many entities at most.
	remembered     = time.Hour
	mostRemembered = 20_000
	judgeEvery     = time.Second
	tidyEvery      = time.Minute
)

// Class is what an entity is.
type Class string

// The classes of what polls find.
const (
	Order    Class = "order"
	Product  Class = "product" // its units on hand
	GoodsOut Class = "goods-out-note"
	DropShip Class = "drop-ship-note"
)

// entity is one thing at a source.
type entity struct {
	store commerce.StoreID
	class Class
	id    int64
}

func classOf(store commerce.StoreID, topic string) Class {
	switch {
	case store != 0:
		return Order
	case topic == topicOnHand:
		return Product
	case strings.HasPrefix(topic, string(GoodsOut)+"."):
		return GoodsOut
	case strings.HasPrefix(topic, string(DropShip)+"."):
		return DropShip
	}
	return ""
}

func (c Class) kind() Kind {
	switch c {
	case Order:
		return Orders
	case Product:
		return Stock
	}
	return Notes
}

// trust is what a source has proved about one kind since the program began.
type trust struct {
	inRow  int
	at     time.Time // of the last confirmation
	silent bool      // it failed to tell, and has not proved itself since
	slow   bool      // as it was last seen
	news   db.WebhookTrust
}

type waitingNews struct {
	until time.Time
}

// Found says that a poll has found something new that happened after a moment. Whether a wake-up had told it, or does within seconds, is
// counted once, if the receiver was listening and subscribed by then.
func (d *Desk) Found(store commerce.StoreID, class Class, since time.Time, ids ...int64) {
	now := d.o.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	p := poll{store, class.kind()}
	from, fine := d.fine[p]
	if !fine || d.listening.IsZero() || since.Before(from) || since.Before(d.listening) || now.Sub(since) > remembered {
		return
	}
	for _, id := range ids {
		e := entity{store, class, id}
		if at, ok := d.judged[e]; ok && !at.Before(since) {
			continue
		}
		if _, ok := d.waiting[e]; ok {
			continue
		}
		if at, ok := d.told[e]; ok && !at.Before(since.Add(-earlier)) {
			d.confirmLocked(e, now)
		} else if len(d.waiting) < mostRemembered {
			d.waiting[e] = waitingNews{now.Add(grace)}
		}
	}
}

// tellLocked notes what a wake-up told.
func (d *Desk) tellLocked(h db.Hint, now time.Time) {
	class := classOf(h.Store, h.Topic)
	if class == "" || h.Entity == 0 {
		return
	}
	if len(d.told) >= mostRemembered {
		d.tidyLocked(now)
	}
	if len(d.told) >= mostRemembered {
		// So much is told that not all of it can be remembered. What happened until now is not counted against the service.
		clear(d.told)
		clear(d.waiting)
		if !d.listening.IsZero() {
			d.listening = now
		}
	}
	e := entity{h.Store, class, h.Entity}
	d.told[e] = now
	if _, ok := d.waiting[e]; ok {
		delete(d.waiting, e)
		d.confirmLocked(e, now)
	}
}

func (d *Desk) trustLocked(p poll) *trust {
	if d.trusts[p] == nil {
		d.trusts[p] = &trust{}
	}
	return d.trusts[p]
}

func (d *Desk) confirmLocked(e entity, now time.Time) {
	t := d.trustLocked(poll{e.store, e.class.kind()})
	t.inRow, t.at = t.inRow+1, now
	t.news.Confirmed++
	if t.inRow >= proofs {
		t.silent = false
	}
	d.judged[e] = now
}

func (d *Desk) missLocked(e entity, now time.Time) {
	t := d.trustLocked(poll{e.store, e.class.kind()})
	t.inRow, t.silent = 0, true
	t.news.Missed++
	d.judged[e] = now
}

// doubtLocked forgets what a kind has proved.
func (d *Desk) doubtLocked(p poll, silent bool) {
	t := d.trustLocked(p)
	t.inRow, t.silent = 0, t.silent || silent
}

func (d *Desk) tidyLocked(now time.Time) {
	d.swept = now
	for _, m := range []map[entity]time.Time{d.told, d.judged} {
		for e, at := range m {
			if now.Sub(at) > remembered {
				delete(m, e)
			}
		}
	}
	if len(d.judged) > 2*mostRemembered {
		clear(d.judged)
	}
}

// provenLocked reports whether a kind's poll may be slow.
func (d *Desk) provenLocked(p poll, now time.Time) bool {
	t := d.trusts[p]
	_, fine := d.fine[p]
	return t != nil && fine && !d.listening.IsZero() && t.inRow >= proofs && now.Sub(t.at) < proofLasts
}

// Every is the pause between two polls of a kind: slow while the service has proved that it tells what happens, else fast.
func (d *Desk) Every(store commerce.StoreID, kind Kind, fast, slow time.Duration) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provenLocked(poll{store, kind}, d.o.Now()) {
		return slow
	}
	return fast
}

// judge counts what nobody told in time, has polls run whose service is trusted no longer, and stores the counters.
func (d *Desk) judge(ctx context.Context) {
	now := d.o.Now()
	counted := map[poll]db.WebhookTrust{}
	var fell []poll
	d.mu.Lock()
	for e, w := range d.waiting {
		if !w.until.After(now) {
			delete(d.waiting, e)
			d.missLocked(e, now)
		}
	}
	if now.Sub(d.swept) >= tidyEvery {
		d.tidyLocked(now)
	}
	for p, t := range d.trusts {
		slow := d.provenLocked(p, now)
		if t.slow && !slow {
			fell = append(fell, p)
		}
		t.slow = slow
		if t.news != (db.WebhookTrust{}) {
			counted[p], t.news = t.news, db.WebhookTrust{}
		}
	}
	d.mu.Unlock()
	for _, p := range fell {
		d.o.Log.Info("wake-ups are not relied on any more", "store", int64(p.store), "kind", string(p.kind))
		d.o.Fast(p.store, p.kind)
	}
	if len(counted) == 0 {
		return
	}
	err := d.db.Write(ctx, func(tx *db.Tx) error {
		for p, n := range counted {
			if err := tx.CountTrust(p.store, string(p.kind), n); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for p, n := range counted { // with the next ones
		t := d.trustLocked(p)
		t.news.Confirmed, t.news.Missed = t.news.Confirmed+n.Confirmed, t.news.Missed+n.Missed
	}
}
