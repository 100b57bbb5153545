package overview

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

const (
	widest    float32 = 1720 // wider, and the eye loses the line
	tileWidth float32 = 190
	cardWidth float32 = 320
)

// wishes are what the view's parts lead to.
type wishes struct {
	open    func(screen.Route)
	connect func()
	demo    func()
	retry   func()
}

// view draws the state. Its parts stay; only what they show is exchanged.
type page struct {
	w      wishes
	header *kit.PageHeader
	body   *kit.Scroll
	root   fyne.CanvasObject

	figures    fyne.CanvasObject // the ordinary page
	fault      *fyne.Container
	below      fyne.CanvasObject // everything under the fault
	tiles      [4]*kit.Tile
	facts      *kit.FactStrip
	stores     *flow
	storeCards []*kit.StoreCard
	storeKeys  []string
	cards      []view.StoreCard // those shown
	causes     *fyne.Container
	causesLink *kit.Link
	sales      *fyne.Container
	salesHead  *kit.Text
	first      fyne.CanvasObject
	skeleton   fyne.CanvasObject
	shown      fyne.CanvasObject
	headerLine fyne.CanvasObject
}

func newPage(w wishes) *page {
	v := &page{w: w, header: kit.NewPageHeader("Overview"), headerLine: kit.Divider()}
	v.figures = v.newFigures()
	v.first = newFirstRun(w)
	v.skeleton = newSkeleton()
	v.body = kit.NewScroll(v.skeleton)
	v.shown = v.skeleton
	v.headerLine.Hide()
	v.root = kit.NewPage(v.body, nil, v.header, v.headerLine)
	return v
}

func (v *page) newFigures() fyne.CanvasObject {
	to := func(r screen.Route) func() { return func() { v.w.open(r) } }
	v.tiles = [4]*kit.Tile{
		kit.NewTile(kit.TileData{}, to(screen.Route{Screen: screen.Orders, Tab: "all"})),
		kit.NewTile(kit.TileData{}, to(screen.Route{Screen: screen.Orders, Tab: "posted"})),
		kit.NewTile(kit.TileData{}, to(screen.Route{Screen: screen.Inventory})),
		kit.NewTile(kit.TileData{}, to(screen.Route{Screen: screen.Inventory, Tab: "exposed"})),
	}
	v.facts = kit.NewFactStrip(nil)
	v.stores = newFlow(cardWidth, theme.Space3, nil)
	v.causes, v.sales, v.fault = kit.Down(0), kit.Down(0), kit.Down(0)
	v.causesLink = kit.NewLink("Show all", theme.SmallMedium, to(screen.Route{Screen: screen.Attention}))
	v.salesHead = kit.NewText("", theme.Small, theme.Text2)
	tiles := newFlow(tileWidth, theme.Space3, []float32{404, 197, 198, 197}, v.tiles[0], v.tiles[1], v.tiles[2], v.tiles[3])
	lists := newFlow(360, theme.Space3, []float32{620, 400},
		kit.TitledCard("Needs attention", v.causesLink, v.causes),
		kit.TitledCard("Sales per store", v.salesHead, v.sales))
	v.below = kit.Down(0, tiles, kit.Gap(0, 12), v.facts, kit.Gap(0, 16), v.stores, kit.Gap(0, 16), lists, kit.Gap(0, 20))
	return kit.PageMargin(kit.MaxWidth(widest, kit.Down(0, v.fault, v.below)))
}

// show draws what is known.
func (v *page) show(s *state) {
	switch {
	case s.firstRun():
		v.header.SetSubtitle("")
		v.front(v.first)
		return
	case !s.read && s.err == nil:
		v.front(v.skeleton)
		return
	}
	v.header.SetSubtitle(today(s.now))
	v.showFault(s)
	setVisible(v.below, s.read) // without a single figure there is nothing to frame
	if s.read {
		v.showFigures(s)
	}
	v.front(v.figures)
}

func (v *page) front(o fyne.CanvasObject) {
	setVisible(v.headerLine, o == v.first)
	if v.shown != o {
		v.shown = o
		v.body.SetContent(o)
		return
	}
	o.Refresh()
}

func (v *page) showFault(s *state) {
	v.fault.Objects = nil
	if s.err != nil {
		cause := fault.CauseOf(s.err)
		title := "The figures could not be read"
		if s.read {
			title = "These figures are old: they could not be read again"
		}
		note := kit.NewNote(theme.Error, "", title, sentences(cause), kit.NewButton("Read again", kit.Secondary, v.w.retry).Small())
		v.fault.Objects = []fyne.CanvasObject{note, kit.Gap(0, 12)}
	}
	v.fault.Refresh()
}

// sentences are a cause for people: what happened, then what to do.
func sentences(c fault.Cause) string {
	text := strings.TrimSpace(c.Text + " " + c.Fix)
	if first, size := utf8.DecodeRuneInString(text); size > 0 {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

func (v *page) showFigures(s *state) {
	o := s.figures.overview
	v.tiles[0].Set(ordersTile(o))
	v.tiles[1].Set(delayTile("Order delay, p95", "No order posted in 24 h", o.OrderDelayP95, o.OrderDelays))
	v.tiles[2].Set(delayTile("Stock delay, p95", "No stock written in 24 h", o.StockDelayP95, o.StockDelays))
	v.tiles[3].Set(exposureTile(o))
	v.facts.Set(strip(o, v.w.open))
	v.showStores(s)
	v.showCauses(s)
	v.showSales(s)
}

func (v *page) showStores(s *state) {
	cards := s.cards()
	v.cards = cards
	keys := make([]string, len(cards))
	for i, c := range cards {
		keys[i] = c.Name
	}
	if !equal(keys, v.storeKeys) {
		v.storeKeys, v.storeCards = keys, nil
		objects := make([]fyne.CanvasObject, len(cards))
		for i, c := range cards {
			card := kit.NewStoreCard(storeCard(c, s.now), func() { v.w.open(storeRoute(v.cards[i])) })
			v.storeCards, objects[i] = append(v.storeCards, card), card
		}
		v.stores.set(objects)
		return
	}
	for i, c := range cards {
		v.storeCards[i].Set(storeCard(c, s.now))
	}
}

func (v *page) showCauses(s *state) {
	causes := s.figures.causes
	v.causes.Objects = nil
	for i, c := range causes {
		if i == shownCauses {
			break
		}
		v.causes.Add(kit.NewAttentionRow(attention(c, s.now, v.w.open)))
	}
	if len(causes) == 0 {
		v.causes.Add(kit.Pad(14, 16, kit.NewEmpty(allQuiet(s.figures.overview))))
	}
	setVisible(v.causesLink, len(causes) > 0)
	v.causesLink.SetText("Show all " + screen.Count(len(causes)))
	v.causes.Refresh()
}

func (v *page) showSales(s *state) {
	lines, total, head, foot := salesTable(s.sales())
	v.salesHead.SetText(head)
	table := kit.NewGridTable([]kit.Column{
		{Title: "Store", Kind: kit.KindMedium, Grow: true, Width: 110},
		{Title: "Orders", Kind: kit.KindNumber, Width: 44},
		{Title: "Today", Kind: kit.KindNumber, Width: 82},
		{Title: "7 days", Kind: kit.KindNumber, Width: 96},
	}, theme.RowComfortable, 14)
	rows := make([][]fyne.CanvasObject, len(lines))
	for i, line := range lines {
		style := theme.Body
		if total && i == len(lines)-1 {
			style = theme.BodyStrong
		}
		for n, text := range line {
			cell := kit.NewElided(text, style, theme.Text)
			if n == 0 && style == theme.Body {
				cell.SetStyle(theme.BodyMedium)
			}
			if n > 0 {
				cell.Aligned(fyne.TextAlignTrailing)
			}
			rows[i] = append(rows[i], cell)
		}
	}
	table.SetRows(rows)
	v.sales.Objects = []fyne.CanvasObject{table}
	if foot != "" {
		v.sales.Add(kit.Height(40, kit.Pad(14, 0, kit.Across(0, kit.Grow(kit.NewElided(foot, theme.Small, theme.Text2))))))
	}
	v.sales.Refresh()
}

// newSkeleton stands in the page's places until the first figures come.
func newSkeleton() fyne.CanvasObject {
	bar := func(width float32) fyne.CanvasObject {
		return kit.Across(0, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusBar, nil)))
	}
	card := func(height float32) fyne.CanvasObject {
		return kit.Height(height, kit.Card(kit.Down(12, bar(80), bar(140), bar(110))))
	}
	return kit.PageMargin(kit.MaxWidth(widest, kit.Down(16,
		newFlow(tileWidth, theme.Space3, []float32{404, 197, 198, 197}, card(116), card(116), card(116), card(116)),
		newFlow(cardWidth, theme.Space3, nil, card(124), card(124), card(124)),
		newFlow(360, theme.Space3, []float32{620, 400}, card(292), card(292)))))
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
