package setup

import (
	"context"
	"io"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// liveSheet is step 9.
func (w *Wizard) liveSheet() sheet {
	s := w.facts.store
	if s == nil || w.facts.checks == nil && !w.facts.live() {
		return sheet{primary: say.T("Check now"), act: w.check} // shown while the checks run, or when they could not
	}
	already := [3]bool{s.OrdersOn, s.StockOn, s.ShipmentsOn}
	on := [3]bool{true, true, true}
	if w.facts.live() {
		on = already
	}
	on[0] = on[0] && !w.facts.shadow.On // those go live from an order of it
	on[2] = on[2] && !w.mailed
	var parts []fyne.CanvasObject
	if w.facts.shadow.On {
		w.report = newSwap()
		w.report.show(w.shadowPart())
		parts = append(parts, w.report.box, kit.Divider())
	}
	if w.facts.live() {
		parts = append(parts, kit.NewNote(theme.OK, "", say.T("{store} is live", s.Name),
			say.T("On: {switches}. What is on is turned off on the Stores page.", switchWords(s.OrdersOn, s.StockOn, s.ShipmentsOn))))
	} else {
		parts = append(parts, w.checksPart()...)
	}
	parts = append(parts, kit.FlushCard(w.switchRows(&on, already)))
	if w.mailed {
		parts = append(parts, kit.NewNote(theme.Error, "mail-x", say.T("Shipments stay off"), say.T("The test order caused an e-mail. Go back to the shipments, see what to switch off in EKM, and test again."),
			kit.NewButton(say.T("Show shipments"), kit.Secondary, func() { w.show(StepShipments) }).Small()))
	}
	if problems, _ := count(w.facts.checks); problems > 0 && !w.facts.live() {
		parts = append(parts, kit.NewNote(theme.Error, "", say.N(problems, "{n} problem is not settled", "{n} problems are not settled"),
			say.T("Switches that do not depend on them can be turned on now; the others are refused with the reason.")))
	} else if !w.facts.live() {
		parts = append(parts, kit.NewRemark("shield-check", say.T("The checks run once more in the moment you go live. Orders that cannot be posted are held with their cause, never dropped.")))
	}
	if !w.facts.shadow.On && !s.OrdersOn {
		parts = append(parts, kit.Divider(), w.shadowPart())
	}
	parts = append(parts, kit.Divider(), section(say.T("Checklist"), say.T("Every step, check and trial of this page with its result, as a text to print or to hand on."),
		kit.Across(0, kit.NewButton(say.T("Save the checklist"), kit.Secondary, w.saveChecklist).WithIcon("download"))))
	out := sheet{parts: parts, primary: liveLabel(on), act: func() { w.goLive(on) }}
	switch {
	case !w.facts.live():
		out.extra = kit.NewButton(say.T("Check again"), kit.Secondary, w.check).WithIcon("rotate-cw")
	default:
		out.extra = kit.NewButton(say.T("Connect another store"), kit.Secondary, func() { w.Open(0, AtShop, w.back) }).WithIcon("plus")
		if on == already {
			out.primary, out.act, out.finished = say.T("Done"), w.leave, true
		}
	}
	return out
}

// switchRows are the three directions with what each does. What is on already cannot be turned off here.
func (w *Wizard) switchRows(on *[3]bool, already [3]bool) fyne.CanvasObject {
	does := [3]string{
		say.T("Paid orders placed since {time} become sales orders in Brightpearl, stock is reserved and receipts are recorded.", say.When(startOf(*w.facts.store), w.facts.now)),
		say.T("Brightpearl's stock is written to the shop, SKU by SKU. The first pass replaces what the shop shows now."),
		say.T("Shipped orders get their status and tracking in EKM. No customer e-mail is sent."),
	}
	var rows []fyne.CanvasObject
	for i, line := range does {
		if i > 0 {
			rows = append(rows, kit.LineDivider())
		}
		change := kit.NewSwitch(on[i], func(yes bool) {
			on[i] = yes
			w.setPrimary(liveLabel(*on), func() { w.goLive(*on) })
		})
		if already[i] || i == 0 && w.facts.shadow.On || i == 2 && w.mailed {
			change.Disable()
		}
		rows = append(rows, kit.Pad(14, 12, kit.AcrossTop(16, kit.Grow(kit.Down(2, kit.NewText(say.Of(switches[i]), theme.BodyMedium, theme.Text),
			kit.NewParagraph(line, theme.Body, theme.Text2).Wide())), kit.Width(72, change))))
	}
	return kit.Down(0, rows...)
}

func liveLabel(on [3]bool) string {
	switch n := one(on[0]) + one(on[1]) + one(on[2]); n {
	case 0:
		return say.T("Done, nothing on")
	case 3:
		return say.T("Go live with all three")
	default:
		return say.N(n, "Go live with {n} switch", "Go live with {n} switches")
	}
}

func (w *Wizard) goLive(on [3]bool) {
	if on == [3]bool{} {
		w.leave()
		return
	}
	id := w.id
	w.switchOn(say.T("Checking once more and switching on…"), func(ctx context.Context) error {
		return w.o.Actions.GoLive(ctx, id, on[0], on[1], on[2])
	})
}

// switchOn does what makes the store live, and shows what became of it.
func (w *Wizard) switchOn(words string, do func(context.Context) error) {
	name := w.facts.store.Name
	w.busy(words, nil)
	w.run(func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			if err != nil {
				w.failed(say.T("{store} is not live", name), err)
				return
			}
			w.o.Nav.Toast(say.T("{store} is live", name))
			w.read(func() { w.show(StepLive) })
		}
	})
}

// saveChecklist keeps what the setup decided and found as a text.
func (w *Wizard) saveChecklist() {
	text := w.facts.checklist()
	name := say.T("Go-live of {store}", fileName(w.facts.store.Name)) + " " + w.o.Now().Format("2006-01-02 1504") + ".txt"
	w.run(func(context.Context) func() {
		where, err := w.o.Files.Save(name, func(to io.Writer) error {
			_, err := io.WriteString(to, text)
			return err
		})
		return func() {
			if err != nil {
				w.failed(say.T("The checklist was not saved"), err)
				return
			}
			w.o.Nav.Toast(say.T("Saved in {place}", where))
		}
	})
}
