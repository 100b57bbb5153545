package setup

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// lookAgain is how often the progress of a reading is looked at while one runs.
const lookAgain = 2 * time.Second

// keySeen names the fault beside the tick of the duplicates; it is no setting.
const keySeen = "duplicates"

// skusSheet is step 7.
func (w *Wizard) skusSheet() sheet {
	w.report = newSwap()
	w.report.show(kit.Down(theme.Space4, w.matchReport()...))
	return sheet{primary: say.T("Go on"), act: w.skusSeen, parts: []fyne.CanvasObject{w.report.box},
		extra: kit.NewButton(say.T("Count again"), kit.Secondary, w.countAgain).WithIcon("rotate-cw")}
}

// matchReport is what the catalogues say so far.
func (w *Wizard) matchReport() (parts []fyne.CanvasObject) {
	m := w.facts.matches
	matched, all := m.share()
	twice := m.Counts[string(commerce.Duplicate)]
	if len(m.Readings) > 0 {
		parts = append(parts, kit.Card(w.readings(m.Readings)))
	}
	if all == 0 {
		if len(m.Readings) == 0 {
			parts = append(parts, kit.NewNote(theme.Unknown, "", say.T("Nothing has been read yet"),
				say.T("Both catalogues are read by themselves in the next minutes. You can go on; the report fills meanwhile.")))
		}
		return parts
	}
	state := theme.OK
	if matched < all {
		state = theme.Attention
	}
	parts = append(parts, kit.Grid(3, 12,
		kit.CheckFigure(state, say.T("Matched"), say.Percent(float64(matched)/float64(all), 1), say.T("{matched} of {all}", matched, all)),
		kit.CheckFigure(stateOr(all-matched-twice, theme.Attention), say.T("Not matched"), say.Count(all-matched-twice), say.T("get no stock until they are")),
		kit.CheckFigure(stateOr(twice, theme.Error), say.T("Duplicates"), say.Count(twice), say.T("keep the figure they show"))),
		kit.FlushCard(w.matchTable(m)))
	if twice > 0 {
		tick := kit.NewCheck(say.N(twice, "I have seen the {n} duplicate", "I have seen the {n} duplicates"), w.facts.seen, func(on bool) {
			w.sawDuplicates(on, twice)
			w.clearFault(keySeen)
		})
		parts = append(parts, kit.NewNote(theme.Attention, "", say.T("One code, several listings"),
			say.T("Nobody can say which of them a unit belongs to, so their stock is frozen. They need not be settled now, but seen."),
			w.showMatches(say.T("Show duplicates"), string(commerce.Duplicate))),
			w.field(keySeen, "", "", kit.Across(0, tick)))
	}
	if missing := m.Counts[string(commerce.EKMOnly)] + m.Counts[string(commerce.NearMatch)]; missing > 0 {
		parts = append(parts, kit.Down(theme.Space2,
			kit.Across(0, kit.NewButton(say.T("Export unmatched for Brightpearl's importer"), kit.Secondary, w.exportUnmatched).WithIcon("download")),
			kit.NewParagraph(say.T("A sheet of the listings without a product, in the columns that Brightpearl's importer takes. Matches come by themselves afterwards."), theme.Small, theme.Text2).Wide()))
	}
	return parts
}

// matchRows are the states in the order of what they ask for, with what they mean.
var matchRows = []struct {
	state      commerce.LinkState
	look       theme.State
	icon       string
	word, text string
}{
	{commerce.Duplicate, theme.Error, "octagon-x", say.Mark("Duplicate"), say.Mark("The code stands on several listings or products")},
	{commerce.NearMatch, theme.Attention, "link-2", say.Mark("Near match"), say.Mark("A product has almost this code: a space, a capital, O for 0")},
	{commerce.EKMOnly, theme.Unknown, "store", say.Mark("EKM only"), say.Mark("No product has this code")},
	{commerce.ChangedProduct, theme.Attention, "git-compare", say.Mark("Changed product"), say.Mark("The code went to another product")},
	{commerce.WithoutSKU, theme.Unknown, "circle-minus", say.Mark("No SKU"), say.Mark("The listing has no code at all")},
	{commerce.InvalidSKU, theme.Unknown, "circle-x", say.Mark("Cannot match"), say.Mark("Brightpearl cannot hold such a code")},
	{commerce.Matched, theme.OK, "", say.Mark("Matched"), say.Mark("Gets stock, and its lines reserve it")},
	{commerce.Bundled, theme.OK, "boxes", say.Mark("Bundle"), say.Mark("Sold as one, stocked as its parts")},
	{commerce.NotStockTracked, theme.Unknown, "circle-minus", say.Mark("Not stock-tracked"), say.Mark("Brightpearl counts no stock of it")},
	{commerce.IgnoredSKU, theme.Unknown, "bell-off", say.Mark("Ignored"), say.Mark("Somebody decided to leave it alone")},
}

// matchTable lists the states that there are.
func (w *Wizard) matchTable(m Matches) fyne.CanvasObject {
	table := kit.NewGridTable([]kit.Column{{Title: say.T("State"), Width: 176}, {Title: say.T("Listings"), Kind: kit.KindNumber, Width: 72},
		{Title: say.T("What it means"), Width: 300, Grow: true}, {Title: "", Width: 72}}, 32, 14)
	var rows [][]fyne.CanvasObject
	for _, r := range matchRows {
		n := m.Counts[string(r.state)]
		if n == 0 {
			continue
		}
		rows = append(rows, []fyne.CanvasObject{kit.NewState(r.look, r.icon, say.Of(r.word)), kit.Value(say.Count(n)),
			kit.NewElided(say.Of(r.text), theme.Body, theme.Text2), kit.NewLink(say.T("Show"), theme.BodyMedium, func() { w.goMatch(string(r.state)) })})
	}
	table.SetRows(rows)
	return table
}

func (w *Wizard) showMatches(label, state string) fyne.CanvasObject {
	return kit.NewButton(label, kit.Secondary, func() { w.goMatch(state) }).Small()
}

// goMatch leads to the listings of one state; the setup stays where it is.
func (w *Wizard) goMatch(state string) {
	w.o.Nav.Go(screen.Route{Screen: screen.Match, Store: w.id, Tab: state})
}

// readings says how far the long readings of catalogues have come.
func (w *Wizard) readings(list []view.CatalogueProgress) fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for _, p := range list {
		if p.Store != 0 && p.Store != w.id {
			continue
		}
		bar := kit.NewProgress(4)
		bar.Set(float64(p.Done), float64(p.Total))
		line := []fyne.CanvasObject{kit.NewIcon("refresh-cw", theme.Working.Text(), theme.IconSmall)}
		if p.Total > 0 { // a bar says nothing while nobody knows how much there is
			line = append(line, kit.Sized(72, 16, bar))
		}
		lines = append(lines, kit.Across(8, append(line, kit.NewElided(readingLine(p), theme.Body, theme.Text), kit.Spacer())...))
	}
	lines = append(lines, kit.NewElided(say.T("The report below grows meanwhile. You can go on."), theme.Small, theme.Text2))
	return kit.Down(4, lines...)
}

// readingLine says how far a reading has come: "EKM listings: 3,200 of 10,000, about 3 min left".
func readingLine(p view.CatalogueProgress) string {
	what := say.T("EKM listings")
	if p.Store == 0 {
		what = say.T("Brightpearl products")
	}
	switch {
	case p.Total == 0:
		return say.T("{what}: {n} read so far", what, p.Done)
	case p.Left <= 0:
		return say.T("{what}: {n} of {all}", what, p.Done, p.Total)
	case p.Left < time.Minute:
		return say.T("{what}: {n} of {all}, less than a minute left", what, p.Done, p.Total)
	}
	return say.T("{what}: {n} of {all}, about {span} left", what, p.Done, p.Total, say.Span(p.Left.Round(time.Minute)))
}

// countAgain reads the report anew.
func (w *Wizard) countAgain() {
	w.busy(say.T("Counting the listings…"), nil)
	w.readMatches(func() { w.show(StepSKUs) })
}

func (w *Wizard) readMatches(then func()) {
	id := w.id
	w.run(func(ctx context.Context) func() {
		m, err := w.o.Actions.Matches(ctx, id)
		return func() {
			if err != nil {
				w.failed(say.T("The report could not be read"), err)
				return
			}
			w.facts.matches, w.facts.seen = m, w.hasSeen(id, m)
			then()
		}
	})
}

// followReadings looks again soon while the report still grows, and once more when nothing was read so far.
func (w *Wizard) followReadings() {
	_, all := w.facts.matches.share()
	if len(w.facts.matches.Readings) == 0 && all > 0 {
		return
	}
	w.wait = w.o.Feed.Clock().After(lookAgain, func() {
		w.readMatches(func() {
			w.report.show(kit.Down(theme.Space4, w.matchReport()...))
			w.refreshBody()
			w.followReadings()
		})
	})
}

func (w *Wizard) exportUnmatched() {
	id := w.id
	w.busy(say.T("Writing the sheet…"), nil)
	w.run(func(ctx context.Context) func() {
		path, rows, err := w.o.Actions.ExportUnmatched(ctx, id)
		return func() {
			if err != nil {
				w.failed(say.T("The sheet was not written"), err)
				return
			}
			w.primary.Enable()
			w.put(kit.NewNote(theme.OK, "", say.N(rows, "{n} listing exported", "{n} listings exported"), path))
		}
	})
}

// skusSeen goes on unless there are duplicates that nobody has seen.
func (w *Wizard) skusSeen() {
	if w.facts.missing(StepSKUs) > 0 {
		w.fields[keySeen].SetFault(say.T("Look at them, then tick this"))
		w.refreshBody()
		return
	}
	w.next()
}

// That somebody has seen a store's duplicates is remembered with their number: more of them want to be seen again.
func seenKey(id commerce.StoreID) string { return fmt.Sprintf("duplicates seen %d", id) }

func (w *Wizard) hasSeen(id commerce.StoreID, m Matches) bool {
	n, err := strconv.Atoi(w.o.Memory.Recall(seenKey(id)))
	return err == nil && n >= m.Counts[string(commerce.Duplicate)]
}

func (w *Wizard) sawDuplicates(yes bool, n int) {
	w.facts.seen = yes
	kept := ""
	if yes {
		kept = strconv.Itoa(n)
	}
	w.o.Memory.Keep(seenKey(w.id), kept)
}
