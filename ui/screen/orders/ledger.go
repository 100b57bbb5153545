package orders

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// newDays makes the ledger: a day of a store in each row, its proof in the pane.
func (s *Screen) newDays() *days {
	return listing.New(listing.Options[view.LedgerDay, view.LedgerDay]{
		Feed: s.o.Feed, News: s.o.News, Kinds: []events.Kind{events.Orders, events.Problems, events.Stores}, Nav: s.o.Nav, Now: s.o.Now,
		Page: func(ctx context.Context, f view.Filter, w view.Window) (view.Page[view.LedgerDay], error) {
			return s.o.Ledger.LedgerPage(ctx, f.Store, w)
		},
		Stores: s.o.Pages.StoreCards, Figures: s.figures, Title: say.T("Orders"), Buttons: s.headButtons(s.exportDays), Columns: ledgerColumns(), Row: ledgerRow, Fault: ledgerFault,
		LoadingNote: say.T("Adding up the days"), Menu: s.dayMenu, Query: listing.NewQuery(tabLedger, nil),
		Tabs: s.tabs, Counters: func() []kit.Counter { return counters(s.summary, s.jump) },
		Filters: func(listing.Query) []kit.Filter { return nil }, Filter: func(q listing.Query, _ time.Time) view.Filter { return q.Filter() },
		Empty: ledgerEmpty, Elsewhere: s.turn, Memory: s.o.Memory, Name: "ledger",
		Remark: kit.NewElided(say.T("Every order that EKM took has exactly one outcome"), theme.Small, theme.Text2),
		Pane: listing.PaneOptions[view.LedgerDay, view.LedgerDay]{RowFirst: true,
			Read:  func(_ context.Context, _ string, d view.LedgerDay) (view.LedgerDay, error) { return d, nil },
			Await: func(_ string, d view.LedgerDay) { s.days.Pane().SetHeader(s.dayHead(d)) },
			Draw: func(_ string, _, d view.LedgerDay) {
				s.days.Pane().SetHeader(s.dayHead(d))
				s.days.SetBody(s.dayBody(d))
			}},
	})
}

func ledgerFault(err error) (title, line string) {
	_, line = words(err)
	return say.T("The ledger could not be read"), line
}

func ledgerEmpty(q listing.Query) kit.EmptyState {
	line := say.T("A day stands here from the first order that EKM takes on it, and is proved every night.")
	if q.OneStore() != 0 {
		return kit.EmptyState{Title: say.T("No day of this store yet"), Line: line}
	}
	return kit.EmptyState{Title: say.T("No days yet"), Line: line}
}

func (s *Screen) dayHead(d view.LedgerDay) kit.PaneHeader {
	m := proofMark(d.Proof, s.o.Now())
	return kit.PaneHeader{Title: longDay(d.Day, s.o.Now()), Aside: d.Store, State: m.state, Icon: m.icon, Word: m.word, Value: say.Money(d.Placed.Money, d.Currency)}
}

func (s *Screen) dayMenu(d view.LedgerDay) []kit.MenuItem {
	return []kit.MenuItem{
		{Label: say.T("Show details"), Note: say.X("key", "Enter"), Tapped: func() { s.days.Show(ledgerKey(d)) }},
		{Label: say.T("Show the orders"), Icon: "shopping-bag", Tapped: func() { s.showDay(d) }},
		{Label: say.T("Prove now"), Icon: "shield-check", Tapped: func() { s.prove(d) }},
	}
}

// prove compares a day anew; what was found comes with the next read.
func (s *Screen) prove(d view.LedgerDay) {
	s.days.Do(say.T("prove the day"), func(ctx context.Context) (string, error) {
		return say.T("{day} of {store} is proved", dayWord(d.Day, s.o.Now()), d.Store), s.o.Ledger.AuditNow(ctx, d.StoreID, d.Day)
	})
}

// showDay leads to a day's orders.
func (s *Screen) showDay(d view.LedgerDay) {
	s.turn(tabAll)
	s.queue.Jump(tabAll)
	s.queue.Choose(map[string][]string{"store": {listing.FormatStore(d.StoreID)}, placedFilter: {formatDays(d.Day.Local(), d.Day.Local())}})
}

// dayBody is a day's proof: the outcomes add up, the three books agree, and what does not is named.
func (s *Screen) dayBody(d view.LedgerDay) fyne.CanvasObject {
	parts := []fyne.CanvasObject{s.dayNote(d), kit.Across(8, kit.NewButton(say.T("Prove now"), kit.Secondary, func() { s.prove(d) }).Small().WithIcon("shield-check"),
		kit.NewButton(say.T("Show the orders"), kit.Secondary, func() { s.showDay(d) }).Small())}
	if len(d.Proof.Differences) > 0 {
		parts = append(parts, kit.Down(0, kit.NewSection(say.T("Differences"), say.Count(len(d.Proof.Differences)), nil), s.differences(d)))
	}
	parts = append(parts, kit.Down(0, kit.NewSection(say.T("Every order has one outcome"), d.Currency, nil), outcomes(d)), books(d))
	return kit.Down(theme.Space3, parts...)
}

// dayNote says first whether the day adds up.
func (s *Screen) dayNote(d view.LedgerDay) fyne.CanvasObject {
	text, adds := equation(d)
	m := proofMark(d.Proof, s.o.Now())
	switch {
	case !adds:
		return kit.NewNote(theme.Error, "", text, say.T("The outcomes do not add up to what was placed. Prove the day; what is still missing is then named."))
	case d.Gaps > 0:
		return kit.NewNote(theme.Attention, "", text, say.N(d.Gaps, "{n} id of EKM is missing in the run of that day and not explained yet. It may be a check-out that nobody finished; the next proof asks EKM for it.",
			"{n} ids of EKM are missing in the run of that day and not explained yet. They may be check-outs that nobody finished; the next proof asks EKM for each."))
	case m.state == theme.OK:
		return kit.NewNote(m.state, m.icon, text, say.T("EKM, Brightpearl's sales orders and its receipts hold the same money, proved {time}.", say.When(d.Proof.At, s.o.Now())))
	case d.Proof.At.IsZero():
		return kit.NewNote(m.state, m.icon, text, say.T("The day was not compared with EKM and Brightpearl yet. That happens every night by itself."))
	}
	return kit.NewNote(m.state, m.icon, text, say.T("The orders are all here, but the books differ. Each difference is named below."))
}

// outcomes is the day's equation as a sum.
func outcomes(d view.LedgerDay) fyne.CanvasObject {
	var steps []kit.Step
	add := func(label string, o view.Outcome, total bool) {
		steps = append(steps, kit.Step{Label: label, Note: say.N(o.Orders, "{n} order", "{n} orders"), Value: say.Money(o.Money, d.Currency), Total: total})
	}
	add(say.T("In Brightpearl"), d.Posted, false)
	for _, part := range []struct {
		label string
		o     view.Outcome
	}{{say.T("Waiting"), d.Waiting}, {say.T("Held"), d.Held}, {say.T("Excluded, by a rule or a person"), d.Excluded}, {say.T("Cancelled before the download"), d.Cancelled}} {
		if part.o != (view.Outcome{}) {
			add(part.label, part.o, false)
		}
	}
	add(say.T("Placed"), d.Placed, true)
	return kit.NewSum(steps)
}

// books are the three ways, the tax, and the statement that a closed day leaves.
func books(d view.LedgerDay) fyne.CanvasObject {
	p := d.Proof
	if p.At.IsZero() {
		return kit.Gap(0, 0)
	}
	pairs := threeWays(d)
	pairs = append(pairs, kit.Pair{Label: say.T("Tax"), Value: say.Money(p.Tax, d.Currency), Note: say.T("Of the sales orders")})
	for _, t := range p.TaxCodes {
		pairs = append(pairs, kit.Pair{Label: say.T("Code {code}", t.Code), Value: say.Money(t.Tax, d.Currency), Note: say.T("On {money}", say.Money(t.Net, d.Currency))})
	}
	if d.Settled != 0 {
		pairs = append(pairs, kit.Pair{Label: say.T("Settled"), Value: say.Money(d.Settled, d.Currency), Note: say.T("Pennies that rounding left over, each in a row of its own")})
	}
	state := kit.Pair{Label: say.T("Day"), Value: say.X("day", "Open"), Note: say.T("It closes when it is over and everything in it is settled.")}
	if p.Closed {
		state.Value, state.Note = say.T("Closed"), say.T("Its statement does not change any more.")
	}
	pairs = append(pairs, state)
	if p.Hash != "" {
		pairs = append(pairs, kit.Pair{Label: say.T("Statement"), Value: p.Hash, Code: true})
	}
	return kit.Down(0, kit.NewSection(say.T("Three ways, the same money"), "", nil), kit.NewPairs(92, pairs))
}

// differences name each order that does not add up and lead to it.
func (s *Screen) differences(d view.LedgerDay) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for i, x := range d.Proof.Differences {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		var name fyne.CanvasObject = kit.NewText(differenceOf(x), theme.BodyMedium, theme.Text)
		if x.OrderID != 0 {
			name = kit.NewLink(differenceOf(x), theme.BodyMedium, func() {
				s.Open(screen.Route{Screen: screen.Orders, Tab: tabAll, Text: x.Number, Select: formatOrder(x.OrderID)})
			})
		}
		head := []fyne.CanvasObject{name, kit.NewElided(say.Of(orText(differenceKinds[x.Kind], capital(x.Kind))), theme.Small, theme.Text2), kit.Spacer()}
		if x.Pence != 0 {
			head = append(head, kit.NewText(say.Money(x.Pence, d.Currency), theme.BodyMedium, theme.Attention.Text()))
		}
		parts = append(parts, kit.Pad(0, 6, kit.Down(0, kit.Across(8, head...), kit.NewParagraph(say.Of(x.Text), theme.Small, theme.Text2))))
	}
	return kit.Down(0, parts...)
}
