package sheet_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

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

func TestAFileThatFailsLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	broken := errors.New("the orders could not be read")
	err := sheet.File(filepath.Join(folder, "orders.csv"), 0o600, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return broken
	})
	if left, _ := os.ReadDir(folder); !errors.Is(err, broken) || len(left) != 0 {
		t.Errorf("%v, and the folder holds %v", err, left)
	}
}
