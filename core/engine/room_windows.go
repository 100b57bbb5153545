package engine

import "golang.org/x/sys/windows"

// freeRoom is how many bytes this user may still write on the disk of a folder.
func freeRoom(folder string) (free uint64, err error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	}
	return free, err
}
