package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// dispatchPromise is when shoppers start to ask: an order should leave, and its shop should know, a day after it was placed.
const dispatchPromise = 24 * time.Hour

// CausePage returns what needs a person: one card for each store, cause code and cause text, with the held orders, held
// shipments and held or refused levels that it stops, and one for each open problem; a problem with the code and the text of
// a card is that card. Problems of the account (store 0) belong to every store. Removed stores are left out.
//
// Cards are sorted by consequence, the gravest first:
//
//	consequence = (pounds at stake + 10 for each order, SKU and shipment + 100 for an error) × urgency
//	urgency     = 24 / hours until first due, at least 1 and at most 24; 1 when nothing has a deadline
//
// At stake are the totals of held orders, and for levels the price of the units that a store shows beyond what it should. The
// first deadline is a day after the oldest order was placed or the oldest note was shipped. Between equals the older comes
// first. Causes that a person has put off are left out; CauseBoard has them.
func (d *DB) CausePage(ctx context.Context, store commerce.StoreID) ([]view.CauseCard, error) {
	b, err := d.CauseBoard(ctx, store, d.Now())
	if b.Open == nil {
		b.Open = []view.CauseCard{}
	}
	return b.Open, err
}

// causes are the cards of CausePage, those that are put off among them.
func (d *DB) causes(ctx context.Context, store commerce.StoreID) ([]view.CauseCard, error) {
	desk := causeDesk{cards: map[string]*view.CauseCard{}}
	for _, read := range []func(context.Context, *causeDesk, commerce.StoreID) error{
		d.heldOrders, d.heldLevels, d.heldShipments, d.openProblems,
	} {
		if err := read(ctx, &desk, store); err != nil {
			return nil, fmt.Errorf("read what needs a person: %w", err)
		}
	}
	out := make([]view.CauseCard, 0, len(desk.cards))
	for _, c := range desk.cards {
		out = append(out, *c)
	}
	now := d.Now()
	slices.SortFunc(out, func(a, b view.CauseCard) int {
		return cmp.Or(cmp.Compare(consequence(b, now), consequence(a, now)), a.Since.Compare(b.Since), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

// consequence is the formula of CausePage in pence.
func consequence(c view.CauseCard, now time.Time) int64 {
	weight := int64(c.Money) + 10_00*int64(c.Orders+c.SKUs+c.Shipments)
	if c.Severity == "error" {
		weight += 100_00
	}
	if c.FirstDue.IsZero() {
		return weight
	}
	left := min(max(c.FirstDue.Sub(now), time.Hour), 24*time.Hour)
	return weight * int64(24*time.Hour/time.Second) / int64(left/time.Second)
}

// causeDesk collects cards by root cause.
type causeDesk struct{ cards map[string]*view.CauseCard }

// card finds or makes the card of a cause.
func (k *causeDesk) card(c view.CauseCard) *view.CauseCard {
	sum := fnv.New64a()
	sum.Write([]byte(c.Text))
	key := fmt.Sprintf("%d|%s|%016x", c.StoreID, c.Code, sum.Sum64())
	known := k.cards[key]
	if known == nil {
		c.Key = key
		if c.Title == "" {
			c.Title, c.Text = firstSentence(c.Text)
		}
		k.cards[key] = &c
		return &c
	}
	known.Orders += c.Orders
	known.SKUs += c.SKUs
	known.Shipments += c.Shipments
	known.Money += c.Money
	known.Since = earlier(known.Since, c.Since)
	known.FirstDue = earlier(known.FirstDue, c.FirstDue)
	if c.Severity == "error" {
		known.Severity = c.Severity
	}
	known.Currency = cmp.Or(known.Currency, c.Currency)
	known.Fix = cmp.Or(known.Fix, c.Fix)
	return known
}

// firstSentence splits a cause into a title and the rest.
func firstSentence(text string) (title, rest string) {
	if head, tail, ok := strings.Cut(text, ". "); ok {
		return head, strings.TrimSpace(tail)
	}
	return strings.TrimSuffix(text, "."), ""
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// scanCause reads store id, store name, currency, code, text, fix, how many, money, since and the start of the promise.
func scanCause(r *sql.Rows, c *view.CauseCard, count *int) error {
	var start time.Time
	err := r.Scan(&c.StoreID, &c.Store, &c.Currency, &c.Code, &c.Text, &c.Fix, count, &c.Money, moment{&c.Since}, moment{&start})
	if !start.IsZero() {
		c.FirstDue = start.Add(dispatchPromise)
	}
	c.Severity = "attention"
	return err
}

// heldOrders walks orders_held, in whose order the causes are grouped.
func (d *DB) heldOrders(ctx context.Context, desk *causeDesk, store commerce.StoreID) error {
	var w where
	w.add("o.held")
	if store != 0 {
		w.add("o.store_id = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, `select g.store_id, s.name, s.currency, g.cause_code, g.cause_text, g.fix, g.n, g.money, g.seen, g.placed
		from (select o.store_id, o.cause_code, o.cause_text, min(o.cause_fix) as fix, count(*) as n, sum(o.total) as money, min(o.seen_at) as seen,
			min(o.placed_at) as placed from orders o`+w.String()+` group by o.store_id, o.cause_code, o.cause_text) g
		join store s on s.id = g.store_id where not s.removed`, w.args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var c view.CauseCard
		err := scanCause(r, &c, &c.Orders)
		desk.card(c)
		return struct{}{}, err
	})
	return err
}

// heldLevels walks level_state. What a person has frozen is no trouble while the store shows no more than there is.
func (d *DB) heldLevels(ctx context.Context, desk *causeDesk, store commerce.StoreID) error {
	w := heldOf("v", "v.state in ('held', 'failed') and (v.cause_code <> 'SB-STK-510' or v.risky)", store)
	rows, err := d.reader.QueryContext(ctx, `select v.store_id, s.name, s.currency, v.cause_code, v.cause_text, min(v.cause_fix), count(*),
		coalesce(sum(case when n.stock > v.wanted then (n.stock - v.wanted) * n.price else 0 end), 0), min(v.changed_at), 0,
		count(*) filter (where v.state = 'failed')
		from level v join store s on s.id = v.store_id`+listingOfLevel+w.String()+`
		group by v.store_id, s.name, s.currency, v.cause_code, v.cause_text`, w.args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		c := view.CauseCard{Severity: "attention"}
		var failed, none int64
		err := r.Scan(&c.StoreID, &c.Store, &c.Currency, &c.Code, &c.Text, &c.Fix, &c.SKUs, &c.Money, moment{&c.Since}, &none, &failed)
		if failed > 0 {
			c.Severity = "error"
		}
		desk.card(c)
		return struct{}{}, err
	})
	return err
}

// heldShipments walks shipment_state.
func (d *DB) heldShipments(ctx context.Context, desk *causeDesk, store commerce.StoreID) error {
	w := heldOf("h", "h.state = 'held'", store)
	rows, err := d.reader.QueryContext(ctx, `select h.store_id, s.name, s.currency, h.cause_code, h.cause_text, min(h.cause_fix), count(*), 0,
		min(h.seen_at), min(h.shipped_at) from shipment h join store s on s.id = h.store_id`+w.String()+`
		group by h.store_id, s.name, s.currency, h.cause_code, h.cause_text`, w.args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var c view.CauseCard
		err := scanCause(r, &c, &c.Shipments)
		desk.card(c)
		return struct{}{}, err
	})
	return err
}

// openProblems walks problem_open.
func (d *DB) openProblems(ctx context.Context, desk *causeDesk, store commerce.StoreID) error {
	w := openProblemsOf(store)
	rows, err := d.reader.QueryContext(ctx, `select p.key, p.code, p.severity, p.store_id, coalesce(s.name, ''), coalesce(s.currency, ''), p.title,
		p.text, p.fix, p.since, p.order_id, coalesce(o.total, 0) from problem p left join store s on s.id = p.store_id
		left join orders o on p.order_id > 0 and o.id = p.order_id`+w.String(), w.args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var c view.CauseCard
		var key string
		err := r.Scan(&key, &c.Code, &c.Severity, &c.StoreID, &c.Store, &c.Currency, &c.Title, &c.Text, &c.Fix, moment{&c.Since}, &c.Order, &c.Money)
		title, text := c.Title, c.Text
		card := desk.card(c)
		// The problem's own words and key win over those made from a held row.
		card.Key, card.Title, card.Text = "problem|"+key, title, text
		return struct{}{}, err
	})
	return err
}

func heldOf(alias, condition string, store commerce.StoreID) where {
	var w where
	w.add(condition)
	w.add("not s.removed")
	if store != 0 {
		w.add(alias+".store_id = ?", store)
	}
	return w
}

func openProblemsOf(store commerce.StoreID) where {
	var w where
	w.add("p.healed_at = 0")
	w.add("p." + notRemoved)
	if store != 0 {
		w.add("p.store_id in (0, ?)", store)
	}
	return w
}
