package match

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

const (
	// lookAgain is how often the progress of a reading is looked at while one runs.
	lookAgain = 2 * time.Second
	// mostReadings is how many readings have a line each.
	mostReadings = 3
)

func (s *Screen) progress(ctx context.Context) ([]view.CatalogueProgress, error) {
	if s.o.Catalogues == nil {
		return nil, nil
	}
	return s.o.Catalogues.Progress(ctx)
}

// showProgress says above the table how far the first readings have come, and looks again soon while there are any.
func (s *Screen) showProgress(readings []view.CatalogueProgress) {
	s.wait()
	s.summary.reading = len(readings) > 0
	if len(readings) == 0 {
		s.reading.Set(nil)
		return
	}
	var lines []fyne.CanvasObject
	for _, p := range readings[:min(len(readings), mostReadings)] {
		bar := kit.NewProgress(4)
		bar.Set(float64(p.Done), float64(p.Total))
		line := []fyne.CanvasObject{kit.NewIcon("refresh-cw", theme.Working.Text(), theme.IconSmall)}
		if p.Total > 0 { // a bar says nothing while nobody knows how much there is
			line = append(line, kit.Sized(72, 16, bar))
		}
		words := kit.NewElided(progressLine(p, s.storeName(p.Store), s.o.Now()), theme.Small, theme.Text)
		lines = append(lines, kit.Across(8, append(line, words, kit.Spacer())...))
	}
	if more := len(readings) - mostReadings; more > 0 {
		lines = append(lines, kit.NewText(say.N(more, "{n} more catalogue is being read.", "{n} more catalogues are being read."), theme.Small, theme.Text2))
	}
	lines = append(lines, kit.NewElided(say.T("What has been read is in the list and can be worked on."), theme.Small, theme.Text2))
	s.reading.Set(kit.Inset(0, theme.PageMargin, theme.Space3, theme.PageMargin, kit.Down(4, lines...)))
	if s.shown {
		s.wait = s.o.Feed.Clock().After(lookAgain, s.lookAtProgress)
	}
}

// lookAtProgress asks again; the rest of the page is read again once a reading has ended.
func (s *Screen) lookAtProgress() {
	s.o.Feed.Go(func(ctx context.Context) {
		readings, err := s.progress(ctx)
		s.o.Feed.Do(func() {
			switch {
			case err != nil || !s.shown:
			case len(readings) == 0:
				s.Reload()
			default:
				s.showProgress(readings)
			}
		})
	})
}

func (s *Screen) storeName(id commerce.StoreID) string {
	for _, c := range s.StoreCards() {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

// progressLine says how far a reading has come: "EKM listings of Garden: 3,200 of 10,000, about 3 min left, done at about 14:05".
func progressLine(p view.CatalogueProgress, store string, now time.Time) string {
	what := say.Of(p.What)
	if store != "" {
		what = say.T("{what} of {store}", what, store)
	}
	switch {
	case p.Total == 0:
		return say.T("{what}: {done} read so far", what, p.Done)
	case p.Left <= 0:
		return say.T("{what}: {done} of {total}", what, p.Done, p.Total)
	case p.Left < time.Minute:
		return say.T("{what}: {done} of {total}, less than a minute left", what, p.Done, p.Total)
	}
	return say.T("{what}: {done} of {total}, about {span} left, done at about {time}", what, p.Done, p.Total, say.Span(p.Left.Round(time.Minute)), say.Clock(now.Add(p.Left)))
}
