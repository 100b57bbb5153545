package orders

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
	b := selection{retry: kit.NewButton(say.T("Retry"), kit.Primary, s.askRetryTicked).Small().WithIcon("rotate-cw"),
		exclude: kit.NewButton(say.T("Exclude"), kit.Secondary, s.askExcludeTicked).Small()}
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
	verb := say.T("Retry")
	if allExcluded(retry) {
		verb = say.T("Bring back")
	}
	listing.CountOn(s.bar.retry, verb, len(retry), unseen)
	listing.CountOn(s.bar.exclude, say.T("Exclude"), len(exclude), unseen)
	s.OfferAll(c, s.bar.all)
	s.bar.Set(c.Count, selectionWords(rows, unseen, len(retry), len(exclude)))
}

// allExcluded tells whether orders are to be brought back, not tried again.
func allExcluded(rows []view.OrderRow) bool {
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(o view.OrderRow) bool { return o.State != commerce.OrderExcluded })
}

// selectionWords is what the ticked orders are worth, or why nothing can be done with them.
func selectionWords(rows []view.OrderRow, unseen, retry, exclude int) string {
	switch {
	case unseen > 0:
		return say.T("Their money is added up before anything is done")
	case retry == 0 && exclude == 0:
		return say.T("{money}. Nothing to retry or exclude", moneyOf(rows))
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
		parts = append(parts, say.Money(sum, currency))
	}
	slices.Sort(parts)
	return listed(parts)
}

// rest says how many of the ticked orders are left as they are.
func rest(ticked, touched int) string {
	if ticked == touched {
		return ""
	}
	return say.N(ticked-touched, "{n} of the selected is left as it is: nothing of the kind can be done there.", "{n} of the selected are left as they are: nothing of the kind can be done there.")
}

func (s *Screen) askRetryTicked() {
	s.AllTicked(say.T("read the selected orders"), func(rows []view.OrderRow) {
		list := pick(rows, retryable)
		if len(list) == 0 {
			s.o.Nav.Toast(say.T("None of the selected orders waits for a retry"))
			return
		}
		title, text, confirm := say.N(len(list), "Retry {n} order?", "Retry {n} orders?"), retryText(moneyOf(list)), say.T("Retry {count} now", len(list))
		if allExcluded(list) {
			title, confirm = say.N(len(list), "Bring {n} order back?", "Bring {n} orders back?"), say.N(len(list), "Bring back {n} order", "Bring back {n} orders")
			text = say.T("{money} in all will be posted to Brightpearl, as if nobody had left them out.", moneyOf(list))
		}
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title: title, Text: join(text, rest(len(rows), len(list))), Confirm: confirm,
			Done: func(yes bool) {
				if yes {
					s.each(list, s.o.Actions.Retry, triedAgain, func(number string) string { return say.T("retry order {order}", number) })
				}
			},
		})
	})
}

func (s *Screen) askExcludeTicked() {
	s.AllTicked(say.T("read the selected orders"), func(rows []view.OrderRow) {
		list := pick(rows, excludable)
		if len(list) == 0 {
			s.o.Nav.Toast(say.T("None of the selected orders can be left out any more"))
			return
		}
		s.askReason(kit.DialogOptions{
			Title:   say.N(len(list), "Leave {n} order out of Brightpearl?", "Leave {n} orders out of Brightpearl?"),
			Text:    join(say.T("{money} in all will not be posted, and their units come back into the stock that stores show. You can bring them back from the Excluded tab.", moneyOf(list)), rest(len(rows), len(list))),
			Confirm: say.N(len(list), "Exclude {n} order", "Exclude {n} orders"), Danger: true,
		}, func(why string) {
			s.each(list, func(ctx context.Context, id commerce.OrderID) error { return s.o.Actions.Exclude(ctx, id, why) },
				func(n int) string { return say.N(n, "{n} order is excluded", "{n} orders are excluded") },
				func(number string) string { return say.T("exclude order {order}", number) })
		})
	})
}

// each does one thing to several orders, oldest first, and stops at the first that refuses: what is done stays done. The words say
// how many are done, and what failed for an order's number.
func (s *Screen) each(list []view.OrderRow, wish func(context.Context, commerce.OrderID) error, done func(int) string, doing func(number string) string) {
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
				s.o.Nav.Toast(done(n))
			}
			if err != nil {
				s.o.Nav.Failed(doing(list[n].Number), err)
			}
			s.Table().ClearChecks()
			s.Reload()
		})
	})
}

// listed writes a list of words: "A, B and C".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return say.T("{list} and {last}", strings.Join(words[:last], ", "), words[last])
}
