package shell

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// topBar holds what concerns every screen: which store, search, how things stand, sync and pause.
type topBar struct {
	store         *kit.Select
	search        *kit.Entry
	status        *status
	sync          *kit.Button
	pause, resume *kit.Button
	line          *fyne.Container
	root          fyne.CanvasObject
	// what is drawn, so that a label which is judged each second is drawn only when it changed
	usable, paused, drawn bool
	lean                  bool                    // the buttons show their icons alone
	words                 map[*kit.Button]float32 // how wide they are with their words
}

// wishes are what the top bar's parts lead to.
type wishes struct {
	store  func(commerce.StoreID)
	sync   func()
	pause  func(time.Time)
	resume func()
	proof  func()
	now    func() time.Time
}

func newTopBar(w wishes) *topBar {
	b := &topBar{words: map[*kit.Button]float32{}}
	b.store = kit.NewSelect(nil, func(value string) {
		id, _ := strconv.ParseInt(value, 10, 64)
		w.store(commerce.StoreID(id))
	}).WithIcon("store").WithPlaceholder(say.T("No stores"))
	b.search = kit.NewSearch(say.T("Order, SKU or customer"), shortcutName("K"))
	b.status = newStatus(w.proof)
	b.sync = kit.NewButton(say.T("Sync now"), kit.Secondary, w.sync).WithIcon("refresh-cw")
	b.pause = kit.NewMenuButton(say.T("Pause"), func() []kit.MenuItem { return pauseMenu(w.now(), w.pause) }).WithIcon("pause")
	b.resume = kit.NewButton(say.T("Resume"), kit.Secondary, w.resume).WithIcon("play")
	b.resume.Hide()
	for _, button := range b.buttons() {
		b.words[button] = button.MinSize().Width
	}
	b.line = &fyne.Container{Layout: barLayout{b}, Objects: []fyne.CanvasObject{b.store, b.search, b.status.press, b.sync, b.pause, b.resume}}
	b.root = kit.Fill(theme.Canvas, kit.Down(0, kit.Height(theme.TopBarHeight-1, b.line), kit.Divider()))
	b.setStores(nil, 0)
	b.setState(false, false)
	return b
}

func (b *topBar) setStores(cards []view.StoreCard, chosen commerce.StoreID) {
	choices := make([]kit.Choice, 0, len(cards)+1)
	value := ""
	if len(cards) > 0 {
		choices = append(choices, kit.Choice{Value: "0", Label: say.T("All stores")})
		value = "0"
	}
	for _, c := range cards {
		choices = append(choices, kit.Choice{Value: fmt.Sprint(c.ID), Label: c.Name})
		if c.ID == chosen {
			value = fmt.Sprint(chosen)
		}
	}
	b.store.SetChoices(choices)
	b.store.SetValue(value)
	if len(cards) == 0 {
		b.store.Disable()
	} else {
		b.store.Enable()
	}
}

// setState shows Pause or Resume; without a live or paused store neither does anything.
func (b *topBar) setState(usable, paused bool) {
	if b.drawn && b.usable == usable && b.paused == paused {
		return
	}
	b.usable, b.paused, b.drawn = usable, paused, true
	for _, button := range b.buttons() {
		if usable {
			button.Enable()
		} else {
			button.Disable()
		}
	}
	if paused {
		b.sync.Disable()
	}
	b.tell()
	setVisible(b.pause, !paused)
	setVisible(b.resume, paused)
	b.line.Refresh()
}

// tell gives the buttons tooltips: why they cannot be pressed, or their names where there is no room for the words.
func (b *topBar) tell() {
	for i, button := range b.buttons() {
		switch name := buttonNames()[i]; {
		case !b.usable:
			button.SetTip(say.T("Connect a store and go live first"))
		case button == b.sync && b.paused:
			button.SetTip(say.T("Paused: resume first"))
		case b.lean:
			button.SetTip(name)
		default:
			button.SetTip("")
		}
	}
}

func (b *topBar) buttons() []*kit.Button { return []*kit.Button{b.sync, b.pause, b.resume} }

func buttonNames() []string { return []string{say.T("Sync now"), say.T("Pause"), say.T("Resume")} }

// setLean takes the buttons' words away, or gives them back.
func (b *topBar) setLean(lean bool) {
	if b.lean == lean {
		return
	}
	b.lean = lean
	for i, button := range b.buttons() {
		if lean {
			button.SetLabel("")
		} else {
			button.SetLabel(buttonNames()[i])
		}
	}
	b.tell()
}

// setLabel shows how things stand; the bar makes room for it.
func (b *topBar) setLabel(l Label) {
	if old := b.status.label; old.State == l.State && old.Word == l.Word && slices.Equal(old.Proof, l.Proof) {
		return
	}
	b.status.show(l)
	b.line.Refresh()
}

// PauseChoice is how long a pause may last.
type PauseChoice struct {
	Label string
	Until func(now time.Time) time.Time // zero: until somebody resumes
}

// PauseChoices are those that the top bar and the tray offer.
func PauseChoices() []PauseChoice {
	after := func(d time.Duration) func(time.Time) time.Time {
		return func(now time.Time) time.Time { return now.Add(d) }
	}
	return []PauseChoice{
		{say.T("For 30 minutes"), after(30 * time.Minute)},
		{say.T("For 2 hours"), after(2 * time.Hour)},
		{say.T("Until tomorrow"), func(now time.Time) time.Time {
			return time.Date(now.Year(), now.Month(), now.Day()+1, 6, 0, 0, 0, now.Location())
		}},
		{say.T("Until I resume"), func(time.Time) time.Time { return time.Time{} }},
	}
}

func pauseMenu(now time.Time, pause func(time.Time)) []kit.MenuItem {
	var items []kit.MenuItem
	for _, c := range PauseChoices() {
		until, note := c.Until(now), ""
		if !until.IsZero() {
			note = say.Clock(until)
		}
		items = append(items, kit.MenuItem{Label: c.Label, Note: note, Tapped: func() { pause(until) }})
	}
	return items
}

// barLayout gives way in this order when the window is narrow: the search shrinks, then the proof loses its last parts, then
// the store picker shrinks, then the buttons lose their words.
type barLayout struct{ *topBar }

func (b barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, theme.ButtonHeight) }

func (b barLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const gap, beforeButtons = theme.Space2, theme.Space3
	right := b.pause
	if b.resume.Visible() {
		right = b.resume
	}
	syncWidth, rightWidth := b.words[b.sync], b.words[right]
	around := 2*theme.PageMargin + gap + beforeButtons + 2*gap
	if b.setLean(size.Width-syncWidth-rightWidth-around < 2*96+b.status.least()); b.lean {
		syncWidth, rightWidth = b.sync.MinSize().Width, right.MinSize().Width
	}
	room := size.Width - syncWidth - rightWidth - around
	picker, search := fyne.Min(168, fyne.Max(96, room*0.35)), float32(0)
	search = fyne.Max(96, fyne.Min(272, fyne.Max(160, room-picker-b.status.natural())))
	if least := b.status.least(); room-picker-search < least {
		search = fyne.Max(96, room-picker-least)
		picker = fyne.Max(96, fyne.Min(picker, room-search-least))
	}
	label := fyne.Max(0, fyne.Min(b.status.natural(), room-picker-search))
	b.status.setWidth(label)
	y := (size.Height - theme.ButtonHeight) / 2
	x := theme.PageMargin
	set := func(o fyne.CanvasObject, x, width float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(width, theme.ButtonHeight))
	}
	set(b.store, x, picker)
	set(b.search, x+picker+gap, search)
	end := size.Width - theme.PageMargin - rightWidth
	set(right, end, rightWidth)
	set(b.sync, end-gap-syncWidth, syncWidth)
	b.status.press.Move(fyne.NewPos(end-gap-syncWidth-beforeButtons-label, (size.Height-40)/2))
	b.status.press.Resize(fyne.NewSize(label, 40))
}
