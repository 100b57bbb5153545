package attention

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
		value = say.Money(c.Money, c.Currency)
	}
	p.pane.SetHeader(kit.PaneHeader{Title: kind, Aside: c.Store, State: state, Icon: icon, Word: affected(c), Since: say.T("since {time}", say.When(c.Since, now)), At: c.Since, Value: value})
	deadline, urgent := due(c, now)
	emphasis := theme.NoState
	if urgent {
		emphasis = state
	}
	facts := []kit.Pair{{Label: money(c)[0], Value: money(c)[1]}, {Label: say.T("Affected"), Value: affected(c)},
		{Label: say.T("First due"), Value: deadline, State: emphasis, At: c.FirstDue}, {Label: say.T("Since"), Value: say.Exact(c.Since)}}
	if c.Code != "" {
		facts = append(facts, kit.Pair{Label: say.T("Code"), Value: c.Code, Code: true})
	}
	p.pane.SetBodyOf(c.Key, kit.Down(theme.Space3,
		kit.NewNote(state, icon, say.T("What happened"), oneLine(say.Of(c.Title))),
		part(say.T("Where"), where(c)), part(say.T("Why"), why(c)), part(say.T("What happens now"), meanwhile(c)), part(say.T("What you can do"), fix(c)),
		kit.Divider(), kit.NewPairs(84, facts)))
	buttons := []fyne.CanvasObject{}
	if best := bestAction(c); best.step != readMore {
		buttons = append(buttons, kit.NewButton(best.words, kit.Secondary, act).Small())
	}
	p.pane.SetFoot(kit.Across(theme.Space2, append(buttons, kit.NewButton(say.T("Copy as text"), kit.Secondary, copyText).Small().WithIcon("copy"))...))
}

// showFormula explains the order of the cards.
func (p *page) showFormula() {
	p.pane.SetHeader(kit.PaneHeader{Title: say.T("How the order is worked out")})
	p.pane.SetBody(kit.Down(theme.Space3,
		kit.NewParagraph(say.T("The gravest problem stands first. Its weight is what is at stake, times how soon it is due."), theme.Body, theme.Text),
		kit.NewSum([]kit.Step{
			{Label: say.T("Money at stake"), Note: say.T("Totals of held orders, or the price of units shown beyond what can be sold"), Value: say.T("1 per £1")},
			{Label: say.T("Orders, SKUs and shipments"), Note: say.T("Each one that waits"), Value: say.T("10 each")},
			{Label: say.T("Red problems"), Note: say.T("They do not go on without a change elsewhere"), Value: say.Count(100)},
			{Label: say.T("Times urgency"), Note: say.T("24 hours divided by the hours until first due, from 1 to 24"), Value: say.T("× 1 to 24"), Total: true},
		}),
		kit.NewParagraph(say.T("First due is a day after the oldest order was placed or the oldest parcel was shipped. Between equals the older problem comes first."), theme.Small, theme.Text2)))
	p.pane.SetFoot(nil)
}

// showEntry fills the pane with one entry of the log.
func (p *page) showEntry(a view.ActivityRow, open func(), same, copyText func()) {
	state, icon, word := level(a.Level)
	subject := say.Of(upperFirst(a.Subject))
	if subject == "" {
		subject = kindLabel(a.Kind)
	}
	p.pane.SetHeader(kit.PaneHeader{Title: subject, Aside: a.Store, State: state, Icon: icon, Word: word, Since: say.ClockSeconds(a.At), At: a.At})
	store := a.Store
	if store == "" {
		store = say.T("All stores")
	}
	p.pane.SetBody(kit.Down(theme.Space3,
		kit.NewParagraph(say.Of(a.Text), theme.Body, theme.Text),
		kit.Divider(),
		kit.NewPairs(84, []kit.Pair{
			{Label: say.T("Result"), Value: orNone(say.Of(upperFirst(a.Result)))}, {Label: say.T("When"), Value: say.Exact(a.At)}, {Label: say.T("Store"), Value: store},
			{Label: say.T("Kind"), Value: kindLabel(a.Kind)}, {Label: say.T("By"), Value: by(a)}, {Label: say.T("Reference"), Value: orNone(a.Ref), Code: a.Ref != ""},
		})))
	var buttons []fyne.CanvasObject
	if _, words, ok := placeOf(a); ok {
		buttons = append(buttons, kit.NewButton(words, kit.Secondary, open).Small())
	}
	if a.Subject != "" {
		buttons = append(buttons, kit.NewButton(say.T("All of this"), kit.Secondary, same).Small().WithIcon("history"))
	}
	p.pane.SetFoot(kit.Across(theme.Space2, append(buttons, kit.NewButton(say.T("Copy"), kit.Secondary, copyText).Small().WithIcon("copy"))...))
}
