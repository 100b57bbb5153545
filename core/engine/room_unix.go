//go:build unix

package engine

import "golang.org/x/sys/unix"

// freeRoom is how many bytes this user may still write on the disk of a folder.
func freeRoom(folder string) (uint64, error) {
	var s unix.Statfs_t
	err := unix.Statfs(folder, &s)
	return uint64(s.Bavail) * uint64(s.Bsize), err
}
