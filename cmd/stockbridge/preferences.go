package main

import (
	"fmt"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// Where the user's choices about the window are kept. They belong to the person at this computer, not to the data.
const (
	themeKey    = "theme"
	textSizeKey = "text size"
	fullSize    = 100
)

// preferences are what a person chooses about the program itself. UI goroutine.
type preferences struct {
	app    fyne.App
	folder string
}

// Theme is system, light or dark.
func (p preferences) Theme() string {
	return p.app.Preferences().StringWithFallback(themeKey, "system")
}

// SetTheme takes effect at once.
func (p preferences) SetTheme(name string) error {
	mode, ok := modes[name]
	if !ok {
		return fmt.Errorf("there is no appearance %q", name)
	}
	p.app.Preferences().SetString(themeKey, name)
	p.app.Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	return nil
}

// TextSize is in per cent.
func (p preferences) TextSize() int {
	return p.app.Preferences().IntWithFallback(textSizeKey, fullSize)
}

// SetTextSize takes effect at the next start, because Fyne reads the scale once.
func (p preferences) SetTextSize(percent int) error {
	if percent < fullSize || percent > 2*fullSize {
		return fmt.Errorf("the text size must be between %d and %d per cent", fullSize, 2*fullSize)
	}
	p.app.Preferences().SetInt(textSizeKey, percent)
	return nil
}

// arranged is what the names of remembered arrangements (columns, saved views) begin with.
const arranged = "arranged "

// Recall is what was kept under a name, "" for nothing.
func (p preferences) Recall(name string) string { return p.app.Preferences().String(arranged + name) }

// Keep remembers how a person arranged something.
func (p preferences) Keep(name, text string) { p.app.Preferences().SetString(arranged+name, text) }

// DataFolder is where the database is.
func (p preferences) DataFolder() string { return p.folder }

// Version is the release, or the commit of an unreleased program.
func (p preferences) Version() string { return versionText() }
