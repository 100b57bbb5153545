package brightpearl

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// maxMessages is how many writes one multi-message takes.
const maxMessages = 10

const pathMulti = "/multi-message"

// multiTimeout leaves ten writes, one after the other, the time that one alone has, and some.
const multiTimeout = 2 * time.Minute

// errNotTried is why a write has no answer of its own: Brightpearl says that it left it alone. It may simply be sent.
var errNotTried = errors.New("the message was not tried")

// delivery is what became of one write of a multi-message.
type delivery struct {
	answer *rest.Answer // what the write would have been answered alone; nil with a fault that has no answer
	err    error
}

// sendMulti sends up to ten writes in one request. Brightpearl carries them out one after the other, whether or not one of them
// fails. It answers one delivery for each, in order; an error means that no usable answer came: with Unclear set, any of them may
// have been done. cost is what the request took from the limit; see cost.
//
// Brightpearl API: the writes cannot refer to each other's new ids; the inner bodies are JSON inside a string; 207 says that some
// of them failed.
func (c *Client) sendMulti(ctx context.Context, calls []rest.Call, p rest.Priority) ([]delivery, cost, error) {
	body := wireMulti{Mode: "SEQUENTIAL", OnFail: "CONTINUE"}
	for i, call := range calls {
		body.Messages = append(body.Messages, wireMessage{label(i), call.Path, call.Method, call.Body})
	}
	var spent cost
	got, answer, err := ask[wireMultiAnswer](spent.watch(ctx), c, rest.Call{
		Op: "send multi-message", Method: http.MethodPost, Path: pathMulti, Body: body, Priority: p, Timeout: multiTimeout,
	})
	if err != nil {
		return nil, spent, err
	}
	out := make([]delivery, len(calls))
	for i, call := range calls {
		out[i] = c.delivery(call, label(i), got, answer)
	}
	return out, spent, nil
}

func label(i int) string { return strconv.Itoa(i + 1) }

// delivery finds one write's part of the answer and judges it as if it had come alone.
func (c *Client) delivery(call rest.Call, label string, got wireMultiAnswer, whole *rest.Answer) delivery {
	for _, p := range got.Processed {
		if p.Label != label {
			continue
		}
		a := &rest.Answer{Status: p.Status, Header: http.Header{}, Body: []byte(p.Body.Content), At: whole.At}
		if f := c.check(call, a); f != nil {
			return delivery{a, f}
		}
		return delivery{a, nil}
	}
	for _, l := range got.Unprocessed {
		if l == label {
			return delivery{nil, &fault.Error{Kind: fault.Offline, Op: call.Op, Remote: remote, Cause: errNotTried}}
		}
	}
	return delivery{nil, &fault.Error{Kind: fault.Offline, Op: call.Op, Remote: remote, Unclear: true,
		Text: "the answer does not mention the write"}}
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
