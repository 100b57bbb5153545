//go:build !windowmap

package main

// mapWindow is for tests only, see windowmap.go.
func (p *program) mapWindow() {}
