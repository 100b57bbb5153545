package orders

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// threeSums draws the three equalities.
func threeSums(d view.OrderDetail) fyne.CanvasObject {
	var checks []fyne.CanvasObject
	for i, e := range equalities(d) {
		if i > 0 {
			checks = append(checks, kit.LineDivider())
		}
		icon, role, sign := "circle-check", theme.OK.Text(), " = "
		switch {
		case !e.known:
			icon, role, sign = "clock", theme.Unknown.Text(), " and "
		case !e.agrees:
			icon, role, sign = "triangle-alert", theme.Attention.Text(), " ≠ "
		}
		line := e.left + sign + e.right
		if !e.known {
			line = "Not known yet"
		}
		text := []fyne.CanvasObject{kit.NewParagraph(e.title, theme.Body, theme.Text), kit.NewParagraph(line, theme.Small, theme.Text2)}
		if e.note != "" {
			text = append(text, kit.NewParagraph(e.note, theme.SmallMedium, theme.Attention.Text()))
		}
		checks = append(checks, kit.Pad(0, 6, kit.AcrossTop(8, kit.Sized(16, 20, kit.NewIcon(icon, role, theme.IconText)), kit.Grow(kit.Down(0, text...)))))
	}
	return kit.Down(0, checks...)
}

// residue says what became of pennies that rounding left over.
func residue(d view.OrderDetail) string {
	left := rowsOf(d.Rows, "rounding")
	switch {
	case len(d.Rows) == 0:
		return ""
	case len(left) == 0:
		return "No penny is left over: the rows and EKM's total are the same sum."
	}
	net, tax := sums(left)
	return fmt.Sprintf("Rounding left %s over, which stands in a row of its own with tax %s, so that both sums stay EKM's.", screen.Money(net+tax, d.Currency), screen.Money(tax, d.Currency))
}

func moneyBody(d view.OrderDetail) fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.NewSection("Three sums must agree", "", nil), threeSums(d)}
	if text := residue(d); text != "" {
		parts = append(parts, kit.Down(2, kit.NewSection("Pennies", "", nil), kit.NewParagraph(text, theme.Body, theme.Text2)))
	}
	if d.MoneyNote != "" {
		parts = append(parts, kit.Down(2, kit.NewSection("How the amounts were read", "", nil),
			kit.NewParagraph(strings.TrimSuffix(capital(d.MoneyNote), ".")+". It is the one reading in which the order's own sums agree.", theme.Body, theme.Text2)))
	}
	return kit.Down(12, append(parts, kit.Down(0, kit.NewSection("As EKM sent it", d.Currency, nil), kit.NewSum(asSent(d))))...)
}

// asSent is EKM's own sum. Where its prices contain the tax, the tax is no part of the sum and stands below it.
func asSent(d view.OrderDetail) []kit.Step {
	o := d.Order
	money := func(a commerce.Amount) string { return screen.Money(a.Pence(), d.Currency) }
	steps := []kit.Step{{Label: "Goods", Value: money(o.SubTotal)}}
	if o.Discount != 0 {
		steps = append(steps, kit.Step{Label: "Discount", Value: "−" + money(o.Discount.Abs())})
	}
	steps = append(steps, kit.Step{Label: "Delivery", Note: o.DeliveryMethod, Value: money(o.Delivery)})
	if o.CustomTotal != 0 {
		steps = append(steps, kit.Step{Label: "Extras", Value: money(o.CustomTotal)})
	}
	total, tax := kit.Step{Label: "Total", Value: money(o.Total), Total: true}, kit.Step{Label: "Tax", Value: money(o.Tax)}
	if inside := o.SubTotal - o.Discount.Abs() + o.Delivery + o.CustomTotal; inside.Pence() == o.Total.Pence() && o.Tax != 0 {
		tax.Label = "Tax inside the total"
		return append(steps, total, tax)
	}
	return append(steps, tax, total)
}

func customerBody(d view.OrderDetail) fyne.CanvasObject {
	c := d.Order.Customer
	contact := kit.Pair{Label: "Brightpearl", Value: "Not chosen yet", Note: "The contact is found by e-mail when the order is posted."}
	if d.ContactID != 0 {
		contact.Value, contact.Note = fmt.Sprintf("Contact %d", d.ContactID), d.ContactNote
	}
	pairs := []kit.Pair{
		{Label: "Name", Value: orText(c.Name(), orNone(d.Customer))},
		{Label: "E-mail", Value: orNone(c.Email)},
		{Label: "Phone", Value: orNone(orText(c.Delivery.Phone, c.Billing.Phone))},
		contact,
		{Label: "Bill to", Value: address(c.Billing)},
	}
	if ship := address(c.Delivery); ship == address(c.Billing) {
		pairs = append(pairs, kit.Pair{Label: "Deliver to", Value: "The same address"})
	} else {
		pairs = append(pairs, kit.Pair{Label: "Deliver to", Value: ship})
	}
	pairs = append(pairs, kit.Pair{Label: "Delivery", Value: orNone(d.Order.DeliveryMethod)})
	if d.Order.CustomerNote != "" {
		pairs = append(pairs, kit.Pair{Label: "Note", Value: d.Order.CustomerNote})
	}
	return kit.Inset(-5, 0, 0, 0, kit.NewPairs(84, pairs))
}

func address(a commerce.Address) string {
	var lines []string
	for _, s := range []string{a.Name, a.Company, a.Line1, a.Line2, a.Town, a.County, a.Postcode, a.Country} {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, s)
		}
	}
	return orNone(strings.Join(lines, ", "))
}

func shipmentsBody(d view.OrderDetail, now time.Time) fyne.CanvasObject {
	if len(d.Shipments) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: "Nothing has left yet", Line: "When a goods-out note of this order is shipped in Brightpearl, its tracking is sent to EKM by itself."})
	}
	var parts []fyne.CanvasObject
	for i, s := range d.Shipments {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		kind := "Goods-out note"
		if s.Kind == commerce.DropShip {
			kind = "Drop-ship note"
		}
		m := shipmentMark(s, now)
		pairs := []kit.Pair{
			{Label: "Units", Value: fmt.Sprintf("%d of %d", s.Units, max(s.UnitsOrdered, s.Units))},
			{Label: "Carrier", Value: orNone(s.Carrier)}, {Label: "Tracking", Value: orNone(s.Tracking)},
			{Label: "Shipped", Value: screen.When(s.ShippedAt, now), Note: s.Cause.Text},
		}
		if s.Gone != "" {
			back := kit.Pair{Label: capital(s.Gone), Value: screen.When(s.GoneAt, now)}
			if s.State == commerce.ShipmentReversed {
				back.Note = "EKM was told before. Shipments has the ways out."
			}
			pairs = append(pairs, back)
		}
		if s.Reason != "" {
			pairs = append(pairs, kit.Pair{Label: "Reason", Value: s.Reason})
		}
		parts = append(parts, kit.Pad(0, 8, kit.Down(0,
			kit.Across(8, kit.NewText(fmt.Sprintf("%s %d", kind, s.NoteID), theme.BodyMedium, theme.Text), kit.Spacer(), kit.NewState(m.state, m.icon, m.word)),
			kit.Inset(4, 0, 0, 0, kit.NewPlainPairs(72, pairs)))))
	}
	return kit.Inset(-8, 0, 0, 0, kit.Down(0, parts...))
}

func shipmentMark(s view.ShipmentRow, now time.Time) mark {
	switch {
	case s.State == commerce.ShipmentReversed:
		return mark{state: theme.Attention, icon: "undo-2", word: "Taken back"}
	case s.State == commerce.ShipmentHandled:
		return mark{state: theme.Unknown, icon: "check", word: "Handled"}
	case s.Gone != "":
		return mark{state: theme.Unknown, icon: "undo-2", word: capital(s.Gone)}
	case s.State == commerce.ShipmentSent:
		return mark{state: theme.OK, icon: "circle-check", word: "Told " + screen.When(s.SentAt, now)}
	case s.State == commerce.ShipmentSuperseded:
		return mark{state: theme.OK, icon: "user-round", word: "Told by others"}
	case s.State == commerce.ShipmentHeld:
		return mark{state: theme.Attention, icon: "hand", word: "Held"}
	}
	return mark{state: theme.Working, icon: "send", word: "Sending"}
}

func timelineBody(d view.OrderDetail, now time.Time) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if d.Cause.Code != "" {
		code := d.Cause.Code
		parts = append(parts, kit.Across(8, kit.Label("Code"), kit.NewText(code, theme.Code, theme.Text),
			kit.NewLink("Copy", theme.SmallMedium, func() { fyne.CurrentApp().Clipboard().SetContent(code) })), kit.Gap(0, 8), kit.LineDivider())
	}
	if text := stepWords(d); text != "" {
		parts = append(parts, kit.Pad(0, 6, kit.NewParagraph(text, theme.Small, theme.Text2)), kit.LineDivider())
	}
	if len(d.Timeline) == 0 {
		return kit.Down(0, append(parts, kit.Inset(8, 0, 0, 0, kit.NewEmpty(kit.EmptyState{Title: "Nothing has happened yet",
			Line: "Placed " + screen.Exact(d.PlacedAt) + "."})))...)
	}
	for i, a := range d.Timeline {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		role := theme.Text
		switch a.Level {
		case "warning":
			role = theme.Attention.Text()
		case "error":
			role = theme.Error.Text()
		}
		text := []fyne.CanvasObject{kit.NewParagraph(a.Text, theme.Body, role)}
		if line := byline(a); line != "" {
			text = append(text, kit.NewParagraph(line, theme.Small, theme.Text2))
		}
		at := kit.LabelBeside(screen.When(a.At, now), theme.Body)
		parts = append(parts, kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(48, at), kit.Grow(kit.Down(0, text...)))))
	}
	return kit.Inset(-6, 0, 0, 0, kit.Down(0, parts...))
}

// stages are the steps of an order in words for what is done, in their order.
var stages = []step{{commerce.Received, "received"}, {commerce.MatchedUp, "matched"}, {commerce.Placed, "sales order"}, {commerce.Allocated, "reserved"}, {commerce.Paid, "payment"}, {commerce.Verified, "read back"}}

type step struct {
	stage commerce.Stage
	done  string
}

// stepWords says which steps of an order are done and which comes next: "Done: received, matched. Next: sales order." An order
// that is left out has no next step.
func stepWords(d view.OrderDetail) string {
	at := slices.IndexFunc(stages, func(s step) bool { return s.stage == d.Stage })
	if at < 0 {
		return ""
	}
	var done []string
	for _, s := range stages[:at+1] {
		done = append(done, s.done)
	}
	text := "Done: " + strings.Join(done, ", ") + "."
	if at+1 < len(stages) && d.State != commerce.OrderExcluded && d.State != commerce.OrderCancelled {
		text += " Next: " + stages[at+1].done + "."
	}
	return text
}

// byline is an event's result and who caused it, when it was a person.
func byline(a view.ActivityRow) string {
	var parts []string
	if a.Result != "" {
		parts = append(parts, capital(a.Result))
	}
	if a.Actor != "" && a.Actor != "app" {
		parts = append(parts, "by "+a.Actor)
	}
	return strings.Join(parts, ", ")
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
