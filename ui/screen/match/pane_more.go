package match

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

func ordersBody(l view.LinkRow, d *detail, now time.Time, open func(view.OrderRow)) fyne.CanvasObject {
	if d == nil {
		return kit.Gap(0, 0)
	}
	if len(d.orders) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("No order waits for this code"), Line: say.T("Unfinished orders of {store} that ask for it stand here.", l.Store)})
	}
	line := say.N(len(d.orders), "{n} unfinished order asks for this code.", "{n} unfinished orders ask for this code.")
	if l.State != commerce.Matched && l.State != commerce.NotStockTracked {
		line += " " + say.T("What waits for the code goes on by itself once it is matched.")
	}
	parts := []fyne.CanvasObject{kit.NewParagraph(line, theme.Body, theme.Text2), kit.Gap(0, 8), kit.LineDivider()}
	for _, o := range d.orders {
		row := kit.Across(8, kit.NewText(say.T("Order {order}", o.Number), theme.BodyMedium, theme.Text), kit.NewElided(o.Customer, theme.Body, theme.Text2), kit.Spacer(),
			kit.Exactly(kit.NewText(screen.Ago(o.PlacedAt, now), theme.Small, theme.Text2), o.PlacedAt), kit.NewText(say.Money(o.Total, o.Currency), theme.Body, theme.Text),
			kit.NewIcon("chevron-right", theme.Text2, theme.IconSmall))
		parts = append(parts, kit.NewPressable(kit.Pad(0, 6, row), theme.RadiusTag, func() { open(o) }), kit.LineDivider())
	}
	if d.more {
		parts = append(parts, kit.Gap(0, 8), kit.NewRemark("info", say.T("Older ones are on the Orders screen; search for the code there.")))
	}
	return kit.Down(0, parts...)
}

func storesBody(d *detail, show func(view.LinkRow)) fyne.CanvasObject {
	if d == nil {
		return kit.Gap(0, 0)
	}
	var parts []fyne.CanvasObject
	for i, l := range d.stores {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		m := markOf(l.State)
		listed := say.T("Not listed")
		if l.HasListed {
			listed = say.T("{count} listed", l.Listed)
		}
		line := kit.Down(0, kit.Across(8, kit.NewElided(l.Store, theme.BodyMedium, theme.Text), kit.Spacer(), kit.NewState(m.state, m.icon, m.word)),
			kit.Across(8, kit.NewElided(paneTitle(l), theme.Small, theme.Text2), kit.Spacer(), kit.NewText(listed, theme.Small, theme.Text2)))
		parts = append(parts, kit.NewPressable(kit.Pad(0, 8, line), theme.RadiusTag, func() { show(l) }))
	}
	return kit.Inset(-8, 0, 0, 0, kit.Down(0, parts...))
}

// historyBody is what people decided about the code and what happened to it.
func (s *Screen) historyBody(d *detail) fyne.CanvasObject {
	if d == nil {
		return kit.Gap(0, 0)
	}
	now := s.o.Now()
	var parts []fyne.CanvasObject
	if len(d.rules) > 0 {
		parts = append(parts, kit.NewSection(say.T("Decided by people"), "", nil))
		for i, r := range d.rules {
			if i > 0 {
				parts = append(parts, kit.LineDivider())
			}
			parts = append(parts, s.ruleBlock(r, now))
		}
		parts = append(parts, kit.Gap(0, 12))
	}
	if len(d.events) == 0 {
		line := say.T("It was matched by itself, {day}. Pushes, freezes and decisions stand here.", dayWithin(d.link.Since, now))
		if len(d.rules) > 0 {
			line = say.T("Pushes and freezes of its stock stand here.")
		}
		return kit.Down(0, append(parts, kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing else is on record"), Line: line}))...)
	}
	parts = append(parts, kit.NewSection(say.T("What happened"), "", nil))
	for i, a := range d.events {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		role := theme.Text
		switch a.Level {
		case "warning":
			role = theme.Attention.Text()
		case "error":
			role = theme.Error.Text()
		}
		text := []fyne.CanvasObject{kit.NewParagraph(say.Of(a.Text), theme.Body, role)}
		if a.Actor != "" && a.Actor != "app" {
			text = append(text, kit.NewParagraph(say.T("By {person}", actorWord(a.Actor)), theme.Small, theme.Text2))
		}
		parts = append(parts, kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(72, kit.Exactly(kit.LabelBeside(say.When(a.At, now), theme.Body), a.At)), kit.Grow(kit.Down(0, text...)))))
	}
	return kit.Down(0, parts...)
}

// ruleBlock is one decision with its author, time, reason and the way back.
func (s *Screen) ruleBlock(r view.LinkRule, now time.Time) fyne.CanvasObject {
	title := say.T("Rejected for ever: {product}", ruleProduct(r))
	if r.Means {
		title = say.T("Means {product}", ruleProduct(r))
	}
	head := []fyne.CanvasObject{kit.Grow(kit.NewParagraph(title, theme.BodyMedium, theme.Text))}
	if s.o.Linker != nil {
		head = append(head, kit.Height(20, kit.NewLink(say.T("Take back"), theme.SmallMedium, func() { s.takeBack(r) })))
	}
	lines := []fyne.CanvasObject{kit.AcrossTop(8, head...), kit.Exactly(kit.NewParagraph(reach(r)+", "+say.When(r.At, now)+". "+by(r)+".", theme.Small, theme.Text2), r.At)}
	return kit.Pad(0, 6, kit.Down(0, lines...))
}

// ruleProduct names the product of a decision.
func ruleProduct(r view.LinkRule) string {
	if r.Product == "" {
		return say.T("product {id}, which is gone", digits(r.ProductID))
	}
	return r.Product
}

// reach says what a decision speaks of.
func reach(r view.LinkRule) string {
	if r.Listing != 0 {
		return say.T("For this listing only")
	}
	return say.T("For every listing of {store} with the code", r.Store)
}

// by is who decided and why.
func by(r view.LinkRule) string {
	if why := strings.TrimSuffix(strings.TrimSpace(r.Reason), "."); why != "" {
		return say.T("By {person}: {reason}", actorWord(r.Actor), why)
	}
	return say.T("By {person}", actorWord(r.Actor))
}

// actorWord turns the person at this window, whom the log calls You, into the middle of a sentence.
func actorWord(actor string) string {
	switch actor {
	case "You":
		return say.T("you")
	case "":
		return say.T("somebody")
	}
	return actor
}
