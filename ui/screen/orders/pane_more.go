package orders

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
			icon, role = "clock", theme.Unknown.Text()
		case !e.agrees:
			icon, role, sign = "triangle-alert", theme.Attention.Text(), " ≠ "
		}
		line := e.left + sign + e.right
		if !e.known {
			line = say.T("Not known yet")
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
		return say.T("No penny is left over: the rows and EKM's total are the same sum.")
	}
	net, tax := sums(left)
	return say.T("Rounding left {money} over, which stands in a row of its own with tax {tax}, so that both sums stay EKM's.", say.Money(net+tax, d.Currency), say.Money(tax, d.Currency))
}

func moneyBody(d view.OrderDetail) fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.NewSection(say.T("Three sums must agree"), "", nil), threeSums(d)}
	if text := residue(d); text != "" {
		parts = append(parts, kit.Down(2, kit.NewSection(say.T("Pennies"), "", nil), kit.NewParagraph(text, theme.Body, theme.Text2)))
	}
	if d.MoneyNote != "" {
		parts = append(parts, kit.Down(2, kit.NewSection(say.T("How the amounts were read"), "", nil),
			kit.NewParagraph(join(capital(say.Of(strings.TrimSuffix(d.MoneyNote, ".")))+".", say.T("It is the one reading in which the order's own sums agree.")), theme.Body, theme.Text2)))
	}
	return kit.Down(12, append(parts, kit.Down(0, kit.NewSection(say.T("As EKM sent it"), d.Currency, nil), kit.NewSum(asSent(d))))...)
}

// asSent is EKM's own sum. Where its prices contain the tax, the tax is no part of the sum and stands below it.
func asSent(d view.OrderDetail) []kit.Step {
	o := d.Order
	money := func(a commerce.Amount) string { return say.Money(a.Pence(), d.Currency) }
	steps := []kit.Step{{Label: say.T("Goods"), Value: money(o.SubTotal)}}
	if o.Discount != 0 {
		steps = append(steps, kit.Step{Label: say.T("Discount"), Value: "−" + money(o.Discount.Abs())})
	}
	steps = append(steps, kit.Step{Label: say.T("Delivery"), Note: o.DeliveryMethod, Value: money(o.Delivery)})
	if o.CustomTotal != 0 {
		steps = append(steps, kit.Step{Label: say.T("Extras"), Value: money(o.CustomTotal)})
	}
	total, tax := kit.Step{Label: say.T("Total"), Value: money(o.Total), Total: true}, kit.Step{Label: say.T("Tax"), Value: money(o.Tax)}
	if inside := o.SubTotal - o.Discount.Abs() + o.Delivery + o.CustomTotal; inside.Pence() == o.Total.Pence() && o.Tax != 0 {
		tax.Label = say.T("Tax inside the total")
		return append(steps, total, tax)
	}
	return append(steps, tax, total)
}

func customerBody(d view.OrderDetail) fyne.CanvasObject {
	c := d.Order.Customer
	contact := kit.Pair{Label: "Brightpearl", Value: say.T("Not chosen yet"), Note: say.T("The contact is found by e-mail when the order is posted.")}
	if d.ContactID != 0 {
		contact.Value, contact.Note = say.T("Contact {id}", digits(d.ContactID)), say.Of(d.ContactNote)
	}
	pairs := []kit.Pair{
		{Label: say.T("Name"), Value: orText(c.Name(), orNone(d.Customer))},
		{Label: say.T("E-mail"), Value: orNone(c.Email)},
		{Label: say.T("Phone"), Value: orNone(orText(c.Delivery.Phone, c.Billing.Phone))},
		contact,
		{Label: say.T("Bill to"), Value: address(c.Billing)},
	}
	if ship := address(c.Delivery); ship == address(c.Billing) {
		pairs = append(pairs, kit.Pair{Label: say.T("Deliver to"), Value: say.T("The same address")})
	} else {
		pairs = append(pairs, kit.Pair{Label: say.T("Deliver to"), Value: ship})
	}
	pairs = append(pairs, kit.Pair{Label: say.T("Delivery"), Value: orNone(d.Order.DeliveryMethod)})
	if d.Order.CustomerNote != "" {
		pairs = append(pairs, kit.Pair{Label: say.X("of the shopper", "Note"), Value: d.Order.CustomerNote})
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
		return kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing has left yet"), Line: say.T("When a goods-out note of this order is shipped in Brightpearl, its tracking is sent to EKM by itself.")})
	}
	var parts []fyne.CanvasObject
	for i, s := range d.Shipments {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		name := say.T("Goods-out note {id}", digits(s.NoteID))
		if s.Kind == commerce.DropShip {
			name = say.T("Drop-ship note {id}", digits(s.NoteID))
		}
		m := shipmentMark(s, now)
		pairs := []kit.Pair{
			{Label: say.T("Units"), Value: say.T("{part} of {whole}", s.Units, max(s.UnitsOrdered, s.Units))},
			{Label: say.T("Carrier"), Value: orNone(s.Carrier)}, {Label: say.T("Tracking"), Value: orNone(s.Tracking)},
			{Label: say.T("Shipped"), Value: say.When(s.ShippedAt, now), At: s.ShippedAt, Note: say.Of(s.Cause.Text)},
		}
		if s.Gone != "" {
			back := kit.Pair{Label: say.Of(capital(s.Gone)), Value: say.When(s.GoneAt, now), At: s.GoneAt}
			if s.State == commerce.ShipmentReversed {
				back.Note = say.T("EKM was told before. Shipments has the ways out.")
			}
			pairs = append(pairs, back)
		}
		if s.Reason != "" {
			pairs = append(pairs, kit.Pair{Label: say.T("Reason"), Value: s.Reason})
		}
		parts = append(parts, kit.Pad(0, 8, kit.Down(0,
			kit.Across(8, kit.NewText(name, theme.BodyMedium, theme.Text), kit.Spacer(), kit.Exactly(kit.NewState(m.state, m.icon, m.word), m.at)),
			kit.Inset(4, 0, 0, 0, kit.NewPlainPairs(72, pairs)))))
	}
	return kit.Inset(-8, 0, 0, 0, kit.Down(0, parts...))
}

func shipmentMark(s view.ShipmentRow, now time.Time) mark {
	switch {
	case s.State == commerce.ShipmentReversed:
		return mark{state: theme.Attention, icon: "undo-2", word: say.T("Taken back")}
	case s.State == commerce.ShipmentHandled:
		return mark{state: theme.Unknown, icon: "check", word: say.T("Handled")}
	case s.Gone != "":
		return mark{state: theme.Unknown, icon: "undo-2", word: say.Of(capital(s.Gone))}
	case s.State == commerce.ShipmentSent:
		return mark{state: theme.OK, icon: "circle-check", word: say.T("Told {time}", say.When(s.SentAt, now)), at: s.SentAt}
	case s.State == commerce.ShipmentSuperseded:
		return mark{state: theme.OK, icon: "user-round", word: say.T("Told by others")}
	case s.State == commerce.ShipmentHeld:
		return mark{state: theme.Attention, icon: "hand", word: say.T("Held")}
	}
	return mark{state: theme.Working, icon: "send", word: say.T("Sending")}
}

func timelineBody(d view.OrderDetail, now time.Time) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if d.Cause.Code != "" {
		code := d.Cause.Code
		parts = append(parts, kit.Across(8, kit.Label(say.T("Code")), kit.NewText(code, theme.Code, theme.Text),
			kit.NewLink(say.T("Copy"), theme.SmallMedium, func() { fyne.CurrentApp().Clipboard().SetContent(code) })), kit.Gap(0, 8), kit.LineDivider())
	}
	if text := stepWords(d); text != "" {
		parts = append(parts, kit.Pad(0, 6, kit.NewParagraph(text, theme.Small, theme.Text2)), kit.LineDivider())
	}
	if len(d.Timeline) == 0 {
		return kit.Down(0, append(parts, kit.Inset(8, 0, 0, 0, kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing has happened yet"),
			Line: say.T("Placed {time}.", say.Exact(d.PlacedAt))})))...)
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
		text := []fyne.CanvasObject{kit.NewParagraph(say.Of(a.Text), theme.Body, role)}
		if line := byline(a); line != "" {
			text = append(text, kit.NewParagraph(line, theme.Small, theme.Text2))
		}
		at := kit.Exactly(kit.LabelBeside(say.When(a.At, now), theme.Body), a.At)
		parts = append(parts, kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(48, at), kit.Grow(kit.Down(0, text...)))))
	}
	return kit.Inset(-6, 0, 0, 0, kit.Down(0, parts...))
}

// stages are the steps of an order in words for what is done, in their order.
var stages = []step{{commerce.Received, say.Mark("received")}, {commerce.MatchedUp, say.Mark("matched")}, {commerce.Placed, say.Mark("sales order")},
	{commerce.Allocated, say.Mark("reserved")}, {commerce.Paid, say.Mark("payment")}, {commerce.Verified, say.Mark("read back")}}

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
		done = append(done, say.Of(s.done))
	}
	text := say.T("Done: {steps}.", strings.Join(done, ", "))
	if at+1 < len(stages) && d.State != commerce.OrderExcluded && d.State != commerce.OrderCancelled {
		text = join(text, say.T("Next: {step}.", say.Of(stages[at+1].done)))
	}
	return text
}

// byline is an event's result and who caused it, when it was a person.
func byline(a view.ActivityRow) string {
	var parts []string
	if a.Result != "" {
		parts = append(parts, capital(say.Of(a.Result)))
	}
	if a.Actor != "" && a.Actor != "app" {
		parts = append(parts, say.T("by {person}", personWord(a.Actor)))
	}
	return strings.Join(parts, ", ")
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
