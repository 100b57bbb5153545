package shipments

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
				s.o.Nav.Failed(say.T("Read what order {order} goes back to", p.number), err)
			case d.text.Back == nil:
				s.o.Nav.Toast(say.T("Nothing to step back: EKM shows what the notes of order {order} say", p.number))
				s.Reload()
			default:
				s.askStepBack(p, d)
			}
		})
	})
}

func (s *Screen) askStepBack(p parcel, d detail) {
	s.askReason(kit.DialogOptions{
		Title: say.T("Step order {order} back in EKM?", p.number), Confirm: say.T("Step back"), Wide: true, Danger: true,
		Text: say.Of(d.text.Back.Text) + " " + say.T("No e-mail is sent to the shopper. Stockbridge never does this by itself."),
		Body: backTable(backOf(d)),
	}, say.T("For example: packed by mistake, the parcel is still here"), func(why string) {
		s.Do(say.T("Step order {order} back in EKM", p.number), func(ctx context.Context) (string, error) {
			return say.T("Order {order} is stepped back in EKM", p.number), s.o.Actions.StepBack(ctx, p.order, why)
		})
	})
}

// change is one field of an order in EKM, before and after a step back.
type change struct {
	field, from, to string
	code            bool // a tracking number
}

// backOf compares what EKM shows with what it would show.
func backOf(d detail) []change {
	now, back := d.text, d.text.Back
	to := status(back.Status)
	if to == "" {
		to = status(now.StatusNow)
	}
	return []change{
		{say.T("Status"), orNone(status(now.StatusNow)), orNone(to), false},
		{say.T("Tracking number"), orNone(now.Number), orNone(back.Number), true},
		{say.T("Company"), orNone(now.Company), orNone(back.Company), false},
		{say.T("Link"), orNone(now.URL), orNone(back.URL), false},
	}
}

func backTable(changes []change) fyne.CanvasObject {
	t := kit.NewGridTable([]kit.Column{{Title: say.T("Field"), Width: 104}, {Title: say.T("EKM shows"), Width: 186}, {Title: say.T("EKM gets"), Width: 190}}, theme.RowCompact, 0).Plain()
	value := func(text string, code bool) fyne.CanvasObject {
		if code && text != say.T("None") {
			return kit.NewParagraph(text, theme.Code, theme.Text)
		}
		return kit.NewParagraph(text, theme.Body, theme.Text)
	}
	var rows [][]fyne.CanvasObject
	for _, c := range changes {
		to := value(c.to, c.code)
		if c.from == c.to {
			to = kit.NewParagraph(say.T("Stays"), theme.Body, theme.Text2)
		}
		rows = append(rows, []fyne.CanvasObject{kit.NewParagraph(c.field, theme.Body, theme.Text2), value(c.from, c.code), to})
	}
	t.SetRows(rows)
	return t
}

// backNote says what happened to the shipments of an order that were taken back, and the two ways out.
func (s *Screen) backNote(back []view.ShipmentRow) fyne.CanvasObject {
	now, p := s.o.Now(), parcelOf(back[0])
	var what []string
	for _, h := range back {
		text := gone(h, now)
		if !h.SentAt.IsZero() {
			text += " " + toldOf(h.SentAt, now)
		}
		what = append(what, text)
	}
	what = append(what, say.T("EKM is not changed by itself. You have two ways out:"))
	return kit.Down(theme.Space2,
		kit.NewNote(theme.Attention, "undo-2", say.T("Brightpearl took a shipment back"), strings.Join(what, " ")),
		kit.Down(10,
			way(say.T("Step back"), say.T("EKM shows again what it showed before this shipment. You see it first."), kit.NewButton(say.T("Step back"), kit.Secondary, func() { s.stepBack(p) }).Small().WithIcon("undo-2")),
			kit.LineDivider(),
			way(say.T("Mark as handled"), say.T("EKM stays as it is, for example because the parcel left after all."), kit.NewButton(say.T("Mark as handled"), kit.Secondary, func() { s.askHandled([]parcel{p}) }).Small()),
		))
}

func toldOf(t, now time.Time) string {
	if today(t, now) {
		return say.T("EKM was told of it at {time}.", say.When(t, now))
	}
	return say.T("EKM was told of it on {date}.", say.When(t, now))
}

func way(title, line string, button fyne.CanvasObject) fyne.CanvasObject {
	return kit.Across(12, kit.Grow(kit.Down(0, kit.NewParagraph(title, theme.BodyMedium, theme.Text), kit.NewParagraph(line, theme.Small, theme.Text2))), button)
}
