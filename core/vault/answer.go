package vault

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// tokenAnswer is what a token endpoint said.
type tokenAnswer struct {
	Access     string
	Refresh    string
	Expiry     time.Time // zero when the answer did not say
	InstanceID string    // Brightpearl: installation_instance_id, absent from renewals
	APIDomain  string    // Brightpearl: api_domain
	Scope      string
	code       string // OAuth error code, cleaned
}

// parseAnswer reads a body; what it cannot read stays empty. The life of a token counts from asked, the moment before the
// request, so that it never seems longer than it is.
func parseAnswer(body []byte, asked time.Time) tokenAnswer {
	var wire struct {
		Access     string      `json:"access_token"`
		Refresh    string      `json:"refresh_token"`
		ExpiresIn  looseString `json:"expires_in"`
		InstanceID looseString `json:"installation_instance_id"`
		APIDomain  string      `json:"api_domain"`
		Scope      string      `json:"scope"`
		Error      looseString `json:"error"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return tokenAnswer{}
	}
	a := tokenAnswer{Access: wire.Access, Refresh: wire.Refresh, InstanceID: string(wire.InstanceID),
		APIDomain: wire.APIDomain, Scope: wire.Scope, code: cleanCode(string(wire.Error))}
	if s, err := strconv.ParseInt(string(wire.ExpiresIn), 10, 32); err == nil && s > 0 {
		a.Expiry = asked.Add(time.Duration(s) * time.Second)
	}
	if a.code != "" {
		a.Access, a.Refresh = "", ""
	}
	return a
}

// looseString accepts a JSON string or number: servers disagree on expires_in and ids. Anything else stays empty.
type looseString string

func (l *looseString) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = looseString(s)
		return nil
	}
	var n json.Number
	if json.Unmarshal(b, &n) == nil {
		*l = looseString(n.String())
	}
	return nil
}

// cleanCode reduces an OAuth error code to a-z and underscores, at most 40 of them: it is shown to people and logged, and
// must not carry what a server may have echoed. Older EKM servers write "invalid grant" with a space.
func cleanCode(code string) string {
	code = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ' || r == '-':
			return '_'
		}
		return -1
	}, code)
	return code[:min(len(code), 40)]
}
