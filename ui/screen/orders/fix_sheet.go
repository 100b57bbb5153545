package orders

import (
	"context"

	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// fixSheet is the page on which a held order is decided: at the left what has to be chosen, at the right what EKM sent beside
// what would be posted. After each choice the proposal is asked again; an answer to an older choice is dropped.
type fixSheet struct {
	s        *Screen
	f        *fixing
	sheet    *kit.Sheet
	blocks   []*fixBlock
	contact  *fixContact
	codes    []view.Choice
	choices  *fyne.Container
	answer   *fyne.Container
	question int
	failed   error
}

// fixOrder opens the sheet for a held order.
func (s *Screen) fixOrder(d view.OrderDetail) *fixSheet {
	x := &fixSheet{s: s, f: newFixing(d), codes: s.summary.taxCodes, choices: kit.Down(theme.Space4), answer: kit.Down(theme.Space3)}
	x.contact = newFixContact(x)
	body := kit.WeightedGrid([]float32{2, 3}, 24, x.choices, x.answer)
	x.sheet = kit.ShowSheet(s.o.Nav.Canvas(), say.T("Fix order {order} of {store}", d.Number, d.Store), say.T("What you decide here holds for this order alone, unless you make it a rule"), body, func() { x.question++ })
	x.build()
	x.show()
	x.readCodes()
	x.propose()
	return x
}

// build makes a block for each row that can be decided; they stay while the sheet is open, since one may hold the cursor.
func (x *fixSheet) build() {
	rows := x.f.decisions()
	if len(rows) == len(x.blocks) {
		for i, d := range rows {
			x.blocks[i].d = d
		}
		return
	}
	x.blocks = nil
	for _, d := range rows {
		x.blocks = append(x.blocks, newFixBlock(x, d))
	}
}

// readCodes asks for Brightpearl's tax codes, once for the life of the screen.
func (x *fixSheet) readCodes() {
	if len(x.codes) > 0 {
		return
	}
	x.s.o.Feed.Go(func(ctx context.Context) {
		codes, err := x.s.o.Fixer.TaxCodes(ctx)
		x.s.o.Feed.Do(func() {
			if err != nil {
				x.s.o.Nav.Failed(say.T("read Brightpearl's tax codes"), err)
				return
			}
			x.codes, x.s.summary.taxCodes = codes, codes
			for _, b := range x.blocks {
				b.setCodes(codes)
			}
			x.show()
		})
	})
}

// propose asks what the order would become.
func (x *fixSheet) propose() {
	x.question++
	question, fix := x.question, copyOf(x.f.fix)
	x.s.o.Feed.Go(func(ctx context.Context) {
		p, err := x.s.o.Fixer.ProposeFix(ctx, x.f.order.ID, fix)
		x.s.o.Feed.Do(func() {
			if question != x.question {
				return
			}
			if x.failed = err; err == nil {
				x.f.proposal, x.f.known = p, true
			}
			x.build()
			x.show()
		})
	})
}

// changed is what a block calls after each choice.
func (x *fixSheet) changed() {
	x.show()
	x.propose()
}

// show draws both sides and the foot.
func (x *fixSheet) show() {
	parts := []fyne.CanvasObject{kit.NewSection(say.T("To decide"), "", nil)}
	if x.contact.needed {
		parts = append(parts, x.contact.draw())
	}
	for _, b := range x.blocks {
		parts = append(parts, b.draw())
	}
	if !x.contact.needed {
		parts = append(parts, x.contact.draw())
	}
	x.choices.Objects = parts
	x.choices.Refresh()
	x.answer.Objects = x.proposal()
	x.answer.Refresh()
	x.sheet.Refresh()
	x.sheet.SetFoot(x.foot()...)
}

// proposal is the right side.
func (x *fixSheet) proposal() []fyne.CanvasObject {
	d := x.f.preview()
	var note fyne.CanvasObject
	switch {
	case x.failed != nil:
		title, rest := causeWords(fault.CauseOf(x.failed)) // such a choice cannot be, or Brightpearl could not be asked
		note = kit.NewNote(theme.Error, "", capital(title), rest)
	case !x.f.known:
		note = kit.NewNote(theme.Unknown, "clock", say.T("Working out what would be posted"), "")
	case x.f.ready():
		note = kit.NewNote(theme.OK, "", say.T("This would be posted"), others(d.Flags, ""))
	default:
		title, rest := causeWords(x.f.proposal.Cause)
		note = kit.NewNote(theme.Attention, "hand", title, rest)
	}
	return []fyne.CanvasObject{note, sideTable(compare(d), say.T("Would be posted")), kit.NewSection(say.T("Three sums must agree"), "", nil), threeSums(d)}
}

// foot offers the decision for this order and, where there is one, the rule behind it.
func (x *fixSheet) foot() []fyne.CanvasObject {
	fix := kit.NewButton(say.T("Fix this order"), kit.Primary, x.fixNow)
	remark := ""
	if !x.f.ready() {
		fix.Disable()
		remark = say.T("Decide what is marked at the left")
		if !x.f.known {
			remark = ""
		}
	}
	foot := []fyne.CanvasObject{kit.NewElided(remark, theme.Small, theme.Text2), kit.Spacer(), kit.NewButton(say.T("Cancel"), kit.Secondary, x.sheet.Close)}
	if r, ok := x.f.rule(); ok {
		foot = append(foot, kit.NewButton(say.T("Make it a rule"), kit.Secondary, func() { x.tryRule(r) }))
	}
	return append(foot, fix)
}

func (x *fixSheet) fixNow() {
	if x.contact.number.Settle() {
		return // the number was typed a moment ago: what would be posted is worked out with it first
	}
	o, fix := x.f.order, copyOf(x.f.fix)
	x.sheet.Close()
	x.s.Do(say.T("fix order {order}", o.Number), func(ctx context.Context) (string, error) {
		return say.T("Order {order} goes on as you decided", o.Number), x.s.o.Fixer.FixOrder(ctx, o.ID, fix)
	})
}

// tryRule works out what a rule would do to everything that is held now, then asks.
func (x *fixSheet) tryRule(r rule) {
	o := x.f.order
	x.s.o.Feed.Go(func(ctx context.Context) {
		effect, err := x.s.o.Fixer.TryRule(ctx, o.StoreID, r.key, r.value)
		x.s.o.Feed.Do(func() {
			switch {
			case !x.sheet.Open():
			case err != nil:
				x.s.o.Nav.Failed(say.T("work out what the rule would do"), err)
			default:
				x.askRule(r, effect)
			}
		})
	})
}

func (x *fixSheet) askRule(r rule, effect view.RuleEffect) {
	o := x.f.order
	kit.ShowDialog(x.s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("{rule} from now on in {store}?", r.words, o.Store), Text: effectWords(effect, o.Currency), Confirm: say.T("Make it a rule"),
		Done: func(yes bool) {
			if yes {
				x.makeRule(r, effect)
			}
		},
	})
}

func (x *fixSheet) makeRule(r rule, effect view.RuleEffect) {
	o := x.f.order
	x.sheet.Close()
	x.s.Do(say.T("make the rule"), func(ctx context.Context) (string, error) {
		return say.N(effect.Posted.Orders, "The rule holds. {n} order goes on", "The rule holds. {n} orders go on"), x.s.o.Fixer.MakeRule(ctx, o.StoreID, r.key, r.value, o.Cause.Code)
	})
}

// effectWords says what a rule would do to the held orders.
func effectWords(e view.RuleEffect, currency string) string {
	text := say.T("No held order would go on.")
	if e.Posted.Orders > 0 {
		text = say.N(e.Posted.Orders, "{n} held order would go on, {money}.", "{n} held orders would go on, {money}.", say.Money(e.Posted.Money, currency))
	}
	if e.Held.Orders > 0 {
		stay := say.N(e.Held.Orders, "{n} order would stay held, {money}.", "{n} orders would stay held, {money}.", say.Money(e.Held.Money, currency))
		if why, _ := sentence(e.First.Text); why != "" {
			stay = say.N(e.Held.Orders, "{n} order would stay held, {money}: {why}.", "{n} orders would stay held, {money}: {why}.", say.Money(e.Held.Money, currency), say.Of(why))
		}
		text = join(text, stay)
	}
	return join(text, say.T("Orders that are posted stay as they are. The rule stands in the store's settings, where it can be undone."))
}
