package db

import (
	"context"
	"database/sql"
)

// OpenAt opens a database as the program of an older schema left it, or takes it back to there.
func OpenAt(ctx context.Context, o Options, version int64) (*DB, error) {
	d := &DB{}
	open := func() error { return d.openSQLite(o.Path) }
	if o.DSN != "" {
		open = func() error { return d.openPostgres(o.DSN) }
	}
	if err := open(); err != nil {
		return nil, err
	}
	p, err := d.provider()
	if err != nil {
		return nil, err
	}
	if have, err := p.GetDBVersion(ctx); err != nil || have > version {
		if err == nil {
			_, err = p.DownTo(ctx, version)
		}
		return d, err
	}
	_, err = p.UpTo(ctx, version)
	return d, err
}

// Raw is the writing connection: tests look into tables, or change rows as no program of ours does.
func Raw(d *DB) *sql.DB { return d.writer }
