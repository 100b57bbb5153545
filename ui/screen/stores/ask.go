package stores

import (
	"context"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
		items = append(items, kit.MenuItem{Label: say.T("Open in EKM"), Icon: "external-link", Tapped: func() { s.o.Nav.OpenURL(address(c.Domain)) }})
	}
	items = append(items,
		kit.MenuItem{Label: say.T("Orders of this store"), Icon: "shopping-bag", Tapped: func() { s.o.Nav.Go(screen.Route{Screen: screen.Orders, Store: id}) }},
		kit.MenuItem{Label: say.T("Settings of this store"), Icon: "sliders-horizontal", Tapped: func() { s.settingsOf(id, "") }},
		kit.MenuItem{Label: say.T("Copy settings from another store"), Icon: "copy", Disabled: len(s.state.cards) < 2, Tapped: func() { s.settingsOf(id, "") }},
		kit.MenuItem{})
	if c.State == commerce.StoreSetup {
		items = append(items, kit.MenuItem{Label: say.T("Go on with setup"), Icon: "arrow-right", Tapped: func() { s.setup(id, "") }})
	} else {
		items = append(items, kit.MenuItem{Label: say.T("Go through the setup again"), Icon: "eye", Tapped: func() { s.setup(id, "") }})
		if !c.OrdersOn && !c.StockOn && !c.ShipmentsOn {
			items = append(items, kit.MenuItem{Label: say.T("Go live with all three"), Icon: "play", Tapped: func() { s.goLive(c) }})
		}
	}
	return append(items,
		kit.MenuItem{Label: say.T("Sign in again"), Icon: "key-round", Tapped: func() { s.setup(id, "shop") }},
		kit.MenuItem{},
		kit.MenuItem{Label: say.T("Remove store…"), Danger: true, Tapped: func() { s.remove(c) }})
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
	var items []kit.MenuItem
	for _, p := range screen.Pauses(now) {
		items = append(items, kit.MenuItem{Label: p.Label, Note: p.Note, Tapped: func() {
			s.do(say.T("Pause {store}", c.Name), p.Paused(c.Name, now), func(ctx context.Context) error { return s.o.Actions.Pause(ctx, c.ID, p.Until) })
		}})
	}
	return items
}

func (s *Screen) resume(c storeCard) {
	s.do(say.T("Resume {store}", c.Name), say.T("{store} goes on", c.Name), func(ctx context.Context) error { return s.o.Actions.Resume(ctx, c.ID) })
}

func (s *Screen) sync(c storeCard) {
	s.do(say.T("Sync {store}", c.Name), say.T("Syncing {store} now", c.Name), func(ctx context.Context) error { return s.o.Actions.SyncNow(ctx, c.ID) })
}

// test examines the store and shows the result.
func (s *Screen) test(id commerce.StoreID) {
	s.state.tab = tabHealth
	s.check(id)
}

func (s *Screen) goLive(c storeCard) {
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.T("Go live with {store}?", c.Name), Confirm: say.T("Go live"),
		Text: say.N(c.Matched, "Orders come over, the stock of {n} matched SKU is written to the shop, and shipped orders are reported to EKM. The checks run first.",
			"Orders come over, the stock of {n} matched SKUs is written to the shop, and shipped orders are reported to EKM. The checks run first."),
		Done: func(yes bool) {
			if yes {
				s.do(say.T("Go live with {store}", c.Name), say.T("{store} is live", c.Name), func(ctx context.Context) error { return s.o.Actions.GoLive(ctx, c.ID, true, true, true) })
			}
		}})
}

// turn moves one switch. Stock asks first, since the first pass replaces what the shop shows. Undo puts the switch back.
func (s *Screen) turn(c storeCard, which int, on bool, undo func()) {
	flags := [3]bool{}
	flags[which] = true
	set := func() {
		doing := [3]string{say.T("Switch orders of {store} on", c.Name), say.T("Switch stock of {store} on", c.Name), say.T("Switch shipments of {store} on", c.Name)}[which]
		done := [3]string{say.T("Orders of {store} are on", c.Name), say.T("Stock of {store} is on", c.Name), say.T("Shipments of {store} are on", c.Name)}[which]
		wish := s.o.Actions.GoLive
		if !on {
			wish = s.o.Actions.SwitchOff
			doing = [3]string{say.T("Switch orders of {store} off", c.Name), say.T("Switch stock of {store} off", c.Name), say.T("Switch shipments of {store} off", c.Name)}[which]
			done = [3]string{say.T("Orders of {store} are off. Nothing that waits is lost", c.Name), say.T("Stock of {store} is off. Nothing that waits is lost", c.Name),
				say.T("Shipments of {store} are off. Nothing that waits is lost", c.Name)}[which]
		}
		s.do(doing, done, func(ctx context.Context) error { return wish(ctx, c.ID, flags[0], flags[1], flags[2]) })
	}
	if which != 1 || !on {
		set()
		return
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.T("Write stock to {store}?", c.Name), Confirm: say.T("Switch stock on"),
		Text: say.N(c.Matched, "The stock of {n} matched SKU is written to the shop and replaces what it shows now. The brake stops a pass that would set too many to 0.",
			"The stock of {n} matched SKUs is written to the shop and replaces what it shows now. The brake stops a pass that would set too many to 0."),
		Done: func(yes bool) {
			if yes {
				set()
				return
			}
			undo()
		}})
}

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
	text := []string{say.N(c.Matched, "Its sign-in and settings are forgotten and its {n} matched SKU is no longer managed; the shop keeps what it shows now.",
		"Its sign-in and settings are forgotten and its {n} matched SKUs are no longer managed; the shop keeps what it shows now."),
		say.T("Orders and history stay, and so do the sales orders in Brightpearl.")}
	if c.Due > 0 {
		text = append(text, say.N(c.Due, "{n} piece of work waits and will not be done.", "{n} pieces of work wait and will not be done."))
	}
	if orders > 0 {
		text = append(text, say.N(orders, "{n} order came in the last 24 hours; new ones stay in EKM.", "{n} orders came in the last 24 hours; new ones stay in EKM."))
	}
	dialog = kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.T("Remove {store}?", c.Name), Text: strings.Join(text, " "), Wide: true, Danger: true,
		Body: kit.NewField(say.T("Type the name of the store"), name), Confirm: say.T("Remove store"),
		Done: func(yes bool) {
			if yes {
				s.do(say.T("Remove {store}", c.Name), say.T("{store} is removed", c.Name), func(ctx context.Context) error { return s.o.Actions.Remove(ctx, c.ID) })
			}
		}})
	dialog.ConfirmButton().Disable()
}
