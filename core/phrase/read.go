package phrase

import (
	"sort"
	"strings"
	"sync"
)

// Filled is a sentence with what stands in its places.
type Filled struct {
	*Sentence
	Args map[string]string // by the name of the place
}

// String is the text as it was.
func (f Filled) String() string { return f.fill(f.Args) }

// Replace returns the text with each value replaced.
func (f Filled) Replace(value func(class Class, place, value string) string) string {
	args := make(map[string]string, len(f.Args))
	for name, v := range f.Args {
		args[name] = value(places[name], name, v)
	}
	return f.fill(args)
}

// mostSteps bounds the work on one text; texts are a few sentences.
const mostSteps = 20_000

// Read finds the sentences of the book that a text is made of, joined by blanks. ok is false when some of it is no sentence of
// the book; what a place may hold is bounded only by the words after it, so that a sentence with more words of its own is
// preferred. Safe for concurrent use.
func Read(text string) (sentences []Filled, ok bool) {
	r := reader{text: text, dead: map[int]bool{}}
	if text == "" {
		return nil, true
	}
	if !r.from(0) {
		return nil, false
	}
	return r.found, true
}

// The book sorted for reading: sentences by their first fixed letter, those that begin with a place apart.
var (
	sorting  sync.Once
	byLetter map[byte][]*Sentence
	anywhere []*Sentence
)

func sortBook() {
	byLetter = map[byte][]*Sentence{}
	for _, s := range book {
		if s.fixed[0] == "" {
			anywhere = append(anywhere, s)
			continue
		}
		byLetter[s.fixed[0][0]] = append(byLetter[s.fixed[0][0]], s)
	}
	own := func(s *Sentence) int { return len(strings.Join(s.fixed, "")) }
	for _, list := range byLetter {
		sort.SliceStable(list, func(i, j int) bool { return own(list[i]) > own(list[j]) })
	}
	sort.SliceStable(anywhere, func(i, j int) bool { return own(anywhere[i]) > own(anywhere[j]) })
}

type reader struct {
	text  string
	found []Filled
	dead  map[int]bool // where nothing begins
	steps int
}

// from reads sentences to the end of the text.
func (r *reader) from(start int) bool {
	sorting.Do(sortBook)
	if r.dead[start] || start >= len(r.text) {
		return false
	}
	for _, list := range [][]*Sentence{byLetter[r.text[start]], anywhere} {
		for _, s := range list {
			if !strings.HasPrefix(r.text[start:], s.fixed[0]) {
				continue
			}
			r.found = append(r.found, Filled{s, map[string]string{}})
			mine := len(r.found)
			if r.place(s, 0, start+len(s.fixed[0])) {
				return true
			}
			r.found = r.found[:mine-1]
		}
	}
	r.dead[start] = true
	return false
}

// place finds an end for the i-th place of the newest sentence, which begins at start, and reads on behind it.
func (r *reader) place(s *Sentence, i, start int) bool {
	if r.steps++; r.steps > mostSteps {
		return false
	}
	if i == len(s.names) {
		return start == len(r.text) || r.text[start] == ' ' && r.from(start+1)
	}
	mine := len(r.found) - 1
	name, fixed := s.names[i], s.fixed[i+1]
	if v, twice := r.found[mine].Args[name]; twice {
		return strings.HasPrefix(r.text[start:], v+fixed) && r.place(s, i+1, start+len(v)+len(fixed))
	}
	for end := start; end <= len(r.text); end++ {
		if !strings.HasPrefix(r.text[end:], fixed) || fixed == "" && i == len(s.names)-1 && end != len(r.text) && r.text[end] != ' ' {
			continue
		}
		value := r.text[start:end]
		if places[name] == Number && !plausible(value) {
			continue
		}
		r.found[mine].Args[name] = value
		if r.place(s, i+1, end+len(fixed)) {
			return true
		}
		r.found = r.found[:mine+1]
	}
	delete(r.found[mine].Args, name)
	return false
}

// plausible reports whether a number could be written so.
func plausible(v string) bool {
	return v != "" && len(v) < 40 && strings.ContainsAny(v, "0123456789")
}
