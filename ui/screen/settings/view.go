package settings

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/ui/kit"
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
}

func newPage(s *Screen) *page {
	p := &page{s: s, groups: kit.Down(2), head: kit.Stack(kit.Gap(0, 0)), rows: kit.Stack(kit.Gap(0, 0)), stands: kit.Down(0), foot: kit.Stack(kit.Gap(0, 0)), built: map[string]*kit.SettingRow{}}
	p.search = kit.NewSearch("Search all settings", "").Small()
	p.search.OnChanged = func(text string) {
		if s.state.search != text {
			s.state.search = text
			p.show()
		}
	}
	p.search.OnEscape = func() { p.search.SetText("") }
	p.body = kit.NewScroll(p.rows)
	list := kit.Width(listWidth, kit.AcrossTop(0, kit.Grow(kit.Inset(12, 8, 12, 8, kit.Down(0,
		kit.Inset(2, 8, 10, 8, kit.Down(12, kit.NewText("Settings", theme.Title, theme.Text), p.search)), p.groups))), kit.VDivider()))
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

func (p *page) showGroups() {
	st := p.s.state
	var lines []fyne.CanvasObject
	for _, g := range groups {
		ink, sign, fill := theme.Text2, theme.Text2, theme.None
		if g.name == st.group && st.search == "" {
			ink, sign, fill = theme.Text, theme.AccentText, theme.Selection
		}
		line := []fyne.CanvasObject{kit.NewIcon(g.icon, sign, theme.IconText), kit.Grow(kit.NewElided(g.name, theme.BodyMedium, ink))}
		if n := st.differing(g.name); n > 0 && st.store != 0 {
			line = append(line, kit.NewText(screen.Count(n)+" changed", theme.Small, theme.Text3))
		}
		press := kit.NewPressable(kit.Height(32, kit.Pad(8, 0, kit.Across(10, line...))), theme.RadiusButton, func() {
			st.group, st.search = g.name, ""
			p.search.SetText("")
			p.show()
		})
		press.SetFill(fill)
		lines = append(lines, press)
	}
	p.groups.Objects = lines
	p.groups.Refresh()
}

func (p *page) showHead() {
	st := p.s.state
	title := st.group
	if st.search != "" {
		title = "Found"
	}
	parts := []fyne.CanvasObject{kit.NewText(title, theme.Title, theme.Text), kit.Spacer()}
	if st.ownGroup(advanced) {
		parts = append(parts, p.checkButton())
	} else if len(st.stores) > 0 && !st.ownGroup(general) {
		var choices []kit.Choice
		for _, c := range st.stores {
			choices = append(choices, kit.Choice{Value: strconv.FormatInt(int64(c.ID), 10), Label: c.Name, Note: c.Currency})
		}
		scope := kit.NewSelect(choices, func(value string) {
			id, _ := strconv.ParseInt(value, 10, 64)
			p.s.choose(commerce.StoreID(id))
		}).Small()
		scope.SetValue(strconv.FormatInt(int64(st.store), 10))
		reset := kit.NewButton("Reset group", kit.Secondary, p.reset).Small().WithIcon("undo-2")
		if st.search != "" || st.differing(st.group) == 0 {
			reset.Disable()
			reset.SetTip("Nothing here differs from its default")
		}
		parts = append(parts, kit.NewText("Scope", theme.Body, theme.Text2), kit.Width(168, scope), reset)
	}
	p.head.Objects = []fyne.CanvasObject{kit.PageMargin(kit.Across(8, parts...))}
	p.head.Refresh()
}

// reset enters the default wherever the group differs from it; nothing is stored before Save.
func (p *page) reset() {
	st := p.s.state
	for _, l := range st.visible() {
		if l.differs(valueOf(st.values, l.name)) {
			st.edit(l, l.shown(l.standard))
		}
	}
	p.show()
}

func (p *page) showRows() {
	st := p.s.state
	p.built = map[string]*kit.SettingRow{}
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
	case len(st.stores) == 0:
		o = kit.Inset(32, 20, 20, 20, kit.NewEmpty(kit.EmptyState{Title: "No store is connected yet", Line: "These settings belong to a store. The setup fills most of them in.",
			Button: "Connect your first store", Tapped: func() { p.s.o.Nav.Go(screen.Route{Screen: screen.Stores, Tab: "add"}) }}))
	default:
		o = p.storeRows()
	}
	p.rows.Objects = []fyne.CanvasObject{kit.FormWidth(o)}
	p.rows.Refresh()
	p.body.Refresh()
	if front := st.group + "/" + st.search + "/" + strconv.FormatInt(int64(st.store), 10); front != p.front {
		p.front = front
		p.body.ScrollToTop()
	}
}

func unreadable(err error, again func()) fyne.CanvasObject {
	text := err.Error()
	if c := fault.CauseOf(err); fault.Of(err).Kind != fault.Bug {
		text = c.Text + " " + c.Fix + " " + c.Code
	}
	return kit.NewNote(theme.Error, "", "The settings could not be read", text, kit.NewButton("Read again", kit.Secondary, again).Small())
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
	lines := st.visible()
	found := wakeupsFound(st.search)
	if len(lines) == 0 && !found {
		return kit.Inset(32, 20, 20, 20, kit.NewEmpty(kit.EmptyState{Title: "No setting is called that", Line: "The search looks at names, effects and groups.",
			Button: "Clear search", Tapped: func() { p.search.SetText("") }}))
	}
	var rows []fyne.CanvasObject
	group := ""
	for _, l := range lines {
		if st.search != "" && l.group != group {
			group = l.group
			rows = append(rows, kit.Inset(14, 20, 2, 20, kit.NewText(group, theme.SmallMedium, theme.Text2)))
		}
		rows = append(rows, p.row(l))
	}
	if found {
		rows = append(rows, kit.Inset(14, 20, 2, 20, kit.NewText(advanced, theme.SmallMedium, theme.Text2)),
			kit.Inset(6, 20, 14, 20, kit.Across(0, kit.NewLink("Wake-ups by EKM and Brightpearl", theme.BodyMedium, func() {
				st.group, st.search = advanced, ""
				p.search.SetText("")
				p.show()
			}))))
	}
	return kit.Down(0, rows...)
}

// row is one setting with its field.
func (p *page) row(l setting) *kit.SettingRow {
	st := p.s.state
	field := control(l, st.current(l), func(text string) {
		st.edit(l, text)
		p.mark(l)
		p.showFoot()
	})
	row := kit.NewSettingRow(l.title, l.effect, field, func() {
		st.undo(l)
		p.showRows()
		p.showFoot()
	})
	p.built[l.name] = row
	p.mark(l)
	return row
}

// mark shows a row's fault, and whether its value, saved or not, differs from the default.
func (p *page) mark(l setting) {
	st, row := p.s.state, p.built[l.name]
	value := valueOf(st.values, l.name)
	if text, edited := st.edits[l.name]; edited {
		value, _ = l.entered(text)
	}
	row.SetOrigin(st.origin(l, p.s.o.Now()), l.differs(value))
	row.SetFault(st.faults[l.name])
	p.rows.Refresh()
	p.body.Refresh()
}

// showFoot says what is not saved.
func (p *page) showFoot() {
	st := p.s.state
	if st.ownGroup(advanced) {
		p.showWakeupFoot()
		return
	}
	edits, faults := len(st.edits), len(st.faults)
	if edits == 0 && !st.saving {
		p.hideFoot()
		return
	}
	words := screen.Plural(edits, "change", "changes") + " not saved"
	sign, role := "pencil", theme.Text2
	if faults > 0 {
		words += ", " + screen.Plural(faults, "value", "values") + " to correct"
		sign, role = "octagon-x", theme.Error.Text()
	}
	p.fillFoot(words, sign, role, st.saving, faults > 0, p.s.save, func() {
		st.discard()
		p.show()
	})
}

// fillFoot shows what is not saved, with Save and Discard.
func (p *page) fillFoot(words, sign string, role theme.Role, saving, faulty bool, saved, discarded func()) {
	save, discard := kit.NewButton("Save", kit.Primary, saved), kit.NewButton("Discard", kit.Secondary, discarded)
	if saving {
		words, sign, role = "Saving and checking with Brightpearl and EKM…", theme.Working.Icon(), theme.Working.Text()
		discard.Disable()
	}
	if saving || faulty {
		save.Disable()
	}
	p.foot.Objects = []fyne.CanvasObject{kit.FootBar(kit.NewIcon(sign, role, theme.IconText), kit.NewElided(words, theme.Body, theme.Text), kit.Spacer(), discard, save)}
	p.foot.Show()
	p.foot.Refresh()
	p.right.Refresh()
}

func (p *page) hideFoot() {
	p.foot.Objects = nil
	p.foot.Hide()
	p.right.Refresh()
}

// generalRows are the settings of this installation.
func (p *page) generalRows() fyne.CanvasObject {
	prog := p.s.o.Program
	var look, size *kit.SettingRow
	modes := []kit.Choice{{Value: "system", Label: "As the system"}, {Value: "light", Label: "Light"}, {Value: "dark", Label: "Dark"}}
	pick := kit.NewSelect(modes, func(value string) {
		p.told(look, prog.SetTheme(value))
		look.SetOrigin("Default as the system", prog.Theme() != "system")
	})
	pick.SetValue(prog.Theme())
	look = kit.NewSettingRow("Appearance", "Light or dark. As the system follows it through the day.", pick, func() { pick.Choose("system") })
	look.SetOrigin("Default as the system", prog.Theme() != "system")

	var sizes []kit.Choice
	for _, n := range []int{100, 125, 150, 200} {
		sizes = append(sizes, kit.Choice{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + "%"})
	}
	scale := kit.NewSelect(sizes, func(value string) {
		n, _ := strconv.Atoi(value)
		p.told(size, prog.SetTextSize(n))
		size.SetOrigin("Default 100%. Takes effect at the next start", prog.TextSize() != 100)
	})
	scale.SetValue(strconv.Itoa(prog.TextSize()))
	size = kit.NewSettingRow("Text size", "Scales text and spacing of the whole window.", scale, func() { scale.Choose("100") })
	size.SetOrigin("Default 100%. Takes effect at the next start", prog.TextSize() != 100)

	folder := prog.DataFolder()
	copyIt := kit.NewButton("Copy path", kit.Secondary, func() {
		fyne.CurrentApp().Clipboard().SetContent(folder)
		p.s.o.Nav.Toast("Path copied")
	}).WithIcon("copy")
	data := fact("Data folder", "Orders, history and settings are kept here. Sign-ins are in the system's key store, not in this folder.", folder, copyIt)
	version := fact("Version", "Shown in every diagnostics bundle.", prog.Version(), nil)
	guard := fact("E-mail guard", "EKM is never asked to e-mail a customer. Every write is read back, and nobody can turn this off.", "",
		kit.NewState(theme.OK, "lock", "On, locked"))
	return kit.Down(0, slices.Concat([]fyne.CanvasObject{look, size}, guard, data, version)...)
}

// told shows what kept a general setting from being stored.
func (p *page) told(row *kit.SettingRow, err error) {
	text := ""
	if err != nil {
		text = reasonOf(err, "")
	}
	row.SetFault(text)
	p.rows.Refresh()
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
