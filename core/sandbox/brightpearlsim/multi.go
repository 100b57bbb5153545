package brightpearlsim

import (
	"encoding/json"
	"net/http"
	"net/url"
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
	processed, unprocessed, failed := []object{}, []string{}, false
	for i, m := range req.Messages {
		if failed && req.OnFail == "STOP" {
			unprocessed = append(unprocessed, m.Label)
			continue
		}
		if i > 0 && c.on(MultiCountsEach) {
			c.srv.takeLocked(c.who.pool, c.now)
		}
		inner := c.dispatch(m.HTTPMethod, m.URI, m.Body)
		failed = failed || inner.status >= 300 || inner.status == http.StatusMultiStatus
		processed = append(processed, object{
			"label": m.Label, "statusCode": inner.status, "body": object{"content": string(inner.encode())},
		})
	}
	status := http.StatusOK
	if failed {
		status = http.StatusMultiStatus
	}
	return reply{status, object{"response": object{"processedMessages": processed, "unprocessedMessages": unprocessed}}}
}

// dispatch runs one message as if it had come alone.
func (c *call) dispatch(method, uri string, body []byte) reply {
	parsed, err := url.Parse(uri)
	if err != nil {
		return invalid(codeBadRequest, "Invalid uri")
	}
	inner := &call{
		srv: c.srv, method: method, path: strings.Trim(parsed.Path, "/"), query: parsed.Query(),
		header: c.header, body: body, now: c.now, who: c.who,
	}
	found := c.srv.find(inner)
	c.srv.counters.Routes[inner.route]++
	if found == nil || inner.path == "multi-message" {
		return notFound("Resource not found")
	}
	return found.handle(inner)
}
