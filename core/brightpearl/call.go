package brightpearl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// do sends one call through the chain. Reads pass; writes must be on the list of writes.go.
func (c *Client) do(ctx context.Context, call rest.Call) (*rest.Answer, error) {
	if !permitted(call.Method, call.Path) {
		return nil, &fault.Error{Op: call.Op, Remote: remote, Cause: errors.New("this program does not write there")}
	}
	call.Priority = priority(ctx, call.Priority)
	a, err := c.rest.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	c.learn(a.Header)
	return a, nil
}

// ask sends a call and reads the "response" part of its answer.
func ask[T any](ctx context.Context, c *Client, call rest.Call) (T, *rest.Answer, error) {
	var none T
	a, err := c.do(ctx, call)
	if err != nil {
		return none, nil, err
	}
	v, err := decode[T](call, a)
	if err != nil {
		return none, nil, err
	}
	return v, a, nil
}

// decode reads the "response" part of a good answer; an answer without one gives the zero value.
func decode[T any](call rest.Call, a *rest.Answer) (T, error) {
	var body struct {
		Response T `json:"response"`
	}
	if len(bytes.TrimSpace(a.Body)) == 0 {
		return body.Response, nil
	}
	if err := json.Unmarshal(a.Body, &body); err != nil {
		var none T
		return none, unreadable(call, a.Status, err)
	}
	return body.Response, nil
}

// list reads an array that may also be answered as 404, which then means empty.
func list[T any](ctx context.Context, c *Client, op, path string, p rest.Priority) ([]T, error) {
	rows, _, err := ask[[]T](ctx, c, rest.Call{Op: op, Path: path, Priority: p})
	if nothing(err) {
		return nil, nil
	}
	return rows, err
}

// create posts body and reads the id that was given to it; 0 when the answer holds none.
func create[ID ~int64](ctx context.Context, c *Client, op, path string, body any, p rest.Priority) (ID, error) {
	call := rest.Call{Op: op, Method: http.MethodPost, Path: path, Body: body, Priority: p}
	a, err := c.outbox.post(ctx, call)
	if err != nil {
		return 0, err
	}
	id, err := decode[newID](call, a)
	return ID(id), err
}

// mustCreate is create for resources that always answer with an id: without one the write is unclear.
func mustCreate[ID ~int64](ctx context.Context, c *Client, op, path string, body any, p rest.Priority) (ID, error) {
	id, err := create[ID](ctx, c, op, path, body, p)
	if err == nil && id <= 0 {
		err = &fault.Error{Op: op, Remote: remote, Unclear: true, Cause: errors.New("the answer holds no id")}
	}
	return id, err
}

// send is a write without data in its answer.
func (c *Client) send(ctx context.Context, op, method, path string, body any, p rest.Priority) error {
	_, err := c.outbox.post(ctx, rest.Call{Op: op, Method: method, Path: path, Body: body, Priority: p})
	return err
}

// unreadable is a good status with a body of a shape we do not know. A write was probably done.
func unreadable(call rest.Call, status int, cause error) error {
	return &fault.Error{
		Op: call.Op, Remote: remote, Status: status, Unclear: writes(call.Method),
		Cause: fmt.Errorf("the answer has an unknown shape: %w", cause),
	}
}

// invalid is a request that our own code must not make.
func invalid(op, why string) error {
	return &fault.Error{Op: op, Remote: remote, Cause: errors.New(why)}
}

// newID reads the id of something created. Brightpearl API: {"response": 88041}; an object with an id and an empty answer
// are accepted too.
type newID int64

func (n *newID) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '{' {
		var o struct {
			ID plainID `json:"id"`
		}
		if err := json.Unmarshal(b, &o); err != nil {
			return err
		}
		*n = newID(o.ID)
		return nil
	}
	return readID(b, n)
}
