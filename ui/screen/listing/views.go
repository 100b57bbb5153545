package listing

import (
	"encoding/json"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Memory keeps what a person arranges, by name, between starts of the program. It is called on the UI goroutine.
type Memory interface {
	Recall(name string) string // "" when nothing is kept
	Keep(name, text string)
}

// View is a question with its columns under a name.
type View struct {
	Name   string              `json:"name"`
	Tab    string              `json:"tab"`
	Store  commerce.StoreID    `json:"store,omitempty"`
	Values map[string][]string `json:"values,omitempty"` // of the filters beside the store
	Text   string              `json:"text,omitempty"`
	Sort   string              `json:"sort,omitempty"`
	Desc   bool                `json:"desc,omitempty"`
	// Columns are as they stood; nil leaves them as they stand.
	Columns *kit.TableLayout `json:"columns,omitempty"`
	// Start has the screen open with this view; at most one of a screen's views has it.
	Start bool `json:"start,omitempty"`
}

// View is the question for keeping. What the whole window is narrowed to does not belong to it.
func (q Query) View(name string) View {
	return View{Name: name, Tab: q.Tab, Store: q.Store, Values: q.values, Text: strings.TrimSpace(q.Text), Sort: q.Sort, Desc: q.Desc}
}

// Follow asks what a view asks.
func (q *Query) Follow(v View) {
	q.Store, q.values, q.Text, q.Sort, q.Desc = v.Store, nil, v.Text, v.Sort, v.Desc
	q.Tab = v.Tab
	for id, values := range v.Values {
		q.set(id, values)
	}
}

// The parts of a list that are remembered under its name.
const (
	keptViews   = " views"
	keptColumns = " columns"
)

// views are a list's saved views.
type views struct {
	own    []View
	button *kit.Button
	shown  string // name of the view that was followed last, until the question changes
	start  string // name of the view that the first question follows
}

// recall takes over what was kept of an earlier time. What cannot be read is as good as nothing.
func (l *List[R, D]) recall() {
	if l.o.Memory == nil {
		return
	}
	var layout kit.TableLayout
	if json.Unmarshal([]byte(l.o.Memory.Recall(l.o.Name+keptColumns)), &layout) == nil && len(layout.Order) > 0 {
		l.table.SetLayout(layout)
	}
	if json.Unmarshal([]byte(l.o.Memory.Recall(l.o.Name+keptViews)), &l.views.own) != nil {
		l.views.own = nil
	}
	for _, v := range l.views.own {
		if v.Start {
			l.take(v)
			l.views.start = v.Name
		}
	}
}

// keepColumns remembers widths, order and hidden columns.
func (l *List[R, D]) keepColumns(kit.TableLayout) {
	if l.o.Memory != nil {
		l.keep(keptColumns, l.layout())
	}
}

// layout is how a person arranged the columns: the store's name that is missing because one store is shown alone was not hidden
// by them.
func (l *List[R, D]) layout() kit.TableLayout {
	layout := l.table.Layout()
	if l.alone {
		layout.Hidden = slices.DeleteFunc(layout.Hidden, func(id string) bool { return id == storeFilter })
	}
	return layout
}

func (l *List[R, D]) keep(part string, what any) {
	if text, err := json.Marshal(what); err == nil {
		l.o.Memory.Keep(l.o.Name+part, string(text))
	}
}

// viewsMenu offers the screen's own views, those of the person, and to keep the present one.
func (l *List[R, D]) viewsMenu() []kit.MenuItem {
	var items []kit.MenuItem
	offer := func(v View) {
		items = append(items, kit.MenuItem{Label: kit.Elide(v.Name, theme.Body, 220), Checked: v.Name == l.views.shown, Tapped: func() { l.FollowView(v) }})
	}
	for _, v := range l.o.Views {
		offer(v)
	}
	if l.o.Memory == nil {
		return items
	}
	divide := func() {
		if len(items) > 0 && items[len(items)-1].Label != "" {
			items = append(items, kit.MenuItem{})
		}
	}
	divide()
	for _, v := range l.views.own {
		offer(v)
	}
	divide()
	items = append(items, kit.MenuItem{Label: say.T("Save this view"), Icon: "plus", Tapped: l.askViewName})
	if at := l.ownView(l.views.shown); at >= 0 {
		name, start := l.views.own[at].Name, l.views.own[at].Start
		items = append(items,
			kit.MenuItem{Label: say.T("Open this screen with it"), Checked: start, Tapped: func() { l.StartWith(name, !start) }},
			kit.MenuItem{Label: say.T("Rename this view"), Icon: "pencil", Tapped: func() { l.askRename(name) }},
			kit.MenuItem{Label: say.T("Forget this view"), Danger: true, Tapped: func() { l.ForgetView(name) }})
	}
	return items
}

func (l *List[R, D]) ownView(name string) int {
	return slices.IndexFunc(l.views.own, func(v View) bool { return v.Name == name })
}

// OwnViews are the views that the person saved.
func (l *List[R, D]) OwnViews() []View { return slices.Clone(l.views.own) }

// FollowView shows a saved view.
func (l *List[R, D]) FollowView(v View) {
	l.closePane()
	l.take(v)
	l.ask()
	l.nameView(v.Name)
}

// take makes a view's question and columns those of the list.
func (l *List[R, D]) take(v View) {
	l.placed = true
	l.query.Follow(v)
	if v.Columns != nil {
		l.table.SetLayout(*v.Columns)
		l.alone = false // the columns as a person arranged them; showAlone hides the store again
	}
}

// askViewName asks what the present view is to be called.
func (l *List[R, D]) askViewName() {
	name := kit.NewEntry(say.T("For example: Waiting for stock, oldest first"))
	d := kit.ShowDialog(l.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("Save this view as"), Confirm: say.T("Save view"),
		Text: say.T("The tab, the filters, the search, the sorting and the columns are kept on this computer."),
		Body: kit.NewField(say.T("Name"), name).WithHelp(say.T("A name that you used before takes the new view.")),
		Done: func(yes bool) {
			if yes {
				l.SaveView(name.Text())
			}
		},
	})
	d.NeedsText(name)
}

// askRename asks for another name of a view.
func (l *List[R, D]) askRename(old string) {
	name := kit.NewEntry("")
	name.SetText(old)
	d := kit.ShowDialog(l.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("Rename “{view}” to", old), Confirm: say.T("Rename view"), Body: kit.NewField(say.T("Name"), name),
		Done: func(yes bool) {
			if yes {
				l.RenameView(old, name.Text())
			}
		},
	})
	d.NeedsText(name)
}

// RenameView gives a saved view another name. One that another view has already changes nothing.
func (l *List[R, D]) RenameView(old, name string) {
	at := l.ownView(old)
	name = strings.TrimSpace(name)
	if at < 0 || name == "" || name == old || l.ownView(name) >= 0 || l.offered(name) {
		return
	}
	l.views.own[at].Name = name
	l.keep(keptViews, l.views.own)
	if l.views.shown == old {
		l.nameView(name)
	}
}

// StartWith has the screen open with a saved view from the next start of the program on, or with its usual question again.
func (l *List[R, D]) StartWith(name string, yes bool) {
	for i := range l.views.own {
		v := &l.views.own[i]
		v.Start = yes && v.Name == name
	}
	l.keep(keptViews, l.views.own)
}

// offered tells whether a view of this name is offered to everybody.
func (l *List[R, D]) offered(name string) bool {
	return slices.ContainsFunc(l.o.Views, func(v View) bool { return strings.EqualFold(v.Name, name) })
}

// SaveView keeps the present view under a name, in place of an older one of that name. A name of the screen's own views stays
// theirs.
func (l *List[R, D]) SaveView(name string) {
	name = strings.TrimSpace(name)
	if name == "" || l.o.Memory == nil {
		return
	}
	if l.offered(name) {
		name = say.T("{view} (mine)", name)
	}
	v := l.query.View(name)
	layout := l.layout()
	v.Columns = &layout
	if at := l.ownView(name); at >= 0 {
		v.Start = l.views.own[at].Start
		l.views.own[at] = v
	} else {
		l.views.own = append(l.views.own, v)
	}
	l.keep(keptViews, l.views.own)
	l.nameView(name)
}

// ForgetView drops a view that a person saved.
func (l *List[R, D]) ForgetView(name string) {
	if at := l.ownView(name); at >= 0 {
		l.views.own = slices.Delete(l.views.own, at, at+1)
		l.keep(keptViews, l.views.own)
		l.nameView("")
	}
}

// nameView makes the button say which view is followed.
func (l *List[R, D]) nameView(name string) {
	l.views.shown = name
	if l.views.button == nil {
		return
	}
	label := say.T("Views")
	if name != "" {
		label = kit.Elide(name, theme.BodyMedium, 130)
	}
	if l.views.button.Label() != label {
		l.views.button.SetLabel(label)
		l.filters.Refit()
	}
}
