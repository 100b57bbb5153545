package setup

import (
	"context"

	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// checksSheet is step 7.
func (w *Wizard) checksSheet() sheet {
	again := kit.NewButton("Check again", kit.Secondary, w.check).WithIcon("rotate-cw")
	out := sheet{primary: "Go on to go-live", act: w.next, extra: again}
	checks := w.facts.checks
	if checks == nil {
		return out
	}
	bad, odd := count(checks)
	figure := screen.Count(len(checks)-bad-odd) + " of " + screen.Count(len(checks))
	state := theme.OK
	switch {
	case bad > 0:
		state = theme.Error
	case odd > 0:
		state = theme.Attention
	}
	figures := kit.Grid(3, 12,
		kit.CheckFigure(theme.OK, "In order", figure, "checks"),
		kit.CheckFigure(stateOr(odd, theme.Attention), "Warnings", screen.Count(odd), "do not stop go-live"),
		kit.CheckFigure(stateOr(bad, theme.Error), "Problems", screen.Count(bad), problemRemark(bad)))
	out.parts = []fyne.CanvasObject{figures, kit.FlushCard(w.checkRows(checks))}
	if bad > 0 {
		out.left = screen.Plural(bad, "problem to settle", "problems to settle")
	} else if state == theme.OK {
		out.parts = append(out.parts, kit.NewNote(theme.OK, "", "Nothing is in the way", "Both systems were read, nothing was written."))
	}
	return out
}

func problemRemark(n int) string {
	if n == 0 {
		return "nothing stops go-live"
	}
	return "to settle before go-live"
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

// checkRows lists the checks: those that need something first, each with what to do and the step where it is done.
func (w *Wizard) checkRows(checks []Check) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, result := range []string{CheckProblem, CheckWarning, CheckOK} {
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
	return kit.Down(0, rows...)
}

func (w *Wizard) checkRow(c Check) fyne.CanvasObject {
	state := resultState(c.Result)
	text := []fyne.CanvasObject{kit.NewParagraph(c.Text, theme.Body, theme.Text2)}
	if c.Result != CheckOK && c.Fix != "" {
		text = append(text, kit.NewParagraph(c.Fix, theme.Body, theme.Text))
	}
	line := []fyne.CanvasObject{
		kit.Sized(16, 20, kit.NewIcon(state.Icon(), state.Text(), theme.IconText)),
		kit.Width(176, kit.Down(0, kit.NewElided(c.Title, theme.BodyMedium, theme.Text))),
		kit.Grow(kit.Down(0, text...)),
	}
	if step, ok := stepOf[c.Key]; ok && c.Result != CheckOK {
		line = append(line, kit.NewLink("Go to step "+screen.Count(int(step)+1), theme.BodyMedium, func() { w.show(step) }))
	}
	return kit.Pad(14, 8, kit.AcrossTop(10, line...))
}

// stepOf says where a check's cause is settled.
var stepOf = map[string]Step{
	"channel": StepMoney, "price_list": StepMoney, "currency": StepMoney, "tax_codes": StepMoney, "payment_method": StepMoney,
	"order_status": StepOrders, "warehouses": StepStock, "shipped_status": StepShipments, "shipping_method": StepShipments,
	"ekm": StepShop, "brightpearl": StepBrightpearl,
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
	w.busy("Looking at EKM and Brightpearl", w.checkCancelled)
	w.run(func(ctx context.Context) func() {
		checks, err := w.o.Actions.Check(ctx, id)
		return func() {
			if err != nil {
				w.failed("The checks could not run", err)
				return
			}
			w.facts.checks = append([]Check{}, checks...)
			w.show(StepChecks)
		}
	})
}

func (w *Wizard) checkCancelled() {
	w.stop()
	w.failed("The checks could not run", &fault.Error{Kind: fault.Cancelled})
}

// liveSheet is step 8.
func (w *Wizard) liveSheet() sheet {
	s := w.facts.store
	if s == nil {
		return sheet{primary: "Go live", act: func() {}}
	}
	on := [3]bool{true, true, true}
	if w.facts.live() {
		on = [3]bool{s.OrdersOn, s.StockOn, s.ShipmentsOn}
	}
	already := [3]bool{s.OrdersOn, s.StockOn, s.ShipmentsOn}
	on[2] = on[2] && !w.mailed
	lines := [3][2]string{
		{"Orders", "Paid orders placed since " + screen.When(startOf(*s), w.facts.now) + " become sales orders in Brightpearl, stock is reserved and receipts are recorded."},
		{"Stock", "Brightpearl's stock is written to the shop, SKU by SKU. The first pass replaces what the shop shows now."},
		{"Shipments", "Shipped orders get their status and tracking in EKM. No customer e-mail is sent."},
	}
	var rows []fyne.CanvasObject
	for i, l := range lines {
		if i > 0 {
			rows = append(rows, kit.LineDivider())
		}
		change := kit.NewSwitch(on[i], func(yes bool) {
			on[i] = yes
			w.setPrimary(liveLabel(on), func() { w.goLive(on) })
		})
		if already[i] || i == 2 && w.mailed {
			change.Disable()
		}
		rows = append(rows, kit.Pad(14, 12, kit.AcrossTop(16, kit.Grow(kit.Down(2, kit.NewText(l[0], theme.BodyMedium, theme.Text),
			kit.NewParagraph(l[1], theme.Body, theme.Text2))), kit.Width(72, change))))
	}
	parts := []fyne.CanvasObject{kit.FlushCard(kit.Down(0, rows...))}
	if w.mailed {
		parts = append(parts, kit.NewNote(theme.Error, "mail-x", "Shipments stay off", "The test order caused an e-mail. Go back to the shipments, see what to switch off in EKM, and test again.",
			kit.NewButton("Show shipments", kit.Secondary, func() { w.show(StepShipments) }).Small()))
	}
	problems, _ := count(w.facts.checks)
	switch {
	case w.facts.live():
		parts = append([]fyne.CanvasObject{kit.NewNote(theme.OK, "", s.Name+" is live", switchWords(s.OrdersOn, s.StockOn, s.ShipmentsOn)+". What is on is turned off on the Stores page.")}, parts...)
	case problems > 0:
		parts = append(parts, kit.NewNote(theme.Error, "", screen.Plural(problems, "problem is", "problems are")+" not settled",
			"Switches that do not depend on them can be turned on now; the others are refused with the reason.",
			kit.NewButton("Show checks", kit.Secondary, func() { w.show(StepChecks) }).Small()))
	default:
		parts = append(parts, kit.NewRemark("shield-check", "The checks run once more in the moment you go live. Orders that cannot be posted are held with their cause, never dropped."))
	}
	out := sheet{parts: parts, primary: liveLabel(on), act: func() { w.goLive(on) }}
	if w.facts.live() {
		out.extra = kit.NewButton("Connect another store", kit.Secondary, func() { w.Open(0, AtShop, w.back) }).WithIcon("plus")
		if on == already {
			out.primary, out.act, out.finished = "Done", w.leave, true
		}
	}
	return out
}

func liveLabel(on [3]bool) string {
	switch n := one(on[0]) + one(on[1]) + one(on[2]); n {
	case 0:
		return "Done, nothing on"
	case 3:
		return "Go live with all three"
	default:
		return "Go live with " + screen.Plural(n, "switch", "switches")
	}
}

func (w *Wizard) goLive(on [3]bool) {
	if on == [3]bool{} {
		w.leave()
		return
	}
	id, name := w.id, w.facts.store.Name
	w.busy("Checking once more and switching on", nil)
	w.run(func(ctx context.Context) func() {
		err := w.o.Actions.GoLive(ctx, id, on[0], on[1], on[2])
		return func() {
			if err != nil {
				w.failed(name+" is not live", err)
				return
			}
			w.o.Nav.Toast(name + " is live")
			w.read(func() { w.show(StepLive) })
		}
	})
}
