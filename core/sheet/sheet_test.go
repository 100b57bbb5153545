package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"stockbridge/core/sheet"
)

func TestNoCellIsAFormula(t *testing.T) {
	file := filepath.Join(t.TempDir(), "orders.csv")
	rows := [][]string{{"9031", `=HYPERLINK("https://example.com")`}, {"9032", "Moira \"Mo\" Campbell, Ltd"}, {"-1", "@sum"}}
	err := sheet.File(file, 0o600, func(w io.Writer) error {
		out, err := sheet.NewWriter(w, []string{"Number", "Name"})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := out.Write(row); err != nil {
				return err
			}
		}
		return out.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	want := "Number,Name\n9031,\"'=HYPERLINK(\"\"https://example.com\"\")\"\n9032,\"Moira \"\"Mo\"\" Campbell, Ltd\"\n'-1,'@sum\n"
	if err != nil || string(got) != want {
		t.Errorf("the file says %q, want %q (%v)", got, want, err)
	}
	if rows[0][1][0] != '=' {
		t.Error("the caller's row was changed")
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]sheet.Format{"a.csv": sheet.CSV, "/b c/d.XLSX": sheet.XLSX} {
		if got, err := sheet.FormatOf(path); got != want || err != nil {
			t.Errorf("%s is %q, %v", path, got, err)
		}
	}
	for _, path := range []string{"a", "a.xls", "csv", "a.csv.zip", "folder.csv/file", ""} {
		if _, err := sheet.FormatOf(path); err == nil || !strings.Contains(err.Error(), ".csv or .xlsx") {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// odd are cells that spreadsheets like to change.
var odd = [][]string{
	{"00123", `=HYPERLINK("https://example.com","Mug")`, "12.50"},
	{"-A1", "+44 mug", "-0.50"},
	{"", "", "0.00"},
	{"5010000000017", " two\nlines, \"quoted\" <b>&amp; _x000D_ naïve 茶 ", "1E5"},
	{"1-2", "'Tis a mug", "TRUE"},
}

var columns = []sheet.Column{{Name: "SKU", Exact: true}, {Name: "=Name"}, {Name: "Price", Exact: true}}

func fill(rows [][]string) func(func([]string) error) error {
	return func(add func([]string) error) error {
		for _, row := range rows {
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	}
}

// Of CSV only the columns that are not exact are guarded.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.CSV, columns, fill(odd)); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"SKU", "=Name", "Price"}}
	for _, row := range odd {
		want = append(want, slices.Clone(row))
	}
	want[1][1], want[2][1] = "'"+want[1][1], "'"+want[2][1]
	if got, err := csv.NewReader(&b).ReadAll(); err != nil || !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v\n got %q\nwant %q", err, got, want)
	}
}

// Every cell of a workbook is text, to the letter, and stays text when a person edits it.
func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.XLSX, columns, fill(odd)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	name := book.GetSheetName(0)
	if n := len(book.GetSheetList()); n != 1 {
		t.Errorf("the workbook has %d sheets", n)
	}
	for i, row := range append([][]string{{"SKU", "=Name", "Price"}}, odd...) {
		for j, want := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if got, err := book.GetCellValue(name, cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
				t.Errorf("%s says %q, want %q (%v)", cell, got, want, err)
			}
			if formula, err := book.GetCellFormula(name, cell); err != nil || formula != "" {
				t.Errorf("%s is the formula %q (%v)", cell, formula, err)
			}
			if kind, err := book.GetCellType(name, cell); err != nil || kind != excelize.CellTypeInlineString {
				t.Errorf("%s is of type %d (%v)", cell, kind, err)
			}
			id, err := book.GetCellStyle(name, cell)
			if err != nil {
				t.Fatal(err)
			}
			if style, err := book.GetStyle(id); err != nil || style.NumFmt != 49 {
				t.Errorf("%s has the cell format %+v (%v), want text", cell, style, err)
			}
		}
	}
}

// A row too many is refused, not lost, and the temporary file of a workbook so large goes.
func TestXLSXIsFull(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	used := false
	n := 0
	err := sheet.Write(io.Discard, sheet.XLSX, columns, func(add func([]string) error) error {
		for {
			if err := add(nil); err != nil {
				return err
			}
			if n++; n == 1<<20-1 {
				left, err := os.ReadDir(folder)
				used = err == nil && len(left) > 0
			}
		}
	})
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("temporary files stay: %v (%v)", left, err)
	}
	if !used {
		t.Error("a million rows were kept in memory")
	}
	if n != 1<<20-1 || err == nil || !strings.Contains(err.Error(), ".csv") {
		t.Errorf("after %d rows below the head: %v", n, err)
	}
}

func TestAFileThatFailsLeavesNothing(t *testing.T) {
	broken := errors.New("the orders could not be read")
	for name, write := range map[string]func(io.Writer) error{
		"half": func(w io.Writer) error {
			_, _ = io.WriteString(w, "half")
			return broken
		},
		"table": func(w io.Writer) error {
			return sheet.Write(w, sheet.CSV, columns, func(add func([]string) error) error { return errors.Join(add(odd[0]), broken) })
		},
		"workbook": func(w io.Writer) error {
			return sheet.Write(w, sheet.XLSX, columns, func(add func([]string) error) error { return errors.Join(add(odd[0]), broken) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "orders.csv")
			if err := sheet.File(path, 0o600, write); !errors.Is(err, broken) {
				t.Errorf("the failure becomes %v", err)
			}
			if where, err := sheet.NewFile(path, 0o600, write); !errors.Is(err, broken) || where != "" {
				t.Errorf("the failure becomes %v, and the file %q", err, where)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
				t.Errorf("the folder holds %v (%v)", left, err)
			}
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := sheet.File(path, 0o600, write); err == nil {
				t.Error("the failure is forgotten")
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
				t.Errorf("the old file says %q (%v)", got, err)
			}
		})
	}
}

func TestFileReplacesAndNewFileDoesNot(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "orders.2026.csv")
	say := func(text string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}
	}
	if err := errors.Join(sheet.File(path, 0o644, say("one")), sheet.File(path, 0o600, say("two"))); err != nil {
		t.Fatal(err)
	}
	where, err := sheet.NewFile(path, 0o600, say("three"))
	if err != nil || where != filepath.Join(folder, "orders.2026 (2).csv") {
		t.Errorf("the new file is %s (%v)", where, err)
	}
	for path, want := range map[string]string{path: "two", where: "three"} {
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s says %q, want %q (%v)", path, got, want, err)
		}
		if at, err := os.Stat(path); err != nil || at.Mode().Perm() != 0o600 {
			t.Errorf("%s has the rights %v (%v)", path, at.Mode(), err)
		}
	}
}
