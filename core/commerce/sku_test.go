package commerce_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"stockbridge/core/commerce"
)

// traps are a code as EKM may have it, the SKU that was meant, how they come to look alike, what is to be found in the first, where,
// and words of the evidence.
var traps = []struct {
	name, ekm, meant string
	like             commerce.Likeness
	at               int
	found            string
	says             string
}{
	{"no-break space at the end", "AB-1\u00a0", "AB-1", commerce.LikeSpaces, 4, "no-break space U+00A0", "no-break space U+00A0 where Brightpearl's has nothing"},
	{"narrow no-break space inside", "AB\u202f12", "AB 12", commerce.LikeSpaces, 2, "narrow no-break space U+202F", "has a narrow no-break space U+202F where Brightpearl's has a space U+0020"},
	{"zero-width space inside", "AB\u200b-12", "AB-12", commerce.LikeSpaces, 2, "zero-width space U+200B", "zero-width space U+200B where Brightpearl's has nothing"},
	{"byte order mark", "\ufeffAB-12", "AB-12", commerce.LikeSpaces, 0, "byte order mark U+FEFF", "byte order mark U+FEFF"},
	{"soft hyphen", "AB\u00ad12", "AB12", commerce.LikeSpaces, 2, "soft hyphen U+00AD", "soft hyphen U+00AD"},
	{"tab", "AB\t12", "AB 12", commerce.LikeSpaces, 2, "tab U+0009", "a tab U+0009 where Brightpearl's has a space"},
	{"double space", "AB  12", "AB 12", commerce.LikeSpaces, 3, "space U+0020", "a space U+0020 where Brightpearl's has nothing"},
	{"right-to-left mark", "AB12\u200f", "AB12", commerce.LikeSpaces, 4, "right-to-left mark U+200F", "right-to-left mark U+200F"},
	{"en dash", "ABC–1", "ABC-1", commerce.LikeDash, 3, "en dash U+2013", "ABC–1 has an en dash U+2013 where ABC-1 has a hyphen U+002D"},
	{"minus sign", "ABC−1-b", "ABC-1-B", commerce.LikeDash, 3, "minus sign U+2212", "They also differ in capital letters."},
	{"Cyrillic capital", "\u0410BC-1", "ABC-1", commerce.LikeLetters, 0, "Cyrillic letter like A U+0410", "has a Cyrillic letter like A U+0410 where Brightpearl's has a letter A U+0041"},
	{"Cyrillic small letter", "abc-\u0445", "ABC-X", commerce.LikeLetters, 4, "small Cyrillic letter like X U+0445", "small Cyrillic letter like X U+0445"},
	{"Greek capital", "MUG-\u039f", "MUG-O", commerce.LikeLetters, 4, "Greek letter like O U+039F", "Greek letter like O U+039F"},
	{"Greek small letter", "MUG-\u03bd", "MUG-v", commerce.LikeLetters, 4, "small Greek letter like V U+03BD", "small Greek letter like V"},
	{"full-width letter", "\uff21BC", "ABC", commerce.LikeLetters, 0, "full-width A U+FF21", "a full-width A U+FF21"},
	{"full-width digit", "AB\uff11", "AB1", commerce.LikeLetters, 2, "full-width 1 U+FF11", "a full-width 1 U+FF11"},
	{"fraction slash", "A1\u20442", "A1/2", commerce.LikeSlash, 2, "fraction slash U+2044", "a fraction slash U+2044 where A1/2 has a slash U+002F"},
	{"sign that Brightpearl refuses", "AB|2", "AB12", commerce.LikeLetters, 2, "vertical bar U+007C", "vertical bar U+007C where Brightpearl's has a digit 1 U+0031"},
	{"no-break space for a hyphen", "AB\u00a0C-1", "AB-C-1", commerce.LikeSlash, 2, "no-break space U+00A0", "no-break space U+00A0 where AB-C-1 has a hyphen U+002D"},
}

// clear are pairs of codes that Brightpearl could hold both, so that nothing is to be found in either alone.
var clear = []struct {
	ekm, meant string
	like       commerce.Likeness
	says       string
}{
	{"ab-1", "AB-1", commerce.LikeCase, "They differ only in capital letters."},
	{"0071", "71", commerce.LikeZeros, "0071 has a digit 0 U+0030 where 71 has nothing (2 times)"},
	{"PLANT-O1O", "PLANT-010", commerce.LikeLetters, "a letter O U+004F where Brightpearl's has a digit 0 U+0030 (2 times)"},
	{"lI-1", "11-1", commerce.LikeLetters, "small letter l U+006C"},
	{"A/1", "A-1", commerce.LikeSlash, "A/1 has a slash U+002F where A-1 has a hyphen U+002D"},
	{"A_1.2", "A12", commerce.LikeSlash, "an underscore U+005F where A12 has nothing"},
	{"007/a", "7-A", commerce.LikeSlash, "They also differ in capital letters and in leading zeros."},
	{"O7", "007", commerce.LikeLetters, "They also differ in leading zeros."},
}

func TestForensics(t *testing.T) {
	for _, c := range traps {
		found := commerce.Forensics(c.ekm)
		if len(found) != 1 || found[0].At != c.at || found[0].Name != c.found || found[0].Rune != []rune(c.ekm)[c.at] {
			t.Errorf("%s: %q shows %+v, want %s at %d", c.name, c.ekm, found, c.found, c.at)
		}
	}
	for code, kinds := range map[string]string{
		" AB  1 ": "outer space,double space,outer space", "": "", "  ": "outer space,outer space", "A\u00a0 B": "hidden,double space",
		strings.Repeat("A", 33): "too long", strings.Repeat("A", 32) + " ": "outer space", "É&Ж": "sign,sign,sign", "A–\u0392": "dash,look-alike",
	} {
		var got []string
		for _, f := range commerce.Forensics(code) {
			got = append(got, f.Kind)
		}
		if strings.Join(got, ",") != kinds {
			t.Errorf("%q shows %q, want %q", code, got, kinds)
		}
	}
	if f := commerce.Forensics(strings.Repeat("A", 40)); len(f) != 1 || f[0].At != -1 || !strings.Contains(f[0].Name, "40 characters") {
		t.Errorf("a long code shows %+v", f)
	}
}

// TestForensicsOfCleanCodes expects no false alarm on codes that Brightpearl could hold.
func TestForensicsOfCleanCodes(t *testing.T) {
	const ends, signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "-_/."
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		code := []byte{ends[rng.IntN(len(ends))]}
		for n := rng.IntN(commerce.MaxSKU); len(code) < n; {
			switch next := rng.IntN(8); {
			case next == 0 && len(code) < n-1 && code[len(code)-1] != ' ':
				code = append(code, ' ')
			case next == 1:
				code = append(code, signs[rng.IntN(len(signs))])
			default:
				code = append(code, ends[rng.IntN(len(ends))])
			}
		}
		sku := strings.TrimSpace(string(code))
		if found := commerce.Forensics(sku); len(found) > 0 || !commerce.PossibleSKU(sku) {
			t.Fatalf("%q is clean and shows %+v", sku, found)
		}
	}
}

func TestCompare(t *testing.T) {
	check := func(ekm, meant string, like commerce.Likeness, says string) {
		t.Helper()
		kind, evidence := commerce.Compare(ekm, meant)
		if kind != like || !strings.Contains(evidence, says) || !strings.HasSuffix(evidence, ".") {
			t.Errorf("%q and %q: %s, %q; want %s, %q", ekm, meant, kind, evidence, like, says)
		}
		if back, _ := commerce.Compare(meant, ekm); back != kind {
			t.Errorf("%q and %q: %s one way, %s the other", ekm, meant, kind, back)
		}
		if a, b := commerce.LooseSKU(ekm), commerce.LooseSKU(meant); a != b || a == "" {
			t.Errorf("%q folds to %q, %q to %q", ekm, a, meant, b)
		}
	}
	for _, c := range traps {
		check(c.ekm, c.meant, c.like, c.says)
	}
	for _, c := range clear {
		check(c.ekm, c.meant, c.like, c.says)
	}
	for _, c := range [][2]string{{"AB-1", "AB-1"}, {"AB-1", "AB-2"}, {"OAK-1", "AK-1"}, {"-", "/"}, {"10", "100"}} {
		if kind, evidence := commerce.Compare(c[0], c[1]); kind != "" || evidence != "" {
			t.Errorf("%q and %q are said to be alike: %s, %s", c[0], c[1], kind, evidence)
		}
	}
	if kind, _ := commerce.Compare("AB\xff", "AB\xfe"); kind != commerce.LikeLetters {
		t.Errorf("codes that are no text are alike by %q", kind)
	}
	for like, sure := range map[commerce.Likeness]bool{commerce.LikeSpaces: true, commerce.LikeCase: true, commerce.LikeDash: true, commerce.LikeBarcode: true,
		commerce.LikeZeros: false, commerce.LikeLetters: false, commerce.LikeSlash: false, "": false} {
		if like.Sure() != sure {
			t.Errorf("%q is sure: %t", like, !sure)
		}
	}
}

func TestPlainCodes(t *testing.T) {
	if got := commerce.TrimSKU("\u00a0\ufeff AB 1 \u200b"); got != "AB 1" {
		t.Errorf("trimmed to %q", got)
	}
	for code, possible := range map[string]bool{"AB-1_2/3 4": true, "": false, "AB–1": false, "É": false, strings.Repeat("A", 32): true, strings.Repeat("A", 33): false} {
		if commerce.PossibleSKU(code) != possible {
			t.Errorf("%q: possible is %t", code, !possible)
		}
	}
}

// likely are signs that random codes are made of: every kind that is folded, and some that are not.
var likely = []rune("AaBoO0Il1|77  \t\u00a0\u200b\u200f--–−_/.\\\u2044\u0410\u0430\u0417\u039f\u03bd\u03bf\uff21\uff10\uff0d\uff0fÉ\x00\xff\u0131\u212aKk")

func randomCode(rng *rand.Rand) string {
	var b strings.Builder
	for range rng.IntN(7) {
		b.WriteRune(likely[rng.IntN(len(likely))])
	}
	return b.String()
}

// TestCompareOfAnything tries random codes against each other: Compare knows exactly those that LooseSKU takes for each other, and
// the kind is the same both ways.
func TestCompareOfAnything(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	byLoose := map[string][]string{}
	for range 60_000 {
		code := randomCode(rng)
		loose := commerce.LooseSKU(code)
		if again := commerce.LooseSKU(loose); again != loose {
			t.Fatalf("%q folds to %q, that to %q", code, loose, again)
		}
		if trimmed := commerce.LooseSKU(commerce.TrimSKU(code)); trimmed != loose {
			t.Fatalf("%q folds to %q, trimmed to %q", code, loose, trimmed)
		}
		byLoose[loose] = append(byLoose[loose], code)
	}
	compared := 0
	for loose, codes := range byLoose {
		for i := 1; i < len(codes); i++ {
			a, b := codes[i-1], codes[i]
			kind, evidence := commerce.Compare(a, b)
			back, _ := commerce.Compare(b, a)
			alike := a != b && (loose != "" || commerce.TrimSKU(a) == commerce.TrimSKU(b))
			if (kind != "") != alike || (evidence != "") != alike || kind != back {
				t.Fatalf("%q and %q, both %q: %s (%s), the other way %s", a, b, loose, kind, evidence, back)
			}
			if alike {
				compared++
			}
			if other := codes[rng.IntN(len(codes))] + "7"; commerce.LooseSKU(other) != loose {
				if kind, _ := commerce.Compare(a, other); kind != "" {
					t.Fatalf("%q and %q are %s", a, other, kind)
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d pairs were alike", compared)
	}
}
