package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Kind is how a column's cells are set.
type Kind int

// Numbers, money and ages stand at the right; a state cell has an icon, a word and its colour.
const (
	KindText   Kind = iota
	KindMedium      // ids and names
	KindNumber
	KindCode // SKUs, tracking numbers
	KindState
)

// Column describes one column of a PagedTable.
type Column struct {
	ID       string // for sorting and for remembering widths
	Title    string
	Kind     Kind
	Width    float32 // of the content, without the gap to the next column
	MinWidth float32 // 40 when 0
	Right    bool    // stands at the right; numbers do anyway
	Muted    bool    // secondary fact: text-2
	Sortable bool
	Grow     bool // takes the width left over; the last column does when none is marked
	Hidden   bool // only in the column chooser at first
	Yields   int  // gives way when there is no room, the highest first; 0 never
}

func (c Column) atRight() bool { return c.Right || c.Kind == KindNumber }

// Cell is one prepared value.
type Cell struct {
	Text     string
	Detail   string      // smaller, after the text; in a column of numbers before it, as the count that belongs to a sum
	State    theme.State // colour and icon of a state cell
	Icon     string      // a sharper icon than the state's own, or an icon before any text
	Emphasis theme.State // marks the one value of the row that is wrong
	Muted    bool        // secondary: text-2
	Faint    bool        // zeros: text-3
	Strong   bool        // totals: SemiBold
	Plain    bool        // words in a column of codes
	Tag      string      // a small tinted word after the text
	Tip      string      // what the pointer and the keyboard find out about the cell: the exact time of an age
	TagState theme.State // of the tag; Attention when not set
}

// Row is one prepared line; Cells follow the order in which the columns were declared.
type Row struct {
	Key   string // stays the same when the table is read again
	Cells []Cell
}

// Page is the answer to a request for rows.
type Page struct {
	Rows  []Row
	Total int // rows in the whole answer, not in this page
	Err   error
}

// Load asks for the page-th PageSize rows (from 0). It must return at once and call answer later
// on the UI goroutine; calling it before returning is fine too. Answers to outdated questions
// are dropped by the table, so a loader need not cancel.
type Load func(page int, answer func(Page))

// PageSize is how many rows one request asks for.
const PageSize = 200

// TableOptions make a PagedTable. Only Columns and Load are needed.
type TableOptions struct {
	Columns     []Column
	Load        Load
	Comfortable bool    // rows of 40 instead of 32
	Checks      bool    // check boxes for mass actions
	SidePadding float32 // 20 when 0; 14 in cards
	Clock       Clock   // the loading note waits two seconds by it; without one it shows at once

	OnSelect  func(Row)                              // another row became current
	OnOpen    func(Row)                              // a row was tapped, or Enter pressed
	OnCheck   func(Checks)                           // the ticked rows changed
	OnSort    func(columnID string, descending bool) // a header was pressed
	OnRefresh func()                                 // F5; nil reloads the table itself
	OnMenu    func(Row) []MenuItem                   // right click
	OnLayout  func(TableLayout)                      // widths, order or hidden columns changed
	// Fault turns a failed load into a title and a sentence. Nil uses a general one.
	Fault func(error) (title, line string)
}

// PagedTable shows any number of rows, of which it keeps a few pages. It never waits: a page that
// is not there yet shows bars, is asked for once and appears when it comes.
type PagedTable struct {
	widget.BaseWidget
	options  TableOptions
	pager    pager
	columns  columnSet
	list     *tableList
	header   *tableHeader
	cover    *holder // skeleton, empty state or fault over the rows
	scroll   *container.Scroll
	skeleton *skeleton
	themed   *container.ThemeOverride
	empty    EmptyState

	sortBy     string
	descending bool
	cursor     int    // index of the current row, -1 for none
	current    string // its key
	raise      bool   // OnSelect waits for the row to arrive
	cell       int    // column of the cell the keyboard stands on, -1 for the whole row
	cursorRow  *tableRow
	anchor     int // row at which a range of ticks began, -1 for none
	checks     checks
	updating   bool // inside the list's own update: no refresh may start
	fault      error
	over       *holder // says that there are more rows than a table shows
	note       string  // what is being read
	stopNote   func()  // ends the wait for it
	waited     bool    // the wait is over, and the rows are still not there
}

// NewPagedTable makes the table. It asks for nothing until Reset.
func NewPagedTable(o TableOptions) *PagedTable {
	if o.SidePadding == 0 {
		o.SidePadding = theme.PageMargin
	}
	t := &PagedTable{options: o, cursor: -1, cell: -1, anchor: -1, checks: newChecks(), over: newHolder(nil), stopNote: func() {}}
	t.columns = newColumnSet(o.Columns, o.SidePadding, o.Checks)
	t.header = newTableHeader(t)
	t.list = newTableList(t)
	t.skeleton = newSkeleton(t.rowHeight())
	t.cover = newHolder(nil)
	t.themed = container.NewThemeOverride(t.list, listTheme{})
	t.scroll = container.NewHScroll(&fyne.Container{
		Layout:  tableBody{t},
		Objects: []fyne.CanvasObject{t.header, t.themed, t.cover},
	})
	t.over.Hide()
	t.ExtendBaseWidget(t)
	t.showCover()
	return t
}

func (t *PagedTable) rowHeight() float32 {
	if t.options.Comfortable {
		return theme.RowComfortable
	}
	return theme.RowCompact
}

// Reset is for a new question (another filter, tab or sort): the old rows go, bars show until
// the answer comes, the ticks are cleared and the view returns to the top.
func (t *PagedTable) Reset() {
	t.pager.reset()
	t.fault = nil
	t.cursor, t.current, t.raise, t.anchor = -1, "", false, -1
	if t.checks.any() {
		t.ClearChecks()
	}
	t.list.ScrollToTop()
	t.noteLater()
	t.showCover()
	t.refreshRows()
	t.request(0)
}

// Reload asks the same question again. The rows stay until the answers come; selection, ticks
// and scroll position stay as they are.
func (t *PagedTable) Reload() {
	t.pager.renew()
	first, last := t.visible()
	for page := first / PageSize; page <= last/PageSize; page++ {
		t.request(page)
	}
}

// visible is the range of rows in view.
func (t *PagedTable) visible() (first, last int) {
	first = int(t.list.GetScrollOffset() / t.rowHeight())
	return first, first + int(t.list.Size().Height/t.rowHeight())
}

func (t *PagedTable) request(page int) {
	if !t.pager.ask(page) || t.options.Load == nil {
		return
	}
	question := t.pager.question
	t.options.Load(page, func(answer Page) {
		if question != t.pager.question {
			return
		}
		t.accept(page, answer)
	})
}

func (t *PagedTable) accept(page int, answer Page) {
	t.fault = answer.Err
	t.stopNote()
	if answer.Err != nil {
		t.pager.failed(page)
	} else {
		t.pager.store(page, answer)
		t.follow(page, answer.Rows)
	}
	if t.updating {
		return
	}
	t.showCover()
	t.showOver()
	t.refreshRows()
	t.header.Refresh()
}

// follow keeps the current row on its key when rows above it came or went.
func (t *PagedTable) follow(page int, rows []Row) {
	for i, row := range rows {
		if row.Key == t.current && t.current != "" {
			t.cursor = page*PageSize + i
		}
	}
	if t.cursor >= t.rows() {
		t.cursor, t.current = -1, ""
	}
	if row, ok := t.pager.row(t.cursor); ok && t.raise {
		t.raise, t.current = false, row.Key
		if t.options.OnSelect != nil {
			t.options.OnSelect(row)
		}
	}
}

// at gives a row for drawing and asks for its page if it has to.
func (t *PagedTable) at(i int) (Row, bool) {
	if page := i / PageSize; t.pager.wants(page) {
		t.updating = true
		t.request(page)
		t.updating = false
	}
	return t.pager.row(i)
}

// AtTop reports whether the first row is in view.
func (t *PagedTable) AtTop() bool {
	first, _ := t.visible()
	return first == 0
}

func (t *PagedTable) refreshRows() { t.list.Refresh() }

// Total is the number of rows in the whole answer; false until the first page has come.
func (t *PagedTable) Total() (int, bool) { return t.pager.total, t.pager.known }

// Current gives the row the keyboard stands on.
func (t *PagedTable) Current() (Row, bool) { return t.pager.row(t.cursor) }

// Select makes the row with a key current if it is among the rows kept; no callback.
func (t *PagedTable) Select(key string) bool {
	i, ok := t.pager.find(key)
	if ok {
		t.cursor, t.current = i, key
		t.list.ScrollTo(i)
		t.refreshRows()
	}
	return ok
}

// ClearSelection leaves no row current, as when the pane was closed for good.
func (t *PagedTable) ClearSelection() {
	t.cursor, t.current, t.cell = -1, "", -1
	t.refreshRows()
}

// SetSort shows the arrow; the order itself is the loader's business.
func (t *PagedTable) SetSort(columnID string, descending bool) {
	t.sortBy, t.descending = columnID, descending
	t.header.Refresh()
}

// SetEmpty says what to show when there are no rows. Call it before Reset: an empty list and a
// filter that hides everything need different sentences.
func (t *PagedTable) SetEmpty(e EmptyState) {
	t.empty = e
	t.showCover()
}

// SetLoadingNote says, after about two seconds, what is being read and how much; empty hides it.
func (t *PagedTable) SetLoadingNote(text string) {
	t.note = text
	if t.options.Clock == nil || t.waited {
		t.skeleton.say(text)
	}
}

// noteTime is how long a table reads before it says so: what comes sooner needs no words.
const noteTime = 2 * time.Second

func (t *PagedTable) noteLater() {
	t.stopNote()
	if t.waited = false; t.options.Clock == nil {
		return
	}
	t.skeleton.say("")
	t.stopNote = t.options.Clock.After(noteTime, func() {
		t.waited = true
		t.skeleton.say(t.note)
	})
}

// Focus gives the table the keyboard.
func (t *PagedTable) Focus() {
	if c := canvasOf(t); c != nil {
		c.Focus(t.list)
	}
}

// Focusable is the object that takes the keyboard, for F6 chains and tests.
func (t *PagedTable) Focusable() fyne.Focusable { return t.list }

// showCover decides what lies over the rows.
func (t *PagedTable) showCover() {
	switch {
	case t.fault != nil && !t.pager.known:
		title, line := say.T("The list could not be read"), say.T("Nothing is lost. Try again, or look at Diagnostics.")
		if t.options.Fault != nil {
			title, line = t.options.Fault(t.fault)
		}
		t.cover.set(TopLeft(Inset(32, 20, 0, t.options.SidePadding, NewEmpty(EmptyState{
			Title: title, Line: line, Button: say.T("Try again"), Tapped: t.Reset,
		}))))
	case !t.pager.known:
		t.cover.set(t.skeleton)
	case t.pager.total == 0:
		t.cover.set(TopLeft(Inset(32, 20, 0, t.options.SidePadding, NewEmpty(t.empty))))
	default:
		t.cover.set(nil)
		t.cover.Hide()
		return
	}
	t.cover.Show()
}

// CreateRenderer is Fyne's side of the part.
func (t *PagedTable) CreateRenderer() fyne.WidgetRenderer {
	back := newRect()
	layout := func(size fyne.Size) {
		if t.columns.fit(size.Width) {
			t.header.rebuild()
			t.refreshRows()
		}
		place(back, 0, 0, size.Width, theme.TableHeader)
		height := size.Height
		if t.over.Visible() {
			height -= overHeight
			place(t.over, 0, height, size.Width, overHeight)
		}
		place(t.scroll, 0, 0, size.Width, height)
		t.scroll.Refresh()
	}
	return newRenderer(t, []fyne.CanvasObject{back, t.scroll, t.over},
		func() fyne.Size { return fyne.NewSize(160, theme.TableHeader+3*t.rowHeight()) }, layout,
		func() { paintRect(back, theme.Sunken, theme.None, 0, 0) })
}

// tableBody puts the header above the rows at the full width of all columns.
type tableBody struct{ table *PagedTable }

func (b tableBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(b.table.columns.total, theme.TableHeader+b.table.rowHeight())
}

func (b tableBody) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, theme.TableHeader)
	for _, o := range objects[1:] {
		place(o, 0, theme.TableHeader, size.Width, size.Height-theme.TableHeader)
	}
}
