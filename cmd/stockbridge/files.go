package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"stockbridge/core/sheet"
	"stockbridge/ui/say"
)

// exports keeps what a person exports where browsers keep what they download. It may be called from any goroutine.
type exports struct {
	home func() (string, error) // of the person at this computer
}

// Save writes a file that only this person can read: lists of orders name shoppers. A file of that name stays, and the new one
// gets a number, also when two are saved at one moment.
func (x exports) Save(name string, write func(io.Writer) error) (where string, err error) {
	folder, where, err := x.folder()
	if err != nil {
		return "", err
	}
	if _, err := sheet.NewFile(filepath.Join(folder, name), 0o600, write); err != nil {
		return "", err
	}
	return where, nil
}

// folder is Downloads, or the home folder where there is none.
func (x exports) folder() (path, name string, err error) {
	home, err := x.home()
	if err != nil {
		return "", "", fmt.Errorf("the home folder is not known: %w", err)
	}
	downloads := filepath.Join(home, "Downloads")
	if at, err := os.Stat(downloads); err == nil && at.IsDir() {
		return downloads, "Downloads", nil
	}
	return home, say.T("your home folder"), nil
}
