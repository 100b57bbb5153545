package setup

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// readComing says what the moment in the field would bring over. A moment that is half typed says nothing.
func (w *Wizard) readComing() {
	from, err := moment(w.form.values[keyFrom])
	if w.facts.store == nil || err != nil {
		w.coming.show(kit.Gap(0, 0))
		return
	}
	id := w.id
	w.coming.show(kit.NewRemark("refresh-cw", say.T("Counting the shop's orders since then…")))
	w.run(func(ctx context.Context) func() {
		coming, err := w.o.Trials.Coming(ctx, id, from)
		return func() {
			if err != nil {
				w.coming.show(faultNote(say.T("The shop's orders could not be counted"), err, kit.NewButton(say.T("Count again"), kit.Secondary, w.readComing).Small()))
			} else {
				w.coming.show(kit.NewNote(theme.Working, "shopping-bag", comingWords(coming), ""))
			}
			w.refreshBody()
		}
	})
}

// comingWords is what a start would bring: "This would bring 37 orders, £1,804.00".
func comingWords(c view.Coming) string {
	amount := say.Money(c.Money, c.Currency)
	switch {
	case c.Orders == 0:
		return say.T("This would bring no order that was placed already")
	case c.More:
		return say.N(c.Orders, "This would bring more than {n} order, {amount} and more", "This would bring more than {n} orders, {amount} and more", amount)
	}
	return say.N(c.Orders, "This would bring {n} order, {amount}", "This would bring {n} orders, {amount}", amount)
}

// fewChanges is how many rows of a preview are shown until somebody asks for all.
const fewChanges = 8

// previewPart shows what the first push would write, once somebody has asked.
func (w *Wizard) previewPart() fyne.CanvasObject {
	ask := kit.NewButton(say.T("Preview the first push"), kit.Secondary, w.askPreview).WithIcon("eye")
	p := w.facts.preview
	if p == nil {
		return section(say.T("The first push"), say.T("What every SKU of the shop would show, worked out without a write. It saves this step first."), kit.Across(0, ask))
	}
	ask.SetLabel(say.T("Preview again"))
	figures := kit.NewFactStrip([]kit.Fact{{Label: say.T("Up"), Value: say.Count(p.Up)}, {Label: say.T("Down"), Value: say.Count(p.Down)},
		{Label: say.T("To 0"), Value: say.Count(p.ToZero), State: attentionIf(p.ToZero)}, {Label: say.T("Same"), Value: say.Count(p.Same)},
		{Label: say.T("Not known"), Value: say.Count(p.Unknown)}})
	parts := []fyne.CanvasObject{figures}
	if len(p.Rows) > 0 {
		table := newSwap()
		few := p.Rows[:min(len(p.Rows), fewChanges)]
		table.show(kit.FlushCard(changeTable(few)))
		parts = append(parts, table.box)
		if len(few) < len(p.Rows) {
			var more *kit.Link
			more = kit.NewLink(say.N(len(p.Rows), "Show {n} change", "Show {n} changes"), theme.BodyMedium, func() {
				table.show(kit.FlushCard(changeTable(p.Rows)))
				more.Hide()
				w.refreshBody()
			})
			parts = append(parts, kit.Across(0, more))
		}
	} else {
		parts = append(parts, kit.NewRemark("circle-check", say.T("The shop shows what it should. The first push would write nothing.")))
	}
	line := say.T("Worked out at {time}. Nothing was written.", say.When(p.At, w.facts.now))
	return section(say.T("The first push"), line, kit.Down(theme.Space3, append(parts, kit.Across(0, ask))...))
}

func attentionIf(n int) theme.State {
	if n > 0 {
		return theme.Attention
	}
	return theme.NoState
}

func changeTable(rows []view.StockChange) fyne.CanvasObject {
	table := kit.NewGridTable([]kit.Column{{Title: say.T("SKU"), Kind: kit.KindCode, Width: 150}, {Title: say.T("Name"), Width: 300, Grow: true},
		{Title: say.T("Shows now"), Kind: kit.KindNumber, Width: 90}, {Title: say.T("Would show"), Kind: kit.KindNumber, Width: 90}}, 32, 14)
	out := make([][]fyne.CanvasObject, len(rows))
	for i, r := range rows {
		would := kit.Value(say.Count(r.New))
		if r.New == 0 {
			would = kit.NewElided(say.Count(r.New), theme.BodyMedium, theme.Attention.Text())
		}
		out[i] = []fyne.CanvasObject{kit.NewElided(r.SKU, theme.Code, theme.Text), kit.Value(r.Name), kit.Value(say.Count(r.Shown)), would}
	}
	table.SetRows(out)
	return table
}

// askPreview stores the step, because the preview is of what is stored, and works it out.
func (w *Wizard) askPreview() {
	w.saveThen(func() {
		w.show(StepStock)
		w.readPreview()
	})
}

func (w *Wizard) readPreview() {
	id, began := w.id, time.Duration(0)
	words := func() string { return say.T("Working out every SKU of the shop, {span} so far…", say.Span(began)) }
	failed := say.T("The preview did not finish")
	w.busy(words(), w.cancelTrial(failed))
	w.run(func(ctx context.Context) func() {
		p, err := w.o.Trials.StockPreview(ctx, id)
		return func() {
			w.wait()
			if err != nil {
				w.failed(failed, err)
				return
			}
			w.facts.preview, w.facts.now = &p, w.o.Now()
			w.show(StepStock)
			w.scroll.ScrollToBottom()
		}
	})
	var tick func()
	tick = func() {
		began += time.Second
		w.advance(words(), 0, 0)
		w.wait = w.o.Feed.Clock().After(time.Second, tick)
	}
	w.wait = w.o.Feed.Clock().After(time.Second, tick)
}
