//go:build unix && !darwin

package main

import (
	"os"
	"path/filepath"
)

func startNote() (path string, err error) {
	config, err := os.UserConfigDir()
	return filepath.Join(config, "autostart", appID+".desktop"), err
}

var startText = desktopEntry
