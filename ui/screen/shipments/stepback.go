package shipments

import (
	"context"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// stepBack reads what EKM would be given back, shows it and asks for a reason.
func (s *Screen) stepBack(p parcel) {
	s.o.Feed.Go(func(ctx context.Context) {
		d, err := s.readOrder(ctx, p.order)
		if err == nil {
			err = d.textErr
		}
		s.o.Feed.Do(func() {
			switch {
			case err != nil:
				s.o.Nav.Failed("Read what order "+p.number+" goes back to", err)
			case d.text.Back == nil:
				s.o.Nav.Toast("Nothing to step back: EKM shows what the notes of order " + p.number + " say")
				s.Reload()
			default:
				s.askStepBack(p, d)
			}
		})
	})
}

func (s *Screen) askStepBack(p parcel, d detail) {
	s.askReason(kit.DialogOptions{
		Title: "Step order " + p.number + " back in EKM?", Confirm: "Step back", Wide: true, Danger: true,
		Text: d.text.Back.Text + " No e-mail is sent to the shopper. Stockbridge never does this by itself.",
		Body: backTable(backOf(d)),
	}, "For example: packed by mistake, the parcel is still here", func(why string) {
		s.Do("Step order "+p.number+" back in EKM", func(ctx context.Context) (string, error) {
			return "Order " + p.number + " is stepped back in EKM", s.o.Actions.StepBack(ctx, p.order, why)
		})
	})
}

// change is one field of an order in EKM, before and after a step back.
type change struct {
	field, from, to string
	code            bool
}

func (c change) stays() bool { return c.from == c.to }

// backOf compares what EKM shows with what it would show.
func backOf(d detail) []change {
	now, back := d.text, d.text.Back
	to := status(back.Status)
	if to == "" {
		to = status(now.StatusNow)
	}
	return []change{
		{"Status", orNone(status(now.StatusNow)), orNone(to), false},
		{"Tracking number", orNone(now.Number), orNone(back.Number), now.Number != "" || back.Number != ""},
		{"Company", orNone(now.Company), orNone(back.Company), false},
		{"Link", orNone(now.URL), orNone(back.URL), false},
	}
}

func backTable(changes []change) fyne.CanvasObject {
	t := kit.NewGridTable([]kit.Column{{Title: "Field", Width: 104}, {Title: "EKM shows", Width: 186}, {Title: "EKM gets", Width: 190}}, theme.RowCompact, 0).Plain()
	var rows [][]fyne.CanvasObject
	for _, c := range changes {
		style, to, role := theme.Body, c.to, theme.Text
		if c.code {
			style = theme.Code
		}
		if c.stays() {
			to, role = "Stays", theme.Text2
		}
		toStyle := style
		if c.stays() || c.to == "None" {
			toStyle = theme.Body
		}
		fromStyle := style
		if c.from == "None" {
			fromStyle = theme.Body
		}
		rows = append(rows, []fyne.CanvasObject{kit.NewParagraph(c.field, theme.Body, theme.Text2), kit.NewParagraph(c.from, fromStyle, theme.Text), kit.NewParagraph(to, toStyle, role)})
	}
	t.SetRows(rows)
	return t
}

// backNote says what happened to a shipment that was taken back, and the two ways out.
func (s *Screen) backNote(h view.ShipmentRow, d detail) fyne.CanvasObject {
	text := gone(h, s.o.Now())
	if d.text.Back != nil && d.text.Back.Text != "" {
		text = d.text.Back.Text
	}
	p := parcelOf(h)
	return kit.Down(theme.Space2,
		kit.NewNote(theme.Attention, "undo-2", "Brightpearl took this shipment back", text+" EKM is not changed by itself. You have two ways out:"),
		kit.Down(10,
			way("Step back", "EKM shows again what it showed before this shipment. You see it first.", kit.NewButton("Step back", kit.Secondary, func() { s.stepBack(p) }).Small().WithIcon("undo-2")),
			kit.LineDivider(),
			way("Mark as handled", "EKM stays as it is, for example because the parcel left after all.", kit.NewButton("Mark as handled", kit.Secondary, func() { s.askHandled([]parcel{p}) }).Small()),
		))
}

func way(title, line string, button fyne.CanvasObject) fyne.CanvasObject {
	return kit.Across(12, kit.Grow(kit.Down(0, kit.NewParagraph(title, theme.BodyMedium, theme.Text), kit.NewParagraph(line, theme.Small, theme.Text2))), button)
}
