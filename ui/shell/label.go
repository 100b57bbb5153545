package shell

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// silence is how long a remote, or the books, may say nothing before nobody can know how things stand there.
const silence = 3 * time.Minute

// Label is what the top bar says about the whole program.
type Label struct {
	State theme.State
	Word  string
	// Proof is what the word rests on, the most important part first; a narrow window drops parts from the end.
	Proof []string
}

// facts are what a label is judged from.
type facts struct {
	now      time.Time
	stores   []view.StoreCard
	counts   view.Counts
	overview view.Overview
	pulse    Pulse
	readAt   time.Time // when the stored figures above were read; zero: never
}

// judge says how things stand. The first of these that holds wins: nothing connected, something needs a person, paused, no
// contact, orders that nobody accounts for, held money, working, put off, all in step. It is green only with a proof: within the last three
// minutes by this computer's clock every store that works and Brightpearl answered and the books were read, every order is accounted
// for, no money is held, and no store shows other stock than it was told. A clock that was set back is no proof.
func judge(f facts) Label {
	if f.readAt.IsZero() {
		return Label{theme.Unknown, say.T("Reading"), []string{say.T("Looking at what is stored")}}
	}
	if len(f.stores) == 0 {
		if f.pulse.Account == "" {
			return Label{theme.Unknown, say.T("Not connected yet"), []string{say.T("No store and no Brightpearl account")}}
		}
		return Label{theme.Unknown, say.T("Not connected yet"), []string{say.T("Brightpearl is connected, a store is not")}}
	}
	contacts := contactsOf(f)
	proof := proofOf(f, contacts)
	unaccounted := unaccounted(f.overview)
	lost, since := longestSilent(contacts, f.now)
	paused, until := allPaused(f.stores, f.now)
	if paused {
		proof = []string{say.Clock(f.now), pausedPart(until, f.now), say.T("{orders} unaccounted", unaccounted)}
	}
	switch {
	case f.counts.Orders > 0:
		return Label{theme.Attention, say.N(f.counts.Orders, "{n} order needs you", "{n} orders need you"), proof}
	case f.counts.Attention > 0:
		return Label{theme.Attention, say.N(f.counts.Attention, "{n} thing needs you", "{n} things need you"), proof}
	case paused:
		return Label{theme.Paused, pausedWord(until, f.now), []string{say.T("Nothing is lost, the work goes on afterwards"), waitingWords(f.pulse.Queue)}}
	case len(contacts) == 0:
		return Label{theme.Unknown, say.T("Not live yet"), []string{say.T("Go live on the Stores screen")}}
	case lost != "":
		if since.IsZero() {
			return Label{theme.Unknown, say.T("Cannot know yet"), []string{say.T("{name} has not answered yet", lost)}}
		}
		return Label{theme.Unknown, say.T("Cannot know since {time}", say.When(since, f.now)), []string{say.T("{name} has not answered since then", lost)}}
	case !fresh(f.readAt, f.now):
		return Label{theme.Unknown, say.T("Cannot know since {time}", say.When(f.readAt, f.now)), []string{say.T("The books could not be read since then")}}
	case unaccounted != 0:
		return Label{theme.Attention, say.N(unaccounted, "{n} order is unaccounted", "{n} orders are unaccounted"), proof}
	case f.overview.HeldMoney > 0:
		return Label{theme.Attention, say.T("{money} is held", say.Money(f.overview.HeldMoney, f.overview.Currency)), proof}
	case f.overview.Drift > 0:
		return Label{theme.Working, say.N(f.overview.Drift, "{n} stock figure is put right", "{n} stock figures are put right"), proof}
	case f.pulse.Queue > 0:
		return Label{theme.Working, say.T("Working"), proof}
	case f.counts.Snoozed > 0:
		return Label{theme.Paused, say.N(f.counts.Snoozed, "{n} thing is put off", "{n} things are put off"), proof}
	}
	return Label{theme.OK, say.T("All in step"), proof}
}

// contact is when something that has to answer did so last.
type contact struct {
	store commerce.StoreID // 0: Brightpearl
	name  string
	last  time.Time
}

// contactsOf lists Brightpearl, when a store works, and the stores that work.
func contactsOf(f facts) []contact {
	heard := map[commerce.StoreID]time.Time{}
	for _, s := range f.pulse.Stores {
		heard[s.Store] = s.Last
	}
	var out []contact
	for _, s := range f.stores {
		if !s.Live(f.now) {
			continue
		}
		last := heard[s.ID]
		if s.LastContactAt.After(last) {
			last = s.LastContactAt
		}
		out = append(out, contact{s.ID, s.Name, last})
	}
	if len(out) > 0 {
		out = append(out, contact{0, "Brightpearl", f.pulse.Brightpearl.Last})
	}
	return out
}

// longestSilent names who has been silent for too long, and since when; "" when all have answered.
func longestSilent(contacts []contact, now time.Time) (name string, since time.Time) {
	for _, c := range contacts {
		if fresh(c.last, now) {
			continue
		}
		if name == "" || c.last.Before(since) {
			name, since = c.name, c.last
		}
	}
	return name, since
}

func fresh(last, now time.Time) bool {
	age := now.Sub(last)
	return !last.IsZero() && age <= silence && age > -time.Minute
}

func unaccounted(o view.Overview) int { return o.Placed - o.Posted - o.Waiting - o.Held - o.Excluded }

func proofOf(f facts, contacts []contact) []string {
	answered, oldest := 0, time.Duration(-1)
	for _, c := range contacts {
		if c.store != 0 && fresh(c.last, f.now) {
			answered++
		}
		if !c.last.IsZero() {
			oldest = max(oldest, f.now.Sub(c.last))
		}
	}
	proof := []string{
		say.Clock(f.now),
		say.N(len(f.stores), "{answered} of {n} store", "{answered} of {n} stores", answered),
		say.T("{orders} unaccounted", unaccounted(f.overview)),
	}
	if oldest >= 0 {
		proof = append(proof, say.T("oldest check {age}", seconds(oldest)))
	}
	return proof
}

// seconds keeps seconds up to two minutes, where they are the promise.
func seconds(d time.Duration) string {
	if d < 2*time.Minute {
		return say.T("{seconds} s", max(0, int(d.Seconds())))
	}
	return say.Span(d)
}

// allPaused reports whether every store that could work is paused, and until when; zero: until somebody resumes.
func allPaused(stores []view.StoreCard, now time.Time) (paused bool, until time.Time) {
	for _, s := range stores {
		switch {
		case s.State == commerce.StorePaused && !s.Live(now):
			if paused && (until.IsZero() || s.PausedUntil.IsZero()) {
				until = time.Time{}
			} else if !paused || s.PausedUntil.After(until) {
				until = s.PausedUntil
			}
			paused = true
		case s.Live(now):
			return false, time.Time{}
		}
	}
	return paused, until
}

func pausedWord(until, now time.Time) string {
	if until.IsZero() {
		return say.T("Paused until you resume")
	}
	return say.T("Paused until {time}", say.When(until, now))
}

// pausedPart is pausedWord inside a proof, which is one running line.
func pausedPart(until, now time.Time) string {
	if until.IsZero() {
		return say.T("paused until you resume")
	}
	return say.T("paused until {time}", say.When(until, now))
}

func waitingWords(queue int) string {
	if queue == 0 {
		return say.T("nothing waits")
	}
	return say.N(queue, "{n} piece of work waits", "{n} pieces of work wait")
}
