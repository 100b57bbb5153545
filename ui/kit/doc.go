// Package kit holds the parts every screen is built from: text, layouts, buttons, fields, cards,
// charts, the paged table, the details pane, menus, dialogs and toasts.
//
// A part shows what it is told and raises callbacks. It knows no order, no store and no stock,
// reads no clock and starts no goroutine: timers come in through Clock and answers through the
// functions a table hands out. Every part re-reads the theme's tokens in its Refresh, so a switch
// between light and dark needs nothing from a screen.
//
// Everything here must be called on the UI goroutine; package live brings other goroutines there.
// Start reading at Text in text.go, Down and Across in layout.go, and PagedTable in table.go.
// storybook_test.go draws pages made of it, golden_test.go holds each part to its picture in testdata.
package kit
