package ekmsim

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// errSearch is all that EKM says about a search expression that it does not understand.
var errSearch = errors.New("invalid search expression")

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenLiteral
	tokenOpen
	tokenClose
	tokenComma
	tokenSlash
	tokenMinus
)

type token struct {
	kind    tokenKind
	text    string // of a name, as written
	literal value
	spaced  bool // set apart by blanks or the ends of the text; an opening parenthesis may stand before
}

var (
	namePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*`)
	guidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	// Seconds are mandatory, and a date without a time is not one.
	datePattern    = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?)(Z|[+-]\d{2}:\d{2})?`)
	decimalPattern = regexp.MustCompile(`^\d+\.\d+[mMdDfF]?`)
	integerPattern = regexp.MustCompile(`^\d+[lLmMdDfF]?`)
)

// tokens cuts a search expression into its words.
func tokens(text string) ([]token, error) {
	var out []token
	for at := 0; at < len(text); {
		if text[at] == ' ' || text[at] == '\t' {
			at++
			continue
		}
		t, size, err := nextToken(text[at:])
		if err != nil {
			return nil, err
		}
		before := at == 0 || text[at-1] == ' ' || text[at-1] == '('
		at += size
		t.spaced = before && (at == len(text) || text[at] == ' ')
		if t.kind == tokenLiteral && at < len(text) && !strings.ContainsRune(" ,)", rune(text[at])) {
			return nil, errSearch // such as 2024-03-09T17:14Z, of which only the year is a number
		}
		out = append(out, t)
	}
	return append(out, token{kind: tokenEnd, spaced: true}), nil
}

func nextToken(rest string) (token, int, error) {
	if kind, ok := map[byte]tokenKind{'(': tokenOpen, ')': tokenClose, ',': tokenComma, '/': tokenSlash, '-': tokenMinus}[rest[0]]; ok {
		return token{kind: kind}, 1, nil
	}
	if rest[0] == '\'' {
		return stringToken(rest)
	}
	if m := guidPattern.FindString(rest); m != "" {
		return literal(value{kind: kindGUID, text: strings.ToLower(m)}), len(m), nil
	}
	if m := datePattern.FindStringSubmatch(rest); m != nil {
		return dateToken(m)
	}
	if m := decimalPattern.FindString(rest); m != "" {
		n, err := strconv.ParseFloat(strings.TrimRight(m, "mMdDfF"), 64)
		return literal(value{kind: kindDecimal, number: n}), len(m), err
	}
	if m := integerPattern.FindString(rest); m != "" {
		return integerToken(m)
	}
	m := namePattern.FindString(rest)
	switch strings.ToLower(m) {
	case "":
		return token{}, 0, errSearch
	case "true", "false":
		return literal(value{kind: kindBool, truth: strings.EqualFold(m, "true")}), len(m), nil
	case "null":
		return literal(value{kind: kindNull, null: true}), len(m), nil
	}
	return token{kind: tokenName, text: m}, len(m), nil
}

func literal(v value) token { return token{kind: tokenLiteral, literal: v} }

// stringToken reads a string in single quotes; a quote inside is doubled.
func stringToken(rest string) (token, int, error) {
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		if rest[i] != '\'' {
			b.WriteByte(rest[i])
			continue
		}
		if i+1 < len(rest) && rest[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return literal(value{kind: kindString, text: b.String()}), i + 1, nil
	}
	return token{}, 0, errSearch
}

// integerToken reads a number of 32 bits, or of 64 with the suffix L.
func integerToken(text string) (token, int, error) {
	bits, digits := 32, text
	switch text[len(text)-1] {
	case 'l', 'L':
		bits, digits = 64, text[:len(text)-1]
	case 'm', 'M', 'd', 'D', 'f', 'F':
		n, err := strconv.ParseFloat(text[:len(text)-1], 64)
		return literal(value{kind: kindDecimal, number: n}), len(text), err
	}
	n, err := strconv.ParseInt(digits, 10, bits)
	if err != nil {
		return token{}, 0, errSearch
	}
	return literal(value{kind: kindInteger, number: float64(n)}), len(text), nil
}

// dateToken reads a date-time. One with an offset is of another type, which no field has.
func dateToken(m []string) (token, int, error) {
	t, err := time.Parse("2006-01-02T15:04:05.9999999", m[1])
	if err != nil {
		return token{}, 0, errSearch
	}
	kind := kindDate
	if m[2] != "" && m[2] != "Z" {
		kind = kindOffsetDate
	}
	return literal(value{kind: kind, time: t}), len(m[0]), nil
}
