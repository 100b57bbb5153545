package kit

import (
	"strings"
	"unicode/utf8"

	"stockbridge/ui/theme"
)

const ellipsis = "…"

// longestLine is how many characters a line of running text may have before the eye loses it.
const longestLine = 72

type elideKey struct {
	text  string
	style theme.Style
	width int
}

// elided remembers shortened texts, since a table asks for the same ones on every scroll step.
// It is used on the UI goroutine only.
var elided = map[elideKey]string{}

const elidedLimit = 8192

// Elide shortens a text to the width, ending in "…". Answers are remembered.
func Elide(text string, style theme.Style, width float32) string {
	if text == "" || width <= 0 {
		return ""
	}
	key := elideKey{text, style, int(width)}
	if s, ok := elided[key]; ok {
		return s
	}
	if len(elided) >= elidedLimit {
		clear(elided)
	}
	s := elide(text, style, width)
	elided[key] = s
	return s
}

func elide(text string, style theme.Style, width float32) string {
	// Half a unit of slack: layouts hand back widths that rounding has shaved.
	if style.Measure(text) <= width+0.5 {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)-1
	for low < high {
		mid := (low + high + 1) / 2
		if style.Measure(string(runes[:mid])+ellipsis) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ,;:.") + ellipsis
}

// wrap breaks a text into lines that fit; a word longer than a line is cut.
func wrap(text string, style theme.Style, width float32, longest int) []string {
	var lines []string
	for _, part := range strings.Split(text, "\n") {
		lines = append(lines, wrapLine(part, style, width, longest)...)
	}
	return lines
}

func wrapLine(text string, style theme.Style, width float32, longest int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		next := word
		if line != "" {
			next = line + " " + word
		}
		if utf8.RuneCountInString(next) <= longest && style.Measure(next) <= width+0.5 {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := breakWord(word, style, width)
		lines = append(lines, pieces[:len(pieces)-1]...)
		line = pieces[len(pieces)-1]
	}
	return append(lines, line)
}

func breakWord(word string, style theme.Style, width float32) []string {
	if style.Measure(word) <= width+0.5 {
		return []string{word}
	}
	if at := strings.LastIndex(word, "@"); at > 0 { // an e-mail address reads best in its two halves
		return append(breakWord(word[:at], style, width), breakWord(word[at:], style, width)...)
	}
	var pieces []string
	piece := ""
	for _, r := range word {
		if piece != "" && style.Measure(piece+string(r)) > width {
			pieces = append(pieces, piece)
			piece = ""
		}
		piece += string(r)
	}
	return append(pieces, piece)
}
