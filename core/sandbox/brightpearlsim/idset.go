package brightpearlsim

import (
	"errors"
	"strconv"
	"strings"
)

var errBadIDSet = errors.New("bad id set")

// idSet is Brightpearl's notation for several ids: "12", "40-45", "9,3,7", "9.3.7", mixtures of these, or "*".
type idSet struct {
	spans []span
	all   bool
}

type span struct{ from, to int }

// parseIDSet refuses descending ranges, empty parts and anything that is not a positive number or 0.
func parseIDSet(text string) (idSet, error) {
	if text == "*" {
		return idSet{all: true}, nil
	}
	var set idSet
	for _, part := range strings.FieldsFunc(text+",", func(r rune) bool { return r == ',' || r == '.' }) {
		low, high, ranged := strings.Cut(part, "-")
		from, err := strconv.ParseUint(low, 10, 31)
		if err != nil {
			return idSet{}, errBadIDSet
		}
		to := from
		if ranged {
			if to, err = strconv.ParseUint(high, 10, 31); err != nil || to < from {
				return idSet{}, errBadIDSet
			}
		}
		set.spans = append(set.spans, span{int(from), int(to)})
	}
	parts := strings.Count(text, ",") + strings.Count(text, ".") + 1
	if len(set.spans) == 0 || len(set.spans) != parts {
		return idSet{}, errBadIDSet
	}
	return set, nil
}

// count is the number of ids named, repeats included.
func (s idSet) count() int {
	n := 0
	for _, p := range s.spans {
		n += p.to - p.from + 1
	}
	return n
}

func (s idSet) contains(id int) bool {
	if s.all {
		return true
	}
	for _, p := range s.spans {
		if p.from <= id && id <= p.to {
			return true
		}
	}
	return false
}

// ids lists the set in the order given, each id once. Call it only after count was checked.
func (s idSet) ids() []int {
	var out []int
	seen := map[int]bool{}
	for _, p := range s.spans {
		for id := p.from; id <= p.to; id++ {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}

// compress writes ascending ids as an id set with ranges.
func compress(ids []int) string {
	var b strings.Builder
	for i := 0; i < len(ids); {
		j := i
		for j+1 < len(ids) && ids[j+1] == ids[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(ids[i]))
		if j > i {
			b.WriteByte('-')
			b.WriteString(strconv.Itoa(ids[j]))
		}
		i = j + 1
	}
	return b.String()
}
