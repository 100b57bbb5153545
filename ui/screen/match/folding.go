package match

import (
	"slices"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// foldingTabs shows as many tabs as there is room for and offers the others under More. The current tab always shows.
type foldingTabs struct {
	tabs    *kit.Tabs
	more    *kit.Button
	line    *fyne.Container
	counts  map[string]int
	current string
	width   float32
	changed func(tab string)
}

// moreWidth is the room kept free for the More button.
const moreWidth = 76

func newFoldingTabs(current string, changed func(tab string)) *foldingTabs {
	f := &foldingTabs{current: current, changed: changed, counts: map[string]int{}}
	f.tabs = kit.NewTabs([]kit.Tab{{ID: current, Label: tabLabel(current), Count: kit.NoCount}}, f.pressed)
	f.more = kit.NewMenuButton("More", f.menu).Small()
	f.more.SetKind(kit.Quiet)
	f.line = &fyne.Container{Layout: f, Objects: []fyne.CanvasObject{f.tabs, f.more}}
	return f
}

func (f *foldingTabs) set(current string, counts map[string]int) {
	f.current, f.counts = current, counts
	f.arrange()
}

func (f *foldingTabs) pressed(tab string) {
	f.current = tab
	f.changed(tab)
}

// fitting chooses the tabs for a width: from the left, and the current one instead of the last when it would be hidden.
func fitting(current string, width float32, measure func(tab string) float32) []string {
	room := width - 2*theme.PageMargin
	var shown []string
	used := float32(0)
	for i, tab := range tabOrder {
		need := measure(tab)
		keep := room
		if i < len(tabOrder)-1 {
			keep -= moreWidth
		}
		if used+need > keep {
			break
		}
		shown = append(shown, tab)
		used += need
	}
	if slices.Contains(shown, current) {
		return shown
	}
	for len(shown) > 0 && used+measure(current) > room-moreWidth {
		used -= measure(shown[len(shown)-1])
		shown = shown[:len(shown)-1]
	}
	return append(shown, current)
}

func (f *foldingTabs) measure(tab string) float32 {
	return theme.BodyMedium.Measure(tabLabel(tab)) + 6 + theme.Small.Measure(screen.Count(f.counts[tab])) + 20
}

func (f *foldingTabs) shown() []string { return fitting(f.current, f.width, f.measure) }

func (f *foldingTabs) arrange() {
	var tabs []kit.Tab
	for _, tab := range f.shown() {
		tabs = append(tabs, kit.Tab{ID: tab, Label: tabLabel(tab), Count: f.counts[tab]})
	}
	f.tabs.SetTabs(tabs)
	f.tabs.SetCurrent(f.current)
	f.more.Hidden = len(tabs) == len(tabOrder)
	f.line.Refresh()
}

func (f *foldingTabs) menu() []kit.MenuItem {
	shown := f.shown()
	var items []kit.MenuItem
	for _, tab := range tabOrder {
		if !slices.Contains(shown, tab) {
			m := kit.MenuItem{Label: tabLabel(tab), Note: screen.Count(f.counts[tab])}
			m.Tapped = func() {
				f.current = tab
				f.arrange()
				f.changed(tab)
			}
			items = append(items, m)
		}
	}
	return items
}

// MinSize is that of one line of tabs.
func (f *foldingTabs) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, theme.TabsHeight)
}

// Layout puts More behind the last tab and lets the tabs' dividing line run on below it.
func (f *foldingTabs) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if f.width != size.Width {
		f.width = size.Width
		f.arrange()
	}
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
	x := theme.PageMargin
	for _, tab := range f.shown() {
		x += f.measure(tab)
	}
	need := f.more.MinSize()
	objects[1].Move(fyne.NewPos(x-8, (theme.TabsHeight-need.Height)/2-1))
	objects[1].Resize(need)
}
