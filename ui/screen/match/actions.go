package match

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
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
		offer(kit.Primary, "Link these two", func() { s.acceptOne(l, d) })
		offer(kit.Secondary, "Reject for ever", func() { s.reject([]view.LinkRow{l}) })
	case suggested(l):
		offer(kit.Primary, "Copy right SKU", func() { s.copySKU(l.Suggestion) })
	case l.State == commerce.ChangedProduct && links:
		offer(kit.Primary, "Confirm the new product", func() { s.confirm(l) })
	case l.State == commerce.IgnoredSKU:
		offer(kit.Secondary, "Stop ignoring", func() { s.stopIgnoring(l) })
	}
	if r, ok := chosenRule(l, d); ok && links {
		offer(kit.Secondary, "Take back", func() { s.takeBack(r) })
	}
	if links && choosable(l) && !suggested(l) && (!l.State.Managed() || l.Chosen) {
		label := "Choose product"
		if l.Chosen {
			label = "Choose another"
		}
		offer(kit.Secondary, label, func() { s.choose(l) })
	}
	if ignorable(l) && !suggested(l) {
		offer(kit.Secondary, "Ignore", func() { s.ignore(l) })
	}
	if len(out) == 0 {
		offer(kit.Secondary, "Check again", func() { s.recheck(l.StoreID, l.Store) })
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
	items := []kit.MenuItem{{Label: "Show details", Note: "Enter", Tapped: func() { s.Show(key(l)) }}, {}}
	if suggested(l) && s.o.Linker != nil {
		items = append(items, kit.MenuItem{Label: "Link these two", Icon: "link-2", Tapped: func() { s.acceptOne(l, nil) }},
			kit.MenuItem{Label: "Reject for ever", Icon: "circle-minus", Tapped: func() { s.reject([]view.LinkRow{l}) }})
		if n := s.summary.kinds[l.Kind]; n > 1 {
			items = append(items, kit.MenuItem{Label: "Accept all of this kind", Note: screen.Count(n), Tapped: func() { s.askKind(l.Kind, s.Query().OneStore()) }})
		}
		items = append(items, kit.MenuItem{})
	}
	if l.State == commerce.ChangedProduct && s.o.Linker != nil {
		items = append(items, kit.MenuItem{Label: "Confirm the new product", Icon: "check", Tapped: func() { s.confirm(l) }}, kit.MenuItem{})
	}
	return append(items, s.items(l)...)
}

// items are the actions that both menus of a listing have.
func (s *Screen) items(l view.LinkRow) []kit.MenuItem {
	var items []kit.MenuItem
	if choosable(l) && s.o.Linker != nil {
		items = append(items, kit.MenuItem{Label: "Choose product", Icon: "pencil", Tapped: func() { s.choose(l) }})
	}
	if l.EKMProductID != 0 && l.SKU != "" {
		items = append(items, kit.MenuItem{Label: "What renaming would touch", Icon: "eye", Tapped: func() {
			s.Show(key(l))
			s.Pane().Tabs().Select(paneRename)
		}})
	}
	if l.Suggestion != "" {
		items = append(items, kit.MenuItem{Label: "Copy right SKU", Icon: "copy", Tapped: func() { s.copySKU(l.Suggestion) }})
	}
	if l.SKU != "" {
		items = append(items, kit.MenuItem{Label: "Copy SKU as it is in EKM", Icon: "copy", Tapped: func() { s.copySKU(l.SKU) }})
	}
	items = append(items, kit.MenuItem{Label: "Check " + l.Store + " again", Icon: "refresh-cw", Tapped: func() { s.recheck(l.StoreID, l.Store) }})
	switch {
	case l.State == commerce.IgnoredSKU:
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: "Stop ignoring", Icon: "bell", Tapped: func() { s.stopIgnoring(l) }})
	case ignorable(l):
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: "Ignore with reason", Icon: "bell-off", Tapped: func() { s.ignore(l) }})
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
				items = append(items, kit.MenuItem{Label: "Accept all: " + kinds[k].lower(), Note: screen.Count(n), Icon: "link-2",
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
			items = append(items, kit.MenuItem{Label: "Check " + c.Name + " again", Icon: "refresh-cw", Tapped: func() { s.recheck(c.ID, c.Name) }})
			stores++
		}
	}
	if stores == 0 {
		items = append(items, kit.MenuItem{Label: "No store is connected", Disabled: true})
	}
	return items
}

// copySKU puts a code on the clipboard exactly, hidden signs included.
func (s *Screen) copySKU(sku string) { s.copyText(sku, "Copied "+sku) }

func (s *Screen) copyText(text, done string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	s.o.Nav.Toast(done)
}

func (s *Screen) recheck(store commerce.StoreID, name string) {
	s.Do("check "+name+" again", func(ctx context.Context) (string, error) {
		return "The codes of " + name + " are being checked again", s.o.Actions.Recheck(ctx, store)
	})
}

func (s *Screen) stopIgnoring(l view.LinkRow) {
	s.Do("stop ignoring "+l.SKU, func(ctx context.Context) (string, error) {
		return l.SKU + " is matched again", s.o.Actions.Ignore(ctx, l.StoreID, l.SKU, "")
	})
}

// ignore asks for the reason, without which nobody could tell later why a code is missing.
func (s *Screen) ignore(l view.LinkRow) {
	text := fmt.Sprintf("Its stock in %s is not managed and it no longer counts as missing.", l.Store)
	if l.OpenOrderRows > 0 {
		are := "lines of open orders ask"
		if l.OpenOrderRows == 1 {
			are = "line of an open order asks"
		}
		text += fmt.Sprintf(" %d %s for it; those orders stay as they are.", l.OpenOrderRows, are)
	}
	shown, _ := visible(l.SKU)
	s.askReason(kit.DialogOptions{
		Title: "Ignore " + shown + " in " + l.Store + "?", Text: text + " You can stop ignoring it at any time.", Confirm: "Ignore code",
	}, func(why string) {
		s.Do("ignore "+l.SKU, func(ctx context.Context) (string, error) {
			return l.SKU + " is ignored", s.o.Actions.Ignore(ctx, l.StoreID, l.SKU, why)
		})
	})
}

// askReason asks a question that is answered with a reason.
func (s *Screen) askReason(o kit.DialogOptions, yes func(why string)) {
	reason := kit.NewEntry("For example: gift card, never in stock")
	o.Body = kit.Down(theme.Space2, kit.NewField("Reason", reason).WithHelp("It is shown with the code."))
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}
