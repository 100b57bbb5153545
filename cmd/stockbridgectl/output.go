package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stockbridge/core/fault"
)

// show writes a command's result: the document with --json, else what people writes.
func (c *call) show(document any, people func(w io.Writer)) error {
	if c.json {
		return c.write(document)
	}
	var b strings.Builder
	people(&b)
	_, err := io.WriteString(c.out, b.String())
	return err
}

// write writes one JSON document: one line where a command writes several, else indented.
func (c *call) write(document any) error {
	encoder := json.NewEncoder(c.out)
	encoder.SetEscapeHTML(false)
	if c.command == nil || !c.command.streams() {
		encoder.SetIndent("", "  ")
	}
	return encoder.Encode(document)
}

// streams reports whether the command writes one JSON object a line.
func (m *command) streams() bool {
	return m.name == "sync" || strings.HasSuffix(m.name, " connect")
}

// table is rows for people. Columns whose head begins with ">" are aligned to the right.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table; the last column is not padded.
func (t *table) print(w io.Writer) {
	head := make([]string, len(t.head))
	right := make([]bool, len(t.head))
	widths := make([]int, len(t.head))
	for i, h := range t.head {
		head[i], right[i] = strings.CutPrefix(h, ">")
	}
	all := append([][]string{head}, t.rows...)
	for r, row := range all {
		for i := range row {
			if r > 0 {
				row[i] = plain(row[i])
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	for _, row := range all {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if right[i] {
				line.WriteString(pad + cell)
			} else {
				line.WriteString(cell + pad)
			}
			line.WriteString("  ")
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// facts prints names and values, one pair a line.
func facts(w io.Writer, pairs ...string) {
	width := 0
	for i := 0; i < len(pairs); i += 2 {
		width = max(width, utf8.RuneCountInString(pairs[i]))
	}
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(w, "%-*s  %s\n", width, pairs[i], plain(pairs[i+1]))
	}
}

// plain replaces what would move a terminal's cursor or change its colours: names and codes come from other people. Line
// feeds stay.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// short cuts text that would break a table.
func short(text string, most int) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// number writes a count, and a dash for what is not known.
func number[T ~int | ~int64](n T, known bool) string {
	if !known {
		return "–"
	}
	return fmt.Sprint(n)
}

// idOf, unitsOf, timeOf and causeFor give values that may be absent: null in JSON.
func idOf[T ~int64](n T) *int64 {
	if n == 0 {
		return nil
	}
	id := int64(n)
	return &id
}

func unitsOf(n int64, known bool) *int64 {
	if !known {
		return nil
	}
	return &n
}

func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func causeFor(c fault.Cause) *fault.Cause {
	if c.Zero() {
		return nil
	}
	return &c
}

// orEmpty makes an absent list an empty one, [] in JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
