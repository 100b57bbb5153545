package engine_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// search looks for texts that must not be somewhere, in every spelling that a program might give them, in one pass over the data.
type search struct {
	forms   map[uint64][]form // by their first bytes
	filter  [1 << 16]bool     // whether a hash of first bytes occurs at all
	secrets int
	spelt   int // forms
	bytes   int64
}

type form struct {
	of   int // number of the secret; it is never printed
	how  string
	text string
}

// keyBytes are the first bytes that a form is found by; shorter forms are left out, as they would be found anywhere.
const keyBytes = 6

func key(b []byte) uint64 {
	var padded [8]byte
	copy(padded[:keyBytes], b)
	return binary.LittleEndian.Uint64(padded[:])
}

func slot(k uint64) uint64 { return k * 0x9e3779b97f4a7c15 >> 48 }

// newSearch looks for whole texts, and with halves also for the first and the last 16 characters of each.
func newSearch(texts []string, halves bool) *search {
	s := &search{forms: map[uint64][]form{}}
	for i, text := range texts {
		parts := map[string]string{"whole": text}
		if halves && len(text) > 16 {
			parts["first 16 of"], parts["last 16 of"] = text[:16], text[len(text)-16:]
		}
		known := map[string]bool{}
		for part, text := range parts {
			for how, spelt := range spellings(text) {
				if len(spelt) < keyBytes || known[spelt] {
					continue
				}
				known[spelt] = true
				k := key([]byte(spelt))
				s.forms[k] = append(s.forms[k], form{i, part + ", " + how, spelt})
				s.filter[slot(k)] = true
				s.spelt++
			}
		}
	}
	s.secrets = len(texts)
	return s
}

func spellings(text string) map[string]string {
	quoted, _ := json.Marshal(text)
	out := map[string]string{
		"plain": text, "URL": url.QueryEscape(text), "path": url.PathEscape(text), "JSON": strings.Trim(string(quoted), `"`),
		"hex": hex.EncodeToString([]byte(text)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(text))),
	}
	for offset, lost := range []int{0, 2, 3} { // what stands before decides how the letters fall
		for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			raw := strings.Repeat("\x00", offset) + text
			encoded := e.EncodeToString([]byte(raw))[lost:]
			if len(raw)%3 != 0 {
				encoded = encoded[:len(encoded)-1] // shares its bits with what follows
			}
			out[fmt.Sprintf("%s at %d", name, offset)] = encoded
		}
	}
	return out
}

// in tells what is found in data, and in every file of a zip.
func (s *search) in(data []byte) (found []form) {
	s.bytes += int64(len(data))
	padded := append(slices.Clip(data), make([]byte, 8)...)
	for i := range data {
		k := binary.LittleEndian.Uint64(padded[i:]) & (1<<(8*keyBytes) - 1)
		if !s.filter[slot(k)] {
			continue
		}
		for _, f := range s.forms[k] {
			if bytes.HasPrefix(data[i:], []byte(f.text)) {
				found = append(found, f)
			}
		}
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return found
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				continue
			}
			inner, _ := io.ReadAll(r)
			r.Close()
			found = append(found, s.in(inner)...)
		}
	}
	return found
}

// report fails the test for what is found in data, naming the place and one spelling of each but never the text.
func (s *search) report(t *testing.T, where string, data []byte) {
	t.Helper()
	told := map[int]bool{}
	for _, f := range s.in(data) {
		if !told[f.of] {
			told[f.of] = true
			t.Errorf("%s holds text %d (%s)", where, f.of, f.how)
		}
	}
}

// reportFolder does so for every file below a folder.
func (s *search) reportFolder(t *testing.T, folder string) (files int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		s.report(t, filepath.Base(path), data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestPlantedSecretsAreFound shows that the search can fail: each spelling of a secret, in the middle of a log line, in a database
// page and in a zip.
func TestPlantedSecretsAreFound(t *testing.T) {
	const secret = `tok/en+with "odd" signs=and a long tail 0123456789`
	s := newSearch([]string{"another secret that is nowhere", secret}, true)
	packed := func(text string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("log.txt")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, strings.Repeat("an innocent line\n", 50)+text)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	quoted, _ := json.Marshal(secret)
	for name, text := range map[string]string{
		"plain":          secret,
		"URL":            "https://example.com/?code=" + url.QueryEscape(secret) + "&state=1",
		"JSON":           `{"token":` + string(quoted) + `}`,
		"hex":            hex.EncodeToString([]byte(secret)),
		"base64":         base64.StdEncoding.EncodeToString([]byte(secret)),
		"basic sign-in":  "Basic " + base64.StdEncoding.EncodeToString([]byte("client:"+secret)),
		"in a token":     base64.RawURLEncoding.EncodeToString([]byte(`{"t":"` + secret + `"}`)),
		"first half":     "token " + secret[:16] + "…",
		"last half":      "…" + secret[len(secret)-16:],
		"half in base64": base64.StdEncoding.EncodeToString([]byte("xx" + secret[:16])),
		"at the end":     "x" + secret[len(secret)-16:],
	} {
		for place, data := range map[string][]byte{"log": []byte(`{"level":"INFO","msg":"` + text + `"}`), "page": []byte("\x00\x01\x02" + text + "\x00"), "zip": packed(text)} {
			found := s.in(data)
			if len(found) == 0 {
				t.Errorf("%s in a %s is not found", name, place)
			}
			for _, f := range found {
				if f.of != 1 {
					t.Errorf("%s in a %s is taken for another secret", name, place)
				}
			}
		}
	}
	if found := s.in([]byte("an innocent line of a log, with a tok/en")); len(found) > 0 {
		t.Errorf("found what is not there: %v", found[0].how)
	}
}
