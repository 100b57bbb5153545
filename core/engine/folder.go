package engine

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// DefaultFolder is where data is kept when nobody says otherwise: the user's configuration folder of the operating system.
func DefaultFolder() (string, error) {
	base, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("the system does not say where your settings belong (%w): name a folder with --data", err)
	}
	return filepath.Join(base, "Stockbridge"), nil
}

// InUseError says that another process works on the data folder.
type InUseError struct {
	Folder string
	PID    int // 0 when it cannot be told
}

func (e *InUseError) Error() string {
	who := "another Stockbridge"
	if e.PID > 0 {
		who = fmt.Sprintf("another Stockbridge (process %d)", e.PID)
	}
	return fmt.Sprintf("%s is working on the data folder %s. Only one can at a time, so that no order is posted twice. Close it, or name another folder with --data", who, e.Folder)
}

// FolderError says that the data folder cannot be used.
type FolderError struct {
	Folder string
	Err    error
}

func (e *FolderError) Error() string {
	if errors.Is(e.Err, errShared) {
		return fmt.Sprintf("the data folder %s is not safe: %v. Nothing was changed. Name a folder of its own with --data", e.Folder, e.Err)
	}
	return fmt.Sprintf("the data folder %s cannot be written: %v. Nothing was changed. Give yourself the right to write there, or name another folder with --data", e.Folder, reason(e.Err))
}

func (e *FolderError) Unwrap() error { return e.Err }

// reason is the bare reason of a file error; the path is named already.
func reason(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}

// folder is a data folder that this process holds.
type folder struct {
	path string
	lock *flock.Flock
}

// hold makes the folder if need be, closes it to other users, proves that it can be written, and locks it. The system frees the
// lock when the process ends, however it ends.
func hold(path string, log *slog.Logger) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, &FolderError{path, err}
	}
	if err := secure(path, log); err != nil {
		return nil, &FolderError{path, err}
	}
	probe, err := os.CreateTemp(path, ".probe-*")
	if err != nil {
		return nil, &FolderError{path, err}
	}
	probe.Close()
	os.Remove(probe.Name())
	f := &folder{path: path, lock: flock.New(filepath.Join(path, "stockbridge.lock"))}
	got, err := f.lock.TryLock()
	if err != nil {
		return nil, &FolderError{path, err}
	}
	if !got {
		return nil, &InUseError{Folder: path, PID: f.holder()}
	}
	// Who holds it is written beside the lock, since a locked file cannot be read on every system.
	if err := os.WriteFile(f.pidFile(), []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		f.release()
		return nil, &FolderError{path, err}
	}
	return f, nil
}

func (f *folder) pidFile() string { return filepath.Join(f.path, "stockbridge.pid") }

func (f *folder) holder() int {
	raw, err := os.ReadFile(f.pidFile())
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return 0
	}
	return pid
}

func (f *folder) release() error {
	os.Remove(f.pidFile())
	return f.lock.Unlock()
}
