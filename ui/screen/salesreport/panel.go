// Package salesreport is what the stores sold day by day, with a file of it: the Overview shows it for all stores, Stores for the one
// in front.
//
// A Panel belongs to the UI goroutine; it reads in the feed. Start reading at Panel; rows.go says what the days come to.
package salesreport

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// Pages is what a Panel reads.
type Pages interface {
	SalesDays(ctx context.Context, from time.Time, days int) ([]view.SalesDay, error)
}

// Files keeps the report as a spreadsheet. It is called beside the window.
type Files interface {
	// Save writes a file of that name where the person finds it, and says where that is.
	Save(name string, write func(io.Writer) error) (where string, err error)
}

// Options make a Panel. Files may be nil: a file is then not offered.
type Options struct {
	Feed  *live.Feed
	Pages Pages
	Files Files
	Nav   screen.Navigator
	Now   func() time.Time
	Store commerce.StoreID // 0: all of them
	Span  string           // that it begins with; "" is the last 7 days
}

// Panel is the report of one store or of all.
type Panel struct {
	o       Options
	content *fyne.Container
	body    *fyne.Container
	span    *kit.Select
	from    time.Time
	days    int
	rows    []view.SalesDay
	turn    int
	grown   func() // told when the panel is higher or lower than before
}

// New makes the panel and asks for its days.
func New(o Options) *Panel {
	p := &Panel{o: o, body: kit.Down(theme.Space4)}
	p.span = kit.NewSelect(choices(), func(string) { p.Reload() }).Small().WithIcon("history")
	if o.Span == "" {
		o.Span = Week
	}
	p.span.SetValue(o.Span)
	head := []fyne.CanvasObject{kit.Width(160, p.span), kit.Grow(kit.NewElided(say.T("By the day of placing, cancelled orders left out"), theme.Small, theme.Text2))}
	if o.Files != nil {
		head = append(head, kit.NewMenuButton(say.T("Export"), p.exportMenu).Small().WithIcon("download"))
	}
	p.content = kit.Down(theme.Space4, kit.Across(theme.Space3, head...), p.body)
	p.body.Objects = []fyne.CanvasObject{kit.NewElided(say.T("Adding up the days…"), theme.Body, theme.Text2)}
	p.Reload()
	return p
}

// Content is the panel; always the same object.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// OnGrown sets who is told that the panel is higher or lower than before.
func (p *Panel) OnGrown(told func()) { p.grown = told }

// Reload asks for the days again. An answer to an older question is dropped.
func (p *Panel) Reload() {
	p.turn++
	turn := p.turn
	from, days := spanOf(p.span.Value(), p.o.Now())
	p.o.Feed.Go(func(ctx context.Context) {
		rows, err := p.o.Pages.SalesDays(ctx, from, days)
		p.o.Feed.Do(func() {
			if turn == p.turn {
				p.took(from, days, rows, err)
			}
		})
	})
}

func (p *Panel) took(from time.Time, days int, rows []view.SalesDay, err error) {
	if err != nil {
		p.show(kit.NewNote(theme.Error, "", say.T("The sales could not be read"), screen.InFull(err), kit.NewButton(say.T("Read again"), kit.Secondary, p.Reload).Small()))
		return
	}
	p.from, p.days, p.rows = from, days, only(rows, p.o.Store)
	totals := totalsOf(p.rows)
	one := p.o.Store != 0 || len(totals) == 1
	parts := []fyne.CanvasObject{}
	if one && len(totals) > 0 {
		parts = append(parts, kit.NewFactStrip(facts(totals[0])))
	} else {
		parts = append(parts, kit.FlushCard(table(totalColumns(), totalLines(totals))))
	}
	parts = append(parts, kit.Down(theme.Space2, kit.NewSection(say.T("Day by day"), "", nil), kit.FlushCard(table(dayColumns(one), dayLines(p.rows, one)))))
	p.show(parts...)
}

func (p *Panel) show(parts ...fyne.CanvasObject) {
	p.body.Objects = parts
	p.body.Refresh()
	p.content.Refresh()
	if p.grown != nil {
		p.grown()
	}
}

// table shows lines of words; what is strong is a total, what is faint is a zero.
func table(columns []kit.Column, lines []line) fyne.CanvasObject {
	out := kit.NewGridTable(columns, theme.RowCompact, 14)
	rows := make([][]fyne.CanvasObject, len(lines))
	for i, l := range lines {
		for n, text := range l.cells {
			style, role := theme.Body, theme.Text
			switch {
			case l.total:
				style = theme.BodyStrong
			case n == 0:
				style = theme.BodyMedium
			case l.none:
				role = theme.Text3
			}
			rows[i] = append(rows[i], kit.NewElided(text, style, role))
		}
	}
	out.SetRows(rows)
	return out
}

func (p *Panel) exportMenu() []kit.MenuItem {
	return []kit.MenuItem{
		{Label: say.T("As a spreadsheet, XLSX"), Icon: "file-text", Tapped: func() { p.export(sheet.XLSX) }},
		{Label: say.T("As text, CSV"), Icon: "file-text", Tapped: func() { p.export(sheet.CSV) }},
	}
}

// export writes the days that are shown.
func (p *Panel) export(format sheet.Format) {
	rows := p.rows
	name := "Sales " + p.from.Format(time.DateOnly) + " to " + p.from.AddDate(0, 0, p.days-1).Format(time.DateOnly) + "." + string(format)
	p.o.Feed.Go(func(context.Context) {
		where, err := p.o.Files.Save(name, func(w io.Writer) error {
			return sheet.Write(w, format, exportHead, func(add func([]string) error) error {
				for _, r := range rows {
					if err := add(exportRow(r)); err != nil {
						return err
					}
				}
				return nil
			})
		})
		p.o.Feed.Do(func() {
			if err != nil {
				p.o.Nav.Failed(say.T("Export the sales"), err)
				return
			}
			p.o.Nav.Toast(say.N(len(rows), "{n} line saved in {place}", "{n} lines saved in {place}", where))
		})
	})
}
