package db

import (
	"context"
	"database/sql"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// Hint is a wake-up that was not followed yet: something happened to an entity, look.
type Hint struct {
	Store  commerce.StoreID // 0: Brightpearl
	Topic  string
	Entity int64 // 0: everything of the topic
	Rev    int64
	Times  int64
	First  time.Time
	Last   time.Time
}

// SaveHints stores hints under one number that grows with every commit, merged with equal ones that were not followed yet. Where more
// than most of a topic have gathered, the older half becomes one hint to look at everything.
func (t *Tx) SaveHints(rev int64, hints []Hint, most int) error {
	type topic struct {
		store commerce.StoreID
		name  string
	}
	came, calls := map[topic]bool{}, map[commerce.StoreID]int64{}
	for _, h := range hints {
		if err := t.saveHint(rev, h); err != nil {
			return err
		}
		came[topic{h.Store, h.Topic}] = true
		calls[h.Store] += h.Times
	}
	for of := range came {
		if err := t.collapseHints(rev, of.store, of.name, most); err != nil {
			return err
		}
	}
	for store, n := range calls {
		if err := t.run(`insert into webhook_source (store_id, received, last_at) values ($1, $2, $3)
			on conflict (store_id) do update set received = webhook_source.received + excluded.received, last_at = excluded.last_at`, store, n, t.now); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) saveHint(rev int64, h Hint) error {
	return t.run(`insert into hint (store_id, topic, entity, rev, times, first_at, last_at) values ($1, $2, $3, $4, $5, $6, $6)
		on conflict (store_id, topic, entity) do update set rev = excluded.rev, times = hint.times + excluded.times, last_at = excluded.last_at`,
		h.Store, h.Topic, h.Entity, rev, h.Times, t.now)
}

func (t *Tx) collapseHints(rev int64, store commerce.StoreID, topic string, most int) error {
	var n int
	if err := t.row(`select count(*) from hint where store_id = $1 and topic = $2`, store, topic).Scan(&n); err != nil || n <= most {
		return err
	}
	var edge, times int64
	if err := t.row(`select rev from hint where store_id = $1 and topic = $2 order by rev desc limit 1 offset $3`, store, topic, most/2).Scan(&edge); err != nil {
		return err
	}
	if err := t.row(`select coalesce(sum(times), 0) from hint where store_id = $1 and topic = $2 and rev <= $3 and entity <> 0`, store, topic, edge).Scan(&times); err != nil {
		return err
	}
	if err := t.run(`delete from hint where store_id = $1 and topic = $2 and rev <= $3 and entity <> 0`, store, topic, edge); err != nil {
		return err
	}
	return t.saveHint(rev, Hint{Store: store, Topic: topic, Times: times})
}

const hintColumns = `store_id, topic, entity, rev, times, first_at, last_at`

func scanHint(r *sql.Rows) (h Hint, err error) {
	return h, r.Scan(&h.Store, &h.Topic, &h.Entity, &h.Rev, &h.Times, moment{&h.First}, moment{&h.Last})
}

// Hints returns the oldest hints of a source about any of the topics, so many at most.
func (d *DB) Hints(ctx context.Context, store commerce.StoreID, topics []string, limit int) ([]Hint, error) {
	var w where
	w.add("store_id = ?", store)
	w.in("topic", topics)
	rows, err := d.reader.QueryContext(ctx, `select `+hintColumns+` from hint`+w.String()+` order by rev, topic, entity limit `+w.arg(limit), w.args...)
	return collect(rows, err, scanHint)
}

// HintsLeft returns the topics about which hints are left, each with the number of its newest one.
func (d *DB) HintsLeft(ctx context.Context) ([]Hint, error) {
	rows, err := d.reader.QueryContext(ctx, `select store_id, topic, 0, max(rev), sum(times), min(first_at), max(last_at) from hint
		group by store_id, topic order by store_id, topic`)
	return collect(rows, err, scanHint)
}

// DropHints forgets the hints of a source about the topics up to a number: they were followed.
func (t *Tx) DropHints(store commerce.StoreID, topics []string, upTo int64) error {
	for _, topic := range topics {
		if err := t.run(`delete from hint where store_id = $1 and topic = $2 and rev <= $3`, store, topic, upTo); err != nil {
			return err
		}
	}
	return nil
}

// DropHint forgets one hint, unless it came again since.
func (t *Tx) DropHint(h Hint) error {
	return t.run(`delete from hint where store_id = $1 and topic = $2 and entity = $3 and rev <= $4`, h.Store, h.Topic, h.Entity, h.Rev)
}

// WebhookSetting is how wake-ups are received.
type WebhookSetting struct {
	On        bool
	Listen    string
	PublicURL string
}

// WebhookSetting returns how wake-ups are received; ok is false until somebody has said.
func (d *DB) WebhookSetting(ctx context.Context) (s WebhookSetting, ok bool, err error) {
	ok, err = found(d.reader.QueryRowContext(ctx, `select enabled, listen, public_url from webhook_setting where id = 1`).Scan(&s.On, &s.Listen, &s.PublicURL))
	return s, ok, err
}

// SetWebhooks stores how wake-ups are received.
func (t *Tx) SetWebhooks(s WebhookSetting) error {
	t.Notify(events.Settings)
	return t.run(`insert into webhook_setting (id, enabled, listen, public_url, changed_at) values (1, $1, $2, $3, $4)
		on conflict (id) do update set enabled = excluded.enabled, listen = excluded.listen, public_url = excluded.public_url,
			changed_at = excluded.changed_at`, s.On, s.Listen, s.PublicURL, t.now)
}

// WebhookSource is what is known of a service that sends wake-ups.
type WebhookSource struct {
	Store     commerce.StoreID
	Owner     string // whom its calls name, as its subscriptions say; "" while unknown
	Received  int64
	LastAt    time.Time
	CheckedAt time.Time
	Refused   string // why it does not let us subscribe
	Topics    []WebhookTopic
	Trust     map[string]WebhookTrust // by kind
}

// WebhookTopic is one subscription. State: on, off, disabled or refused.
type WebhookTopic struct {
	Topic, RemoteID, State, Reason string
}

// WebhookTrust counts the news of polls that wake-ups had told, and those that none had.
type WebhookTrust struct {
	Confirmed, Missed int64
}

// WebhookSource returns what is known of a service, the zero value for one that was never asked.
func (d *DB) WebhookSource(ctx context.Context, store commerce.StoreID) (WebhookSource, error) {
	s := WebhookSource{Store: store, Trust: map[string]WebhookTrust{}}
	var last, checked int64
	if _, err := found(d.reader.QueryRowContext(ctx, `select owner, received, last_at, checked_at, refused from webhook_source where store_id = $1`, store).
		Scan(&s.Owner, &s.Received, &last, &checked, &s.Refused)); err != nil {
		return s, err
	}
	s.LastAt, s.CheckedAt = fromMillis(last), fromMillis(checked)
	rows, err := d.reader.QueryContext(ctx, `select topic, remote_id, state, reason from webhook_topic where store_id = $1 order by topic`, store)
	if s.Topics, err = collect(rows, err, func(r *sql.Rows) (w WebhookTopic, err error) {
		return w, r.Scan(&w.Topic, &w.RemoteID, &w.State, &w.Reason)
	}); err != nil {
		return s, err
	}
	rows, err = d.reader.QueryContext(ctx, `select kind, confirmed, missed from webhook_trust where store_id = $1`, store)
	return s, each(rows, err, func(r *sql.Rows) error {
		var kind string
		var n WebhookTrust
		err := r.Scan(&kind, &n.Confirmed, &n.Missed)
		s.Trust[kind] = n
		return err
	})
}

// SaveWebhookTopics stores the subscriptions of a service, in place of what was stored before, with the owner that they name, if any, and
// why the service does not let us subscribe. checked is false while the subscriptions are still being made.
func (t *Tx) SaveWebhookTopics(s WebhookSource, checked bool) error {
	t.Notify(events.Settings)
	if err := t.run(`delete from webhook_topic where store_id = $1`, s.Store); err != nil {
		return err
	}
	for _, w := range s.Topics {
		if err := t.run(`insert into webhook_topic (store_id, topic, remote_id, state, reason) values ($1, $2, $3, $4, $5)`,
			s.Store, w.Topic, w.RemoteID, w.State, w.Reason); err != nil {
			return err
		}
	}
	at := int64(0)
	if checked {
		at = t.now
	}
	return t.run(`insert into webhook_source (store_id, checked_at, refused, owner) values ($1, $2, $3, $4)
		on conflict (store_id) do update set refused = excluded.refused,
			checked_at = case when excluded.checked_at > 0 then excluded.checked_at else webhook_source.checked_at end,
			owner = case when excluded.owner <> '' then excluded.owner else webhook_source.owner end`, s.Store, at, s.Refused, s.Owner)
}

// CountTrust adds to what is counted of a kind of news.
func (t *Tx) CountTrust(store commerce.StoreID, kind string, n WebhookTrust) error {
	t.Notify(events.Settings)
	return t.run(`insert into webhook_trust (store_id, kind, confirmed, missed) values ($1, $2, $3, $4)
		on conflict (store_id, kind) do update set confirmed = webhook_trust.confirmed + excluded.confirmed, missed = webhook_trust.missed + excluded.missed`,
		store, kind, n.Confirmed, n.Missed)
}

// NewestOrder is the highest id of an order.
func (d *DB) NewestOrder(ctx context.Context) (id commerce.OrderID, err error) {
	return id, d.reader.QueryRowContext(ctx, `select coalesce(max(id), 0) from orders`).Scan(&id)
}

// OrdersAfter returns the EKM ids of a store's orders with a higher id that were placed since a moment and are to be posted.
func (d *DB) OrdersAfter(ctx context.Context, store commerce.StoreID, id commerce.OrderID, placed time.Time) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id from orders where id > $2 and store_id = $1 and placed_at >= $3
		and state not in ('excluded', 'cancelled') and not await_payment order by id`, store, id, millis(placed))
	return collect(rows, err, scanID)
}

// NotesSeen returns the notes that were first seen since a moment.
func (d *DB) NotesSeen(ctx context.Context, since time.Time) (goodsOut, dropShip []int64, err error) {
	rows, err := d.reader.QueryContext(ctx, `select kind, note_id from shipment where seen_at >= $1 order by note_id`, millis(since))
	return goodsOut, dropShip, each(rows, err, func(r *sql.Rows) error {
		var kind commerce.NoteKind
		var id int64
		err := r.Scan(&kind, &id)
		if kind == commerce.DropShip {
			dropShip = append(dropShip, id)
		} else {
			goodsOut = append(goodsOut, id)
		}
		return err
	})
}
