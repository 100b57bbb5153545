// Package ui is the house plan of what people see; it holds no code.
//
//	say        every word, number and time in the person's language; English (UK) in the code, the others in files.
//	theme      the visual language in Go: colours by role, type, space, icons. Knows no widget.
//	live       events become reloads, answers come home to the UI goroutine, counters are sampled. The only caller of fyne.Do.
//	kit        the parts every screen is built from: text, layouts, buttons, fields, cards, charts, the paged table, the pane,
//	           menus, dialogs, toasts. A part shows what it is told and raises callbacks; it knows no order and no stock.
//	screen     what all screens share: Screen, Route, Navigator, Watch, and the words for times and amounts.
//	screen/…   one package for each page. state.go is what it knows and rows.go what that is in words, both without drawing;
//	           view.go draws and decides nothing; screen.go wires them.
//	           listing is the table screen that four of them share, testorder and salesreport parts that two share,
//	           screentest what their tests need.
//	shell      the window's frame: rail, top bar with the state label, bottom strip, keys, and the page in which screens take turns.
//	tray       the icon beside the clock and its menu; shows the shell's judgement.
//	notify     which notifications are due: a function of causes, rules and time. Knows no widget.
//
// Imports point up this list: shell and screens use kit, live, say and theme, and never each other (tray alone knows the shell); a screen that
// wants to send the user elsewhere asks its screen.Navigator. Of core they see only the shared words (commerce, view, fault,
// events, settings). What a screen reads is its own interface Pages, what it wishes its own interface Actions; the
// database and small adapters in cmd/stockbridge satisfy them. Nobody here imports fyne/v2/app, so all of it compiles and is
// tested without cgo and without a display.
//
// Three rules keep the window alive. Nothing on the UI goroutine waits: reading and wishing go through Feed.Go, answers come
// back through Feed.Do, and an answer to an older question is dropped. Screens are made once and shown in turns; one that is
// hidden listens to nothing and reads again when it returns. What people see is words with their proof: a state is icon, word
// and colour, and green needs a time.
//
// Start reading at screen.Screen, then a small screen such as screen/overview, then shell.New.
package ui
