package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"stockbridge/assets"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// rail is the list of screens at the left.
type rail struct {
	items  []*railItem
	narrow bool
	foot   Foot
	leave  func()
	root   *fyne.Container
}

// Foot says at the foot of the rail what this computer is for.
type Foot struct {
	Role string // "This PC does the work"
	Line string // host and user
}

type railItem struct {
	entry   Entry
	press   *kit.Pressable
	icon    *kit.Icon
	lone    *kit.Icon // of the narrow rail
	word    *kit.Text
	count   *kit.Text
	badge   *kit.Tag
	badged  bool
	wide    *fyne.Container
	number  string
	holder  *fyne.Container
	current bool
}

func newRail(entries []Entry, foot Foot, leave func(), chosen func(id string)) *rail {
	r := &rail{foot: foot, leave: leave}
	for _, e := range entries {
		r.items = append(r.items, newRailItem(e, func() { chosen(e.ID) }))
	}
	r.root = kit.Stack()
	r.arrange()
	return r
}

func newRailItem(e Entry, chosen func()) *railItem {
	i := &railItem{entry: e, badged: e.ID == screen.Attention, icon: kit.NewIcon(e.Icon, theme.Text2, theme.IconText),
		lone: kit.NewIcon(e.Icon, theme.Text2, theme.IconText),
		word: kit.NewElided(say.Of(e.Title), theme.BodyMedium, theme.Text2), count: kit.NewText("", theme.Small, theme.Text3), badge: kit.NewBadge("")}
	var number fyne.CanvasObject = i.count
	if i.badged {
		number = i.badge
	}
	number.Hide()
	i.wide = kit.Across(10, i.icon, kit.Grow(kit.Across(2, kit.Grow(i.word), number)))
	i.holder = kit.Stack()
	i.press = kit.NewPressable(kit.Pad(8, 0, i.holder), theme.RadiusButton, chosen)
	return i
}

// show draws an item's number; zero is hidden.
func (i *railItem) show(n int) {
	text := ""
	if n > 0 {
		text = say.Count(n)
	}
	i.number = text
	if i.badged {
		i.badge.SetText(text)
		setVisible(i.badge, n > 0)
	} else {
		i.count.SetText(text)
		setVisible(i.count, n > 0)
	}
	i.wide.Refresh()
}

// tell gives an item without its word a tooltip with word and number.
func (i *railItem) tell(narrow bool) {
	switch {
	case !narrow:
		i.press.SetTip("")
	case i.number == "":
		i.press.SetTip(say.Of(i.entry.Title))
	default:
		i.press.SetTip(say.T("{screen}: {number}", say.Of(i.entry.Title), i.number))
	}
}

func (i *railItem) setCurrent(current bool) {
	i.current = current
	if current {
		i.press.SetFill(theme.Selection)
		i.word.SetRole(theme.Text)
		i.icon.Set(i.entry.Icon, theme.AccentText)
		i.lone.Set(i.entry.Icon, theme.AccentText)
		return
	}
	i.press.SetFill(theme.None)
	i.word.SetRole(theme.Text2)
	i.icon.Set(i.entry.Icon, theme.Text2)
	i.lone.Set(i.entry.Icon, theme.Text2)
}

func (r *rail) setCurrent(id string) {
	for _, i := range r.items {
		i.setCurrent(i.entry.ID == id)
	}
}

// focusable is the current item, for F6.
func (r *rail) focusable() fyne.Focusable {
	for _, i := range r.items {
		if i.current {
			return i.press
		}
	}
	return nil
}

func (r *rail) setCounts(counts map[string]int) {
	for _, i := range r.items {
		i.show(counts[i.entry.ID])
		i.tell(r.narrow)
	}
}

func (r *rail) setNarrow(narrow bool) {
	if r.narrow != narrow {
		r.narrow = narrow
		r.arrange()
	}
}

func (r *rail) arrange() {
	mark := canvas.NewImageFromResource(assets.Mark)
	brand := kit.Across(10, kit.Sized(24, 24, mark))
	if !r.narrow {
		brand.Add(kit.NewText("Stockbridge", theme.Subtitle, theme.Text))
	}
	parts := []fyne.CanvasObject{kit.Height(theme.TopBarHeight, kit.Inset(0, 8, 0, theme.Space4, brand))}
	for _, i := range r.items {
		if i.entry.ID == screen.Attention || i.entry.ID == screen.Settings {
			parts = append(parts, kit.Gap(0, 10))
		}
		i.holder.Objects = []fyne.CanvasObject{i.wide}
		if r.narrow {
			i.holder.Objects = []fyne.CanvasObject{kit.Across(0, kit.Spacer(), i.lone, kit.Spacer())}
		}
		i.tell(r.narrow)
		parts = append(parts, kit.Inset(0, 8, 2, 8, kit.Height(32, i.press)))
	}
	parts = append(parts, kit.Spacer(), r.newFoot())
	r.root.Objects = []fyne.CanvasObject{kit.Fill(theme.Canvas, kit.Down(0, parts...))}
	r.root.Refresh()
	for _, i := range r.items {
		i.holder.Refresh() // an item that keeps its size would not arrange what is new in it
	}
}

func (r *rail) newFoot() fyne.CanvasObject {
	icon := kit.NewIcon("monitor", theme.Text2, theme.IconText)
	if r.narrow {
		if r.leave == nil {
			return kit.Inset(0, 0, theme.Space4, 20, kit.Across(0, icon))
		}
		out := kit.NewIconButton("undo-2", say.T("Demo stores: leave the demo"), r.leave)
		return kit.Inset(0, 0, theme.Space3, 14, kit.Across(0, out))
	}
	lines := []fyne.CanvasObject{kit.Height(17, kit.NewElided(r.foot.Role, theme.Small, theme.Text)), kit.NewElided(r.foot.Line, theme.Caption, theme.Text3)}
	if r.leave != nil {
		lines = append(lines, kit.Gap(0, 6), kit.Across(0, kit.NewButton(say.T("Leave demo"), kit.Secondary, r.leave).Small().WithIcon("undo-2")))
	}
	return kit.Inset(0, 8, theme.Space4, theme.Space4, kit.AcrossTop(8, kit.Down(0, kit.Gap(0, 9), kit.Height(16, icon)), kit.Grow(kit.Down(0, lines...))))
}
