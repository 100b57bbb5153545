package listing

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/sheet"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// exporting is an export that runs.
type exporting struct {
	name   string
	total  int // 0 when it is not known
	done   atomic.Int64
	cancel func()
	stop   func() // ends the wait for another look at it
}

// lookAtExport is how often a running export says how far it has come; a shorter one says nothing.
const lookAtExport = 500 * time.Millisecond

// ExportMenu offers what the filters show, and what of it is ticked, as the two kinds of file.
func (l *List[R, D]) ExportMenu(x Export[R]) []kit.MenuItem {
	item := func(label, count string, format sheet.Format, ticked bool) kit.MenuItem {
		return kit.MenuItem{Label: label, Note: count, Icon: "file-text", Tapped: func() { l.Export(x, format, ticked) }}
	}
	var items []kit.MenuItem
	if n := l.table.Checked().Count; n > 0 {
		items = append(items, item(say.T("The selected rows as a spreadsheet, XLSX"), say.Count(n), sheet.XLSX, true),
			item(say.T("The selected rows as text, CSV"), say.Count(n), sheet.CSV, true), kit.MenuItem{})
	}
	count := ""
	if n, known := l.table.Total(); known {
		count = say.Count(n)
	}
	return append(items, item(say.T("This list as a spreadsheet, XLSX"), count, sheet.XLSX, false), item(say.T("This list as text, CSV"), count, sheet.CSV, false))
}

// Export writes every row that the filters show, or those that are ticked, whether they were read for the table or not. Pages are
// written as they are read, so a million rows need no more memory than a thousand. It runs beside the window, one at a time, says how
// far it is and can be cancelled. The file may name its own Walk.
func (l *List[R, D]) Export(x Export[R], format sheet.Format, ticked bool) {
	if l.export != nil {
		l.o.Nav.Toast(say.T("An export is running already"))
		return
	}
	e := &exporting{name: x.Name + " " + l.o.Now().Local().Format("2006-01-02 1504") + "." + string(format)}
	e.total, _ = l.table.Total()
	chosen := func(R) bool { return true }
	if c := l.table.Checked(); ticked {
		chosen, e.total = l.chosenBy(c), c.Count
	}
	l.export = e
	e.stop = l.o.Feed.Clock().After(lookAtExport, l.showExport)
	walk, now := x.Walk, l.o.Now()
	if walk == nil {
		walk = Walker(l.o.Page, l.Asking())
	}
	l.o.Feed.Go(func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		l.o.Feed.Do(func() { e.cancel = cancel })
		where, err := x.Files.Save(e.name, func(w io.Writer) error {
			return sheet.Write(w, format, x.Head, func(add func([]string) error) error {
				return walk(ctx, func(row R) error {
					if err := ctx.Err(); err != nil || !chosen(row) {
						return err
					}
					e.done.Add(1)
					return add(x.Row(row, now))
				})
			})
		})
		cancelled := ctx.Err() != nil
		cancel()
		l.o.Feed.Do(func() {
			e.stop()
			l.export = nil
			l.notice.Set(nil)
			switch {
			case err == nil:
				l.o.Nav.Toast(x.Done(int(e.done.Load()), say.Of(where)))
			case cancelled:
				l.o.Nav.Toast(say.T("The export is cancelled, and no file was kept"))
			default:
				l.o.Nav.Failed(x.Doing, err)
			}
		})
	})
}

// showExport says below the header how far an export has come, with the way to end it, and looks again soon.
func (l *List[R, D]) showExport() {
	e := l.export
	if e == nil {
		return
	}
	line := []fyne.CanvasObject{kit.NewIcon("download", theme.Working.Text(), theme.IconSmall)}
	done, words := int(e.done.Load()), say.T("{file}: {count} rows written", e.name, e.done.Load())
	if e.total > 0 { // a bar says nothing while nobody knows how much there is
		bar := kit.NewProgress(4)
		bar.Set(float64(done), float64(e.total))
		line = append(line, kit.Sized(72, theme.Space4, bar))
		words = say.T("{file}: {count} of {total} rows written", e.name, done, e.total)
	}
	line = append(line, kit.NewElided(words, theme.Small, theme.Text))
	if e.cancel != nil {
		line = append(line, kit.NewLink(say.T("Cancel"), theme.SmallMedium, e.cancel))
	}
	l.notice.Set(kit.Inset(0, theme.PageMargin, theme.Space3, theme.PageMargin, kit.Across(8, append(line, kit.Spacer())...)))
	e.stop()
	e.stop = l.o.Feed.Clock().After(lookAtExport, l.showExport)
}
