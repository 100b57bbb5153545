//go:build !unix || darwin

package main

import "log/slog"

// surroundings is what the desktop around the program offers: macOS and Windows always have a place for icons, and Fyne shows their
// notifications. A click on one of them brings the program to the front, as the system does it, and cannot tell which it was.
type surroundings struct{}

func lookAround(*slog.Logger) *surroundings { return &surroundings{} }

func (*surroundings) trayWorks() bool                                { return true }
func (*surroundings) hasTray() bool                                  { return true }
func (*surroundings) whenTrayGoes(func())                            {}
func (*surroundings) notify(title, text string, clicked func()) bool { return false }
func (*surroundings) throughFyne() bool                              { return true }
func (*surroundings) close()                                         {}
