package commerce

import (
	"fmt"
	"unicode"
)

// Finding is one thing about a code that the eye misses or Brightpearl refuses.
type Finding struct {
	At   int    // the character's place, counted from 0; -1 for the whole code
	Rune rune   // 0 for the whole code
	Name string // in plain words, with the code point for a character: "no-break space U+00A0"
	Kind string // one of the Found constants
}

// The kinds of findings.
const (
	FoundHidden  = "hidden"       // cannot be seen, or looks like a plain space
	FoundOuter   = "outer space"  // a plain space before or after the code
	FoundDouble  = "double space" // a plain space after another blank
	FoundDash    = "dash"         // another dash than the hyphen
	FoundLetter  = "look-alike"   // a letter or sign of another alphabet or width that looks like a plain one
	FoundSign    = "sign"         // any other sign that Brightpearl's SKUs cannot hold
	FoundTooLong = "too long"     // more than MaxSKU characters between the outer blanks
)

// Forensics looks at a code, untrimmed as it is stored, character by character. A clean code has no findings; that letters such as
// O and I stand beside digits is none, since it says nothing without another code to compare with.
func Forensics(code string) []Finding {
	runes := []rune(code)
	first, last := 0, len(runes)-1
	for first <= last && invisible(runes[first]) {
		first++
	}
	for last >= first && invisible(runes[last]) {
		last--
	}
	var out []Finding
	for i, r := range runes {
		kind := ""
		switch {
		case r == ' ':
			if i < first || i > last {
				kind = FoundOuter
			} else if unicode.IsSpace(runes[i-1]) {
				kind = FoundDouble
			}
		case possibleSign(r):
		case unseen(r):
			kind = FoundHidden
		case isDash(r):
			kind = FoundDash
		case looksLike(r) != 0:
			kind = FoundLetter
		default:
			kind = FoundSign
		}
		if kind != "" {
			out = append(out, Finding{At: i, Rune: r, Name: SignName(r), Kind: kind})
		}
	}
	if n := last - first + 1; n > MaxSKU {
		out = append(out, Finding{At: -1, Name: fmt.Sprintf("%d characters; Brightpearl's SKUs have at most %d", n, MaxSKU), Kind: FoundTooLong})
	}
	return out
}
