package inventory

import (
	"fmt"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 102, Sortable: true},
		{ID: "sku", Title: "SKU", Kind: kit.KindCode, Width: 96, Sortable: true},
		{ID: "name", Title: "Name", Width: 114, Sortable: true, Grow: true},
		{ID: "store", Title: "Store", Width: 80, Muted: true, Sortable: true},
		{ID: "on_hand", Title: "On hand", Kind: kit.KindNumber, Width: 48, Sortable: true},
		{ID: "pending", Title: "Pending", Kind: kit.KindNumber, Width: 48, Sortable: true},
		{ID: "wanted", Title: "Publish", Kind: kit.KindNumber, Width: 44, Sortable: true},
		{ID: "listed", Title: "Shown", Kind: kit.KindNumber, Width: 42, Sortable: true},
		{ID: "buffer", Title: "Buffer", Kind: kit.KindNumber, Width: 42, Yields: 3},
		{ID: "written", Title: "Last write", Right: true, Width: 76, Muted: true, Sortable: true, Yields: 1},
		{ID: "read_back", Title: "Confirmed", Right: true, Width: 76, Muted: true, Yields: 2},
	}
}

// unread reports whether Brightpearl's units of a listing were never read, so that there is no figure yet.
func unread(v view.LevelRow) bool { return v.State == commerce.LevelIdle && !v.HasPublished }

// drifts reports whether a store shows something else than it was told while nothing is on its way.
func drifts(v view.LevelRow) bool {
	return v.State == commerce.LevelIdle && v.HasPublished && v.Listed != v.Published
}

// standing is where a figure stands, in words.
type standing struct {
	state      theme.State
	icon, word string
}

func standingOf(v view.LevelRow) standing {
	switch {
	case v.State == commerce.LevelFailed:
		return standing{theme.Error, "octagon-x", "Failed"}
	case v.State == commerce.LevelHeld && v.HasPublished:
		return standing{theme.Paused, "snowflake", "Frozen at " + screen.Count(v.Listed)}
	case v.State == commerce.LevelHeld:
		return standing{theme.Paused, "snowflake", "Frozen"}
	case v.State == commerce.LevelDue && v.Attempts > 0:
		return standing{theme.Working, "rotate-cw", "Retry " + strconv.Itoa(v.Attempts+1)}
	case v.State == commerce.LevelDue:
		return standing{theme.Working, "clock", "Queued"}
	case unread(v):
		return standing{theme.Unknown, "", "Not read yet"}
	case drifts(v):
		return standing{theme.Attention, "git-compare", "Drift"}
	}
	return standing{theme.OK, "circle-check", "In step"}
}

func rowOf(v view.LevelRow, now time.Time) kit.Row {
	at := standingOf(v)
	cells := []kit.Cell{
		{Text: at.word, State: at.state, Icon: at.icon},
		{Text: v.SKU},
		{Text: nameOf(v)},
		{Text: v.Store},
		units(v.Terms.OnHand), units(v.Terms.Pending), units(v.Wanted), units(v.Listed), units(v.Terms.Buffer),
		{Text: written(v.WrittenAt, now)},
		{Text: written(v.ReadBackAt, now)},
	}
	if unread(v) {
		cells[4], cells[6] = kit.Cell{Text: "None", Faint: true}, kit.Cell{Text: "None", Faint: true}
	}
	if drifts(v) || v.State == commerce.LevelFailed && v.Listed != v.Wanted {
		cells[7] = kit.Cell{Text: screen.Count(v.Listed), Emphasis: at.state}
	}
	return kit.Row{Key: placeOf(v).key(), Cells: cells}
}

func nameOf(v view.LevelRow) string {
	if v.Name == "" {
		return "No name"
	}
	return v.Name
}

func units(n int64) kit.Cell { return kit.Cell{Text: screen.Count(n), Faint: n == 0} }

func written(t, now time.Time) string {
	if t.IsZero() {
		return "Never"
	}
	return screen.When(t, now)
}

func tabs(counts map[string]int) []kit.Tab {
	out := []kit.Tab{
		{ID: tabAll, Label: "All"}, {ID: tabRisky, Label: "Shows too much"}, {ID: tabQueued, Label: "Queued"},
		{ID: tabDrift, Label: "Drift"}, {ID: tabZero, Label: "At zero"}, {ID: tabProblems, Label: "Frozen or failed"},
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
func counters(counts map[string]int, open func(tab string)) []kit.Counter {
	if counts == nil {
		return nil
	}
	tap := func(tab string) func() { return func() { open(tab) } }
	list := []kit.Counter{
		{Number: screen.Count(counts[tabAll]), Word: "managed", Tapped: tap(tabAll)},
		{Number: screen.Count(counts[tabQueued]), Word: "queued", State: when(counts[tabQueued], theme.Working), Tapped: tap(tabQueued)},
		{Number: screen.Count(counts[tabZero]), Word: "at zero", Tapped: tap(tabZero)},
	}
	if counts[tabDrift] > 0 {
		return append(list, kit.Counter{Number: screen.Count(counts[tabDrift]), Word: "drift", State: theme.Attention, Tapped: tap(tabDrift)})
	}
	return append(list, kit.Counter{Number: "0", Word: "drift", State: theme.OK, Tapped: tap(tabDrift)})
}

func when(n int, s theme.State) theme.State {
	if n == 0 {
		return theme.NoState
	}
	return s
}

func filters() []kit.Filter {
	return []kit.Filter{
		{ID: listing.StateFilter, Label: "State", Choices: []kit.Choice{
			{Value: string(commerce.LevelIdle), Label: "Written"}, {Value: string(commerce.LevelDue), Label: "Queued"},
			{Value: string(commerce.LevelHeld), Label: "Frozen"}, {Value: string(commerce.LevelFailed), Label: "Failed"},
		}},
		{ID: changedFilter, Label: "Changed", Choices: []kit.Choice{{Value: "hour", Label: "Changed in the last hour"}, {Value: "today", Label: "Changed today"}}},
	}
}

// emptyOf is what stands where no rows are: proof, then the next step.
func emptyOf(q listing.Query, clear, stores func()) kit.EmptyState {
	if q.Narrowed() {
		return kit.EmptyState{Title: "No SKU fits these filters", Line: "Other SKUs are hidden by the filters or the search above.", Button: "Clear filters", Tapped: clear}
	}
	switch q.Tab {
	case tabRisky:
		return kit.EmptyState{Title: "No store shows more than it should", Line: "A SKU appears here while a store offers units that Brightpearl cannot promise."}
	case tabQueued:
		return kit.EmptyState{Title: "Nothing is queued", Line: "Every figure that changed has been written to its store."}
	case tabDrift:
		return kit.EmptyState{Title: "No drift: every store shows what it was told", Line: "A SKU appears here when somebody changes its stock in EKM by hand."}
	case tabZero:
		return kit.EmptyState{Title: "No SKU is at zero", Line: "A SKU appears here while its store should show no units."}
	case tabProblems:
		return kit.EmptyState{Title: "No SKU is frozen or failed", Line: "A SKU appears here when its figure must not be written, or when EKM refuses it."}
	}
	return kit.EmptyState{Title: "No SKU is managed yet",
		Line: "Stock is worked out for matched SKUs, and pushed once stock is switched on for their store.", Button: "Open Stores", Tapped: stores}
}

// fault says in full what a failed reading means.
func fault(error) (title, line string) {
	return "The stock figures could not be read",
		"Stockbridge's own database on this computer did not answer. Nothing is lost: stores keep what they show and queued figures stay queued. Try again; if it comes back, see Diagnostics."
}

// pushQuestion is the confirmation of pushing a whole store.
func pushQuestion(store string, counts map[string]int) (title, text, verb string) {
	all := counts[tabAll]
	title = fmt.Sprintf("Push all stock of %s now?", store)
	text = fmt.Sprintf("%s written to EKM again with the figures of now, decreases first. %s",
		are(all, "SKU is", "SKUs are"), are(counts[tabZero], "of them goes or stays at zero.", "of them go or stay at zero."))
	if n := counts[tabProblems]; n > 0 {
		text += fmt.Sprintf(" %s frozen or failed; frozen ones keep what the store shows.", are(n, "SKU is", "SKUs are"))
	}
	return title, text + " If the brake stopped a large fall to zero, this push passes it once.", fmt.Sprintf("Push %s", screen.Plural(all, "SKU", "SKUs"))
}

func are(n int, one, many string) string { return screen.Plural(n, one, many) }
