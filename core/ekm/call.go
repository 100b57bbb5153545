package ekm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// do makes a call and opens the envelope.
func (c *Client) do(ctx context.Context, call rest.Call) (*envelope, *rest.Answer, error) {
	a, err := c.rest.Do(ctx, call)
	if err != nil {
		return nil, a, err
	}
	e := &envelope{}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, e); err != nil && call.Method != http.MethodDelete {
			return nil, a, c.unreadable(call, err)
		}
	}
	return e, a, nil
}

// one makes a call whose data is one object.
func one[T any](ctx context.Context, c *Client, call rest.Call) (T, error) {
	var v T
	e, _, err := c.do(ctx, call)
	if err != nil {
		return v, err
	}
	if e.empty() {
		return v, &fault.Error{Kind: fault.NotFound, Op: call.Op, Remote: c.remote, Text: "EKM sent no data"}
	}
	if err := json.Unmarshal(e.Data, &v); err != nil {
		return v, c.unreadable(call, err)
	}
	return v, nil
}

// unreadable is for a good answer of an unexpected shape. A write was done then, but we cannot tell how.
func (c *Client) unreadable(call rest.Call, err error) error {
	writes := call.Method != "" && call.Method != http.MethodGet
	return &fault.Error{Op: call.Op, Remote: c.remote, Text: "the answer cannot be read", Unclear: writes, Cause: shape(err)}
}

// RowError is a row of a list that could not be read. The list goes on without it.
type RowError struct {
	Op  string
	ID  ID // 0 when not even that could be read
	Err error
}

func (e *RowError) Error() string {
	return fmt.Sprintf("%s: row %d cannot be read: %v", e.Op, e.ID, e.Err)
}
func (e *RowError) Unwrap() error { return e.Err }

// shape keeps of a decoding error what is safe to show: where, never what.
func shape(err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %s: %s instead of %s", e.Field, e.Value, e.Type)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("no JSON at byte %d", e.Offset)
	}
	return err
}

// rawRows splits a list; null is an empty one.
func (c *Client) rawRows(call rest.Call, data json.RawMessage) ([]json.RawMessage, error) {
	var rows []json.RawMessage
	if len(data) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, c.unreadable(call, err)
	}
	return rows, nil
}

// decodeRows reads each row on its own.
func decodeRows[T any](op string, raw []json.RawMessage) (rows []T, bad []*RowError) {
	for _, r := range raw {
		var v T
		if err := json.Unmarshal(r, &v); err != nil {
			bad = append(bad, &RowError{Op: op, ID: rowID(r), Err: shape(err)})
			continue
		}
		rows = append(rows, v)
	}
	return rows, bad
}

func rowID(row json.RawMessage) ID {
	var r struct {
		ID ID `json:"id"`
	}
	if json.Unmarshal(row, &r) != nil {
		return 0
	}
	return r.ID
}
