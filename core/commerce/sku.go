package commerce

import (
	"strings"
	"unicode"
)

// MaxSKU is the longest SKU, in characters, that Brightpearl accepts.
const MaxSKU = 32

// TrimSKU removes outer white space of every kind, including no-break and zero-width spaces. It is the whole of the
// normalisation for matching: inner characters and case are never folded, because a wrong match moves stock.
func TrimSKU(code string) string { return strings.TrimFunc(code, invisible) }

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
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case r == ' ', r == '-', r == '_', r == '/', r == '.':
		default:
			return false
		}
	}
	return n > 0 && n <= MaxSKU
}

// LooseSKU folds everything that people and spreadsheets get wrong, for suggestions only: case, every kind of blank and
// dash, O and 0, I, l and 1, slashes, and leading zeros.
func LooseSKU(code string) string {
	var b strings.Builder
	for _, r := range code {
		switch {
		case invisible(r), unicode.Is(unicode.Pd, r), r == '\u2212', r == '_', r == '/', r == '.':
			continue
		}
		r = unicode.ToUpper(r)
		switch r {
		case 'O', 'О': // Latin and Cyrillic
			r = '0'
		case 'I', 'L', '|':
			r = '1'
		case 'А':
			r = 'A'
		case 'В':
			r = 'B'
		case 'С':
			r = 'C'
		case 'Е':
			r = 'E'
		}
		b.WriteRune(r)
	}
	return strings.TrimLeft(b.String(), "0")
}

// LinkState is the outcome of matching one listing or product of one store.
type LinkState string

// The match states.
const (
	Matched         LinkState = "matched"
	NearMatch       LinkState = "near_match"
	Duplicate       LinkState = "duplicate"
	EKMOnly         LinkState = "ekm_only"
	BrightpearlOnly LinkState = "brightpearl_only"
	WithoutSKU      LinkState = "no_sku"
	InvalidSKU      LinkState = "invalid"
	NotStockTracked LinkState = "not_stock_tracked"
	IgnoredSKU      LinkState = "ignored"
	ParentListing   LinkState = "parent"          // a product with variants: never a stock target, never counted
	Bundled         LinkState = "bundle"          // matched to a product that consists of others: its stock is theirs
	ChangedProduct  LinkState = "changed_product" // the SKU has moved to another product; not believed yet
)

// Managed reports whether a listing's stock is published.
func (s LinkState) Managed() bool { return s == Matched || s == Bundled }

// Why says how two different codes come to look alike.
func Why(ekm, brightpearl string) string {
	a, b := TrimSKU(ekm), TrimSKU(brightpearl)
	switch {
	case a == b && ekm != brightpearl:
		return "they differ only in outer spaces"
	case strings.EqualFold(a, b):
		return "they differ only in capital letters"
	case strip(a, isDash) == strip(b, isDash):
		return "they differ only in the kind of dash"
	case strip(a, invisible) == strip(b, invisible):
		return "they differ only in spaces, some of them invisible"
	case strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0"):
		return "they differ only in leading zeros"
	}
	return "they differ only in characters that look alike"
}

func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '\u2212' }

func strip(s string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, s)
}
