package listing

import (
	"context"
	"reflect"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// walkStep is how many rows one read of a walk asks for.
const walkStep = 1000

// Ticked are the ticked rows that were read, in no order, and how many were not.
func (l *List[R, D]) Ticked() (rows []R, unseen int) {
	c := l.table.Checked()
	chosen := l.chosenBy(c)
	l.rows.Each(func(_ string, row R) {
		if chosen(row) {
			rows = append(rows, row)
		}
	})
	return rows, max(c.Count-len(rows), 0)
}

// AllTicked hands over every ticked row, reading those that were not read yet, or all when all are ticked. When the question has changed meanwhile, nobody
// is there any more to answer for the ticks, and nothing comes of it.
func (l *List[R, D]) AllTicked(doing string, take func([]R)) {
	rows, unseen := l.Ticked()
	if unseen == 0 && !l.table.Checked().All {
		take(rows)
		return
	}
	// Rows that were read may have left the list since: with everything ticked only a fresh reading tells what that is.
	asked, chosen := l.Asking(), l.chosenBy(l.table.Checked())
	l.o.Feed.Go(func(ctx context.Context) {
		var all []R
		err := l.Walk(ctx, asked, func(row R) error {
			if chosen(row) {
				all = append(all, row)
			}
			return nil
		})
		l.o.Feed.Do(func() {
			switch {
			case !reflect.DeepEqual(asked, l.Asking()):
			case err != nil:
				l.o.Nav.Failed(doing, err)
			default:
				take(all)
			}
		})
	})
}

// Walk reads every row of a question, page after page, in the list's natural order, until visit fails. It may be called from any
// goroutine.
func (l *List[R, D]) Walk(ctx context.Context, f view.Filter, visit func(R) error) error {
	return Walker(l.o.Page, f)(ctx, visit)
}

// Asking is the present question in the words of the database; two questions that differ are different ones.
func (l *List[R, D]) Asking() view.Filter { return l.o.Filter(l.query, l.o.Now()) }

// chosenBy tells of a row whether it is ticked.
func (l *List[R, D]) chosenBy(c kit.Checks) func(R) bool {
	keys := make(map[string]bool, len(c.Keys))
	for _, key := range c.Keys {
		keys[key] = true
	}
	now := l.o.Now()
	return func(row R) bool { return keys[l.o.Row(row, now).Key] != c.All }
}

// OfferAll has a link tick everything that the filters show, while something of it is not ticked.
func (l *List[R, D]) OfferAll(c kit.Checks, all *kit.Link) {
	if total, _ := l.table.Total(); c.Count < total {
		all.SetText(say.N(total, "Select {n} filtered", "Select all {n} filtered"))
		all.Show()
	} else {
		all.Hide()
	}
}

// CountOn has a button say how many of the ticked rows it is for; without any it cannot be pressed. While some were not read nobody
// knows, and it says nothing.
func CountOn(b *kit.Button, verb string, rows, unseen int) {
	b.SetLabel(verb)
	b.Enable()
	switch {
	case unseen > 0:
	case rows == 0:
		b.Disable()
	default:
		b.SetLabel(say.T("{verb} {number}", verb, rows))
	}
}
