package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stockbridge/core/fault"
)

// ErrStopped is the answer of a lane that has been asked to stop.
var ErrStopped = errors.New("the lane is stopped")

// StoppedError says that a lane has due work which waits for a trouble of the lane.
type StoppedError struct {
	Lane string
	// Until is when the lane tries again by itself; zero when it waits for a sign-in.
	Until time.Time
	Fault *fault.Error
}

func (e *StoppedError) Error() string {
	if e.Until.IsZero() {
		return fmt.Sprintf("lane %s waits for a sign-in: %v", e.Lane, e.Fault)
	}
	return fmt.Sprintf("lane %s waits until %s: %v", e.Lane, e.Until.UTC().Format(time.RFC3339), e.Fault)
}

func (e *StoppedError) Unwrap() error { return e.Fault }

// Idle waits until nothing is in flight and no source has due work, and returns nil. It returns early with a
// *StoppedError when due work waits for a trouble of the lane, with the failure of a due row whose outcome could not be
// stored, with an error when another computer owns the lane, and with ErrStopped when the lane ends. Work that becomes due
// later, such as a row that failed and waits for its next attempt, does not count. It waits for a lane that has not begun.
func (l *Lane) Idle(ctx context.Context) error {
	ask := make(chan error, 1)
	select {
	case l.asks <- ask:
	case <-l.ended:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-ask:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settle answers those who wait in Idle, when nothing is in flight after a look at the sources.
func (l *Lane) settle(due found, stand stand) {
	switch {
	case len(due.items) > 0 && stand.stopped:
		l.reply(&StoppedError{Lane: l.o.Name, Until: stand.until, Fault: stand.fault})
	case len(due.items) > 0:
		// Something was about to start and the lease ended: the next pass answers.
	case due.parked != nil:
		l.reply(due.parked)
	default:
		if stand.probing() && l.halt.ease(l.o.Now()) { // nothing is left to probe with
			l.tell()
		}
		l.reply(nil)
	}
}

func (l *Lane) reply(err error) {
	for _, ask := range l.waiting {
		ask <- err
	}
	l.waiting = nil
}

// idle is Idle that waits out stops which end within patience.
func (l *Lane) idle(ctx context.Context, patience time.Duration) error {
	for {
		err := l.Idle(ctx)
		stopped, ok := errors.AsType[*StoppedError](err)
		if !ok || stopped.Until.IsZero() {
			return err
		}
		wait := stopped.Until.Sub(l.o.Now())
		if wait > patience {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
