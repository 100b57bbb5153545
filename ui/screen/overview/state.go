package overview

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// figures are everything the screen shows, read together.
type figures struct {
	stores   []view.StoreCard
	overview view.Overview
	causes   []view.CauseCard
	sales    []view.SalesRow
	trend    view.Trend
	reading  []view.CatalogueProgress
}

// state is what the screen knows. No method of it draws.
type state struct {
	store   commerce.StoreID
	days    int // of the charts and the sales: 1, 7 or 30
	now     time.Time
	load    int // number of the newest question
	read    bool
	err     error
	figures figures
	trendOf commerce.StoreID // whose trend the figures have
}

// trendAge is how old charts may be: reading them costs more than the figures, and they change slowly.
const trendAge = time.Minute

// wantsTrend reports that the charts have to be read with the figures: they are of another span or store, or old.
func (s *state) wantsTrend(now time.Time) bool {
	t := s.figures.trend
	return !s.read || t.Days != s.days || s.trendOf != s.store || now.Sub(t.At) >= trendAge || now.Before(t.At)
}

// beginLoad numbers a question.
func (s *state) beginLoad() int {
	s.load++
	return s.load
}

// finishLoad takes an answer in; false when it belongs to an older question. After a failure the last good figures stay.
func (s *state) finishLoad(load int, f figures, err error) bool {
	if load != s.load {
		return false
	}
	if s.err = err; err == nil {
		if f.trend.Days == 0 {
			f.trend = s.figures.trend
		} else {
			s.trendOf = s.store
		}
		s.figures, s.read = f, true
	}
	return true
}

// firstRun reports that there is nothing to look at yet.
func (s *state) firstRun() bool { return s.read && len(s.figures.stores) == 0 }

// readingOf is how far the first reading of a store's catalogue has come, nil when none runs.
func (s *state) readingOf(id commerce.StoreID) *view.CatalogueProgress {
	for i, p := range s.figures.reading {
		if p.Store == id && id != 0 {
			return &s.figures.reading[i]
		}
	}
	return nil
}

// cards are the stores to show: all of them, or the one that was picked.
func (s *state) cards() []view.StoreCard {
	if s.store == 0 {
		return s.figures.stores
	}
	for _, c := range s.figures.stores {
		if c.ID == s.store {
			return []view.StoreCard{c}
		}
	}
	return s.figures.stores
}

// sales are the rows to show, all of them or those of the store that was picked.
func (s *state) sales() []view.SalesRow {
	if s.store == 0 {
		return s.figures.sales
	}
	for _, r := range s.figures.sales {
		if r.StoreID == s.store {
			return []view.SalesRow{r}
		}
	}
	return s.figures.sales
}
