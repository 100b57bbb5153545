package settings

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// picking is a sheet of settings that are to come from elsewhere, of which a person ticks those that they want: from another store, or
// from a file. Nothing is stored before its last button; then all that is ticked is, or nothing.
type picking struct {
	p      *page
	sheet  *kit.Sheet
	body   *fyne.Container
	target commerce.StoreID
	reason string
	left   string // what is not offered, and why
	rows   []view.ImportRow
	off    map[string]bool   // rows that are not ticked
	why    map[string]string // why the engine refused the last try
	busy   bool

	file   settings.File
	path   string
	from   int // the part of the file
	fault  string
	opened bool
}

func (p *page) picking(title string, target commerce.StoreID, reason string) *picking {
	k := &picking{p: p, body: kit.Down(theme.Space3), target: target, reason: reason, off: map[string]bool{}, why: map[string]string{}}
	k.sheet = kit.ShowSheet(p.s.o.Nav.Canvas(), title, "", k.body, nil)
	return k
}

func (k *picking) show(above ...fyne.CanvasObject) {
	k.body.Objects = append(above, k.table()...)
	k.body.Refresh()
	k.sheet.Refresh()
	k.foot()
}

func (k *picking) foot() {
	n := len(k.ticked())
	take := kit.NewButton(say.N(n, "Take over {n} setting", "Take over {n} settings"), kit.Primary, k.take)
	if n == 0 || k.busy {
		take.Disable()
	}
	k.sheet.SetFoot(kit.Grow(kit.NewElided(k.left, theme.Small, theme.Text2)), kit.NewButton(say.T("Cancel"), kit.Secondary, k.sheet.Close), take)
}

// ticked are the changes that a person wants.
func (k *picking) ticked() []Change {
	var out []Change
	for _, r := range k.rows {
		if r.State == view.ImportNew && !k.off[r.Key] {
			out = append(out, Change{r.Key, r.New})
		}
	}
	return out
}

// table is what differs, what is refused, and how many are the same.
func (k *picking) table() []fyne.CanvasObject {
	lists := k.p.s.state.lists
	var rows [][]fyne.CanvasObject
	same := 0
	for _, r := range k.rows {
		if r.State == view.ImportSame {
			same++
			continue
		}
		l := described(r.Key, lists)
		now, next := l.words(r.Now), l.words(r.New)
		if settings.Personal(r.Key) {
			now, next = entries(r.Now), entries(r.New)
		}
		words := []fyne.CanvasObject{kit.NewParagraph(l.title, theme.BodyMedium, theme.Text)}
		tick := kit.NewCheck("", r.State == view.ImportNew && !k.off[r.Key], func(on bool) {
			k.off[r.Key] = !on
			k.foot()
		})
		why := k.why[r.Key]
		if r.State == view.ImportRefused {
			why = asSentence(r.Why)
			tick.Disable()
		}
		if why != "" {
			words = append(words, kit.AcrossTop(6, kit.NewIcon("circle-x", theme.Error.Text(), theme.IconSmall), kit.Grow(kit.NewParagraph(why, theme.Small, theme.Error.Text()))))
		}
		rows = append(rows, []fyne.CanvasObject{tick, kit.Inset(6, 0, 6, 0, kit.Down(2, words...)), kit.NewParagraph(now, theme.Body, theme.Text2), kit.NewParagraph(next, theme.Body, theme.Text)})
	}
	var out []fyne.CanvasObject
	if len(rows) > 0 {
		table := kit.NewGridTable([]kit.Column{{Title: "", Width: 28}, {Title: say.T("Setting"), Grow: true, Width: 220}, {Title: say.T("Now"), Width: 190}, {Title: say.T("New"), Width: 190}}, 40, 4).Plain()
		table.SetRows(rows)
		out = append(out, table)
	}
	switch {
	case len(k.rows) > 0 && len(rows) == 0:
		out = append(out, kit.NewState(theme.OK, "", say.T("Nothing differs")))
	case same > 0:
		out = append(out, kit.NewText(say.N(same, "{n} setting is the same already", "{n} settings are the same already"), theme.Small, theme.Text2))
	}
	return out
}

// take stores what is ticked. What is refused stays in the sheet with the reason.
func (k *picking) take() {
	s, changes := k.p.s, k.ticked()
	k.busy = true
	k.foot()
	s.o.Feed.Go(func(ctx context.Context) {
		err := s.o.Actions.Change(ctx, k.target, changes, k.reason)
		s.o.Feed.Do(func() {
			k.busy = false
			if err == nil {
				k.sheet.Close()
				s.o.Nav.Toast(say.N(len(changes), "{n} setting saved", "{n} settings saved"))
				s.Reload()
				return
			}
			if k.why = refusals(err); len(k.why) == 0 {
				k.why = map[string]string{}
				s.o.Nav.Failed(say.T("Save the settings"), err)
			}
			k.shown()
		})
	})
}

// shown shows the sheet anew, with its fields when it is about a file.
func (k *picking) shown() {
	if !k.sheet.Open() {
		return
	}
	if k.reason == view.SettingImported {
		k.show(k.fields()...)
		return
	}
	k.show()
}

// copyFrom asks from which store, and shows what would change.
func (p *page) copyFrom() {
	st := p.s.state
	k := p.picking(say.T("Copy settings to {store}", st.scopeName()), st.scope, view.SettingCopied)
	var choices []kit.Choice
	for _, c := range st.stores {
		if c.ID != st.scope {
			choices = append(choices, kit.Choice{Value: strconv.FormatInt(int64(c.ID), 10), Label: c.Name, Note: c.Currency})
		}
	}
	var pick *kit.Select
	above := func() fyne.CanvasObject {
		return kit.Across(8, kit.NewText(say.T("Copy from"), theme.Body, theme.Text2), kit.Width(240, pick))
	}
	pick = kit.NewSelect(choices, func(value string) {
		from, _ := strconv.ParseInt(value, 10, 64)
		p.s.o.Feed.Go(func(ctx context.Context) {
			other, err := p.s.o.Actions.Settings(ctx, commerce.StoreID(from))
			p.s.o.Feed.Do(func() {
				if err != nil {
					p.s.o.Nav.Failed(say.T("Read the settings of the other store"), err)
					return
				}
				differences, left := st.copies(other)
				k.rows, k.off = nil, map[string]bool{}
				for _, d := range differences {
					k.rows = append(k.rows, view.ImportRow{Key: d.Key, Now: d.Before, New: d.After, State: view.ImportNew})
					k.off[d.Key] = d.After == "" // what nobody chose there is seldom what somebody wants here
				}
				k.left = ""
				if left > 0 {
					k.left = say.N(left, "{n} that belongs to one store alone is not copied", "{n} that belong to one store alone are not copied")
				}
				k.show(above(), k.nothing())
			})
		})
	})
	k.show(above())
	if len(choices) == 1 {
		pick.Choose(choices[0].Value)
	}
}

// nothing says that there is nothing to copy, where that is so.
func (k *picking) nothing() fyne.CanvasObject {
	if len(k.rows) > 0 {
		return kit.Gap(0, 0)
	}
	return kit.NewState(theme.OK, "", say.T("Nothing differs"))
}

// importFile asks for a file and what of it to take.
func (p *page) importFile() *picking {
	k := p.picking(say.T("Import settings"), p.s.state.scope, view.SettingImported)
	k.shown()
	return k
}

// fields are the file, the part of it and the scope that takes it.
func (k *picking) fields() []fyne.CanvasObject {
	st := k.p.s.state
	path := kit.NewEntry(say.T("Path of a file that was exported before"))
	path.SetText(k.path)
	path.OnChanged = func(text string) { k.path = text }
	path.OnSubmitted = func(text string) { k.open(text) }
	field := kit.NewField("", path)
	field.SetFault(k.fault)
	out := []fyne.CanvasObject{kit.AcrossTop(8, kit.Grow(field), kit.NewButton(say.T("Choose a file…"), kit.Secondary, func() {
		k.p.s.o.Files.Choose(func(chosen string) { k.open(chosen) })
	}).WithIcon("folder"), kit.NewButton(say.T("Read"), kit.Secondary, func() { k.open(k.path) }))}
	if !k.opened {
		return append(out, kit.NewParagraph(say.T("You see what each setting would become before anything is stored. Such a file holds no sign-in, no e-mail address and no contact."), theme.Body, theme.Text2))
	}
	var parts []kit.Choice
	for i, s := range k.file.Scopes {
		name := s.Store
		if s.Defaults {
			name = say.T("Default")
		}
		parts = append(parts, kit.Choice{Value: strconv.Itoa(i), Label: name, Note: say.Count(len(s.Settings))})
	}
	from := kit.NewSelect(parts, func(value string) {
		k.from, _ = strconv.Atoi(value)
		k.preview()
	})
	from.SetValue(strconv.Itoa(k.from))
	targets := []kit.Choice{{Value: "0", Label: say.T("Default")}}
	for _, c := range st.stores {
		targets = append(targets, kit.Choice{Value: strconv.FormatInt(int64(c.ID), 10), Label: c.Name})
	}
	to := kit.NewSelect(targets, func(value string) {
		id, _ := strconv.ParseInt(value, 10, 64)
		k.target = commerce.StoreID(id)
		k.preview()
	})
	to.SetValue(strconv.FormatInt(int64(k.target), 10))
	return append(out, kit.Across(8, kit.NewText(say.T("Take those of"), theme.Body, theme.Text2), kit.Width(220, from),
		kit.NewText(say.T("into"), theme.Body, theme.Text2), kit.Width(220, to)))
}

// open reads a file.
func (k *picking) open(path string) {
	path = strings.TrimSpace(path)
	k.path = path
	k.p.s.o.Feed.Go(func(context.Context) {
		file, err := k.p.s.o.Files.Open(path)
		k.p.s.o.Feed.Do(func() {
			if k.fault = ""; err != nil {
				k.fault, k.opened, k.rows = asSentence(err.Error()), false, nil
				k.shown()
				return
			}
			k.file, k.opened, k.from = file, true, 0
			for i, s := range file.Scopes {
				if s.Store == k.p.s.state.nameOf(k.target) || s.Defaults && k.target == ofDefaults {
					k.from = i
				}
			}
			k.preview()
		})
	})
}

// preview asks what the part of the file would do to the target.
func (k *picking) preview() {
	scope, target := k.file.Scopes[k.from], k.target
	var values []Change
	for _, name := range scope.Names() {
		values = append(values, Change{name, scope.Settings[name]})
	}
	k.off, k.why = map[string]bool{}, map[string]string{}
	k.p.s.o.Feed.Go(func(ctx context.Context) {
		rows, err := k.p.s.o.Files.Preview(ctx, target, values)
		k.p.s.o.Feed.Do(func() {
			if target != k.target {
				return
			}
			if k.rows = rows; err != nil {
				k.p.s.o.Nav.Failed(say.T("Compare the file with what is stored"), err)
			}
			k.shown()
		})
	})
}

// export writes a file and says where it is.
func (p *page) export(store commerce.StoreID) {
	p.s.o.Feed.Go(func(ctx context.Context) {
		where, err := p.s.o.Files.Export(ctx, store)
		p.s.o.Feed.Do(func() {
			if err != nil {
				p.s.o.Nav.Failed(say.T("Export the settings"), err)
				return
			}
			p.s.o.Nav.Toast(say.T("Settings saved in {folder}", where))
		})
	})
}
