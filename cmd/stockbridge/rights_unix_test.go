//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Logs and exports are for this user only, whatever the umask says and whatever an older log allowed. A full log is put aside
// with the rights it has.
func TestFilesAreForThisUserOnly(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	home := t.TempDir()
	folder := filepath.Join(home, "data")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	old := strings.Repeat("x", logMegabytes<<20)
	if err := os.WriteFile(filepath.Join(folder, "stockbridge.log"), []byte(old), 0o666); err != nil {
		t.Fatal(err)
	}
	log, closeLog := openLog(folder)
	log.Info("the file is full, so a new one is begun")
	if err := closeLog.Close(); err != nil {
		t.Fatal(err)
	}
	x := exports{func() (string, error) { return home, nil }}
	if _, err := x.Save("Orders.csv", func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("the folder holds %v (%v)", files, err)
	}
	for _, path := range append(files, filepath.Join(home, "Orders.csv")) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(path), info.Mode(), err)
		}
	}
}
