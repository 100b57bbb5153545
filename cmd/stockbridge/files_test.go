package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
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

// Two screens, or two windows of the program, may export at one moment under one name.
func TestExportsAtOneMoment(t *testing.T) {
	home := t.TempDir()
	x := exports{func() (string, error) { return home, nil }}
	const many = 8
	var ready, done sync.WaitGroup
	ready.Add(many)
	for i := range many {
		done.Go(func() {
			if _, err := x.Save("Orders.csv", func(w io.Writer) error {
				ready.Done() // the name is free for all of them until all have been written
				ready.Wait()
				_, err := fmt.Fprint(w, i)
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	files, err := os.ReadDir(home)
	if err != nil || len(files) != many {
		t.Fatalf("%d exports left %v (%v)", many, files, err)
	}
	found := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(home, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[string(text)] = true
	}
	if len(found) != many {
		t.Errorf("of %d exports the files hold %v", many, found)
	}
}
