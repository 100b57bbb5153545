package match

import (
	"slices"
	"testing"
)

func sketch(letters []letter) string {
	out := ""
	for _, l := range letters {
		switch {
		case l.sign == 0:
			out += "_"
		case l.differs:
			out += "[" + string(l.sign) + "]"
		default:
			out += string(l.sign)
		}
	}
	return out
}

func TestAlign(t *testing.T) {
	for _, c := range []struct{ ekm, bp, a, b string }{
		{"A-1", "A-1", "A-1", "A-1"},
		{"A\u20131", "A-1", "A[\u2013]1", "A[-]1"},
		{"0KIT", "KIT", "[0]KIT", "_KIT"},
		{"KIT", "KIT ", "KIT_", "KIT[ ]"},
		{"", "AB", "__", "[A][B]"},
		{"M0RK", "MORK", "M[0]RK", "M[O]RK"},
	} {
		a, b := align(c.ekm, c.bp)
		if sketch(a) != c.a || sketch(b) != c.b {
			t.Errorf("%q and %q: %s over %s, want %s over %s", c.ekm, c.bp, sketch(a), sketch(b), c.a, c.b)
		}
	}
}

func TestEvidence(t *testing.T) {
	for _, c := range []struct {
		ekm, bp string
		want    []string
	}{
		{"GDN\u2013HOS\u201325", "GDN-HOS-25", []string{"Places 4 and 8: EKM has U+2013 en dash, Brightpearl U+002D hyphen"}},
		{"0KIT", "KIT", []string{"Place 1: EKM has U+0030 digit zero, Brightpearl nothing"}},
		{"a", "A", []string{"Place 1: EKM has U+0061 small A, Brightpearl U+0041 capital A"}},
		{"A\u200bB", "AB", []string{"Place 2: EKM has U+200B zero-width space, Brightpearl nothing"}},
		{"same", "same", []string{}},
	} {
		a, b := align(c.ekm, c.bp)
		if got := evidence(a, b); !slices.Equal(got, c.want) {
			t.Errorf("%q and %q: %q", c.ekm, c.bp, got)
		}
	}
}

func TestVisible(t *testing.T) {
	for _, c := range []struct{ code, text, tag string }{
		{"A-1", "A-1", ""}, {"A-1 ", "A-1␣", ""}, {" A 1", "␣A 1", ""}, {"A\u00a01", "A 1", "NBSP"}, {"A\u200b1", "A1", "HIDDEN"}, {"  ", "␣␣", ""}, {"A\t1", "A 1", "TAB"},
	} {
		if text, tag := visible(c.code); text != c.text || tag != c.tag {
			t.Errorf("%q is drawn %q %q", c.code, text, tag)
		}
	}
}
