package inventory

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// remarkColumn is the reason of a row in words, shown in the tabs that are about it.
const remarkColumn = "remark"

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: say.T("State"), Kind: kit.KindState, Width: 112, Sortable: true},
		{ID: "sku", Title: say.T("SKU"), Kind: kit.KindCode, Width: 124, Sortable: true},
		{ID: "name", Title: say.T("Name"), Width: 80, Sortable: true, Grow: true},
		{ID: "store", Title: say.T("Store"), Width: 84, Muted: true, Sortable: true},
		{ID: "on_hand", Title: say.X("column", "On hand"), Kind: kit.KindNumber, Width: 50, Sortable: true},
		{ID: "pending", Title: say.X("column", "Pending"), Kind: kit.KindNumber, Width: 52, Sortable: true, Yields: 3},
		{ID: "buffer", Title: say.T("Buffer"), Kind: kit.KindNumber, Width: 58, Yields: 7},
		{ID: "cap", Title: say.T("Cap"), Kind: kit.KindNumber, Width: 34, Yields: 10},
		{ID: "wanted", Title: say.T("Publish"), Kind: kit.KindNumber, Width: 44, Sortable: true},
		{ID: "listed", Title: say.T("Shown"), Kind: kit.KindNumber, Width: 40, Sortable: true},
		{ID: "exposure", Title: say.T("Exposure"), Kind: kit.KindNumber, Width: 116, Sortable: true, Yields: 2},
		{ID: "sold", Title: say.T("Sold/h"), Kind: kit.KindNumber, Width: 42, Yields: 8},
		{ID: "delay", Title: say.T("Delay p95"), Right: true, Width: 62, Muted: true, Yields: 9},
		{ID: "written", Title: say.T("Last write"), Right: true, Width: 72, Muted: true, Sortable: true, Yields: 5},
		{ID: "read_back", Title: say.T("Confirmed"), Right: true, Width: 72, Muted: true, Yields: 4},
		{ID: remarkColumn, Title: say.T("Remark"), Width: 234, Muted: true, Hidden: true, Yields: 1},
	}
}

// unread reports whether Brightpearl's units of a listing were never read, so that there is no figure yet.
func unread(v view.LevelRow) bool { return v.State == commerce.LevelIdle && !v.HasPublished }

// drifts reports whether a store shows something else than it was told: nothing is on its way, or only what puts it right.
func drifts(v view.LevelRow) bool {
	switch v.State {
	case commerce.LevelIdle:
		return v.HasPublished && v.Listed != v.Published
	case commerce.LevelDue:
		return v.DriftAt.After(v.WrittenAt) && v.Listed == v.DriftShown && v.Listed != v.Wanted
	}
	return false
}

// unconfirmed reports whether a store took a figure and was not seen to show it yet.
func unconfirmed(v view.LevelRow) bool {
	return v.State == commerce.LevelIdle && v.HasPublished && v.WrittenAt.After(v.ReadBackAt)
}

// standing is where a figure stands, in words.
type standing struct {
	state      theme.State
	icon, word string
}

func standingOf(v view.LevelRow) standing {
	switch frozen := v.Freeze != commerce.NotFrozen; {
	case v.State == commerce.LevelFailed:
		return standing{theme.Error, "octagon-x", say.X("stock figure", "Failed")}
	case v.State == commerce.LevelHeld && frozen && v.HasPublished:
		return standing{theme.Paused, "snowflake", say.T("Frozen at {n}", v.Listed)}
	case v.State == commerce.LevelHeld && frozen:
		return standing{theme.Paused, "snowflake", say.T("Frozen")}
	case v.State == commerce.LevelHeld && v.HasPublished:
		return standing{theme.Paused, "lock", say.T("Held at {n}", v.Listed)}
	case v.State == commerce.LevelHeld:
		return standing{theme.Paused, "lock", say.T("Held")}
	case v.Braked:
		return standing{theme.Attention, "hand", say.T("Braked")}
	case drifts(v):
		return standing{theme.Attention, "git-compare", say.T("Drift")}
	case v.State == commerce.LevelDue && v.Attempts > 0:
		return standing{theme.Working, "rotate-cw", say.T("Retry {n}", v.Attempts+1)}
	case v.State == commerce.LevelDue:
		return standing{theme.Working, "clock", say.T("Queued")}
	case unread(v):
		return standing{theme.Unknown, "", say.T("Not read yet")}
	case v.Terms.Stop:
		return standing{theme.Paused, "snowflake", say.T("Frozen at {n}", 0)}
	case unconfirmed(v):
		return standing{theme.Unknown, "eye", say.T("Unconfirmed")}
	}
	return standing{theme.OK, "circle-check", say.T("In step")}
}

func rowOf(v view.LevelRow, now time.Time) kit.Row {
	at := standingOf(v)
	hand, wanted, listed := units(v.Terms.OnHand), units(v.Wanted), units(v.Listed)
	if unread(v) {
		hand, wanted = none(), none()
	}
	if drifts(v) || v.State == commerce.LevelFailed && v.Listed != v.Wanted {
		listed = kit.Cell{Text: say.Count(v.Listed), Emphasis: at.state}
	}
	buffer := units(v.Terms.Buffer)
	buffer.Detail = bufferMark(v.BufferFrom)
	limit := units(v.Terms.Cap)
	if v.Terms.Cap == 0 {
		limit = none()
	}
	exposure := units(0)
	if v.Exposed > 0 {
		money := say.Money(v.ExposedMoney, v.Currency)
		exposure = kit.Cell{Detail: say.Count(v.Exposed), Text: money, Tip: say.N(v.Exposed, "{n} unit, {money}", "{n} units, {money}", money)}
	}
	wait := kit.Cell{Text: delay(v.Delay), Faint: v.Delay <= 0}
	return kit.Row{Key: placeOf(v).key(), Cells: []kit.Cell{
		{Text: at.word, State: at.state, Icon: at.icon},
		{Text: v.SKU}, {Text: nameOf(v)}, {Text: v.Store},
		hand, units(v.Terms.Pending), buffer, limit, wanted, listed, exposure,
		{Text: rate(v.SoldPerHour), Faint: v.SoldPerHour <= 0}, wait,
		kit.Moment(written(v.WrittenAt, now), v.WrittenAt), kit.Moment(written(v.ReadBackAt, now), v.ReadBackAt), {Text: remarkOf(v, now)},
	}}
}

// bufferMark says in a word whose buffer it is; empty for the store's.
func bufferMark(from string) string {
	switch from {
	case "":
		return ""
	case "sku":
		return "SKU"
	case "delay":
		return say.T("delay")
	}
	return say.T("tag")
}

func nameOf(v view.LevelRow) string {
	if v.Name == "" {
		return say.T("No name")
	}
	return v.Name
}

func units(n int64) kit.Cell { return kit.Cell{Text: say.Count(n), Faint: n == 0} }
func none() kit.Cell         { return kit.Cell{Text: say.T("None"), Faint: true} }

func written(t, now time.Time) string {
	if t.IsZero() {
		return say.T("Never")
	}
	return say.When(t, now)
}

func tabs(counts map[string]int) []kit.Tab {
	out := []kit.Tab{
		{ID: tabAll, Label: say.T("All")}, {ID: tabRisky, Label: say.T("Shows too much")}, {ID: tabExposed, Label: say.T("Most exposed")}, {ID: tabQueued, Label: say.T("Queued")},
		{ID: tabDrift, Label: say.T("Drift")}, {ID: tabBraked, Label: say.T("Braked")}, {ID: tabFrozen, Label: say.T("Frozen")}, {ID: tabZero, Label: say.T("At zero")},
		{ID: tabProblems, Label: say.T("Held or failed")},
	}
	for i := range out {
		out[i].Count = kit.NoCount
		if n, ok := counts[out[i].ID]; ok {
			out[i].Count = n
		}
	}
	return out
}

// counters are the figures of the header; each opens its tab.
func counters(s summary, open func(tab string)) []kit.Counter {
	if s.counts == nil {
		return nil
	}
	counter := func(tab string, n int, word string, some, nothing theme.State) kit.Counter {
		state := nothing
		switch {
		case n > 0:
			state = some
		case s.counts[tabAll] == 0:
			state = theme.NoState // nothing was looked at, so nothing is proved
		}
		return kit.Counter{Number: say.Count(n), Word: word, State: state, Tapped: func() { open(tab) }}
	}
	// What several stores show together is no danger by itself, so it stands on its tab only; this is.
	tooHigh := say.N(s.overview.RiskUnits, "unit shown too high", "units shown too high")
	if s.overview.RiskMoney > 0 {
		tooHigh = say.N(s.overview.RiskUnits, "unit shown too high, {money}", "units shown too high, {money}", say.Money(s.overview.RiskMoney, s.overview.Currency))
	}
	return []kit.Counter{
		counter(tabAll, s.counts[tabAll], say.N(s.counts[tabAll], "SKU managed", "SKUs managed"), theme.NoState, theme.NoState),
		counter(tabQueued, s.counts[tabQueued], say.T("queued"), theme.Working, theme.NoState),
		counter(tabDrift, s.counts[tabDrift], say.T("drift"), theme.Attention, theme.OK),
		counter(tabRisky, int(s.overview.RiskUnits), tooHigh, theme.Attention, theme.OK),
	}
}

func filters(houses map[int64]string) []kit.Filter {
	list := []kit.Filter{
		{ID: listing.StateFilter, Label: say.T("State"), Choices: []kit.Choice{
			{Value: string(commerce.LevelIdle), Label: say.T("Written")}, {Value: string(commerce.LevelDue), Label: say.T("Queued")},
			{Value: string(commerce.LevelHeld), Label: say.T("Frozen or held")}, {Value: string(commerce.LevelFailed), Label: say.X("stock figure", "Failed")},
		}},
		{ID: changedFilter, Label: say.T("Changed"), Choices: []kit.Choice{{Value: "hour", Label: say.T("Changed in the last hour")}, {Value: "today", Label: say.T("Changed today")}}},
		{ID: kindFilter, Label: say.T("Kind"), Multi: true, Choices: []kit.Choice{{Value: "bundle", Label: say.T("Bundles")}, {Value: "rule", Label: say.T("Own buffer, cap or tag")},
			{Value: "exposed", Label: say.T("Exposed")}}},
	}
	if len(houses) > 1 {
		list = append(list, kit.Filter{ID: houseFilter, Label: say.T("Warehouse"), Choices: houseChoices(houses)})
	}
	return list
}

// houseChoices are the warehouses by name.
func houseChoices(houses map[int64]string) []kit.Choice {
	var out []kit.Choice
	for id, name := range houses {
		out = append(out, kit.Choice{Value: "warehouse:" + strconv.FormatInt(id, 10), Label: name})
	}
	slices.SortFunc(out, func(a, b kit.Choice) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
	return out
}

// emptyOf is what stands where no rows are: proof, then the next step.
func emptyOf(q listing.Query, counts map[string]int, preview bool, clear, stores func()) kit.EmptyState {
	watched := say.N(counts[tabAll], "{n} figure is watched.", "{n} figures are watched.") + " "
	switch {
	case q.Narrowed():
		return kit.EmptyState{Title: say.T("No SKU fits these filters"), Line: say.T("Other SKUs are hidden by the filters or the search above."), Button: say.T("Clear filters"), Tapped: clear}
	case preview:
		return kit.EmptyState{Title: say.T("Preview only. Turn on stock in Stores."),
			Line: say.T("Figures are worked out for matched SKUs. Nothing is written to a store before its stock is switched on."), Button: say.T("Open Stores"), Tapped: stores}
	}
	switch q.Tab {
	case tabRisky:
		return kit.EmptyState{Title: say.T("No store shows more than it should"), Line: watched + say.T("A SKU appears here while a store offers units that Brightpearl cannot promise.")}
	case tabExposed:
		return kit.EmptyState{Title: say.T("No SKU is exposed"), Line: watched + say.T("A SKU appears here while all stores together list more of it than is free.")}
	case tabQueued:
		return kit.EmptyState{Title: say.T("Nothing is queued"), Line: say.T("Every figure that changed has been written to its store.")}
	case tabDrift:
		return kit.EmptyState{Title: say.T("No drift: every store shows what it was told"),
			Line: watched + say.T("Nothing was found to differ in the last 24 hours. A SKU appears here when somebody changes its stock in EKM by hand.")}
	case tabBraked:
		return kit.EmptyState{Title: say.T("The brake has stopped nothing"), Line: watched + say.T("Figures appear here when a change would take a large part of a store off sale at once.")}
	case tabFrozen:
		return kit.EmptyState{Title: say.T("No SKU is frozen"), Line: say.T("Freeze one with a right click, with the button in its details, or many with their ticks.")}
	case tabZero:
		return kit.EmptyState{Title: say.T("No SKU is at zero"), Line: watched + say.T("A SKU appears here while its store should show no units.")}
	case tabProblems:
		return kit.EmptyState{Title: say.T("No SKU is held or failed"), Line: watched + say.T("A SKU appears here when its figure must not be written, or when EKM refuses it.")}
	}
	return kit.EmptyState{Title: say.T("No SKU is managed yet"),
		Line: say.T("Stock is worked out for matched SKUs, and pushed once stock is switched on for their store."), Button: say.T("Open Stores"), Tapped: stores}
}

// unreadable says in full what a failed reading means.
func unreadable(error) (title, line string) {
	return say.T("The stock figures could not be read"),
		say.T("Stockbridge's own database on this computer did not answer. Nothing is lost: stores keep what they show and queued figures stay queued. Try again; if it comes back, see Diagnostics.")
}
