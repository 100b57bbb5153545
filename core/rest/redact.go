package rest

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	hidden      = "[hidden]"
	longestText = 300 // bytes of a remote's message that we keep
)

var (
	tags     = regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)>|<[^>]*>`)
	mails    = regexp.MustCompile(`[\w.!#$%&'*+/=?^{|}~-]+@[\w-]+(\.[\w-]+)+`)
	tokens   = regexp.MustCompile(`(?i)\bbearer\s+\S+|\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?`)
	longRun  = regexp.MustCompile(`[A-Za-z0-9+/_=-]{40,}|\b[0-9A-Fa-f]{32,}\b`) // keys and tokens of unknown form
	userInfo = regexp.MustCompile(`://[^\s"<>]*@`)                              // of any address, such as a proxy's
	// net/http reads where a redirect points even if nobody follows it, and quotes what it cannot read.
	location = regexp.MustCompile(`(failed to parse Location header).*`)
)

// Clean makes a remote's message fit for errors, logs and screens: one line without markup, at most 300 bytes, and
// without anything that looks like a credential or an e-mail address.
func Clean(text string) string {
	if len(text) > 16<<10 {
		text = text[:16<<10]
	}
	text = html.UnescapeString(tags.ReplaceAllString(text, " "))
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	text = location.ReplaceAllString(text, "$1")
	text = userInfo.ReplaceAllString(text, "://"+hidden+"@")
	text = mails.ReplaceAllString(text, hidden)
	text = tokens.ReplaceAllString(text, hidden)
	text = longRun.ReplaceAllString(text, hidden)
	if len(text) <= longestText {
		return text
	}
	cut := longestText
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// hide cleans a text and removes the very credentials of the request, whatever they look like.
func hide(text string, r *http.Request) string {
	if text == "" {
		return ""
	}
	if r != nil {
		for _, name := range []string{"Authorization", "Brightpearl-App-Ref", "Brightpearl-Account-Token", "Brightpearl-Staff-Token"} {
			v := r.Header.Get(name)
			if _, credential, ok := strings.Cut(v, " "); ok {
				v = credential
			}
			if v != "" {
				text = strings.ReplaceAll(text, v, hidden)
			}
		}
	}
	return Clean(text)
}

// Quiet is err with a cleaned text, for errors of the network, which may quote what they failed with. Nil stays nil.
func Quiet(err error) error {
	if err == nil {
		return nil
	}
	return &quiet{err, Clean(err.Error())}
}

// quiet is an error with a cleaned text; what it is can still be asked.
type quiet struct {
	error
	text string
}

func (q *quiet) Error() string { return q.text }
func (q *quiet) Unwrap() error { return q.error }
