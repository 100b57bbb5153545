package commerce

import (
	"fmt"
	"unicode"
)

// unseen reports signs that nobody sees, or that look like a plain space: what TrimSKU takes off and the signs that only steer how
// text is drawn.
func unseen(r rune) bool {
	switch {
	case r < 0x80:
		return r <= ' ' || r == 0x7f
	case r == '\u2800', r == '\u3164', r == '\uffa0', r == '\u034f', r >= '\ufe00' && r <= '\ufe0f': // fillers, joiners, variation selectors
		return true
	}
	return invisible(r) || unicode.Is(unicode.Cf, r)
}

// isDash reports every sign that is drawn as a short line at middle height, the hyphen-minus among them.
func isDash(r rune) bool {
	if r < 0x80 {
		return r == '-'
	}
	switch r {
	case '\u2212', '\u2043', '\u02d7', '\u2500':
		return true
	}
	return unicode.Is(unicode.Pd, r)
}

// isSeparator reports what people put between the parts of a code: dashes, slashes, underscores, full stops, and their look-alikes.
func isSeparator(r rune) bool {
	switch narrow(r) {
	case '_', '/', '\\', '.', '\u2044', '\u2215', '\u2024', '\u3002':
		return true
	}
	return isDash(r)
}

// narrow is the plain sign of a full-width one, every other sign itself.
func narrow(r rune) rune {
	if r >= '\uff01' && r <= '\uff5e' {
		return r - '\uff01' + '!'
	}
	return r
}

// alike are the signs of other alphabets that are drawn like a Latin capital or a digit. A small letter that is not listed looks
// like what its capital looks like.
var alike = map[rune]rune{
	'\u0410': 'A', '\u0412': 'B', '\u0421': 'C', '\u0500': 'D', '\u0415': 'E', '\u050c': 'G', '\u041d': 'H', '\u04ba': 'H', '\u0406': 'I',
	'\u04c0': 'I', '\u0408': 'J', '\u041a': 'K', '\u041c': 'M', '\u041e': 'O', '\u0420': 'P', '\u051a': 'Q', '\u0405': 'S', '\u0422': 'T',
	'\u051c': 'W', '\u0425': 'X', '\u0423': 'Y', '\u04ae': 'Y', '\u0417': '3', // Cyrillic
	'\u0391': 'A', '\u0392': 'B', '\u0395': 'E', '\u0397': 'H', '\u0399': 'I', '\u039a': 'K', '\u039c': 'M', '\u039d': 'N', '\u039f': 'O',
	'\u03a1': 'P', '\u03a4': 'T', '\u03a7': 'X', '\u03a5': 'Y', '\u0396': 'Z', // Greek
	'\u03bd': 'V', '\u03c5': 'U', '\u03b3': 'Y', '\u03c9': 'W', // small Greek letters that look like another one than their capitals
	'\u212a': 'K', '\u0130': 'I', '\u0131': 'I', // the Kelvin sign and the Turkish I, dotted and dotless
}

// looksLike is the plain capital, digit or sign that a sign of another alphabet or width is drawn like, 0 when there is none.
func looksLike(r rune) rune {
	if r < 0x80 {
		return 0
	}
	if plain := narrow(r); plain != r {
		return unicode.ToUpper(plain)
	}
	if plain, ok := alike[r]; ok {
		return plain
	}
	return alike[unicode.ToUpper(r)]
}

// folded is what LooseSKU makes of each plain sign, 0 for those that it leaves out.
var folded = func() (t [0x80]byte) {
	for r := rune(0); r < 0x80; r++ {
		if unseen(r) || isSeparator(r) {
			continue
		}
		switch u := byte(unicode.ToUpper(r)); u {
		case 'O':
			t[r] = '0'
		case 'I', 'L', '|':
			t[r] = '1'
		default:
			t[r] = u
		}
	}
	return t
}()

// fold is what LooseSKU makes of one sign, 0 for those that it leaves out.
func fold(r rune) rune {
	if r >= 0x80 {
		if unseen(r) || isSeparator(r) {
			return 0
		}
		if plain := looksLike(r); plain != 0 {
			r = plain
		} else if r = unicode.ToUpper(r); r >= 0x80 {
			return r
		}
	}
	return rune(folded[r])
}

// signNames are names in plain words, without the code point.
var signNames = map[rune]string{
	'\t': "tab", '\n': "line feed", '\r': "carriage return", ' ': "space", '\u0085': "next line", '\u00a0': "no-break space", '\u00ad': "soft hyphen",
	'\u1680': "Ogham space", '\u180e': "Mongolian vowel separator", '\u2000': "en quad", '\u2001': "em quad", '\u2002': "en space", '\u2003': "em space",
	'\u2004': "three-per-em space", '\u2005': "four-per-em space", '\u2006': "six-per-em space", '\u2007': "figure space",
	'\u2008': "punctuation space", '\u2009': "thin space", '\u200a': "hair space", '\u200b': "zero-width space", '\u200c': "zero-width non-joiner",
	'\u200d': "zero-width joiner", '\u200e': "left-to-right mark", '\u200f': "right-to-left mark", '\u2028': "line separator",
	'\u2029': "paragraph separator", '\u202f': "narrow no-break space", '\u205f': "mathematical space", '\u2060': "word joiner",
	'\u2800': "Braille blank", '\u3000': "ideographic space", '\u3164': "Hangul filler", '\uffa0': "half-width Hangul filler", '\ufeff': "byte order mark",
	'-': "hyphen", '\u2010': "typographic hyphen", '\u2011': "no-break hyphen", '\u2012': "figure dash", '\u2013': "en dash", '\u2014': "em dash",
	'\u2015': "horizontal bar", '\u2212': "minus sign", '\u2043': "hyphen bullet", '\u02d7': "modifier minus sign", '\u2500': "box-drawing line",
	'\ufe58': "small em dash", '\ufe63': "small hyphen", '\uff0d': "full-width hyphen",
	'_': "underscore", '/': "slash", '\\': "backslash", '.': "full stop", '|': "vertical bar", '\u2044': "fraction slash", '\u2215': "division slash",
	'\u2024': "one dot leader", '\u3002': "ideographic full stop", '\u212a': "Kelvin sign", '\u0130': "dotted capital I", '\u0131': "dotless small i",
	unicode.ReplacementChar: "sign that cannot be read",
}

// SignName names a character in plain words with its code point, such as "no-break space U+00A0".
func SignName(r rune) string { return fmt.Sprintf("%s U+%04X", plainName(r), r) }

func plainName(r rune) string {
	if name := signNames[r]; name != "" {
		return name
	}
	if plain := narrow(r); plain != r {
		return "full-width " + string(plain)
	}
	switch {
	case isDash(r):
		return "dash"
	case unseen(r):
		return "invisible sign"
	case unicode.IsMark(r):
		return "accent that is a sign of its own"
	case unicode.IsDigit(r):
		return "digit " + string(r)
	case !unicode.IsLetter(r):
		return "sign " + string(r)
	}
	name := "letter "
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		name = "Cyrillic letter "
	case unicode.Is(unicode.Greek, r):
		name = "Greek letter "
	}
	if unicode.IsLower(r) {
		name = "small " + name
	}
	if plain := looksLike(r); plain != 0 {
		return name + "like " + string(plain)
	}
	return name + string(r)
}
