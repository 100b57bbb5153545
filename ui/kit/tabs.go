package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Tab is one of several views of the same thing.
type Tab struct {
	ID    string
	Label string
	Count int // shown after the word; negative or NoCount hides it
}

// NoCount hides a tab's count.
const NoCount = -1

// Tabs is a row of tabs, 36 high, on a dividing line. Those without room are offered under More; the current one always shows.
type Tabs struct {
	widget.BaseWidget
	tabs    []Tab
	current string
	changed func(id string)
	gap     float32
	margin  float32
	heads   []*tabHead
	more    *Button
	folded  []int // tabs under More
}

// NewTabs makes the tabs of a page; the first is current.
func NewTabs(tabs []Tab, changed func(id string)) *Tabs {
	return newTabs(tabs, changed, theme.PageMargin, 20)
}

// NewPaneTabs makes the tighter tabs of a details pane.
func NewPaneTabs(tabs []Tab, changed func(id string)) *Tabs {
	return newTabs(tabs, changed, theme.Space4, 16)
}

func newTabs(tabs []Tab, changed func(id string), margin, gap float32) *Tabs {
	t := &Tabs{changed: changed, gap: gap, margin: margin}
	t.more = NewMenuButton(say.T("More"), t.moreMenu).Small()
	t.more.kind = Quiet
	t.ExtendBaseWidget(t)
	t.SetTabs(tabs)
	return t
}

// SetTabs replaces the tabs and keeps the current one if it is still there.
func (t *Tabs) SetTabs(tabs []Tab) {
	t.tabs = tabs
	t.heads = nil
	kept := false
	for i, tab := range tabs {
		t.heads = append(t.heads, newTabHead(t, i))
		kept = kept || tab.ID == t.current
	}
	if !kept && len(tabs) > 0 {
		t.current = tabs[0].ID
	}
	t.Refresh()
}

// SetCount changes one count.
func (t *Tabs) SetCount(id string, count int) {
	for i := range t.tabs {
		if t.tabs[i].ID == id && t.tabs[i].Count != count {
			t.tabs[i].Count = count
			t.Refresh()
		}
	}
}

// Current is the id of the tab in front.
func (t *Tabs) Current() string { return t.current }

// SetCurrent brings a tab to the front without raising the callback.
func (t *Tabs) SetCurrent(id string) {
	if t.current != id {
		t.current = id
		t.Refresh()
	}
}

// Select brings a tab to the front as if a person had pressed it.
func (t *Tabs) Select(id string) {
	if t.current == id {
		return
	}
	t.SetCurrent(id)
	if t.changed != nil {
		t.changed(id)
	}
}

// CreateRenderer is Fyne's side of the part.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	rule := newRect()
	r := &renderer{owner: t}
	r.objects = func() []fyne.CanvasObject {
		objects := []fyne.CanvasObject{rule}
		for _, h := range t.heads {
			objects = append(objects, h)
		}
		return append(objects, t.more)
	}
	r.min = func() fyne.Size { return fyne.NewSize(60, theme.TabsHeight) }
	r.layout = func(size fyne.Size) {
		place(rule, 0, size.Height-1, size.Width, 1)
		t.arrange(size)
	}
	r.paint = func() {
		paintRect(rule, theme.Border, theme.None, 0, 0)
		for _, h := range t.heads {
			h.Refresh()
		}
	}
	r.paint()
	return r
}

// arrange puts the tabs that fit beside each other, and More after them when there are others.
func (t *Tabs) arrange(size fyne.Size) {
	widths := make([]float32, len(t.heads))
	current := -1
	for i, h := range t.heads {
		widths[i] = h.MinSize().Width
		if t.tabs[i].ID == t.current {
			current = i
		}
	}
	more := t.more.MinSize()
	shown := fitting(widths, t.gap, size.Width-2*t.margin+t.slack(), more.Width-t.more.padding(), current)
	x := t.margin
	t.folded = nil
	for i, h := range t.heads {
		if !slices.Contains(shown, i) {
			h.Hide()
			t.folded = append(t.folded, i)
		}
	}
	for _, i := range shown {
		t.heads[i].Show()
		place(t.heads[i], x, 0, widths[i], size.Height)
		x += widths[i] + t.gap
	}
	t.more.Hidden = len(t.folded) == 0
	place(t.more, x-t.more.padding(), (size.Height-more.Height)/2, more.Width, more.Height)
}

// slack is how far the last tab may reach into the margin at the right, where nothing else stands.
func (t *Tabs) slack() float32 { return t.margin / 2 }

// fitting chooses tabs for a room: from the left, and the current one in place of the last ones when it would be hidden.
func fitting(widths []float32, gap, room, more float32, current int) []int {
	sum := func(list []int) (width float32) {
		for i, n := range list {
			if i > 0 {
				width += gap
			}
			width += widths[n]
		}
		return width
	}
	shown := make([]int, len(widths))
	for i := range shown {
		shown[i] = i
	}
	if room <= 0 || sum(shown) <= room {
		return shown
	}
	for len(shown) > 1 && sum(shown)+gap+more > room {
		shown = shown[:len(shown)-1]
	}
	if current < len(shown) {
		return shown
	}
	for len(shown) > 0 && sum(append(slices.Clone(shown), current))+gap+more > room {
		shown = shown[:len(shown)-1]
	}
	return append(shown, current)
}

func (t *Tabs) moreMenu() []MenuItem {
	var items []MenuItem
	for _, i := range t.folded {
		items = append(items, MenuItem{Label: t.tabs[i].Label, Note: t.heads[i].count(), Tapped: func() { t.Select(t.tabs[i].ID) }})
	}
	return items
}

type tabHead struct {
	pressable
	tabs  *Tabs
	index int
}

func newTabHead(t *Tabs, i int) *tabHead {
	h := &tabHead{tabs: t, index: i}
	h.init(h, func() { t.Select(t.tabs[i].ID) })
	return h
}

// TypedKey moves to the neighbours with Left and Right.
func (h *tabHead) TypedKey(e *fyne.KeyEvent) {
	next := h.index
	switch e.Name {
	case fyne.KeyLeft:
		next--
	case fyne.KeyRight:
		next++
	default:
		h.pressable.TypedKey(e)
		return
	}
	if next >= 0 && next < len(h.tabs.heads) {
		h.tabs.Select(h.tabs.tabs[next].ID)
		if c := canvasOf(h); c != nil {
			c.Focus(h.tabs.heads[next])
		}
	}
}

func (h *tabHead) count() string {
	if n := h.tabs.tabs[h.index].Count; n >= 0 {
		return say.Count(n)
	}
	return ""
}

func (h *tabHead) CreateRenderer() fyne.WidgetRenderer {
	word, count := newLine(theme.BodyMedium), newLine(theme.Small)
	under, ring := newRect(), newRect()
	layout := func(size fyne.Size) {
		w := theme.BodyMedium.Measure(h.tabs.tabs[h.index].Label)
		place(word, 0, 0, w, size.Height)
		place(count, w+6, 0, size.Width-w, size.Height)
		place(under, 0, size.Height-theme.StrokeStrong, size.Width, theme.StrokeStrong)
		place(ring, -4, 4, size.Width+8, size.Height-8)
	}
	min := func() fyne.Size {
		w := theme.BodyMedium.Measure(h.tabs.tabs[h.index].Label)
		if c := h.count(); c != "" {
			w += 6 + theme.Small.Measure(c)
		}
		return fyne.NewSize(w, theme.TabsHeight)
	}
	paint := func() { h.paint(word, count, under, ring) }
	return newRenderer(h, []fyne.CanvasObject{word, count, under, ring}, min, layout, paint)
}

func (h *tabHead) paint(word, count *canvas.Text, under, ring *canvas.Rectangle) {
	tab := h.tabs.tabs[h.index]
	current := tab.ID == h.tabs.current
	ink, line := theme.Text2, theme.None
	if current {
		ink, line = theme.Text, theme.Accent
	} else if h.hovered {
		ink = theme.Text
	}
	word.Text, word.Color = tab.Label, theme.Color(ink)
	count.Text, count.Color = h.count(), theme.Color(theme.Text3)
	word.Refresh()
	count.Refresh()
	paintRect(under, line, theme.None, 0, 0)
	paintRing(ring, h.focused, theme.RadiusTag)
}
