package listing

import (
	"context"
	"io"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// Files keeps what is exported. It is called beside the window.
type Files interface {
	// Save writes a file of that name where the person finds it, and says where that is.
	Save(name string, write func(io.Writer) error) (where string, err error)
}

// Export is how the rows of a list become a file. Figures stand in cells of their own, without words, so that a spreadsheet can add
// them up; what has no value is an empty cell. Headings are part of the format and stay English.
type Export[R any] struct {
	Files Files
	Name  string // of the file, before the time
	Head  []sheet.Column
	Row   func(R, time.Time) []string
	Doing string                                     // what could not be done when it fails
	Done  func(n int, where string) string           // what came of it
	Walk  func(context.Context, func(R) error) error // reads each row, beside the window
}

// ExportMenu offers the formats.
func ExportMenu(export func(sheet.Format)) []kit.MenuItem {
	return []kit.MenuItem{
		{Label: say.T("As a spreadsheet, XLSX"), Icon: "file-text", Tapped: func() { export(sheet.XLSX) }},
		{Label: say.T("As text, CSV"), Icon: "file-text", Tapped: func() { export(sheet.CSV) }},
	}
}

// Write writes the file as its rows are read, beside the window, and says what came of it.
func (x Export[R]) Write(feed *live.Feed, nav screen.Navigator, now time.Time, format sheet.Format) {
	name := x.Name + " " + now.Local().Format("2006-01-02 1504") + "." + string(format)
	Do(feed, nav, x.Doing, func(ctx context.Context) (string, error) {
		n := 0
		where, err := x.Files.Save(name, func(w io.Writer) error {
			return sheet.Write(w, format, x.Head, func(add func([]string) error) error {
				return x.Walk(ctx, func(row R) error {
					n++
					return add(x.Row(row, now))
				})
			})
		})
		return x.Done(n, where), err
	}, func() {})
}

// Walker reads every row of a question from a page reader, page by page.
func Walker[R any](read func(context.Context, view.Filter, view.Window) (view.Page[R], error), f view.Filter) func(context.Context, func(R) error) error {
	return func(ctx context.Context, visit func(R) error) error {
		for after := ""; ; {
			got, err := read(ctx, f, view.Window{Limit: walkStep, After: after})
			if err != nil {
				return err
			}
			for _, row := range got.Rows {
				if err := visit(row); err != nil {
					return err
				}
			}
			if after = got.Next; after == "" {
				return nil
			}
		}
	}
}

// ExportTime writes a moment for a spreadsheet, in local time; nothing for none.
func ExportTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05")
}
