package attention

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// part is a labelled paragraph.
func part(label, text string) fyne.CanvasObject {
	return kit.Down(2, kit.NewText(label, theme.SmallMedium, theme.Text2), kit.NewParagraph(text, theme.Body, theme.Text))
}

// showCause fills the pane with one cause in five parts.
func (p *page) showCause(c view.CauseCard, now time.Time, act, copyText func()) {
	state, icon, kind := headline(c)
	value := ""
	if c.Money != 0 {
		value = screen.Money(c.Money, c.Currency)
	}
	p.pane.SetHeader(kit.PaneHeader{Title: kind, Aside: c.Store, State: state, Icon: icon, Word: affected(c), Since: "since " + screen.When(c.Since, now), Value: value})
	deadline, urgent := due(c, now)
	emphasis := theme.NoState
	if urgent {
		emphasis = state
	}
	facts := []kit.Pair{{Label: money(c)[0], Value: money(c)[1]}, {Label: "Affected", Value: affected(c)},
		{Label: "First due", Value: deadline, State: emphasis}, {Label: "Since", Value: screen.Exact(c.Since)}}
	if c.Code != "" {
		facts = append(facts, kit.Pair{Label: "Code", Value: c.Code, Code: true})
	}
	p.pane.SetBodyOf(c.Key, kit.Down(theme.Space3,
		kit.NewNote(state, icon, "What happened", oneLine(c.Title)),
		part("Where", where(c)), part("Why", why(c)), part("What happens now", meanwhile(c)), part("What you can do", fix(c)),
		kit.Divider(), kit.NewPairs(84, facts)))
	buttons := []fyne.CanvasObject{}
	if best := bestAction(c); best.step != readMore {
		buttons = append(buttons, kit.NewButton(best.words, kit.Secondary, act).Small())
	}
	p.pane.SetFoot(kit.Across(theme.Space2, append(buttons, kit.NewButton("Copy as text", kit.Secondary, copyText).Small().WithIcon("copy"))...))
}

// showFormula explains the order of the cards.
func (p *page) showFormula() {
	p.pane.SetHeader(kit.PaneHeader{Title: "How the order is worked out"})
	p.pane.SetBody(kit.Down(theme.Space3,
		kit.NewParagraph("The gravest problem stands first. Its weight is what is at stake, times how soon it is due.", theme.Body, theme.Text),
		kit.NewSum([]kit.Step{
			{Label: "Money at stake", Note: "Totals of held orders, or the price of units shown beyond what can be sold", Value: "1 per £1"},
			{Label: "Orders, SKUs and shipments", Note: "Each one that waits", Value: "10 each"},
			{Label: "Red problems", Note: "They do not go on without a change elsewhere", Value: "100"},
			{Label: "Times urgency", Note: "24 hours divided by the hours until first due, from 1 to 24", Value: "× 1 to 24", Total: true},
		}),
		kit.NewParagraph("First due is a day after the oldest order was placed or the oldest parcel was shipped. Between equals the older problem comes first.", theme.Small, theme.Text2)))
	p.pane.SetFoot(nil)
}

// showEntry fills the pane with one entry of the log.
func (p *page) showEntry(a view.ActivityRow, open func(), same, copyText func()) {
	state, icon, word := level(a.Level)
	subject := upperFirst(a.Subject)
	if subject == "" {
		subject = kindLabel(a.Kind)
	}
	p.pane.SetHeader(kit.PaneHeader{Title: subject, Aside: a.Store, State: state, Icon: icon, Word: word, Since: a.At.Local().Format("15:04:05")})
	store := a.Store
	if store == "" {
		store = "All stores"
	}
	p.pane.SetBody(kit.Down(theme.Space3,
		kit.NewParagraph(a.Text, theme.Body, theme.Text),
		kit.Divider(),
		kit.NewPairs(84, []kit.Pair{
			{Label: "Result", Value: orNone(upperFirst(a.Result))}, {Label: "When", Value: screen.Exact(a.At)}, {Label: "Store", Value: store},
			{Label: "Kind", Value: kindLabel(a.Kind)}, {Label: "By", Value: by(a)}, {Label: "Reference", Value: orNone(a.Ref), Code: a.Ref != ""},
		})))
	var buttons []fyne.CanvasObject
	if _, words, ok := placeOf(a); ok {
		buttons = append(buttons, kit.NewButton(words, kit.Secondary, open).Small())
	}
	if a.Subject != "" {
		buttons = append(buttons, kit.NewButton("All of this", kit.Secondary, same).Small().WithIcon("history"))
	}
	p.pane.SetFoot(kit.Across(theme.Space2, append(buttons, kit.NewButton("Copy", kit.Secondary, copyText).Small().WithIcon("copy"))...))
}
