package main

import (
	"errors"

	"golang.org/x/sys/windows/registry"
)

// The person's own list of programs to start (Run and RunOnce Registry Keys, learn.microsoft.com).
const (
	runKey  = `Software\Microsoft\Windows\CurrentVersion\Run`
	runName = "Stockbridge"
)

// startsWithComputer reports whether the system starts the program when the person signs in.
func startsWithComputer() bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer key.Close()
	_, _, err = key.GetStringValue(runName)
	return err == nil
}

// startWithComputer makes the system do that, or not any more.
func startWithComputer(on bool, program string, args []string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	if on {
		return key.SetStringValue(runName, runValue(program, args))
	}
	if err := key.DeleteValue(runName); err != nil && !errors.Is(err, registry.ErrNotExist) {
		return err
	}
	return nil
}
