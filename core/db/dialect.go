package db

import "io/fs"

// dialect is the little that SQLite and PostgreSQL do not share.
type dialect interface {
	name() string // as goose calls it
	folder() string
	sizeQuery() string
	embedded() bool
}

type sqliteDialect struct{}

func (sqliteDialect) name() string   { return "sqlite3" }
func (sqliteDialect) folder() string { return "sqlite" }
func (sqliteDialect) embedded() bool { return true }
func (sqliteDialect) sizeQuery() string {
	return `select page_count * page_size from pragma_page_count(), pragma_page_size()`
}

type postgresDialect struct{}

func (postgresDialect) name() string      { return "postgres" }
func (postgresDialect) folder() string    { return "postgres" }
func (postgresDialect) embedded() bool    { return false }
func (postgresDialect) sizeQuery() string { return `select pg_database_size(current_database())` }

// union shows two folders of migration files as one.
type union struct{ common, own fs.FS }

func (u union) Open(name string) (fs.File, error) {
	if f, err := u.own.Open(name); err == nil && name != "." {
		return f, nil
	}
	return u.common.Open(name)
}

func (u union) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(u.common, name)
	if err != nil {
		return nil, err
	}
	own, err := fs.ReadDir(u.own, name)
	if err != nil {
		return all, nil
	}
	return append(all, own...), nil
}

func (u union) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(u.common, pattern)
	if err != nil {
		return nil, err
	}
	own, err := fs.Glob(u.own, pattern)
	return append(all, own...), err
}
