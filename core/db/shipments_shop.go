package db

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// SetNotesAppend remembers that a shop adds to internal notes instead of replacing them.
func (t *Tx) SetNotesAppend(store commerce.StoreID, appends bool) error {
	return t.run(`update store set notes_append = $2 where id = $1`, store, appends)
}

// SetTrackingShort remembers that a shop's tracking fields hold little.
func (t *Tx) SetTrackingShort(store commerce.StoreID) error {
	return t.run(`update store set tracking_short = true where id = $1`, store)
}

// SaveCanary stores what a test order showed, as a document.
func (t *Tx) SaveCanary(store commerce.StoreID, document string) error {
	t.Notify(events.Stores)
	return t.run(`update store set canary = $2, canary_at = $3 where id = $1`, store, document, t.now)
}

// Canary is what the last test order of a store showed, and when; "" when there was none.
func (d *DB) Canary(ctx context.Context, store commerce.StoreID) (document string, at time.Time, err error) {
	var ms int64
	err = d.reader.QueryRowContext(ctx, `select canary, canary_at from store where id = $1`, store).Scan(&document, &ms)
	return document, fromMillis(ms), err
}

// foreignKept is how long notes that are not ours are remembered.
const foreignKept = 90 * 24 * time.Hour

// CountForeign remembers a shipped note on a store's channel whose order we did not make; each counts once.
func (t *Tx) CountForeign(kind commerce.NoteKind, note int64, store commerce.StoreID) error {
	return t.run(`insert into foreign_note (kind, note_id, store_id, seen_at) values ($1, $2, $3, $4) on conflict (kind, note_id) do nothing`,
		kind, note, store, t.now)
}

// ForgetForeign drops the notes that are not ours after a while.
func (t *Tx) ForgetForeign() error {
	return t.run(`delete from foreign_note where seen_at < $1`, t.now-foreignKept.Milliseconds())
}

// ForeignNotes counts the shipped notes since then on a store's channel (0: on all) whose orders we did not make.
func (d *DB) ForeignNotes(ctx context.Context, store commerce.StoreID, since time.Time) (n int, err error) {
	var w where
	w.add("seen_at >= ?", millis(since))
	if store != 0 {
		w.add("store_id = ?", store)
	}
	return n, d.reader.QueryRowContext(ctx, `select count(*) from foreign_note`+w.String(), w.args...).Scan(&n)
}
