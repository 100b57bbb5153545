// Package match is the screen of the SKU match report: which listing of which store means which Brightpearl product, which
// ones do not, why, and what a person can decide about it. It shows evidence down to the character and edits no product.
//
// It reads through Pages and wishes through Actions and the smaller interfaces beside it; all are called beside the window,
// everything else on the UI goroutine. Start reading at Options in ports.go and Screen, then tabOrder in state.go, tableRow in
// rows.go, matchBody in pane_match.go, preview in deciding.go and align in letters.go.
package match

import (
	"context"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// Screen is the match report.
type Screen struct {
	*listing.List[view.LinkRow, detail]
	o       Options
	summary summary
	bar     selection
	accept  *kit.Link // accepts the kind that the filter shows; stands beside the search
	reading *kit.Slot // how far a first reading has come
	wait    func()    // ends the wait for another look at it
	rename  *renaming // the Rename tab of the listing in the pane
	shown   bool
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it reads nothing before Shown.
func New(o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Screen{o: o, reading: kit.NewSlot(), wait: func() {}}
	s.bar = newSelection(s)
	s.accept = kit.NewLink("", theme.SmallMedium, func() {
		s.askKind(commerce.Likeness(s.Query().Value(kindFilter)), s.Query().OneStore())
	})
	lo := listing.Options[view.LinkRow, detail]{
		Feed: o.Feed, News: o.News, Nav: o.Nav, Now: o.Now,
		Kinds: []events.Kind{events.Links, events.Levels, events.Orders, events.Stores},
		Page:  o.Pages.LinkPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: say.T("SKU match"), Columns: columns(), Row: tableRow, Fault: words, LoadingNote: say.T("Reading the codes"),
		Buttons: s.headButtons(), Search: say.T("SKU, name, barcode"), SearchWidth: 168, Menu: s.menu, Notice: s.reading, Remark: s.accept,
		Query: listing.NewQuery(tabCosts, tabStates()), Filter: filter, Window: window, Order: order, Route: route,
		Tabs: func() []kit.Tab { return tabsOf(s.summary) }, Counters: func() []kit.Counter { return counters(s.summary, s.jump) },
		Filters: func(q listing.Query) []kit.Filter {
			s.offerKind(q)
			return filters(s.summary)
		},
		Empty: func(q listing.Query) kit.EmptyState {
			return emptyState(q, s.summary, s.StoreCards(), o.Now(), s.ClearFilters, func() { o.Nav.Go(screen.Route{Screen: screen.Stores}) }, s.jump)
		},
		Views: builtInViews(), Memory: o.Memory, Name: "match",
		Pane: listing.PaneOptions[view.LinkRow, detail]{Tabs: paneTabs(nil), Read: s.read, Await: s.await, Draw: s.draw, RowFirst: true},
	}
	if o.Linker != nil {
		lo.OnCheck, lo.Bar = s.checked, s.bar.SelectionBar
	}
	s.List = listing.New(lo)
	return s
}

func (s *Screen) jump(tab string, states []string) { s.Jump(tab, states...) }

// Shown listens and reads.
func (s *Screen) Shown() {
	s.shown = true
	s.List.Shown()
}

// Hidden stops listening.
func (s *Screen) Hidden() {
	s.shown = false
	s.wait()
	s.List.Hidden()
}

// mostWaiting is how many codes with waiting order lines are read to add the lines up.
const mostWaiting = 1000

// mostWorth is how many listings without a product are looked at one by one to add up their stock.
const mostWorth = 50_000

// figures reads what stands around the table.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	tabs, err1 := s.o.Pages.LinkTabs(ctx, store)
	costs, err2 := s.o.Pages.LinkPage(ctx, view.Filter{Store: store, Tab: tabCosts}, view.Window{Limit: 1})
	asked, err3 := s.o.Pages.LinkPage(ctx, view.Filter{Store: store, Tab: tabUnmatched, Has: []string{hasAsked}}, view.Window{Limit: mostWaiting})
	kinds, err4 := s.o.Pages.LinkKinds(ctx, store)
	progress, err5 := s.progress(ctx)
	var worth map[string]commerce.Pence
	if (summary{tabs: tabs}).unmatched() <= mostWorth {
		worth, _ = s.o.Pages.UnmanagedStock(ctx, store) // a counter that is missing is no trouble
	}
	return func() {
		s.summary.worth = worth
		if err1 == nil {
			s.summary.tabs, s.summary.known = tabs, true
		}
		if err2 == nil {
			s.summary.costs = costs.Total
		}
		if err3 == nil {
			s.summary.waiting, s.summary.more = 0, asked.Total > len(asked.Rows)
			for _, l := range asked.Rows {
				s.summary.waiting += l.OpenOrderRows
			}
		}
		if err4 == nil && !reflect.DeepEqual(kinds, s.summary.kinds) {
			s.summary.kinds = kinds
			s.Redraw() // the pane says how many others are of the kind
		}
		if err5 == nil {
			s.showProgress(progress)
		}
	}
}

// headButtons stand in the header; what is done rarely is under More.
func (s *Screen) headButtons() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if s.o.Exporter != nil || s.o.Files != nil {
		out = append(out, kit.NewMenuButton(say.T("Export"), s.exportMenu).Small())
	}
	return append(out, kit.NewMoreButton(s.moreMenu).Bordered())
}

// words turns a failed read into a title and a sentence.
func words(err error) (title, line string) {
	c := fault.CauseOf(err)
	return say.T("The codes could not be read"), capital(say.Of(c.Text)) + " " + say.Of(c.Fix)
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
