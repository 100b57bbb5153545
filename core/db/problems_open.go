package db

import "context"

// ProblemOpen reports whether a problem is raised and not healed.
func (d *DB) ProblemOpen(ctx context.Context, key string) (bool, error) {
	var n int
	err := d.reader.QueryRowContext(ctx, `select count(*) from problem where key = $1 and healed_at = 0`, key).Scan(&n)
	return n > 0, err
}
