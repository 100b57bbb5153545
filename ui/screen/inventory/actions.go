package inventory

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
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
		{Label: "Explain this number", Tapped: func() { s.Show(at.key()) }},
		{Label: "Push now", Icon: "send", Disabled: v.State == commerce.LevelHeld, Tapped: func() { s.pushSKU(at, v.Store) }},
		{Label: "Read back now", Icon: "eye", Tapped: func() { s.readBack([]view.LevelRow{v}) }},
		{Label: "Buffer, cap and tags", Icon: "sliders-horizontal", Tapped: func() { s.showRules(at) }},
	}
	if v.Freeze == commerce.NotFrozen {
		items = append(items, kit.MenuItem{Label: "Freeze…", Icon: "snowflake", Tapped: func() { s.askFreeze([]view.LevelRow{v}) }})
	} else {
		items = append(items, kit.MenuItem{Label: "End freeze…", Icon: "snowflake", Tapped: func() { s.askThaw([]view.LevelRow{v}) }})
	}
	if v.Braked {
		items = append(items, kit.MenuItem{Label: "Look at the brake", Icon: "hand", Tapped: func() { s.openDeskOf(v.StoreID) }})
	}
	return append(items, kit.MenuItem{}, kit.MenuItem{Label: "Show in SKU match", Icon: "link-2", Tapped: func() { s.goMatch(at) }})
}

// showRules opens the details of a figure at its rules.
func (s *Screen) showRules(at place) {
	s.Show(at.key())
	s.Pane().Tabs().Select(paneRules)
}

func (s *Screen) pushSKU(at place, store string) {
	s.Do("push "+at.sku+" to "+store, func(ctx context.Context) (string, error) {
		_, err := s.o.Actions.PushSKU(ctx, at.store, at.sku)
		return at.sku + " is queued for " + store, err
	})
}

// storeMenu is what can be done with all stock of a store; with several in view it is asked of which.
func (s *Screen) storeMenu() []kit.MenuItem {
	item := func(label, icon string, fits func(view.StoreCard) string, do func(view.StoreCard)) kit.MenuItem {
		return kit.MenuItem{Label: label, Icon: icon, Tapped: func() { s.pickStore(fits, do) }}
	}
	on := func(c view.StoreCard) string {
		if !c.StockOn {
			return "Stock is off"
		}
		return ""
	}
	items := []kit.MenuItem{
		item("Push all stock…", "send", on, s.askPushStore),
		item("Compare with EKM…", "git-compare", on, s.askReconcile),
		item("Freeze all stock…", "snowflake", on, s.askFreezeStore),
	}
	if len(s.summary.frozen) > 0 {
		items = append(items, item("End freeze of all stock…", "snowflake", func(c view.StoreCard) string {
			if _, frozen := s.frozenStore(c.ID); !frozen {
				return "Not frozen"
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
		items = append(items, kit.MenuItem{Label: "No store is connected", Disabled: true})
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
				s.o.Nav.Failed("count the SKUs of "+card.Name, err)
				return
			}
			take(counts)
		})
	})
}

func (s *Screen) pushStore(card view.StoreCard) {
	s.Do("push the stock of "+card.Name, func(ctx context.Context) (string, error) {
		n, err := s.o.Actions.PushStore(ctx, card.ID)
		return screen.Plural(n, "SKU is", "SKUs are") + " queued for " + card.Name, err
	})
}

// askReconcile says how long comparing a whole store takes, then asks.
func (s *Screen) askReconcile(card view.StoreCard) {
	s.withCounts(card, func(counts map[string]int) {
		n := counts[tabAll]
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title: fmt.Sprintf("Compare all stock of %s with EKM?", card.Name),
			Text: fmt.Sprintf("%s read back, 20 a request and 2 requests a second: about %s. Nothing is changed by the reading. A figure that differs is listed under Drift and written again.",
				screen.Plural(n, "figure is", "figures are"), delay(readingTime(n))),
			Confirm: "Compare " + screen.Plural(n, "figure", "figures"),
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
				s.o.Nav.Failed("compare the stock of "+card.Name, err)
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
	o.Body = kit.NewField("Reason", reason).WithHelp("It is kept in the activity log.")
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}
