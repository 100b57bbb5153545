package ledger

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// leaseMargin is how long before its end a lease stops counting, for a request that is just leaving.
const leaseMargin = 500 * time.Millisecond

// Leaser gives a lane to one owner at a time, across processes.
type Leaser interface {
	// AcquireLane takes a lane that nobody holds, whose lease has run out, or that the owner already holds. ok is false
	// when somebody else has it.
	AcquireLane(ctx context.Context, name, owner string, ttl time.Duration) (epoch int64, ok bool, err error)
	// RenewLane prolongs a lease; ok is false when it is somebody else's by now.
	RenewLane(ctx context.Context, name, owner string, epoch int64, ttl time.Duration) (ok bool, err error)
	// ReleaseLane gives the lane up, if it is still the owner's.
	ReleaseLane(ctx context.Context, name, owner string, epoch int64) error
}

type claim int32

const (
	claimUnknown claim = iota // nobody has asked yet
	claimOurs
	claimTheirs
)

// lease keeps one lane ours. With a nil Leaser there is one process and the lane is always ours.
type lease struct {
	leaser      Leaser
	name, owner string
	ttl         time.Duration
	now         func() time.Time
	log         *slog.Logger
	changed     func()        // called after the claim changed
	known       chan struct{} // closed after the first answer; nil without a Leaser

	first sync.Once
	state atomic.Int32
	// until is in wall-clock milliseconds: the monotonic clock may stand still while a laptop sleeps, and it would wake
	// up as a false owner.
	until atomic.Int64
	epoch atomic.Int64
}

func (l *lease) claim() claim {
	if l.leaser == nil {
		return claimOurs
	}
	return claim(l.state.Load())
}

// holds reports whether a request that leaves now is made by the owner.
func (l *lease) holds() bool {
	if l.leaser == nil {
		return true
	}
	return l.claim() == claimOurs && l.now().UnixMilli() < l.until.Load()
}

// keep acquires the lease, renews it every third of its time and returns when ctx ends.
func (l *lease) keep(ctx context.Context) {
	ticker := time.NewTicker(l.ttl / 3)
	defer ticker.Stop()
	for {
		l.turn(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// turn asks for the lease once. A failure to ask changes nothing: the lease runs out by itself.
func (l *lease) turn(ctx context.Context) {
	before, was := l.now(), l.claim()
	epoch, ok, err := l.epoch.Load(), false, error(nil)
	if was == claimOurs {
		ok, err = l.leaser.RenewLane(ctx, l.name, l.owner, epoch, l.ttl)
	} else {
		epoch, ok, err = l.leaser.AcquireLane(ctx, l.name, l.owner, l.ttl)
	}
	if err != nil {
		if ctx.Err() == nil {
			l.log.Warn("the lease of a lane could not be renewed", "lane", l.name, "error", err)
		}
		return
	}
	is := claimTheirs
	if ok {
		is = claimOurs
		l.epoch.Store(epoch)
		l.until.Store(before.Add(l.ttl - leaseMargin).UnixMilli())
	}
	l.state.Store(int32(is))
	if was == claimUnknown {
		l.first.Do(func() { close(l.known) })
	}
	if is != was {
		l.log.Info("the owner of a lane changed", "lane", l.name, "ours", ok, "epoch", epoch)
		l.changed()
	}
}

// release gives the lease up, so that nobody has to wait for its end.
func (l *lease) release(ctx context.Context) {
	if l.leaser == nil || l.claim() != claimOurs {
		return
	}
	l.state.Store(int32(claimUnknown))
	if err := l.leaser.ReleaseLane(ctx, l.name, l.owner, l.epoch.Load()); err != nil {
		l.log.Warn("the lease of a lane could not be released", "lane", l.name, "error", err)
	}
}

type leaseKey struct{}

// Holds reports whether the lane whose work ctx belongs to is still ours. Work asks before each request that writes: the
// computer may have slept since the last one. Outside a lane it is true.
func Holds(ctx context.Context) bool {
	l, ok := ctx.Value(leaseKey{}).(*lease)
	return !ok || l.holds()
}
