// Package dbtest is the suite that every database engine has to pass: what screens and reports read back after the writing
// side stored a small trade. It is not for use outside tests, holds nothing that is shared, and moves time by its own clock.
//
// Start reading at Exercise, then World.
package dbtest

import (
	"sync"
	"testing"
	"time"

	"stockbridge/core/db"
)

// Start is when every world begins: a Monday afternoon in winter, when London and UTC agree.
var Start = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)

// Clock is the time of a world. It moves only when a test says so.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the present moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves to a moment, back in time too.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Open opens an empty database of the engine under test with the given clock and closes it when the test ends.
type Open func(t testing.TB, now func() time.Time) *db.DB

// Exercise runs the whole suite, each part on an empty database of its own.
func Exercise(t *testing.T, open Open) {
	parts := []struct {
		name string
		run  func(*testing.T, *World)
	}{
		{"orders", ordersAreListed},
		{"orders are walked while new ones arrive", ordersAreWalked},
		{"orders are narrowed", ordersAreNarrowed},
		{"orders are found", ordersAreFound},
		{"the middle of a long list", middleIsReached},
		{"order detail", orderIsShown},
		{"links", linksAreListed},
		{"changes of catalogues", changesAreNotLost},
		{"products are found", productsAreFound},
		{"levels", levelsAreListed},
		{"a stock figure is explained", figureIsExplained},
		{"a bundle is explained", bundleIsExplained},
		{"late answers about stock", lateAnswersChangeNothing},
		{"what brakes stop", brakesAreKept},
		{"hints", hintsAreKept},
		{"settings", settingsAreRemembered},
		{"subscriptions", subscriptionsAreKept},
		{"news that wake-ups may have told", newsAreFound},
		{"shipments", shipmentsAreListed},
		{"shortfalls", shortfallsAreShown},
		{"causes", causesAreGrouped},
		{"causes by consequence", causesAreSorted},
		{"causes that are put off", causesArePutOff},
		{"causes that were settled", causesAreSettled},
		{"activity", activityIsListed},
		{"stores and sales", storesAreShown},
		{"overview", overviewAddsUp},
		{"exposure by sales and delay", exposureIsWeighed},
		{"samples", samplesAreKept},
		{"days of sales", daysAddUp},
		{"cards", cardsKnowTheirSetup},
		{"removed stores", removedStoresRest},
		{"status figures", statusAddsUp},
		{"status word", statusFindsItsWord},
		{"ledger", ledgerAddsUp},
		{"days of the ledger", ledgerDaysAreLocal},
		{"statements", statementsAreChained},
		{"gaps", gapsAreProved},
		{"changed orders", changesAreKept},
		{"fixes by hand", fixesAreKept},
		{"stores in shadow", shadowsAreKept},
		{"orders posted unpaid", unpaidOrdersAreFound},
		{"codes in any case", codesInAnyCase},
		{"listings that Brightpearl lacks", lackedListingsAreRead},
	}
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			clock := &Clock{at: Start}
			p.run(t, NewWorld(t, open(t, clock.Now), clock))
		})
	}
}
