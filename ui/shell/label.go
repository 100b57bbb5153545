package shell

import (
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// silence is how long a remote may say nothing before nobody can know how things stand there.
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
	read     bool // the figures above were read at least once
}

// judge says how things stand. The first of these that holds wins: nothing connected, something needs a person, no contact,
// paused, working, all in step. It is green only with a proof: every store that works and Brightpearl answered within the
// last three minutes by this computer's clock, and every order is accounted for. A clock that was set back is no proof.
func judge(f facts) Label {
	if !f.read {
		return Label{theme.Unknown, "Reading", []string{"Looking at what is stored"}}
	}
	if len(f.stores) == 0 {
		if f.pulse.Account == "" {
			return Label{theme.Unknown, "Not connected yet", []string{"No store and no Brightpearl account"}}
		}
		return Label{theme.Unknown, "Not connected yet", []string{"Brightpearl is connected, a store is not"}}
	}
	contacts := contactsOf(f)
	proof := proofOf(f, contacts)
	unaccounted := unaccounted(f.overview)
	lost, since := longestSilent(contacts, f.now)
	paused, until := allPaused(f.stores, f.now)
	if paused {
		proof = []string{f.now.Local().Format("15:04"), lower(pausedWord(until, f.now)), fmt.Sprintf("%d unaccounted", unaccounted)}
	}
	switch {
	case f.counts.Orders > 0:
		return Label{theme.Attention, screen.Plural(f.counts.Orders, "order needs you", "orders need you"), proof}
	case f.counts.Attention > 0:
		return Label{theme.Attention, screen.Plural(f.counts.Attention, "thing needs you", "things need you"), proof}
	case paused:
		return Label{theme.Paused, pausedWord(until, f.now), []string{"Nothing is lost, the work goes on afterwards", waitingWords(f.pulse.Queue)}}
	case len(contacts) == 0:
		return Label{theme.Unknown, "Not live yet", []string{"Go live on the Stores screen"}}
	case lost != "":
		if since.IsZero() {
			return Label{theme.Unknown, "Cannot know yet", []string{lost + " has not answered yet"}}
		}
		return Label{theme.Unknown, "Cannot know since " + screen.When(since, f.now), []string{lost + " has not answered since then"}}
	case unaccounted != 0:
		return Label{theme.Attention, screen.Plural(unaccounted, "order is unaccounted", "orders are unaccounted"), proof}
	case f.pulse.Queue > 0:
		return Label{theme.Working, "Working", proof}
	}
	return Label{theme.OK, "All in step", proof}
}

// contact is when something that has to answer did so last.
type contact struct {
	name string
	last time.Time
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
		out = append(out, contact{s.Name, last})
	}
	if len(out) > 0 {
		out = append(out, contact{"Brightpearl", f.pulse.Brightpearl.Last})
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
		if c.name != "Brightpearl" && fresh(c.last, f.now) {
			answered++
		}
		if !c.last.IsZero() {
			oldest = max(oldest, f.now.Sub(c.last))
		}
	}
	proof := []string{
		f.now.Local().Format("15:04"),
		fmt.Sprintf("%d of %s", answered, screen.Plural(len(f.stores), "store", "stores")),
		fmt.Sprintf("%d unaccounted", unaccounted(f.overview)),
	}
	if oldest >= 0 {
		proof = append(proof, "oldest check "+seconds(oldest))
	}
	return proof
}

// seconds keeps seconds up to two minutes, where they are the promise.
func seconds(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", max(0, int(d.Seconds())))
	}
	return screen.Span(d)
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
		return "Paused until you resume"
	}
	return "Paused until " + screen.When(until, now)
}

// lower fits a word into a proof, which is one running line.
func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }

func waitingWords(queue int) string {
	if queue == 0 {
		return "nothing waits"
	}
	return screen.Plural(queue, "piece of work waits", "pieces of work wait")
}
