package say

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed texts
var files embed.FS

// Language is one that the window can speak.
type Language struct {
	Code string // BCP 47
	Name string // in itself
	// Over is the language whose texts count where this one has none, "" for none.
	Over string
}

// British is the language of the code.
const British = "en-GB"

// languages are those with files. The first one is the one of the code.
var languages = []Language{{British, "English (UK)", ""}, {"en-US", "English (US)", British}, {"de", "Deutsch", ""}}

// Languages lists what can be chosen.
func Languages() []Language { return append([]Language(nil), languages...) }

// the language in use. The mutex also keeps Fyne's texts, which it does not guard itself.
var (
	mu      sync.RWMutex
	current language.Tag
	known   map[string]bool // ids of the texts in use
	memo    sync.Map        // found texts by id; a look-up costs Fyne some microseconds
	wrapped bool
)

// Until somebody chooses, words are those of the code.
func init() {
	if err := Use(British); err != nil {
		panic(err) // the files are part of the program
	}
}

// Use chooses a language by its code; "" is that of the operating system, or the nearest that there is.
func Use(code string) error {
	if code == "" {
		code = nearest(lang.SystemLocale().String())
	}
	if code == Current() {
		return nil
	}
	texts, err := textsOf(code)
	if err != nil {
		return err
	}
	filed := maps.Clone(texts)
	for _, word := range toolkit {
		filed[word] = cmp.Or(texts[idOf(word)], word)
	}
	data, err := json.Marshal(filed)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	// Fyne has no choice of language: it looks up that of the system. So the chosen texts are filed under the system's name.
	if err := lang.AddTranslationsForLocale(data, fyne.Locale(lang.SystemLocale().LanguageString())); err != nil {
		return fmt.Errorf("the texts of %s cannot be read: %w", code, err)
	}
	current = language.Make(code)
	known = map[string]bool{}
	for id := range texts {
		known[id] = true
	}
	memo.Clear()
	return nil
}

// toolkit are the words that Fyne says by itself in this program: the menu of a text field, and the end of the tray's. They are looked
// up by their English texts in the system's language, where ours hide its own.
var toolkit = []string{Mark("Cut"), Mark("Copy"), Mark("Paste"), Mark("Select all"), Mark("Undo"), Mark("Redo"), Mark("Quit")}

// Current is the code of the language in use.
func Current() string { return tag().String() }

func tag() language.Tag {
	mu.RLock()
	defer mu.RUnlock()
	return current
}

// nearest is the language that there is for a person who speaks another one. English of nowhere, as on a server, is that of the code.
func nearest(system string) string {
	wanted := language.Make(system)
	if base, _, region := wanted.Raw(); base.String() == "en" && region.String() == "ZZ" {
		return British
	}
	tags := make([]language.Tag, len(languages))
	for i, l := range languages {
		tags[i] = language.Make(l.Code)
	}
	_, i, confidence := language.NewMatcher(tags).Match(wanted)
	if confidence == language.No {
		i = 0
	}
	return languages[i].Code
}

// textsOf collects a language's texts with those it stands on, by id. Each plural form of a text is one of its own, because Fyne
// would choose among them by the rules of the system's language.
func textsOf(code string) (map[string]string, error) {
	for _, l := range languages {
		if l.Code != code {
			continue
		}
		out := map[string]string{}
		if l.Over != "" {
			below, err := textsOf(l.Over)
			if err != nil {
				return nil, err
			}
			out = below
		}
		own, err := Texts(code)
		for key, text := range own {
			switch text := text.(type) {
			case string:
				out[idOf(key)] = text
			case map[string]any:
				for form, words := range text {
					out[idOf(ofForm(key, form))] = fmt.Sprint(words)
				}
			}
		}
		return out, err
	}
	return nil, fmt.Errorf("there is no language %q", code)
}

// Texts reads a language's own files: by key, a text or a map of plural forms. A key in two files is an error.
func Texts(code string) (map[string]any, error) {
	folder := path.Join("texts", code)
	list, err := files.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, f := range list {
		raw, err := files.ReadFile(path.Join(folder, f.Name()))
		if err != nil {
			return nil, err
		}
		var texts map[string]any
		if err := json.Unmarshal(raw, &texts); err != nil {
			return nil, fmt.Errorf("%s/%s: %w", folder, f.Name(), err)
		}
		for key, text := range texts {
			if had, twice := out[key]; twice && fmt.Sprint(had) != fmt.Sprint(text) {
				return nil, fmt.Errorf("%s/%s: %q stands in another file too, with another text", folder, f.Name(), key)
			}
			out[key] = text
		}
	}
	return out, nil
}

// idOf keeps our texts apart from Fyne's own, and from words such as "other" that mean something in its files.
func idOf(key string) string { return "stockbridge " + key }

// T is a text in the person's language. The places in braces are filled with the arguments, in the order of the English text.
func T(text string, args ...any) string { return fill(text, look(text, text), args) }

// X is T for a text that means different things in different places; context says which, for translators only.
func X(context, text string, args ...any) string {
	return fill(text, look(text+" ["+context+"]", text), args)
}

// Mark names a text for the translators and returns it unchanged; Of translates it where it is shown.
func Mark(text string) string { return text }

// Of translates a text that is not written here: one that was marked, or words of core. What is unknown stays as it is.
func Of(text string) string {
	if text == "" {
		return ""
	}
	return look(text, text)
}

// N is a text with a number, which is {n} in it; further places are filled with the arguments.
func N[I ~int | ~int64](n I, one, many string, args ...any) string {
	english := many
	if n == 1 {
		english = one
	}
	return fillNumber(int64(n), many, lookNumber(many, english, int64(n)), args)
}

// look finds the translation of a key, or the English text where there is none.
func look(key, english string) string {
	if found, ok := memo.Load(key); ok {
		return found.(string)
	}
	mu.RLock()
	defer mu.RUnlock()
	text := english
	if id := idOf(key); known[id] {
		text = lang.LocalizeKey(id, english)
	}
	if wrapped {
		text = Opening + text + Closing
	}
	memo.Store(key, text)
	return text
}

// lookNumber is look for a text whose form depends on a number, by the rules of the language in use.
func lookNumber(key, english string, n int64) string {
	form := plural.Cardinal.MatchPlural(tag(), int(n%10_000_000), 0, 0, 0, 0)
	name, other := ofForm(key, forms[form]), ofForm(key, forms[plural.Other])
	mu.RLock()
	if !known[idOf(name)] && known[idOf(other)] {
		name = other
	}
	if !known[idOf(name)] { // a text that no file has yet
		name = english
	}
	mu.RUnlock()
	return look(name, english)
}

// forms are the names of plural forms in the files.
var forms = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

func ofForm(key, form string) string { return key + " (" + form + ")" }

// fill writes the arguments into a translation, by the names that the English text has at their places.
func fill(english, text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	return put(text, func(name string) (string, bool) { return at(english, name, args) })
}

func fillNumber(n int64, english, text string, args []any) string {
	return put(text, func(name string) (string, bool) {
		if name == "n" {
			return Count(n), true
		}
		return at(strings.ReplaceAll(english, "{n}", ""), name, args)
	})
}

// at is the argument of a place, counted in the English text.
func at(english, name string, args []any) (string, bool) {
	for i, place := range Places(english) {
		if place == name && i < len(args) {
			return write(args[i]), true
		}
	}
	return "", false
}

// write writes an argument; numbers get the language's marks.
func write(arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case int:
		return Count(v)
	case int64:
		return Count(v)
	}
	return fmt.Sprint(arg)
}

// put replaces the places of a text. A place that nobody fills stays visible.
func put(text string, value func(name string) (string, bool)) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String()
		}
		if v, ok := value(name); ok {
			b.WriteString(v)
		} else {
			b.WriteString("{" + name + "}")
		}
		text = after
	}
}

// Places are the names in a text's braces, each once, in their order.
func Places(text string) []string {
	var out []string
	seen := map[string]bool{}
	for {
		_, rest, found := strings.Cut(text, "{")
		if !found {
			return out
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return out
		}
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
		text = after
	}
}

// The signs that Wrap puts around texts.
const (
	Opening = "⟦"
	Closing = "⟧"
)

// Wrap puts signs around every text, until it is called with false, so that a test of a screen sees which words did not come from
// here. It is for tests.
func Wrap(on bool) {
	mu.Lock()
	defer mu.Unlock()
	wrapped = on
	memo.Clear()
}
