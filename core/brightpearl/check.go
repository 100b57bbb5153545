package brightpearl

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// codeNothing is the code of a 404 that means "no rows" on some resources and "no such thing" on others.
const codeNothing = "CMNC-404"

// check turns an answer into a fault by Brightpearl's rules; nil means that the answer is good. 207 is good: the parts of
// the body say what failed.
func (c *Client) check(call rest.Call, a *rest.Answer) *fault.Error {
	f := c.classify(call, a)
	if f != nil {
		f.Op, f.Remote, f.Status = call.Op, remote, a.Status
	}
	return f
}

func (c *Client) classify(call rest.Call, a *rest.Answer) *fault.Error {
	switch s := a.Status; {
	case s >= 200 && s < 300:
		if !readable(call, a) {
			return broken(call, "the answer was not complete JSON")
		}
		return nil
	case s == http.StatusUnauthorized:
		// Brightpearl API: some 401 bodies echo the token, so nothing of the body may be kept.
		return &fault.Error{Kind: fault.SignIn}
	case s == http.StatusTooManyRequests:
		return c.slowDown(a)
	case s == http.StatusServiceUnavailable:
		if _, yes := throttled(a); yes {
			return c.slowDown(a)
		}
		return broken(call, "unavailable")
	case s == http.StatusRequestTimeout:
		return broken(call, "the request took too long")
	case s >= 500:
		code, text := remoteError(a.Body)
		if !callersMistake(code) {
			f := broken(call, text)
			f.RemoteCode = code
			return f
		}
		return &fault.Error{Kind: fault.Refused, RemoteCode: code, Text: text}
	case s == http.StatusNotFound:
		code, text := remoteError(a.Body)
		if code == "" {
			// Not Brightpearl's: a gateway that lost its way must not pass for "there is none".
			return &fault.Error{Kind: fault.Offline, Text: "the address is not served"}
		}
		return &fault.Error{Kind: fault.NotFound, RemoteCode: code, Text: text}
	case s >= 400:
		code, text := remoteError(a.Body)
		return &fault.Error{Kind: fault.Refused, RemoteCode: code, Text: text}
	default:
		return broken(call, "unexpected status")
	}
}

// broken is the remote's trouble. A write may have been done before it showed.
func broken(call rest.Call, text string) *fault.Error {
	return &fault.Error{Kind: fault.Offline, Text: text, Unclear: writes(call.Method)}
}

func (c *Client) slowDown(a *rest.Answer) *fault.Error {
	wait, _ := throttled(a) // asked again here for the parts of a multi-message, which the chain does not see
	return &fault.Error{Kind: fault.Throttled, NotBefore: c.now().Add(wait)}
}

// readable reports whether a 2xx body is whole JSON. Brightpearl API: a gateway failure can carry HTML or nothing; answers
// without data are "{}".
func readable(call rest.Call, a *rest.Answer) bool {
	body := bytes.TrimSpace(a.Body)
	if len(body) == 0 {
		return a.Status == http.StatusNoContent || call.Method == http.MethodPut || call.Method == http.MethodDelete
	}
	return json.Valid(body)
}

// callersMistake reports whether a 500 is permanent. Brightpearl API: codes are service (three letters), class (C client,
// B business, U unexpected) and a number; a bad search filter is a 500 with CMNC-018, an internal error is CMNU-003.
func callersMistake(code string) bool {
	service, _, ok := strings.Cut(code, "-")
	return ok && len(service) == 4 && (service[3] == 'C' || service[3] == 'B')
}

// remoteError reads {"errors":[{"code","message"}]}: the first code and all messages, cleaned. Anything else gives "", "":
// a string in "response" is the gateway's and may quote credentials.
func remoteError(body []byte) (code, text string) {
	var b struct {
		Errors []struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &b) != nil || len(b.Errors) == 0 {
		return "", ""
	}
	var texts []string
	for i, e := range b.Errors {
		if i == 3 {
			break
		}
		if t := rest.Clean(e.Message); t != "" {
			texts = append(texts, t)
		}
	}
	return rest.Clean(b.Errors[0].Code), strings.Join(texts, "; ")
}

// nothing reports whether err is Brightpearl's way of saying "none of these".
func nothing(err error) bool {
	return fault.Is(err, fault.NotFound) && fault.Of(err).RemoteCode == codeNothing
}

func writes(method string) bool {
	return method != "" && method != http.MethodGet && method != http.MethodOptions && method != http.MethodHead
}
