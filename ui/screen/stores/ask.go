package stores

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// menuOf is everything that can be done with a store, for the "more" button and a right click.
func (s *Screen) menuOf(id commerce.StoreID) []kit.MenuItem {
	var c storeCard
	for _, card := range s.state.cards {
		if card.ID == id {
			c = card
		}
	}
	items := []kit.MenuItem{}
	if c.Domain != "" {
		items = append(items, kit.MenuItem{Label: "Open in EKM", Icon: "external-link", Tapped: func() { s.o.Nav.OpenURL(address(c.Domain)) }})
	}
	items = append(items,
		kit.MenuItem{Label: "Orders of this store", Icon: "shopping-bag", Tapped: func() { s.o.Nav.Go(screen.Route{Screen: screen.Orders, Store: id}) }},
		kit.MenuItem{Label: "Settings of this store", Icon: "sliders-horizontal", Tapped: func() { s.settingsOf(id, "") }},
		kit.MenuItem{})
	if c.State == commerce.StoreSetup {
		items = append(items, kit.MenuItem{Label: "Go on with setup", Icon: "arrow-right", Tapped: func() { s.setup(id, "") }})
	} else {
		items = append(items, kit.MenuItem{Label: "Go through the setup again", Icon: "eye", Tapped: func() { s.setup(id, "") }})
		if !c.OrdersOn && !c.StockOn && !c.ShipmentsOn {
			items = append(items, kit.MenuItem{Label: "Go live with all three", Icon: "play", Tapped: func() { s.goLive(c) }})
		}
	}
	return append(items,
		kit.MenuItem{Label: "Sign in again", Icon: "key-round", Tapped: func() { s.setup(id, "shop") }},
		kit.MenuItem{},
		kit.MenuItem{Label: "Remove store…", Danger: true, Tapped: func() { s.remove(c) }})
}

func address(domain string) string {
	if strings.Contains(domain, "://") {
		return domain
	}
	return "https://" + domain
}

func (s *Screen) settingsOf(id commerce.StoreID, group string) {
	s.o.Nav.Go(screen.Route{Screen: screen.Settings, Store: id, Tab: group})
}

// pauseMenu offers how long to pause.
func (s *Screen) pauseMenu(c storeCard) []kit.MenuItem {
	now := s.o.Now()
	tomorrow := time.Date(now.Year(), now.Month(), now.Day()+1, 8, 0, 0, 0, now.Location())
	var items []kit.MenuItem
	for _, choice := range []struct {
		label string
		until time.Time
	}{{"30 min", now.Add(30 * time.Minute)}, {"2 h", now.Add(2 * time.Hour)}, {"Until tomorrow", tomorrow}, {"Until I resume", time.Time{}}} {
		note, done := "", c.Name+" is paused until you resume it"
		if !choice.until.IsZero() {
			note = "until " + screen.When(choice.until, now)
			done = c.Name + " is paused until " + screen.When(choice.until, now)
		}
		items = append(items, kit.MenuItem{Label: choice.label, Note: note, Tapped: func() {
			s.do("pause "+c.Name, done, func(ctx context.Context) error { return s.o.Actions.Pause(ctx, c.ID, choice.until) })
		}})
	}
	return items
}

func (s *Screen) resume(c storeCard) {
	s.do("resume "+c.Name, c.Name+" goes on", func(ctx context.Context) error { return s.o.Actions.Resume(ctx, c.ID) })
}

func (s *Screen) sync(c storeCard) {
	s.do("sync "+c.Name, "Syncing "+c.Name+" now", func(ctx context.Context) error { return s.o.Actions.SyncNow(ctx, c.ID) })
}

// test examines the store and shows the result.
func (s *Screen) test(id commerce.StoreID) {
	s.state.tab = tabHealth
	s.check(id)
}

func (s *Screen) goLive(c storeCard) {
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: "Go live with " + c.Name + "?", Confirm: "Go live",
		Text: "Orders come over, " + stockEffect(c) + ", and shipped orders are reported to EKM. The checks run first.",
		Done: func(yes bool) {
			if yes {
				s.do("go live with "+c.Name, c.Name+" is live", func(ctx context.Context) error { return s.o.Actions.GoLive(ctx, c.ID, true, true, true) })
			}
		}})
}

func stockEffect(c storeCard) string {
	return "the stock of " + screen.Plural(c.Matched, "matched SKU", "matched SKUs") + " is written to the shop"
}

// turn moves one switch. Stock asks first, since the first pass replaces what the shop shows. Undo puts the switch back.
func (s *Screen) turn(c storeCard, which int, on bool, undo func()) {
	name := [3]string{"orders", "stock", "shipments"}[which]
	flags := [3]bool{}
	flags[which] = true
	set := func() {
		doing, done := fmt.Sprintf("switch %s of %s on", name, c.Name), fmt.Sprintf("%s of %s is on", title(name), c.Name)
		wish := s.o.Actions.GoLive
		if !on {
			doing, done, wish = fmt.Sprintf("switch %s of %s off", name, c.Name), fmt.Sprintf("%s of %s is off. Nothing that waits is lost", title(name), c.Name), s.o.Actions.SwitchOff
		}
		if which != 1 {
			done = strings.Replace(done, " is o", " are o", 1)
		}
		s.do(doing, done, func(ctx context.Context) error { return wish(ctx, c.ID, flags[0], flags[1], flags[2]) })
	}
	if which != 1 || !on {
		set()
		return
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: "Write stock to " + c.Name + "?", Confirm: "Switch stock on",
		Text: title(stockEffect(c)) + " and replaces what it shows now. The brake stops a pass that would set too many to 0.",
		Done: func(yes bool) {
			if yes {
				set()
				return
			}
			undo()
		}})
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// remove asks for the store's name, since it cannot be undone.
func (s *Screen) remove(c storeCard) {
	name := kit.NewEntry(c.Name)
	var dialog *kit.Dialog
	name.OnChanged = func(text string) {
		if strings.EqualFold(strings.TrimSpace(text), c.Name) {
			dialog.ConfirmButton().Enable()
		} else {
			dialog.ConfirmButton().Disable()
		}
	}
	orders := 0
	for _, n := range c.Orders24h {
		orders += n
	}
	text := fmt.Sprintf("Its sign-in and settings are forgotten and its %s no longer managed; the shop keeps what it shows now. "+
		"Orders and history stay, and so do the sales orders in Brightpearl. ", screen.Plural(c.Matched, "matched SKU is", "matched SKUs are"))
	if c.Due > 0 {
		text += screen.Plural(c.Due, "piece of work waits", "pieces of work wait") + " and will not be done. "
	}
	if orders > 0 {
		text += screen.Plural(orders, "order", "orders") + " came in the last 24 hours; new ones stay in EKM. "
	}
	dialog = kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: "Remove " + c.Name + "?", Text: strings.TrimSpace(text), Wide: true, Danger: true,
		Body: kit.NewField("Type the name of the store", name), Confirm: "Remove store",
		Done: func(yes bool) {
			if yes {
				s.do("remove "+c.Name, c.Name+" is removed", func(ctx context.Context) error { return s.o.Actions.Remove(ctx, c.ID) })
			}
		}})
	dialog.ConfirmButton().Disable()
}
