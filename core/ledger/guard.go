package ledger

import (
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"

	"stockbridge/core/fault"
)

// crash is a panic that was caught. Its text never shows the panic's value, which may hold a customer's data; a failure of
// the Go runtime (a nil pointer, an index) holds none and is shown.
type crash struct {
	what  string
	stack []byte
}

func (c *crash) Error() string { return c.what }

// LogValue is the stack, which shows functions and lines but no data.
func (c *crash) LogValue() slog.Value { return slog.StringValue(c.what + "\n" + string(c.stack)) }

// guard runs fn and turns a panic into a fault of kind Bug.
func guard(fn func() error) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		c := &crash{what: fmt.Sprintf("panic with a %T", v), stack: debug.Stack()}
		if known, ok := v.(runtime.Error); ok {
			c.what = known.Error()
		}
		err = &fault.Error{Kind: fault.Bug, Code: "SB-APP-001", Op: "work", Cause: c}
	}()
	return fn()
}
