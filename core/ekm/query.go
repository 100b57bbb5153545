package ekm

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// EKM searches with an OData-like expression. Three of its traps are dealt with here: a quote inside a text is doubled;
// times are unquoted, in UTC with a Z and whole seconds; a number above 32 bits needs an L.

const (
	pageSize   = 20   // EKM: at most 20; more is clamped or refused
	longestURL = 1800 // bytes of a whole URL that are safe
	codeChunk  = 20   // product codes in one expression
)

var errLongCode = errors.New("ekm: a product code is too long to search for")

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func moment(t time.Time) string { return t.UTC().Truncate(time.Second).Format("2006-01-02T15:04:05Z") }

func number(n ID) string {
	s := strconv.FormatInt(int64(n), 10)
	if n > math.MaxInt32 || n < math.MinInt32 {
		s += "L"
	}
	return s
}

// all joins the conditions with and; or binds weaker, so a condition with an or brings its own parentheses.
func all(conditions ...string) string {
	var set []string
	for _, c := range conditions {
		if c != "" {
			set = append(set, c)
		}
	}
	return strings.Join(set, " and ")
}

// anyCode is true for rows with one of the codes.
func anyCode(codes []string) string {
	var terms []string
	for _, code := range codes {
		terms = append(terms, "product_code eq "+quote(code))
	}
	return anyOf(terms)
}

// anyID is true for rows with one of the ids. Twenty of the longest ids fit into a safe URL.
func anyID(ids []ID) string {
	var terms []string
	for _, id := range ids {
		terms = append(terms, "id eq "+number(id))
	}
	return anyOf(terms)
}

func anyOf(terms []string) string {
	if len(terms) < 2 {
		return strings.Join(terms, "")
	}
	return "(" + strings.Join(terms, " or ") + ")"
}

// chunkCodes splits codes so that each chunk's URL stays short enough. Blank codes and repetitions are dropped.
func chunkCodes(codes []string, urlLength func(filter string) int) ([][]string, error) {
	var chunks [][]string
	var chunk []string
	seen := map[string]bool{}
	for _, code := range codes {
		if code = strings.TrimSpace(code); code == "" || seen[foldCode(code)] {
			continue
		}
		seen[foldCode(code)] = true
		grown := append(chunk[:len(chunk):len(chunk)], code)
		if len(chunk) > 0 && (len(grown) > codeChunk || urlLength(anyCode(grown)) > longestURL) {
			chunks = append(chunks, chunk)
			grown = []string{code}
		}
		if urlLength(anyCode(grown)) > longestURL {
			return nil, errLongCode
		}
		chunk = grown
	}
	if len(chunk) > 0 {
		chunks = append(chunks, chunk)
	}
	return chunks, nil
}

// foldCode is how codes are compared on our side, whatever EKM's comparison does about case and blanks.
func foldCode(code string) string { return strings.ToLower(strings.TrimSpace(code)) }
