package overview

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// newFirstRun is what an empty program shows: what connecting takes, what moves where, and the demo.
func newFirstRun(w wishes) fyne.CanvasObject {
	steps := []struct{ title, line string }{
		{say.T("Sign in to Brightpearl"), say.T("In your browser. You need an administrator of the account.")},
		{say.T("Allow Stockbridge in your EKM account"), say.T("In your browser too. The password stays with EKM.")},
		{say.T("Choose channel, tax codes and payment methods"), say.T("Most are filled in from what both systems tell.")},
		{say.T("Look at the checks, then go live"), say.T("Orders, stock and shipments are three separate switches.")},
	}
	left := []fyne.CanvasObject{
		kit.Height(32, kit.NewText(say.T("Connect your first store"), theme.Display, theme.Text)),
		kit.Gap(0, 6),
		kit.MaxWidth(470, kit.NewParagraph(say.T("Orders from EKM go to Brightpearl, stock and shipments come back. Setting up takes about 10 minutes. Nothing is written to either system until you say “Go live”."), theme.Lead, theme.Text2)),
		kit.Gap(0, 26),
	}
	for i, s := range steps {
		left = append(left, kit.NewNumbered(i+1, s.title, s.line), kit.Gap(0, 16))
	}
	left = append(left, kit.Gap(0, 14),
		kit.Across(theme.Space2, kit.NewButton(say.T("Connect your first store"), kit.Primary, w.connect), kit.NewButton(say.T("Try with demo stores"), kit.Secondary, w.demo)),
		kit.Gap(0, 10),
		kit.NewElided(say.T("Demo stores are made up and run on this PC only."), theme.Small, theme.Text2))
	return kit.Inset(32, theme.PageMargin, 32, theme.PageMargin,
		kit.MaxWidth(504+48+360, newFlow(360, 48, []float32{504, 360}, kit.Down(0, left...), kit.TopLeft(kit.MaxWidth(360, whatMoves())))))
}

func whatMoves() fyne.CanvasObject {
	chip := func(text string) fyne.CanvasObject {
		return kit.NewBox(theme.Surface, theme.Border, theme.RadiusTag, kit.Pad(7, 1, kit.NewText(text, theme.SmallMedium, theme.Text)))
	}
	move := func(from, to, what, line string) fyne.CanvasObject {
		return kit.Down(0, kit.Gap(0, 10),
			kit.Across(10, chip(from), kit.NewIcon("arrow-right", theme.Text2, theme.IconText), chip(to)),
			kit.Gap(0, 6), kit.NewElided(what, theme.BodyMedium, theme.Text), kit.NewElided(line, theme.Small, theme.Text2), kit.Gap(0, 14))
	}
	return kit.NewBox(theme.Sunken, theme.Border, theme.RadiusCard, kit.Pad(16, 14, kit.Down(0,
		kit.Height(28, kit.Heading(say.T("What moves where"))), kit.Divider(),
		move("EKM", "Brightpearl", say.T("Orders, customers, payments"), say.T("Within 2 min")), kit.Divider(),
		move("Brightpearl", "EKM", say.T("Stock levels"), say.T("Within 2 min")), kit.Divider(),
		move("Brightpearl", "EKM", say.T("Dispatch status and tracking"), say.T("No customer e-mail")), kit.Divider(),
		kit.Gap(0, 10),
		kit.NewParagraph(say.T("Prices, pictures and descriptions stay where they are. Stockbridge never edits a product."), theme.Body, theme.Text2))))
}
