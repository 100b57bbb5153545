package ekm

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Codes in fault.Error.RemoteCode. EKM has hardly any of its own.
const (
	CodePlanRestriction = "PlanRestrictionViolation" // EKM: the shop's plan forbids the action
	CodeInvalidSearch   = "InvalidSearchExpression"  // EKM: 400 "Invalid search expression"
	CodeNotPermitted    = "NotPermitted"             // 403
	CodeWrongID         = "WrongProductID"           // 422, see MasterOf
	CodeNoData          = "NoData"                   // a write that was answered without the data it should echo
)

// ErrNotPermitted is in the chain of every 403: the store's token lacks a scope. Settings are optional for this reason.
var ErrNotPermitted = errors.New("the store's token does not permit this")

// envelope is the frame of every reply.
type envelope struct {
	Meta       meta            `json:"meta"`
	Validation json.RawMessage `json:"validation_result"`
	Errors     json.RawMessage `json:"errors"`
	Data       json.RawMessage `json:"data"`
}

func (e *envelope) empty() bool { return len(e.Data) == 0 || string(e.Data) == "null" }

// meta is an open map; a missing key means unknown.
type meta map[string]json.RawMessage

func (m *meta) UnmarshalJSON(data []byte) error {
	var open map[string]json.RawMessage
	if json.Unmarshal(data, &open) == nil {
		*m = open
	}
	return nil
}

func (m meta) number(key string) (n int64, known bool) {
	raw, ok := m[key]
	if !ok || string(raw) == "null" {
		return 0, false
	}
	n, err := whole(raw)
	return n, err == nil
}

// check is the rest.Checker of EKM. EKM: a 2xx with data null on a write, or with validation_result or errors filled, has
// failed all the same.
func check(call rest.Call, a *rest.Answer) *fault.Error {
	var e envelope
	readable := json.Unmarshal(a.Body, &e) == nil
	good := a.Status >= 200 && a.Status < 300
	writes := call.Method == http.MethodPut || call.Method == http.MethodPost
	if restriction, ok := planRestriction(e.Errors); ok {
		return &fault.Error{Kind: fault.Refused, RemoteCode: CodePlanRestriction,
			Text: "the shop's EKM plan does not allow this (restriction " + restriction + ")"}
	}
	text := firstMessage(e.Validation, e.Errors)
	switch {
	case good && text != "":
		return &fault.Error{Kind: fault.Refused, Text: text}
	case good && call.Method == http.MethodDelete:
		return nil
	case good && !readable:
		return &fault.Error{Kind: fault.Offline, Text: "the answer cannot be read", Unclear: writes}
	case good && writes && e.empty():
		return &fault.Error{Kind: fault.Refused, RemoteCode: CodeNoData, Text: "EKM did not confirm the change", Unclear: true}
	case good:
		return nil
	}
	if text == "" && !readable {
		text = string(a.Body[:min(len(a.Body), 2000)])
	}
	f := &fault.Error{Kind: fault.Refused, Text: text}
	switch {
	case a.Status == http.StatusNotFound:
		f.Kind = fault.NotFound
	case a.Status == http.StatusForbidden:
		f.RemoteCode, f.Cause = CodeNotPermitted, ErrNotPermitted
	case a.Status == http.StatusUnprocessableEntity:
		f.RemoteCode = CodeWrongID
		if master, ok := masterIn(text); ok {
			f.Cause = &wrongID{master}
		}
	case a.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(text), "search expression"):
		f.RemoteCode = CodeInvalidSearch
	case a.Status >= 500:
		f.Kind = fault.Offline
	}
	return f
}

func planRestriction(raw json.RawMessage) (string, bool) {
	var m map[string]Text
	if len(raw) == 0 || json.Unmarshal(raw, &m) != nil {
		return "", false
	}
	id, ok := m[CodePlanRestriction]
	return string(id), ok
}

// firstMessage is what EKM says went wrong, or "".
func firstMessage(validation, plain json.RawMessage) string {
	var list []struct {
		Message Text `json:"error_message"`
	}
	if len(validation) > 0 && json.Unmarshal(validation, &list) == nil && len(list) > 0 {
		if list[0].Message == "" {
			return "the request was found invalid"
		}
		return string(list[0].Message)
	}
	var m map[string]json.RawMessage
	if len(plain) > 0 && json.Unmarshal(plain, &m) == nil {
		for name, raw := range m {
			s, _, _ := scalar(raw)
			return strings.TrimSuffix(name+": "+s, ": ")
		}
	}
	return ""
}

// wrongID is the fact inside a 422: the id belongs to a variant or to a copy of the master.
type wrongID struct{ master ID }

func (w *wrongID) Error() string { return "the master product is " + w.master.String() }

// MasterOf finds the master product that EKM named when it refused an id with 422. EKM: the id of a variant, or of a copy
// of a product in a further category, is refused by product calls. The caller repeats once through the right route and
// remembers the correction.
func MasterOf(err error) (master ID, ok bool) {
	w, ok := errors.AsType[*wrongID](err)
	if !ok {
		return 0, false
	}
	return w.master, true
}

var quotedNumber = regexp.MustCompile(`'(\d+)'`)

// masterIn takes the last number between quotes.
func masterIn(text string) (ID, bool) {
	all := quotedNumber.FindAllStringSubmatch(text, -1)
	if len(all) < 2 { // the first is the refused id itself
		return 0, false
	}
	n, err := strconv.ParseInt(all[len(all)-1][1], 10, 64)
	return ID(n), err == nil && n > 0
}
