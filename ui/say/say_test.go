package say_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
)

// said is a text of the code.
type said struct {
	key   string
	one   string // the singular, for texts with a number
	area  string // folder of the code
	where string
}

// collect reads the texts out of the window's code.
func collect(t *testing.T) []said {
	t.Helper()
	var out []said
	set := token.NewFileSet()
	for _, root := range []string{"../../ui", "../../cmd/stockbridge"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			own := file.Name.Name == "say"
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				name := nameOf(call.Fun, own)
				if name == "" {
					return true
				}
				found := said{area: filepath.Base(filepath.Dir(path)), where: fmt.Sprint(set.Position(call.Pos()))}
				text := func(i int) string {
					if i < len(call.Args) {
						if s, ok := literal(call.Args[i]); ok {
							return s
						}
					}
					t.Errorf("%s: say.%s takes a literal, so that translators find it", found.where, name)
					return ""
				}
				args := len(call.Args)
				switch name {
				case "T":
					found.key, args = text(0), args-1
				case "Mark":
					found.key, args = text(0), -1
				case "X":
					found.key, args = text(1)+" ["+text(0)+"]", args-2
				case "N":
					found.one, found.key, args = text(1), text(2), args-3
				}
				places := say.Places(found.key)
				if name == "N" {
					places = slices.DeleteFunc(places, func(p string) bool { return p == "n" })
					for _, p := range say.Places(found.one) {
						if p != "n" && !slices.Contains(places, p) {
							t.Errorf("%s: %q has the place {%s} that its plural has not", found.where, found.one, p)
						}
					}
				}
				if args >= 0 && call.Ellipsis == token.NoPos && len(places) != args {
					t.Errorf("%s: %q has %d places and %d arguments", found.where, found.key, len(places), args)
				}
				out = append(out, found)
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// nameOf is the name of a function of package say that takes a text, "" for any other.
func nameOf(fun ast.Expr, own bool) string {
	name := ""
	if s, ok := fun.(*ast.SelectorExpr); ok {
		if pkg, ok := s.X.(*ast.Ident); !ok || pkg.Name != "say" {
			return ""
		}
		name = s.Sel.Name
	} else if id, ok := fun.(*ast.Ident); ok && own {
		name = id.Name
	}
	if slices.Contains([]string{"T", "N", "X", "Mark"}, name) {
		return name
	}
	return ""
}

// literal is the text of a literal or of several that are added.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, okA := literal(e.X)
		b, okB := literal(e.Y)
		return a + b, okA && okB && e.Op == token.ADD
	}
	return "", false
}

// TestEnglish keeps the file of English (UK) equal to the code. STOCKBRIDGE_WRITE_TEXTS=1 writes it.
func TestEnglish(t *testing.T) {
	want := map[string]any{}
	for _, s := range collect(t) {
		var text any = s.key
		if bare, _, ok := strings.Cut(s.key, " ["); ok && strings.HasSuffix(s.key, "]") {
			text = bare
		}
		if s.one != "" {
			text = map[string]any{"one": s.one, "other": s.key}
		}
		if had, ok := want[s.key]; ok && fmt.Sprint(had) != fmt.Sprint(text) {
			t.Errorf("%s: %q is said with a number here and without elsewhere", s.where, s.key)
		}
		want[s.key] = text
	}
	want["May (short)"] = "May"
	raw := encode(t, want)
	name := filepath.Join("texts", say.British, "window.json")
	if os.Getenv("STOCKBRIDGE_WRITE_TEXTS") == "1" {
		if err := os.WriteFile(name, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if had, err := os.ReadFile(name); err != nil || !bytes.Equal(had, raw) {
		t.Errorf("%s is not what the code says (%v); STOCKBRIDGE_WRITE_TEXTS=1 go test ./ui/say writes it", name, err)
	}
}

func encode(t *testing.T, texts map[string]any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(texts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGerman holds that every text of the code is translated with its places, and that nothing is that no code says any more.
func TestGerman(t *testing.T) {
	texts, err := say.Texts("de")
	if err != nil {
		t.Fatal(err)
	}
	areas := map[string][]said{}
	keys := map[string]bool{}
	for _, s := range collect(t) {
		areas[s.area] = append(areas[s.area], s)
		keys[s.key] = true
	}
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		t.Run(area, func(t *testing.T) {
			for _, s := range areas[area] {
				text, ok := texts[s.key]
				if !ok {
					t.Errorf("%s: %q is not translated", s.where, s.key)
					continue
				}
				checkText(t, s.key, s.one != "", text)
			}
		})
	}
	t.Run("left over", func(t *testing.T) {
		core := coreTexts(t)
		for key := range texts {
			if !keys[key] && !core[key] {
				t.Errorf("%q is translated, and no code says it", key)
			}
		}
	})
}

// TestAmerican holds that English (US) names only texts that there are.
func TestAmerican(t *testing.T) {
	texts, err := say.Texts("en-US")
	if err != nil {
		t.Fatal(err)
	}
	plural, keys := map[string]bool{}, coreTexts(t)
	for _, s := range collect(t) {
		keys[s.key], plural[s.key] = true, s.one != ""
	}
	for key, text := range texts {
		if !keys[key] {
			t.Errorf("%q is translated, and no code says it", key)
		}
		if !strings.HasSuffix(key, "]") { // layouts of dates have places of their own
			checkText(t, key, plural[key], text)
		}
	}
}

// coreTexts are the keys of files that translate words of core; tests of the screens that show them hold them up.
func coreTexts(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	names, err := filepath.Glob("texts/*/core*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		var texts map[string]any
		if err == nil {
			err = json.Unmarshal(raw, &texts)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key := range texts {
			out[key] = true
		}
	}
	return out
}

func checkText(t *testing.T, key string, plural bool, text any) {
	t.Helper()
	forms, isPlural := text.(map[string]any)
	if isPlural != plural {
		t.Errorf("%q: forms by number: %v, in the code: %v", key, isPlural, plural)
		return
	}
	if !plural {
		forms = map[string]any{"other": text}
	}
	for _, form := range []string{"one", "other"} {
		if form == "one" && !plural {
			continue
		}
		words, ok := forms[form].(string)
		if !ok || words == "" {
			t.Errorf("%q has no form %q", key, form)
			continue
		}
		want := say.Places(key)
		for _, place := range say.Places(words) {
			if !slices.Contains(want, place) && !strings.HasSuffix(key, "]") {
				t.Errorf("%q: the translation has the place {%s}, which nobody fills", key, place)
			}
		}
		for _, place := range want {
			if !strings.Contains(words, "{"+place+"}") && form != "one" && !strings.HasSuffix(key, "]") {
				t.Errorf("%q: the translation lacks the place {%s}", key, place)
			}
		}
	}
}

func use(t *testing.T, code string) {
	t.Helper()
	had := say.Current()
	if err := say.Use(code); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := say.Use(had); err != nil {
			t.Error(err)
		}
	})
}

// TestLanguages says numbers, money and times in each language.
func TestLanguages(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 5, 9, 0, time.Local)
	now := at.Add(48 * time.Hour)
	zone, _ := at.Zone()
	for code, want := range map[string][]string{
		"en-GB": {"1 day", "2,310 days", "£1,234.50", "-€0.50", "CHF 7.00", "99.4%", "14:05", "2 Mar 14:05", "2 Mar 2026", "Monday 2 March 2026, 14:05:09 " + zone, "3 h 05 min"},
		"en-US": {"1 day", "2,310 days", "£1,234.50", "-€0.50", "CHF 7.00", "99.4%", "2:05 PM", "Mar 2, 2:05 PM", "Mar 2, 2026", "Monday, March 2, 2026, 2:05:09 PM " + zone, "3 h 05 min"},
		"de":    {"1 Tag", "2.310 Tage", "1.234,50 £", "-0,50 €", "7,00 CHF", "99,4 %", "14:05", "2. März, 14:05", "2. März 2026", "Montag, 2. März 2026, 14:05:09 " + zone, "3 Std. 05 Min."},
	} {
		t.Run(code, func(t *testing.T) {
			use(t, code)
			got := []string{say.N(1, "{n} day", "{n} days"), say.N(2310, "{n} day", "{n} days"), say.Money(123450, "GBP"), say.Money(-50, "EUR"), say.Money(700, "CHF"),
				say.Percent(0.994, 1), say.Clock(at), say.When(at, now), say.Date(at), say.Exact(at), say.Span(3*time.Hour + 5*time.Minute)}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%d: %q, want %q", i, got[i], want[i])
				}
			}
		})
	}
	if err := say.Use("tlh"); err == nil {
		t.Error("a language without files was taken")
	}
}

// TestTheToolkitSpeaksToo asks for the words of Fyne's own menus.
func TestTheToolkitSpeaksToo(t *testing.T) {
	use(t, "de")
	if got := lang.L("Paste") + ", " + lang.L("Quit"); got != "Einfügen, Beenden" {
		t.Error(got)
	}
	use(t, "en-GB")
	if got := lang.L("Paste") + ", " + lang.L("Quit"); got != "Paste, Quit" {
		t.Error(got)
	}
}

// TestUnknownTexts stay as they are, with their places filled.
func TestUnknownTexts(t *testing.T) {
	use(t, "de")
	if got := say.Of("Nobody translated this {place}"); got != "Nobody translated this {place}" {
		t.Error(got)
	}
	if got := say.Money(commerce.Pence(1), ""); got != "Keine" {
		t.Errorf("no currency is written %q", got)
	}
}

// TestMarks holds our own setting of numbers against the library's, in the languages that there are and in others that there may be.
func TestMarks(t *testing.T) {
	for _, l := range say.Languages() {
		use(t, l.Code)
		p := message.NewPrinter(language.Make(l.Code))
		for _, n := range []int{0, 7, -7, 999, 1000, -1000, 1234, 98765, 1234567, -1234567890} {
			if got, want := say.Count(n), p.Sprint(number.Decimal(n)); got != want {
				t.Errorf("%s: %d is %q, want %q", l.Code, n, got, want)
			}
		}
		for _, x := range []float64{0, 0.05, 99.4, -3.14159, 1234.5, 9876543.21} {
			for places := range 4 {
				if got, want := say.Decimal(x, places), p.Sprint(number.Decimal(x, number.Scale(places))); got != want {
					t.Errorf("%s: %v is %q, want %q", l.Code, x, got, want)
				}
			}
		}
	}
}

func BenchmarkText(b *testing.B) {
	for b.Loop() {
		say.T("{hours} h {minutes} min", 3, "05")
	}
}

func BenchmarkNumber(b *testing.B) {
	for b.Loop() {
		say.N(2310, "{n} day", "{n} days")
	}
}

func BenchmarkMoney(b *testing.B) {
	for b.Loop() {
		say.Money(498130, "GBP")
	}
}

func BenchmarkUse(b *testing.B) {
	for b.Loop() {
		if err := say.Use("de"); err != nil {
			b.Fatal(err)
		}
	}
	say.Use(say.British)
}
