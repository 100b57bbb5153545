//go:build unix && !darwin

package main

import (
	"os"
	"path/filepath"
)

func startNote() (noteFile, error) {
	config, err := os.UserConfigDir()
	return noteFile{filepath.Join(config, "autostart", appID+".desktop")}, err
}

// startsWithComputer reports whether the system starts the program when the person signs in.
func startsWithComputer() bool {
	note, err := startNote()
	return err == nil && note.there()
}

// startWithComputer makes the system do that, or not any more.
func startWithComputer(on bool, program string, args []string) error {
	note, err := startNote()
	switch {
	case err != nil:
		return err
	case !on:
		return note.remove()
	}
	return note.write(desktopEntry(program, args))
}
