package shell

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
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
	b := &topBar{}
	b.store = kit.NewSelect(nil, func(value string) {
		id, _ := strconv.ParseInt(value, 10, 64)
		w.store(commerce.StoreID(id))
	}).WithIcon("store").WithPlaceholder("No stores")
	b.search = kit.NewSearch("Order, SKU or customer", searchKey())
	b.status = newStatus(w.proof)
	b.sync = kit.NewButton("Sync now", kit.Secondary, w.sync).WithIcon("refresh-cw")
	b.pause = kit.NewMenuButton("Pause", func() []kit.MenuItem { return pauseMenu(w.now(), w.pause) }).WithIcon("pause")
	b.resume = kit.NewButton("Resume", kit.Secondary, w.resume).WithIcon("play")
	b.resume.Hide()
	b.line = &fyne.Container{Layout: barLayout{b}, Objects: []fyne.CanvasObject{b.store, b.search, b.status.press, b.sync, b.pause, b.resume}}
	b.root = kit.Fill(theme.Canvas, kit.Down(0, kit.Height(theme.TopBarHeight-1, b.line), kit.Divider()))
	b.setStores(nil, 0)
	b.setState(false, false)
	return b
}

func searchKey() string {
	if runtime.GOOS == "darwin" {
		return "Cmd K"
	}
	return "Ctrl K"
}

func (b *topBar) setStores(cards []view.StoreCard, chosen commerce.StoreID) {
	choices := make([]kit.Choice, 0, len(cards)+1)
	value := ""
	if len(cards) > 0 {
		choices = append(choices, kit.Choice{Value: "0", Label: "All stores"})
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
	for _, button := range []*kit.Button{b.sync, b.pause, b.resume} {
		if usable {
			button.Enable()
			button.SetTip("")
		} else {
			button.Disable()
			button.SetTip("Connect a store and go live first")
		}
	}
	if paused {
		b.sync.Disable()
		b.sync.SetTip("Paused: resume first")
	}
	setVisible(b.pause, !paused)
	setVisible(b.resume, paused)
	b.line.Refresh()
}

// setLabel shows how things stand; the bar makes room for it.
func (b *topBar) setLabel(l Label) {
	if old := b.status.label; old.State == l.State && old.Word == l.Word && slices.Equal(old.Proof, l.Proof) {
		return
	}
	b.status.show(l)
	b.line.Refresh()
}

func pauseMenu(now time.Time, pause func(time.Time)) []kit.MenuItem {
	tomorrow := time.Date(now.Year(), now.Month(), now.Day()+1, 6, 0, 0, 0, now.Location())
	item := func(label string, until time.Time) kit.MenuItem {
		note := ""
		if !until.IsZero() {
			note = until.Format("15:04")
		}
		return kit.MenuItem{Label: label, Note: note, Tapped: func() { pause(until) }}
	}
	return []kit.MenuItem{
		item("For 30 minutes", now.Add(30*time.Minute)),
		item("For 2 hours", now.Add(2*time.Hour)),
		item("Until tomorrow", tomorrow),
		item("Until I resume", time.Time{}),
	}
}

// barLayout gives way in this order when the window is narrow: the search shrinks, then the proof loses its last parts, then
// the store picker shrinks.
type barLayout struct{ *topBar }

func (b barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, theme.ButtonHeight) }

func (b barLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const gap, beforeButtons = theme.Space2, theme.Space3
	right := b.pause
	if b.resume.Visible() {
		right = b.resume
	}
	syncWidth, rightWidth := b.sync.MinSize().Width, right.MinSize().Width
	room := size.Width - 2*theme.PageMargin - syncWidth - rightWidth - gap - beforeButtons - 2*gap
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

// proofMenu is what a press on the state label opens: each remote with its last answer.
func proofMenu(f facts, open func(screen.Route)) []kit.MenuItem {
	items := []kit.MenuItem{}
	for _, c := range contactsOf(f) {
		state, note := theme.OK, screen.Ago(c.last, f.now)+" ago"
		if !fresh(c.last, f.now) {
			state, note = theme.Unknown, "No answer since "+screen.When(c.last, f.now)
			if c.last.IsZero() {
				note = "No answer yet"
			}
		}
		items = append(items, kit.MenuItem{Label: c.name, Note: note, Icon: state.Icon(), State: state,
			Tapped: func() { open(screen.Route{Screen: screen.Stores}) }})
	}
	o := f.overview
	if len(items) > 0 {
		items = append(items, kit.MenuItem{})
	}
	items = append(items,
		kit.MenuItem{Label: "Orders placed today", Note: screen.Count(o.Placed), Icon: "shopping-bag", Tapped: func() { open(screen.Route{Screen: screen.Orders}) }},
		kit.MenuItem{Label: "In Brightpearl", Note: screen.Count(o.Posted), Icon: theme.OK.Icon(), State: theme.OK,
			Tapped: func() { open(screen.Route{Screen: screen.Orders, Tab: "posted"}) }},
		kit.MenuItem{Label: "Waiting", Note: screen.Count(o.Waiting), Icon: "clock", State: theme.Working,
			Tapped: func() { open(screen.Route{Screen: screen.Orders, Tab: "progress"}) }},
		kit.MenuItem{Label: "Held", Note: screen.Count(o.Held), Icon: "hand", State: theme.Attention,
			Tapped: func() { open(screen.Route{Screen: screen.Orders, Tab: "todo"}) }},
		kit.MenuItem{Label: "Excluded or cancelled", Note: screen.Count(o.Excluded), Icon: "circle-minus", State: theme.Unknown,
			Tapped: func() { open(screen.Route{Screen: screen.Orders, Tab: "excluded"}) }},
		kit.MenuItem{Label: "Unaccounted", Note: screen.Count(unaccounted(o)), Icon: "shield-check", Tapped: func() { open(screen.Route{Screen: screen.Orders}) }},
	)
	return items
}
