package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"modernc.org/sqlite"

	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// Tx is one writing transaction. It belongs to the function that received it and is dead afterwards.
type Tx struct {
	db    *DB
	tx    *sql.Tx
	ctx   context.Context
	now   int64
	kinds []events.Kind
	lanes []string
}

// Write runs fn in a transaction: all of it is stored, or nothing. News and wake-ups leave after the commit. A full disk is
// a fault of kind DiskFull.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	sqlTx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return storageFault("begin", err)
	}
	tx := &Tx{db: d, tx: sqlTx, ctx: ctx, now: millis(d.now())}
	if err := fn(tx); err != nil {
		sqlTx.Rollback()
		return storageFault("write", err)
	}
	if err := sqlTx.Commit(); err != nil {
		sqlTx.Rollback()
		return storageFault("commit", err)
	}
	if d.dialect.embedded() {
		d.prepared.prepare(ctx, d.writer)
	}
	d.hub.Publish(tx.kinds...)
	wake := *d.wake.Load()
	for _, lane := range tx.lanes {
		wake(lane)
	}
	return nil
}

// Now is the transaction's one moment.
func (t *Tx) Now() time.Time { return fromMillis(t.now) }

// Notify adds news that leaves after the commit.
func (t *Tx) Notify(kinds ...events.Kind) { t.kinds = append(t.kinds, kinds...) }

// Wake names a lane that gets a nudge after the commit.
func (t *Tx) Wake(lane string) { t.lanes = append(t.lanes, lane) }

func (t *Tx) exec(query string, args ...any) (int64, error) {
	var result sql.Result
	var err error
	if s := t.kept(query); s != nil {
		result, err = s.ExecContext(t.ctx, args...)
	} else {
		result, err = t.tx.ExecContext(t.ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// kept is a statement that was compiled before, nil for none.
func (t *Tx) kept(query string) *sql.Stmt {
	if !t.db.dialect.embedded() {
		return nil
	}
	s := t.db.prepared.of(query)
	if s == nil {
		return nil
	}
	return t.tx.StmtContext(t.ctx, s)
}

func (t *Tx) run(query string, args ...any) error {
	_, err := t.exec(query, args...)
	return err
}

func (t *Tx) row(query string, args ...any) *sql.Row {
	if s := t.kept(query); s != nil {
		return s.QueryRowContext(t.ctx, args...)
	}
	return t.tx.QueryRowContext(t.ctx, query, args...)
}

// storageFault names the failures of the database itself; everything else passes through.
func storageFault(op string, err error) error {
	if err == nil {
		return nil
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 13: // SQLITE_FULL
			return &fault.Error{Kind: fault.DiskFull, Code: "SB-DISK-001", Op: op, Cause: err}
		case 11, 26: // SQLITE_CORRUPT, SQLITE_NOTADB
			return &fault.Error{Kind: fault.NeedsPerson, Code: "SB-DB-002", Op: op,
				Text: "the database file is damaged; restore the newest backup", Cause: err}
		case 8, 14: // SQLITE_READONLY, SQLITE_CANTOPEN
			return &fault.Error{Kind: fault.NeedsPerson, Code: "SB-DB-001", Op: op,
				Text: "the database file cannot be written; check the permissions of the data folder", Cause: err}
		}
	}
	return err
}

// collect scans every row of a query.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// found turns "no rows" into a plain false.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// where collects conditions and their arguments for a list with optional filters.
type where struct {
	parts []string
	args  []any
}

// add appends a condition in which each ? stands for the next argument.
func (w *where) add(condition string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(w.args)), 1)
	}
	w.parts = append(w.parts, condition)
}

// in appends "column in (...)"; an empty list adds nothing.
func (w *where) in(column string, values []string) {
	if len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	for i, v := range values {
		w.args = append(w.args, v)
		marks[i] = fmt.Sprintf("$%d", len(w.args))
	}
	w.parts = append(w.parts, column+" in ("+strings.Join(marks, ", ")+")")
}

// arg adds an argument and returns its mark.
func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return fmt.Sprintf("$%d", len(w.args))
}

func (w *where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " where " + strings.Join(w.parts, " and ")
}
