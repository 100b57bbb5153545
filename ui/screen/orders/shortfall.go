package orders

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// The shortfall desk: for each product of an order of which units are owed, the orders that compete for them, the choice of who
// waits, and a note for the staff who pack. Nothing of it is written to EKM or Brightpearl.

// shortfallBody is the tab of the pane.
func (s *Screen) shortfallBody(d view.OrderDetail) fyne.CanvasObject {
	if len(d.Shortfalls) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing is short"), Line: say.T("Brightpearl has reserved every unit of these products.")})
	}
	now := s.o.Now()
	var parts []fyne.CanvasObject
	for _, x := range d.Shortfalls {
		parts = append(parts, s.shortfallPart(d, x, now))
	}
	note := staffNote(d, now)
	buttons := []fyne.CanvasObject{kit.NewButton(say.T("Copy note"), kit.Secondary, func() { s.copied(note, say.T("The note is copied")) }).Small().WithIcon("copy")}
	if s.o.Files != nil {
		buttons = append(buttons, kit.NewButton(say.T("Save note"), kit.Secondary, func() { s.saveText("Shortfall "+d.Number, note) }).Small().WithIcon("download"))
	}
	return kit.Down(theme.Space4, append(parts, kit.Down(theme.Space2, kit.NewSection(say.T("Note for staff"), "", nil),
		kit.NewBox(theme.Sunken, theme.Border, theme.RadiusButton, kit.Pad(12, 10, kit.NewParagraph(note, theme.Small, theme.Text).Wide())),
		kit.Flow(8, buttons...), kit.NewRemark("info", say.T("Nothing is sent or written anywhere."))))...)
}

// shortfallPart is one product: its stock, and the orders that want it.
func (s *Screen) shortfallPart(d view.OrderDetail, x view.Shortfall, now time.Time) fyne.CanvasObject {
	stock := kit.Pair{Label: say.T("On hand"), Value: say.T("Not known yet")}
	if !x.OnHandAt.IsZero() {
		stock.Value, stock.Note = say.N(x.OnHand, "{n} unit free", "{n} units free"), say.T("Read {time}", say.When(x.OnHandAt, now))
	}
	parts := []fyne.CanvasObject{
		kit.AcrossTop(8, kit.Grow(kit.NewParagraph(x.Name, theme.BodyStrong, theme.Text)), kit.NewSmallState(theme.Attention, "package-open", shortWords(x.Short))),
		kit.NewParagraph(x.SKU, theme.Code, theme.Text2),
		kit.Inset(4, 0, 8, 0, kit.NewPlainPairs(88, []kit.Pair{stock, {Label: say.T("Next delivery"), Value: say.T("Not known here"), Note: say.T("Purchase orders stand in Brightpearl.")}})),
		kit.NewParagraph(say.T("In order of payment. EKM tells no time for it, so that of the order stands for it; unpaid orders come last."), theme.Small, theme.Text2),
		kit.Gap(0, 4), kit.LineDivider(),
	}
	for i, c := range x.Claims {
		parts = append(parts, s.claimPart(d, x, i, c, now), kit.LineDivider())
	}
	if x.More > 0 {
		parts = append(parts, kit.Pad(0, 6, kit.NewText(say.N(x.More, "and {n} other order", "and {n} other orders"), theme.Small, theme.Text2)))
	}
	return kit.Down(0, parts...)
}

// claimPart is one order that wants the product, with the choice that it waits.
func (s *Screen) claimPart(d view.OrderDetail, x view.Shortfall, place int, c view.Claim, now time.Time) fyne.CanvasObject {
	var name fyne.CanvasObject = kit.NewLink(say.T("Order {order}", c.Number), theme.BodyMedium, func() {
		s.Open(screen.Route{Screen: screen.Orders, Tab: tabAll, Text: c.Number, Select: formatOrder(c.OrderID)})
	})
	if c.OrderID == d.ID {
		name = kit.NewText(say.T("Order {order}, this one", c.Number), theme.BodyStrong, theme.Text)
	}
	head := []fyne.CanvasObject{name, kit.Spacer()}
	if s.o.Shortfalls != nil {
		if c.Waits() {
			head = append(head, kit.NewLink(say.T("Take back"), theme.SmallMedium, func() { s.stopWaiting(x, c) }))
		} else {
			head = append(head, kit.NewLink(say.T("Let it wait"), theme.SmallMedium, func() { s.letWait(x, c) }))
		}
	}
	role := theme.Text2
	if c.Short > 0 {
		role = theme.Attention.Text()
	}
	lines := []fyne.CanvasObject{kit.Across(8, head...), kit.Exactly(kit.NewParagraph(say.T("{store}, placed {time}", c.Store, say.When(c.PlacedAt, now)), theme.Small, theme.Text2), c.PlacedAt),
		kit.NewParagraph(claimWords(c), theme.SmallMedium, role)}
	if c.Waits() {
		lines = append(lines, kit.NewParagraph(waitWords(c, now), theme.SmallMedium, theme.Working.Text()))
	}
	return kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(20, kit.LabelBeside(say.Count(place+1)+".", theme.Body)), kit.Grow(kit.Down(0, lines...))))
}

// claimWords says what an order wants of a product and what it has.
func claimWords(c view.Claim) string {
	switch {
	case c.Unpaid:
		return say.N(c.Wanted, "{n} unit wanted, not paid yet", "{n} units wanted, not paid yet")
	case c.State != commerce.OrderPosted:
		return say.N(c.Wanted, "{n} unit wanted, not posted yet", "{n} units wanted, not posted yet")
	case c.Short > 0:
		return say.N(c.Short, "{reserved} of {wanted} reserved, short {n} unit", "{reserved} of {wanted} reserved, short {n} units", c.Reserved, c.Wanted)
	}
	return say.T("{reserved} of {wanted} reserved", c.Reserved, c.Wanted)
}

// waitWords says who chose that an order waits, when and why.
func waitWords(c view.Claim, now time.Time) string {
	at := say.When(c.WaitsSince, now)
	if why := strings.TrimSuffix(strings.TrimSpace(c.WaitsWhy), "."); why != "" {
		return say.T("Waits, chosen by {person} {time}: {reason}", personWord(c.WaitsBy), at, why)
	}
	return say.T("Waits, chosen by {person} {time}", personWord(c.WaitsBy), at)
}

// staffNote is what the people who pack should know. It names no shopper.
func staffNote(d view.OrderDetail, now time.Time) string {
	var lines []string
	for _, x := range d.Shortfalls {
		lines = append(lines, say.N(x.Short, "{sku}, {name}: {n} unit short", "{sku}, {name}: {n} units short", x.SKU, x.Name))
		if !x.OnHandAt.IsZero() {
			lines = append(lines, say.N(x.OnHand, "{n} unit free, read {time}", "{n} units free, read {time}", say.When(x.OnHandAt, now)))
		}
		for i, c := range x.Claims {
			line := fmt.Sprintf("%d. ", i+1) + say.T("Order {order} of {store}, placed {time}: {claim}", c.Number, c.Store, say.When(c.PlacedAt, now), claimWords(c))
			if c.Waits() {
				line += ". " + waitWords(c, now)
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// letWait asks why and keeps the choice.
func (s *Screen) letWait(x view.Shortfall, c view.Claim) {
	reason := kit.NewEntry(say.T("Optional, for example: collects on Friday"))
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("Let order {order} wait for {sku}?", c.Number, x.SKU), Confirm: say.T("Let it wait"),
		Text: say.T("The choice is kept with your name and the time, and every order that wants the product shows it. Brightpearl reserves as before: move units there if they should change hands."),
		Body: kit.NewField(say.T("Reason"), reason),
		Done: func(yes bool) {
			if yes {
				s.Do(say.T("let order {order} wait", c.Number), func(ctx context.Context) (string, error) {
					return say.T("Order {order} waits", c.Number), s.o.Shortfalls.LetWait(ctx, x.ProductID, c.OrderID, strings.TrimSpace(reason.Text()))
				})
			}
		},
	}).Watch(func() bool { return true }, reason)
}

func (s *Screen) stopWaiting(x view.Shortfall, c view.Claim) {
	s.Do(say.T("take the choice back"), func(ctx context.Context) (string, error) {
		return say.T("Order {order} does not wait any more", c.Number), s.o.Shortfalls.StopWaiting(ctx, x.ProductID, c.OrderID)
	})
}

// pickHint is an order's goods for whoever fetches them. It names no shopper.
func pickHint(d view.OrderDetail) string {
	title := say.T("Order {order} of {store}", d.Number, d.Store)
	if d.SalesOrderID != 0 {
		title = say.T("Order {order} of {store}, Brightpearl {id}", d.Number, d.Store, digits(d.SalesOrderID))
	}
	lines := []string{title}
	for _, r := range rowsOf(d.Rows, "goods") {
		line := fmt.Sprintf("[ ] %d × %s, %s", r.Quantity, orText(r.SKU, say.T("No SKU")), r.Name)
		if r.Wanted > 0 && r.Reserved < r.Wanted {
			line += " (" + say.T("{reserved} of {wanted} reserved", r.Reserved, r.Wanted) + ")"
		}
		lines = append(lines, line)
	}
	if d.Order.DeliveryMethod != "" {
		lines = append(lines, say.T("Delivery: {method}", d.Order.DeliveryMethod))
	}
	return strings.Join(lines, "\n")
}

// pickButtons stand above an order's lines.
func (s *Screen) pickButtons(d view.OrderDetail) fyne.CanvasObject {
	buttons := []fyne.CanvasObject{kit.NewButton(say.T("Copy pick hint"), kit.Secondary, func() { s.copied(pickHint(d), say.T("The pick hint is copied")) }).Small().WithIcon("copy")}
	if s.o.Files != nil {
		buttons = append(buttons, kit.NewButton(say.T("Save pick hint"), kit.Secondary, func() { s.saveText("Pick hint "+d.Number, pickHint(d)) }).Small().WithIcon("download"))
	}
	return kit.Flow(8, buttons...)
}

func (s *Screen) copied(text, done string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	s.o.Nav.Toast(done)
}

// saveText keeps a text as a file that is named after it and the time.
func (s *Screen) saveText(name, text string) {
	name += " " + s.o.Now().Local().Format("2006-01-02 1504") + ".txt"
	s.Do(say.T("save the text"), func(context.Context) (string, error) {
		where, err := s.o.Files.Save(name, func(w io.Writer) error {
			_, err := io.WriteString(w, text+"\n")
			return err
		})
		return say.T("Saved in {folder}", say.Of(where)), err
	})
}
