package settings

import (
	"maps"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// listWidth is the column of groups.
const listWidth = 216

// page is the screen's widgets.
type page struct {
	s       *Screen
	content *fyne.Container
	search  *kit.Entry
	groups  *fyne.Container
	head    *fyne.Container
	rows    *fyne.Container
	body    *kit.Scroll
	foot    *fyne.Container
	right   *fyne.Container // head, rows and foot
	stands  *fyne.Container // how the wake-ups stand
	front   string          // what the rows show, so that a reload keeps the place scrolled to
	built   map[string]*kit.SettingRow
	lines   map[string]setting // of the built rows
}

func newPage(s *Screen) *page {
	p := &page{s: s, groups: kit.Down(2), head: kit.Stack(kit.Gap(0, 0)), rows: kit.Stack(kit.Gap(0, 0)), stands: kit.Down(0), foot: kit.Stack(kit.Gap(0, 0))}
	p.search = kit.NewSearch(say.T("Search all settings"), "").Small()
	p.search.OnChanged = func(text string) {
		if s.state.search != text {
			s.state.search = text
			p.show()
		}
	}
	p.search.OnEscape = func() { p.search.SetText("") }
	p.body = kit.NewScroll(p.rows)
	list := kit.Width(listWidth, kit.AcrossTop(0, kit.Grow(kit.Inset(12, 8, 12, 8, kit.Down(0,
		kit.Inset(2, 8, 10, 8, kit.Down(12, kit.NewElided(say.T("Settings"), theme.Title, theme.Text), p.search)), p.groups))), kit.VDivider()))
	p.right = kit.Down(0, kit.Height(theme.HeaderHeight, p.head), kit.Divider(), kit.Grow(p.body), p.foot)
	p.content = kit.Stack(kit.AcrossTop(0, list, kit.Grow(p.right)))
	p.show()
	return p
}

// show shows everything anew.
func (p *page) show() {
	p.showGroups()
	p.showHead()
	p.showRows()
	p.showFoot()
}

// open brings a group to the front.
func (p *page) open(group string) {
	p.s.state.group, p.s.state.search = group, ""
	p.search.SetText("")
	p.show()
}

func (p *page) showGroups() {
	st := p.s.state
	var lines []fyne.CanvasObject
	for _, g := range groups {
		ink, sign, fill := theme.Text2, theme.Text2, theme.None
		if g.name == st.group && st.search == "" {
			ink, sign, fill = theme.Text, theme.AccentText, theme.Selection
		}
		line := []fyne.CanvasObject{kit.NewIcon(g.icon, sign, theme.IconText), kit.Grow(kit.NewElided(say.Of(g.name), theme.BodyMedium, ink))}
		if n := st.differing(g.name); n > 0 && st.loaded {
			line = append(line, kit.NewText(say.N(n, "{n} changed", "{n} changed"), theme.Small, theme.Text3))
		}
		press := kit.NewPressable(kit.Height(32, kit.Pad(8, 0, kit.Across(10, line...))), theme.RadiusButton, func() { p.open(g.name) })
		press.SetFill(fill)
		lines = append(lines, press)
	}
	p.groups.Objects = lines
	p.groups.Refresh()
}

// scoped reports that the page shows settings of a scope, and not those of this computer or a list.
func (st *state) scoped() bool {
	return len(st.stores) > 0 && !st.ownGroup(general) && !st.ownGroup(advanced) && !st.ownGroup(history)
}

func (p *page) showHead() {
	st := p.s.state
	title := say.Of(st.group)
	if st.search != "" {
		title = say.T("Found")
	}
	parts := []fyne.CanvasObject{kit.Grow(kit.NewElided(title, theme.Title, theme.Text))}
	if st.ownGroup(advanced) {
		parts = append(parts, p.checkButton())
	} else if st.scoped() {
		parts = append(parts, kit.NewText(say.T("Scope"), theme.Body, theme.Text2), kit.Width(168, p.scopes()))
		if st.scope != ofDefaults && len(st.stores) > 1 {
			parts = append(parts, kit.NewButton(say.T("Copy from store"), kit.Secondary, p.copyFrom).Small())
		}
		reset := kit.NewButton(say.T("Reset group"), kit.Secondary, p.reset).Small().WithIcon("undo-2")
		if st.search != "" || st.differing(st.group) == 0 {
			reset.Disable()
			reset.SetTip(say.T("Nothing here differs from its default"))
		}
		parts = append(parts, reset)
	}
	if p.s.o.Files != nil && len(st.stores) > 0 && !st.ownGroup(advanced) {
		parts = append(parts, kit.NewMoreButton(p.more).Small())
	}
	p.head.Objects = []fyne.CanvasObject{kit.PageMargin(kit.Across(8, parts...))}
	p.head.Refresh()
}

// scopes chooses between the defaults and the stores.
func (p *page) scopes() *kit.Select {
	st := p.s.state
	choices := []kit.Choice{{Value: "0", Label: say.T("Default"), Note: say.T("all stores")}}
	for _, c := range st.stores {
		choices = append(choices, kit.Choice{Value: strconv.FormatInt(int64(c.ID), 10), Label: c.Name, Note: c.Currency})
	}
	scope := kit.NewSelect(choices, func(value string) {
		id, _ := strconv.ParseInt(value, 10, 64)
		p.s.choose(commerce.StoreID(id))
	}).Small()
	scope.SetValue(strconv.FormatInt(int64(st.scope), 10))
	return scope
}

// more is the menu of what is done seldom.
func (p *page) more() []kit.MenuItem {
	st := p.s.state
	items := []kit.MenuItem{{Label: say.T("Export all settings"), Icon: "download", Tapped: func() { p.export(0) }}}
	if st.scope > 0 && st.scoped() {
		items = append(items, kit.MenuItem{Label: say.T("Export those of {store}", st.scopeName()), Icon: "download", Tapped: func() { p.export(st.scope) }})
	}
	return append(items, kit.MenuItem{Label: say.T("Import settings…"), Icon: "folder", Tapped: func() { p.importFile() }})
}

// reset enters the default wherever the group differs from it; nothing is stored before Save.
func (p *page) reset() {
	st := p.s.state
	for _, l := range st.visible() {
		if !st.fixed(l) && l.differs(valueOf(st.values, l.name)) {
			st.reset(l)
		}
	}
	p.show()
	p.s.examine()
}

func (p *page) showRows() {
	st := p.s.state
	p.built, p.lines = map[string]*kit.SettingRow{}, map[string]setting{}
	var o fyne.CanvasObject
	switch {
	case st.ownGroup(general):
		o = p.generalRows()
	case st.ownGroup(advanced):
		o = p.wakeupRows()
	case st.err != nil:
		o = kit.Inset(20, 20, 20, 20, unreadable(st.err, p.s.Reload))
	case !st.loaded:
		o = reading()
	case st.ownGroup(history):
		o = p.changeRows()
	case len(st.stores) == 0:
		o = kit.Inset(32, 20, 20, 20, kit.NewEmpty(kit.EmptyState{Title: say.T("No store is connected yet"), Line: say.T("These settings belong to a store. The setup fills most of them in."),
			Button: say.T("Connect your first store"), Tapped: func() { p.s.o.Nav.Go(screen.Route{Screen: screen.Stores, Tab: "add"}) }}))
	default:
		o = p.storeRows()
	}
	p.rows.Objects = []fyne.CanvasObject{kit.FormWidth(o)}
	p.rows.Refresh()
	p.body.Refresh()
	if front := st.group + "/" + st.search + "/" + strconv.FormatInt(int64(st.scope), 10); front != p.front {
		p.front = front
		p.body.ScrollToTop()
	}
}

func unreadable(err error, again func()) fyne.CanvasObject {
	text := err.Error()
	if c := fault.CauseOf(err); fault.Of(err).Kind != fault.Bug {
		text = say.Of(c.Text) + " " + say.Of(c.Fix) + " " + c.Code
	}
	return kit.NewNote(theme.Error, "", say.T("The settings could not be read"), text, kit.NewButton(say.T("Read again"), kit.Secondary, again).Small())
}

func reading() fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for range 6 {
		bars := kit.Down(12, kit.Across(0, kit.Sized(150, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusTag, nil))),
			kit.Across(0, kit.Sized(320, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusTag, nil))))
		parts = append(parts, kit.Pad(20, 18, bars), kit.LineDivider())
	}
	return kit.Down(0, parts...)
}

func (p *page) storeRows() fyne.CanvasObject {
	st := p.s.state
	lines, places := st.visible(), p.places(st.search)
	var rows []fyne.CanvasObject
	heading := func(group string) {
		rows = append(rows, kit.Inset(14, 20, 2, 20, kit.NewText(say.Of(group), theme.SmallMedium, theme.Text2)))
	}
	if st.ownGroup(schedules) {
		rows = append(rows, p.roundRows()...)
	}
	if st.ownGroup(shipments) {
		g := guard()
		rows = append(rows, g.row(g.title, g.effect)...)
	}
	group := ""
	for _, l := range lines {
		if st.search != "" && l.group != group {
			group = l.group
			heading(group)
		}
		rows = append(rows, p.row(l))
	}
	group = ""
	for _, place := range places {
		if place.group != group {
			group = place.group
			heading(group)
		}
		rows = append(rows, kit.Inset(6, 20, 6, 20, kit.Across(0, kit.NewLink(place.title, theme.BodyMedium, func() { p.open(place.group) }))))
	}
	if len(rows) == 0 {
		return kit.Inset(32, 20, 20, 20, kit.NewEmpty(kit.EmptyState{Title: say.T("No setting is called that"), Line: say.T("The search looks at names, effects, values and groups."),
			Button: say.T("Clear search"), Tapped: func() { p.search.SetText("") }}))
	}
	return kit.Down(0, rows...)
}

// place is something outside the lines of a scope that a search can find.
type place struct{ group, title string }

// places are those that answer a search.
func (p *page) places(search string) []place {
	var out []place
	for _, f := range p.generalFacts() {
		if answers(search, f.title+" "+f.effect+" "+say.T("General")) {
			out = append(out, place{group: general, title: f.title})
		}
	}
	for _, r := range p.roundFacts() {
		if answers(search, r.title+" "+r.effect+" "+say.T("Schedules and limits")) {
			out = append(out, place{group: schedules, title: r.title})
		}
	}
	if wakeupsFound(search) {
		out = append(out, place{group: advanced, title: say.T("Wake-ups by EKM and Brightpearl")})
	}
	return out
}

// row is one setting with its field.
func (p *page) row(l setting) fyne.CanvasObject {
	st := p.s.state
	if st.fixed(l) {
		return kit.Down(0, fact(l.title, l.effect, "", kit.Grow(kit.NewRemark("store", say.T("No default: {reason}", l.alone))))...)
	}
	field := control(l, st.current(l), func(text string) {
		st.edit(l, text)
		p.markAll()
		p.showFoot()
		if l.kind == oneOf || l.kind == someOf {
			p.s.examine()
		}
	})
	again := func() {
		p.showRows()
		p.showFoot()
		p.s.examine()
	}
	row := kit.NewSettingRow(l.title, l.effect, field, func() {
		st.undo(l)
		again()
	}).WithReset(say.T("Reset"), func() {
		st.reset(l)
		again()
	})
	p.built[l.name], p.lines[l.name] = row, l
	p.mark(l.name)
	return row
}

// mark shows a row's fault, and whether its value, saved or not, differs from the default.
func (p *page) mark(name string) {
	st, row, l := p.s.state, p.built[name], p.lines[name]
	value := valueOf(st.values, name)
	if text, edited := st.edits[name]; edited {
		value, _ = l.entered(text)
	}
	row.SetOrigin(st.origin(l, p.s.o.Now()), l.differs(value))
	_, undoable := st.undoable(l)
	exact := ""
	if c, known := st.last[name]; known {
		exact = changedAt(c)
	}
	_, edited := st.edits[name]
	row.SetUndo(undoable && !edited, exact)
	row.SetFault(st.fault(name))
}

// markAll marks every row anew: what one setting is can make another one impossible.
func (p *page) markAll() {
	for _, name := range slices.Sorted(maps.Keys(p.built)) {
		p.mark(name)
	}
	p.rows.Refresh()
	p.body.Refresh()
}

// changedAt is a change's moment in full, and where it was made.
func changedAt(c view.SettingChange) string {
	if c.PC == "" {
		return say.Exact(c.At)
	}
	return say.T("{moment}, on {computer}", say.Exact(c.At), c.PC)
}

// showFoot says what is not saved.
func (p *page) showFoot() {
	st := p.s.state
	if st.ownGroup(advanced) {
		p.showWakeupFoot()
		return
	}
	edits, faults := len(st.edits), st.faulty()
	if edits == 0 && !st.saving {
		p.hideFoot()
		return
	}
	words := say.N(edits, "{n} change not saved", "{n} changes not saved")
	sign, role := "pencil", theme.Text2
	if faults > 0 {
		words = say.T("{changes}, {faults}", words, say.N(faults, "{n} value to correct", "{n} values to correct"))
		sign, role = "octagon-x", theme.Error.Text()
	}
	var try *kit.Button
	if faults == 0 && !st.saving && st.decides() {
		try = kit.NewButton(say.T("Try on held orders"), kit.Secondary, p.try)
		try.SetTip(say.T("What would become of the newest 500 orders that are held now. Nothing is written."))
	}
	p.fillFoot(words, sign, role, st.saving, faults > 0, try, p.s.save, func() {
		st.discard()
		p.show()
	})
}

// fillFoot shows what is not saved, with Save and Discard and, unless it is nil, a way to try it first.
func (p *page) fillFoot(words, sign string, role theme.Role, saving, faulty bool, try *kit.Button, saved, discarded func()) {
	save, discard := kit.NewButton(say.T("Save"), kit.Primary, saved), kit.NewButton(say.T("Discard"), kit.Secondary, discarded)
	if saving {
		words, sign, role = say.T("Saving and checking with Brightpearl and EKM…"), theme.Working.Icon(), theme.Working.Text()
		discard.Disable()
	}
	if saving || faulty {
		save.Disable()
	}
	parts := []fyne.CanvasObject{kit.NewIcon(sign, role, theme.IconText), kit.Grow(kit.NewElided(words, theme.Body, theme.Text))}
	if try != nil {
		parts = append(parts, try)
	}
	p.foot.Objects = []fyne.CanvasObject{kit.FootBar(append(parts, discard, save)...)}
	p.foot.Show()
	p.foot.Refresh()
	p.right.Refresh()
}

func (p *page) hideFoot() {
	p.foot.Objects = nil
	p.foot.Hide()
	p.right.Refresh()
}

// fact is a line that is shown and not changed.
func fact(name, effect, value string, right fyne.CanvasObject) []fyne.CanvasObject {
	left := []fyne.CanvasObject{kit.NewText(name, theme.BodyMedium, theme.Text), kit.NewParagraph(effect, theme.Body, theme.Text2)}
	if value != "" {
		left = append(left, kit.Gap(0, 2), kit.NewElided(value, theme.Code, theme.Text))
	}
	if right == nil {
		right = kit.Gap(0, 0)
	}
	return []fyne.CanvasObject{kit.Inset(12, theme.PageMargin, 14, theme.PageMargin, kit.AcrossTop(theme.Space6, kit.Grow(kit.Down(2, left...)),
		kit.Width(408, kit.Down(0, kit.Across(0, right))))), kit.LineDivider()}
}
