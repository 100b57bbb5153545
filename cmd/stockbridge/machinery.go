package main

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/shell"
)

// storedEvery is how often the queue is counted in the database after a commit, restedEvery how often without one: by then more may be
// due. The rest of a pulse comes from memory.
const (
	storedEvery = time.Second
	restedEvery = 5 * time.Second
)

// longPoll is how long a poll runs before it is worth a word; most are over at once.
const longPoll = time.Second

// machinery shows the engine as the bottom strip sees it. One goroutine asks it at a time.
type machinery struct {
	e    *engine.Engine
	now  func() time.Time
	news <-chan struct{} // something was committed

	read    time.Time // when the stored part was read
	account string
	stores  []db.StoreRow
	queue   int
	oldest  time.Time
	base    int64                // work done when the queue was last empty
	polling map[string]time.Time // since when a poll runs
}

func newMachinery(e *engine.Engine, now func() time.Time) *machinery {
	news, _, _ := e.DB.Hub().Subscribe() // for as long as the engine
	return &machinery{e: e, now: now, news: news, polling: map[string]time.Time{}}
}

// Pulse is what the engine does at this moment. What cannot be read stays as it was: the strip is no place for errors.
func (m *machinery) Pulse(ctx context.Context) shell.Pulse {
	now := m.now()
	if rested := now.Sub(m.read); rested >= restedEvery || rested < 0 || rested >= storedEvery && m.committed() {
		m.read = now
		m.count(ctx, now)
	}
	p := shell.Pulse{Account: m.account, Queue: m.queue, Oldest: m.oldest}
	account, shops := m.e.Budgets()
	p.Brightpearl = shell.Remote{Name: "Brightpearl", Remaining: account.Remaining, Limit: account.Limit, Last: account.LastContact}
	for _, s := range m.stores {
		b := shops[s.ID]
		p.Stores = append(p.Stores, shell.Remote{Store: s.ID, Name: s.Name, Remaining: b.Remaining, Limit: b.Limit, Last: b.LastContact})
	}
	p.AsleepFrom, p.AsleepUntil = m.e.Asleep()
	if reading, err := m.e.Progress(ctx); err == nil {
		p.Catching = catching(reading, now)
	}
	if hub := m.e.Hub(); hub != nil {
		m.work(&p, hub, now)
	}
	return p
}

// committed tells whether something was written since it was asked last.
func (m *machinery) committed() bool {
	select {
	case <-m.news:
		return true
	default:
		return false
	}
}

// longRead is how long a reading of listings takes before a store counts as catching up: every poll is one.
const longRead = 10 * time.Second

// catching is how far the long readings of stores' listings are whose size is known.
func catching(reading []view.CatalogueProgress, now time.Time) map[commerce.StoreID]float64 {
	out := map[commerce.StoreID]float64{}
	for _, r := range reading {
		if r.Store != 0 && r.Done < r.Total && now.Sub(r.Since) >= longRead {
			out[r.Store] = float64(r.Done) / float64(r.Total)
		}
	}
	return out
}

// count reads what only the database knows.
func (m *machinery) count(ctx context.Context, now time.Time) {
	if account, ok, err := m.e.DB.Account(ctx); err == nil {
		m.account = ""
		if ok {
			m.account = account.Code
		}
	}
	if stores, err := m.e.DB.Stores(ctx); err == nil {
		m.stores = stores
	}
	if n, err := m.e.DB.DueBefore(ctx, now); err == nil {
		m.queue = n
	}
	m.oldest = time.Time{}
	if m.queue == 0 {
		return
	}
	note := func(at time.Time, ok bool, err error) {
		// Work that never waited for anything is due since the beginning of time, which is no age.
		if err == nil && ok && at.Unix() > 0 && !at.After(now) && (m.oldest.IsZero() || at.Before(m.oldest)) {
			m.oldest = at
		}
	}
	note(m.e.DB.NextDueOrder(ctx))
	for _, s := range m.stores {
		note(m.e.DB.NextDueLevel(ctx, s.ID))
		note(m.e.DB.NextDueShipment(ctx, s.ID))
	}
}

// work says what the lanes and polls do, the most telling of it.
func (m *machinery) work(p *shell.Pulse, hub *ledger.Hub, now time.Time) {
	var done int64
	var busy, waits string
	for _, lane := range hub.Lanes() {
		s := lane.State()
		done += s.Done + s.Failed
		if busy == "" && s.Running > 0 {
			busy = m.laneWords(s)
		}
		if waits == "" {
			waits = m.weather(s, now)
		}
	}
	if m.queue == 0 {
		m.base = done
	}
	p.Done = int(done - m.base)
	p.Total = p.Done + m.queue
	switch polled := m.pollWords(hub, now); {
	case busy != "":
		p.Running = busy
	case waits != "":
		p.Running, p.Weather = waits, true
	default:
		p.Running = polled
	}
}

func (m *machinery) laneWords(s ledger.State) string {
	if s.Name == db.BrightpearlLane {
		return say.N(s.Running, "Posting {n} order", "Posting {n} orders")
	}
	return say.T("Writing to {store}", m.nameOf(s.Name))
}

// weather is a trouble of a lane that ends by itself.
func (m *machinery) weather(s ledger.State, now time.Time) string {
	if !s.Stopped || s.Fault == nil || s.NotBefore.IsZero() {
		return ""
	}
	who, left := m.nameOf(s.Name), say.Span(max(time.Second, s.NotBefore.Sub(now)))
	switch s.Fault.Kind {
	case fault.Throttled:
		return say.T("{name} asked for a pause, goes on in {time}", who, left)
	case fault.Offline:
		return say.T("{name} cannot be reached, next try in {time}", who, left)
	case fault.DiskFull:
		return say.T("The disk is full, next try in {time}", left)
	}
	return ""
}

// pollWords names a poll that has been running for a while.
func (m *machinery) pollWords(hub *ledger.Hub, now time.Time) string {
	words := ""
	for _, poller := range hub.Pollers() {
		name := poller.Name()
		if !poller.State().Running {
			delete(m.polling, name)
			continue
		}
		since, known := m.polling[name]
		if !known {
			since = now
			m.polling[name] = now
		}
		if words == "" && now.Sub(since) >= longPoll {
			words = m.pollName(name)
		}
	}
	return words
}

func (m *machinery) pollName(name string) string {
	switch name {
	case "products":
		return say.T("Reading Brightpearl's products")
	case "stock":
		return say.T("Reading Brightpearl's stock")
	case "notes":
		return say.T("Reading shipped notes")
	case "audit":
		return say.T("Comparing the books")
	}
	for _, s := range m.stores {
		switch name {
		case db.OrdersPoll(s.ID):
			return say.T("Reading orders of {store}", s.Name)
		case db.ListingsPoll(s.ID):
			return say.T("Reading listings of {store}", s.Name)
		}
	}
	return ""
}

func (m *machinery) nameOf(lane string) string {
	if lane == db.BrightpearlLane {
		return "Brightpearl"
	}
	for _, s := range m.stores {
		if lane == db.LaneOf(s.ID) {
			return s.Name
		}
	}
	return say.T("a store")
}

var _ shell.Live = (*machinery)(nil)

// frameActions are the wishes of the top bar.
type frameActions struct{ e *engine.Engine }

func (a frameActions) SyncNow() { a.e.SyncNow() }
func (a frameActions) Pause(ctx context.Context, until time.Time) error {
	return a.e.PauseAll(ctx, until)
}
func (a frameActions) Resume(ctx context.Context) error { return a.e.ResumeAll(ctx) }

var _ shell.Actions = frameActions{}
