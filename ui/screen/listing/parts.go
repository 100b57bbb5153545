package listing

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// build makes the widgets. Each of them changes the query and asks again.
func (l *List[R, D]) build() {
	o := l.o
	l.table = kit.NewPagedTable(kit.TableOptions{
		Columns: o.Columns, Load: l.load, Fault: o.Fault, Checks: o.OnCheck != nil, OnCheck: o.OnCheck, OnRefresh: l.Reload, OnSort: l.sorted,
		OnSelect: func(r kit.Row) {
			if l.split.Open() {
				l.Show(r.Key)
			}
		},
		OnOpen: func(r kit.Row) { l.Show(r.Key) },
		OnMenu: func(r kit.Row) []kit.MenuItem {
			if row, ok := l.rows.Get(r.Key); ok {
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
	right := []fyne.CanvasObject{kit.Width(o.SearchWidth, l.search.Field)}
	if o.Remark != nil {
		right = append([]fyne.CanvasObject{o.Remark}, right...)
	}
	l.filters.SetRight(kit.Across(theme.Space4, right...))
	l.showFilters()
	l.pane = kit.NewPane(o.Pane.Tabs, func(string) { l.Redraw() }, func() { l.ClosePane() })
	var foot fyne.CanvasObject
	if o.Bar != nil {
		foot = o.Bar
	}
	l.split = kit.NewSplit(kit.NewPage(l.table, foot, l.header, l.tabs, kit.Height(theme.FilterHeight, l.filters)), l.pane)
	l.split.OnWidth = func(float32) {
		if o.Pane.Resized != nil {
			o.Pane.Resized()
		}
	}
}

func (l *List[R, D]) turned(tab string) {
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
