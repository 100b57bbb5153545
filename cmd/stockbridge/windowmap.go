//go:build windowmap

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
)

// The map of the window is for the test that sets the program up with a real mouse: it finds by it where the words are that a person
// would look for. It is compiled in with the tag windowmap only, which no released program has. Beside the words on buttons and labels
// of fields it holds nothing: never what is in a field.

// mapEvery is how often the window is looked at.
const mapEvery = 100 * time.Millisecond

// spot is something that can be pressed or typed into, with its middle in pixels of the window.
type spot struct {
	Kind string `json:"kind"` // press or field
	Name string `json:"name"`
	On   bool   `json:"on"`   // not disabled
	Keys bool   `json:"keys"` // the keyboard goes there
	X    int    `json:"x"`
	Y    int    `json:"y"`
}

// mapWindow keeps a file with the spots of the window up to date, which STOCKBRIDGE_WINDOW_MAP names. UI goroutine.
func (p *program) mapWindow() {
	path := os.Getenv("STOCKBRIDGE_WINDOW_MAP")
	if path == "" {
		return
	}
	var had []byte
	var look func()
	look = func() {
		raw, err := json.Marshal(spotsOf(p.window.Canvas()))
		if err == nil && !bytes.Equal(raw, had) {
			had = raw
			if err = os.WriteFile(path+".new", raw, 0o600); err == nil {
				err = os.Rename(path+".new", path)
			}
		}
		if err != nil {
			p.log.Error("the map of the window cannot be written", "error", err)
			return
		}
		p.feed.Clock().After(mapEvery, look)
	}
	p.feed.Clock().After(mapEvery, look)
}

// spotsOf lists what can be seen and used, of the topmost menu or dialog where there is one.
func spotsOf(c fyne.Canvas) []spot {
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	m := &windowMap{canvas: c}
	m.walk(root, fyne.NewPos(0, 0), c.Size())
	return m.spots
}

type windowMap struct {
	canvas fyne.Canvas
	spots  []spot
}

// walk notes an object and what is in it, outer things first, as far as they show in a part of the window.
func (m *windowMap) walk(o fyne.CanvasObject, from fyne.Position, size fyne.Size) {
	if o == nil || !o.Visible() {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	name := firstText(o)
	switch part := o.(type) {
	case *kit.Field:
		if control := firstControl(part); control != nil {
			m.note("field", name, control, from, size)
		}
	case *kit.Entry:
		return // what is in it is nobody's business
	case *container.Scroll:
		end := fyne.NewPos(fyne.Min(from.X+size.Width, at.X+o.Size().Width), fyne.Min(from.Y+size.Height, at.Y+o.Size().Height))
		from = fyne.NewPos(fyne.Max(from.X, at.X), fyne.Max(from.Y, at.Y))
		size = fyne.NewSize(end.X-from.X, end.Y-from.Y)
	case fyne.Tappable:
		if name != "" {
			m.note("press", name, o, from, size)
		}
	}
	for _, child := range childrenOf(o) {
		m.walk(child, from, size)
	}
}

func (m *windowMap) note(kind, name string, o fyne.CanvasObject, from fyne.Position, size fyne.Size) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(o.Size().Width/2, o.Size().Height/2)
	if at.X < from.X || at.Y < from.Y || at.X > from.X+size.Width || at.Y > from.Y+size.Height {
		return
	}
	d, can := o.(fyne.Disableable)
	x, y := m.canvas.PixelCoordinateForPosition(at)
	m.spots = append(m.spots, spot{Kind: kind, Name: name, On: !can || !d.Disabled(), Keys: m.hasKeys(o), X: x, Y: y})
}

// hasKeys tells whether what is typed goes to a part.
func (m *windowMap) hasKeys(o fyne.CanvasObject) bool {
	at := m.canvas.Focused()
	if entry, typed := o.(*kit.Entry); typed {
		return at == entry.Focusable()
	}
	part, can := o.(fyne.Focusable)
	return can && at == part
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// firstText is the first word of an object, such as a button's or a field's label.
func firstText(o fyne.CanvasObject) string {
	if text, ok := o.(*canvas.Text); ok {
		return text.Text
	}
	if _, typed := o.(*kit.Entry); typed || !o.Visible() {
		return ""
	}
	for _, child := range childrenOf(o) {
		if text := firstText(child); text != "" {
			return text
		}
	}
	return ""
}

// firstControl is what of a field can be used.
func firstControl(o fyne.CanvasObject) fyne.CanvasObject {
	switch o.(type) {
	case *kit.Entry, *kit.Select:
		return o
	}
	for _, child := range childrenOf(o) {
		if found := firstControl(child); found != nil {
			return found
		}
	}
	return nil
}
