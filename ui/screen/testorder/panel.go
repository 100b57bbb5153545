// Package testorder is the part in which a person tries what a shipment does to an order of their own, before it is done to a
// shopper's: the setup shows it with the shipments, and Stores with a store's connection.
//
// A Panel belongs to the UI goroutine; its work runs in the feed. Start reading at Panel.
package testorder

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// Options are what a Panel works with; all are required but Told.
type Options struct {
	Feed *live.Feed
	// Run writes to the order and tells what EKM said after each write; it may wait for a web server.
	Run func(ctx context.Context, orderNumber string) ([]view.CanaryStep, error)
	// Answered notes whether an e-mail came. If one came, it switches the store's shipments off.
	Answered func(ctx context.Context, mailed bool) error
	// Told hears the answer once it is noted.
	Told func(mailed bool)
}

// Panel is the test of one store. What it shows stays while the page around it is drawn anew.
type Panel struct {
	o       Options
	content *fyne.Container
	number  *kit.Entry
	field   *kit.Field
	run     *kit.Button
	result  *fyne.Container
}

// New makes a panel that asks for an order.
func New(o Options) *Panel {
	p := &Panel{o: o, number: kit.NewEntry("1042"), result: kit.Down(theme.Space3)}
	p.field = kit.NewField(say.T("Number of the test order"), p.number)
	p.run = kit.NewButton(say.T("Run the test"), kit.Secondary, p.start).WithIcon("play")
	p.number.OnChanged = func(string) { p.field.SetFault("") }
	p.number.OnSubmitted = func(string) { p.start() }
	p.content = kit.Down(theme.Space3,
		kit.Down(2, kit.NewText(say.T("Test with an order of your own"), theme.BodyStrong, theme.Text),
			kit.NewParagraph(say.T("Place an order in the shop with your own e-mail address, leave it unpaid so that it stays out of Brightpearl, and give its number. "+
				"Tracking, an internal note and the status are written to it as for a shipment, and after each EKM is asked whether it mailed the shopper."), theme.Small, theme.Text2).Wide()),
		kit.AcrossTop(8, kit.Width(200, p.field), kit.Inset(24, 0, 0, 0, kit.Down(0, p.run))), p.result)
	p.result.Hide()
	return p
}

// Content is the panel; always the same object.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

func (p *Panel) show(parts ...fyne.CanvasObject) {
	p.result.Objects = parts
	p.result.Hidden = len(parts) == 0
	p.content.Refresh()
}

func (p *Panel) start() {
	number := strings.TrimSpace(p.number.Text())
	if number == "" {
		p.field.SetFault(say.T("Write the number of the order"))
		p.content.Refresh()
		return
	}
	p.run.Disable()
	p.show(kit.NewState(theme.Working, "", say.T("Writing to order {number} and reading it back…", number)))
	p.o.Feed.Go(func(ctx context.Context) {
		steps, err := p.o.Run(ctx, number)
		p.o.Feed.Do(func() {
			p.run.Enable()
			switch {
			case err == nil:
				p.show(seen(steps), p.question(steps))
			case len(steps) == 0:
				p.show(failure(say.T("The test did not run"), err))
			default:
				p.show(seen(steps), failure(say.T("The test did not run to its end"), err))
			}
		})
	})
}

// question asks for what only the person can see.
func (p *Panel) question(steps []view.CanaryStep) fyne.CanvasObject {
	return kit.NewNote(theme.Working, "mail-x", say.T("Did you get an e-mail from the shop?"), say.T("Give it five minutes and look among the unwanted mail too."),
		kit.NewButton(say.T("No, none came"), kit.Secondary, func() { p.answer(steps, false) }).Small(),
		kit.NewButton(say.T("Yes, one came"), kit.Secondary, func() { p.answer(steps, true) }).Small())
}

func (p *Panel) answer(steps []view.CanaryStep, mailed bool) {
	p.o.Feed.Go(func(ctx context.Context) {
		err := p.o.Answered(ctx, mailed)
		p.o.Feed.Do(func() {
			switch {
			case err != nil:
				p.show(seen(steps), failure(say.T("The answer was not stored"), err), p.question(steps))
				return
			case mailed:
				p.show(seen(steps), kit.NewNote(theme.Error, "", say.T("Shipments stay off"),
					say.T("The next shipment would have reached a shopper. In the shop's back office look for the e-mails that EKM sends when a status or the "+
						"tracking changes, and switch them off. Then test again with another order, and switch shipments on when none comes.")))
			default:
				p.show(seen(steps), kit.NewNote(theme.OK, "", say.T("No e-mail came"), say.T("That is noted in the activity of the store. Shipments can be switched on.")))
			}
			if p.o.Told != nil {
				p.o.Told(mailed)
			}
		})
	})
}

// seen lists the writes with EKM's own flag before and after.
func seen(steps []view.CanaryStep) fyne.CanvasObject {
	table := kit.NewGridTable([]kit.Column{{Title: say.X("by the test", "Written"), Kind: kit.KindMedium, Width: 116}, {Title: say.T("Marked as mailed before"), Width: 150},
		{Title: say.T("and after"), Width: 80}, {Title: say.T("What was seen"), Width: 240, Grow: true}}, 32, 14)
	rows := make([][]fyne.CanvasObject, len(steps))
	for i, s := range steps {
		state := theme.OK
		switch {
		case s.Before: // the flag shows nothing any more
			state = theme.Attention
		case s.After:
			state = theme.Error
		}
		rows[i] = []fyne.CanvasObject{kit.NewElided(written(s.Call), theme.BodyMedium, theme.Text), kit.NewElided(yesNo(s.Before), theme.Body, theme.Text2),
			kit.NewState(state, "", yesNo(s.After)), kit.NewParagraph(say.Of(s.Text), theme.Body, theme.Text2)}
	}
	table.SetRows(rows)
	return kit.FlushCard(table)
}

// written names a write of the test.
func written(call string) string {
	switch call {
	case "tracking":
		return say.X("written by the test", "Tracking")
	case "internal notes":
		return say.T("Internal notes")
	case "status":
		return say.X("of an order in EKM", "Status")
	}
	return call
}

func yesNo(yes bool) string {
	if yes {
		return say.T("Yes")
	}
	return say.T("No")
}

func failure(title string, err error) fyne.CanvasObject {
	return kit.NewNote(theme.Error, "", title, screen.InFull(err))
}
