package ekm

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"

	"stockbridge/core/fault"
)

// guard is the last look before a request leaves: it lets pass reads and the few writes that Stockbridge has, and never
// one that would make EKM mail a shopper. The code above it cannot ask for such a thing; this holds if it ever does.
type guard struct{ next http.RoundTripper }

var (
	allowedPUT  = regexp.MustCompile(`(?i)/api/v2/orders/\d+/(status|deliverytracking|internalnotes)$|/api/v1/products/\d+(/variants/\d+)?/stock$|/api/v2/webhooks/[0-9a-f-]+$`)
	allowedPOST = regexp.MustCompile(`(?i)/api/v2/webhooks$`)
	allowedDEL  = regexp.MustCompile(`(?i)/api/v2/webhooks/[0-9a-f-]+$`)
)

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	allowed := false
	switch r.Method {
	case http.MethodGet:
		allowed = true
	case http.MethodPut:
		allowed = allowedPUT.MatchString(r.URL.Path)
	case http.MethodPost:
		allowed = allowedPOST.MatchString(r.URL.Path)
	case http.MethodDelete:
		allowed = allowedDEL.MatchString(r.URL.Path)
	}
	if !allowed {
		return nil, g.refuse(r, "Stockbridge does not make this change in a shop")
	}
	if r.Body == nil || r.Body == http.NoBody {
		return g.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		return nil, g.refuse(r, "the request cannot be checked")
	}
	if mails(body) {
		return nil, g.refuse(r, "the request would make EKM mail the shopper")
	}
	copied := r.Clone(r.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	return g.next.RoundTrip(copied)
}

func (*guard) refuse(r *http.Request, why string) error {
	if r.Body != nil {
		r.Body.Close()
	}
	return &fault.Error{Kind: fault.Bug, Text: why}
}

// mails is true when the body is not JSON, or anywhere asks for an e-mail with anything but false.
func mails(body []byte) bool {
	var v any
	return json.Unmarshal(body, &v) != nil || asksForMail(v)
}

func asksForMail(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if strings.EqualFold(name, "email_customer") || strings.EqualFold(name, "send_email") {
				if no, ok := value.(bool); !ok || no {
					return true
				}
			}
			if asksForMail(value) {
				return true
			}
		}
	case []any:
		for _, value := range v {
			if asksForMail(value) {
				return true
			}
		}
	}
	return false
}
