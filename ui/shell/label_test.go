package shell

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/theme"
)

var noon = time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)

func storeCard(id commerce.StoreID, name string, heard time.Time) view.StoreCard {
	return view.StoreCard{Store: commerce.Store{ID: id, Name: name, State: commerce.StoreLive, OrdersOn: true}, LastContactAt: heard}
}

// calm are facts of a good day; a case changes what it is about.
func calm() facts {
	heard := noon.Add(-71 * time.Second)
	return facts{now: noon, readAt: noon.Add(-20 * time.Second),
		stores:   []view.StoreCard{storeCard(1, "Kiln", heard), storeCard(2, "Paws", noon.Add(-9*time.Second)), storeCard(3, "Shed", noon.Add(-12*time.Second))},
		overview: view.Overview{Placed: 112, Posted: 108, Waiting: 3, Excluded: 1},
		pulse:    Pulse{Account: "acme", Brightpearl: Remote{Last: noon.Add(-3 * time.Second)}}}
}

func pausedUntil(f *facts, until time.Time) {
	for i := range f.stores {
		f.stores[i].State, f.stores[i].PausedUntil = commerce.StorePaused, until
	}
}

func TestJudge(t *testing.T) {
	const proof = "14:02 · 3 of 3 stores · 0 unaccounted · oldest check 71 s"
	for name, c := range map[string]struct {
		change func(*facts)
		state  theme.State
		word   string
		proof  string
	}{
		"all in step":       {func(*facts) {}, theme.OK, "All in step", proof},
		"nothing read":      {func(f *facts) { f.readAt = time.Time{} }, theme.Unknown, "Reading", "Looking at what is stored"},
		"no store":          {func(f *facts) { f.stores, f.pulse.Account = nil, "" }, theme.Unknown, "Not connected yet", "No store and no Brightpearl account"},
		"no store, account": {func(f *facts) { f.stores = nil }, theme.Unknown, "Not connected yet", "Brightpearl is connected, a store is not"},
		"held orders":       {func(f *facts) { f.counts.Orders, f.counts.Attention = 4, 5 }, theme.Attention, "4 orders need you", proof},
		"one held order":    {func(f *facts) { f.counts.Orders = 1 }, theme.Attention, "1 order needs you", proof},
		"put off":           {func(f *facts) { f.counts.Snoozed = 2 }, theme.Paused, "2 things are put off", proof},
		"other causes":      {func(f *facts) { f.counts.Attention = 2 }, theme.Attention, "2 things need you", proof},
		"held while silent": {func(f *facts) {
			f.counts.Orders = 1
			f.stores[0].LastContactAt = noon.Add(-42 * time.Minute)
		}, theme.Attention, "1 order needs you", "14:02 · 2 of 3 stores · 0 unaccounted · oldest check 42 min"},
		"working": {func(f *facts) { f.pulse.Queue = 14 }, theme.Working, "Working", proof},
		"a silent store": {func(f *facts) { f.stores[0].LastContactAt = noon.Add(-42 * time.Minute) },
			theme.Unknown, "Cannot know since 13:20", "Kiln has not answered since then"},
		"silent Brightpearl": {func(f *facts) { f.pulse.Brightpearl.Last = noon.Add(-4 * time.Minute) },
			theme.Unknown, "Cannot know since 13:58", "Brightpearl has not answered since then"},
		"never heard": {func(f *facts) { f.stores[1].LastContactAt = time.Time{} }, theme.Unknown, "Cannot know yet", "Paws has not answered yet"},
		"heard by the running program": {func(f *facts) {
			f.stores[0].LastContactAt = noon.Add(-42 * time.Minute)
			f.pulse.Stores = []Remote{{Store: 1, Last: noon.Add(-71 * time.Second)}}
		}, theme.OK, "All in step", proof},
		"clock set back": {func(f *facts) { f.now = noon.Add(-2 * time.Hour) }, theme.Unknown, "Cannot know since 14:00", "Kiln has not answered since then"},
		"work while silent": {func(f *facts) { f.pulse.Queue, f.stores[0].LastContactAt = 3, noon.Add(-42*time.Minute) },
			theme.Unknown, "Cannot know since 13:20", "Kiln has not answered since then"},
		"paused": {func(f *facts) { pausedUntil(f, noon.Add(2*time.Hour)) }, theme.Paused, "Paused until 16:02", "Nothing is lost, the work goes on afterwards · nothing waits"},
		"held while paused": {func(f *facts) {
			pausedUntil(f, noon.Add(2*time.Hour))
			f.counts.Orders = 4
		}, theme.Attention, "4 orders need you", "14:02 · paused until 16:02 · 0 unaccounted"},
		"paused for good":   {func(f *facts) { pausedUntil(f, time.Time{}) }, theme.Paused, "Paused until you resume", "Nothing is lost, the work goes on afterwards · nothing waits"},
		"the pause is over": {func(f *facts) { pausedUntil(f, noon.Add(-time.Minute)) }, theme.OK, "All in step", proof},
		"one store paused":  {func(f *facts) { f.stores[2].State = commerce.StorePaused }, theme.OK, "All in step", "14:02 · 2 of 3 stores · 0 unaccounted · oldest check 71 s"},
		"nothing live": {func(f *facts) {
			for i := range f.stores {
				f.stores[i].State = commerce.StoreSetup
			}
		}, theme.Unknown, "Not live yet", "Go live on the Stores screen"},
		"old books":           {func(f *facts) { f.readAt = noon.Add(-12 * time.Minute) }, theme.Unknown, "Cannot know since 13:50", "The books could not be read since then"},
		"books of the future": {func(f *facts) { f.readAt = noon.Add(time.Hour) }, theme.Unknown, "Cannot know since 15:02", "The books could not be read since then"},
		"held money":          {func(f *facts) { f.overview.HeldMoney, f.overview.Currency = 11295, "GBP" }, theme.Attention, "£112.95 is held", proof},
		"drift":               {func(f *facts) { f.overview.Drift = 2 }, theme.Working, "2 stock figures are put right", proof},
		"a lost order":        {func(f *facts) { f.overview.Posted = 106 }, theme.Attention, "2 orders are unaccounted", "14:02 · 3 of 3 stores · 2 unaccounted · oldest check 71 s"},
	} {
		t.Run(name, func(t *testing.T) {
			f := calm()
			c.change(&f)
			got := judge(f)
			if got.State != c.state || got.Word != c.word || strings.Join(got.Proof, between) != c.proof {
				t.Errorf("%v %q %q\nwant %v %q %q", got.State, got.Word, strings.Join(got.Proof, between), c.state, c.word, c.proof)
			}
		})
	}
}

// TestStandingIsTheLabel holds that what the tray says is what the top bar says, with each store's own state.
func TestStandingIsTheLabel(t *testing.T) {
	f := calm()
	f.stores = append(f.stores, storeCard(4, "Barn", time.Time{}), storeCard(5, "Loft", noon), storeCard(6, "Mill", noon), storeCard(7, "Yard", noon))
	f.stores[1].LastContactAt = noon.Add(-42 * time.Minute)
	f.pulse.Catching = map[commerce.StoreID]float64{3: 0.62}
	f.stores[4].State = commerce.StorePaused
	f.stores[5].State = commerce.StoreSignIn
	f.stores[6].State = commerce.StoreSetup
	f.counts.Attention = 5
	label := judge(f)
	got := standingOf(f, label)
	if got.State != label.State || got.Word != label.Word || got.Attention != 5 || !got.Usable || got.Paused || got.Proof != "2 of 7 stores, 0 unaccounted" {
		t.Errorf("%+v, label %+v", got, label)
	}
	var words []string
	for _, s := range got.Stores {
		words = append(words, s.Name+": "+s.Word)
	}
	want := "Kiln: Live; Paws: No answer since 13:20; Shed: Catching up, 62%; Barn: No answer yet; Loft: Paused until you resume; Mill: Sign in again; Yard: Not live yet"
	if strings.Join(words, "; ") != want {
		t.Errorf("%q\nwant %q", words, want)
	}
}

func TestANarrowLabelLosesTheLastPartOfItsProof(t *testing.T) {
	parts := []string{"14:02", "3 of 3 stores", "0 unaccounted"}
	for room, want := range map[int]string{99: "14:02 · 3 of 3 stores · 0 unaccounted", 24: "14:02 · 3 of 3 stores", 3: "14:02"} {
		if got := fitting(parts, func(text string) bool { return len(text) <= room }); got != want {
			t.Errorf("in %d: %q, want %q", room, got, want)
		}
	}
}

func TestWordsOf(t *testing.T) {
	idle := wordsOf(Pulse{}, noon)
	if idle.running != "Nothing running" || idle.contact != "Last contact: none yet" || idle.queue != "" || idle.budget != "" {
		t.Errorf("an empty program says %+v", idle)
	}
	busy := wordsOf(Pulse{Account: "acme", Running: "Posting 2 orders", Done: 31, Total: 50, Queue: 14, Oldest: noon.Add(-22 * time.Second),
		Brightpearl: Remote{Remaining: 131, Limit: 200, Last: noon.Add(-3 * time.Second)},
		Stores:      []Remote{{Remaining: 36, Limit: 40, Last: noon.Add(-9 * time.Second)}, {Remaining: 38, Limit: 40, Last: noon.Add(-2 * time.Second)}}}, noon)
	want := stripWords{running: "Posting 2 orders, 31 of 50", busy: true, done: 31, total: 50, queue: "Queue 14, oldest 22 s",
		budget: "Requests left: Brightpearl 131 of 200", left: 131, limit: 200, shops: "EKM 36, 38 of 40", contact: "Last contact: Brightpearl 3 s ago, EKM 9 s ago"}
	if busy != want {
		t.Errorf("%+v\nwant %+v", busy, want)
	}
	wait := wordsOf(Pulse{Account: "acme", Running: "Brightpearl asked for a pause of 12 s", Weather: true, Total: 9}, noon)
	if wait.busy || !wait.weather || wait.total != 0 || wait.queue != "Queue empty" {
		t.Errorf("a wait says %+v", wait)
	}
	many := shopWords([]Remote{{Remaining: 9, Limit: 40}, {Remaining: 4, Limit: 40}, {Remaining: 40, Limit: 40}, {Remaining: 30, Limit: 40}, {Remaining: 22, Limit: 40}})
	if many != "EKM at least 4 of 40" {
		t.Errorf("many shops say %q", many)
	}
}
