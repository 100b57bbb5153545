package commerce

import (
	"fmt"
	"slices"
	"strings"
)

// Likeness is why two different codes are probably meant to be the same.
type Likeness string

// The kinds of likeness.
const (
	LikeSpaces  Likeness = "spaces"  // blanks, seen or invisible, outside or inside
	LikeCase    Likeness = "case"    // capital letters
	LikeDash    Likeness = "dash"    // another dash at the same place
	LikeZeros   Likeness = "zeros"   // zeros at the front, which spreadsheets drop
	LikeSlash   Likeness = "slash"   // slashes, underscores, full stops and hyphens, one for the other or left out
	LikeLetters Likeness = "letters" // O and 0; I, l and 1; letters of other alphabets and widths
	LikeBarcode Likeness = "barcode" // the codes differ, the barcode is the same
)

// likenesses are the kinds that Compare tells, the surest first, each as it is said.
var likenesses = []struct {
	kind Likeness
	said string
}{
	{LikeSpaces, "spaces, seen or invisible"}, {LikeCase, "capital letters"}, {LikeDash, "the kind of dash"}, {LikeZeros, "leading zeros"},
	{LikeSlash, "separators"}, {LikeLetters, "characters that look alike"},
}

// Sure reports that the likeness can hardly be chance; the other kinds need a look at both products.
func (l Likeness) Sure() bool {
	return l == LikeSpaces || l == LikeCase || l == LikeDash || l == LikeBarcode
}

// Compare says how two different codes come to look alike, with the evidence in a sentence. Of several differences the least sure
// gives the kind. Equal codes, and those that LooseSKU tells apart, have none.
func Compare(ekm, brightpearl string) (kind Likeness, evidence string) {
	a, b := TrimSKU(ekm), TrimSKU(brightpearl)
	if a == b {
		if ekm == brightpearl {
			return "", ""
		}
		return LikeSpaces, sentence("They differ only in outer spaces", LikeSpaces, pairUp(ekm, brightpearl), ekm, brightpearl)
	}
	if loose := LooseSKU(a); loose == "" || loose != LooseSKU(b) {
		return "", ""
	}
	pairs := pairUp(a, b)
	var said []string
	for _, l := range likenesses {
		if slices.ContainsFunc(pairs, func(p pair) bool { return p.kind == l.kind }) {
			kind, said = l.kind, append(said, l.said)
		}
	}
	last := len(said) - 1
	switch last {
	case -1: // other bytes, but none of them text
		return LikeLetters, "They differ only in characters that cannot be read."
	case 0:
		return kind, sentence("They differ only in "+said[0], kind, pairs, a, b)
	}
	return kind, sentence("They differ in "+said[last], kind, pairs, a, b) + " They also differ in " + strings.Join(said[:last], " and in ") + "."
}

// sentence adds the places of the deciding kind to what was said, the same difference once.
func sentence(said string, kind Likeness, pairs []pair, a, b string) string {
	if kind == LikeCase {
		return said + "." // which letters is plain to see
	}
	if kind == LikeSpaces || kind == LikeLetters {
		a, b = "EKM's code", "Brightpearl's" // written out they would look the same
	}
	times := map[pair]int{}
	var order []pair
	for _, p := range pairs {
		if p.kind == kind {
			if times[p]++; times[p] == 1 {
				order = append(order, p)
			}
		}
	}
	parts := make([]string, len(order))
	for i, p := range order {
		parts[i] = fmt.Sprintf("%s has %s where %s has %s", a, withArticle(p.a), b, withArticle(p.b))
		if n := times[p]; n > 1 {
			parts[i] += fmt.Sprintf(" (%d times)", n)
		}
	}
	return said + ": " + strings.Join(parts, "; ") + "."
}

func withArticle(r rune) string {
	if r == nothing {
		return "nothing"
	}
	name := SignName(r)
	if strings.ContainsRune("aeiouAEIO", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// nothing is what stands opposite a character that only one code has.
const nothing rune = -1

// pair is one difference between two codes: what stands at the same place in either.
type pair struct {
	a, b rune
	kind Likeness
}

// pairUp sets two codes with the same LooseSKU, or the same TrimSKU, beside each other and returns where they differ. What
// LooseSKU keeps stands in both in the same order, so one walk along both is enough.
func pairUp(first, second string) (out []pair) {
	a, b := []rune(first), []rune(second)
	differ := func(x, y rune) {
		if x != y {
			out = append(out, pair{x, y, likenessOf(x, y)})
		}
	}
	// Zeros at the front that only one code has stand opposite nothing.
	more := leadingZeros(a) - leadingZeros(b)
	for ; more > 0; a = a[1:] {
		if fold(a[0]) != 0 {
			more--
		}
		differ(a[0], nothing)
	}
	for ; more < 0; b = b[1:] {
		if fold(b[0]) != 0 {
			more++
		}
		differ(nothing, b[0])
	}
	for len(a) > 0 || len(b) > 0 {
		x, y := nextOf(a), nextOf(b)
		// What LooseSKU leaves out of one code has nothing opposite, unless the other has such a sign in its place.
		switch {
		case x != nothing && fold(x) == 0 && (y == nothing || fold(y) != 0 || goesFirst(a, y)):
			y = nothing
		case y != nothing && fold(y) == 0 && (x == nothing || fold(x) != 0 || goesFirst(b, x)):
			x = nothing
		}
		differ(x, y)
		if x != nothing {
			a = a[1:]
		}
		if y != nothing {
			b = b[1:]
		}
	}
	return out
}

func nextOf(code []rune) rune {
	if len(code) == 0 {
		return nothing
	}
	return code[0]
}

// goesFirst reports that a code's next sign is a blank before the sign that corresponds to the other code's separator.
func goesFirst(code []rune, other rune) bool {
	return unseen(code[0]) && !unseen(other) && len(code) > 1 && fold(code[1]) == 0
}

// leadingZeros counts what trimZeros takes off the folded code.
func leadingZeros(code []rune) int {
	zeros := 0
	for _, r := range code {
		switch f := fold(r); {
		case f == 0:
		case f == '0':
			zeros++
		case f >= '1' && f <= '9':
			return zeros
		default:
			return max(zeros-1, 0)
		}
	}
	return max(zeros-1, 0)
}

// likenessOf is how two signs at the same place come to be taken for each other.
func likenessOf(x, y rune) Likeness {
	blank := func(r rune) bool { return r == nothing || unseen(r) }
	switch {
	case blank(x) && blank(y):
		return LikeSpaces
	case isDash(x) && isDash(y):
		return LikeDash
	case isSeparator(x) || isSeparator(y):
		return LikeSlash
	case x == nothing && y == '0' || x == '0' && y == nothing:
		return LikeZeros
	case x != nothing && y != nothing && strings.EqualFold(string(x), string(y)):
		return LikeCase
	}
	return LikeLetters
}
