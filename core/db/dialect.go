package db

// dialect is the little that SQLite and PostgreSQL do not share.
type dialect interface {
	name() string                 // as goose calls it
	migration(text string) string // a migration in the engine's words
	search                        // in search.go
	sizeQuery() string
	embedded() bool
}

type sqliteDialect struct{}

func (sqliteDialect) name() string   { return "sqlite3" }
func (sqliteDialect) embedded() bool { return true }
func (sqliteDialect) sizeQuery() string {
	return `select page_count * page_size from pragma_page_count(), pragma_page_size()`
}

type postgresDialect struct{}

func (postgresDialect) name() string      { return "postgres" }
func (postgresDialect) embedded() bool    { return false }
func (postgresDialect) sizeQuery() string { return `select pg_database_size(current_database())` }
