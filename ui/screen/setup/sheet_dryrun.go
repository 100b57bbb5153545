package setup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// dryOrders is how many of the newest orders a dry run works through.
const dryOrders = 20

// dryRunSheet is step 8.
func (w *Wizard) dryRunSheet() sheet {
	run := w.facts.dry
	if run == nil {
		return sheet{primary: say.T("Run it now"), act: w.dryRun, extra: kit.NewButton(say.T("Skip for now"), kit.Quiet, w.next), parts: []fyne.CanvasObject{
			kit.NewNote(theme.Unknown, "shield-check", say.T("Twenty real orders, no write"),
				say.T("Each is worked through as if the store were live: lines, customer, tax, total and receipt. It takes a minute or two, because Brightpearl's limit is shared.")),
			kit.Down(theme.Space3,
				kit.NewNumbered(1, say.T("Order totals"), say.T("What the sales order would come to, against EKM's total, to the penny.")),
				kit.NewNumbered(2, say.T("Tax"), say.T("The tax of every line by its Brightpearl code, against EKM's.")),
				kit.NewNumbered(3, say.T("Receipts"), say.T("What would be recorded as paid, against what the shopper paid.")))}}
	}
	out := sheet{primary: say.T("Go on to go-live"), act: w.next, extra: kit.NewButton(say.T("Run again"), kit.Secondary, w.dryRun).WithIcon("rotate-cw")}
	if len(run.Orders) == 0 {
		out.parts = []fyne.CanvasObject{kit.NewNote(theme.Unknown, "", say.T("The shop has no order yet"), say.T("There is nothing to try. Go on, or come back when an order was placed."))}
		return out
	}
	differ := differences(*run)
	shown := run.Orders
	if w.differ {
		shown = differ
	}
	tabs := func(label string, differ bool) fyne.CanvasObject {
		c := kit.NewToggleChip(label, func() {
			w.differ = differ
			w.show(StepDryRun)
		})
		c.SetActive(w.differ == differ)
		return c
	}
	proof := say.T("{reads} reads, {writes} writes. Last run {time}, took {span}", run.Reads, run.Writes, say.When(run.At, w.facts.now), say.Span(max(run.Took, time.Second)))
	out.parts = append([]fyne.CanvasObject{w.equalities(*run)}, w.wouldWait(*run)...)
	out.parts = append(out.parts, kit.Across(8, tabs(say.T("All {n}", len(run.Orders)), false), tabs(say.T("Differences {n}", len(differ)), true), kit.Spacer(),
		kit.NewIcon("shield-check", theme.OK.Text(), theme.IconSmall), kit.NewElided(proof, theme.Small, theme.Text2)),
		kit.FlushCard(dryTable(shown)))
	return out
}

// equalities are the three sums that have to agree, of the orders that no rule leaves out.
func (w *Wizard) equalities(run view.DryRun) fyne.CanvasObject {
	currency := run.Orders[0].Currency
	run.Orders = slices.DeleteFunc(slices.Clone(run.Orders), func(o view.DryOrder) bool { return o.Result == view.DryExcluded })
	n := len(run.Orders)
	totals, taxes, receipts, total, received := run.Equal()
	card := func(title string, same int, remark string) fyne.CanvasObject {
		state := theme.OK
		if same < n {
			state = theme.Attention
		}
		return kit.CheckFigure(state, title, say.T("{n} of {all}", same, n), remark)
	}
	amount := say.T("{amount} in EKM", say.Money(total, currency))
	if totals == n {
		amount = say.T("{amount} both sides", say.Money(total, currency))
	}
	tax := say.T("to the penny")
	if taxes < n {
		tax = say.N(n-taxes, "{n} order differs", "{n} orders differ")
	}
	receipt := say.Money(received, currency)
	if receipts < n {
		receipt = say.N(n-receipts, "{amount}, {n} differs", "{amount}, {n} differ", receipt)
	}
	return kit.Grid(3, 12, card(say.T("Order totals"), totals, amount), card(say.T("Tax"), taxes, tax), card(say.T("Receipts"), receipts, receipt))
}

// differences are the orders that would not become what EKM says, or not whole. Pennies that a row settles are none.
func differences(run view.DryRun) []view.DryOrder {
	return slices.DeleteFunc(slices.Clone(run.Orders), func(o view.DryOrder) bool { return o.Result == view.DryAgrees || o.Result == view.DrySettled })
}

// agreeing counts the orders that would be posted with EKM's amounts.
func agreeing(run view.DryRun) (n int) {
	for _, o := range run.Orders {
		n += one(o.Result == view.DryAgrees || o.Result == view.DrySettled || o.Result == view.DryTextRow)
	}
	return n
}

// dryTable shows orders with both sides.
func dryTable(orders []view.DryOrder) fyne.CanvasObject {
	number := func(title string, width float32) kit.Column {
		return kit.Column{Title: title, Kind: kit.KindNumber, Width: width}
	}
	table := kit.NewGridTable([]kit.Column{{Title: say.T("EKM no."), Kind: kit.KindMedium, Width: 90}, number(say.X("of an order", "Lines"), 34), number(say.X("beside Brightpearl's", "EKM total"), 68),
		number(say.T("Brightpearl"), 66), number(say.X("beside Brightpearl's", "EKM tax"), 60), number(say.T("Brightpearl"), 66), number(say.X("lines with a product", "Matched"), 52),
		{Title: say.X("a customer of Brightpearl", "Contact"), Width: 54}, {Title: say.T("Result"), Width: 174}}, 32, 14)
	rows := make([][]fyne.CanvasObject, len(orders))
	for i, o := range orders {
		contact := say.X("customer", "Existing")
		if o.NewContact {
			contact = say.X("customer", "New")
		}
		if !o.Made {
			contact = ""
		}
		rows[i] = []fyne.CanvasObject{kit.NewElided(o.Number, theme.BodyMedium, theme.Text), kit.Value(say.Count(o.Lines)), kit.Value(say.Money(o.EKMTotal, o.Currency)),
			madeMoney(o, o.Total, o.EKMTotal), kit.Value(say.Money(o.EKMTax, o.Currency)), madeMoney(o, o.Tax, o.EKMTax),
			kit.Value(say.T("{n} of {all}", o.LinesTied, o.Lines)), kit.NewElided(contact, theme.Body, theme.Text2), resultOf(o)}
	}
	if len(rows) == 0 {
		return kit.Down(0, table, kit.Pad(14, 12, kit.NewText(say.T("No differences. Every order agrees."), theme.Body, theme.Text2)))
	}
	table.SetRows(rows)
	return table
}

// madeMoney is an amount of the sales order: faint where none would be made, in the colour of a fault where it is not EKM's.
func madeMoney(o view.DryOrder, amount, want commerce.Pence) fyne.CanvasObject {
	switch {
	case !o.Made:
		return kit.NewElided(say.T("None"), theme.Body, theme.Text3)
	case amount != want:
		return kit.NewElided(say.Money(amount, o.Currency), theme.BodyMedium, theme.Error.Text())
	}
	return kit.Value(say.Money(amount, o.Currency))
}

// resultOf is what would become of an order.
func resultOf(o view.DryOrder) fyne.CanvasObject {
	look := map[string]struct {
		state theme.State
		icon  string
	}{view.DryAgrees: {theme.OK, ""}, view.DrySettled: {theme.OK, ""}, view.DryTextRow: {theme.Attention, "file-text"},
		view.DryExcluded: {theme.Unknown, "circle-minus"}, view.DryHeld: {theme.Attention, "hand"}}[o.Result]
	return kit.NewState(look.state, look.icon, resultWords(o))
}

func resultWords(o view.DryOrder) string {
	switch o.Result {
	case view.DryAgrees:
		return say.T("Agrees")
	case view.DrySettled:
		return say.T("Agrees, {amount} settled", say.Money(max(o.Settled, -o.Settled), o.Currency))
	case view.DryTextRow:
		return say.T("Text row")
	case view.DryExcluded:
		return say.T("Left out")
	}
	if short := heldFor[o.Cause.Code]; short.word != "" {
		return say.T("Held: {reason}", say.Of(short.word))
	}
	return say.T("Held")
}

// heldFor are the causes that this page knows a short word and a step for.
var heldFor = map[string]struct {
	word, button string
	step         Step
}{
	"SB-ORD-104": {say.Mark("SKU"), say.Mark("Show SKU check"), StepSKUs},
	"SB-SKU-201": {say.Mark("duplicate SKU"), say.Mark("Show SKU check"), StepSKUs},
	"SB-ORD-105": {say.Mark("no tax code"), say.Mark("Map the rate"), StepMoney},
	"SB-ORD-106": {say.Mark("no e-mail"), say.Mark("Choose for such orders"), StepOrders},
	"SB-ORD-107": {say.Mark("customer"), say.Mark("Choose for such orders"), StepOrders},
	"SB-ORD-110": {say.Mark("no lines"), "", StepOrders},
	"SB-ORD-111": {say.Mark("odd line"), "", StepOrders},
	"SB-ORD-112": {say.Mark("amounts"), say.Mark("Map the rate"), StepMoney},
	"SB-ORD-117": {say.Mark("payment"), say.Mark("Choose the payments"), StepMoney},
	"SB-SET-301": {say.Mark("settings"), say.Mark("Show the settings"), StepMoney},
	"SB-SET-306": {say.Mark("currency"), say.Mark("Choose the price list"), StepMoney},
}

// wouldWait says, for each cause, how many orders would wait and where that is mended; the dearest first.
func (w *Wizard) wouldWait(run view.DryRun) []fyne.CanvasObject {
	type pile struct {
		cause  fault.Cause
		orders int
		money  commerce.Pence
	}
	var piles []pile
	for _, o := range run.Orders {
		if o.Result != view.DryHeld {
			continue
		}
		i := slices.IndexFunc(piles, func(p pile) bool { return p.cause.Code == o.Cause.Code && p.cause.Text == o.Cause.Text })
		if i < 0 {
			i = len(piles)
			piles = append(piles, pile{cause: o.Cause})
		}
		piles[i].orders++
		piles[i].money += o.EKMTotal
	}
	slices.SortStableFunc(piles, func(a, b pile) int { return cmp.Compare(b.money, a.money) })
	var out []fyne.CanvasObject
	for _, p := range piles {
		var mend []fyne.CanvasObject
		if to := heldFor[p.cause.Code]; to.button != "" {
			mend = append(mend, kit.NewButton(say.Of(to.button), kit.Secondary, func() { w.show(to.step) }).Small())
		}
		title := say.N(p.orders, "{n} order, {amount}, would wait here", "{n} orders, {amount}, would wait here", say.Money(p.money, run.Orders[0].Currency))
		text := strings.TrimSpace(say.Of(p.cause.Text) + " " + say.Of(p.cause.Fix))
		out = append(out, kit.NewNote(theme.Attention, "hand", title, text, mend...))
	}
	return out
}

// dryRun works through the newest orders. What an earlier run showed stays until the new one has ended.
func (w *Wizard) dryRun() {
	id := w.id
	words := func(done, total int) string {
		if total == 0 {
			return say.T("Reading the newest orders…")
		}
		return say.T("Working through order {n} of {all}…", min(done+1, total), total)
	}
	w.busy(words(0, 0), w.cancelTrial(say.T("The dry run did not finish")))
	turn := w.turn + 1 // of the run that is about to start
	w.run(func(ctx context.Context) func() {
		run, err := w.o.Trials.DryRun(ctx, id, dryOrders, func(done, total int) {
			w.o.Feed.Do(func() {
				if turn == w.turn {
					w.advance(words(done, total), done, total)
				}
			})
		})
		return func() {
			if err != nil {
				w.failed(say.T("The dry run did not finish"), err)
				return
			}
			w.facts.dry, w.facts.now, w.differ = &run, w.o.Now(), false
			w.show(StepDryRun)
		}
	})
}

// cancelTrial ends work that writes nothing.
func (w *Wizard) cancelTrial(what string) func() {
	return func() {
		w.stop()
		w.failed(what, &fault.Error{Kind: fault.Cancelled})
	}
}
