package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// changeRows are the newest changes of all scopes, with a way back where the value is still the one of the change.
func (p *page) changeRows() fyne.CanvasObject {
	st := p.s.state
	if len(st.log) == 0 {
		return kit.Inset(32, 20, 20, 20, kit.NewEmpty(kit.EmptyState{Title: say.T("No setting was changed yet"),
			Line: say.T("Every change will stand here, with who made it, on which computer, and a way back.")}))
	}
	table := kit.NewGridTable([]kit.Column{{Title: say.T("When"), Width: 112}, {Title: say.T("Where"), Width: 108}, {Title: say.T("Setting"), Grow: true, Width: 120},
		{Title: say.T("Before and after"), Width: 172}, {Title: say.T("By"), Width: 96}, {Title: "", Width: 76}}, 40, theme.PageMargin)
	type place struct {
		scope commerce.StoreID
		key   string
	}
	seen := map[place]bool{}
	var rows [][]fyne.CanvasObject
	for _, c := range st.log {
		at := place{c.StoreID, c.Key}
		rows = append(rows, p.changeRow(c, !seen[at]))
		seen[at] = true
	}
	table.SetRows(rows)
	return kit.Down(0, table, kit.Inset(10, theme.PageMargin, 16, theme.PageMargin, kit.NewText(
		say.N(len(st.log), "The newest change of all scopes", "The newest {n} changes of all scopes"), theme.Small, theme.Text2)))
}

// changeRow is one change; newest tells that its setting was not changed again since.
func (p *page) changeRow(c view.SettingChange, newest bool) []fyne.CanvasObject {
	l := described(c.Key, p.s.state.lists)
	before, after := l.words(c.Before), l.words(c.After)
	if settings.Personal(c.Key) {
		before, after = entries(c.Before), entries(c.After)
	}
	title := []fyne.CanvasObject{kit.NewParagraph(l.title, theme.BodyMedium, theme.Text)}
	if why := because(c); why != "" {
		title = append(title, kit.NewParagraph(why, theme.Small, theme.Text2))
	}
	by := []fyne.CanvasObject{kit.NewElided(who(c), theme.Body, theme.Text)}
	if c.PC != "" {
		by = append(by, kit.NewElided(c.PC, theme.Small, theme.Text2))
	}
	where := c.Store
	if c.StoreID == ofDefaults {
		where = say.T("Default")
	}
	var undo fyne.CanvasObject
	if newest && !settings.Personal(c.Key) {
		undo = kit.Across(0, kit.NewLink(say.T("Undo"), theme.SmallMedium, func() { p.askUndo(c, l.title, before) }))
	}
	return []fyne.CanvasObject{kit.NewTipped(kit.NewElided(say.When(c.At, p.s.o.Now()), theme.Body, theme.Text), changedAt(c)), kit.NewElided(where, theme.Body, theme.Text),
		kit.Inset(4, 0, 4, 0, kit.Down(0, title...)), kit.NewParagraph(say.T("{before} → {after}", before, after), theme.Body, theme.Text),
		kit.Inset(4, 0, 4, 0, kit.Down(0, by...)), undo}
}

func (p *page) askUndo(c view.SettingChange, title, before string) {
	where := c.Store
	if c.StoreID == ofDefaults {
		where = say.T("Default")
	}
	kit.ShowDialog(p.s.o.Nav.Canvas(), kit.DialogOptions{Title: say.T("Undo this change?"), Confirm: say.T("Undo the change"), Cancel: say.T("Cancel"),
		Text: say.T("{setting} ({where}) goes back to: {before}. That takes effect at once and is a change of its own.", title, where, before), Done: func(yes bool) {
			if yes {
				p.s.undo(c)
			}
		}})
}

// shownEffects is how many changed defaults the question names one by one.
const shownEffects = 6

// askDefaults says which stores follow changed defaults, and goes on when that is what is meant.
func (p *page) askDefaults(effects []view.DefaultEffect, then func()) {
	lists := p.s.state.lists
	var lines []fyne.CanvasObject
	for i, e := range effects {
		if i == shownEffects {
			lines = append(lines, kit.NewParagraph(say.N(len(effects)-i, "And {n} more.", "And {n} more."), theme.Body, theme.Text2))
			break
		}
		l := described(e.Key, lists)
		lines = append(lines, kit.Down(0, kit.NewParagraph(say.T("{setting}: {before} → {after}", l.title, l.words(e.Before), l.words(e.After)), theme.BodyMedium, theme.Text),
			kit.NewParagraph(effectWords(e), theme.Body, theme.Text2)))
	}
	kit.ShowDialog(p.s.o.Nav.Canvas(), kit.DialogOptions{Title: say.N(len(effects), "Change {n} default?", "Change {n} defaults?"), Wide: true, Body: kit.Down(10, lines...),
		Confirm: say.N(len(effects), "Change the default", "Change the defaults"), Cancel: say.T("Cancel"), Done: func(yes bool) {
			if yes {
				then()
			}
		}})
}

// effectWords say who follows a changed default: "Applies to 2 stores; Garden keeps its own value".
func effectWords(e view.DefaultEffect) string {
	keep := strings.Join(e.Keep, ", ")
	switch {
	case len(e.Follow) == 0 && len(e.Keep) == 0:
		return say.T("New stores start with it.")
	case len(e.Keep) == 0:
		return say.N(len(e.Follow), "Applies to {n} store, and new ones start with it.", "Applies to {n} stores, and new ones start with it.")
	case len(e.Follow) == 0:
		return say.N(len(e.Keep), "New stores start with it; {stores} keeps its own value.", "New stores start with it; {stores} keep their own values.", keep)
	}
	return say.T("{applies}; {kept}.", say.N(len(e.Follow), "Applies to {n} store", "Applies to {n} stores"),
		say.N(len(e.Keep), "{stores} keeps its own value", "{stores} keep their own values", keep))
}

// try shows what the changes that were entered would do to the orders that are held now, and offers to save them.
func (p *page) try() {
	s, st := p.s, p.s.state
	changes, scope := st.wishes(), st.scope
	body := kit.Down(theme.Space3)
	stop := func() {}
	sheet := kit.ShowSheet(s.o.Nav.Canvas(), say.T("Try on held orders"), st.scopeName(), body, func() { stop() })
	show := func(o ...fyne.CanvasObject) {
		body.Objects = o
		body.Refresh()
		sheet.Refresh()
	}
	show(kit.NewState(theme.Working, "", say.T("The newest orders that are held are worked through with the changed settings…")),
		kit.NewParagraph(say.T("Nothing is written, in EKM, in Brightpearl or here."), theme.Body, theme.Text2))
	sheet.SetFoot(kit.Spacer(), kit.NewButton(say.T("Cancel"), kit.Secondary, sheet.Close))
	s.o.Feed.Go(func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		s.o.Feed.Do(func() {
			if stop = cancel; !sheet.Open() {
				cancel()
			}
		})
		effect, err := s.o.Actions.Try(ctx, scope, changes)
		cancel()
		s.o.Feed.Do(func() {
			if !sheet.Open() {
				return
			}
			if err != nil {
				if len(refusals(err)) > 0 {
					sheet.Close()
					s.refuse(scope, err)
					return
				}
				show(unreadable(err, func() { sheet.Close(); p.try() }))
				return
			}
			show(tried(effect, st.currency())...)
			sheet.SetFoot(kit.Spacer(), kit.NewButton(say.T("Keep editing"), kit.Secondary, sheet.Close), kit.NewButton(say.T("Save"), kit.Primary, func() {
				sheet.Close()
				s.save()
			}))
		})
	})
}

// currency is that of the store in front.
func (s *state) currency() string {
	for _, c := range s.stores {
		if c.ID == s.scope {
			return c.Currency
		}
	}
	return ""
}

// tried is what a trial found.
func tried(e view.RuleEffect, currency string) []fyne.CanvasObject {
	if e.Posted.Orders+e.Held.Orders == 0 {
		return []fyne.CanvasObject{kit.NewState(theme.OK, "", say.T("No order is held now, so nothing would change at once")),
			kit.NewParagraph(say.T("The settings count for orders that are downloaded from now on."), theme.Body, theme.Text2)}
	}
	out := []fyne.CanvasObject{kit.NewState(theme.OK, "", say.N(e.Posted.Orders, "{n} held order would be posted, {money}", "{n} held orders would be posted, {money}",
		say.Money(e.Posted.Money, currency)))}
	if e.Held.Orders > 0 {
		out = append(out, kit.NewState(theme.Attention, "", say.N(e.Held.Orders, "{n} order would be held again, {money}", "{n} orders would be held again, {money}",
			say.Money(e.Held.Money, currency))))
	}
	if !e.First.Zero() {
		out = append(out, kit.NewNote(theme.Attention, "", say.T("The first of them"), say.Of(e.First.Text)+" "+e.First.Code, kit.Gap(0, 0)))
	}
	return append(out, kit.NewParagraph(say.T("Orders that are posted already stay as they are."), theme.Body, theme.Text2))
}
