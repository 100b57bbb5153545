package orders

import (
	"encoding/json"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// rawText is the stored document as indented JSON, without what says who the shopper is.
func rawText(d view.OrderDetail) string {
	text, err := json.MarshalIndent(d.Order.Redacted(), "", "  ")
	if err != nil {
		return "" // amounts and texts alone: it cannot fail
	}
	return string(text)
}

func rawBody(d view.OrderDetail) fyne.CanvasObject {
	text := rawText(d)
	return kit.Down(8,
		kit.AcrossTop(8, kit.Grow(kit.NewParagraph(say.T("What is stored of EKM's order. Names, addresses, e-mail, phone and notes are replaced, so it can be shown to support."), theme.Small, theme.Text2)),
			kit.NewLink(say.T("Copy"), theme.SmallMedium, func() { fyne.CurrentApp().Clipboard().SetContent(text) })),
		kit.LineDivider(), kit.NewCode(text))
}

// changesTable lists what EKM shows otherwise than it was posted.
func changesTable(d view.OrderDetail) fyne.CanvasObject {
	columns := []kit.Column{{Title: say.T("What"), Width: 92, Muted: true}, {Title: say.T("Posted"), Width: 96}, {Title: say.T("EKM now"), Width: 96, Grow: true}}
	table := kit.NewGridTable(columns, theme.RowCompact, 0).Plain()
	rows := make([][]fyne.CanvasObject, len(d.Changes))
	for i, c := range d.Changes {
		rows[i] = []fyne.CanvasObject{kit.NewParagraph(say.Of(c.What), theme.Small, theme.Text2), kit.NewParagraph(orNone(say.Of(c.Posted)), theme.Body, theme.Text),
			kit.NewParagraph(orNone(say.Of(c.Now)), theme.BodyMedium, theme.Attention.Text())}
	}
	table.SetRows(rows)
	return table
}
