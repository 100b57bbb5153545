package brightpearl

import (
	"context"
	"errors"
	"net/http"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Multi sends several writes in one request, which the request limit is said to count as one. It is an accelerator for
// back-logs: it has been out of order for hours before, so callers fall back to single calls.
type Multi struct{ c *Client }

// MaxMessages is how many messages one request takes.
const MaxMessages = 10

// Message is one write of a multi-message. The services that can write make it: SalesOrders.CreateMessage and the like.
type Message struct {
	label  string
	op     string
	method string
	path   string
	body   any
}

// Label is what the message's result is known by.
func (m Message) Label() string { return m.label }

// MessageResult is what became of one message.
type MessageResult struct {
	Label  string
	Status int   // HTTP status; 0 when the message was not tried or not answered
	ID     int64 // of what was created; 0 when the answer named none
	Err    error // a *fault.Error; nil when the message was done
}

// ErrNotTried is the cause of a result whose message Brightpearl says it left alone.
var ErrNotTried = errors.New("the message was not tried")

// Send sends up to ten messages, which Brightpearl carries out one after the other whether or not one of them fails. It
// answers one result for each, in order. An error means that no answer came: with Unclear set, any of them may have been
// done.
//
// Messages cannot refer to each other's new ids.
func (s *Multi) Send(ctx context.Context, messages []Message) ([]MessageResult, error) {
	const op = "send multi-message"
	if len(messages) == 0 || len(messages) > MaxMessages {
		return nil, invalid(op, "a multi-message holds 1 to 10 messages")
	}
	body := wireMulti{Mode: "SEQUENTIAL", OnFail: "CONTINUE"}
	labels := map[string]bool{}
	for _, m := range messages {
		if m.label == "" || labels[m.label] {
			return nil, invalid(op, "every message needs a label of its own")
		}
		if !permitted(m.method, m.path) || m.path == pathMulti {
			return nil, invalid(op, "this program does not write there")
		}
		labels[m.label] = true
		body.Messages = append(body.Messages, wireMessage{m.label, m.path, m.method, m.body})
	}
	got, _, err := ask[wireMultiAnswer](ctx, s.c, rest.Call{
		Op: op, Method: http.MethodPost, Path: pathMulti, Body: body, Priority: rest.Orders,
	})
	if err != nil {
		return nil, err
	}
	results := make([]MessageResult, 0, len(messages))
	for _, m := range messages {
		results = append(results, s.result(m, got))
	}
	return results, nil
}

const pathMulti = "/multi-message"

func (s *Multi) result(m Message, got wireMultiAnswer) MessageResult {
	r := MessageResult{Label: m.label}
	for _, label := range got.Unprocessed {
		if label == m.label {
			r.Err = &fault.Error{Kind: fault.Offline, Op: m.op, Remote: remote, Cause: ErrNotTried}
			return r
		}
	}
	for _, p := range got.Processed {
		if p.Label != m.label {
			continue
		}
		r.Status = p.Status
		call := rest.Call{Op: m.op, Method: m.method, Path: m.path}
		answer := &rest.Answer{Status: p.Status, Header: http.Header{}, Body: []byte(p.Body.Content)}
		if f := s.c.check(call, answer); f != nil {
			r.Err = f
			return r
		}
		id, err := decode[newID](call, answer)
		r.ID, r.Err = int64(id), err
		return r
	}
	r.Err = &fault.Error{
		Kind: fault.Offline, Op: m.op, Remote: remote, Unclear: true, Cause: errors.New("the answer does not mention the message"),
	}
	return r
}

type wireMulti struct {
	Mode     string        `json:"processingMode"`
	OnFail   string        `json:"onFail"`
	Messages []wireMessage `json:"messages"`
}

type wireMessage struct {
	Label  string `json:"label"`
	URI    string `json:"uri"`
	Method string `json:"httpMethod"`
	Body   any    `json:"body"`
}

type wireMultiAnswer struct {
	Processed []struct {
		Label  string `json:"label"`
		Status int    `json:"statusCode"`
		Body   struct {
			Content string `json:"content"` // JSON inside a string
		} `json:"body"`
	} `json:"processedMessages"`
	Unprocessed []string `json:"unprocessedMessages"`
}
