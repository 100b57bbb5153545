package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/settings"
	"stockbridge/core/setup"
	"stockbridge/core/view"
	screensettings "stockbridge/ui/screen/settings"
)

// settingsActions are the wishes of the Settings screen.
type settingsActions struct{ storeSettings }

func changesOf(changes []screensettings.Change) []setup.Change {
	out := make([]setup.Change, len(changes))
	for i, c := range changes {
		out[i] = setup.Change(c)
	}
	return out
}

func (a settingsActions) Change(ctx context.Context, scope commerce.StoreID, changes []screensettings.Change, reason string) error {
	by := setup.By{Actor: actor, Reason: reason}
	if scope == 0 {
		return a.e.Setup.ConfigureDefaults(ctx, changesOf(changes), by)
	}
	_, err := a.e.Setup.ConfigureFor(ctx, scope, changesOf(changes), by)
	return err
}

func (a settingsActions) Examine(ctx context.Context, scope commerce.StoreID, changes []screensettings.Change) (err error) {
	if scope == 0 {
		_, err = a.e.Setup.PreviewDefaults(ctx, changesOf(changes))
		return err
	}
	_, err = a.e.Setup.Preview(ctx, scope, changesOf(changes))
	return err
}

func (a settingsActions) Effects(ctx context.Context, changes []screensettings.Change) ([]view.DefaultEffect, error) {
	return a.e.Setup.PreviewDefaults(ctx, changesOf(changes))
}

func (a settingsActions) Undo(ctx context.Context, change int64) error {
	return a.e.Setup.UndoSetting(ctx, change, actor)
}

func (a settingsActions) Try(ctx context.Context, store commerce.StoreID, changes []screensettings.Change) (view.RuleEffect, error) {
	return a.e.TrySettings(ctx, store, changesOf(changes))
}

// settingsFiles take settings out of the program and bring them back.
type settingsFiles struct {
	e      *engine.Engine
	saver  exports
	window fyne.Window
}

func (f settingsFiles) Export(ctx context.Context, store commerce.StoreID) (string, error) {
	file, err := f.e.Setup.File(ctx, store, versionText())
	if err != nil {
		return "", err
	}
	return f.saver.Save("stockbridge-settings.json", file.Write)
}

// Open reads a file of settings. The error names the file without its folder, which holds the person's name.
func (f settingsFiles) Open(path string) (settings.File, error) {
	in, err := os.Open(path)
	if err != nil {
		return settings.File{}, errors.New("the file " + filepath.Base(path) + " cannot be opened")
	}
	defer in.Close()
	return settings.ReadFile(in)
}

func (f settingsFiles) Preview(ctx context.Context, scope commerce.StoreID, values []screensettings.Change) ([]view.ImportRow, error) {
	return f.e.Setup.PreviewImport(ctx, scope, changesOf(values))
}

// Choose opens Fyne's own dialog, which looks the same on every system.
func (f settingsFiles) Choose(chosen func(path string)) {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		defer file.Close()
		chosen(file.URI().Path())
	}, f.window)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".json"}))
	d.Show()
}

// rounds are what the engine does by itself.
func rounds(e *engine.Engine) func() []screensettings.Round {
	return func() []screensettings.Round {
		var out []screensettings.Round
		for _, r := range e.Rounds() {
			out = append(out, screensettings.Round(r))
		}
		return out
	}
}

var (
	_ screensettings.Actions = settingsActions{}
	_ screensettings.Files   = settingsFiles{}
)
