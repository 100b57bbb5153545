// Package db keeps everything Stockbridge knows between two moments: it opens and migrates the database, runs transactions,
// and is the only home of SQL. The engine of every day is SQLite in one file; the same statements run on PostgreSQL.
//
// There is one writer and a pool of readers. Write runs a function in the only writing transaction at a time: it must not
// wait for anything outside, above all not for a web server. Wake-ups and news that a function collects on its Tx leave
// after the commit and die with a rollback. Reads never wait for the writer. All methods of DB may be called by any number
// of goroutines; a Tx belongs to the function that received it.
//
// Start reading at Open, then Tx.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"stockbridge/core/events"
)

// Options says which database to open.
type Options struct {
	// Path is the SQLite file; its folder must exist. DSN, when set, is a PostgreSQL address instead.
	Path string
	DSN  string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	Log *slog.Logger
	// Hub receives news after each commit; nil means nobody listens.
	Hub *events.Hub
	// Wake is called after a commit for every lane that a transaction named. It must not block.
	Wake func(lane string)
}

// DB is an open database.
type DB struct {
	writer   *sql.DB
	reader   reading
	dialect  dialect
	now      func() time.Time
	log      *slog.Logger
	hub      *events.Hub
	wake     atomic.Pointer[func(string)]
	activity atomic.Int64 // last activity id given out
	written  writeDelays
	prepared prepared
}

// Open opens the database, brings its tables up to date and checks that it can be written.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{now: o.Now, log: o.Log, hub: o.Hub, prepared: newPrepared()}
	if d.now == nil {
		d.now = time.Now
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.hub == nil {
		d.hub = &events.Hub{}
	}
	d.OnWake(o.Wake)
	var err error
	if o.DSN != "" {
		err = d.openPostgres(o.DSN)
	} else {
		err = d.openSQLite(o.Path)
	}
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, err
	}
	if err := d.begin(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *DB) openSQLite(path string) error {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("the data folder %s cannot be opened: %w", filepath.Dir(path), pathError(err))
	}
	if err := keepPrivate(path, d.log); err != nil {
		return err
	}
	// The path travels in a URI: blanks, question marks and Windows drive letters need escaping.
	uri := (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path)}).String()
	base := uri + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)"
	// Each connection has a cache of its own, in KiB. With 64 MB for each reader a look at every screen of a large database took the
	// program to 440 MB; what they do not keep the operating system does.
	var err error
	if d.writer, err = sql.Open("sqlite", base+"&_pragma=cache_size(-16384)&_txlock=immediate"); err != nil {
		return err
	}
	d.writer.SetMaxOpenConns(1)
	if d.reader.DB, err = sql.Open("sqlite", base+"&_pragma=cache_size(-4096)&_pragma=query_only(1)"); err != nil {
		return err
	}
	kept := newPrepared()
	d.reader.prepared = &kept
	d.reader.SetMaxOpenConns(4)
	d.dialect = sqliteDialect{}
	return nil
}

func (d *DB) openPostgres(dsn string) error {
	var err error
	if d.writer, err = sql.Open("pgx", dsn); err != nil {
		return err
	}
	// One writer here too: the code above db is written for it, and the remote APIs are the limit, not the database.
	d.writer.SetMaxOpenConns(1)
	if d.reader.DB, err = sql.Open("pgx", dsn); err != nil {
		return err
	}
	d.reader.SetMaxOpenConns(4)
	d.dialect = postgresDialect{}
	return nil
}

func pathError(err error) error {
	if err == nil {
		return errors.New("it is not a folder")
	}
	return err
}

// begin reads the counters that live in memory while the database is open, and tidies those that live in tables.
func (d *DB) begin(ctx context.Context) error {
	var last int64
	if err := d.reader.QueryRowContext(ctx, `select coalesce(max(id), 0) from activity`).Scan(&last); err != nil {
		return fmt.Errorf("read the newest activity: %w", err)
	}
	d.activity.Store(last)
	return d.gatherTallies(ctx)
}

// Close closes the database. Transactions that are open have to end first.
func (d *DB) Close() error {
	var errs []error
	if d.reader.DB != nil {
		errs = append(errs, d.reader.Close())
	}
	if d.writer != nil {
		errs = append(errs, d.writer.Close())
	}
	return errors.Join(errs...)
}

// Hub is where news of commits is published.
func (d *DB) Hub() *events.Hub { return d.hub }

// Now is the database's clock.
func (d *DB) Now() time.Time { return d.now() }

// OnWake sets who is told, after a commit, that a lane has work. It must not block; nil means nobody.
func (d *DB) OnWake(wake func(lane string)) {
	if wake == nil {
		wake = func(string) {}
	}
	d.wake.Store(&wake)
}

// Size is the size of the database in bytes, 0 when it cannot be told.
func (d *DB) Size(ctx context.Context) int64 {
	var n int64
	if err := d.reader.QueryRowContext(ctx, d.dialect.sizeQuery()).Scan(&n); err != nil {
		return 0
	}
	return n
}

// Examine reads the database from end to end and returns what is wrong with it; PostgreSQL looks after itself, so there only the
// connection is tried. It takes some seconds for a large database and holds up nobody.
func (d *DB) Examine(ctx context.Context) error {
	if !d.dialect.embedded() {
		return d.reader.PingContext(ctx)
	}
	var said string
	if err := d.reader.QueryRowContext(ctx, `pragma quick_check(1)`).Scan(&said); err != nil {
		return err
	}
	if said != "ok" {
		return errors.New(said)
	}
	return nil
}

// Backup writes a copy of the whole database to a new file. The file appears under its name only when it is complete.
func (d *DB) Backup(ctx context.Context, path string) error {
	if !d.dialect.embedded() {
		return errors.New("a PostgreSQL database is backed up by its server's own tools")
	}
	var source string
	if err := d.reader.QueryRowContext(ctx, `select file from pragma_database_list where name = 'main'`).Scan(&source); err != nil {
		return fmt.Errorf("find the database file: %w", err)
	}
	// vacuum into is refused on the reading pool and would hold up the writer, so it gets a connection of its own.
	copier, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(source)}).EscapedPath()+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer copier.Close()
	part := path + ".part"
	os.Remove(part)
	if err := makePrivate(part); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if _, err := copier.ExecContext(ctx, `vacuum into $1`, part); err != nil {
		os.Remove(part)
		return fmt.Errorf("copy the database: %w", err)
	}
	return os.Rename(part, path)
}

// millis and fromMillis are how times are stored: UTC milliseconds, 0 for never.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func lines(flags []string) string { return strings.Join(flags, "\n") }

func fromLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
