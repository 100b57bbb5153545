//go:build unix

package engine_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/vault"
)

// openFolder opens an engine, has it write something, and closes it with the test. It returns what the log says.
func openFolder(t *testing.T, folder string) (*engine.Engine, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	e, err := engine.Open(t.Context(), engine.Options{Folder: folder, Ring: vault.NewMemoryRing(), Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	if err := e.DB.Write(t.Context(), func(tx *db.Tx) error { return tx.Log(db.Activity{Kind: "test", Text: "x"}) }); err != nil {
		t.Fatal(err)
	}
	return e, log
}

// onlyMine checks the rights of a folder and of everything in it, and that at least the named files are there.
func onlyMine(t *testing.T, folder string, names ...string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has the rights %s, want %s", d.Name(), got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

var dataFiles = []string{"stockbridge.db", "stockbridge.db-wal", "stockbridge.db-shm", "stockbridge.lock", "stockbridge.pid", "copy.db"}

// Whatever the umask allows others, the data folder and all that is written there is for this user only.
func TestDataIsForThisUserOnly(t *testing.T) {
	for _, umask := range []int{0o000, 0o022} {
		before := syscall.Umask(umask)
		folder := filepath.Join(t.TempDir(), "deeper", "data")
		e, _ := openFolder(t, folder)
		err := e.DB.Backup(t.Context(), filepath.Join(folder, "copy.db"))
		syscall.Umask(before)
		if err != nil {
			t.Fatal(err)
		}
		onlyMine(t, folder, dataFiles...)
	}
}

// A folder of an older version, or one that somebody opened to others, is closed again, and the log says so.
func TestOpenDataFolderIsClosed(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	folder := filepath.Join(t.TempDir(), "data")
	first, _ := openFolder(t, folder)
	raw, err := os.ReadFile(filepath.Join(folder, "stockbridge.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for name, rights := range map[string]os.FileMode{"": 0o777, "stockbridge.db": 0o666, "stockbridge.lock": 0o600} {
		if err := os.Chmod(filepath.Join(folder, name), rights); err != nil {
			t.Fatal(err)
		}
	}
	// A crash leaves the files beside the database; this one has nothing new for it.
	if err := os.WriteFile(filepath.Join(folder, "stockbridge.db-wal"), raw, 0o666); err != nil {
		t.Fatal(err)
	}
	_, log := openFolder(t, folder)
	onlyMine(t, folder, dataFiles[:5]...)
	if !strings.Contains(log.String(), "now only this one can") {
		t.Errorf("the log does not tell: %s", log)
	}
}

func TestDataFolderBehindALink(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "real")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	openFolder(t, link)
	onlyMine(t, folder, dataFiles[:5]...)
}

// Where the folder is not ours to narrow, it is refused if everybody can write there, and left as it is otherwise.
func TestSharedFolders(t *testing.T) {
	for name, c := range map[string]struct {
		rights  os.FileMode
		file    string
		refused bool
	}{
		"everybody writes beside other files": {0o777, "holiday.jpg", true},
		"a meeting place":                     {0o777 | os.ModeSticky, "", true},
		"others look at other files":          {0o755, "holiday.jpg", false},
		"a group writes beside other files":   {0o775, "holiday.jpg", false},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if c.file != "" {
				if err := os.WriteFile(filepath.Join(folder, c.file), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(folder, c.rights); err != nil {
				t.Fatal(err)
			}
			if !c.refused {
				_, log := openFolder(t, folder)
				if !strings.Contains(log.String(), "can look into the data folder") {
					t.Errorf("the log does not tell: %s", log)
				}
			} else {
				_, err := engine.Open(t.Context(), engine.Options{Folder: folder, Ring: vault.NewMemoryRing()})
				if _, ok := errors.AsType[*engine.FolderError](err); !ok || !strings.Contains(err.Error(), "every user of this computer can write there") {
					t.Errorf("got %v", err)
				}
				if files, _ := filepath.Glob(filepath.Join(folder, "stockbridge*")); len(files) > 0 {
					t.Errorf("it was written to: %v", files)
				}
			}
			if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != c.rights.Perm() {
				t.Errorf("the rights are %v (%v)", info.Mode(), err)
			}
		})
	}
}
