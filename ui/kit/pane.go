package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// PaneHeader is the top of a details pane.
type PaneHeader struct {
	Title  string
	Aside  string // quiet, after the title
	State  theme.State
	Icon   string    // empty: the state's own
	Word   string    // the state's word; empty for none
	Since  string    // quiet, after the word: "since 10:50"
	At     time.Time // the moment that Since speaks of; its tooltip says it in full
	Code   string    // a SKU in place of the state
	Value  string    // strong, at the right of the second line
	Open   func()    // shows the "open elsewhere" button
	OpenAs string    // its tooltip, for example "Open in EKM"
}

// Pane is the details pane: header 56, tabs 36, a scrolling body.
type Pane struct {
	composite
	closed  func()
	header  *holder
	tabs    *Tabs
	body    *Scroll
	subject string // what the body is about
	foot    *holder
	column  *fyne.Container
}

// NewPane makes a pane; closed is called by its close button.
func NewPane(tabs []Tab, changed func(id string), closed func()) *Pane {
	p := &Pane{closed: closed, header: newHolder(nil), foot: newHolder(nil)}
	p.tabs = NewPaneTabs(tabs, changed)
	p.body = NewScroll(Gap(0, 0))
	p.foot.Hide()
	var line fyne.CanvasObject = p.tabs
	if len(tabs) == 0 {
		p.tabs.Hide()
		line = Stack(Divider(), p.tabs)
	}
	p.column = newPageColumn(p.body, p.foot, Height(theme.HeaderHeight, p.header), line)
	p.content = Fill(theme.Surface, p.column)
	p.ExtendBaseWidget(p)
	return p
}

// SetHeader shows what the pane is about.
func (p *Pane) SetHeader(h PaneHeader) {
	first := []fyne.CanvasObject{NewElided(h.Title, theme.Subtitle, theme.Text)}
	if h.Aside != "" {
		first = append(first, NewElided(h.Aside, theme.Small, theme.Text2))
	}
	first = append(first, Spacer())
	if h.Open != nil {
		first = append(first, NewIconButton("external-link", h.OpenAs, h.Open))
	}
	first = append(first, NewIconButton("x", say.T("Close"), p.closed))
	var second []fyne.CanvasObject
	if h.Code != "" {
		second = append(second, NewElided(h.Code, theme.Code, theme.Text2))
	}
	state := []fyne.CanvasObject{}
	if h.Word != "" {
		state = append(state, NewState(h.State, h.Icon, h.Word))
	}
	if h.Since != "" {
		state = append(state, Exactly(NewElided(h.Since, theme.Small, theme.Text2), h.At))
	}
	if h.Code != "" {
		second = append(append(second, Spacer()), state...)
	} else {
		second = append(append(second, state...), Spacer())
	}
	if h.Value != "" {
		second = append(second, NewText(h.Value, theme.BodyStrong, theme.Text))
	}
	p.header.set(Down(0,
		Inset(4, 8, 0, 16, Height(28, Across(8, first...))),
		Inset(-5, 16, 0, 16, Height(22, Across(6, second...)))))
}

// Tabs gives the pane's tabs, for counts and for choosing one.
func (p *Pane) Tabs() *Tabs { return p.tabs }

// SetBody shows the content of the current tab, from its top.
func (p *Pane) SetBody(o fyne.CanvasObject) { p.SetBodyOf("", o) }

// SetBodyOf shows content about a subject, such as a row and a tab. News of the subject in view replaces the content where it is
// scrolled to; another subject starts at its top, and so does an empty one.
func (p *Pane) SetBodyOf(subject string, o fyne.CanvasObject) {
	content := Inset(12, 16, 16, 16, o)
	if subject != "" && subject == p.subject {
		p.body.Renew(content)
	} else {
		p.body.SetContent(content)
	}
	p.subject = subject
}

// SetFoot shows something fixed below the body; nil hides it.
func (p *Pane) SetFoot(o fyne.CanvasObject) {
	if o == nil {
		p.foot.set(nil)
		p.foot.Hide()
	} else {
		p.foot.set(Down(0, Divider(), Pad(16, 12, o)))
		p.foot.Show()
	}
	p.column.Refresh()
}

// Split is a page with a details pane at its right, which takes about a third until it is dragged, and which covers the page in a
// window narrower than 1,100.
type Split struct {
	widget.BaseWidget
	main, pane fyne.CanvasObject
	back       *Box
	handle     *splitHandle
	width      float32
	chosen     bool // a person or a memory gave the width; else the pane takes a third
	open       bool
	// OnWidth hears the pane's width whenever it has changed.
	OnWidth func(width float32)
}

// NewSplit makes the page; the pane is closed at first.
func NewSplit(main, pane fyne.CanvasObject) *Split {
	s := &Split{main: main, pane: pane, width: theme.PaneWidth, back: Fill(theme.Surface, nil)}
	s.handle = newSplitHandle(s)
	s.ExtendBaseWidget(s)
	return s
}

// SetOpen shows or hides the pane.
func (s *Split) SetOpen(open bool) {
	if s.open != open {
		s.open = open
		s.Refresh()
	}
}

// Open tells whether the pane is shown.
func (s *Split) Open() bool { return s.open }

// SetWidth gives the pane a width that it keeps in windows of any size, such as a remembered one.
func (s *Split) SetWidth(width float32) {
	s.chosen = true
	s.setWidth(width)
	s.Refresh()
}

func (s *Split) setWidth(width float32) {
	width = fyne.Max(theme.PaneMin, fyne.Min(theme.PaneMax, width))
	if s.width == width {
		return
	}
	s.width = width
	if s.OnWidth != nil {
		s.OnWidth(width)
	}
}

// third is the pane's share of the page at 1280, where it is 372.
const third = theme.PaneWidth / (1280 - theme.RailWidth)

// Width is the width the pane has beside the page.
func (s *Split) Width() float32 { return s.width }

func (s *Split) covers() bool { return inNarrowWindow(s) }

// CreateRenderer is Fyne's side of the part.
func (s *Split) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		if !s.chosen && size.Width > 0 {
			s.setWidth(size.Width * third)
		}
		for _, o := range []fyne.CanvasObject{s.back, s.pane, s.handle} {
			if s.open {
				o.Show()
			} else {
				o.Hide()
			}
		}
		width := fyne.Min(s.width, size.Width)
		rest := size.Width - width
		if s.covers() {
			width, rest = size.Width, size.Width
			s.handle.Hide()
		}
		if !s.open {
			rest = size.Width
		}
		place(s.main, 0, 0, rest, size.Height)
		x := size.Width - width
		place(s.back, x, 0, width, size.Height)
		place(s.pane, x+1, 0, width-1, size.Height)
		place(s.handle, x-2, 0, 4, size.Height)
	}
	return newRenderer(s, []fyne.CanvasObject{s.main, s.back, s.pane, s.handle},
		func() fyne.Size { return s.main.MinSize() }, layout, func() {})
}

// splitHandle is the line between page and pane.
type splitHandle struct {
	widget.BaseWidget
	split   *Split
	hovered bool
}

func newSplitHandle(s *Split) *splitHandle {
	h := &splitHandle{split: s}
	h.ExtendBaseWidget(h)
	return h
}

func (h *splitHandle) Dragged(e *fyne.DragEvent)      { h.split.SetWidth(h.split.width - e.Dragged.DX) }
func (h *splitHandle) DragEnd()                       {}
func (h *splitHandle) Cursor() desktop.Cursor         { return desktop.HResizeCursor }
func (h *splitHandle) MouseMoved(*desktop.MouseEvent) {}
func (h *splitHandle) MouseIn(*desktop.MouseEvent)    { h.light(true) }
func (h *splitHandle) MouseOut()                      { h.light(false) }

func (h *splitHandle) light(on bool) {
	h.hovered = on
	h.Refresh()
}

func (h *splitHandle) CreateRenderer() fyne.WidgetRenderer {
	line := newRect()
	return newRenderer(h, []fyne.CanvasObject{line}, func() fyne.Size { return fyne.NewSize(4, 0) },
		func(size fyne.Size) {
			if h.hovered {
				place(line, 0, 0, 4, size.Height)
			} else {
				place(line, 2, 0, 1, size.Height)
			}
		},
		func() {
			role := theme.Border
			if h.hovered {
				role = theme.Accent
			}
			paintRect(line, role, theme.None, 0, 0)
		})
}
