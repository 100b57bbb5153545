package orders

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
		return say.T("Post without payment")
	case o.State == commerce.OrderHeld:
		return say.T("Retry")
	case o.State == commerce.OrderExcluded:
		return say.T("Bring back")
	case (o.State == commerce.OrderWaiting || o.State == commerce.OrderWorking) && o.Attempts > 0:
		return say.T("Retry now")
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
		offer(say.T("Corrected in Brightpearl"), func() { s.acceptChange(o) })
		offer(say.T("Ignore with reason"), func() { s.ignoreChange(o) })
	}
	if len(d.Shortfalls) > 0 {
		offer(say.T("See who waits"), func() { s.Pane().Tabs().Select(paneShortfall) })
	}
	if o.Cause.Code == orderDeleted && s.o.Changes != nil {
		offer(say.T("Create again"), func() { s.createAgain(o) })
	}
	if canFix(o) && s.o.Fixer != nil {
		offer(say.T("Fix"), func() { s.fixOrder(d) })
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
		offer(say.T("Exclude"), func() { s.exclude(o) })
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
	text := say.N(n-1, "{n} more order has this cause.", "{n} more orders have this cause.")
	link := kit.NewLink(say.T("Retry all {count}", n), theme.SmallMedium, func() { s.retryCause(o, n, money) })
	return kit.Flow(8, kit.Across(8, kit.NewIcon("info", theme.Text2, theme.IconSmall), kit.NewText(text, theme.Small, theme.Text2)), link)
}

// menu is a row's right click.
func (s *Screen) menu(o view.OrderRow) []kit.MenuItem {
	items := []kit.MenuItem{{Label: say.T("Show details"), Note: say.X("key", "Enter"), Tapped: func() { s.Show(formatOrder(o.ID)) }}}
	if canFix(o) && s.o.Fixer != nil {
		items = append(items, kit.MenuItem{Label: say.T("Fix"), Icon: "pencil", Tapped: func() { s.withDetails(o, func(d view.OrderDetail) { s.fixOrder(d) }) }})
	}
	if word := retryWord(o); word != "" {
		items = append(items, kit.MenuItem{Label: word, Icon: "rotate-cw", Tapped: func() { s.retry(o) }})
	}
	if n, money := s.summary.together(o); n > 1 && o.State == commerce.OrderHeld {
		items = append(items, kit.MenuItem{Label: say.T("Retry all of this cause"), Note: say.Count(n), Tapped: func() { s.retryCause(o, n, money) }})
	}
	items = append(items, kit.MenuItem{}, kit.MenuItem{Label: say.T("Copy order number"), Icon: "copy", Tapped: func() { fyne.CurrentApp().Clipboard().SetContent(o.Number) }})
	items = append(items, kit.MenuItem{Label: say.T("Copy pick hint"), Icon: "copy", Tapped: func() {
		s.withDetails(o, func(d view.OrderDetail) { s.copied(pickHint(d), say.T("The pick hint is copied")) })
	}})
	if s.o.Downloads != nil {
		items = append(items, kit.MenuItem{Label: say.T("Download again"), Icon: "download", Tapped: func() { s.askDownloadOf(o) }})
	}
	if address := s.brightpearl(o.SalesOrderID); address != "" {
		items = append(items, kit.MenuItem{Label: say.T("Open in Brightpearl"), Icon: "external-link", Tapped: func() { s.o.Nav.OpenURL(address) }})
	}
	if excludable(o) {
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: say.T("Exclude with reason"), Danger: true, Tapped: func() { s.exclude(o) }})
	}
	return items
}

// withDetails reads an order for something that needs more than its row.
func (s *Screen) withDetails(o view.OrderRow, use func(view.OrderDetail)) {
	s.o.Feed.Go(func(ctx context.Context) {
		d, err := s.read(ctx, formatOrder(o.ID), o)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed(say.T("read order {order}", o.Number), err)
				return
			}
			use(d)
		})
	})
}

// retry makes one order due again. To post an order that is not paid, or that a rule keeps out, is a promise of goods and
// records a payment, so it is asked for.
func (s *Screen) retry(o view.OrderRow) {
	byRule := o.State == commerce.OrderExcluded && o.Cause.Code != excludedByPerson
	if !o.WaitsForPayment && !byRule {
		s.Do(say.T("retry order {order}", o.Number), func(ctx context.Context) (string, error) {
			return say.T("Order {order} is tried again", o.Number), s.o.Actions.Retry(ctx, o.ID)
		})
		return
	}
	title, verb := say.T("Post order {order} although it is not paid in EKM?", o.Number), say.T("Post without payment")
	safe := say.T("To wait is the safe choice: it is posted by itself once EKM shows the payment.")
	if byRule {
		title, verb = say.T("Post order {order} although a rule keeps it out?", o.Number), say.T("Post order")
		safe = join(say.Of(o.Cause.Text), say.T("It comes by itself when the status changes in EKM."))
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: title, Confirm: verb, Danger: true,
		Text: join(say.T("Brightpearl gets the order of {store} and a payment of {money}, whether or not the money has arrived.", o.Store, say.Money(o.Total, o.Currency)), safe),
		Done: func(yes bool) {
			if yes {
				s.Do(say.T("post order {order}", o.Number), func(ctx context.Context) (string, error) {
					return say.T("Order {order} is being posted", o.Number), s.o.Actions.Retry(ctx, o.ID)
				})
			}
		},
	})
}

func (s *Screen) retryCause(o view.OrderRow, n int, money commerce.Pence) {
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title:   say.N(n, "Retry {n} order of {store}?", "Retry {n} orders of {store}?", o.Store),
		Text:    retryText(say.Money(money, o.Currency)),
		Confirm: say.T("Retry {count} now", n),
		Done: func(yes bool) {
			if !yes {
				return
			}
			s.Do(say.T("retry the orders of this cause"), func(ctx context.Context) (string, error) {
				done, err := s.o.Actions.RetryCause(ctx, o.StoreID, o.Cause.Code)
				return triedAgain(int(done)), err
			})
		},
	})
}

// retryText says what a retry of many does; money is what they are worth together.
func retryText(money string) string {
	return say.T("{money} in all. Each goes on from the step it stopped at, and nothing is created twice. Those whose cause still stands are held again.", money)
}

func triedAgain(n int) string {
	return say.N(n, "{n} order is tried again", "{n} orders are tried again")
}

// exclude asks for the reason, without which nobody could tell later why an order is missing.
func (s *Screen) exclude(o view.OrderRow) {
	text := say.T("The order of {store}, {money}, will not be posted.", o.Store, say.Money(o.Total, o.Currency))
	if o.WantedUnits > 0 {
		text = join(text, say.N(o.WantedUnits, "Its {n} unit comes back into the stock that stores show.", "Its {n} units come back into the stock that stores show."))
	}
	s.askReason(kit.DialogOptions{
		Title: say.T("Leave order {order} out of Brightpearl?", o.Number), Confirm: say.T("Exclude order"), Danger: true,
		Text: join(text, say.T("You can bring it back from the Excluded tab.")),
	}, func(why string) {
		s.Do(say.T("exclude order {order}", o.Number), func(ctx context.Context) (string, error) {
			return say.T("Order {order} is excluded", o.Number), s.o.Actions.Exclude(ctx, o.ID, why)
		})
	})
}

// askReason asks a question that is answered with a reason.
func (s *Screen) askReason(o kit.DialogOptions, yes func(why string)) {
	reason := kit.NewEntry(say.T("For example: typed into Brightpearl by hand"))
	o.Body = kit.NewField(say.T("Reason"), reason).WithHelp(say.T("It is kept with the order and in the activity log."))
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}

// acceptChange says that a person has put Brightpearl right.
func (s *Screen) acceptChange(o view.OrderRow) {
	s.Do(say.T("accept the change of order {order}", o.Number), func(ctx context.Context) (string, error) {
		return say.T("Order {order} is settled: EKM's order is the truth now", o.Number), s.o.Changes.AcceptChange(ctx, o.ID)
	})
}

// ignoreChange leaves Brightpearl as it is.
func (s *Screen) ignoreChange(o view.OrderRow) {
	s.askReason(kit.DialogOptions{
		Title: say.T("Leave sales order {id} as it was posted?", digits(o.SalesOrderID)), Confirm: say.T("Ignore the change"),
		Text: say.T("EKM shows order {order} otherwise now. Brightpearl keeps what was posted, and the order leaves To do. Another change in EKM brings it back.", o.Number),
	}, func(why string) {
		s.Do(say.T("ignore the change of order {order}", o.Number), func(ctx context.Context) (string, error) {
			return say.T("The change of order {order} is ignored", o.Number), s.o.Changes.IgnoreChange(ctx, o.ID, why)
		})
	})
}

// createAgain posts an order anew whose sales order is gone.
func (s *Screen) createAgain(o view.OrderRow) {
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("Create order {order} in Brightpearl again?", o.Number), Confirm: say.T("Create again"),
		Text: say.T("Its sales order was deleted there. A new one over {money} is made, its stock is reserved and its payment recorded. If somebody deleted it on purpose, exclude the order instead.", say.Money(o.Total, o.Currency)),
		Done: func(yes bool) {
			if yes {
				s.Do(say.T("create order {order} again", o.Number), func(ctx context.Context) (string, error) {
					return say.T("Order {order} is created again", o.Number), s.o.Changes.CreateAgain(ctx, o.ID)
				})
			}
		},
	})
}
