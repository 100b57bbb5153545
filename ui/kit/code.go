package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// NewCode shows a text as it was written, in the type of codes: indentation stays, and a line that is too long goes on below
// its own beginning.
func NewCode(text string) fyne.CanvasObject {
	const step = 7 // about one figure of the type
	var lines []fyne.CanvasObject
	for line := range strings.Lines(text) {
		words := strings.TrimLeft(line, " ")
		indent := len(line) - len(words)
		lines = append(lines, Inset(0, 0, 0, float32(indent)*step, NewParagraph(strings.TrimRight(words, "\n"), theme.Code, theme.Text).Wide()))
	}
	return Down(0, lines...)
}
