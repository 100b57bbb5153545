package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stockbridge/core/audit"
	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/rest"
)

// The books are compared once a night, after everybody has gone to bed and before the warehouse gets up.
const (
	auditHour = 2 // local time
	// Days that could not be closed at once, because an order was held or waited for its payment, are audited again this long.
	auditBack = 31
	nightPoll = "audit" // and the store's id: each store has its night
	// caughtUp is how old a store's last good reading of orders may be. A computer that was off at night would otherwise miss the
	// orders of the evening, which it has not read yet.
	caughtUp = 3 * time.Minute
)

// auditNight audits, for each store once a night, yesterday and the days before it that are not closed. It waits for a moment at which
// the store's orders were read lately and none of anybody's is due.
func (e *Engine) auditNight(ctx context.Context) error {
	now := e.DB.Now()
	night := time.Date(now.Year(), now.Month(), now.Day(), auditHour, 0, 0, 0, now.Location())
	if now.Before(night) {
		return nil
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, s := range stores {
		failures = append(failures, e.auditStore(ctx, s, night, now))
	}
	return errors.Join(failures...)
}

func (e *Engine) auditStore(ctx context.Context, s db.StoreRow, night, now time.Time) error {
	name := fmt.Sprintf("%s/%d", nightPoll, s.ID)
	done, err := e.DB.Poll(ctx, name)
	if err != nil || !done.OKAt.Before(night) || !s.OrdersOn || !s.Live(now) {
		return err
	}
	if read, err := e.DB.Poll(ctx, db.OrdersPoll(s.ID)); err != nil || now.Sub(read.OKAt) > caughtUp {
		return err
	}
	if due, err := e.DB.DueOrders(ctx, now, 1); err != nil || len(due) > 0 {
		return err
	}
	if err := e.auditOpenDays(ctx, s, now); err != nil {
		return err
	}
	return e.DB.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(name, db.Poll{OKAt: now}) })
}

// auditOpenDays audits the days of a store that are over and not closed, the newest first.
func (e *Engine) auditOpenDays(ctx context.Context, s db.StoreRow, now time.Time) error {
	yesterday := now.AddDate(0, 0, -1)
	oldest := now.AddDate(0, 0, -auditBack)
	began := s.Settings.OrdersFrom
	if began.IsZero() {
		began = s.CreatedAt
	}
	if began.After(oldest) {
		oldest = began
	}
	kept, err := e.DB.Statements(ctx, s.ID, e.DB.DayKey(oldest), e.DB.DayKey(yesterday))
	if err != nil {
		return err
	}
	for day := yesterday; e.DB.DayKey(day) >= e.DB.DayKey(oldest); day = day.AddDate(0, 0, -1) {
		if kept[e.DB.DayKey(day)].Closed {
			continue
		}
		if err := e.AuditNow(ctx, s.ID, day); err != nil {
			return err
		}
	}
	return nil
}

// AuditNow compares one store's orders of the day that a moment falls on with EKM and Brightpearl, and keeps the statement. Every
// other request to Brightpearl goes first.
func (e *Engine) AuditNow(ctx context.Context, store commerce.StoreID, day time.Time) error {
	deps := audit.Deps{DB: e.DB, Shop: e.clients.shop, Brightpearl: e.clients.brightpearl, Now: e.DB.Now}
	_, err := audit.Days(brightpearl.WithPriority(ctx, rest.Checks), deps, store, day, day)
	return err
}
