// Package screen is what all screens share: what the window may ask of them, where they can send the user, how they listen to
// news, and the words in which they write times, ages and states. Each screen lives in a package of its own below this one:
// state.go (query and selection, no Fyne), rows.go (stored row to words and colours, pure), view.go (widgets, no decisions),
// screen.go (wiring). Screens that are a table embed listing.List, which has the widgets and the rules of asking, and keep their
// columns, words, pane and actions. Tests put a screen into a window with screentest.
//
// Start reading at Screen.
package screen

import (
	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/ui/live"
)

// Screen is one page of the window. All methods are called on the UI goroutine.
type Screen interface {
	// Content is what the page shows; always the same object.
	Content() fyne.CanvasObject
	// Shown and Hidden frame the time in which the screen listens to news. Shown reloads.
	Shown()
	Hidden()
	// Reload asks for everything again; F5.
	Reload()
}

// StoreScoped is a screen that can show one store alone; 0 means all.
type StoreScoped interface{ SetStore(commerce.StoreID) }

// Routed is a screen that can open at a certain place.
type Routed interface{ Open(Route) }

// The names of the screens, as routes and the rail use them.
const (
	Overview  = "overview"
	Stores    = "stores"
	Match     = "match"
	Orders    = "orders"
	Inventory = "inventory"
	Shipments = "shipments"
	Attention = "attention"
	Settings  = "settings"

	Diagnostics = "diagnostics"
)

// Route is a place in the program: a screen, and what it should show there. Zero fields change nothing.
type Route struct {
	Screen string
	Store  commerce.StoreID
	Tab    string
	Text   string // search text
	Select string // key of the row to open
	Pane   string // tab of its details
	State  string
	Code   string // cause code, where a screen can narrow to one
}

// Navigator is the window as screens see it.
type Navigator interface {
	// Go opens a place.
	Go(Route)
	// Toast confirms what the user has just done.
	Toast(text string)
	// Failed tells the user that what they asked for did not work, in words.
	Failed(doing string, err error)
	// Canvas is for menus and dialogs.
	Canvas() fyne.Canvas
	// OpenURL opens an address in the browser.
	OpenURL(address string)
}

// Watch turns the engine's news into a subscription for some kinds.
func Watch(hub *events.Hub, kinds ...events.Kind) live.Subscribe {
	return func(notify func()) func() {
		var take func() events.Changes
		subscribe := live.Channel(func() (<-chan struct{}, func()) {
			news, collect, cancel := hub.Subscribe()
			take = collect
			return news, cancel
		}, func(struct{}) bool { return take().Has(kinds...) })
		return subscribe(notify)
	}
}
