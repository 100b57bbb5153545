package orders

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// selection is the bar at the foot of the table: what is ticked and what can be done with all of it.
type selection struct {
	*kit.SelectionBar
	retry, exclude *kit.Button
	all            *kit.Link // ticks everything that the filters show, read or not
}

func newSelection(s *Screen) selection {
	b := selection{retry: kit.NewButton("Retry", kit.Primary, s.askRetryTicked).Small().WithIcon("rotate-cw"),
		exclude: kit.NewButton("Exclude", kit.Secondary, s.askExcludeTicked).Small()}
	b.all = kit.NewLink("", theme.BodyMedium, func() { s.Table().CheckAll() })
	b.SelectionBar = kit.NewSelectionBar(func() { s.Table().ClearChecks() }, b.exclude, b.retry)
	b.Offer(b.all)
	return b
}

// retryable tells whether a retry of many at once may touch an order: what would post an unpaid order, or one that a rule keeps
// out, is asked for one by one.
func retryable(o view.OrderRow) bool {
	return retryWord(o) != "" && !o.WaitsForPayment && (o.State != commerce.OrderExcluded || o.Cause.Code == excludedByPerson)
}

// checked shows how many orders are ticked and what can be done with them.
func (s *Screen) checked(c kit.Checks) {
	rows, unseen := s.Ticked()
	retry, exclude := pick(rows, retryable), pick(rows, excludable)
	listing.CountOn(s.bar.retry, "Retry", len(retry), unseen)
	listing.CountOn(s.bar.exclude, "Exclude", len(exclude), unseen)
	s.OfferAll(c, s.bar.all)
	s.bar.Set(c.Count, selectionWords(rows, unseen, len(retry), len(exclude)))
}

// selectionWords is what the ticked orders are worth, or why nothing can be done with them.
func selectionWords(rows []view.OrderRow, unseen, retry, exclude int) string {
	switch {
	case unseen > 0:
		return "Their money is added up before anything is done"
	case retry == 0 && exclude == 0:
		return moneyOf(rows) + ". Nothing to retry or exclude"
	}
	return moneyOf(rows)
}

func pick(rows []view.OrderRow, fits func(view.OrderRow) bool) []view.OrderRow {
	var out []view.OrderRow
	for _, o := range rows {
		if fits(o) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b view.OrderRow) int { return cmp.Or(a.PlacedAt.Compare(b.PlacedAt), cmp.Compare(a.ID, b.ID)) })
	return out
}

// moneyOf adds orders up, each currency for itself.
func moneyOf(rows []view.OrderRow) string {
	sums := map[string]commerce.Pence{}
	for _, o := range rows {
		sums[o.Currency] += o.Total
	}
	var parts []string
	for currency, sum := range sums {
		parts = append(parts, screen.Money(sum, currency))
	}
	slices.Sort(parts)
	return strings.Join(parts, " and ")
}

// rest says how many of the ticked orders are left as they are.
func rest(ticked, touched int) string {
	if ticked == touched {
		return ""
	}
	are := "are"
	if ticked-touched == 1 {
		are = "is"
	}
	return fmt.Sprintf(" %s of the selected %s left as %s: nothing of the kind can be done there.", screen.Count(ticked-touched), are, map[string]string{"is": "it is", "are": "they are"}[are])
}

func (s *Screen) askRetryTicked() {
	s.AllTicked("read the selected orders", func(rows []view.OrderRow) {
		list := pick(rows, retryable)
		if len(list) == 0 {
			s.o.Nav.Toast("None of the selected orders waits for a retry")
			return
		}
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title:   fmt.Sprintf("Retry %s?", screen.Plural(len(list), "order", "orders")),
			Text:    fmt.Sprintf("%s in all. Each goes on from the step it stopped at, and nothing is created twice. Those whose cause still stands are held again.%s", moneyOf(list), rest(len(rows), len(list))),
			Confirm: fmt.Sprintf("Retry %s now", screen.Count(len(list))),
			Done: func(yes bool) {
				if yes {
					s.each("retry", list, "tried again", s.o.Actions.Retry)
				}
			},
		})
	})
}

func (s *Screen) askExcludeTicked() {
	s.AllTicked("read the selected orders", func(rows []view.OrderRow) {
		list := pick(rows, excludable)
		if len(list) == 0 {
			s.o.Nav.Toast("None of the selected orders can be left out any more")
			return
		}
		s.askReason(kit.DialogOptions{
			Title:   fmt.Sprintf("Leave %s out of Brightpearl?", screen.Plural(len(list), "order", "orders")),
			Text:    fmt.Sprintf("%s in all will not be posted, and their units come back into the stock that stores show. You can bring them back from the Excluded tab.%s", moneyOf(list), rest(len(rows), len(list))),
			Confirm: fmt.Sprintf("Exclude %s", screen.Plural(len(list), "order", "orders")), Danger: true,
		}, func(why string) {
			s.each("exclude", list, "excluded", func(ctx context.Context, id commerce.OrderID) error { return s.o.Actions.Exclude(ctx, id, why) })
		})
	})
}

// each does one thing to several orders, oldest first, and stops at the first that refuses: what is done stays done.
func (s *Screen) each(verb string, list []view.OrderRow, done string, wish func(context.Context, commerce.OrderID) error) {
	s.o.Feed.Go(func(ctx context.Context) {
		n := 0
		var err error
		for _, o := range list {
			if err = wish(ctx, o.ID); err != nil {
				break
			}
			n++
		}
		s.o.Feed.Do(func() {
			if n > 0 {
				s.o.Nav.Toast(screen.Plural(n, "order is ", "orders are ") + done)
			}
			if err != nil {
				s.o.Nav.Failed(verb+" order "+list[n].Number, err)
			}
			s.Table().ClearChecks()
			s.Reload()
		})
	})
}
