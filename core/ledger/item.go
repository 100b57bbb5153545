package ledger

import (
	"context"
	"errors"
	"time"
)

// Item is one row that is due.
type Item struct {
	// Key is unique within the lane, for example "order:12". It appears in logs, so it holds ids and nothing else.
	Key string
	// Work does the next step of the row and stores the outcome before it returns. What it returns tells the lane what
	// happened:
	//
	//	nil                the outcome is stored, good or bad; the lane looks again
	//	Recorded(err)      the same, and err is worth a line in the log: the row holds its attempts, next date or cause
	//	a lane trouble     (offline, throttled, sign-in, disk full) the lane stops; the row is untouched and still due
	//	any other error    nothing is stored; the lane leaves the row alone for a while, longer each time
	//
	// Work talks only to the remote whose budget the lane is, since a trouble stops the lane. It has to obey ctx, which
	// ends some time after the lane was asked to stop, and at once when the lane lost its lease. It should call Holds
	// before each further write to the remote.
	Work func(ctx context.Context) error
}

// Source finds the rows of one kind that are due.
type Source interface {
	// Name says what the rows are, for the log.
	Name() string
	// Due returns at most limit rows that are due at now, in the order in which they should be worked. It may return
	// rows that are being worked already: the lane tells them apart by their keys and asks for enough.
	Due(ctx context.Context, now time.Time, limit int) ([]Item, error)
	// NextDue says when something becomes due that is not due yet; zero when nothing waits. A moment that has passed
	// means "look again soon".
	NextDue(ctx context.Context) (time.Time, error)
}

// recorded marks a failure as stored with its row.
type recorded struct{ err error }

func (r recorded) Error() string { return r.err.Error() }
func (r recorded) Unwrap() error { return r.err }

// Recorded says that a row's own failure is stored with the row, which is therefore settled for now. Recorded(nil) is nil.
func Recorded(err error) error {
	if err == nil {
		return nil
	}
	return recorded{err}
}

func isRecorded(err error) bool {
	_, ok := errors.AsType[recorded](err)
	return ok
}
