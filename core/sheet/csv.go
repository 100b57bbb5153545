package sheet

import (
	"encoding/csv"
	"io"
	"strings"
)

// Writer writes the rows of a CSV file one after the other; nothing is sure to have arrived before Flush.
type Writer struct {
	out     *csv.Writer
	columns []Column
}

// NewWriter begins with the names of the columns.
func NewWriter(w io.Writer, head []string) (*Writer, error) {
	columns := make([]Column, len(head))
	for i, name := range head {
		columns[i].Name = name
	}
	return newWriter(w, columns)
}

func newWriter(w io.Writer, columns []Column) (*Writer, error) {
	s := &Writer{csv.NewWriter(w), columns}
	return s, s.out.Write(names(columns))
}

func names(columns []Column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
	}
	return out
}

// Write adds one row. The cells are left as they are for the caller.
func (s *Writer) Write(row []string) error {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = cell
		if i >= len(s.columns) || !s.columns[i].Exact {
			safe[i] = Harmless(cell)
		}
	}
	return s.out.Write(safe)
}

// Flush writes out what was kept back and returns the first thing that went wrong.
func (s *Writer) Flush() error {
	s.out.Flush()
	return s.out.Error()
}

// Harmless keeps a spreadsheet from running a cell of a CSV file as a formula: names in a shop may come from anybody. What reads
// the file and is no spreadsheet sees the apostrophe too.
func Harmless(cell string) string {
	if strings.IndexAny(cell, "=+-@\t\r") == 0 {
		return "'" + cell
	}
	return cell
}
