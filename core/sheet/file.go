package sheet

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// File writes a file that appears under its name only when it is complete, with the given rights, in the place of one that has
// the name; a failed one leaves nothing, and the old one as it was.
func File(path string, rights os.FileMode, write func(io.Writer) error) error {
	return complete(filepath.Dir(path), rights, write, func(part string) error { return os.Rename(part, path) })
}

// NewFile is File beside whatever is there: where the name is taken the new file gets a number, as in "Orders (2).csv". It returns
// the path. Of several at one moment, in this program or another, none takes another's name.
func NewFile(path string, rights os.FileMode, write func(io.Writer) error) (where string, err error) {
	err = complete(filepath.Dir(path), rights, write, func(part string) error {
		free, err := reserve(path)
		if err != nil {
			return err
		}
		if err := os.Rename(part, free); err != nil {
			os.Remove(free)
			return err
		}
		where = free
		return nil
	})
	return where, err
}

// complete writes a file under a passing name in the folder and has place give it its own.
func complete(folder string, rights os.FileMode, write func(io.Writer) error, place func(part string) error) error {
	part, err := os.CreateTemp(folder, ".stockbridge-*.part")
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	defer os.Remove(part.Name())
	err = write(part)
	if closing := part.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(part.Name(), rights)
	}
	if err == nil {
		err = place(part.Name())
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return nil
}

// reserve makes an empty file that was not there, with a number where the name is taken. Making it is the only way to take a name
// for sure that every file system has; a hard link, which could not be seen empty, has fewer.
func reserve(path string) (string, error) {
	extension := filepath.Ext(path)
	stem := strings.TrimSuffix(path, extension)
	for n := 2; ; n++ {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			return path, f.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		path = fmt.Sprintf("%s (%d)%s", stem, n, extension)
	}
}
