package sheet

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// writeXLSX writes a workbook with one sheet. Every cell, figures too, is text in a cell of the format Text: so a code keeps its
// zeros, a name that begins with = is a name, and both stay so when a person edits the cell. The library keeps what exceeds 16 MiB
// in a temporary file that only this user can read, and the packed file in memory before it reaches w: 40 MiB for a million products.
func writeXLSX(w io.Writer, columns []Column, fill func(add func(row []string) error) error) (err error) {
	book := excelize.NewFile()
	defer func() { // removes the temporary file
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	text, err := book.NewStyle(&excelize.Style{NumFmt: textFormat})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(book.GetSheetName(0))
	if err != nil {
		return err
	}
	// For cells that a person adds below.
	if err := out.SetColStyle(1, len(columns), text); err != nil {
		return err
	}
	n := 0
	add := func(row []string) error {
		if n++; n > excelize.TotalRows {
			return fmt.Errorf("a sheet of a workbook has at most %d rows; a .csv file has no limit", excelize.TotalRows)
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = excelize.Cell{StyleID: text, Value: cell}
		}
		return out.SetRow(fmt.Sprintf("A%d", n), cells)
	}
	if err := add(names(columns)); err != nil {
		return err
	}
	if err := fill(add); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

// textFormat is the number of the built-in cell format "@" (ECMA-376 part 1, 18.8.30).
const textFormat = 49
