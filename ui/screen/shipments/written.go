package shipments

import (
	"slices"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// writtenBody is what EKM is to show of an order, field by field as EKM has them, with the proof that nobody is mailed.
func writtenBody(d detail) fyne.CanvasObject {
	if d.textErr != nil {
		return kit.Down(theme.Space3, kit.NewNote(theme.Unknown, "", say.T("What EKM is to show could not be worked out"),
			say.T("Nothing is lost: the notes are told as usual. Press F5 to try again.")), guardNote(d))
	}
	t := d.text
	state := kit.Pair{Label: say.T("Order status"), Value: statusWords(t), Note: say.Of(t.Why)}
	switch {
	case t.Back != nil:
		state.Note = "" // about what is left; the line above says what is to be decided
	case slices.ContainsFunc(d.Shipments, func(h view.ShipmentRow) bool { return h.State == commerce.ShipmentHeld }):
		state.State = theme.Attention
	}
	parts := []fyne.CanvasObject{
		kit.NewParagraph(writtenLine(d), theme.Small, theme.Text2),
		kit.NewPairs(104, []kit.Pair{
			{Label: say.T("Tracking number"), Value: orNone(t.Number), Code: t.Number != ""},
			{Label: say.T("Company"), Value: orNone(t.Company)},
			{Label: say.T("Link"), Value: orNone(t.URL)},
			state,
			{Label: say.T("Customer e-mail"), Value: say.T("None")},
		}),
		kit.Divider(), internalNotes(t.Lines),
		kit.Divider(), guardNote(d),
	}
	if flags := flagPairs(d.Shipments); len(flags) > 0 {
		parts = append(parts, kit.Down(4, kit.NewSection(say.T("EKM's own mark on the order"), "", nil), kit.NewPlainPairs(104, flags)))
	}
	return kit.Down(theme.Space3, parts...)
}

// writtenLine says whether the fields below are the present or what comes next.
func writtenLine(d detail) string {
	if d.text.Back != nil {
		return say.T("Brightpearl took a shipment of this order back. EKM keeps this until you step it back or mark it as handled.")
	}
	waits := func(h view.ShipmentRow) bool { return untold(h) && h.State == commerce.ShipmentWaiting }
	next := slices.ContainsFunc(d.Shipments, waits)
	switch status, number := d.text.Status != "", d.text.Number != ""; {
	case !slices.ContainsFunc(d.Shipments, untold):
		return say.T("This is what EKM holds of the order now.")
	case !status && !number:
		return say.T("There is nothing that EKM does not show already.")
	case next && !status:
		return say.T("This is what EKM gets next: the tracking. Its status stays.")
	case !status:
		return say.T("This is what EKM gets when you send it: the tracking. Its status stays.")
	case next && !number:
		return say.T("This is what EKM gets next: the status. There is no tracking.")
	case !number:
		return say.T("This is what EKM gets when you send it: the status. There is no tracking.")
	case next:
		return say.T("This is what EKM gets next: the tracking first, then the status.")
	}
	return say.T("This is what EKM gets when you send it: the tracking first, then the status.")
}

// statusWords say what becomes of EKM's status.
func statusWords(t view.ShipmentText) string {
	now, next := status(t.StatusNow), status(t.Status)
	switch {
	case now == "" && next == "":
		return say.T("None")
	case next == "" || next == now:
		return say.T("{status}, stays", now)
	case now == "":
		return next
	}
	return now + " → " + next
}

// internalNotes are the lines that go below what staff wrote.
func internalNotes(lines []string) fyne.CanvasObject {
	head := kit.NewSection(say.T("Added to the internal notes"), "", nil)
	if len(lines) == 0 {
		return kit.Down(2, head, kit.NewParagraph(say.T("Nothing. They are not written for this store, or there is no parcel to list."), theme.Small, theme.Text2))
	}
	parts := []fyne.CanvasObject{head}
	for _, l := range lines {
		parts = append(parts, kit.NewParagraph(l, theme.Code, theme.Text))
	}
	return kit.Down(4, append(parts, kit.NewParagraph(say.T("Each line once, below what your staff wrote. Shoppers do not see these notes."), theme.Small, theme.Text2))...)
}

// flagPairs are EKM's mark before and after the writes of each note.
func flagPairs(notes []view.ShipmentRow) []kit.Pair {
	var out []kit.Pair
	for _, h := range notes {
		before, after, known := mailed(h)
		if !known {
			continue
		}
		p := kit.Pair{Label: kindWord(h), Value: say.T("Before: {before}. After: {after}.", flagWord(before), flagWord(after))}
		if after && !before {
			p.State = theme.Error
		}
		out = append(out, p)
	}
	return out
}
