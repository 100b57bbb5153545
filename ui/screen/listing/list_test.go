package listing_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// shelf is a list of words; a word's details are the word said twice.
type shelf struct {
	*listing.List[string, string]
	*screentest.Window
	words  []string
	asked  []view.Filter
	during func() // happens while the next page is being read
	reads  int
	drawn  int
	err    error
	memory memory
}

// memory keeps what is arranged between two lists of a test.
type memory map[string]string

func (m memory) Recall(name string) string { return m[name] }
func (m memory) Keep(name, text string)    { m[name] = text }

func (s *shelf) page(_ context.Context, f view.Filter, _ view.Window) (view.Page[string], error) {
	s.asked = append(s.asked, f)
	if happens := s.during; happens != nil {
		s.during = nil
		happens()
	}
	var out []string
	for _, w := range s.words {
		if strings.Contains(w, f.Text) {
			out = append(out, w)
		}
	}
	return view.Page[string]{Rows: out, Total: len(out)}, s.err
}

func (s *shelf) read(_ context.Context, key, row string) (string, error) {
	s.reads++
	if key == "gone" {
		return "", listing.Gone{Title: "This word was forgotten", Line: "Nobody says it any more."}
	}
	return row + row, s.err
}

func newShelf(t *testing.T, rowFirst bool) *shelf {
	t.Helper()
	return newShelfWith(t, rowFirst, memory{})
}

func newShelfWith(t *testing.T, rowFirst bool, kept memory) *shelf {
	t.Helper()
	s := &shelf{Window: screentest.New(t, theme.AlwaysLight), words: []string{"ash", "beech", "oak", "yew"}, memory: kept}
	s.List = listing.New(listing.Options[string, string]{
		Feed: s.Feed, Nav: s.Window, Now: screentest.Now, Page: s.page,
		Stores:  func(context.Context) ([]view.StoreCard, error) { return screentest.Stores(), nil },
		Figures: func(context.Context, commerce.StoreID) func() { return func() {} },
		Title:   "Trees", Columns: []kit.Column{{ID: "word", Title: "Word", Width: 100}, {ID: "store", Title: "Store", Width: 100}},
		Row:   func(w string, _ time.Time) kit.Row { return kit.Row{Key: w, Cells: []kit.Cell{{Text: w}, {}}} },
		Fault: func(error) (string, string) { return "The trees could not be read", "They still stand." },
		Query: listing.NewQuery(listing.All, nil), Filter: func(q listing.Query, _ time.Time) view.Filter { return q.Filter() },
		Tabs: func() []kit.Tab {
			return []kit.Tab{{ID: listing.All, Label: "All", Count: len(s.words)}, {ID: "old", Label: "Old", Count: kit.NoCount}}
		},
		Filters: func(listing.Query) []kit.Filter { return nil },
		Memory:  s.memory, Name: "trees", Search: "Tree", SearchWidth: 200,
		Empty: func(listing.Query) kit.EmptyState { return kit.EmptyState{Title: "No tree"} },
		Pane: listing.PaneOptions[string, string]{RowFirst: rowFirst, Read: s.read,
			Tabs:  []kit.Tab{{ID: "a", Label: "Leaf", Count: kit.NoCount}, {ID: "b", Label: "Bark", Count: kit.NoCount}},
			Await: func(key, _ string) { s.Pane().SetHeader(kit.PaneHeader{Title: "Tree " + key}) },
			Draw: func(_, _, d string) {
				s.drawn++
				s.SetBody(kit.NewParagraph("It is "+d, theme.Body, theme.Text))
			}},
	})
	s.Fill(t, s.List.Content())
	return s
}

func (s *shelf) rows() int {
	n, _ := s.Table().Total()
	return n
}

func TestAnOlderAnswerIsDropped(t *testing.T) {
	s := newShelf(t, false)
	s.during = func() { s.Search("oak") } // while all words are being read
	s.Shown()
	if s.rows() != 1 {
		t.Errorf("the table shows %d words, want the one that was looked for last", s.rows())
	}
	if _, ok := s.Rows().Get("ash"); ok {
		t.Error("a row of the older answer is remembered")
	}
}

func TestNothingIsAskedBeforeTheListIsShown(t *testing.T) {
	s := newShelf(t, false)
	s.SetStore(2)
	s.Open(screen.Route{Tab: "old"})
	if len(s.asked) != 0 {
		t.Errorf("asked %+v", s.asked)
	}
	s.Shown()
	if len(s.asked) != 1 || s.asked[0].Store != 2 || s.asked[0].Tab != "old" {
		t.Errorf("asked %+v", s.asked)
	}
	s.Hidden()
	s.SetStore(3)
	if len(s.asked) != 1 {
		t.Error("a hidden list asked for another store")
	}
	if s.Shown(); s.asked[len(s.asked)-1].Store != 3 {
		t.Error("the other store is forgotten")
	}
}

func TestUnknownTabsLeadToAll(t *testing.T) {
	s := newShelf(t, false)
	s.Shown()
	s.Open(screen.Route{Tab: "nowhere"})
	if q := s.Query(); q.Tab != listing.All {
		t.Errorf("the tab is %q", q.Tab)
	}
}

func TestAReloadKeepsThePlaceAndDrawsOnlyNews(t *testing.T) {
	s := newShelf(t, false)
	s.Shown()
	s.List.Show("oak")
	reads, drawn := s.reads, s.drawn
	s.Reload()
	if s.reads != reads+1 || s.drawn != drawn {
		t.Errorf("a reload read %d times and drew %d times", s.reads-reads, s.drawn-drawn)
	}
	if row, ok := s.Table().Current(); !ok || row.Key != "oak" {
		t.Error("the row is not the current one any more")
	}
	s.Search("o")
	if row, ok := s.Table().Current(); !ok || row.Key != "oak" || !s.PaneOpen() {
		t.Error("a search lost the row that it still finds")
	}
}

func TestDetailsFollowTheKeyboardAndCloseOnce(t *testing.T) {
	s := newShelf(t, false)
	s.Shown()
	keys := s.Table().Focusable()
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if s.PaneOpen() {
		t.Error("moving through the rows opened the pane")
	}
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if d, ok := s.Details(); !ok || d != "beechbeech" {
		t.Errorf("the pane shows %q", d)
	}
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestWhatIsGoneSaysSo(t *testing.T) {
	s := newShelf(t, false)
	s.Shown()
	s.List.Show("gone")
	s.Shows(t, "This word was forgotten", "Nobody says it any more.")
	s.err = errors.New("disk")
	s.List.Show("ash")
	s.Shows(t, "The trees could not be read", "Try again")
}

func TestAKeyWaitsForItsRow(t *testing.T) {
	s := newShelf(t, true)
	s.Shown()
	s.words = append(s.words, "elm")
	s.List.Show("elm")
	if s.PaneOpen() {
		t.Error("details opened without their row")
	}
	s.Reload()
	if d, _ := s.Details(); d != "elmelm" {
		t.Errorf("the pane shows %q", d)
	}
}

func TestViewsAreSavedRenamedStartedWithAndForgotten(t *testing.T) {
	s := newShelf(t, false)
	s.Shown()
	s.Search("oak")
	s.Table().MoveColumn("store", 0)
	s.SaveView("Oaks")
	s.StartWith("Oaks", true)
	s.RenameView("Oaks", "My oaks")

	again := newShelfWith(t, false, s.memory) // the next start of the program
	again.Shown()
	again.Shows(t, "My oaks")
	if got := again.asked[0].Text; got != "oak" {
		t.Errorf("the first question is for %q", got)
	}
	if order := again.Table().Layout().Order; order[0] != "store" {
		t.Errorf("the columns stand as %v", order)
	}
	again.SaveView("Other")
	again.RenameView("Other", "My oaks") // is taken
	if views := again.OwnViews(); len(views) != 2 || views[1].Name != "Other" || !views[0].Start || views[1].Start {
		t.Errorf("the views are %+v", views)
	}
	again.ForgetView("My oaks")

	last := newShelfWith(t, false, s.memory)
	last.Shown()
	if views := last.OwnViews(); len(views) != 1 || last.asked[0].Text != "" {
		t.Errorf("a forgotten view is followed: %+v, %+v", views, last.asked[0])
	}
}

func TestARouteIsStrongerThanTheViewToStartWith(t *testing.T) {
	s := newShelf(t, false)
	s.Shown()
	s.Search("oak")
	s.SaveView("Oaks")
	s.StartWith("Oaks", true)
	again := newShelfWith(t, false, s.memory)
	again.Open(screen.Route{Screen: "trees", Text: "yew"})
	again.Shown()
	if got := again.asked[0].Text; got != "yew" {
		t.Errorf("the first question is for %q", got)
	}
	again.Shows(t, "Views")
}

// TestWordsAreTranslated holds that what the list and its parts say by themselves comes from the language's files.
func TestWordsAreTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	s := newShelf(t, false)
	own := []string{"My oaks", "Trees", "All", "Old", "Word", "Store", "Tree", "ash", "beech", "oak", "yew", "Leaf", "Bark", "It is", "No tree", "elm",
		"The trees could not be read", "They still stand.", "Potting Shed", "Kiln & Larder", "Muddy Paws"}
	s.Shown()
	s.SaveView("My oaks")
	s.List.Show("oak")
	s.Untranslated(t, own...)
	s.Press(t, "My oaks")
	s.Untranslated(t, own...)
	kit.CloseTop(s.Canvas())
	kit.ShowMenuAt(s.Canvas(), fyne.NewPos(300, 200), s.Table().ColumnMenu())
	s.Untranslated(t, own...)
	kit.CloseTop(s.Canvas())
	s.err = errors.New("disk")
	s.Search("elm")
	s.Untranslated(t, own...)
}

func TestInGerman(t *testing.T) {
	if err := say.Use("de"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := say.Use(say.British); err != nil {
			t.Fatal(err)
		}
	})
	s := newShelf(t, false)
	s.Shown()
	s.SaveView("Eichen")
	s.Press(t, "Eichen")
	s.Shows(t, "Diese Ansicht umbenennen", "Diese Seite damit öffnen")
	s.Draw(t, "listing-de")
}
