// Package fault is the vocabulary for things that go wrong: what kind of failure it is, whether and when the work may be
// tried again, and what a person should read.
//
// Clients create an Error at the border to the outside world, flows wrap it with what they were doing, a lane asks
// Of(err) what to do next, and a screen shows the Cause. Values are immutable after creation and safe to share.
//
// Start reading at Error, then Cause.
package fault

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what a failure means for the work that met it.
type Kind string

// The kinds. Bug is the zero value: whatever nobody classified is treated as our own mistake, with a few more attempts.
const (
	Bug         Kind = ""             // not classified
	Offline     Kind = "offline"      // the remote could not be reached, or answered that it is broken; the lane waits
	Throttled   Kind = "throttled"    // the remote asked us to slow down; the lane waits
	SignIn      Kind = "sign_in"      // the remote wants a new sign-in; the lane waits for a person
	Refused     Kind = "refused"      // the remote understood and said no; the item is held
	NotFound    Kind = "not_found"    // the remote has no such thing; what that means depends on the call
	NeedsPerson Kind = "needs_person" // our own rules want a decision; the item is held
	DiskFull    Kind = "disk_full"    // nothing can be stored; every lane waits
	Cancelled   Kind = "cancelled"    // we were asked to stop; nothing is wrong
)

// Error is one failure. Its text never holds tokens, personal data or whole bodies.
type Error struct {
	Kind   Kind
	Code   string // stable code of the catalogue, for example SB-NET-001; may be empty
	Op     string // what was being done, for example "create sales order"
	Remote string // "brightpearl", "ekm/garden" or "" for this machine
	Status int    // HTTP status, 0 when there was no answer
	Text   string // what the remote said, cleaned; may be empty
	// RemoteCode is the remote's own error code, for example Brightpearl's ORDC-024.
	RemoteCode string
	// NotBefore is the earliest moment at which trying again makes sense; zero when the remote did not say.
	NotBefore time.Time
	// Unclear is true when a write was sent and no usable answer came back: it may have taken effect. The next attempt
	// has to look before it repeats.
	Unclear bool
	// Held is the cause to store with a held item, when a rule of ours gave one.
	Held  *Cause
	Cause error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op)
	} else {
		b.WriteString("failed")
	}
	if e.Remote != "" {
		fmt.Fprintf(&b, " at %s", e.Remote)
	}
	if e.Kind != Bug {
		fmt.Fprintf(&b, ": %s", strings.ReplaceAll(string(e.Kind), "_", " "))
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, ", HTTP %d", e.Status)
	}
	if e.RemoteCode != "" {
		fmt.Fprintf(&b, ", %s", e.RemoteCode)
	}
	if e.Text != "" {
		fmt.Fprintf(&b, ": %s", e.Text)
	}
	if e.Unclear {
		b.WriteString(" (it may have been done)")
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// Wait is how long to hold off before the next attempt: until NotBefore, at least a second for a throttle, and a kind's
// usual pause when the remote named no time.
func (e *Error) Wait(now time.Time) time.Duration {
	if d := e.NotBefore.Sub(now); !e.NotBefore.IsZero() && d > 0 {
		return d
	}
	switch e.Kind {
	case Throttled:
		return 2 * time.Second
	case Offline:
		return 10 * time.Second
	case DiskFull:
		return 30 * time.Second
	default:
		return time.Second
	}
}

// Of finds the Error in a chain. An unclassified error becomes a Bug that wraps it; a cancelled context becomes Cancelled.
// Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Error](err); ok {
		return f
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: Cancelled, Cause: err}
	}
	return &Error{Cause: err}
}

// Is reports whether err is of one of the kinds.
func Is(err error, kinds ...Kind) bool {
	if err == nil {
		return false
	}
	f := Of(err)
	for _, k := range kinds {
		if f.Kind == k {
			return true
		}
	}
	return false
}

// Unclear reports whether a write may have taken effect although it failed.
func Unclear(err error) bool { return err != nil && Of(err).Unclear }
