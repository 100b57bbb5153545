package inventory

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// walkStep is how many stopped figures one read asks for when all ticked ones are needed.
const walkStep = 1000

// desk is the list of what a store's brake has stopped, on which a person decides. It stands in place of the table.
type desk struct {
	s       *Screen
	brake   view.Brake
	rows    listing.Rows[view.BrakedRow]
	table   *kit.PagedTable
	bar     *kit.SelectionBar
	apply   *kit.Button // of the bar
	all     *kit.Button // of the header
	header  *kit.PageHeader
	notice  *kit.Slot
	sort    string
	desc    bool
	content fyne.CanvasObject
}

func deskColumns() []kit.Column {
	return []kit.Column{
		{ID: "why", Title: say.T("Why"), Kind: kit.KindState, Width: 122},
		{ID: "sku", Title: say.T("SKU"), Kind: kit.KindCode, Width: 110, Sortable: true},
		{ID: "name", Title: say.T("Name"), Width: 140, Sortable: true, Grow: true},
		{ID: "shows", Title: say.T("Shows"), Kind: kit.KindNumber, Width: 56, Sortable: true},
		{ID: "would", Title: say.T("Would show"), Kind: kit.KindNumber, Width: 78, Sortable: true},
		{ID: "change", Title: say.X("difference", "Change"), Kind: kit.KindNumber, Width: 74, Sortable: true},
		{ID: "money", Title: say.T("Off sale"), Kind: kit.KindNumber, Width: 90},
		{ID: "sum", Title: say.T("How it comes about"), Width: 250, Muted: true, Yields: 1},
	}
}

func brakedKey(b view.BrakedRow) string {
	return place{b.Store, b.ProductID, b.VariantID, b.SKU}.key()
}

func brakedRow(currency string) func(view.BrakedRow, time.Time) kit.Row {
	return func(b view.BrakedRow, _ time.Time) kit.Row {
		why := kit.Cell{Text: say.T("With the rest")}
		switch b.Why {
		case "zero":
			why = kit.Cell{Text: say.T("To zero"), State: theme.Attention, Icon: "circle-minus"}
		case "wild":
			why = kit.Cell{Text: say.T("Ten times"), State: theme.Attention, Icon: "triangle-alert"}
		case "short":
			why = kit.Cell{Text: say.T("Left out"), State: theme.Attention, Icon: "circle-question-mark"}
		}
		money := kit.Cell{Text: say.Count(0), Faint: true}
		if off := b.Shows - b.Would; off > 0 {
			money = kit.Cell{Text: say.Money(commerce.Pence(off)*b.Price, currency)}
		}
		change := kit.Cell{Text: signed(b.Would - b.Shows), Faint: b.Would == b.Shows}
		if b.Would > b.Shows {
			change.Text = "+" + change.Text
		}
		would := units(b.Would)
		if b.Why != "" {
			would = kit.Cell{Text: say.Count(b.Would), Emphasis: theme.Attention}
		}
		name := b.Name
		if name == "" {
			name = say.T("No name")
		}
		return kit.Row{Key: brakedKey(b), Cells: []kit.Cell{why, {Text: b.SKU}, {Text: name}, units(b.Shows), would, change, money, {Text: sumWords(b.Terms)}}}
	}
}

// sumWords write a figure's terms as a sum: "0 on hand − 2 pending − 1 buffer".
func sumWords(t commerce.Terms) string {
	parts := []string{say.T("{hand} on hand − {pending} pending − {buffer} buffer", t.OnHand, t.Pending, t.Buffer)}
	if t.Cap > 0 {
		parts = append(parts, say.T("at most {n}", t.Cap))
	}
	if t.Stop {
		parts = append(parts, say.T("frozen at zero"))
	}
	return strings.Join(parts, ", ")
}

// openDeskOf opens the desk of a store whose brake is on.
func (s *Screen) openDeskOf(store commerce.StoreID) {
	for _, b := range s.summary.brakes {
		if b.StoreID == store {
			s.openDesk(b)
			return
		}
	}
	s.o.Nav.Toast(say.T("The brake of this store is released"))
}

// openDesk puts the desk of a brake in place of the table.
func (s *Screen) openDesk(b view.Brake) {
	s.closeDesk()
	d := &desk{s: s, brake: b, sort: "change", notice: kit.NewSlot()}
	d.rows = listing.Rows[view.BrakedRow]{Feed: s.o.Feed, Now: s.o.Now, Row: brakedRow(b.Currency),
		Read: func(ctx context.Context, f view.Filter, w view.Window) (view.Page[view.BrakedRow], error) {
			return s.o.Pages.BrakedPage(ctx, f.Store, w)
		}}
	d.rows.Forget()
	d.table = kit.NewPagedTable(kit.TableOptions{Columns: deskColumns(), Load: d.load, Fault: unreadable, Checks: true, OnCheck: d.checked, OnRefresh: s.Reload,
		OnSort: func(column string, desc bool) {
			d.sort, d.desc = column, desc
			d.table.SetSort(column, desc)
			d.rows.Forget()
			d.table.Reset()
		},
		OnMenu: func(r kit.Row) []kit.MenuItem {
			return []kit.MenuItem{{Label: say.T("Explain this number"), Tapped: func() { s.leaveDeskFor(r.Key) }}}
		},
	})
	d.table.SetLoadingNote(say.T("Reading what the brake has stopped"))
	d.table.SetEmpty(kit.EmptyState{Title: say.T("The brake has stopped nothing any more"), Line: say.T("What it had stopped was decided, or Brightpearl's stock is as it was before.")})
	d.table.SetSort(d.sort, false)
	d.apply = kit.NewButton(say.T("Apply"), kit.Primary, d.askApplyTicked).Small()
	d.bar = kit.NewSelectionBar(func() { d.table.ClearChecks() }, d.apply)
	d.all = kit.NewButton(say.T("Apply all"), kit.Secondary, func() { s.askApply(d.brake, nil, brakeFigures(d.brake), d.brake.SKUs) }).Small()
	d.header = kit.NewPageHeader("", kit.NewButton(say.T("Back"), kit.Secondary, s.closeDesk).Small().WithIcon("arrow-left"),
		kit.NewButton(say.T("Discard and read again"), kit.Secondary, func() { s.askDiscard(d.brake) }).Small(), d.all)
	d.content = kit.NewPage(d.table, d.bar, d.header, d.notice)
	s.desk = d
	s.levels.Content().Hide()
	s.content.Add(d.content)
	d.show()
	d.table.Reset()
	d.table.Focus()
}

func (s *Screen) closeDesk() {
	if s.desk == nil {
		return
	}
	s.content.Remove(s.desk.content)
	s.desk = nil
	s.levels.Content().Show()
	s.content.Refresh()
}

// leaveDeskFor goes back to the table with the details of a figure.
func (s *Screen) leaveDeskFor(key string) {
	s.closeDesk()
	s.Show(key)
}

func (d *desk) load(page int, answer func(kit.Page)) {
	d.rows.Load(view.Filter{Store: d.brake.StoreID}, view.Window{Offset: page * kit.PageSize, Limit: kit.PageSize, Sort: d.sort, Desc: d.desc}, answer)
}

// follow shows what is known of the brake now, and leaves when it is released.
func (d *desk) follow() {
	at := slices.IndexFunc(d.s.summary.brakes, func(b view.Brake) bool { return b.StoreID == d.brake.StoreID })
	if at < 0 {
		d.s.closeDesk()
		d.s.o.Nav.Toast(say.T("The brake of {store} is released", d.brake.Store))
		return
	}
	d.brake = d.s.summary.brakes[at]
	d.show()
	d.table.Reload()
}

func (d *desk) show() {
	d.header.SetTitle(say.T("Brake of {store}", d.brake.Store))
	d.all.SetLabel(say.T("Apply all {n}", d.brake.SKUs))
	d.header.SetCounters([]kit.Counter{{Number: say.Count(d.brake.SKUs), Word: say.N(d.brake.SKUs, "figure stopped", "figures stopped"), State: theme.Attention}})
	d.notice.Set(kit.Inset(0, theme.PageMargin, theme.Space3, theme.PageMargin,
		stoppedNote(d.brake, d.s.o.Now())))
}

func (d *desk) checked(c kit.Checks) {
	words := ""
	if rows, unseen := d.ticked(); unseen == 0 {
		words = stoppedWords(rows, d.brake.Currency)
	}
	d.apply.SetLabel(say.T("Apply {n}", c.Count))
	d.bar.Set(c.Count, words)
}

// ticked are the ticked rows that were read, and how many were not.
func (d *desk) ticked() (rows []view.BrakedRow, unseen int) {
	c := d.table.Checked()
	d.rows.Each(func(key string, b view.BrakedRow) {
		if slices.Contains(c.Keys, key) != c.All {
			rows = append(rows, b)
		}
	})
	return rows, max(c.Count-len(rows), 0)
}

// stoppedWords are what stopped figures would take off sale and put on it.
func stoppedWords(rows []view.BrakedRow, currency string) string {
	off, up, zero, money := int64(0), int64(0), 0, commerce.Pence(0)
	for _, b := range rows {
		if b.Would == 0 && b.Shows > 0 {
			zero++
		}
		if n := b.Shows - b.Would; n > 0 {
			off += n
			money += commerce.Pence(n) * b.Price
		} else {
			up -= n
		}
	}
	text := say.T("{n} to zero.", zero) + " "
	if up > 0 {
		return text + say.N(off, "{n} unit, {money}, off sale, {up} on sale", "{n} units, {money}, off sale, {up} on sale", say.Money(money, currency), unitsOf(up))
	}
	return text + say.N(off, "{n} unit, {money}, off sale", "{n} units, {money}, off sale", say.Money(money, currency))
}

// askApplyTicked asks about the ticked figures, reading those that were not read yet.
func (d *desk) askApplyTicked() {
	take := func(rows []view.BrakedRow) {
		keys := make([]view.LevelKey, len(rows))
		for i, b := range rows {
			keys[i] = b.LevelKey
		}
		d.s.askApply(d.brake, keys, stoppedWords(rows, d.brake.Currency)+".", len(rows))
	}
	rows, unseen := d.ticked()
	if unseen == 0 && !d.table.Checked().All {
		take(rows)
		return
	}
	c, store := d.table.Checked(), d.brake.StoreID
	d.s.o.Feed.Go(func(ctx context.Context) {
		var all []view.BrakedRow
		got := view.Page[view.BrakedRow]{}
		var err error
		for more := true; more && err == nil; more = got.Next != "" {
			if got, err = d.s.o.Pages.BrakedPage(ctx, store, view.Window{Limit: walkStep, After: got.Next}); err == nil {
				all = append(all, got.Rows...)
			}
		}
		all = slices.DeleteFunc(all, func(b view.BrakedRow) bool { return slices.Contains(c.Keys, brakedKey(b)) == c.All })
		d.s.o.Feed.Do(func() {
			switch {
			case d.s.desk != d:
			case err != nil:
				d.s.o.Nav.Failed(say.T("read the selected figures"), err)
			default:
				take(all)
			}
		})
	})
}

// askApply asks for the reason to let figures go, all of a brake's when none are named.
func (s *Screen) askApply(b view.Brake, keys []view.LevelKey, what string, figures int) {
	s.askReason(kit.DialogOptions{
		Title: say.N(figures, "Write {n} stopped figure to {store}?", "Write {n} stopped figures to {store}?", b.Store), Danger: true,
		Text:    what + " " + say.T("They are written to EKM at once, decreases first."),
		Confirm: say.N(figures, "Apply {n} figure", "Apply {n} figures"),
	}, say.T("For example: the warehouse was cleared"), func(why string) {
		s.Do(say.T("apply what the brake of {store} has stopped", b.Store), func(ctx context.Context) (string, error) {
			n, err := s.o.Actions.ApplyBrake(ctx, b.StoreID, keys, why)
			return say.N(n, "{n} figure is queued for {store}", "{n} figures are queued for {store}", b.Store), err
		})
		if s.desk != nil {
			s.desk.table.ClearChecks()
		}
	})
}

// askDiscard asks for the reason to drop what a brake has stopped.
func (s *Screen) askDiscard(b view.Brake) {
	s.askReason(kit.DialogOptions{
		Title: say.N(b.SKUs, "Discard {n} stopped figure of {store}?", "Discard {n} stopped figures of {store}?", b.Store),
		Text: say.N(b.UnitsOff, "Nothing is written: {store} keeps what it shows, and {n} unit, {money}, stays on sale.",
			"Nothing is written: {store} keeps what it shows, and {n} units, {money}, stay on sale.", b.Store, say.Money(b.Money, b.Currency)) + " " +
			say.T("Brightpearl's stock is read again. If its answer is the same, the brake stops it again."),
		Confirm: say.T("Discard and read again"),
	}, say.T("For example: a warehouse was missing from the answer"), func(why string) {
		s.Do(say.T("discard what the brake of {store} has stopped", b.Store), func(ctx context.Context) (string, error) {
			return say.T("Discarded. Brightpearl's stock is read again"), s.o.Actions.DiscardBrake(ctx, b.StoreID, why)
		})
	})
}
