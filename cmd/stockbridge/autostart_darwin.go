package main

import (
	"os"
	"path/filepath"
)

func startNote() (noteFile, error) {
	home, err := os.UserHomeDir()
	return noteFile{filepath.Join(home, "Library", "LaunchAgents", appID+".plist")}, err
}

// startsWithComputer reports whether the system starts the program when the person signs in.
func startsWithComputer() bool {
	note, err := startNote()
	return err == nil && note.there()
}

// startWithComputer makes the system do that, or not any more. launchd reads the note at the next sign-in.
func startWithComputer(on bool, program string, args []string) error {
	note, err := startNote()
	switch {
	case err != nil:
		return err
	case !on:
		return note.remove()
	}
	return note.write(launchAgent(program, args))
}
