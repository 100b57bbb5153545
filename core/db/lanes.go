package db

import (
	"context"
	"time"
)

// The leases of the lanes: among several computers on one PostgreSQL database, each API budget has one owner at a time.

// clock is the moment that leases are measured by, as SQL that may use one argument. Several computers share PostgreSQL's
// clock, since their own differ; with SQLite there is one computer.
func (d *DB) clock(mark string) string {
	if d.dialect.embedded() {
		return "cast(" + mark + " as bigint)"
	}
	return "(cast(extract(epoch from clock_timestamp()) * 1000 as bigint) + 0 * cast(" + mark + " as bigint))"
}

// AcquireLane takes a lane that is free, whose lease has run out, or that the owner holds already: a process that was killed
// takes its own lanes back at once. The epoch grows with every change of owner. ok is false when another owner has the lane.
func (d *DB) AcquireLane(ctx context.Context, name, owner string, ttl time.Duration) (epoch int64, ok bool, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		ok, err = found(tx.row(`insert into lane (name, owner, epoch, expires_at) values ($1, $2, 1, `+d.clock("$3")+` + $4)
			on conflict (name) do update set owner = excluded.owner, expires_at = excluded.expires_at,
				epoch = lane.epoch + case when lane.owner = excluded.owner then 0 else 1 end
			where lane.owner = excluded.owner or lane.expires_at < `+d.clock("$3")+`
			returning epoch`, name, owner, tx.now, ttl.Milliseconds()).Scan(&epoch))
		return err
	})
	return epoch, ok, err
}

// RenewLane prolongs the lease of a lane. ok is false when the lane has another owner by now.
func (d *DB) RenewLane(ctx context.Context, name, owner string, epoch int64, ttl time.Duration) (ok bool, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		n, err := tx.exec(`update lane set expires_at = `+d.clock("$4")+` + $5 where name = $1 and owner = $2 and epoch = $3`,
			name, owner, epoch, tx.now, ttl.Milliseconds())
		ok = n == 1
		return err
	})
	return ok, err
}

// ReleaseLane gives a lane up, so that another owner need not wait for the end of the lease. It changes nothing when the
// lane has another owner already.
func (d *DB) ReleaseLane(ctx context.Context, name, owner string, epoch int64) error {
	return d.Write(ctx, func(tx *Tx) error {
		return tx.run(`update lane set expires_at = 0 where name = $1 and owner = $2 and epoch = $3`, name, owner, epoch)
	})
}
