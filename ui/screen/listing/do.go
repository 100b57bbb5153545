package listing

import (
	"context"

	"stockbridge/ui/live"
	"stockbridge/ui/screen"
)

// Do runs a wish beside the window, says what came of it and then calls after. An empty answer is not worth a toast.
func Do(feed *live.Feed, nav screen.Navigator, doing string, wish func(context.Context) (done string, err error), after func()) {
	feed.Go(func(ctx context.Context) {
		done, err := wish(ctx)
		feed.Do(func() {
			if done != "" && err == nil {
				nav.Toast(done)
			}
			if err != nil {
				nav.Failed(doing, err)
			}
			after()
		})
	})
}

// Do runs a wish beside the window, says what came of it and reads again.
func (l *List[R, D]) Do(doing string, wish func(context.Context) (done string, err error)) {
	Do(l.o.Feed, l.o.Nav, doing, wish, l.Reload)
}
