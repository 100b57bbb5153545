package match

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// buttons are the pane's actions, the most likely cure first and as the only primary one; the rest is under More.
func (s *Screen) buttons(l view.LinkRow, d *detail) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	offer := func(kind kit.ButtonKind, label string, tapped func()) {
		out = append(out, kit.NewButton(label, kind, tapped).Small())
	}
	links := s.o.Linker != nil
	switch {
	case suggested(l) && links:
		offer(kit.Primary, say.T("Link these two"), func() { s.acceptOne(l, d) })
		offer(kit.Secondary, say.T("Reject for ever"), func() { s.reject([]view.LinkRow{l}) })
	case suggested(l):
		offer(kit.Primary, say.T("Copy right SKU"), func() { s.copySKU(l.Suggestion) })
	case l.State == commerce.ChangedProduct && links:
		offer(kit.Primary, say.T("Confirm the new product"), func() { s.confirm(l) })
	case l.State == commerce.IgnoredSKU:
		offer(kit.Secondary, say.T("Stop ignoring"), func() { s.stopIgnoring(l) })
	}
	if r, ok := chosenRule(l, d); ok && links {
		offer(kit.Secondary, say.T("Take back"), func() { s.takeBack(r) })
	}
	if links && choosable(l) && !suggested(l) && (!l.State.Managed() || l.Chosen) {
		label := say.T("Choose product")
		if l.Chosen {
			label = say.T("Choose another")
		}
		offer(kit.Secondary, label, func() { s.choose(l) })
	}
	if ignorable(l) && !suggested(l) {
		offer(kit.Secondary, say.T("Ignore"), func() { s.ignore(l) })
	}
	if len(out) == 0 {
		offer(kit.Secondary, say.T("Check again"), func() { s.recheck(l.StoreID, l.Store) })
	}
	return append(out, kit.NewMoreButton(func() []kit.MenuItem { return s.items(l) }).Bordered())
}

// chosenRule is the decision by which a listing means its product; ok is false when the codes decide.
func chosenRule(l view.LinkRow, d *detail) (r view.LinkRule, ok bool) {
	if d == nil || !l.Chosen {
		return r, false
	}
	for _, r := range d.rules {
		if r.Means && r.ProductID == l.ProductID {
			return r, true
		}
	}
	return r, false
}

// menu is a row's right click.
func (s *Screen) menu(l view.LinkRow) []kit.MenuItem {
	items := []kit.MenuItem{{Label: say.T("Show details"), Note: say.X("key", "Enter"), Tapped: func() { s.Show(key(l)) }}, {}}
	if suggested(l) && s.o.Linker != nil {
		items = append(items, kit.MenuItem{Label: say.T("Link these two"), Icon: "link-2", Tapped: func() { s.acceptOne(l, nil) }},
			kit.MenuItem{Label: say.T("Reject for ever"), Icon: "circle-minus", Tapped: func() { s.reject([]view.LinkRow{l}) }})
		if n := s.summary.kinds[l.Kind]; n > 1 {
			items = append(items, kit.MenuItem{Label: say.T("Accept all of this kind"), Note: say.Count(n), Tapped: func() { s.askKind(l.Kind, s.Query().OneStore()) }})
		}
		items = append(items, kit.MenuItem{})
	}
	if l.State == commerce.ChangedProduct && s.o.Linker != nil {
		items = append(items, kit.MenuItem{Label: say.T("Confirm the new product"), Icon: "check", Tapped: func() { s.confirm(l) }}, kit.MenuItem{})
	}
	return append(items, s.items(l)...)
}

// items are the actions that both menus of a listing have.
func (s *Screen) items(l view.LinkRow) []kit.MenuItem {
	var items []kit.MenuItem
	if choosable(l) && s.o.Linker != nil {
		items = append(items, kit.MenuItem{Label: say.T("Choose product"), Icon: "pencil", Tapped: func() { s.choose(l) }})
	}
	if l.EKMProductID != 0 && l.SKU != "" {
		items = append(items, kit.MenuItem{Label: say.T("What renaming would touch"), Icon: "eye", Tapped: func() {
			s.Show(key(l))
			s.Pane().Tabs().Select(paneRename)
		}})
	}
	if l.Suggestion != "" {
		items = append(items, kit.MenuItem{Label: say.T("Copy right SKU"), Icon: "copy", Tapped: func() { s.copySKU(l.Suggestion) }})
	}
	if l.SKU != "" {
		items = append(items, kit.MenuItem{Label: say.T("Copy SKU as it is in EKM"), Icon: "copy", Tapped: func() { s.copySKU(l.SKU) }})
	}
	items = append(items, kit.MenuItem{Label: say.T("Check {store} again", l.Store), Icon: "refresh-cw", Tapped: func() { s.recheck(l.StoreID, l.Store) }})
	switch {
	case l.State == commerce.IgnoredSKU:
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: say.T("Stop ignoring"), Icon: "bell", Tapped: func() { s.stopIgnoring(l) }})
	case ignorable(l):
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: say.T("Ignore with reason"), Icon: "bell-off", Tapped: func() { s.ignore(l) }})
	}
	return items
}

// moreMenu is what the page's header offers beside the export: whole kinds, and the stores that can be read again.
func (s *Screen) moreMenu() []kit.MenuItem {
	var items []kit.MenuItem
	store := s.Query().OneStore()
	if s.o.Linker != nil {
		for _, k := range kindOrder {
			if n := s.summary.kinds[k]; n > 0 {
				items = append(items, kit.MenuItem{Label: say.T("Accept all: {kind}", say.Of(kinds[k].within)), Note: say.Count(n), Icon: "link-2",
					Tapped: func() { s.askKind(k, store) }})
			}
		}
		if len(items) > 0 {
			items = append(items, kit.MenuItem{})
		}
	}
	stores := 0
	for _, c := range s.StoreCards() {
		if scope := s.Query().Scope; scope == 0 || scope == c.ID {
			items = append(items, kit.MenuItem{Label: say.T("Check {store} again", c.Name), Icon: "refresh-cw", Tapped: func() { s.recheck(c.ID, c.Name) }})
			stores++
		}
	}
	if stores == 0 {
		items = append(items, kit.MenuItem{Label: say.T("No store is connected"), Disabled: true})
	}
	return items
}

// copySKU puts a code on the clipboard exactly, hidden signs included.
func (s *Screen) copySKU(sku string) { s.copyText(sku, say.T("Copied {sku}", sku)) }

func (s *Screen) copyText(text, done string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	s.o.Nav.Toast(done)
}

func (s *Screen) recheck(store commerce.StoreID, name string) {
	s.Do(say.T("check {store} again", name), func(ctx context.Context) (string, error) {
		return say.T("The codes of {store} are being checked again", name), s.o.Actions.Recheck(ctx, store)
	})
}

func (s *Screen) stopIgnoring(l view.LinkRow) {
	s.Do(say.T("stop ignoring {sku}", l.SKU), func(ctx context.Context) (string, error) {
		return say.T("{sku} is matched again", l.SKU), s.o.Actions.Ignore(ctx, l.StoreID, l.SKU, "")
	})
}

// ignore asks for the reason, without which nobody could tell later why a code is missing.
func (s *Screen) ignore(l view.LinkRow) {
	text := say.T("Its stock in {store} is not managed and it no longer counts as missing.", l.Store)
	if l.OpenOrderRows > 0 {
		text += " " + say.N(l.OpenOrderRows, "{n} line of an open order asks for it; that order stays as it is.", "{n} lines of open orders ask for it; those orders stay as they are.")
	}
	shown, _ := visible(l.SKU)
	s.askReason(kit.DialogOptions{
		Title: say.T("Ignore {sku} in {store}?", shown, l.Store), Text: text + " " + say.T("You can stop ignoring it at any time."), Confirm: say.T("Ignore code"),
	}, func(why string) {
		s.Do(say.T("ignore {sku}", l.SKU), func(ctx context.Context) (string, error) {
			return say.T("{sku} is ignored", l.SKU), s.o.Actions.Ignore(ctx, l.StoreID, l.SKU, why)
		})
	})
}

// askReason asks a question that is answered with a reason.
func (s *Screen) askReason(o kit.DialogOptions, yes func(why string)) {
	reason := kit.NewEntry(say.T("For example: gift card, never in stock"))
	o.Body = kit.Down(theme.Space2, kit.NewField(say.T("Reason"), reason).WithHelp(say.T("It is shown with the code.")))
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}
