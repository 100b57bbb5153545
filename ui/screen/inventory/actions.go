package inventory

import (
	"context"
	"strconv"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// explain opens the pane on a row of the table.
func (s *Screen) explain(key string) {
	at, ok := placeAt(key)
	if !ok {
		return
	}
	s.openPane(at)
}

// explainSKU opens the pane on a SKU that may not be in the table yet.
func (s *Screen) explainSKU(sku string) {
	if at, ok := placeAt(sku); ok {
		s.openPane(at)
		return
	}
	s.openPane(place{store: s.query.store, sku: sku})
}

func (s *Screen) openPane(at place) {
	if s.open != at || !s.page.split.Open() {
		s.open = at
		s.page.showLoading(at)
	}
	s.page.table.Select(at.key())
	s.page.split.SetOpen(true)
	s.readExplanation()
}

func (s *Screen) readExplanation() {
	s.detail++
	question, at := s.detail, s.open
	s.o.Feed.Go(func(ctx context.Context) {
		all, err := s.o.Pages.Explain(ctx, at.sku, 0)
		s.o.Feed.Do(func() {
			if question == s.detail {
				s.explained(at, all, err)
			}
		})
	})
}

func (s *Screen) explained(at place, all []view.Explanation, err error) {
	if err != nil {
		title, line := fault(err)
		s.page.showFault(at, title, line, s.readExplanation)
		return
	}
	e, ok := pick(all, at)
	if !ok && at.productID == 0 && len(all) > 0 {
		e, ok = all[0], true
		for _, other := range all {
			if other.StoreID == at.store {
				e = other
				break
			}
		}
		s.open = placeOf(e.LevelRow)
	}
	if !ok {
		s.page.showFault(at, "This SKU is not managed any more", "Its listing or its match is gone since the list was read. The store keeps what it shows.", s.Reload)
		return
	}
	s.shown, s.others = e, all
	s.showPane()
}

func (s *Screen) showPane() {
	e := s.shown
	s.page.showExplanation(e, s.others, s.paneTab, s.o.Now(), paneWishes{
		push:  func() { s.pushSKU(placeOf(e.LevelRow), e.Store) },
		match: func() { s.goMatch(placeOf(e.LevelRow)) },
		order: func(o view.PendingUnits) {
			s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: o.Number, Select: strconv.FormatInt(int64(o.OrderID), 10)})
		},
	})
}

func (s *Screen) setPaneTab(id string) {
	s.paneTab = id
	if s.shown.SKU == s.open.sku && s.page.split.Open() {
		s.showPane()
	}
}

func (s *Screen) closePane() {
	s.detail++ // an answer on its way is not wanted any more
	s.page.split.SetOpen(false)
	s.page.table.Focus()
}

func (s *Screen) goMatch(at place) {
	s.o.Nav.Go(screen.Route{Screen: screen.Match, Store: at.store, Text: at.sku})
}

// menu is what a right click on a row offers.
func (s *Screen) menu(key string) []kit.MenuItem {
	at, ok := placeAt(key)
	if !ok {
		return nil
	}
	return []kit.MenuItem{
		{Label: "Explain this number", Tapped: func() { s.explain(key) }},
		{Label: "Push now", Icon: "send", Tapped: func() { s.pushSKU(at, s.storeName(at)) }},
		{Label: "Show in SKU match", Icon: "link-2", Tapped: func() { s.goMatch(at) }},
	}
}

func (s *Screen) storeName(at place) string {
	for _, card := range s.stores {
		if card.ID == at.store {
			return card.Name
		}
	}
	return "the store"
}

func (s *Screen) pushSKU(at place, store string) {
	doing := "Push " + at.sku + " to " + store
	s.o.Feed.Go(func(ctx context.Context) {
		_, err := s.o.Actions.PushSKU(ctx, at.store, at.sku)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed(doing, err)
				return
			}
			s.o.Nav.Toast(at.sku + " is queued for " + store)
			s.Reload()
		})
	})
}

// pushList offers the stores that can be pushed, the one in view alone when only one is.
func (s *Screen) pushList() []kit.MenuItem {
	var items []kit.MenuItem
	for _, card := range s.stores {
		if s.query.store != 0 && card.ID != s.query.store {
			continue
		}
		item := kit.MenuItem{Label: card.Name, Tapped: func() { s.askPushStore(card) }}
		if !card.StockOn {
			item.Disabled, item.Note = true, "Stock is off"
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
	s.o.Feed.Go(func(ctx context.Context) {
		counts, err := s.o.Pages.LevelTabs(ctx, card.ID)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed("Count the SKUs of "+card.Name, err)
				return
			}
			title, text, verb := pushQuestion(card.Name, counts)
			kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: title, Text: text, Confirm: verb, Done: func(yes bool) {
				if yes {
					s.pushStore(card)
				}
			}})
		})
	})
}

func (s *Screen) pushStore(card view.StoreCard) {
	s.o.Feed.Go(func(ctx context.Context) {
		n, err := s.o.Actions.PushStore(ctx, card.ID)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed("Push the stock of "+card.Name, err)
				return
			}
			s.o.Nav.Toast(screen.Plural(n, "SKU is", "SKUs are") + " queued for " + card.Name)
			s.Reload()
		})
	})
}
