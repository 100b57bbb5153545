package db

import (
	"context"
	"database/sql"
	"sync"
)

// preparedMost bounds how many statements are kept: lists of ids make a statement for each length.
const preparedMost = 256

// prepared keeps the statements that a pool runs again and again. SQLite compiles a statement together with the triggers that it may
// fire, which for a level takes longer than to run it. PostgreSQL's driver does the same by itself.
type prepared struct {
	mu     sync.Mutex
	ready  map[string]*sql.Stmt
	seen   map[string]int
	wanted []string
}

// of is the kept statement for a query, nil when there is none. A query that comes a second time is wanted.
func (p *prepared) of(query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.ready[query]; s != nil {
		return s
	}
	if len(p.seen) < 4*preparedMost {
		if p.seen[query]++; p.seen[query] == 2 && len(p.ready)+len(p.wanted) < preparedMost {
			p.wanted = append(p.wanted, query)
		}
	}
	return nil
}

// prepare keeps what was wanted. It is called while no transaction has the connection; a statement that cannot be prepared stays as
// it was, compiled each time.
func (p *prepared) prepare(ctx context.Context, on *sql.DB) {
	p.mu.Lock()
	wanted := p.wanted
	p.wanted = nil
	p.mu.Unlock()
	for _, query := range wanted {
		s, err := on.PrepareContext(ctx, query)
		if err != nil {
			continue
		}
		p.mu.Lock()
		p.ready[query] = s
		p.mu.Unlock()
	}
}

// reading is the pool that reads, with its statements kept.
type reading struct {
	*sql.DB
	prepared *prepared // nil where the driver keeps them
}

func newPrepared() prepared { return prepared{ready: map[string]*sql.Stmt{}, seen: map[string]int{}} }

// QueryContext is sql.DB's.
func (r reading) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := r.kept(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return r.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext is sql.DB's.
func (r reading) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := r.kept(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.DB.QueryRowContext(ctx, query, args...)
}

func (r reading) kept(ctx context.Context, query string) *sql.Stmt {
	if r.prepared == nil {
		return nil
	}
	if s := r.prepared.of(query); s != nil {
		return s
	}
	r.prepared.prepare(ctx, r.DB)
	return nil
}
