package setup

import (
	"context"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// checksPart shows how the checks before go-live ended: those that need something, and the others when somebody asks.
func (w *Wizard) checksPart() []fyne.CanvasObject {
	checks := w.facts.checks
	bad, odd := count(checks)
	fine := len(checks) - bad - odd
	state := theme.OK
	switch {
	case bad > 0:
		state = theme.Error
	case odd > 0:
		state = theme.Attention
	}
	stops := say.T("nothing stops go-live")
	if bad > 0 {
		stops = say.T("to settle before go-live")
	}
	out := []fyne.CanvasObject{kit.Grid(3, 12,
		kit.CheckFigure(theme.OK, say.T("In order"), say.T("{n} of {all}", fine, len(checks)), say.T("checks")),
		kit.CheckFigure(stateOr(odd, theme.Attention), say.T("Warnings"), say.Count(odd), say.T("do not stop go-live")),
		kit.CheckFigure(stateOr(bad, theme.Error), say.T("Problems"), say.Count(bad), stops))}
	shown := []string{CheckProblem, CheckWarning}
	if w.whole {
		shown = append(shown, CheckOK)
	}
	if rows := w.checkRows(checks, shown); len(rows) > 0 {
		out = append(out, kit.FlushCard(kit.Down(0, rows...)))
	}
	if state == theme.OK {
		out = append(out, kit.NewNote(theme.OK, "", say.T("Nothing is in the way"), say.T("Both systems were read, nothing was written.")))
	}
	if !w.whole && fine > 0 {
		out = append(out, kit.Across(0, kit.NewLink(say.N(fine, "Show the {n} check that is in order", "Show the {n} checks that are in order"), theme.BodyMedium, func() {
			w.whole = true
			w.show(StepLive)
		})))
	}
	return out
}

func stateOr(n int, s theme.State) theme.State {
	if n == 0 {
		return theme.OK
	}
	return s
}

func count(checks []Check) (problems, warnings int) {
	for _, c := range checks {
		problems += one(c.Result == CheckProblem)
		warnings += one(c.Result == CheckWarning)
	}
	return problems, warnings
}

// checkRows lists the checks of some results, each with what to do and the step where it is done.
func (w *Wizard) checkRows(checks []Check, results []string) (rows []fyne.CanvasObject) {
	for _, result := range results {
		for _, c := range checks {
			if c.Result != result {
				continue
			}
			if len(rows) > 0 {
				rows = append(rows, kit.LineDivider())
			}
			rows = append(rows, w.checkRow(c))
		}
	}
	return rows
}

func (w *Wizard) checkRow(c Check) fyne.CanvasObject {
	state := resultState(c.Result)
	text := []fyne.CanvasObject{kit.NewParagraph(say.Of(c.Text), theme.Body, theme.Text2)}
	if c.Result != CheckOK && c.Fix != "" {
		text = append(text, kit.NewParagraph(say.Of(c.Fix), theme.Body, theme.Text))
	}
	line := []fyne.CanvasObject{
		kit.Sized(16, 20, kit.NewIcon(state.Icon(), state.Text(), theme.IconText)),
		kit.Width(176, kit.Down(0, kit.NewElided(say.Of(c.Title), theme.BodyMedium, theme.Text))),
		kit.Grow(kit.Down(0, text...)),
	}
	if step, ok := stepOf[c.Key]; ok && c.Result != CheckOK {
		line = append(line, kit.NewLink(say.T("Go to step {n}", int(step)+1), theme.BodyMedium, func() { w.show(step) }))
	}
	return kit.Pad(14, 8, kit.AcrossTop(10, line...))
}

// stepOf says where a check's cause is settled.
var stepOf = map[string]Step{
	"channel": StepMoney, "price_list": StepMoney, "currency": StepMoney, "tax_codes": StepMoney, "tax_rates": StepMoney, "payment_method": StepMoney,
	"order_status": StepOrders, "no_email": StepOrders, "warehouses": StepStock, "shipped_status": StepShipments, "shipping_method": StepShipments,
	"canary": StepShipments, "products": StepSKUs, "skus": StepSKUs, "permissions": StepShop, "ekm": StepShop, "brightpearl": StepBrightpearl,
}

func resultState(result string) theme.State {
	switch result {
	case CheckOK:
		return theme.OK
	case CheckWarning:
		return theme.Attention
	}
	return theme.Error
}

// check runs the checks.
func (w *Wizard) check() {
	id := w.id
	failed := say.T("The checks could not run")
	w.busy(say.T("Looking at EKM and Brightpearl…"), w.cancelTrial(failed))
	w.run(func(ctx context.Context) func() {
		checks, err := w.o.Actions.Check(ctx, id)
		return func() {
			if err != nil {
				w.failed(failed, err)
				return
			}
			w.facts.checks = append([]Check{}, checks...)
			w.show(StepLive)
		}
	})
}
