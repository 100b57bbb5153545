// Package sheet writes rows for spreadsheets: CSV in which no cell is ever run as a formula, and files that appear under their
// name only when they are complete. Its functions keep no state and may be called from any goroutine.
//
// Start reading at Writer.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Writer writes rows one after the other; nothing is sure to have arrived before Flush.
type Writer struct{ out *csv.Writer }

// NewWriter begins with the names of the columns.
func NewWriter(w io.Writer, head []string) (*Writer, error) {
	s := &Writer{csv.NewWriter(w)}
	return s, s.out.Write(head)
}

// Write adds one row. The cells are left as they are for the caller.
func (s *Writer) Write(row []string) error {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = Harmless(cell)
	}
	return s.out.Write(safe)
}

// Flush writes out what was kept back and returns the first thing that went wrong.
func (s *Writer) Flush() error {
	s.out.Flush()
	return s.out.Error()
}

// Harmless keeps a spreadsheet from running a cell as a formula: names in a shop may come from anybody.
func Harmless(cell string) string {
	if strings.IndexAny(cell, "=+-@\t\r") == 0 {
		return "'" + cell
	}
	return cell
}

// File writes a file that appears under its name only when it is complete, with the given rights; a failed one leaves nothing.
func File(path string, rights os.FileMode, write func(io.Writer) error) error {
	part, err := os.CreateTemp(filepath.Dir(path), ".stockbridge-*.part")
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
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return nil
}
