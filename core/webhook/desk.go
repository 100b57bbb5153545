package webhook

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// Options are what a Desk works with.
type Options struct {
	DB *db.DB
	// Secret is the installation's secret, from which every source's address is made.
	Secret      func(context.Context) ([]byte, error)
	Brightpearl func() *brightpearl.Client
	Shop        func(commerce.StoreID) *ekm.Client
	// Look has the poll of a kind run now, because hints came; store 0 is Brightpearl. Fast has it run now because it may be slow no
	// longer. Neither may block.
	Look, Fast func(store commerce.StoreID, kind Kind)
	// Left is the share of a source's requests that is left now, from 0 to 1.
	Left func(store commerce.StoreID) float64
	// Checked is told that subscriptions are to be looked at now: the settings changed.
	Checked func()
	Now     func() time.Time
	Log     *slog.Logger
}

// Desk receives wake-ups, remembers hints until they are followed and judges whether the services can be trusted to send them.
type Desk struct {
	o  Options
	db *db.DB

	offers      chan *offer
	nudge       chan struct{} // something was put into due
	changed     chan struct{} // settings or connections
	subscribing sync.Mutex    // one look at subscriptions at a time

	headerWithin time.Duration // how long a connection may take to say what it wants

	mu        sync.Mutex
	rev       int64     // number of the last commit of hints
	listening time.Time // since when; zero while nobody listens
	cause     fault.Cause
	due       map[poll]time.Time     // polls that are to be nudged
	nudged    map[poll]time.Time     // when they last were
	left      map[hinted]int64       // topics with hints that were not followed, and the newest one's number
	rounds    map[poll]time.Time     // when the last good round began
	fine      map[poll]time.Time     // since when the subscriptions that a kind needs are known to stand
	trusts    map[poll]*trust        // what the services have proved
	told      map[entity]time.Time   // what wake-ups told lately
	judged    map[entity]time.Time   // news that were counted already
	waiting   map[entity]waitingNews // news of polls that no wake-up has told yet
	swept     time.Time              // when told and judged were last tidied
	counts    Counts
}

// poll names one poll: a kind at a source.
type poll struct {
	store commerce.StoreID
	kind  Kind
}

type hinted struct {
	store commerce.StoreID
	topic string
}

// Counts are calls since the program began.
type Counts struct {
	Right     int64 // stored as hints
	Ignored   int64 // right secret, but about nothing of ours
	Strangers int64 // wrong address or method
	Busy      int64 // asked to come again
}

// New returns a desk.
func New(o Options) *Desk {
	return &Desk{o: o, db: o.DB, offers: make(chan *offer), nudge: make(chan struct{}, 1), changed: make(chan struct{}, 1), headerWithin: headerWithin,
		due: map[poll]time.Time{}, nudged: map[poll]time.Time{}, left: map[hinted]int64{}, rounds: map[poll]time.Time{}, fine: map[poll]time.Time{},
		trusts: map[poll]*trust{}, told: map[entity]time.Time{}, judged: map[entity]time.Time{}, waiting: map[entity]waitingNews{}}
}

// Setting is how wake-ups are received; off on the usual address until somebody has said otherwise.
func (d *Desk) Setting(ctx context.Context) (db.WebhookSetting, error) {
	s, ok, err := d.db.WebhookSetting(ctx)
	if !ok {
		s.Listen = DefaultListen
	}
	return s, err
}

// Set changes how wake-ups are received. Settings that cannot work are refused with a fault that holds the cause. What stays empty while
// wake-ups are switched off keeps its value.
func (d *Desk) Set(ctx context.Context, s db.WebhookSetting) error {
	before, err := d.Setting(ctx)
	if err != nil {
		return err
	}
	if !s.On && s.Listen == "" {
		s.Listen = before.Listen
	}
	if !s.On && s.PublicURL == "" {
		s.PublicURL = before.PublicURL
	}
	if s, err = check(s); err != nil {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SetWebhooks(s); err != nil {
			return err
		}
		if !s.On {
			if err := tx.Heal(listenProblem); err != nil {
				return err
			}
		}
		if s == before {
			return nil
		}
		text := "Wake-ups are switched off."
		if s.On {
			text = "Wake-ups are received at " + s.PublicURL + ", listening on " + s.Listen + "."
		}
		return tx.Log(db.Activity{Kind: "setting", Subject: "wake-ups", Text: text})
	}); err != nil {
		return err
	}
	d.Changed()
	d.o.Checked()
	return nil
}

// Changed has the receiver look at its settings and at who may call again.
func (d *Desk) Changed() { signal(d.changed) }

// Counts are the calls since the program began.
func (d *Desk) Counts() Counts {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counts
}

func (d *Desk) count(add func(*Counts)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	add(&d.counts)
}

// signal leaves a mark in a channel of capacity one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
