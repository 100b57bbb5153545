package overview

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
	span    func(days int)
	report  func()
	menu    func(view.StoreCard) []kit.MenuItem
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
	storeData  []kit.StoreCardData // as drawn
	causeWords []string            // as drawn
	dated      string              // as drawn
	cards      []view.StoreCard    // those shown
	causes     *fyne.Container
	causesLink *kit.Link
	sales      *fyne.Container
	salesHead  *kit.Text
	span       *kit.Select
	orders     *chartCard
	exposure   *chartCard
	first      fyne.CanvasObject
	skeleton   fyne.CanvasObject
	shown      fyne.CanvasObject
	headerLine fyne.CanvasObject
}

func newPage(w wishes) *page {
	v := &page{w: w, header: kit.NewPageHeader(say.T("Overview")), headerLine: kit.Divider()}
	v.span = kit.NewSelect(spans(), func(value string) { w.span(daysOf(value)) }).Small()
	v.span.SetValue("1")
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
		kit.NewTile(kit.TileData{}, to(screen.Route{Screen: screen.Inventory, Tab: "risky"})),
	}
	v.facts = kit.NewFactStrip(nil)
	v.stores = newFlow(cardWidth, theme.Space3, nil)
	v.causes, v.sales, v.fault = kit.Down(0), kit.Down(0), kit.Down(0)
	v.causesLink = kit.NewLink(say.T("Show all"), theme.SmallMedium, to(screen.Route{Screen: screen.Attention}))
	v.salesHead = kit.NewText("", theme.Small, theme.Text2).Aligned(fyne.TextAlignTrailing)
	tiles := newFlow(tileWidth, theme.Space3, []float32{404, 197, 198, 197}, v.tiles[0], v.tiles[1], v.tiles[2], v.tiles[3])
	lists := newFlow(360, theme.Space3, []float32{620, 400},
		kit.TitledCard(say.T("Needs attention"), v.causesLink, v.causes),
		kit.TitledCard(say.T("Sales per store"), kit.Width(80, v.salesHead), v.sales))
	v.orders = newChartCard(kit.NewLink(say.T("Show orders"), theme.SmallMedium, to(screen.Route{Screen: screen.Orders, Tab: "all"})))
	v.exposure = newChartCard(kit.NewLink(say.T("Show SKUs"), theme.SmallMedium, to(screen.Route{Screen: screen.Inventory, Tab: "risky"})))
	charts := newFlow(360, theme.Space3, []float32{620, 400}, v.orders.box, v.exposure.box)
	v.below = kit.Down(0, tiles, kit.Gap(0, 12), v.facts, kit.Gap(0, 16), v.stores, kit.Gap(0, 16), lists, kit.Gap(0, 16), charts, kit.Gap(0, 20))
	return kit.PageMargin(kit.MaxWidth(widest, kit.Down(0, v.fault, v.below)))
}

// show draws what is known.
func (v *page) show(s *state) {
	switch {
	case s.firstRun():
		v.header.SetSubtitle("")
		v.header.SetButtons()
		v.front(v.first)
		return
	case !s.read && s.err == nil:
		v.front(v.skeleton)
		return
	}
	v.dated = say.Zoned(s.now)
	v.header.SetSubtitle(v.dated)
	v.header.SetButtons(kit.Width(104, v.span))
	v.showFault(s)
	setVisible(v.below, s.read) // without a single figure there is nothing to frame
	if s.read {
		v.showFigures(s)
	}
	v.front(v.figures)
}

// age writes anew what says how long ago something was, and only that: drawing the whole page every few seconds is what keeps an
// idle computer warm.
func (v *page) age(s *state) {
	if v.shown != v.figures || !s.read {
		return
	}
	if line := say.Zoned(s.now); line != v.dated {
		v.dated = line
		v.header.SetSubtitle(line)
	}
	v.showStores(s)
	if words := causeWords(s); !slices.Equal(words, v.causeWords) {
		v.showCauses(s)
	}
}

// causeWords is what the rows of causes say of time.
func causeWords(s *state) []string {
	var out []string
	for _, c := range s.figures.causes[:min(len(s.figures.causes), shownCauses)] {
		out = append(out, second(c, s.now))
	}
	return out
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
		title := say.T("The figures could not be read")
		if s.read {
			title = say.T("These figures are old: they could not be read again")
		}
		note := kit.NewNote(theme.Error, "", title, sentences(cause), kit.NewButton(say.T("Read again"), kit.Secondary, v.w.retry).Small())
		v.fault.Objects = []fyne.CanvasObject{note, kit.Gap(0, 12)}
	}
	v.fault.Refresh()
}

// sentences are a cause for people: what happened, then what to do.
func sentences(c fault.Cause) string {
	text := strings.TrimSpace(say.Of(c.Text) + " " + say.Of(c.Fix))
	if first, size := utf8.DecodeRuneInString(text); size > 0 {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	return text
}

func (v *page) showFigures(s *state) {
	o := s.figures.overview
	v.tiles[0].Set(ordersTile(o))
	v.tiles[1].Set(delayTile(say.T("Order delay, p95"), say.T("No order posted in 24 h"), o.OrderDelayP95, o.OrderDelays))
	v.tiles[2].Set(delayTile(say.T("Stock delay, p95"), say.T("No stock written in 24 h"), o.StockDelayP95, o.StockDelays))
	v.tiles[3].Set(exposureTile(o, v.w.open))
	v.facts.Set(strip(o, v.w.open))
	v.showStores(s)
	v.showCauses(s)
	v.showSales(s)
	v.showCharts(s)
}

func (v *page) showStores(s *state) {
	cards := s.cards()
	v.cards = cards
	keys := make([]string, len(cards))
	for i, c := range cards {
		keys[i] = c.Name
	}
	if !slices.Equal(keys, v.storeKeys) {
		v.storeKeys, v.storeCards, v.storeData = keys, nil, nil
		objects := make([]fyne.CanvasObject, len(cards))
		for i, c := range cards {
			d := storeCard(c, s.readingOf(c.ID), s.now)
			v.storeData = append(v.storeData, d)
			card := kit.NewStoreCard(d, func() []kit.MenuItem { return v.w.menu(v.cards[i]) }, func() { v.w.open(storeRoute(v.cards[i])) })
			v.storeCards, objects[i] = append(v.storeCards, card), card
		}
		v.stores.set(objects)
		return
	}
	for i, c := range cards {
		if d := storeCard(c, s.readingOf(c.ID), s.now); !reflect.DeepEqual(d, v.storeData[i]) {
			v.storeData[i] = d
			v.storeCards[i].Set(d)
		}
	}
}

func (v *page) showCauses(s *state) {
	causes := s.figures.causes
	v.causeWords = causeWords(s)
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
	v.causesLink.SetText(say.T("Show all {count}", len(causes)))
	v.causes.Refresh()
}

func (v *page) showSales(s *state) {
	lines := salesTable(s.sales(), s.days)
	switch s.days {
	case 7:
		v.salesHead.SetText(say.T("7 days"))
	case 30:
		v.salesHead.SetText(say.T("30 days"))
	default:
		v.salesHead.SetText(say.T("Today"))
	}
	table := kit.NewGridTable([]kit.Column{
		{Title: say.T("Store"), Kind: kit.KindMedium, Grow: true, Width: 104},
		{Title: say.X("column", "Orders"), Kind: kit.KindNumber, Width: 54},
		{Title: say.T("Gross"), Kind: kit.KindNumber, Width: 92},
		{Title: say.T("Tax"), Kind: kit.KindNumber, Width: 82},
	}, theme.RowComfortable, 14)
	rows := make([][]fyne.CanvasObject, len(lines))
	for i, line := range lines {
		for n, text := range line.cells {
			style := theme.Body
			switch {
			case line.total:
				style = theme.BodyStrong
			case n == 0:
				style = theme.BodyMedium
			}
			rows[i] = append(rows[i], kit.NewElided(text, style, theme.Text))
		}
	}
	table.SetRows(rows)
	foot := kit.Across(theme.Space2, kit.Grow(kit.NewElided(say.T("By the day of placing"), theme.Small, theme.Text2)),
		kit.NewLink(say.T("Open sales report"), theme.SmallMedium, v.w.report))
	v.sales.Objects = []fyne.CanvasObject{table, kit.LineDivider(), kit.Height(40, kit.Pad(14, 0, foot))}
	v.sales.Refresh()
}

func (v *page) showCharts(s *state) {
	t, o := s.figures.trend, s.figures.overview
	v.orders.set(ordersTitle(t.Days), kit.NewFigures(ordersFigures(t, o)), say.T("The thin line is the goal, 2 min. Bars are orders placed."), kit.NewPlot(ordersPlot(t), chartHeight))
	if _, sampled := worstPoint(t); !sampled {
		v.exposure.set(say.T("Stock exposure"), kit.NewFigures(exposureFigures(t, o)), "", kit.NewParagraph(
			say.T("What is shown too high is noted every few minutes while Stockbridge runs. The chart begins with the first note."), theme.Body, theme.Text2))
		return
	}
	v.exposure.set(say.T("Stock exposure"), kit.NewFigures(exposureFigures(t, o)), exposureLine(o), kit.NewPlot(exposurePlot(t), chartHeight))
}

const chartHeight float32 = 148

// chartCard is a card with a chart, its figures and a line on what they mean. Its parts are exchanged, the card stays.
type chartCard struct {
	box   fyne.CanvasObject
	title *kit.Text
	body  *fyne.Container
}

func newChartCard(link fyne.CanvasObject) *chartCard {
	c := &chartCard{title: kit.NewElided("", theme.BodyStrong, theme.Text), body: kit.Down(theme.Space3)}
	head := kit.Height(40, kit.Pad(14, 0, kit.Across(theme.Space2, kit.Grow(c.title), link)))
	c.box = kit.FlushCard(kit.Down(0, head, kit.Divider(), kit.Pad(14, 12, c.body)))
	return c
}

func (c *chartCard) set(title string, figures fyne.CanvasObject, line string, chart fyne.CanvasObject) {
	c.title.SetText(title)
	c.body.Objects = []fyne.CanvasObject{figures, chart}
	if line != "" {
		c.body.Add(kit.NewParagraph(line, theme.Small, theme.Text2).Wide())
	}
	c.body.Refresh()
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
