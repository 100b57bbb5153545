package ledger

import (
	"time"

	"stockbridge/core/fault"
)

// State is what a lane is doing at one moment.
type State struct {
	Name string
	// Ours is false while another computer works the lane, and before the lease was first asked for.
	Ours bool
	// Running is how many rows are being worked.
	Running int
	// Fault is the trouble that stopped the lane and has not been followed by a success yet; nil when all is well.
	Fault *fault.Error
	// Stopped reports that nothing is started until NotBefore; a zero NotBefore means until Resume, after a sign-in.
	Stopped   bool
	NotBefore time.Time
	// Next is when something becomes due, as far as the lane knows; zero when nothing waits.
	Next time.Time
	// Done and Failed count the ends of work since the lane began. A row whose failure was recorded counts as failed, one
	// that was cancelled because the lane stops counts as neither.
	Done, Failed int64
}

// State is what the lane is doing now.
func (l *Lane) State() State {
	now := l.o.Now()
	stand := l.halt.at(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	s := State{
		Name: l.o.Name, Ours: l.lease.claim() == claimOurs, Running: l.running,
		Fault: stand.fault, Stopped: stand.stopped, Next: l.next, Done: l.done, Failed: l.failed,
	}
	if stand.stopped {
		s.NotBefore = stand.until
	}
	return s
}

// finished is how many pieces of work have ended, in whatever way.
func (l *Lane) finished() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ends
}

func (l *Lane) tell() { l.o.Changed(l.State()) }
