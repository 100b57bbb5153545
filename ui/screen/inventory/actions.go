package inventory

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

func push(stores func() []kit.MenuItem) []fyne.CanvasObject {
	return []fyne.CanvasObject{kit.NewMenuButton("Push a store", stores).Small()}
}

func (s *Screen) goMatch(at place) {
	s.o.Nav.Go(screen.Route{Screen: screen.Match, Store: at.store, Text: at.sku})
}

func (s *Screen) goOrder(o view.PendingUnits) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: o.Number, Select: strconv.FormatInt(int64(o.OrderID), 10)})
}

// menu is what a right click on a row offers.
func (s *Screen) menu(v view.LevelRow) []kit.MenuItem {
	at := placeOf(v)
	return []kit.MenuItem{
		{Label: "Explain this number", Tapped: func() { s.Show(at.key()) }},
		{Label: "Push now", Icon: "send", Tapped: func() { s.pushSKU(at, v.Store) }},
		{Label: "Show in SKU match", Icon: "link-2", Tapped: func() { s.goMatch(at) }},
	}
}

func (s *Screen) pushSKU(at place, store string) {
	s.Do("Push "+at.sku+" to "+store, func(ctx context.Context) (string, error) {
		_, err := s.o.Actions.PushSKU(ctx, at.store, at.sku)
		return at.sku + " is queued for " + store, err
	})
}

// pushList offers the stores that can be pushed, the one in view alone when only one is.
func (s *Screen) pushList() []kit.MenuItem {
	var items []kit.MenuItem
	one := s.Query().OneStore()
	for _, card := range s.StoreCards() {
		if one != 0 && card.ID != one {
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
	s.Do("Push the stock of "+card.Name, func(ctx context.Context) (string, error) {
		n, err := s.o.Actions.PushStore(ctx, card.ID)
		return screen.Plural(n, "SKU is", "SKUs are") + " queued for " + card.Name, err
	})
}
