package setup

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// fewShadows is how many orders of the shadow are shown until somebody asks for all.
const fewShadows = 10

// shadowPart offers the shadow, or shows what it has found.
func (w *Wizard) shadowPart() fyne.CanvasObject {
	s := w.facts.shadow
	if !s.On {
		return section(say.T("Run in the shadow first"),
			say.T("Stockbridge reads every new order and works it through, and you go on typing orders into Brightpearl. It writes nothing to either side, pairs each order with the one you typed, and "+
				"lists what differs. When nothing differs any more, go live from an order of your choice: that one and all later ones are posted, none twice."),
			kit.Across(0, kit.NewButton(say.T("Start the shadow"), kit.Secondary, func() { w.shadowing(true) }).WithIcon("eye")))
	}
	parts := []fyne.CanvasObject{
		kit.NewFactStrip([]kit.Fact{{Label: say.T("Ready"), Value: readyWords(s), State: readyState(s)}, {Label: say.T("Orders seen"), Value: say.Count(s.Orders)},
			{Label: say.T("Paired"), Value: say.Count(s.Paired)}, {Label: say.T("Alike"), Value: say.Count(s.Alike)}, {Label: say.T("Not typed yet"), Value: say.Count(s.Alone)},
			{Label: say.T("Would wait"), Value: say.Count(s.Held), State: attentionIf(s.Held)}})}
	if s.Problem.Text != "" {
		parts = append(parts, kit.NewNote(theme.Attention, "", say.T("The comparison is behind"), strings.TrimSpace(say.Of(s.Problem.Text)+" "+say.Of(s.Problem.Fix))))
	}
	if len(s.Kinds) > 0 {
		words := make([]string, len(s.Kinds))
		for i, k := range s.Kinds {
			words[i] = say.T("{kind} {n}", kindWord(k.Kind), k.Orders)
		}
		parts = append(parts, kit.Down(2, kit.NewText(say.T("Differences by kind"), theme.BodyMedium, theme.Text), kit.NewParagraph(strings.Join(words, ", "), theme.Body, theme.Text2).Wide()))
	}
	if len(s.Newest) > 0 {
		table := newSwap()
		table.show(kit.FlushCard(shadowTable(s.Newest[:min(len(s.Newest), fewShadows)])))
		parts = append(parts, table.box)
		if len(s.Newest) > fewShadows {
			var more *kit.Link
			more = kit.NewLink(say.N(len(s.Newest), "Show {n} order", "Show {n} orders"), theme.BodyMedium, func() {
				table.show(kit.FlushCard(shadowTable(s.Newest)))
				more.Hide()
				w.refreshBody()
			})
			parts = append(parts, kit.Across(0, more))
		}
		parts = append(parts, w.liveFrom(s))
	}
	parts = append(parts, kit.Across(8, kit.NewButton(say.T("Read again"), kit.Secondary, func() { w.read(func() { w.show(StepLive) }) }).Small().WithIcon("rotate-cw"),
		kit.NewButton(say.T("Stop the shadow"), kit.Secondary, func() { w.shadowing(false) }).Small()))
	return section(say.T("In the shadow"), shadowProof(s, w.facts.now), kit.Down(theme.Space3, parts...))
}

// followShadow reads again soon while the first comparison has not come.
func (w *Wizard) followShadow() {
	if !w.facts.shadow.On || !w.facts.shadow.ReadAt.IsZero() {
		return
	}
	id := w.id
	w.wait = w.o.Feed.Clock().After(lookAgain, func() {
		w.run(func(ctx context.Context) func() {
			s, err := w.o.Trials.Shadow(ctx, id)
			return func() {
				if err != nil {
					return // Read again tells why
				}
				w.facts.shadow = s
				w.report.show(w.shadowPart())
				w.refreshBody()
				w.followShadow()
			}
		})
	})
}

// shadowProof says since when, and that nothing was written.
func shadowProof(s view.Shadow, now time.Time) string {
	if s.ReadAt.IsZero() {
		return say.T("Since {time}. {reads} reads, {writes} writes. The first comparison comes in a minute.", say.When(s.Since, now), s.Reads, s.Writes)
	}
	return say.T("Since {time}. {reads} reads, {writes} writes; Brightpearl's side was read at {read}.", say.When(s.Since, now), s.Reads, s.Writes, say.When(s.ReadAt, now))
}

func readyWords(s view.Shadow) string {
	if s.Paired == 0 {
		return say.T("Not known")
	}
	return say.Percent(s.Ready(), 1)
}

func readyState(s view.Shadow) theme.State {
	switch {
	case s.Paired == 0:
		return theme.Unknown
	case s.Alike == s.Paired:
		return theme.OK
	}
	return theme.Attention
}

// kindWords are the kinds of differences.
var kindWords = map[string]string{"total": say.Mark("Total"), "tax": say.Mark("Tax"), "customer": say.Mark("Customer"), "channel": say.Mark("Channel"),
	"price_list": say.Mark("Price list"), "currency": say.Mark("Currency"), "lines": say.Mark("Lines"), "sku": say.Mark("SKU"), "quantity": say.Mark("Quantity"),
	"warehouse": say.Mark("Warehouse"), "receipt": say.Mark("Receipt"), "status": say.Mark("Start status")}

func kindWord(kind string) string {
	if word := kindWords[kind]; word != "" {
		return say.Of(word)
	}
	return kind
}

func shadowTable(orders []view.ShadowOrder) fyne.CanvasObject {
	table := kit.NewGridTable([]kit.Column{{Title: say.T("EKM no."), Kind: kit.KindMedium, Width: 96}, {Title: say.T("Sales order"), Kind: kit.KindNumber, Width: 80},
		{Title: say.T("EKM total"), Kind: kit.KindNumber, Width: 76}, {Title: say.T("Would come to"), Kind: kit.KindNumber, Width: 90}, {Title: say.T("Result"), Width: 300, Grow: true}}, 32, 14)
	rows := make([][]fyne.CanvasObject, len(orders))
	for i, o := range orders {
		typed := kit.NewElided(say.T("None"), theme.Body, theme.Text3)
		if o.SalesOrderID != 0 {
			typed = kit.Value(strconv.FormatInt(o.SalesOrderID, 10))
		}
		rows[i] = []fyne.CanvasObject{kit.NewElided(o.Number, theme.BodyMedium, theme.Text), typed, kit.Value(say.Money(o.EKMTotal, o.Currency)), madeMoney(o.DryOrder, o.Total, o.EKMTotal), shadowResult(o)}
	}
	table.SetRows(rows)
	return table
}

// shadowResult is how an order compares with what was typed: the first difference with both sides.
func shadowResult(o view.ShadowOrder) fyne.CanvasObject {
	switch n := len(o.Differences); {
	case o.SalesOrderID == 0 && o.Made:
		return kit.NewState(theme.Unknown, "", say.T("Not typed yet"))
	case o.SalesOrderID == 0:
		return resultOf(o.DryOrder)
	case n == 0:
		return kit.NewState(theme.OK, "", say.T("Alike"))
	default:
		d := o.Differences[0]
		words := say.T("{kind}: {ours} here, {typed} typed", kindWord(d.Kind), say.Of(d.Ours), say.Of(d.Typed))
		if n > 1 {
			words = say.N(n-1, "{first}, and {n} more", "{first}, and {n} more", words)
		}
		return kit.NewState(theme.Attention, "", words)
	}
}

// liveFrom lets a person choose the order from which orders are posted.
func (w *Wizard) liveFrom(s view.Shadow) fyne.CanvasObject {
	orders := slices.Clone(s.Newest)
	slices.SortStableFunc(orders, func(a, b view.ShadowOrder) int { return b.PlacedAt.Compare(a.PlacedAt) })
	choices := make([]kit.Choice, len(orders))
	names := map[string]string{}
	for i, o := range orders {
		value := strconv.FormatInt(o.EKMID, 10)
		names[value] = o.Number
		choices[i] = kit.Choice{Value: value, Label: o.Number, Note: say.When(o.PlacedAt, w.facts.now)}
	}
	first := choices[0].Value
	id := w.id
	button := kit.NewButton("", kit.Secondary, func() {
		from, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return // the values are written above
		}
		w.switchOn(say.T("Ending the shadow and switching orders on…"), func(ctx context.Context) error { return w.o.Trials.GoLiveFrom(ctx, id, from) })
	})
	label := func() { button.SetLabel(say.T("Go live from order {number}", names[first])) }
	label()
	pick := kit.NewSelect(choices, func(value string) {
		first = value
		label()
		w.refreshBody()
	})
	pick.SetValue(first)
	field := kit.NewField(say.T("First order to post"), pick).WithHelp(say.T("Orders before it stay as you typed them. Type no later one."))
	return kit.AcrossTop(8, kit.Width(280, field), kit.Inset(24, 0, 0, 0, kit.Down(0, button)))
}

// shadowing starts or stops the shadow.
func (w *Wizard) shadowing(on bool) {
	id, failed := w.id, say.T("The shadow did not start")
	change := w.o.Trials.StartShadow
	if !on {
		change, failed = w.o.Trials.StopShadow, say.T("The shadow did not stop")
	}
	w.run(func(ctx context.Context) func() {
		err := change(ctx, id)
		return func() {
			if err != nil {
				w.failed(failed, err)
				return
			}
			w.read(func() { w.show(StepLive) })
		}
	})
}
