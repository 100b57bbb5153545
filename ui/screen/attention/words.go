package attention

import (
	"sort"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// sumOf writes held money, one sum for each currency; nothing when none is held.
func sumOf(held map[string]int64) string {
	var parts []string
	for currency, pence := range held {
		if currency != "" && pence != 0 {
			parts = append(parts, screen.Money(commerce.Pence(pence), currency))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	sort.Strings(parts)
	return strings.Join(parts, " + ")
}

// kinds are the kinds of activity in the order of the filter.
var kinds = []kit.Choice{
	{Value: "order", Label: "Order"}, {Value: "stock", Label: "Stock"}, {Value: "shipment", Label: "Shipment"}, {Value: "catalogue", Label: "Catalogue"},
	{Value: "login", Label: "Sign-in"}, {Value: "setting", Label: "Setting"}, {Value: "system", Label: "System"},
}

func kindLabel(kind string) string {
	for _, k := range kinds {
		if k.Value == kind {
			return k.Label
		}
	}
	return upperFirst(kind)
}

// level is an entry's weight in words.
func level(l string) (theme.State, string, string) {
	switch l {
	case "error":
		return theme.Error, "octagon-x", "Error"
	case "warning":
		return theme.Attention, "triangle-alert", "Warning"
	}
	return theme.NoState, "info", "Info"
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// stamp is a moment with seconds today, since several things may happen in a minute.
func stamp(t, now time.Time) string {
	text := screen.When(t, now)
	if len(text) == len("15:04") {
		return t.Local().Format("15:04:05")
	}
	return text
}

func orNone(s string) string {
	if strings.TrimSpace(s) == "" {
		return "None"
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
		{ID: "time", Title: "Time", Width: 84, Muted: true},
		{ID: "level", Title: "Level", Kind: kit.KindState, Width: 80},
		{ID: "store", Title: "Store", Width: 84, Muted: true, Yields: 1},
		{ID: "kind", Title: "Kind", Width: 66, Muted: true, Yields: 3},
		{ID: "subject", Title: "Subject", Kind: kit.KindMedium, Width: 120},
		{ID: "text", Title: "What happened", Width: 248, Grow: true},
		{ID: "result", Title: "Result", Width: 128, Muted: true, Yields: 2},
		{ID: "by", Title: "By", Width: 80, Muted: true, Yields: 4},
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
		store = "All stores"
	}
	return kit.Row{Key: formatID(a.ID), Cells: []kit.Cell{
		{Text: stamp(a.At, now)}, first, {Text: orNone(store)}, {Text: kindLabel(a.Kind)},
		{Text: orNone(upperFirst(a.Subject))}, {Text: oneLine(a.Text)}, {Text: orNone(upperFirst(a.Result))}, {Text: by(a)},
	}}
}

// logText is one entry as text for support.
func logText(a view.ActivityRow) string {
	store := a.Store
	if store == "" {
		store = "All stores"
	}
	lines := []string{
		screen.Exact(a.At), "Level: " + orNone(a.Level), "Store: " + store, "Kind: " + kindLabel(a.Kind), "Subject: " + orNone(a.Subject),
		"What happened: " + a.Text, "Result: " + orNone(a.Result), "By: " + by(a), "Reference: " + orNone(a.Ref),
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
		return screen.Route{Screen: screen.Orders, Tab: "all", Text: number, Select: rest}, "Open order", true
	case "sku":
		if _, sku, ok := strings.Cut(rest, ":"); ok {
			return screen.Route{Screen: screen.Inventory, Text: sku, Select: sku, Store: a.StoreID}, "Explain this SKU", true
		}
	case "note":
		number := strings.TrimPrefix(a.Subject, "order ")
		return screen.Route{Screen: screen.Shipments, Tab: "all", Text: number}, "Open shipment", true
	}
	return r, "", false
}

// emptyLog is what stands where nothing happened.
func emptyLog(q logQuery, clear func()) kit.EmptyState {
	if q.narrowed() {
		return kit.EmptyState{Title: "Nothing fits these filters", Line: "Other entries are hidden by the filters or the search above.", Button: "Clear filters", Tapped: clear}
	}
	return kit.EmptyState{Title: "Nothing has happened yet", Line: "Every order, write, sign-in and change of a setting appears here with its time and its result."}
}

func logFault(error) (title, line string) {
	return "The activity could not be read",
		"Stockbridge's own database on this computer did not answer. Nothing is lost: entries are written together with the work they tell of. Try again; if it comes back, see Diagnostics."
}

func cardsFault() (title, line string) {
	return "The open problems could not be read",
		"Stockbridge's own database on this computer did not answer. Nothing is lost, and whatever was held stays held. Try again; if it comes back, see Diagnostics."
}
