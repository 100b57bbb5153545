package main

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"stockbridge/assets"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// newNotice fills the window while something opens.
func newNotice(title, line string) fyne.CanvasObject { return noticePage(title, line) }

// newRefusal fills the window when nothing can be opened.
func newRefusal(title, text, remark string, retry, quit func()) fyne.CanvasObject {
	var more []fyne.CanvasObject
	if remark != "" {
		more = append(more, kit.Gap(0, 8), kit.MaxWidth(560, kit.NewParagraph(remark, theme.Small, theme.Text2)))
	}
	return noticePage(title, text, append(more, kit.Gap(0, 20),
		kit.Across(theme.Space2, kit.NewButton(say.T("Try again"), kit.Primary, retry), kit.NewButton(say.T("Quit"), kit.Secondary, quit)))...)
}

func noticePage(title, text string, more ...fyne.CanvasObject) fyne.CanvasObject {
	mark := canvas.NewImageFromResource(assets.Mark)
	parts := append([]fyne.CanvasObject{
		kit.Across(10, kit.Sized(24, 24, mark), kit.NewText("Stockbridge", theme.Subtitle, theme.Text)),
		kit.Gap(0, 40),
		kit.MaxWidth(560, kit.NewParagraph(title, theme.Display, theme.Text)),
		kit.Gap(0, 8),
		kit.MaxWidth(560, kit.NewParagraph(text, theme.Body, theme.Text2)),
	}, more...)
	return kit.Fill(theme.Surface, kit.TopLeft(kit.Inset(14, 24, 24, 24, kit.Down(0, parts...))))
}

// sentence makes an error's text one that a person reads: a capital first, a full stop last.
func sentence(text string) string {
	if first, size := utf8.DecodeRuneInString(text); size > 0 {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if last, _ := utf8.DecodeLastRuneInString(text); last != '.' {
		text += "."
	}
	return text
}
