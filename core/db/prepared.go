package db

import (
	"context"
	"database/sql"
	"sync"
)

// preparedMost bounds how many statements are kept: lists of ids make a statement for each length.
const preparedMost = 256

// prepared keeps the statements that the writing connection runs again and again. SQLite compiles a statement together with the
// triggers that it may fire, which for a level takes longer than to run it. PostgreSQL's driver does the same by itself.
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
