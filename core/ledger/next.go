package ledger

import (
	"context"
	"net/http"
	"strings"
	"time"

	"stockbridge/core/fault"
)

// Attempts is how often a row is tried before a person has to look at it: for a little less than an hour.
const Attempts = 8

// pauses are the waits after the first, second ... failed attempt.
var pauses = [Attempts - 1]time.Duration{
	5 * time.Second, 20 * time.Second, time.Minute, 3 * time.Minute, 8 * time.Minute, 15 * time.Minute, 25 * time.Minute,
}

// Next is what a failure means for the row that met it. Exactly one of Lane, Hold and Retry is set.
type Next struct {
	// Lane is true when the trouble is the lane's: the row stays as it is and pays no attempt.
	Lane bool
	// Hold is the failure that a person has to look at.
	Hold *fault.Error
	// Retry is when the row is tried again, at the cost of an attempt.
	Retry time.Time
	// Err is the failure, for the row's last error.
	Err error
}

// After decides what a failed row waits for. attempt counts this failure: 1 for the first.
//
// A remote that does not answer, a gateway that says so and a keyring that is locked are every row's trouble and over by
// themselves. A server's own "500" may be about this one row, so the row pays for it and the others go on.
func After(err error, attempt int, now time.Time) Next {
	f := fault.Of(err)
	switch f.Kind {
	case fault.Throttled, fault.DiskFull, fault.SignIn:
		return Next{Lane: true, Err: err}
	case fault.Offline:
		if f.Status != http.StatusInternalServerError {
			return Next{Lane: true, Err: err}
		}
	case fault.NeedsPerson, fault.Refused, fault.NotFound:
		if strings.HasPrefix(f.Code, keyring) {
			return Next{Lane: true, Err: &fault.Error{Kind: fault.Offline, Code: f.Code, Op: f.Op, Text: f.Text, Cause: err}}
		}
		return Next{Hold: f, Err: err}
	}
	if attempt >= Attempts {
		return Next{Hold: f, Err: err}
	}
	return Next{Retry: now.Add(pauses[max(attempt, 1)-1]), Err: err}
}

// keyring begins the codes of a keyring that cannot be used.
const keyring = "SB-KEY-"

// Try makes one attempt at a row: it runs work and, when that fails by the row's own fault, has record store what comes
// next. A panic in work is a failed attempt like any other. The result is what Item.Work should return: lane troubles and
// a cancelled ctx pass through unrecorded. attempt counts this one: 1 for the first.
func Try(ctx context.Context, attempt int, now time.Time, work func(context.Context) error, record func(context.Context, Next) error) error {
	err := guard(func() error { return work(ctx) })
	if err == nil || isRecorded(err) || ctx.Err() != nil {
		return err
	}
	next := After(err, attempt, now)
	if next.Lane {
		return next.Err
	}
	if failed := record(ctx, next); failed != nil {
		return failed
	}
	return Recorded(err)
}
