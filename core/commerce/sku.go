package commerce

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxSKU is the longest SKU, in characters, that Brightpearl accepts.
const MaxSKU = 32

// TrimSKU removes outer white space of every kind, including no-break and zero-width spaces. It is the whole of the
// normalisation for matching: inner characters and case are never folded, because a wrong match moves stock.
func TrimSKU(code string) string {
	plain := func(c byte) bool { return c > ' ' && c < 0x7f }
	if n := len(code); n == 0 || plain(code[0]) && plain(code[n-1]) {
		return code
	}
	return strings.TrimFunc(code, invisible)
}

func invisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// NoSKU reports whether a product code says nothing: empty, or one of the fillers that shops and marketplaces write there.
func NoSKU(code string) bool {
	switch strings.ToLower(TrimSKU(code)) {
	case "", "does not apply", "identifier doesn't exist", "identifier doesn’t exist", "n/a", "none":
		return true
	}
	return false
}

// PossibleSKU reports whether Brightpearl could hold the code: letters, digits, blanks, hyphens, underscores and slashes (and
// the full stop that older accounts hold), at most MaxSKU characters.
func PossibleSKU(code string) bool {
	n := 0
	for _, r := range code {
		n++
		if !possibleSign(r) {
			return false
		}
	}
	return n > 0 && n <= MaxSKU
}

func possibleSign(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return true
	}
	return r == ' ' || r == '-' || r == '_' || r == '/' || r == '.'
}

// LooseSKU folds everything that people and spreadsheets get wrong, for suggestions only: what any Likeness speaks of. Two codes
// have the same LooseSKU, not empty, exactly if they are equal or Compare knows how they come to look alike. The database stores it, so a
// change here asks for the stored ones to be reckoned again.
func LooseSKU(code string) string {
	var room [2 * MaxSKU]byte
	b := room[:0]
	for i := 0; i < len(code); i++ {
		if code[i] >= 0x80 {
			return looseRunes(code)
		}
		if c := folded[code[i]]; c != 0 {
			b = append(b, c)
		}
	}
	return string(trimZeros(b))
}

func looseRunes(code string) string {
	var b []byte
	for _, r := range code {
		if r = fold(r); r != 0 {
			b = utf8.AppendRune(b, r)
		}
	}
	return string(trimZeros(b))
}

// trimZeros takes zeros off the front of a folded code while another digit follows. The letter O is folded to a zero too, so a zero
// before a letter stays: OAK is not AK.
func trimZeros(b []byte) []byte {
	for len(b) > 1 && b[0] == '0' && b[1] >= '0' && b[1] <= '9' {
		b = b[1:]
	}
	return b
}

// LinkState is the outcome of matching one listing or product of one store.
type LinkState string

// The match states.
const (
	Matched         LinkState = "matched"
	Bundled         LinkState = "bundle" // matched to a bundle: its parts are stocked, not itself
	NearMatch       LinkState = "near_match"
	Duplicate       LinkState = "duplicate"
	EKMOnly         LinkState = "ekm_only"
	BrightpearlOnly LinkState = "brightpearl_only"
	WithoutSKU      LinkState = "no_sku"
	InvalidSKU      LinkState = "invalid"
	NotStockTracked LinkState = "not_stock_tracked"
	IgnoredSKU      LinkState = "ignored"
	ParentListing   LinkState = "parent"          // a product with variants: never a stock target, never counted
	ChangedProduct  LinkState = "changed_product" // the code went to another product; the new link waits for a person or a cycle
)

// Managed reports whether stock is published to a listing in this state.
func (s LinkState) Managed() bool { return s == Matched || s == Bundled }
