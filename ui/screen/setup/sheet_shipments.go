package setup

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"

	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/testorder"
	"stockbridge/ui/theme"
)

// shipmentsSheet is step 6.
func (w *Wizard) shipmentsSheet() sheet {
	statuses := w.facts.shop.Statuses
	return sheet{primary: say.T("Save and go on"), act: w.save, left: w.left(), parts: []fyne.CanvasObject{
		kit.Grid(2, theme.Space4,
			w.field("shipped_status", say.T("Status when shipped"), say.T("EKM orders get it when everything has left."), w.pick("shipped_status", say.T("Choose a status"), statusChoices(statuses, ""), nil)),
			w.field("part_shipped_status", say.T("Status when part shipped"), say.T("EKM orders get it while parts are still to come."), w.pick("part_shipped_status", say.T("Leave unchanged"), statusChoices(statuses, say.T("Leave unchanged")), nil))),
		section(say.T("Several shipments"), say.T("When an order leaves in more than one parcel. Tracking is written with each of them in any case."),
			w.radio("shipped_policy", []kit.Choice{
				{Value: settings.ShippedLast, Label: say.T("With the last"), Note: say.T("The status changes when everything has left. The usual way.")},
				{Value: settings.ShippedFirst, Label: say.T("With the first"), Note: say.T("The shopper sees the status when the first parcel leaves.")},
				{Value: settings.ShippedEach, Label: say.T("With each"), Note: say.T("The status is written again with every parcel.")},
			}, nil)),
		kit.Grid(2, theme.Space4, w.field("shipping_method_id", say.T("Shipping method in Brightpearl"), say.T("For orders whose EKM delivery method has none of its own."),
			w.pick("shipping_method_id", say.T("None"), append([]kit.Choice{{Value: "", Label: say.T("None")}}, namedChoices(w.facts.choices.Shipping)...), nil)), gap()),
		w.shippingSystem(),
		kit.NewNote(theme.OK, "mail-x", say.T("The e-mail guard is on and locked"), say.T("Every status is written with customer e-mail switched off, and read back afterwards. Nobody can turn this off.")),
		kit.Card(w.testOrder().Content()),
	}}
}

// shippingSystem asks what prints the labels, and warns when it tells EKM by itself too.
func (w *Wizard) shippingSystem() fyne.CanvasObject {
	name := kit.NewEntry(say.T("None"))
	name.SetText(w.form.values["shipping_system"])
	warning := newSwap()
	tell := func() {
		if w.form.values["shipping_system_tied"] != "yes" {
			warning.show(kit.Gap(0, 0))
			return
		}
		warning.show(kit.NewNote(theme.Attention, "", say.T("Cut the link between {system} and EKM before you go live", cmp.Or(name.Text(), say.T("the shipping system"))),
			say.T("Let it take its orders from Brightpearl only. Two programs that mark the same order as shipped tell the shopper twice, and the other one may send e-mails.")))
	}
	name.OnChanged = func(text string) {
		w.form.set("shipping_system", text)
		w.clearFault("shipping_system")
		tell()
	}
	tied := w.pick("shipping_system_tied", "", []kit.Choice{{Value: "no", Label: say.T("No, to Brightpearl only")}, {Value: "yes", Label: say.T("Yes, it also writes to EKM")}}, func() {
		tell()
		w.refreshBody()
	})
	tell()
	return kit.Down(theme.Space2, kit.Grid(2, theme.Space4,
		w.field("shipping_system", say.T("Which shipping system do you use?"), say.T("What prints the labels, for support. Stockbridge does not talk to it."), name),
		w.field("shipping_system_tied", say.T("Is it still tied to EKM?"), say.T("It should take orders from Brightpearl and report back there."), tied)), warning.box)
}

// testOrder is the test of the store in front; what it found stays while the steps change.
func (w *Wizard) testOrder() *testorder.Panel {
	if w.test == nil {
		id := w.id
		w.test = testorder.New(testorder.Options{Feed: w.o.Feed,
			Run: func(ctx context.Context, number string) ([]view.CanaryStep, error) {
				return w.o.Actions.ShippingCanary(ctx, id, number)
			},
			Answered: func(ctx context.Context, mailed bool) error { return w.o.Actions.TestOrderAnswered(ctx, id, mailed) },
			Told: func(mailed bool) {
				w.mailed = mailed
				w.refreshBody()
			}})
	}
	return w.test
}
