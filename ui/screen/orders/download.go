package orders

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// How the orders to download again are named.
const (
	byNumber = "numbers"
	byDays   = "days"
)

// mostShown is how many orders the preview lists; all of them are downloaded.
const mostShown = 200

// again is what somebody wants downloaded once more. It knows no widgets.
type again struct {
	store   commerce.StoreID
	by      string
	numbers string
	first   string
	last    string
}

// asks turns the fields into the question; the faults say what to write instead.
func (a again) asks(now time.Time) (numbers []string, from, to time.Time, wrongFirst, wrongLast error) {
	if a.by == byNumber {
		return splitNumbers(a.numbers), from, to, nil, nil
	}
	if from, to, wrongFirst, wrongLast = daysIn(a.first, a.last, now); wrongFirst == nil && wrongLast == nil {
		to = to.AddDate(0, 0, 1)
	}
	return nil, from, to, wrongFirst, wrongLast
}

// complete tells whether there is a question at all.
func (a again) complete(now time.Time) bool {
	numbers, _, _, err, err2 := a.asks(now)
	return a.store != 0 && err == nil && err2 == nil && (a.by == byDays || len(numbers) > 0)
}

// splitNumbers reads order numbers as people list them, each once.
func splitNumbers(text string) []string {
	var out []string
	for _, n := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) }) {
		if n = strings.TrimPrefix(n, "#"); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// doing are the orders that a download would do something with.
func doing(found []view.Download) []view.Download {
	return slices.DeleteFunc(slices.Clone(found), func(d view.Download) bool { return !d.Does })
}

// downloadSheet asks what to download again, shows what would come of it and does it.
type downloadSheet struct {
	s        *Screen
	ask      again
	sheet    *kit.Sheet
	store    *kit.Select
	numbers  *kit.Entry
	first    *kit.Entry
	last     *kit.Entry
	from, to *kit.Field
	fields   *fyne.Container // of the way that is chosen
	result   *fyne.Container
	look     *kit.Button

	question int
	looking  bool
	looked   bool // found is the answer to what the fields say
	found    []view.Download
	failed   error
}

// askDownload opens the sheet, for the store in view when there is one.
func (s *Screen) askDownload() { s.newDownload(s.Query().OneStore()) }

// askDownloadOf looks at one order in EKM.
func (s *Screen) askDownloadOf(o view.OrderRow) {
	x := s.newDownload(o.StoreID)
	x.numbers.SetText(o.Number)
	x.lookUp()
}

func (s *Screen) newDownload(store commerce.StoreID) *downloadSheet {
	x := &downloadSheet{s: s, ask: again{store: store, by: byNumber}, fields: kit.Down(0), result: kit.Down(theme.Space3)}
	stores := s.StoreCards()
	if x.ask.store == 0 && len(stores) == 1 {
		x.ask.store = stores[0].ID
	}
	x.store = kit.NewSelect(listing.StoreChoices(stores), func(v string) { x.ask.store = listing.ParseStore(v); x.changed() }).WithPlaceholder(say.T("Choose a store"))
	if x.ask.store != 0 {
		x.store.SetValue(listing.FormatStore(x.ask.store))
	}
	entry := func(hint string, keep func(string)) *kit.Entry {
		e := kit.NewEntry(hint)
		e.OnChanged = func(text string) { keep(text); x.changed() }
		e.OnSubmitted = func(string) { x.lookUp() }
		return e
	}
	x.numbers = entry(say.T("For example: {numbers}", "20416, 20418"), func(t string) { x.ask.numbers = t })
	x.first = entry(say.Date(s.o.Now().AddDate(0, 0, -7)), func(t string) { x.ask.first = t })
	x.last = entry(say.T("The same day"), func(t string) { x.ask.last = t })
	x.from, x.to = kit.NewField(say.T("First day"), x.first), kit.NewField(say.T("Last day"), x.last)
	x.look = kit.NewButton(say.T("Look"), kit.Secondary, x.lookUp).WithIcon("eye")
	way := kit.NewRadio([]kit.Choice{{Value: byNumber, Label: say.T("By number")}, {Value: byDays, Label: say.T("By day of placing")}}, byNumber, func(v string) {
		x.ask.by = v
		x.changed()
	})
	body := kit.Down(theme.Space3, kit.WeightedGrid([]float32{2, 2, 4}, 20, kit.NewField(say.T("Store"), x.store), kit.NewField(say.T("Which orders"), way), x.fields), x.result)
	x.sheet = kit.ShowSheet(s.o.Nav.Canvas(), say.T("Download orders again"), say.T("Look first: nothing is changed until you download."), body, func() { x.question++ })
	x.changed()
	x.sheet.Focus(x.numbers)
	return x
}

// changed makes what was found an answer to an older question.
func (x *downloadSheet) changed() {
	x.question++
	x.looking, x.looked, x.found, x.failed = false, false, nil, nil
	x.show()
}

func (x *downloadSheet) lookUp() {
	now := x.s.o.Now()
	if !x.ask.complete(now) {
		return
	}
	x.question++
	x.looking = true
	x.show()
	question, store := x.question, x.ask.store
	numbers, from, to, _, _ := x.ask.asks(now)
	x.s.o.Feed.Go(func(ctx context.Context) {
		found, err := x.s.o.Downloads.LookDownload(ctx, store, numbers, from, to)
		x.s.o.Feed.Do(func() {
			if question == x.question {
				x.looking, x.looked, x.found, x.failed = false, err == nil, found, err
				x.show()
			}
		})
	})
}

func (x *downloadSheet) download() {
	list := doing(x.found)
	ids := make([]int64, len(list))
	for i, d := range list {
		ids[i] = d.EKMID
	}
	store := x.ask.store
	x.sheet.Close()
	x.s.Do(say.T("download the orders"), func(ctx context.Context) (string, error) {
		n, err := x.s.o.Downloads.Download(ctx, store, ids)
		return say.N(n, "{n} order is downloaded again", "{n} orders are downloaded again"), err
	})
}

func (x *downloadSheet) show() {
	_, _, _, wrongFirst, wrongLast := x.ask.asks(x.s.o.Now())
	way := []fyne.CanvasObject{kit.NewField(say.T("Numbers"), x.numbers)}
	if x.ask.by == byDays {
		x.from.SetFault(faultOf(wrongFirst, x.first))
		x.to.SetFault(faultOf(wrongLast, x.last))
		way = []fyne.CanvasObject{kit.Grid(2, 12, x.from, x.to)}
	}
	x.fields.Objects = append(way, kit.Gap(0, 8), kit.Across(0, x.look))
	x.fields.Refresh()
	if x.looking || !x.ask.complete(x.s.o.Now()) {
		x.look.Disable()
	} else {
		x.look.Enable()
	}
	x.result.Objects = x.preview()
	x.result.Refresh()
	x.sheet.Refresh()
	x.sheet.SetFoot(x.foot()...)
}

func (x *downloadSheet) foot() []fyne.CanvasObject {
	n := len(doing(x.found))
	take := kit.NewButton(say.T("Download"), kit.Primary, x.download)
	if n > 0 {
		take.SetLabel(say.N(n, "Download {n} order", "Download {n} orders"))
	} else {
		take.Disable()
	}
	remark := ""
	if x.looked && len(x.found) > 0 {
		remark = say.N(len(x.found), "{n} order found, {money}", "{n} orders found, {money}", worth(x.found))
	}
	return []fyne.CanvasObject{kit.NewElided(remark, theme.Small, theme.Text2), kit.Spacer(), kit.NewButton(say.T("Cancel"), kit.Secondary, x.sheet.Close), take}
}

func worth(found []view.Download) string {
	rows := make([]view.OrderRow, len(found))
	for i, d := range found {
		rows[i] = view.OrderRow{Total: d.Total, Currency: d.Currency}
	}
	return moneyOf(rows)
}

// preview is what EKM shows and what a download would do.
func (x *downloadSheet) preview() []fyne.CanvasObject {
	switch {
	case x.failed != nil:
		title, rest := causeWords(fault.CauseOf(x.failed))
		return []fyne.CanvasObject{kit.NewNote(theme.Error, "", capital(title), rest)}
	case x.looking:
		return []fyne.CanvasObject{kit.NewRemark("clock", say.T("EKM is being asked"))}
	case x.looked && len(x.found) == 0:
		return []fyne.CanvasObject{kit.NewEmpty(kit.EmptyState{Title: say.T("EKM has no such order"), Line: say.T("Check the store, the numbers or the days. Orders that nobody finished are not listed.")})}
	case !x.looked:
		return []fyne.CanvasObject{kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing looked up yet"), Line: say.T("An order that is here already is not made twice. One whose import went wrong, or that was missed, can be brought back.")})}
	}
	table := kit.NewGridTable([]kit.Column{{Title: say.T("EKM no."), Kind: kit.KindMedium, Width: 88}, {Title: say.T("Placed"), Kind: kit.KindNumber, Width: 106, Muted: true},
		{Title: say.T("Total"), Kind: kit.KindNumber, Width: 76}, {Title: say.T("Customer"), Width: 140}, {Title: say.T("Here"), Width: 170}, {Title: say.T("A download would"), Width: 180, Grow: true}}, theme.RowCompact, 0)
	now := x.s.o.Now()
	var rows [][]fyne.CanvasObject
	for _, d := range x.found[:min(len(x.found), mostShown)] {
		then := kit.NewElided(say.Of(d.Then), theme.BodyMedium, theme.Text)
		if !d.Does {
			then = kit.NewElided(say.Of(d.Then), theme.Body, theme.Text3)
		}
		rows = append(rows, []fyne.CanvasObject{kit.NewElided(d.Number, theme.BodyMedium, theme.Text), kit.Exactly(kit.NewElided(say.When(d.PlacedAt, now), theme.Body, theme.Text2), d.PlacedAt),
			kit.NewElided(say.Money(d.Total, d.Currency), theme.Body, theme.Text), kit.NewElided(orNone(d.Customer), theme.Body, theme.Text),
			kit.NewElided(say.Of(d.Now), theme.Body, theme.Text2), then})
	}
	table.SetRows(rows)
	parts := []fyne.CanvasObject{table}
	if more := len(x.found) - mostShown; more > 0 {
		parts = append(parts, kit.NewRemark("info", say.N(more, "{n} more order is not listed here but downloaded as well", "{n} more orders are not listed here but downloaded as well")))
	}
	return parts
}
