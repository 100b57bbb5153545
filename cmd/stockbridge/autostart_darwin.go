package main

import (
	"os"
	"path/filepath"
)

func startNote() (path string, err error) {
	home, err := os.UserHomeDir()
	return filepath.Join(home, "Library", "LaunchAgents", appID+".plist"), err
}

var startText = launchAgent
