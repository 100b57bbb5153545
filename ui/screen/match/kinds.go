package match

import (
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// kind is what two codes are alike in: in two words, as a title, with what a person should know of it.
type kind struct{ short, title, hint string }

// kindOrder is how kinds stand in menus, the surest first.
var kindOrder = []commerce.Likeness{commerce.LikeSpaces, commerce.LikeCase, commerce.LikeDash, commerce.LikeBarcode, commerce.LikeZeros,
	commerce.LikeSlash, commerce.LikeLetters}

var kinds = map[commerce.Likeness]kind{
	commerce.LikeSpaces:  {"Space", "A space differs", "All signs that can be seen agree."},
	commerce.LikeCase:    {"Case", "Capital letters differ", "Brightpearl tells capital letters apart."},
	commerce.LikeDash:    {"Dash kind", "The dashes differ", "All other signs agree."},
	commerce.LikeBarcode: {"Same barcode", "The barcode is the same", "The codes themselves differ."},
	commerce.LikeZeros:   {"Leading zero", "Leading zeros differ", "Spreadsheets drop zeros at the front. The rest agrees."},
	commerce.LikeSlash:   {"Separator", "The separators differ", "Slashes, dots and hyphens are easily swapped. The rest agrees."},
	commerce.LikeLetters: {"Look-alike", "Some signs look alike", "People take such signs for each other, but they may also tell two products apart."},
}

// lower is a kind's name inside a sentence.
func (k kind) lower() string { return strings.ToLower(k.short[:1]) + k.short[1:] }

// kindOf says how a row's suggestion comes about.
func kindOf(l view.LinkRow) kind {
	if k, ok := kinds[l.Kind]; ok {
		return k
	}
	return kind{"Looks alike", "The codes look alike", ""}
}

// claim is the evidence without its places, which the characters show: "They differ only in the kind of dash."
func claim(reason string) string {
	head, _, _ := strings.Cut(strings.TrimSpace(reason), ":")
	if head == "" {
		return ""
	}
	return strings.TrimSuffix(head, ".") + "."
}

// confidence is how sure a suggestion is, in a word.
func confidence(l view.LinkRow) string {
	switch {
	case !suggested(l):
		return ""
	case l.Kind.Sure():
		return "High"
	}
	return "Look first"
}

// byEye counts the suggestions that want a look at both products.
func byEye(rows []view.LinkRow) int {
	n := 0
	for _, l := range rows {
		if !l.Kind.Sure() {
			n++
		}
	}
	return n
}
