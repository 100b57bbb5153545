package listing

import (
	"context"
	"errors"
	"reflect"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// PaneOptions are what a screen says about its details. Row is the zero value for a key whose row was not read.
type PaneOptions[R, D any] struct {
	Tabs []kit.Tab
	// Read reads the details; it may be called from any goroutine. A Gone says that there is nothing to show any more.
	Read func(ctx context.Context, key string, row R) (D, error)
	// Await shows what the row says already while the details are on their way: at least the header.
	Await func(key string, row R)
	// Draw shows the details: header, counts of the tabs, the body of the tab in front, the foot.
	Draw func(key string, row R, d D)
	// Resized hears that the pane has another width. Optional.
	Resized func()
	// RowFirst opens a key only when its row was read, for details that cannot be read without.
	RowFirst bool
}

// Gone is the answer of a read whose subject is not there any more; it says so to a person.
type Gone struct{ Title, Line string }

func (g Gone) Error() string { return g.Title }

// details is what the pane knows.
type details[R, D any] struct {
	key      string
	row      R
	value    *D
	question int // counts what was asked; older answers are dropped
	foot     bool
}

// Show opens the pane on a row.
func (l *List[R, D]) Show(key string) {
	row, known := l.rows.Get(key)
	if !known && l.o.Pane.RowFirst {
		l.seek = key
		return
	}
	d := &l.details
	if key != d.key || !l.split.Open() {
		d.key, d.row, d.value = key, row, nil
		l.split.SetOpen(true)
		l.SetBody(skeleton())
		if d.foot {
			l.pane.SetFoot(kit.Gap(0, theme.ButtonSmall)) // the last row's buttons must not be pressed for this one
		}
		l.o.Pane.Await(key, row)
	}
	l.seek = ""
	if !l.table.Select(key) {
		l.seek = key
	}
	l.readDetails()
}

// readDetails asks for the details of the row in the pane, for the first time or again.
func (l *List[R, D]) readDetails() {
	d := &l.details
	d.question++
	if row, known := l.rows.Get(d.key); known {
		d.row = row
	}
	question, key, row := d.question, d.key, d.row
	l.o.Feed.Go(func(ctx context.Context) {
		value, err := l.o.Pane.Read(ctx, key, row)
		l.o.Feed.Do(func() {
			switch {
			case question != d.question:
			case err != nil:
				l.detailsFailed(err)
			case d.value == nil || !reflect.DeepEqual(*d.value, value): // the same again would only take the focus away
				d.value = &value
				l.Redraw()
			}
		})
	})
}

func (l *List[R, D]) detailsFailed(err error) {
	l.details.value = nil
	e := kit.EmptyState{Button: say.T("Try again"), Tapped: l.readDetails}
	var gone Gone
	if errors.As(err, &gone) {
		e = kit.EmptyState{Title: gone.Title, Line: gone.Line}
	} else {
		e.Title, e.Line = l.o.Fault(err)
	}
	l.pane.SetBody(kit.NewEmpty(e))
}

// Redraw draws the details again: another tab, or news that they depend on.
func (l *List[R, D]) Redraw() {
	d := &l.details
	switch {
	case !l.split.Open():
	case d.value != nil:
		l.o.Pane.Draw(d.key, d.row, *d.value)
	default:
		l.o.Pane.Await(d.key, d.row)
	}
}

// Rename gives the row in the pane its true key, when it was opened by another name.
func (l *List[R, D]) Rename(key string) {
	if l.details.key == key {
		return
	}
	l.details.key, l.seek = key, ""
	if row, known := l.rows.Get(key); known {
		l.details.row = row
	}
	if !l.table.Select(key) {
		l.seek = key
	}
}

// Details are what the pane shows; ok is false while there is nothing.
func (l *List[R, D]) Details() (d D, ok bool) {
	if l.details.value == nil || !l.split.Open() {
		return d, false
	}
	return *l.details.value, true
}

// SetBody shows the body of the tab in front; news of the same row and tab stay where they are scrolled to.
func (l *List[R, D]) SetBody(o fyne.CanvasObject) {
	l.pane.SetBodyOf(l.details.key+"\n"+l.pane.Tabs().Current(), o)
}

// SetFoot shows the buttons below the body.
func (l *List[R, D]) SetFoot(o fyne.CanvasObject) {
	l.details.foot = true
	l.pane.SetFoot(o)
}

// Pane is the details pane, for its header and tabs; its body and foot are set by SetBody and SetFoot.
func (l *List[R, D]) Pane() *kit.Pane { return l.pane }

// PaneWidth is the width that the pane has beside the page.
func (l *List[R, D]) PaneWidth() float32 { return l.split.Width() }

// PaneOpen tells whether details show.
func (l *List[R, D]) PaneOpen() bool { return l.split.Open() }

// ClosePane closes the details, as Esc does; false when there was nothing to close.
func (l *List[R, D]) ClosePane() bool {
	open := l.split.Open()
	l.closePane()
	if open {
		l.table.Focus()
	}
	return open
}

func (l *List[R, D]) closePane() {
	l.details.question++ // an answer on its way is not wanted any more
	l.details.key, l.details.value, l.seek = "", nil, ""
	l.split.SetOpen(false)
}

// skeleton stands in a pane whose details are being read.
func skeleton() fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for _, width := range []float32{180, 240, 120, 260, 200, 150} {
		lines = append(lines, kit.AcrossTop(0, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusBar, nil))))
	}
	return kit.Down(theme.Space4, lines...)
}
