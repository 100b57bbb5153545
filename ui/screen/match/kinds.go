package match

import (
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// kind is what two codes are alike in: in two words, as a title, with what a person should know of it.
// Within is the first inside a sentence.
type kind struct{ short, within, title, hint string }

// kindOrder is how kinds stand in menus, the surest first.
var kindOrder = []commerce.Likeness{commerce.LikeSpaces, commerce.LikeCase, commerce.LikeDash, commerce.LikeBarcode, commerce.LikeZeros,
	commerce.LikeSlash, commerce.LikeLetters}

var kinds = map[commerce.Likeness]kind{
	commerce.LikeSpaces:  {say.Mark("Space"), say.Mark("space"), say.Mark("A space differs"), say.Mark("All signs that can be seen agree.")},
	commerce.LikeCase:    {say.Mark("Case"), say.Mark("case"), say.Mark("Capital letters differ"), say.Mark("Brightpearl tells capital letters apart.")},
	commerce.LikeDash:    {say.Mark("Dash kind"), say.Mark("dash kind"), say.Mark("The dashes differ"), say.Mark("All other signs agree.")},
	commerce.LikeBarcode: {say.Mark("Same barcode"), say.Mark("same barcode"), say.Mark("The barcode is the same"), say.Mark("The codes themselves differ.")},
	commerce.LikeZeros:   {say.Mark("Leading zero"), say.Mark("leading zero"), say.Mark("Leading zeros differ"), say.Mark("Spreadsheets drop zeros at the front. The rest agrees.")},
	commerce.LikeSlash:   {say.Mark("Separator"), say.Mark("separator"), say.Mark("The separators differ"), say.Mark("Slashes, dots and hyphens are easily swapped. The rest agrees.")},
	commerce.LikeLetters: {say.Mark("Look-alike"), say.Mark("look-alike"), say.Mark("Some signs look alike"),
		say.Mark("People take such signs for each other, but they may also tell two products apart.")},
}

// kindOf says how a row's suggestion comes about, in the person's language.
func kindOf(l view.LinkRow) kind {
	if k, ok := kinds[l.Kind]; ok {
		return kind{say.Of(k.short), say.Of(k.within), say.Of(k.title), say.Of(k.hint)}
	}
	return kind{short: say.T("Looks alike"), title: say.T("The codes look alike")}
}

// claim is the evidence without its places, which the characters show: "They differ only in the kind of dash."
func claim(reason string) string {
	head, _, _ := strings.Cut(strings.TrimSpace(reason), ":")
	if head == "" {
		return ""
	}
	return say.Of(strings.TrimSuffix(head, ".")) + "."
}

// confidence is how sure a suggestion is, in a word.
func confidence(l view.LinkRow) string {
	switch {
	case !suggested(l):
		return ""
	case l.Kind.Sure():
		return say.T("High")
	}
	return say.T("Look first")
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
