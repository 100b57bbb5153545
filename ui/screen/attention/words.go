package attention

import (
	"sort"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// sumOf writes held money, one sum for each currency; nothing when none is held.
func sumOf(held map[string]int64) string {
	var parts []string
	for currency, pence := range held {
		if currency != "" && pence != 0 {
			parts = append(parts, say.Money(commerce.Pence(pence), currency))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	sort.Strings(parts)
	return strings.Join(parts, " + ")
}

// kinds are the kinds of activity in the order of the filter.
func kinds() []kit.Choice {
	return []kit.Choice{
		{Value: "order", Label: say.T("Order")}, {Value: "stock", Label: say.T("Stock")}, {Value: "shipment", Label: say.T("Shipment")}, {Value: "catalogue", Label: say.T("Catalogue")},
		{Value: "login", Label: say.T("Sign-in")}, {Value: "setting", Label: say.T("Setting")}, {Value: "system", Label: say.T("System")},
	}
}

func kindLabel(kind string) string {
	for _, k := range kinds() {
		if k.Value == kind {
			return k.Label
		}
	}
	return say.Of(upperFirst(kind))
}

// level is an entry's weight in words.
func level(l string) (theme.State, string, string) {
	switch l {
	case "error":
		return theme.Error, "octagon-x", say.T("Error")
	case "warning":
		return theme.Attention, "triangle-alert", say.T("Warning")
	}
	return theme.NoState, "info", say.T("Info")
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// stamp is a moment with seconds today, since several things may happen in a minute.
func stamp(t, now time.Time) string {
	if screen.Midnight(t).Equal(screen.Midnight(now)) {
		return say.ClockSeconds(t)
	}
	return say.When(t, now)
}

func orNone(s string) string {
	if strings.TrimSpace(s) == "" {
		return say.T("None")
	}
	return s
}

// by is who did it; the program itself when nobody is named.
func by(a view.ActivityRow) string {
	if a.Actor == "" {
		return "Stockbridge"
	}
	return a.Actor
}

func logColumns() []kit.Column {
	return []kit.Column{
		{ID: "time", Title: say.T("Time"), Width: 84, Muted: true},
		{ID: "level", Title: say.T("Level"), Kind: kit.KindState, Width: 80},
		{ID: "store", Title: say.T("Store"), Width: 84, Muted: true, Yields: 1},
		{ID: "kind", Title: say.T("Kind"), Width: 78, Muted: true, Yields: 3},
		{ID: "subject", Title: say.T("Subject"), Kind: kit.KindMedium, Width: 120},
		{ID: "text", Title: say.T("What happened"), Width: 248, Grow: true},
		{ID: "result", Title: say.T("Result"), Width: 128, Muted: true, Yields: 2},
		{ID: "by", Title: say.T("By"), Width: 80, Muted: true, Yields: 4},
		{ID: "ref", Title: say.T("Reference"), Kind: kit.KindCode, Width: 120, Hidden: true, Yields: 5},
	}
}

func logRow(a view.ActivityRow, now time.Time) kit.Row {
	state, icon, word := level(a.Level)
	first := kit.Cell{Text: word, State: state, Icon: icon}
	if state == theme.NoState {
		first = kit.Cell{Text: word, Muted: true, Icon: icon}
	}
	store := a.Store
	if a.StoreID == 0 {
		store = say.T("All stores")
	}
	return kit.Row{Key: formatID(a.ID), Cells: []kit.Cell{
		kit.Moment(stamp(a.At, now), a.At), first, {Text: orNone(store)}, {Text: kindLabel(a.Kind)},
		{Text: orNone(say.Of(upperFirst(a.Subject)))}, {Text: oneLine(say.Of(a.Text))}, {Text: orNone(say.Of(upperFirst(a.Result)))}, {Text: by(a)}, {Text: orNone(a.Ref)},
	}}
}

// logText is one entry as text for support.
func logText(a view.ActivityRow) string {
	store := a.Store
	if store == "" {
		store = say.T("All stores")
	}
	lines := []string{
		say.Exact(a.At), labelled(say.T("Level"), orNone(a.Level)), labelled(say.T("Store"), store), labelled(say.T("Kind"), kindLabel(a.Kind)),
		labelled(say.T("Subject"), orNone(a.Subject)), labelled(say.T("What happened"), say.Of(a.Text)), labelled(say.T("Result"), orNone(a.Result)),
		labelled(say.T("By"), by(a)), labelled(say.T("Reference"), orNone(a.Ref)),
	}
	return strings.Join(lines, "\n")
}

// placeOf is where the subject of an entry can be looked at; ok is false when there is no such place.
func placeOf(a view.ActivityRow) (r screen.Route, words string, ok bool) {
	kind, rest, found := strings.Cut(a.Ref, ":")
	if !found || rest == "" {
		return r, "", false
	}
	switch kind {
	case "order":
		number := strings.TrimPrefix(a.Subject, "order ")
		return screen.Route{Screen: screen.Orders, Tab: "all", Text: number, Select: rest}, say.T("Open order"), true
	case "sku":
		if _, sku, ok := strings.Cut(rest, ":"); ok {
			return screen.Route{Screen: screen.Inventory, Text: sku, Select: sku, Store: a.StoreID}, say.T("Explain this SKU"), true
		}
	case "note":
		number := strings.TrimPrefix(a.Subject, "order ")
		return screen.Route{Screen: screen.Shipments, Tab: "all", Text: number}, say.T("Open shipment"), true
	}
	return r, "", false
}

// emptyLog is what stands where nothing happened.
func emptyLog(q logQuery, clear func()) kit.EmptyState {
	if q.narrowed() {
		return kit.EmptyState{Title: say.T("Nothing fits these filters"), Line: say.T("Other entries are hidden by the filters or the search above."), Button: say.T("Clear filters"), Tapped: clear}
	}
	return kit.EmptyState{Title: say.T("Nothing has happened yet"), Line: say.T("Every order, write, sign-in and change of a setting appears here with its time and its result.")}
}

func logFault(error) (title, line string) {
	return say.T("The activity could not be read"),
		say.T("Stockbridge's own database on this computer did not answer. Nothing is lost: entries are written together with the work they tell of. Try again; if it comes back, see Diagnostics.")
}

func cardsFault() (title, line string) {
	return say.T("The open problems could not be read"),
		say.T("Stockbridge's own database on this computer did not answer. Nothing is lost, and whatever was held stays held. Try again; if it comes back, see Diagnostics.")
}
