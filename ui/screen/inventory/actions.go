package inventory

import (
	"context"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

func (s *Screen) goMatch(at place) {
	s.o.Nav.Go(screen.Route{Screen: screen.Match, Store: at.store, Text: at.sku})
}

func (s *Screen) goOrder(o view.PendingUnits) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: o.Number, Select: strconv.FormatInt(int64(o.OrderID), 10)})
}

// menu is what a right click on a row offers.
func (s *Screen) menu(v view.LevelRow) []kit.MenuItem {
	at := placeOf(v)
	items := []kit.MenuItem{
		{Label: say.T("Explain this number"), Tapped: func() { s.Show(at.key()) }},
		{Label: say.T("Push now"), Icon: "send", Disabled: v.State == commerce.LevelHeld, Tapped: func() { s.pushSKU(at, v.Store) }},
		{Label: say.T("Read back now"), Icon: "eye", Tapped: func() { s.readBack([]view.LevelRow{v}) }},
		{Label: say.T("Buffer, cap and tags"), Icon: "sliders-horizontal", Tapped: func() { s.showRules(at) }},
	}
	if v.Freeze == commerce.NotFrozen {
		items = append(items, kit.MenuItem{Label: say.T("Freeze…"), Icon: "snowflake", Tapped: func() { s.askFreeze([]view.LevelRow{v}) }})
	} else {
		items = append(items, kit.MenuItem{Label: say.T("End freeze…"), Icon: "snowflake", Tapped: func() { s.askThaw([]view.LevelRow{v}) }})
	}
	if v.Braked {
		items = append(items, kit.MenuItem{Label: say.T("Look at the brake"), Icon: "hand", Tapped: func() { s.openDeskOf(v.StoreID) }})
	}
	return append(items, kit.MenuItem{}, kit.MenuItem{Label: say.T("Show in SKU match"), Icon: "link-2", Tapped: func() { s.goMatch(at) }})
}

// showRules opens the details of a figure at its rules.
func (s *Screen) showRules(at place) {
	s.Show(at.key())
	s.Pane().Tabs().Select(paneRules)
}

func (s *Screen) pushSKU(at place, store string) {
	s.Do(say.T("push {sku} to {store}", at.sku, store), func(ctx context.Context) (string, error) {
		_, err := s.o.Actions.PushSKU(ctx, at.store, at.sku)
		return say.T("{sku} is queued for {store}", at.sku, store), err
	})
}

// storeMenu is what can be done with all stock of a store; with several in view it is asked of which.
func (s *Screen) storeMenu() []kit.MenuItem {
	item := func(label, icon string, fits func(view.StoreCard) string, do func(view.StoreCard)) kit.MenuItem {
		return kit.MenuItem{Label: label, Icon: icon, Tapped: func() { s.pickStore(fits, do) }}
	}
	on := func(c view.StoreCard) string {
		if !c.StockOn {
			return say.T("Stock is off")
		}
		return ""
	}
	items := []kit.MenuItem{
		item(say.T("Push all stock…"), "send", on, s.askPushStore),
		item(say.T("Compare with EKM…"), "git-compare", on, s.askReconcile),
		item(say.T("Freeze all stock…"), "snowflake", on, s.askFreezeStore),
	}
	if len(s.summary.frozen) > 0 {
		items = append(items, item(say.T("End freeze of all stock…"), "snowflake", func(c view.StoreCard) string {
			if _, frozen := s.frozenStore(c.ID); !frozen {
				return say.T("Not frozen")
			}
			return ""
		}, s.askThawStore))
	}
	return items
}

// pickStore does something with the one store in view, or asks which; refuse says why a store does not fit, empty if it does.
func (s *Screen) pickStore(refuse func(view.StoreCard) string, do func(view.StoreCard)) {
	items := s.storeItems(refuse, do)
	if len(items) == 1 && !items[0].Disabled {
		items[0].Tapped()
		return
	}
	kit.ShowMenu(s.stores, items)
}

func (s *Screen) storeItems(refuse func(view.StoreCard) string, do func(view.StoreCard)) []kit.MenuItem {
	var items []kit.MenuItem
	one := s.Query().OneStore()
	for _, card := range s.StoreCards() {
		if one != 0 && card.ID != one {
			continue
		}
		item := kit.MenuItem{Label: card.Name, Tapped: func() { do(card) }}
		if why := refuse(card); why != "" {
			item.Disabled, item.Note = true, why
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		items = append(items, kit.MenuItem{Label: say.T("No store is connected"), Disabled: true})
	}
	return items
}

// askPushStore counts what a push would write, then asks.
func (s *Screen) askPushStore(card view.StoreCard) {
	s.withCounts(card, func(counts map[string]int) {
		title, text, verb := pushQuestion(card.Name, counts)
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: title, Text: text, Confirm: verb, Done: func(yes bool) {
			if yes {
				s.pushStore(card)
			}
		}})
	})
}

// withCounts hands over how many figures of a store there are behind each tab.
func (s *Screen) withCounts(card view.StoreCard, take func(map[string]int)) {
	s.o.Feed.Go(func(ctx context.Context) {
		counts, err := s.o.Pages.LevelTabs(ctx, card.ID)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed(say.T("count the SKUs of {store}", card.Name), err)
				return
			}
			take(counts)
		})
	})
}

func (s *Screen) pushStore(card view.StoreCard) {
	s.Do(say.T("push the stock of {store}", card.Name), func(ctx context.Context) (string, error) {
		n, err := s.o.Actions.PushStore(ctx, card.ID)
		return say.N(n, "{n} SKU is queued for {store}", "{n} SKUs are queued for {store}", card.Name), err
	})
}

// askReconcile says how long comparing a whole store takes, then asks.
func (s *Screen) askReconcile(card view.StoreCard) {
	s.withCounts(card, func(counts map[string]int) {
		n := counts[tabAll]
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title: say.T("Compare all stock of {store} with EKM?", card.Name),
			Text: say.N(n, "{n} figure is read back, 20 a request and 2 requests a second: about {span}.", "{n} figures are read back, 20 a request and 2 requests a second: about {span}.",
				delay(readingTime(n))) + " " + say.T("Nothing is changed by the reading. A figure that differs is listed under Drift and written again."),
			Confirm: say.N(n, "Compare {n} figure", "Compare {n} figures"),
			Done: func(yes bool) {
				if yes {
					s.reconcile(card, n)
				}
			},
		})
	})
}

// reconcile compares a store; a notice says that it is on its way, and then what was found.
func (s *Screen) reconcile(card view.StoreCard, figures int) {
	c := &comparison{store: card.Store, figures: figures, since: s.o.Now()}
	s.compares = append(s.compares, c)
	s.showNotices()
	s.o.Feed.Go(func(ctx context.Context) {
		checked, differ, err := s.o.Actions.Reconcile(ctx, card.ID)
		s.o.Feed.Do(func() {
			if err != nil {
				s.putAway(c)
				s.o.Nav.Failed(say.T("compare the stock of {store}", card.Name), err)
				return
			}
			c.done, c.at, c.checked, c.differ = true, s.o.Now(), checked, differ
			s.Reload()
		})
	})
}

// askReason asks a question that is answered with a reason.
func (s *Screen) askReason(o kit.DialogOptions, example string, yes func(why string)) {
	reason := kit.NewEntry(example)
	o.Body = kit.NewField(say.T("Reason"), reason).WithHelp(say.T("It is kept in the activity log."))
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}
