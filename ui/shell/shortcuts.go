package shell

import (
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// shortcutName is how this system writes a key of the window's own.
func shortcutName(key string) string {
	if runtime.GOOS == "darwin" {
		return say.T("Cmd {key}", key)
	}
	return say.T("Ctrl {key}", key)
}

// showKeys lists what the keyboard does.
func (s *Shell) showKeys() {
	lines := [][2]string{
		{shortcutName("K"), say.T("Search, and open screens and commands by name")},
		{shortcutName(fmt.Sprintf("1–%d", min(len(s.entries), 9))), say.T("Open a screen of the rail")},
		{"F5", say.T("Read everything again")},
		{"F6", say.T("Go to the next part: rail, top bar, page")},
		{say.X("key", "Tab"), say.T("Go to the next control")},
		{"↑ ↓", say.T("Move in a table, a menu or the list of results")},
		{say.X("key", "Enter"), say.T("Open the details, press a button")},
		{say.X("key", "Space"), say.T("Select a row, press a button")},
		{"Esc", say.T("Close what is on top: menu, dialog, list, details")},
		{"F1, ?", say.T("Show this list")},
	}
	if s.o.Quit != nil {
		lines = append(lines, [2]string{shortcutName("Q"), say.T("Quit")})
	}
	var rows []fyne.CanvasObject
	for _, line := range lines {
		rows = append(rows, kit.Height(28, kit.Across(12, kit.Width(112, kit.Across(0, kit.KeyHint(line[0]), kit.Spacer())),
			kit.Grow(kit.NewElided(line[1], theme.Body, theme.Text)))))
	}
	kit.ShowDialog(s.o.Canvas, kit.DialogOptions{Title: say.T("Keyboard shortcuts"), Wide: true, Body: kit.Down(0, rows...), Cancel: say.T("Close")})
}
