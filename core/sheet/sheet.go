// Package sheet writes tables for spreadsheets, as CSV or XLSX, in which no cell is ever run as a formula, and files that appear
// under their name only when they are complete. Its functions keep no state and may be called from any goroutine.
//
// Start reading at Write.
package sheet

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// Format is a kind of file that holds a table.
type Format string

// The formats. XLSX is the one that people may open, change and save: a spreadsheet program that opens CSV takes leading zeros
// for nothing and a long barcode for a number.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// FormatOf tells the format by the ending of a file's name, in any case.
func FormatOf(path string) (Format, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return CSV, nil
	case ".xlsx":
		return XLSX, nil
	}
	return "", errors.New("the file's name must end in .csv or .xlsx")
}

// Column is a column of a table.
type Column struct {
	Name string
	// Exact keeps Harmless away from the cells: for figures, and for words whose letters are too few for a formula that does
	// anything, where a changed value would do harm. It is about CSV; cells of XLSX are text and always exact.
	Exact bool
}

// Write writes a table: the names of the columns, then each row that fill hands to add. The rows are left as they are for the
// caller. After an error what has been written is of no use.
func Write(w io.Writer, f Format, columns []Column, fill func(add func(row []string) error) error) error {
	if f == XLSX {
		return writeXLSX(w, columns, fill)
	}
	out, err := newWriter(w, columns)
	if err != nil {
		return err
	}
	if err := fill(out.Write); err != nil {
		return err
	}
	return out.Flush()
}
