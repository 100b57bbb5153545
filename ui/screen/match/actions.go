package match

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// ignorable tells whether a code can be taken out of the matching: a listing with a code that is not matched.
func ignorable(l view.LinkRow) bool {
	switch l.State {
	case commerce.NearMatch, commerce.Duplicate, commerce.EKMOnly, commerce.InvalidSKU:
		return l.SKU != ""
	}
	return false
}

func (s *Screen) buttons(l view.LinkRow) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if l.Suggestion != "" {
		out = append(out, kit.NewButton("Copy right SKU", kit.Primary, func() { s.copy(l.Suggestion) }).Small())
	}
	if l.State == commerce.IgnoredSKU {
		out = append(out, kit.NewButton("Stop ignoring", kit.Secondary, func() { s.stopIgnoring(l) }).Small())
	}
	if ignorable(l) {
		out = append(out, kit.NewButton("Ignore", kit.Secondary, func() { s.ignore(l) }).Small())
	}
	if l.State != commerce.Matched {
		out = append(out, kit.NewButton("Check again", kit.Secondary, func() { s.recheck(l.StoreID, l.Store) }).Small())
	}
	return out
}

// menu is a row's right click.
func (s *Screen) menu(l view.LinkRow) []kit.MenuItem {
	items := []kit.MenuItem{{Label: "Show details", Note: "Enter", Tapped: func() { s.Show(key(l)) }}, {}}
	if l.Suggestion != "" {
		items = append(items, kit.MenuItem{Label: "Copy right SKU", Icon: "copy", Tapped: func() { s.copy(l.Suggestion) }})
	}
	if l.SKU != "" {
		items = append(items, kit.MenuItem{Label: "Copy SKU as it is in EKM", Icon: "copy", Tapped: func() { s.copy(l.SKU) }})
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

// recheckMenu offers the stores that can be read again.
func (s *Screen) recheckMenu() []kit.MenuItem {
	var items []kit.MenuItem
	for _, c := range s.StoreCards() {
		if scope := s.Query().Scope; scope == 0 || scope == c.ID {
			items = append(items, kit.MenuItem{Label: c.Name, Icon: "store", Tapped: func() { s.recheck(c.ID, c.Name) }})
		}
	}
	if len(items) == 0 {
		items = append(items, kit.MenuItem{Label: "No store is connected", Disabled: true})
	}
	return items
}

// copy puts a code on the clipboard exactly, hidden signs included.
func (s *Screen) copy(sku string) {
	fyne.CurrentApp().Clipboard().SetContent(sku)
	s.o.Nav.Toast("Copied " + sku)
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
	reason := kit.NewEntry("For example: gift card, never in stock")
	text := fmt.Sprintf("Its stock in %s is not managed and it no longer counts as missing.", l.Store)
	if l.OpenOrderRows > 0 {
		are := "lines of open orders ask"
		if l.OpenOrderRows == 1 {
			are = "line of an open order asks"
		}
		text += fmt.Sprintf(" %d %s for it; those orders stay as they are.", l.OpenOrderRows, are)
	}
	shown, _ := visible(l.SKU)
	d := kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: "Ignore " + shown + " in " + l.Store + "?", Text: text + " You can stop ignoring it at any time.", Confirm: "Ignore code",
		Body: kit.Down(theme.Space2, kit.NewField("Reason", reason).WithHelp("It is shown with the code.")),
		Done: func(yes bool) {
			why := strings.TrimSpace(reason.Text())
			if !yes || why == "" {
				return
			}
			s.Do("ignore "+l.SKU, func(ctx context.Context) (string, error) {
				return l.SKU + " is ignored", s.o.Actions.Ignore(ctx, l.StoreID, l.SKU, why)
			})
		},
	})
	d.ConfirmButton().Disable()
	reason.OnChanged = func(text string) {
		if strings.TrimSpace(text) == "" {
			d.ConfirmButton().Disable()
		} else {
			d.ConfirmButton().Enable()
		}
	}
	reason.Focus()
}
