package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestExportsOverwriteNothing(t *testing.T) {
	home := t.TempDir()
	x := exports{func() (string, error) { return home, nil }}
	save := func(text string) string {
		t.Helper()
		where, err := x.Save("Orders.csv", func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return where
	}
	if where := save("first"); where != "your home folder" {
		t.Errorf("without Downloads the file is in %s", where)
	}
	downloads := filepath.Join(home, "Downloads")
	if err := os.Mkdir(downloads, 0o700); err != nil {
		t.Fatal(err)
	}
	save("second")
	if where := save("third"); where != "Downloads" {
		t.Errorf("the file is in %s", where)
	}
	for path, want := range map[string]string{filepath.Join(home, "Orders.csv"): "first", filepath.Join(downloads, "Orders.csv"): "second", filepath.Join(downloads, "Orders (2).csv"): "third"} {
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
		}
	}
}
