//go:build !linux

package vault

// ringReachable has nothing to check: the key store is part of the operating system.
func ringReachable() error { return nil }
