// Package attention is the screen of what needs a person and of what happened: causes as cards, sorted by consequence, and the
// activity log. It reads through Pages and wishes through Actions; which cause weighs more is decided where causes are read.
//
// Everything runs on the UI goroutine except the questions, which the feed asks beside it; an answer to an older question is
// dropped. Start reading at Screen in screen.go, then cards.go.
package attention

import (
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// The tabs of the screen.
const (
	tabAttention = "attention"
	tabSnoozed   = "snoozed"
	tabSolved    = "solved"
	tabActivity  = "activity"
)

// The kinds of causes, as the filter of the cards offers them.
const (
	kindOrders    = "orders"
	kindStock     = "stock"
	kindShipments = "shipments"
	kindOther     = "other"
)

// batch is how many cards are drawn at a time; a thousand would cost seconds and help nobody.
const batch = 25

// cardFilter narrows the cards. It works on what was read: there are few causes.
type cardFilter struct {
	store    commerce.StoreID
	kind     string
	assigned string // a name, or nobody
}

// nobody is the choice of the filter for problems that are given to no one; no name begins like it.
const nobody = "\x00"

func (f cardFilter) narrowed() bool { return f.store != 0 || f.kind != "" || f.assigned != "" }

func (f cardFilter) fits(c view.CauseCard) bool {
	return (f.store == 0 || c.StoreID == f.store || c.StoreID == 0) && (f.kind == "" || f.kind == kindOf(c)) &&
		(f.assigned == "" || f.assigned == c.Assigned || f.assigned == nobody && c.Assigned == "")
}

func (f cardFilter) apply(all []view.CauseCard) []view.CauseCard {
	var out []view.CauseCard
	for _, c := range all {
		if f.fits(c) {
			out = append(out, c)
		}
	}
	return out
}

// kindOf is what a cause stops first of all.
func kindOf(c view.CauseCard) string {
	switch {
	case c.Orders > 0:
		return kindOrders
	case c.SKUs > 0 || strings.HasPrefix(c.Code, "SB-STK") || strings.HasPrefix(c.Code, "SB-SKU"):
		return kindStock
	case c.Shipments > 0 || strings.HasPrefix(c.Code, "SB-SHP"):
		return kindShipments
	}
	return kindOther
}

// logQuery is what the activity table asks.
type logQuery struct {
	store commerce.StoreID
	kind  string
	level string
	since string // one of spans, or nothing
	actor string // a name, or anybody
	text  string
}

// anybody is the choice of the filter for what any person did; no name begins like it.
const anybody = "\x00"

// spans are the choices of the time filter, by what they name.
var spans = map[string]func(now time.Time) (from, to time.Time){
	"hour":  func(now time.Time) (from, to time.Time) { return now.Add(-time.Hour), to },
	"today": func(now time.Time) (from, to time.Time) { return screen.Midnight(now), to },
	"yesterday": func(now time.Time) (from, to time.Time) {
		return screen.Midnight(now).AddDate(0, 0, -1), screen.Midnight(now)
	},
	"day":   func(now time.Time) (from, to time.Time) { return now.Add(-24 * time.Hour), to },
	"week":  func(now time.Time) (from, to time.Time) { return now.Add(-7 * 24 * time.Hour), to },
	"month": func(now time.Time) (from, to time.Time) { return now.Add(-30 * 24 * time.Hour), to },
}

func (q logQuery) narrowed() bool {
	return q.kind != "" || q.level != "" || q.since != "" || q.actor != "" || strings.TrimSpace(q.text) != ""
}

func (q logQuery) filter(now time.Time) view.Filter {
	f := view.Filter{Store: q.store, Tab: q.level, Text: strings.TrimSpace(q.text)}
	if q.kind != "" {
		f.States = []string{q.kind}
	}
	if q.actor == anybody {
		f.Has = []string{"person"}
	} else {
		f.Actor = q.actor
	}
	if span, ok := spans[q.since]; ok {
		f.From, f.To = span(now)
	}
	return f
}

func (q logQuery) window(page int) view.Window {
	return view.Window{Offset: page * kit.PageSize, Limit: kit.PageSize}
}

// proof is what an empty list of problems stands on: what happened in the last day.
type proof struct {
	known                    bool
	actions, retries, errors int
}
