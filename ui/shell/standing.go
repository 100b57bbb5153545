package shell

import (
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Standing is how things stand, for what shows it outside of the window. It is the top bar's own judgement.
type Standing struct {
	State theme.State
	Word  string
	Proof string // what holds without a clock time, which would change all the time
	// Stores are told one by one, in the order of the Stores screen.
	Stores    []StoreStanding
	Attention int // causes that need a person
	Usable    bool
	Paused    bool // every store that could work is
}

// StoreStanding is how one store is.
type StoreStanding struct {
	ID    commerce.StoreID
	Name  string
	State theme.State
	Word  string
}

// standingOf puts the judgement and each store in words.
func standingOf(f facts, l Label) Standing {
	s := Standing{State: l.State, Word: l.Word, Attention: f.counts.Attention, Usable: usable(f.stores)}
	s.Paused, _ = allPaused(f.stores, f.now)
	contacts := contactsOf(f)
	for _, c := range f.stores {
		s.Stores = append(s.Stores, storeStanding(c, contacts, f))
	}
	if len(contacts) > 0 && !f.readAt.IsZero() {
		s.Proof = strings.Join(proofOf(f, contacts)[1:3], ", ")
	}
	return s
}

// usable reports whether there is a store that Pause and Sync now mean something to.
func usable(stores []view.StoreCard) bool {
	return slices.ContainsFunc(stores, func(c view.StoreCard) bool {
		return c.State == commerce.StoreLive || c.State == commerce.StorePaused || c.State == commerce.StoreSignIn
	})
}

func storeStanding(c view.StoreCard, contacts []contact, f facts) StoreStanding {
	out := StoreStanding{ID: c.ID, Name: c.Name}
	state, word := theme.Unknown, ""
	switch {
	case c.State == commerce.StoreSignIn:
		state, word = theme.Attention, say.T("Sign in again")
	case c.State == commerce.StoreError || c.Problem != "":
		state, word = theme.Attention, say.T("Needs you")
	case c.State == commerce.StorePaused && !c.Live(f.now):
		state, word = theme.Paused, pausedWord(c.PausedUntil, f.now)
	case !c.Live(f.now):
		word = say.T("Not live yet")
	default:
		state, word = liveStanding(c.ID, contacts, f)
	}
	out.State, out.Word = state, word
	return out
}

func liveStanding(id commerce.StoreID, contacts []contact, f facts) (theme.State, string) {
	at := slices.IndexFunc(contacts, func(c contact) bool { return c.store == id })
	last := time.Time{}
	if at >= 0 {
		last = contacts[at].last
	}
	switch share, catching := f.pulse.Catching[id]; {
	case last.IsZero():
		return theme.Unknown, say.T("No answer yet")
	case !fresh(last, f.now):
		return theme.Unknown, say.T("No answer since {time}", say.When(last, f.now))
	case catching:
		return theme.Working, say.T("Catching up, {share}", say.Percent(share, 0))
	}
	return theme.OK, say.T("Live")
}
