package db

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
)

// private are the rights of the database and what lies beside it: shoppers' names and addresses are in there.
const private = 0o600

// makePrivate makes an empty file, which SQLite takes for a new database, for this user only. SQLite itself would leave the rights
// to the umask.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, private)
	if err != nil {
		return err
	}
	return f.Close()
}

// keepPrivate makes the database file if need be, and takes from other users what an older file allows them; SQLite gives the
// files beside it the rights of the database. An existing file is not opened: closing it would free the locks that this process
// has on it. On Windows the user's profile protects the files.
func keepPrivate(path string, log *slog.Logger) error {
	if err := makePrivate(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil
	}
	for _, name := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm()&0o077 == 0 {
			continue
		}
		if err := os.Chmod(name, info.Mode().Perm()&private); err != nil {
			log.Warn("other users of this computer can read a file of the database, and its rights cannot be changed", "rights", info.Mode().Perm().String())
		}
	}
	return nil
}
