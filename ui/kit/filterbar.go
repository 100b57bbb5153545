package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Filter is one question of a filter bar.
type Filter struct {
	ID      string
	Label   string
	Choices []Choice
	Multi   bool // several choices at once
	Extra   bool // offered under "+ Filter" until it is used

	// Other leads to a value that the choices do not list, such as a range of days; Ask gets the present value and hands over
	// the new one. Optional, and so is Say, the words of such a value.
	Other string
	Ask   func(now string, choose func(value string))
	Say   func(value string) string
}

// FilterBar is the row of chips above a table, 48 high. Idle chips without room fold into "+ Filter", from the right; then
// the right end gives way, and at last the words of the chips in use.
type FilterBar struct {
	widget.BaseWidget
	filters []Filter
	values  map[string][]string
	chips   map[string]*Chip
	plus    *Chip
	right   fyne.CanvasObject
	changed func(values map[string][]string)
	line    *holder
	folded  map[string]bool // idle chips that have no room
	longest float32         // how wide a chip's label may be now
	room    float32         // for chips and right end; 0 before the first layout
}

// NewFilterBar makes the bar. After each change it hands out the chosen values by filter id.
func NewFilterBar(filters []Filter, changed func(values map[string][]string)) *FilterBar {
	b := &FilterBar{filters: filters, values: map[string][]string{}, chips: map[string]*Chip{}, changed: changed}
	b.plus = NewChip(say.T("Filter"), b.offerExtras)
	b.plus.icon, b.plus.trail, b.plus.plain = "plus", "", true
	for _, f := range filters {
		b.chips[f.ID] = b.newChip(f.ID)
	}
	b.line = newHolder(nil)
	b.ExtendBaseWidget(b)
	b.arrange()
	return b
}

func (b *FilterBar) newChip(id string) *Chip {
	chip := NewChip("", nil)
	chip.onPress = func() { ShowMenu(chip, b.menu(id)) }
	chip.onClear = func() { b.choose(id, nil) }
	return chip
}

// Values are the choices now; filters without a choice are absent.
func (b *FilterBar) Values() map[string][]string {
	values := make(map[string][]string, len(b.values))
	for id, v := range b.values {
		values[id] = slices.Clone(v)
	}
	return values
}

// Set makes the bar show choices without raising the callback.
func (b *FilterBar) Set(values map[string][]string) {
	b.values = map[string][]string{}
	for id, v := range values {
		if len(v) > 0 {
			b.values[id] = slices.Clone(v)
		}
	}
	b.arrange()
}

// SetChoices replaces the choices of one filter, for example when the stores are known.
func (b *FilterBar) SetChoices(id string, choices []Choice) {
	for i := range b.filters {
		if b.filters[i].ID == id {
			b.filters[i].Choices = choices
		}
	}
	b.arrange()
}

// SetFilters offers other filters; what is chosen stays chosen, as far as there is a filter for it.
func (b *FilterBar) SetFilters(filters []Filter) {
	b.filters = filters
	for _, f := range filters {
		if b.chips[f.ID] == nil {
			b.chips[f.ID] = b.newChip(f.ID)
		}
	}
	for id := range b.values {
		if b.filter(id).ID == "" {
			delete(b.values, id)
		}
	}
	b.arrange()
}

// SetRight puts something at the right end: a saved-views button, a remark, a link.
func (b *FilterBar) SetRight(o fyne.CanvasObject) {
	b.right = o
	b.arrange()
}

// Refit looks again what there is room for, when the right end has another width.
func (b *FilterBar) Refit() { b.arrange() }

// Clear removes every choice and raises the callback.
func (b *FilterBar) Clear() {
	b.values = map[string][]string{}
	b.arrange()
	b.raise()
}

func (b *FilterBar) raise() {
	if b.changed != nil {
		b.changed(b.Values())
	}
}

func (b *FilterBar) choose(id string, values []string) {
	if len(values) == 0 {
		delete(b.values, id)
	} else {
		b.values[id] = values
	}
	b.arrange()
	b.raise()
}

func (b *FilterBar) menu(id string) []MenuItem {
	var items []MenuItem
	f := b.filter(id)
	for _, c := range f.Choices {
		item := MenuItem{Label: c.Label, Note: c.Note, Checked: slices.Contains(b.values[id], c.Value), Keep: f.Multi}
		item.Tapped = func() {
			now := slices.Clone(b.values[id])
			at := slices.Index(now, c.Value)
			switch {
			case !f.Multi:
				now = []string{c.Value}
			case at >= 0:
				now = slices.Delete(now, at, at+1)
			default:
				now = append(now, c.Value)
			}
			b.choose(id, now)
		}
		items = append(items, item)
	}
	if f.Ask != nil {
		now := ""
		if v := b.values[id]; len(v) > 0 {
			now = v[0]
		}
		items = append(items, MenuItem{Label: f.Other, Tapped: func() { f.Ask(now, func(value string) { b.choose(id, []string{value}) }) }})
	}
	if len(b.values[id]) > 0 {
		items = append(items, MenuItem{}, MenuItem{Label: say.T("Clear {filter}", f.Label), Tapped: func() { b.choose(id, nil) }})
	}
	return items
}

func (b *FilterBar) offerExtras() {
	var items []MenuItem
	for _, f := range b.filters {
		if (f.Extra || b.folded[f.ID]) && len(b.values[f.ID]) == 0 {
			items = append(items, MenuItem{Label: f.Label, Tapped: func() { ShowMenu(b.plus, b.menu(f.ID)) }})
		}
	}
	ShowMenu(b.plus, items)
}

func (b *FilterBar) filter(id string) Filter {
	for _, f := range b.filters {
		if f.ID == id {
			return f
		}
	}
	return Filter{}
}

// arrange shows the chips, as many as there is room for.
func (b *FilterBar) arrange() {
	b.folded, b.longest = map[string]bool{}, longestChip
	shown := b.chipsShown()
	if b.room > 0 {
		for b.needs(shown, natural) > b.room && b.foldOne() {
			shown = b.chipsShown()
		}
		for b.needs(shown, leastWidth) > b.room && b.longest > shortestChip {
			b.longest -= 8
			shown = b.chipsShown()
		}
	}
	shown = append(shown, Spacer())
	if b.right != nil {
		shown = append(shown, b.right)
	}
	b.line.set(Across(theme.Space2, shown...))
}

func (b *FilterBar) chipsShown() []fyne.CanvasObject {
	var shown []fyne.CanvasObject
	more := false
	for _, f := range b.filters {
		values, chip := b.values[f.ID], b.chips[f.ID]
		if (f.Extra || b.folded[f.ID]) && len(values) == 0 {
			more = true
			continue
		}
		chip.SetLabel(Elide(chipLabel(f, values), theme.SmallMedium, b.longest))
		chip.SetActive(len(values) > 0)
		shown = append(shown, chip)
	}
	if more {
		shown = append(shown, b.plus)
	}
	return shown
}

// The labels of chips are cut when there are so many in use that they have no room.
const (
	longestChip  float32 = 240
	shortestChip float32 = 32
)

func leastWidth(o fyne.CanvasObject) float32 { return o.MinSize().Width }

// needs is the width of chips and right end, the latter measured by right.
func (b *FilterBar) needs(shown []fyne.CanvasObject, right func(fyne.CanvasObject) float32) (width float32) {
	for _, o := range shown {
		width += o.MinSize().Width + theme.Space2
	}
	if b.right != nil {
		width += right(b.right) + theme.Space2
	}
	return width
}

// foldOne takes the last idle chip away; false when there is none.
func (b *FilterBar) foldOne() bool {
	for _, f := range slices.Backward(b.filters) {
		if !f.Extra && !b.folded[f.ID] && len(b.values[f.ID]) == 0 {
			b.folded[f.ID] = true
			return true
		}
	}
	return false
}

// chipLabel says the one choice itself, or how many there are.
func chipLabel(f Filter, values []string) string {
	switch len(values) {
	case 0:
		return f.Label
	case 1:
		for _, c := range f.Choices {
			if c.Value == values[0] {
				return c.Label
			}
		}
		if f.Say != nil {
			return f.Say(values[0])
		}
		return values[0]
	default:
		return say.T("{filter}: {number}", f.Label, len(values))
	}
}

// CreateRenderer is Fyne's side of the part.
func (b *FilterBar) CreateRenderer() fyne.WidgetRenderer {
	margin := theme.PageMargin
	return newRenderer(b, []fyne.CanvasObject{b.line}, func() fyne.Size { return fyne.NewSize(96, theme.FilterHeight) }, func(size fyne.Size) {
		if room := size.Width - 2*margin; room != b.room && room > 0 {
			b.room = room
			b.arrange()
		}
		place(b.line, margin, 0, size.Width-2*margin, size.Height)
	}, func() {})
}
