package match

import (
	"fmt"
	"strings"
	"unicode"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
)

// letter is one character of a code in the character view; 0 is a gap that the other code fills.
type letter struct {
	sign    rune
	differs bool
}

// drawn is how a character is shown in its box: what the eye cannot see gets a short name.
func (l letter) drawn() string {
	if l.sign == 0 {
		return ""
	}
	if name := hiddenName(l.sign); name != "" {
		return name
	}
	return string(l.sign)
}

// align sets two codes under each other so that characters that are the same stand at the same place, with the fewest
// differences possible.
func align(ekm, brightpearl string) (a, b []letter) {
	x, y := []rune(ekm), []rune(brightpearl)
	cost := make([][]int, len(x)+1)
	for i := range cost {
		cost[i] = make([]int, len(y)+1)
		cost[i][0] = i
	}
	for j := range y {
		cost[0][j+1] = j + 1
	}
	for i := range x {
		for j := range y {
			change := cost[i][j]
			if x[i] != y[j] {
				change++
			}
			cost[i+1][j+1] = min(change, cost[i][j+1]+1, cost[i+1][j]+1)
		}
	}
	for i, j := len(x), len(y); i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && (x[i-1] == y[j-1] && cost[i][j] == cost[i-1][j-1] || x[i-1] != y[j-1] && cost[i][j] == cost[i-1][j-1]+1):
			i, j = i-1, j-1
			a = append(a, letter{x[i], x[i] != y[j]})
			b = append(b, letter{y[j], x[i] != y[j]})
		case i > 0 && cost[i][j] == cost[i-1][j]+1:
			i--
			a, b = append(a, letter{x[i], true}), append(b, letter{0, true})
		default:
			j--
			a, b = append(a, letter{0, true}), append(b, letter{y[j], true})
		}
	}
	for l, r := 0, len(a)-1; l < r; l, r = l+1, r-1 {
		a[l], a[r], b[l], b[r] = a[r], a[l], b[r], b[l]
	}
	return a, b
}

// differences counts the places where aligned codes differ.
func differences(a []letter) int {
	n := 0
	for _, l := range a {
		if l.differs {
			n++
		}
	}
	return n
}

// evidence says in words where two codes differ, the same difference once: "Places 4 and 8: EKM has en dash U+2013,
// Brightpearl hyphen U+002D".
func evidence(a, b []letter) []string {
	places := map[string][]string{}
	var order []string
	for i := range a {
		if !a[i].differs {
			continue
		}
		said := say.T("EKM has {sign}, Brightpearl {other}", named(a[i].sign), named(b[i].sign))
		if places[said] == nil {
			order = append(order, said)
		}
		places[said] = append(places[said], fmt.Sprint(i+1))
	}
	out := make([]string, len(order))
	for i, said := range order {
		out[i] = placesWord(places[said]) + ": " + said
	}
	return out
}

func list(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return say.T("{list} and {last}", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}

// named writes a character's name with its code point.
func named(r rune) string {
	if r == 0 {
		return say.T("nothing")
	}
	return say.Of(commerce.SignName(r))
}

// hiddenName is what stands for a sign that cannot be seen, "" for all others.
func hiddenName(r rune) string {
	switch r {
	case ' ':
		return "␣"
	case '\t':
		return "TAB"
	case '\u00a0', '\u202f', '\u2007':
		return "NB"
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return "ZW"
	}
	if unicode.IsSpace(r) || unicode.IsControl(r) {
		return "␣"
	}
	return ""
}

// visible draws a code for a table cell: blanks at the ends and doubled ones become signs, and a tag names what hides inside.
func visible(code string) (text, tag string) {
	body := strings.Trim(code, " ")
	lead := len(code) - len(strings.TrimLeft(code, " "))
	trail := len(code) - len(strings.TrimRight(code, " "))
	if body == "" {
		return strings.Repeat("␣", len(code)), ""
	}
	var b strings.Builder
	last := rune(0)
	for _, r := range body {
		switch name := hiddenName(r); {
		case r == ' ' && last == ' ': // two of them look like one
			b.WriteRune('␣')
		case r == ' ' || name == "":
			b.WriteRune(r)
		case name == "NB":
			tag = "NBSP"
			b.WriteRune(' ')
		case name == "TAB":
			tag = "TAB"
			b.WriteRune(' ')
		default:
			tag = "HIDDEN"
		}
		last = r
	}
	return strings.Repeat("␣", lead) + b.String() + strings.Repeat("␣", trail), tag
}

// findings marks what the eye misses in a code or Brightpearl refuses, and says what it is, the same thing once. A clean code has
// none.
func findings(code string) (letters []letter, said []string) {
	for i, r := range []rune(code) {
		letters = append(letters, letter{sign: r, differs: i >= commerce.MaxSKU})
	}
	places := map[string][]string{}
	var order []string
	for _, f := range commerce.Forensics(code) {
		if f.At < 0 {
			said = append(said, say.Of(f.Name))
			continue
		}
		letters[f.At].differs = true
		if places[f.Name] == nil {
			order = append(order, f.Name)
		}
		places[f.Name] = append(places[f.Name], fmt.Sprint(f.At+1))
	}
	for _, name := range order {
		said = append(said, placesWord(places[name])+": "+say.Of(name))
	}
	return letters, said
}

// placesWord is "Place 4" or "Places 4 and 8".
func placesWord(places []string) string {
	if len(places) == 1 {
		return say.T("Place {place}", places[0])
	}
	return say.T("Places {places}", list(places))
}
