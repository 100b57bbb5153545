package match

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

type bench struct {
	*Screen
	pages  *canned
	wishes *wishes
	files  *saved
	*screentest.Window
}

// newBench builds the screen in a window beside the rail, as in the program, and shows it.
func newBench(t *testing.T, mode theme.Mode) *bench {
	t.Helper()
	return benchWith(t, mode, &canned{rows: catalogue(), rules: peopleSaid()})
}

func benchWith(t *testing.T, mode theme.Mode, pages *canned) *bench {
	t.Helper()
	w := screentest.New(t, mode)
	b := &bench{pages: pages, wishes: &wishes{}, files: &saved{}, Window: w}
	b.Screen = New(Options{Feed: w.Feed, News: &events.Hub{}, Pages: b.pages, Actions: b.wishes, Nav: w, Now: screentest.Now,
		Linker: b.wishes, Exporter: b.wishes, Catalogues: b.pages, Files: b.files})
	w.Fill(t, b.Screen.Content())
	b.Shown()
	return b
}

// link is the code in the pane.
func (b *bench) link() view.LinkRow {
	d, _ := b.Details()
	return d.link
}

// open shows a code of the catalogue in the pane.
func (b *bench) open(row int, tab string) {
	b.Open(screen.Route{Tab: tabAll, Select: key(b.pages.rows[row])})
	if tab != "" {
		b.Pane().Tabs().Select(tab)
	}
}

func (b *bench) total(t *testing.T, want int) {
	t.Helper()
	if n, known := b.Table().Total(); !known || n != want {
		t.Errorf("the table holds %d codes, want %d", n, want)
	}
}

// wished checks the last wish.
func (b *bench) wished(t *testing.T, want string) {
	t.Helper()
	last := ""
	if n := len(b.wishes.said); n > 0 {
		last = b.wishes.said[n-1]
	}
	if last != want {
		t.Errorf("the screen wishes %q, want %q", last, want)
	}
}

// tick ticks rows of the table by their place.
func (b *bench) tick(rows ...int) {
	list := b.Table().Focusable()
	list.FocusGained()
	at := 0
	list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	for _, row := range rows {
		for ; at < row; at++ {
			list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		}
		list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
}

func TestFirstSight(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.total(t, 9)
	if last := b.pages.windows[len(b.pages.windows)-1]; b.pages.filters[0].Tab != tabCosts {
		t.Errorf("the first question is %+v %+v", b.pages.filters[0], last)
	}
	if row, _ := b.Table().Current(); row.Key != "" {
		t.Error("a row is chosen before anybody chose one")
	}
	b.Shows(t, "of stock not managed")
	if b.summary.waiting != 6 || b.summary.unmatched() != 18 || b.summary.matched() != 2294 || b.summary.live() != 2313 {
		t.Errorf("the header says %d waiting, %d unmatched, %d matched of %d", b.summary.waiting, b.summary.unmatched(), b.summary.matched(), b.summary.live())
	}
	b.Turn(string(commerce.IgnoredSKU))
	b.total(t, 1)
	b.SetStore(2)
	b.Turn(tabAll)
	b.total(t, 7)
}

func TestDetails(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll, Text: "GDN-TWN-50", Select: key(b.pages.rows[twineRow])})
	if !b.PaneOpen() || b.link().Name != "Twine, jute, 50 m" {
		t.Fatal("the route does not open its code")
	}
	if d, _ := b.Details(); len(d.stores) != 2 || len(d.orders) != 1 || len(d.events) != 2 {
		t.Errorf("the pane knows %d stores, %d orders and %d events", len(d.stores), len(d.orders), len(d.events))
	}
	b.Pane().Tabs().Select(paneHistory)
	b.Shows(t, "Stock of GDN-TWN-50 went", "By you")
	if !b.ClosePane() || b.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestOneSuggestion(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.open(nearRow, "")
	b.Shows(t, "High confidence", "They differ only in the kind of dash.", "GDN-HOS-25", "2 order")
	d, _ := b.Details()
	b.acceptOne(d.link, &d)
	b.wished(t, `accept "" 1/301/0`)

	b.open(mugRow, "")
	b.Shows(t, "Check by eye")
	d, _ = b.Details()
	b.acceptOne(d.link, &d)
	b.wished(t, `accept "" 1/301/0`) // nothing before the answer
	b.Shows(t, "Are these the same goods?", "KIT-MUG-ORK-4, Mug, oak handle, set of 4")
	if !kit.CloseTop(b.Canvas()) {
		t.Error("a doubtful likeness is not asked about")
	}
	b.wished(t, `accept "" 1/301/0`)
}

func TestRejectForEver(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	l := b.pages.rows[barcodeRow]
	b.reject([]view.LinkRow{l})
	b.wished(t, "reject 3/305/0")
	b.Shows(t, "1 suggestion rejected for ever", "Undo")
	b.pages.rules = append(b.pages.rules, view.LinkRule{StoreID: 3, SKU: l.SKU, ProductID: l.SuggestionID}, view.LinkRule{StoreID: 3, SKU: l.SKU, ProductID: 77})
	b.unreject([]view.LinkRow{l})
	b.wished(t, "unlink 3 PET-BWL-12 false 4705")
	if n := len(b.wishes.said); n != 2 {
		t.Errorf("to undo one rejection takes %d wishes", n-1)
	}
	b.open(tagRow, "")
	b.Shows(t, "Rejected for ever: PET-TAG-BRS", "Take back")
}

func TestAWholeKind(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.askKind(commerce.LikeSpaces, 0)
	b.Shows(t, "Link 2 codes to the suggested products?", "GDN-TRW SS", "No open order waits for them.")
	if !kit.CloseTop(b.Canvas()) || len(b.wishes.said) != 0 {
		t.Fatalf("a preview that was closed wished %q", b.wishes.said)
	}
	b.askKind(commerce.LikeLetters, 2)
	b.Shows(t, "It is to be checked by eye", "1 order line that waits")
	b.press(t, "Link 1 code")
	b.wished(t, `accept letters of 2 ""`)
	b.askKind(commerce.LikeSlash, 0)
	if n := len(b.Said); n == 0 || b.Said[n-1] != "No suggestion of this kind waits any more" || kit.CloseTop(b.Canvas()) {
		t.Errorf("a kind without codes says %q", b.Said)
	}
	b.Choose(map[string][]string{kindFilter: {"spaces"}})
	b.Shows(t, "Accept all 2 of this kind")
}

// press presses the confirming button of the dialog on top, which stands last.
func (b *bench) press(t *testing.T, label string) {
	t.Helper()
	var found *kit.Button
	for _, o := range test.LaidOutObjects(b.Canvas().Overlays().Top()) {
		if button, ok := o.(*kit.Button); ok && button.Label() == label {
			found = button
		}
	}
	if found == nil {
		t.Fatalf("there is no button %q", label)
	}
	test.Tap(found)
}

func TestTickedCodes(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll})
	b.tick(0, 1, 5, 14) // a dash, a look-alike, a gift card that only EKM has, and one that is matched
	b.Shows(t, "4 selected", "1 to check by eye", "Accept 2", "Reject 2", "Ignore 3")
	b.askAcceptTicked()
	b.Shows(t, "Link 2 codes to the suggested products?", "1 of them is to be checked by eye", "3 order lines that wait")
	b.press(t, "Link 2 codes")
	b.wished(t, `accept "" 1/301/0 2/302/0`)
	if n := b.Table().Checked().Count; n != 0 {
		t.Errorf("%d ticks are left", n)
	}
	b.Table().CheckAll()
	b.askRejectTicked()
	b.Shows(t, "Reject 7 suggestions for ever?", "14 selected codes")
	b.press(t, "Reject for ever")
	if last := b.wishes.said[len(b.wishes.said)-1]; !strings.HasPrefix(last, "reject ") || strings.Count(last, "/") != 14 {
		t.Errorf("the screen wishes %q", last)
	}
}

func TestChooseAProduct(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	x := b.choose(b.pages.rows[tagRow])
	b.Shows(t, "Choose the product of PET-ENG-TAG", "Choose a product and write the reason")
	x.picker.Look("engraving")
	b.Shows(t, "PET-TAG-ENG", "Tag for engraving")
	x.picker.Pick(x.picker.Found()[0])
	x.keep()
	if len(b.wishes.said) != 0 {
		t.Errorf("without a reason the screen wishes %q", b.wishes.said)
	}
	x.reason.SetText("Sold under the maker's number")
	x.keep()
	b.wished(t, `link 3 PET-ENG-TAG 309/0 means 6100 "Sold under the maker's number"`)
	if x.sheet.Open() {
		t.Error("the sheet stays open")
	}
	x = b.choose(b.pages.rows[tagRow])
	x.picked, x.reach = view.Choice{ID: 6100}, kit.NewRadio(nil, everyOne, nil)
	x.reason.SetText("All of them")
	x.keep()
	b.wished(t, `link 3 PET-ENG-TAG 0/0 means 6100 "All of them"`)
}

func TestAChosenCode(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.open(chosenRow, "")
	b.Shows(t, "Chosen by a person", "By you: The maker's number", "PET-TAG-ENG")
	if c := tableRow(b.pages.rows[chosenRow], noon).Cells[2]; c.Text != "PET-TAG-ENG" || c.Tag != "Chosen" {
		t.Errorf("the list says %+v", c)
	}
	b.takeBack(b.pages.rules[0])
	if len(b.wishes.said) != 0 {
		t.Error("stock stops flowing without a question")
	}
	b.press(t, "Take back")
	b.wished(t, "unlink 3 TAG-0815 true 6100")
	b.Choose(map[string][]string{hasFilter: {hasChosen}})
	b.total(t, 1)
}

func TestAChangedProduct(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.open(changedRow, "")
	b.Shows(t, "The SKU has moved to another product", "product 1042, Casserole, 20 cm", "product 5019, Casserole, 20 cm, green", "frozen at the 9")
	b.confirm(b.link())
	b.wished(t, "confirm 2/320/0")
}

func TestRename(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.open(nearRow, paneRename)
	b.Shows(t, "Rename in EKM", "2 orders, 2 lines", "3 units", "Product 4701 has it")
	if !slices.Equal(b.pages.impacts, []string{"GDN\u2013HOS\u201325 to GDN-HOS-25"}) {
		t.Errorf("asked about %q", b.pages.impacts)
	}
	b.copyText(renameList(b.rename.impact), "")
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.Contains(got, "1. In EKM, Potting Shed: change the product code of Garden hose, reinforced, 25 m (product 301)") {
		t.Errorf("the list says %q", got)
	}
	b.rename.entry.SetText("GDN-TWN-50")
	b.rename.look()
	b.Shows(t, "This code would not do", "Taken by")
	b.open(mugRow, paneRename)
	if got := b.rename.entry.Text(); got != "KIT-MUG-ORK-4" {
		t.Errorf("another listing begins with %q", got)
	}
}

func TestProgress(t *testing.T) {
	reading := []view.CatalogueProgress{{What: "EKM listings", Store: 1, Done: 3200, Total: 10000, Left: 3 * time.Minute}, {What: "Brightpearl products", Done: 4100}}
	b := benchWith(t, theme.AlwaysLight, &canned{rows: catalogue(), readings: reading})
	b.Shows(t, "EKM listings of Potting Shed: 3,200 of 10,000, about 3 min left, done at about 14:05", "Brightpearl products: 4,100 read so far")
	b.total(t, 9)
	b.pages.readings = nil
	b.lookAtProgress()
	if b.reading.Visible() {
		t.Error("the strip stays after the reading has ended")
	}
}

func TestExports(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.exportNew(2)
	b.wished(t, "export 2")
	if n := len(b.Said); n == 0 || b.Said[n-1] != "41 products saved in Downloads" {
		t.Errorf("the person hears %q", b.Said)
	}
	b.Turn(string(commerce.NearMatch))
	b.Export(sheetOfCodes(b.files), sheet.CSV, false)
	if lines := strings.Split(strings.TrimSpace(b.files.text), "\n"); len(lines) != 8 || !strings.Contains(lines[1], "GDN-HOS-25,Dash kind,High,") {
		t.Errorf("%s holds %q", b.files.name, lines)
	}
}

func TestActions(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	l := b.pages.rows[nearRow]
	b.copySKU(l.Suggestion)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "GDN-HOS-25" {
		t.Errorf("the clipboard holds %q", got)
	}
	b.recheck(1, "Potting Shed")
	b.wished(t, "recheck 1")
	b.stopIgnoring(b.pages.rows[ignoredRow])
	b.wished(t, `ignore 1 GDN-SAMPLE ""`)
	b.ignore(l)
	if !kit.CloseTop(b.Canvas()) || len(b.wishes.said) != 2 {
		t.Error("ignoring does not ask, or does it although it was cancelled")
	}
	b.wishes.err = errors.New("no")
	b.recheck(1, "Potting Shed")
	b.reject([]view.LinkRow{l})
	if !slices.Equal(b.Failures, []string{"check Potting Shed again", "reject the suggestions"}) {
		t.Errorf("failures say %q", b.Failures)
	}
}

// TestWithoutALinker: what nobody could do is not offered.
func TestWithoutALinker(t *testing.T) {
	w := screentest.New(t, theme.AlwaysLight)
	pages := &canned{rows: catalogue()}
	s := New(Options{Feed: w.Feed, Pages: pages, Actions: &wishes{}, Nav: w, Now: screentest.Now})
	w.Fill(t, s.Content())
	s.Shown()
	s.Open(screen.Route{Tab: tabAll, Select: key(pages.rows[nearRow])})
	w.Shows(t, "Copy right SKU")
	for _, items := range [][]kit.MenuItem{s.menu(pages.rows[nearRow]), s.moreMenu()} {
		for _, i := range items {
			if strings.Contains(i.Label, "Link") || strings.Contains(i.Label, "Accept") || strings.Contains(i.Label, "Choose") {
				t.Errorf("the menu offers %q", i.Label)
			}
		}
	}
}

// TestManyIgnoredCodesComeBack ticks the tab of ignored codes and has them matched again, after a question.
func TestManyIgnoredCodesComeBack(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Turn(string(commerce.IgnoredSKU))
	b.Table().CheckAll()
	b.Shows(t, "Stop ignoring 1")
	b.askIgnoreTicked()
	b.Shows(t, "Stop ignoring 1 code?")
	b.Press(t, "Stop ignoring")
	b.wished(t, `ignore 1 GDN-SAMPLE ""`)
	if got := b.Said[len(b.Said)-1]; got != "1 code is matched again" {
		t.Errorf("the person hears %q", got)
	}
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	l := b.pages.rows[0]
	screentest.CellTellsExactly(t, columns(), tableRow(l, screentest.Noon), "since", l.Since)
	b.open(nearRow, paneOrders)
	d, _ := b.Details()
	screentest.TellsExactly(t, b.Window.Content(), d.orders[0].PlacedAt)
}
