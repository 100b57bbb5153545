package listing

import (
	"context"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
)

// Rows are the stored rows behind the table's cells, by key, as far as they were read for the present question.
type Rows[R any] struct {
	Feed *live.Feed
	Now  func() time.Time
	Read func(context.Context, view.Filter, view.Window) (view.Page[R], error)
	Row  func(R, time.Time) kit.Row // pure; called beside the window

	known    map[string]R
	question int // counts what was asked; rows of older answers are not kept
}

// Forget empties the memory for a new question.
func (r *Rows[R]) Forget() {
	r.known = map[string]R{}
	r.question++
}

// Get is the stored row of a key; ok is false while it was not read.
func (r *Rows[R]) Get(key string) (row R, ok bool) {
	row, ok = r.known[key]
	return row, ok
}

// Each visits the rows that were read, in no order.
func (r *Rows[R]) Each(visit func(key string, row R)) {
	for key, row := range r.known {
		visit(key, row)
	}
}

// Load reads one page and hands prepared rows to the table. A table drops answers to older questions by itself.
func (r *Rows[R]) Load(f view.Filter, w view.Window, answer func(kit.Page)) {
	question, now := r.question, r.Now()
	r.Feed.Go(func(ctx context.Context) {
		got, err := r.Read(ctx, f, w)
		rows := make([]kit.Row, len(got.Rows))
		for i, stored := range got.Rows {
			rows[i] = r.Row(stored, now)
		}
		r.Feed.Do(func() {
			if question == r.question {
				for i, stored := range got.Rows {
					r.known[rows[i].Key] = stored
				}
			}
			answer(kit.Page{Rows: rows, Total: got.Total, Err: err})
		})
	})
}
