package brightpearlsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

type multiRequest struct {
	ProcessingMode string `json:"processingMode"`
	OnFail         string `json:"onFail"`
	Messages       []struct {
		Label      string          `json:"label"`
		URI        string          `json:"uri"`
		HTTPMethod string          `json:"httpMethod"`
		Body       json.RawMessage `json:"body"`
	} `json:"messages"`
}

// multiMessage runs up to ten writes in one request. Answers are JSON inside a string.
func (c *call) multiMessage() reply {
	if c.on(MultiDown) {
		return internalError()
	}
	var req multiRequest
	if bad := c.decode(&req); bad != nil {
		return *bad
	}
	switch {
	case len(req.Messages) == 0 || len(req.Messages) > 10:
		return invalid(codeBadRequest, "Between 1 and 10 messages are allowed")
	case req.ProcessingMode != "SEQUENTIAL" && req.ProcessingMode != "PARALLEL":
		return invalid(codeBadRequest, "processingMode must be SEQUENTIAL or PARALLEL")
	case req.OnFail != "STOP" && req.OnFail != "CONTINUE":
		return invalid(codeBadRequest, "onFail must be STOP or CONTINUE")
	case req.ProcessingMode == "PARALLEL" && req.OnFail == "STOP":
		return invalid(codeBadRequest, "PARALLEL processing cannot STOP on failure")
	}
	for _, m := range req.Messages {
		if m.HTTPMethod != http.MethodPost && m.HTTPMethod != http.MethodPut && m.HTTPMethod != http.MethodDelete {
			return invalid(codeBadRequest, "Only POST, PUT and DELETE messages are allowed")
		}
	}
	processed, unprocessed, failed, stopped := []object{}, []string{}, false, false
	for i, m := range req.Messages {
		inner, found := c.inner(m.HTTPMethod, m.URI, m.Body)
		stopped = stopped || failed && req.OnFail == "STOP" || i > 0 && inner.on(MultiStops)
		if stopped {
			failed, unprocessed = true, append(unprocessed, m.Label)
			continue
		}
		r := c.dispatch(inner, found, i > 0)
		failed = failed || r.status != http.StatusOK
		if inner.on(MultiForgets) {
			continue
		}
		processed = append(processed, object{"label": m.Label, "statusCode": r.status, "body": object{"content": string(r.encode())}})
	}
	if req.ProcessingMode == "PARALLEL" {
		slices.Reverse(processed) // they end in any order
	}
	status := http.StatusOK
	if failed {
		status = http.StatusMultiStatus
	}
	return reply{status, object{"response": object{"processedMessages": processed, "unprocessedMessages": unprocessed}}}
}

// inner is the call that a message stands for, and who serves it.
func (c *call) inner(method, uri string, body []byte) (*call, *route) {
	inner := &call{srv: c.srv, method: method, header: c.header, body: body, now: c.now, who: c.who}
	if parsed, err := url.Parse(uri); err == nil {
		inner.path, inner.query = strings.Trim(parsed.Path, "/"), parsed.Query()
	}
	return inner, c.srv.find(inner)
}

// dispatch runs one message as if it had come alone. The first is paid for with the request.
func (c *call) dispatch(inner *call, found *route, extra bool) reply {
	c.srv.counters.Routes[inner.route]++
	if extra && c.on(MultiCountsEach) && !c.srv.takeLocked(c.who.pool, c.now).allowed {
		c.srv.counters.Throttled++
		return said(http.StatusServiceUnavailable, throttleText)
	}
	if early, ok := inner.troubleInside(); ok {
		return early
	}
	if found == nil || inner.path == "multi-message" {
		return notFound("Resource not found")
	}
	done := found.handle(inner)
	if inner.named(ErrorAfter) {
		return internalError()
	}
	return done
}
