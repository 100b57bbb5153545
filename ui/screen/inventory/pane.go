package inventory

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// The tabs of the details pane.
const (
	paneExplain = "explain"
	paneRules   = "rules"
	paneOrders  = "orders"
	paneHistory = "history"
)

func paneTabs() []kit.Tab {
	return []kit.Tab{{ID: paneExplain, Label: say.T("Explain"), Count: kit.NoCount}, {ID: paneRules, Label: say.T("Buffer, cap, tags"), Count: kit.NoCount},
		{ID: paneOrders, Label: say.T("Orders"), Count: kit.NoCount}, {ID: paneHistory, Label: say.T("History"), Count: kit.NoCount}}
}

// explained is one figure with the same SKU in every store, and what people have said about the SKU.
type explained struct {
	view.Explanation
	others []view.Explanation
	rules  []view.StockRule // of the SKU in any store
}

// explain reads how the figure of a place comes about.
func (s *Screen) explain(ctx context.Context, key string, _ view.LevelRow) (explained, error) {
	at, _ := placeAt(key) // the keys of this screen can be read back
	all, err := s.o.Pages.Explain(ctx, at.sku, 0)
	if err != nil {
		return explained{}, err
	}
	e, ok := pick(all, at)
	if !ok {
		return explained{}, listing.Gone{Title: say.T("This SKU is not managed any more"),
			Line: say.T("Its listing or its match is gone since the list was read. The store keeps what it shows.")}
	}
	rules, err := s.o.Pages.StockRules(ctx, 0)
	if err != nil {
		return explained{}, err
	}
	rules = slices.DeleteFunc(rules, func(r view.StockRule) bool { return r.SKU != e.SKU })
	return explained{e, all, rules}, nil
}

// await says what will be explained while the answer is on its way.
func (s *Screen) await(key string, v view.LevelRow) {
	if at, _ := placeAt(key); v.SKU == "" {
		s.Pane().SetHeader(kit.PaneHeader{Title: at.sku})
		return
	}
	s.head(v)
}

func (s *Screen) head(v view.LevelRow) {
	at := standingOf(v)
	h := kit.PaneHeader{Title: nameOf(v), Code: v.SKU, State: at.state, Icon: at.icon, Word: at.word}
	if v.Freeze != commerce.NotFrozen && !v.FrozenUntil.IsZero() {
		h.Since, h.At = untilWords(v.FrozenUntil, s.o.Now()), v.FrozenUntil
	}
	s.Pane().SetHeader(h)
}

// draw fills the pane with one figure.
func (s *Screen) draw(_ string, _ view.LevelRow, e explained) {
	at, tabs := placeOf(e.LevelRow), s.Pane().Tabs()
	s.Rename(at.key())
	s.head(e.LevelRow)
	tabs.SetCount(paneOrders, len(e.Orders))
	tabs.SetCount(paneHistory, len(e.History))
	switch tabs.Current() {
	case paneOrders:
		s.SetBody(ordersBody(e.Explanation, s.goOrder))
	case paneRules:
		s.SetBody(s.editorOf(e).body())
	case paneHistory:
		s.SetBody(historyBody(e.Explanation, s.o.Now()))
	default:
		s.SetBody(s.tellerOf(e).body())
	}
	s.SetFoot(s.buttons(e))
}

func (s *Screen) buttons(e explained) fyne.CanvasObject {
	at := placeOf(e.LevelRow)
	push := kit.NewButton(say.T("Push now"), kit.Secondary, func() { s.pushSKU(at, e.Store) }).Small()
	if e.State == commerce.LevelHeld {
		push.Disable()
		push.SetTip(say.T("A frozen or held figure is not written"))
	}
	read := kit.NewButton(say.T("Read back"), kit.Secondary, func() { s.readBack([]view.LevelRow{e.LevelRow}) }).Small()
	freeze := kit.NewButton(say.T("Freeze…"), kit.Secondary, func() { s.askFreeze([]view.LevelRow{e.LevelRow}) }).Small().WithIcon("snowflake")
	if e.Freeze != commerce.NotFrozen {
		freeze = kit.NewButton(say.T("End freeze"), kit.Secondary, func() { s.askThaw([]view.LevelRow{e.LevelRow}) }).Small().WithIcon("snowflake")
	}
	more := kit.NewMoreButton(func() []kit.MenuItem {
		return []kit.MenuItem{{Label: say.T("Show in SKU match"), Icon: "link-2", Tapped: func() { s.goMatch(at) }}}
	})
	return kit.Across(theme.Space2, push, read, freeze, more)
}

func warehouseTable(e view.Explanation) fyne.CanvasObject {
	if len(e.Warehouses) == 0 {
		return kit.NewParagraph(say.T("Brightpearl reports no warehouse that holds this product."), theme.Small, theme.Text2)
	}
	figure := func(title string) kit.Column { // as wide as its title in any language
		return kit.Column{Title: title, Kind: kit.KindNumber, Width: max(52, theme.SmallMedium.Measure(title))}
	}
	table := kit.NewGridTable([]kit.Column{
		{Title: say.T("Warehouse"), Width: 96, Grow: true}, figure(say.T("In stock")), figure(say.T("Reserved")), {Title: say.X("column", "On hand"), Kind: kit.KindNumber, Width: 50},
	}, 28, 0).Plain()
	var rows [][]fyne.CanvasObject
	for _, w := range e.Warehouses {
		name, role := w.Name, theme.Text
		if !w.Counts {
			name, role = say.T("{warehouse}, not counted", w.Name), theme.Text2
		}
		stock, reserved := say.Count(w.InStock), say.Count(w.Allocated)
		if e.Bundle {
			stock, reserved = say.T("Parts"), say.T("Parts")
		}
		rows = append(rows, []fyne.CanvasObject{
			kit.NewElided(name, theme.Body, role), kit.NewText(stock, theme.Body, theme.Text2), kit.NewText(reserved, theme.Body, theme.Text2),
			kit.NewText(say.Count(w.OnHand), theme.BodyMedium, role),
		})
	}
	table.SetRows(rows)
	if e.Bundle {
		return table
	}
	return kit.Down(theme.Space2, table, kit.NewParagraph(physicalWords(e), theme.Small, theme.Text2))
}

// physicalWords say what stands on the shelves, what of it is free, and what orders that are in Brightpearl lack.
func physicalWords(e view.Explanation) string {
	stock, reserved, free, short, orders := int64(0), int64(0), int64(0), int64(0), 0
	for _, w := range e.Warehouses {
		stock, reserved, free = stock+w.InStock, reserved+w.Allocated, free+w.OnHand
	}
	for _, o := range e.Orders {
		if o.State == commerce.OrderPosted {
			short, orders = short+o.Units, orders+1
		}
	}
	text := say.N(stock, "{n} unit stands on the shelves, {reserved} reserved, {free} free.", "{n} units stand on the shelves, {reserved} reserved, {free} free.", reserved, free)
	if short > 0 {
		text += " " + say.N(short, "{n} unit is short for {orders} in Brightpearl.", "{n} units are short for {orders} in Brightpearl.", say.N(orders, "{n} order", "{n} orders"))
	}
	return text
}

func storeTable(all []view.Explanation, now time.Time) fyne.CanvasObject {
	table := kit.NewGridTable([]kit.Column{
		{Title: say.T("Store"), Width: 96, Grow: true}, {Title: say.T("Shown"), Kind: kit.KindNumber, Width: 42},
		{Title: say.T("Written"), Right: true, Width: 76}, {Title: say.T("Confirmed"), Right: true, Width: 76},
	}, 28, 0).Plain()
	var rows [][]fyne.CanvasObject
	for _, e := range all {
		role, shown := theme.Text, theme.BodyMedium
		if drifts(e.LevelRow) {
			role = theme.Attention.Text()
		}
		last := kit.Exactly(kit.NewText(written(e.WrittenAt, now), theme.Body, theme.Text2), e.WrittenAt)
		if e.State == commerce.LevelDue {
			last = kit.NewText(say.T("Queued"), theme.Body, theme.Working.Text())
		}
		rows = append(rows, []fyne.CanvasObject{
			kit.NewElided(e.Store, theme.Body, theme.Text), kit.NewText(say.Count(e.Listed), shown, role),
			last, kit.Exactly(kit.NewText(written(e.ReadBackAt, now), theme.Body, theme.Text2), e.ReadBackAt),
		})
	}
	table.SetRows(rows)
	return table
}

func ordersBody(e view.Explanation, open func(view.PendingUnits)) fyne.CanvasObject {
	if len(e.Orders) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("No order waits for this SKU"), Line: say.T("Orders stand here from the moment they are placed until Brightpearl has reserved their units.")})
	}
	total := int64(0)
	var parts []fyne.CanvasObject
	for i, o := range e.Orders {
		total += o.Units
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		state, icon := orderState(o.State)
		line := kit.Across(8,
			kit.Grow(kit.Down(0, kit.Across(8, kit.NewText(say.T("Order {number}", o.Number), theme.BodyMedium, theme.AccentText), kit.NewElided(o.Store, theme.Small, theme.Text2)),
				kit.NewSmallState(state, icon, orderTitle(o.State)))),
			kit.NewText(unitsOf(o.Units), theme.Body, theme.Text),
			kit.NewIcon("chevron-right", theme.Text2, theme.IconSmall))
		parts = append(parts, kit.NewPressable(kit.Pad(0, 6, line), theme.RadiusTag, func() { open(o) }))
	}
	head := kit.NewParagraph(say.N(total, "{n} unit is deducted for {orders} of any store that Brightpearl has not reserved yet, held ones included.",
		"{n} units are deducted for {orders} of any store that Brightpearl has not reserved yet, held ones included.", say.N(len(e.Orders), "{n} order", "{n} orders")), theme.Small, theme.Text2)
	return kit.Down(theme.Space2, head, kit.Down(0, parts...))
}

func historyBody(e view.Explanation, now time.Time) fyne.CanvasObject {
	if len(e.History) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing was written for this SKU yet"), Line: say.T("Every write, retry and answer of {store} appears here.", e.Store)})
	}
	var parts []fyne.CanvasObject
	for i, a := range e.History {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		role := theme.Text
		if a.Level != "info" && a.Level != "" {
			role = theme.Attention.Text()
		}
		words := []fyne.CanvasObject{kit.NewParagraph(say.Of(a.Text), theme.Body, role)}
		if note := result(a); note != "" {
			words = append(words, kit.NewParagraph(note, theme.Small, theme.Text2))
		}
		parts = append(parts, kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(84, kit.Height(20, kit.Exactly(kit.NewText(moment(a.At, now), theme.Small, theme.Text2), a.At))), kit.Grow(kit.Down(0, words...)))))
	}
	return kit.Down(0, parts...)
}

func result(a view.ActivityRow) string {
	switch {
	case a.Result != "" && a.Actor != "":
		return say.T("{result}, by {actor}", say.Of(sentence(a.Result)), a.Actor)
	case a.Actor != "":
		return say.T("By {actor}", a.Actor)
	}
	return say.Of(sentence(a.Result))
}

// moment is When with seconds for today, since several things may happen in a minute.
func moment(t, now time.Time) string {
	if screen.Midnight(t).Equal(screen.Midnight(now)) {
		return say.ClockSeconds(t)
	}
	return say.When(t, now)
}
