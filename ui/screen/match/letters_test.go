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
		{"GDN\u2013HOS\u201325", "GDN-HOS-25", []string{"Places 4 and 8: EKM has en dash U+2013, Brightpearl hyphen U+002D"}},
		{"0KIT", "KIT", []string{"Place 1: EKM has digit 0 U+0030, Brightpearl nothing"}},
		{"a", "A", []string{"Place 1: EKM has small letter a U+0061, Brightpearl letter A U+0041"}},
		{"A\u200bB", "AB", []string{"Place 2: EKM has zero-width space U+200B, Brightpearl nothing"}},
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
		{"A-1", "A-1", ""}, {"A-1 ", "A-1␣", ""}, {" A 1", "␣A 1", ""}, {"A\u00a01", "A 1", "NBSP"}, {"A\u200b1", "A1", "HIDDEN"}, {"  ", "␣␣", ""}, {"A\t1", "A 1", "TAB"}, {"A  1", "A ␣1", ""},
	} {
		if text, tag := visible(c.code); text != c.text || tag != c.tag {
			t.Errorf("%q is drawn %q %q", c.code, text, tag)
		}
	}
}

func TestFindings(t *testing.T) {
	if _, said := findings("GDN-HOS-25"); len(said) != 0 {
		t.Errorf("a clean code has findings %q", said)
	}
	letters, said := findings("A\u00a0B+C\u00a0D")
	if !slices.Equal(said, []string{"Places 2 and 6: no-break space U+00A0", "Place 4: sign + U+002B"}) {
		t.Errorf("the findings are %q", said)
	}
	if got := sketch(letters); got != "A[\u00a0]B[+]C[\u00a0]D" {
		t.Errorf("the marks are %s", got)
	}
}
