package stores

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.Local)

func TestStatesInWords(t *testing.T) {
	for _, c := range []struct {
		store commerce.Store
		due   int
		state theme.State
		word  string
	}{
		{commerce.Store{State: commerce.StoreLive, OrdersOn: true}, 3, theme.OK, "Live"},
		{commerce.Store{State: commerce.StoreLive, OrdersOn: true}, 1204, theme.Working, "Catching up, 1,204 due"},
		{commerce.Store{State: commerce.StorePaused}, 0, theme.Paused, "Paused"},
		{commerce.Store{State: commerce.StorePaused, PausedUntil: noon.Add(4 * time.Hour)}, 0, theme.Paused, "Paused until 16:00"},
		{commerce.Store{State: commerce.StorePaused, PausedUntil: noon.Add(-time.Minute), OrdersOn: true}, 0, theme.OK, "Live"},
		{commerce.Store{State: commerce.StoreSignIn}, 0, theme.Attention, "Sign in again"},
		{commerce.Store{State: commerce.StoreError}, 0, theme.Error, "Broken"},
		{commerce.Store{State: commerce.StoreSetup}, 0, theme.Unknown, "Not set up"},
	} {
		if state, _, word := look(view.StoreCard{Store: c.store, Due: c.due}, noon); state != c.state || word != c.word {
			t.Errorf("%s until %v: %q in %v", c.store.State, c.store.PausedUntil, word, state)
		}
	}
}

func TestSharesNeverRoundUpToAll(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{{0, 0, "None"}, {0, 5, "0.0%"}, {1999, 2000, "99.9%"}, {19999, 20000, "99.9%"}, {5, 5, "100.0%"}, {731, 739, "98.9%"}} {
		if got := share(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d is %s", c.part, c.whole, got)
		}
	}
}

func TestALoginThatEndsSoonStandsOut(t *testing.T) {
	for until, want := range map[time.Time]kit.Cell{
		{}:                       {Text: "No end", Muted: true},
		noon.Add(-time.Hour):     {Text: "Sign in again", Emphasis: theme.Attention},
		noon.Add(48 * time.Hour): {Text: "2 days left", Emphasis: theme.Attention},
		noon.AddDate(0, 0, 15):   {Text: "8 Dec"},
	} {
		if !until.IsZero() {
			want.Tip = say.Exact(until)
		}
		if got := login(view.StoreCard{LoginUntil: until}, noon); got != want {
			t.Errorf("until %v: %+v", until, got)
		}
	}
}

func TestSettingsAreListedByName(t *testing.T) {
	s := settings.Defaults()
	s.Warehouses, s.StockBuffer, s.ChannelID = []int64{4, 2}, 3, 99
	lines, differing := settingLines(s, settings.Defaults(), map[string][]kit.Choice{"warehouses": {{Value: "2", Label: "Main"}, {Value: "4", Label: "Unit 4"}}})
	got := map[string]settingLine{}
	for _, l := range lines {
		got[l.title] = l
	}
	if got["Warehouses"].value != "Unit 4, Main" || got["Sales channel"].value != "99" || !got["Buffer"].differs || differing != 1 {
		t.Errorf("%+v, %d differ", got["Warehouses"], differing)
	}
	own := settings.Defaults()
	own.StockBuffer, own.TaxTaxable, own.ChannelID = 3, "T20", 98
	s.TaxTaxable = "T20"
	lines, differing = settingLines(s, own, nil)
	for _, l := range lines {
		got[l.title] = l
	}
	if got["Buffer"].differs || got["Buffer"].standard != "3" || got["Tax code, taxable"].standard != "T20" || got["Sales channel"].standard != "None" || differing != 0 {
		t.Errorf("beside a person's defaults: %+v, %+v, %d differ", got["Buffer"], got["Sales channel"], differing)
	}
}
