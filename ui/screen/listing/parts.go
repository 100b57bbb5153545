package listing

import (
	"slices"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// leastSearch is how narrow the search field gets beside many filters.
const leastSearch = 64

// build makes the widgets. Each of them changes the query and asks again.
func (l *List[R, D]) build() {
	o := l.o
	l.table = kit.NewPagedTable(kit.TableOptions{
		Columns: o.Columns, Load: l.load, Clock: o.Feed.Clock(), Fault: o.Fault, Checks: o.OnCheck != nil, OnCheck: o.OnCheck, OnRefresh: l.Reload, OnSort: l.sorted, OnLayout: l.keepColumns,
		OnSelect: func(r kit.Row) {
			if l.split.Open() {
				l.Show(r.Key)
			}
		},
		OnOpen: func(r kit.Row) { l.Show(r.Key) },
		OnMenu: func(r kit.Row) []kit.MenuItem {
			if row, ok := l.rows.Get(r.Key); ok && o.Menu != nil {
				return o.Menu(row)
			}
			return nil
		},
	})
	l.table.SetLoadingNote(o.LoadingNote)
	l.header = kit.NewPageHeader(o.Title, append([]fyne.CanvasObject{l.table.NewColumnButton()}, o.Buttons...)...)
	l.tabs = kit.NewTabs(o.Tabs(), l.turned)
	l.tabs.SetCurrent(l.query.Tab)
	l.filters = kit.NewFilterBar(nil, l.chosen)
	l.search = NewSearch(o.Search, o.Feed.Clock(), l.find)
	var right []fyne.CanvasObject
	if o.Remark != nil {
		right = append(right, o.Remark, kit.Gap(0, 0))
	}
	if o.Memory != nil || len(o.Views) > 0 {
		l.views.button = kit.NewMenuButton(say.T("Views"), l.viewsMenu).Small()
		l.views.button.SetKind(kit.Quiet)
		right = append(right, l.views.button)
	}
	if o.Search != "" {
		right = append(right, kit.Between(leastSearch, o.SearchWidth, l.search.Field))
	}
	l.filters.SetRight(kit.Across(theme.Space2, right...))
	l.showFilters()
	l.pane = kit.NewPane(o.Pane.Tabs, func(string) { l.Redraw() }, func() { l.ClosePane() })
	var foot fyne.CanvasObject
	if o.Bar != nil {
		foot = o.Bar
	}
	top := []fyne.CanvasObject{l.header, l.tabs, kit.Height(theme.FilterHeight, l.filters)}
	l.notice = kit.NewSlot()
	top = slices.Insert(top, 1, fyne.CanvasObject(l.notice))
	if o.Notice != nil {
		top = slices.Insert(top, 1, fyne.CanvasObject(o.Notice))
	}
	l.split = kit.NewSplit(kit.NewPage(l.table, foot, top...), l.pane)
	l.split.OnWidth = func(float32) {
		if o.Pane.Resized != nil {
			o.Pane.Resized()
		}
	}
}

func (l *List[R, D]) turned(tab string) {
	if l.o.Elsewhere != nil && l.o.Elsewhere(tab) {
		l.tabs.SetCurrent(l.query.Tab)
		return
	}
	l.placed = true
	l.query.turnTo(tab)
	l.closePane()
	l.ask()
}

func (l *List[R, D]) chosen(values map[string][]string) {
	l.query.choose(values)
	l.ask()
}

func (l *List[R, D]) find(text string) {
	if text != l.query.Text {
		l.query.Text = text
		l.ask()
	}
}

func (l *List[R, D]) sorted(column string, desc bool) {
	l.query.Sort, l.query.Desc = column, desc
	l.ask()
}
