package phrase

import (
	"fmt"
	"strings"
)

// Sentence is one text of the engine, with places in braces. Values are made at the start of the program and never change.
type Sentence struct {
	text  string
	fixed []string // the text around the places: one more than there are places
	names []string // of the places, in their order, repeated where a name stands twice
}

// book is all sentences in the order of the files.
var book []*Sentence

// sentence enters a text into the book. One whose place has no class ends the program at its start.
func sentence(text string) *Sentence {
	s := &Sentence{text: text}
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "{")
		s.fixed = append(s.fixed, before)
		if !found {
			break
		}
		name, tail, closed := strings.Cut(after, "}")
		if _, known := places[name]; !closed || !known {
			panic(fmt.Sprintf("phrase: the place {%s} of %q has no class", name, text))
		}
		s.names, rest = append(s.names, name), tail
	}
	book = append(book, s)
	return s
}

// Text is the sentence with its places in braces.
func (s *Sentence) Text() string { return s.text }

// Places are the names of its places, each once, in their order.
func (s *Sentence) Places() []string {
	var out []string
	for i, name := range s.names {
		if at(s.names, name) == i {
			out = append(out, name)
		}
	}
	return out
}

// With fills the places, in the order in which their names first stand in the text. A wrong number of values is a mistake of the
// caller's and shows in the text, as with fmt.
func (s *Sentence) With(values ...any) string {
	args := map[string]string{}
	for i, name := range s.Places() {
		if i < len(values) {
			args[name] = fmt.Sprint(values[i])
		} else {
			args[name] = "%!{" + name + "}"
		}
	}
	return s.fill(args)
}

func (s *Sentence) fill(args map[string]string) string {
	var b strings.Builder
	for i, fixed := range s.fixed {
		b.WriteString(fixed)
		if i < len(s.names) {
			b.WriteString(args[s.names[i]])
		}
	}
	return b.String()
}

func at(all []string, one string) int {
	for i, a := range all {
		if a == one {
			return i
		}
	}
	return -1
}

// Counted is a sentence in two forms, for one and for any other number; the number is the place {n}, which the form for one may
// leave out.
type Counted struct{ One, Many *Sentence }

// counted enters both forms into the book.
func counted(one, many string) Counted { return Counted{sentence(one), sentence(many)} }

// With fills the form for n; values are those of the other places, in their order.
func (c Counted) With(n int64, values ...any) string {
	s := c.Many
	if n == 1 {
		s = c.One
	}
	all := make([]any, 0, len(values)+1)
	next := 0
	for _, name := range s.Places() {
		switch {
		case name == "n":
			all = append(all, n)
		case next < len(values):
			all = append(all, values[next])
			next++
		}
	}
	return s.With(all...)
}

// Join makes one text of several sentences; empty ones are left out.
func Join(texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, " ")
}

// All is the book, in the order of its files.
func All() []*Sentence { return append([]*Sentence(nil), book...) }

// ClassOf is the class of a place.
func ClassOf(place string) Class { return places[place] }
