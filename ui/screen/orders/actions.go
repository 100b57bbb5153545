package orders

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// excludable tells whether an order can still be left out of Brightpearl.
func excludable(o view.OrderRow) bool {
	return o.SalesOrderID == 0 && (o.State == commerce.OrderHeld || o.State == commerce.OrderWaiting || o.State == commerce.OrderWorking)
}

// retryWord is the verb that makes an order due again; empty where there is nothing to repeat.
func retryWord(o view.OrderRow) string {
	switch {
	case o.WaitsForPayment:
		return "Post without payment"
	case o.State == commerce.OrderHeld:
		return "Retry"
	case o.State == commerce.OrderExcluded:
		return "Bring back"
	case (o.State == commerce.OrderWaiting || o.State == commerce.OrderWorking) && o.Attempts > 0:
		return "Retry now"
	}
	return ""
}

// buttons are the pane's actions, the most likely cure first and as the only primary one.
func (s *Screen) buttons(d view.OrderDetail) []fyne.CanvasObject {
	o := d.OrderRow
	var out []fyne.CanvasObject
	kind := kit.Primary
	offer := func(label string, tapped func()) {
		out = append(out, kit.NewButton(label, kind, tapped).Small())
		kind = kit.Secondary
	}
	if o.Changed && s.o.Changes != nil {
		offer("Corrected in Brightpearl", func() { s.acceptChange(o) })
		offer("Ignore with reason", func() { s.ignoreChange(o) })
	}
	if o.Cause.Code == orderDeleted && s.o.Changes != nil {
		offer("Create again", func() { s.createAgain(o) })
	}
	if canFix(o) && s.o.Fixer != nil {
		offer("Fix", func() { s.fixOrder(d) })
	}
	if cure := remedyOf(o, firstUntied(d)); cure.label != "" && o.State == commerce.OrderHeld {
		offer(cure.label, func() { s.o.Nav.Go(cure.route) })
	}
	if word := retryWord(o); word != "" {
		if o.WaitsForPayment || o.State == commerce.OrderExcluded {
			kind = kit.Secondary // rarely right, so it does not call for attention
		}
		offer(word, func() { s.retry(o) })
	}
	if excludable(o) {
		kind = kit.Secondary
		offer("Exclude", func() { s.exclude(o) })
	}
	return out
}

// firstUntied is the SKU that a person has to look at.
func firstUntied(d view.OrderDetail) string {
	for _, r := range d.Rows {
		if r.Kind == "goods" && r.ProductID == 0 {
			return r.SKU
		}
	}
	return ""
}

// remark offers to retry everything that the same cause holds.
func (s *Screen) remark(o view.OrderRow) fyne.CanvasObject {
	n, money := s.summary.together(o)
	if o.State != commerce.OrderHeld || n < 2 {
		return nil
	}
	text := screen.Plural(n-1, "more order has", "more orders have") + " this cause."
	link := kit.NewLink(fmt.Sprintf("Retry all %d", n), theme.SmallMedium, func() { s.retryCause(o, n, money) })
	return kit.Across(8, kit.NewIcon("info", theme.Text2, theme.IconSmall), kit.NewText(text, theme.Small, theme.Text2), link)
}

// menu is a row's right click.
func (s *Screen) menu(o view.OrderRow) []kit.MenuItem {
	items := []kit.MenuItem{{Label: "Show details", Note: "Enter", Tapped: func() { s.Show(formatOrder(o.ID)) }}}
	if canFix(o) && s.o.Fixer != nil {
		items = append(items, kit.MenuItem{Label: "Fix", Icon: "pencil", Tapped: func() { s.fixRow(o) }})
	}
	if word := retryWord(o); word != "" {
		items = append(items, kit.MenuItem{Label: word, Icon: "rotate-cw", Tapped: func() { s.retry(o) }})
	}
	if n, money := s.summary.together(o); n > 1 && o.State == commerce.OrderHeld {
		items = append(items, kit.MenuItem{Label: "Retry all of this cause", Note: screen.Count(n), Tapped: func() { s.retryCause(o, n, money) }})
	}
	items = append(items, kit.MenuItem{}, kit.MenuItem{Label: "Copy order number", Icon: "copy", Tapped: func() { fyne.CurrentApp().Clipboard().SetContent(o.Number) }})
	if s.o.Downloads != nil {
		items = append(items, kit.MenuItem{Label: "Download again", Icon: "download", Tapped: func() { s.askDownloadOf(o) }})
	}
	if address := s.brightpearl(o.SalesOrderID); address != "" {
		items = append(items, kit.MenuItem{Label: "Open in Brightpearl", Icon: "external-link", Tapped: func() { s.o.Nav.OpenURL(address) }})
	}
	if excludable(o) {
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: "Exclude with reason", Danger: true, Tapped: func() { s.exclude(o) }})
	}
	return items
}

// fixRow reads an order and opens its fix.
func (s *Screen) fixRow(o view.OrderRow) {
	s.o.Feed.Go(func(ctx context.Context) {
		d, err := s.read(ctx, formatOrder(o.ID), o)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed("read order "+o.Number, err)
				return
			}
			s.fixOrder(d)
		})
	})
}

// retry makes one order due again. To post an order that is not paid, or that a rule keeps out, is a promise of goods and
// records a payment, so it is asked for.
func (s *Screen) retry(o view.OrderRow) {
	byRule := o.State == commerce.OrderExcluded && o.Cause.Code != excludedByPerson
	if !o.WaitsForPayment && !byRule {
		s.Do("retry order "+o.Number, func(ctx context.Context) (string, error) {
			return "Order " + o.Number + " is tried again", s.o.Actions.Retry(ctx, o.ID)
		})
		return
	}
	title, verb := "Post order "+o.Number+" although it is not paid in EKM?", "Post without payment"
	safe := "To wait is the safe choice: it is posted by itself once EKM shows the payment."
	if byRule {
		title, verb = "Post order "+o.Number+" although a rule keeps it out?", "Post order"
		safe = o.Cause.Text + " It comes by itself when the status changes in EKM."
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: title, Confirm: verb, Danger: true,
		Text: fmt.Sprintf("Brightpearl gets the order of %s and a payment of %s, whether or not the money has arrived. %s", o.Store, screen.Money(o.Total, o.Currency), safe),
		Done: func(yes bool) {
			if yes {
				s.Do("post order "+o.Number, func(ctx context.Context) (string, error) {
					return "Order " + o.Number + " is being posted", s.o.Actions.Retry(ctx, o.ID)
				})
			}
		},
	})
}

func (s *Screen) retryCause(o view.OrderRow, n int, money commerce.Pence) {
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title:   fmt.Sprintf("Retry %s of %s?", screen.Plural(n, "order", "orders"), o.Store),
		Text:    fmt.Sprintf("%s in all. Each goes on from the step it stopped at, and nothing is created twice. Those whose cause still stands are held again.", screen.Money(money, o.Currency)),
		Confirm: fmt.Sprintf("Retry %d now", n),
		Done: func(yes bool) {
			if !yes {
				return
			}
			s.Do("retry the orders of this cause", func(ctx context.Context) (string, error) {
				done, err := s.o.Actions.RetryCause(ctx, o.StoreID, o.Cause.Code)
				are := "are"
				if done == 1 {
					are = "is"
				}
				return fmt.Sprintf("%s %s tried again", screen.Plural(done, "order", "orders"), are), err
			})
		},
	})
}

// exclude asks for the reason, without which nobody could tell later why an order is missing.
func (s *Screen) exclude(o view.OrderRow) {
	units := ""
	if o.WantedUnits > 0 {
		units = fmt.Sprintf(" Its %s come back into the stock that stores show.", screen.Plural(o.WantedUnits, "unit", "units"))
	}
	s.askReason(kit.DialogOptions{
		Title: "Leave order " + o.Number + " out of Brightpearl?", Confirm: "Exclude order", Danger: true,
		Text: fmt.Sprintf("The order of %s, %s, will not be posted.%s You can bring it back from the Excluded tab.", o.Store, screen.Money(o.Total, o.Currency), units),
	}, func(why string) {
		s.Do("exclude order "+o.Number, func(ctx context.Context) (string, error) {
			return "Order " + o.Number + " is excluded", s.o.Actions.Exclude(ctx, o.ID, why)
		})
	})
}

// askReason asks a question that is answered with a reason.
func (s *Screen) askReason(o kit.DialogOptions, yes func(why string)) {
	reason := kit.NewEntry("For example: typed into Brightpearl by hand")
	o.Body = kit.NewField("Reason", reason).WithHelp("It is kept with the order and in the activity log.")
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}

// acceptChange says that a person has put Brightpearl right.
func (s *Screen) acceptChange(o view.OrderRow) {
	s.Do("accept the change of order "+o.Number, func(ctx context.Context) (string, error) {
		return "Order " + o.Number + " is settled: EKM's order is the truth now", s.o.Changes.AcceptChange(ctx, o.ID)
	})
}

// ignoreChange leaves Brightpearl as it is.
func (s *Screen) ignoreChange(o view.OrderRow) {
	s.askReason(kit.DialogOptions{
		Title: "Leave sales order " + fmt.Sprint(o.SalesOrderID) + " as it was posted?", Confirm: "Ignore the change",
		Text: "EKM shows order " + o.Number + " otherwise now. Brightpearl keeps what was posted, and the order leaves To do. Another change in EKM brings it back.",
	}, func(why string) {
		s.Do("ignore the change of order "+o.Number, func(ctx context.Context) (string, error) {
			return "The change of order " + o.Number + " is ignored", s.o.Changes.IgnoreChange(ctx, o.ID, why)
		})
	})
}

// createAgain posts an order anew whose sales order is gone.
func (s *Screen) createAgain(o view.OrderRow) {
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: "Create order " + o.Number + " in Brightpearl again?", Confirm: "Create again",
		Text: fmt.Sprintf("Its sales order was deleted there. A new one over %s is made, its stock is reserved and its payment recorded. If somebody deleted it on purpose, exclude the order instead.", screen.Money(o.Total, o.Currency)),
		Done: func(yes bool) {
			if yes {
				s.Do("create order "+o.Number+" again", func(ctx context.Context) (string, error) {
					return "Order " + o.Number + " is created again", s.o.Changes.CreateAgain(ctx, o.ID)
				})
			}
		},
	})
}
