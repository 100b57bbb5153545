package db

import (
	"context"
	"database/sql"
)

// MigrateTo makes a SQLite database as an older Stockbridge left it, without any rows.
func MigrateTo(ctx context.Context, path string, version int64) error {
	d := &DB{}
	if err := d.openSQLite(path); err != nil {
		return err
	}
	defer d.Close()
	p, err := d.provider()
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}

// Raw is the writing connection: tests look into tables, or change rows as no program of ours does.
func Raw(d *DB) *sql.DB { return d.writer }
