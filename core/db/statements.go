package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
)

// Zone is the zone in which this computer counts days.
func (d *DB) Zone() *time.Location { return d.now().Location() }

// DayKey names the day that a moment falls on.
func (d *DB) DayKey(at time.Time) string { return at.In(d.Zone()).Format(time.DateOnly) }

// Statement is a kept statement of one day: what an audit found.
type Statement struct {
	Seq     int64
	Day     string
	Checked time.Time
	Closed  bool
	Proof   view.Proof
}

// SaveStatement keeps what an audit found of a day. Statements are only ever added, each with a hash over itself and the one before
// it, so that nobody can change one unnoticed. One that says what the day's newest says already is noted as checked again.
func (t *Tx) SaveStatement(day view.LedgerDay) error {
	key := day.Day.Format(time.DateOnly)
	plain := day
	plain.Store, plain.Proof.At, plain.Proof.Hash = "", time.Time{}, ""
	document, err := json.Marshal(plain)
	if err != nil {
		return err
	}
	t.Notify(events.Orders)
	var newest int64
	var before string
	known, err := found(t.row(`select seq, document from statement where store_id = $1 and day = $2 order by seq desc limit 1`, day.StoreID, key).Scan(&newest, &before))
	if err != nil {
		return err
	}
	if known && before == string(document) {
		return t.run(`update statement set checked_at = $3 where store_id = $1 and seq = $2`, day.StoreID, newest, t.now)
	}
	var last int64
	var previous string
	if _, err := found(t.row(`select seq, hash from statement where store_id = $1 order by seq desc limit 1`, day.StoreID).Scan(&last, &previous)); err != nil {
		return err
	}
	wrong, pence := 0, commerce.Pence(0)
	for _, x := range day.Proof.Differences {
		if x.Kind != view.GapDifference {
			wrong, pence = wrong+1, pence+x.Pence
		}
	}
	return t.run(`insert into statement (store_id, seq, day, at, checked_at, closed, wrong, wrong_pence, document, hash)
		values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)`, day.StoreID, last+1, key, t.now, day.Proof.Closed, wrong, int64(pence), string(document),
		statementHash(previous, day.StoreID, last+1, key, t.now, day.Proof.Closed, wrong, int64(pence), string(document)))
}

func statementHash(previous string, parts ...any) string {
	sum := sha256.Sum256([]byte(previous + "\n" + fmt.Sprintln(parts...)))
	return hex.EncodeToString(sum[:])
}

// VerifyStatements walks a store's statements and returns the number of the first one that was changed, or that misses the one
// before it; 0 when all are as they were written.
func (d *DB) VerifyStatements(ctx context.Context, store commerce.StoreID) (broken int64, err error) {
	rows, err := d.reader.QueryContext(ctx, `select seq, day, at, closed, wrong, wrong_pence, document, hash from statement where store_id = $1 order by seq`, store)
	previous, want := "", int64(1)
	err = each(rows, err, func(r *sql.Rows) error {
		var seq, at, pence int64
		var wrong int
		var closed bool
		var day, document, hash string
		if err := r.Scan(&seq, &day, &at, &closed, &wrong, &pence, &document, &hash); err != nil {
			return err
		}
		if broken == 0 && (seq != want || hash != statementHash(previous, store, seq, day, at, closed, wrong, pence, document)) {
			broken = seq
		}
		previous, want = hash, seq+1
		return nil
	})
	return broken, err
}

// Statements returns the newest statement of each day from one to another, both included, by day as DayKey names it.
func (d *DB) Statements(ctx context.Context, store commerce.StoreID, from, to string) (map[string]Statement, error) {
	rows, err := d.reader.QueryContext(ctx, `select s.seq, s.day, s.checked_at, s.closed, s.document, s.hash from statement s
		where s.store_id = $1 and s.day >= $2 and s.day <= $3
			and s.seq = (select max(x.seq) from statement x where x.store_id = s.store_id and x.day = s.day)`, store, from, to)
	out := map[string]Statement{}
	return out, each(rows, err, func(r *sql.Rows) error {
		var s Statement
		var document, hash string
		if err := r.Scan(&s.Seq, &s.Day, moment{&s.Checked}, &s.Closed, &document, &hash); err != nil {
			return err
		}
		var day view.LedgerDay
		if err := json.Unmarshal([]byte(document), &day); err != nil {
			return fmt.Errorf("statement %d: %w", s.Seq, err)
		}
		s.Proof = day.Proof
		s.Proof.At, s.Proof.Hash = s.Checked, hash
		out[s.Day] = s
		return nil
	})
}

// WrongOrders counts the orders of a store that do not add up by the newest statement of their day, and by how much.
func (d *DB) WrongOrders(ctx context.Context, store commerce.StoreID) (orders int, pence commerce.Pence, err error) {
	err = d.reader.QueryRowContext(ctx, `select coalesce(sum(s.wrong), 0), coalesce(sum(s.wrong_pence), 0) from statement s where s.store_id = $1 and s.wrong > 0
		and s.seq = (select max(x.seq) from statement x where x.store_id = s.store_id and x.day = s.day)`, store).Scan(&orders, &pence)
	return orders, pence, err
}
