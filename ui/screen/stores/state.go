package stores

import (
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen/salesreport"
	"stockbridge/ui/screen/testorder"
)

// The tabs of the details.
const (
	tabHealth   = "health"
	tabSettings = "settings"
	tabTimeline = "timeline"
	tabLimits   = "limits"
	tabSales    = "sales"
	tabSignedIn = "connection"
)

// state is what the screen knows and where the person stands. It holds no widgets.
type state struct {
	cards  []view.StoreCard
	status view.Status
	loaded bool
	err    error

	current commerce.StoreID
	tab     string
	details details
	checks  map[commerce.StoreID]checked // of this run of the program
	tests   map[commerce.StoreID]*testorder.Panel
	sales   *salesreport.Panel // of the store salesOf
	salesOf commerce.StoreID

	listTurn, detailTurn int // answers to earlier questions are dropped
}

// details is everything about the current store.
type details struct {
	store    commerce.StoreID
	overview view.Overview
	settings settings.Store
	defaults settings.Store
	lists    map[string][]kit.Choice
	activity []view.ActivityRow
	limits   []Limit
	own      Connection // of the store
	account  Connection
	webhooks view.Webhooks
	err      error
}

// checked is the last examination of a store.
type checked struct {
	running bool
	at      time.Time
	checks  []Check
	err     error
}

func newState() *state {
	return &state{tab: tabHealth, checks: map[commerce.StoreID]checked{}, tests: map[commerce.StoreID]*testorder.Panel{}}
}

// took takes an answer about all stores, and keeps the current one if it is still there.
func (s *state) took(cards []view.StoreCard, status view.Status, err error) {
	if err != nil {
		s.err = err
		return
	}
	s.cards, s.status, s.loaded, s.err = cards, status, true, nil
	if _, ok := s.card(); !ok {
		s.current = 0
		if len(cards) > 0 {
			s.current = worst(cards).ID
		}
	}
}

// worst is the store that a person should see first: one that has stopped, then one with a problem, then the first.
func worst(cards []view.StoreCard) view.StoreCard {
	rank := func(c view.StoreCard) int {
		switch {
		case c.State == commerce.StoreSignIn || c.State == commerce.StoreError:
			return 0
		case c.Problem != "":
			return 1
		}
		return 2
	}
	return slices.MinFunc(cards, func(a, b view.StoreCard) int { return rank(a) - rank(b) })
}

// card is the current store.
func (s *state) card() (view.StoreCard, bool) {
	i := slices.IndexFunc(s.cards, func(c view.StoreCard) bool { return c.ID == s.current })
	if i < 0 {
		return view.StoreCard{}, false
	}
	return s.cards[i], true
}

// figures are the current store's in the status document, which knows stores by name.
func (s *state) figures() view.StoreStatus {
	card, _ := s.card()
	for _, f := range s.status.Stores {
		if f.Name == card.Name {
			return f
		}
	}
	return view.StoreStatus{}
}

// signedOut reports that Brightpearl was connected and wants a new sign-in.
func (s *state) signedOut() bool {
	return s.status.Brightpearl.Account != "" && !s.status.Brightpearl.Connected
}

// What a button serves, when only one of the page's buttons can be the primary one.
const (
	forStore = iota
	forAdding
)

// kind makes a button primary if nothing more urgent has one: signing in to Brightpearl comes first, then the store in front.
func (s *state) kind(serves int) kit.ButtonKind {
	card, ok := s.card()
	stopped := ok && card.State != commerce.StoreLive && card.State != commerce.StoreError
	if s.signedOut() || serves == forAdding && (stopped || s.loaded && !ok) {
		return kit.Secondary
	}
	return kit.Primary
}
