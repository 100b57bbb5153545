package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Counter is a number with its word in a page header; it is a filter when it can be pressed.
type Counter struct {
	Number string
	Word   string
	State  theme.State
	Tapped func()
}

// PageHeader is the 56 units at the top of a page: title, counters, at most three buttons. Where there is no room for all
// counters the first give way: the last ones are what somebody has to look at.
type PageHeader struct {
	widget.BaseWidget
	title    string
	subtitle string
	counters []Counter
	buttons  []fyne.CanvasObject
	line     *holder
	room     float32 // between the margins; 0 before the first layout
}

// NewPageHeader makes a header.
func NewPageHeader(title string, buttons ...fyne.CanvasObject) *PageHeader {
	h := &PageHeader{title: title, buttons: buttons, line: newHolder(nil)}
	h.ExtendBaseWidget(h)
	h.arrange()
	return h
}

// SetTitle changes the title.
func (h *PageHeader) SetTitle(title string) {
	h.title = title
	h.arrange()
}

// SetSubtitle says something beside the title instead of counters, such as the date.
func (h *PageHeader) SetSubtitle(text string) {
	h.subtitle = text
	h.arrange()
}

// SetCounters shows the counters.
func (h *PageHeader) SetCounters(counters []Counter) {
	h.counters = counters
	h.arrange()
}

// SetButtons replaces the buttons.
func (h *PageHeader) SetButtons(buttons ...fyne.CanvasObject) {
	h.buttons = buttons
	h.arrange()
}

func (h *PageHeader) arrange() {
	first := []fyne.CanvasObject{Inset(0, 8, 0, 0, NewText(h.title, theme.Title, theme.Text))}
	if h.subtitle != "" {
		first = append(first, NewElided(h.subtitle, theme.Body, theme.Text2))
	}
	last := []fyne.CanvasObject{Spacer(), Across(theme.Space2, h.buttons...)}
	for skip := 0; ; skip++ {
		parts := slices.Clone(first)
		for _, c := range h.counters[skip:] {
			parts = append(parts, newCounter(c))
		}
		line := Across(theme.Space3, append(parts, last...)...)
		if skip == len(h.counters) || h.room == 0 || line.MinSize().Width <= h.room {
			h.line.set(line)
			return
		}
	}
}

// CreateRenderer is Fyne's side of the part.
func (h *PageHeader) CreateRenderer() fyne.WidgetRenderer {
	return newRenderer(h, []fyne.CanvasObject{h.line}, func() fyne.Size { return fyne.NewSize(96, theme.HeaderHeight) }, func(size fyne.Size) {
		if room := size.Width - 2*theme.PageMargin; room != h.room && room > 0 {
			h.room = room
			h.arrange()
		}
		place(h.line, theme.PageMargin, 0, size.Width-2*theme.PageMargin, size.Height)
	}, func() {})
}

func newCounter(c Counter) fyne.CanvasObject {
	content := Pad(4, 4, Across(6, NewText(c.Number, theme.Number, c.State.Text()), NewText(c.Word, theme.Small, theme.Text2)))
	if c.Tapped == nil {
		return content
	}
	return NewPressable(content, theme.RadiusButton, c.Tapped)
}

// NewSection is the heading of a group inside a page: strong title, quiet remark, something at
// the right (may be nil).
func NewSection(title, remark string, right fyne.CanvasObject) fyne.CanvasObject {
	parts := []fyne.CanvasObject{NewText(title, theme.BodyStrong, theme.Text)}
	if remark != "" {
		parts = append(parts, NewElided(remark, theme.Small, theme.Text2))
	}
	parts = append(parts, Spacer())
	if right != nil {
		parts = append(parts, right)
	}
	return Across(theme.Space2, parts...)
}

// SelectionBar stands at the foot of a table while rows are ticked: how many, what the action
// does, Clear, the actions with the primary last. Without room for all of it the actions take a line of their own.
type SelectionBar struct {
	composite
	count, effect *Text
	info, lines   *fyne.Container
	page          *fyne.Container // makes room for the bar; set by NewPage
}

// NewSelectionBar makes a hidden bar of 48; clear is asked by its link.
func NewSelectionBar(clear func(), actions ...fyne.CanvasObject) *SelectionBar {
	b := &SelectionBar{count: NewText("", theme.BodyStrong, theme.Text), effect: NewElided("", theme.Body, theme.Text2)}
	b.info = Across(theme.Space2, b.count, b.effect, Spacer(), NewLink(say.T("Clear"), theme.BodyMedium, clear))
	b.lines = &fyne.Container{Layout: barLines{}, Objects: []fyne.CanvasObject{b.info, Across(theme.Space2, append([]fyne.CanvasObject{Spacer()}, actions...)...)}}
	b.content = Fill(theme.Sunken, Down(0, Divider(), PageMargin(b.lines)))
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Offer puts something before Clear, such as a link that ticks the rest.
func (b *SelectionBar) Offer(o fyne.CanvasObject) {
	b.info.Objects = slices.Insert(b.info.Objects, 3, o, Gap(4, 0))
	b.info.Refresh()
}

// Set shows the bar for a number of rows with the effect in words; 0 hides it. The page whose foot the bar is makes room.
func (b *SelectionBar) Set(count int, effect string) {
	b.count.SetText(say.N(count, "{n} selected", "{n} selected"))
	b.effect.SetText(effect)
	b.info.Refresh()
	b.lines.Refresh()
	if b.Visible() == (count > 0) {
		return
	}
	if count > 0 {
		b.Show()
	} else {
		b.Hide()
	}
	if b.page != nil {
		b.page.Refresh()
	}
}

// barLines puts two objects beside each other, or one below the other where they have no room.
type barLines struct{}

func (barLines) fit(objects []fyne.CanvasObject, width float32) bool {
	return objects[0].MinSize().Width+theme.Space3+objects[1].MinSize().Width <= width
}

func (l barLines) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.fit(objects, width) {
		return theme.SelectionHeight - 1
	}
	return 2*theme.SelectionHeight - 10
}

func (l barLines) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(fyne.Max(objects[0].MinSize().Width, objects[1].MinSize().Width), theme.SelectionHeight-1)
}

func (l barLines) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.fit(objects, size.Width) {
		actions := objects[1].MinSize().Width
		place(objects[0], 0, 0, size.Width-actions-theme.Space3, size.Height)
		place(objects[1], size.Width-actions, 0, actions, size.Height)
		return
	}
	place(objects[0], 0, 0, size.Width, size.Height/2)
	place(objects[1], 0, size.Height/2-2, size.Width, size.Height/2)
}

// FootBar is the 56 units at the foot of a wizard or settings page.
func FootBar(parts ...fyne.CanvasObject) fyne.CanvasObject {
	return Fill(theme.Surface, Down(0, Divider(), Height(theme.FootHeight-1, Pad(theme.Space6, 0, Across(theme.Space2, parts...)))))
}

// NewPage stacks fixed parts above a body that takes the rest, and optional parts below it.
func NewPage(body fyne.CanvasObject, foot fyne.CanvasObject, top ...fyne.CanvasObject) fyne.CanvasObject {
	column := newPageColumn(body, foot, top...)
	if bar, ok := foot.(*SelectionBar); ok {
		bar.page = column
	}
	for _, o := range top {
		if slot, ok := o.(*Slot); ok {
			slot.page = column
		}
	}
	return Fill(theme.Surface, column)
}

// newPageColumn is the page without its fill, for parts that refresh it when their own height changes.
func newPageColumn(body, foot fyne.CanvasObject, top ...fyne.CanvasObject) *fyne.Container {
	parts := append(append([]fyne.CanvasObject{}, top...), Grow(&fyne.Container{Layout: fillRest{}, Objects: []fyne.CanvasObject{body}}))
	if foot != nil {
		parts = append(parts, foot)
	}
	return Down(0, parts...)
}

// fillRest asks for nothing and gives all it gets, so that a tall body does not push the foot out.
type fillRest struct{}

func (fillRest) heightFor([]fyne.CanvasObject, float32) float32 { return 0 }

func (fillRest) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, 0)
}

func (fillRest) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}
