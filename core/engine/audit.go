package engine

import (
	"context"
	"errors"
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
	nightPoll = "audit"
	backlog   = 20 // orders that are due; the audit gives way to more
)

// auditNight audits yesterday and the days before it that are not closed, once a night. A backlog of orders goes first: it waits
// for a quieter moment then.
func (e *Engine) auditNight(ctx context.Context) error {
	now := e.DB.Now()
	night := time.Date(now.Year(), now.Month(), now.Day(), auditHour, 0, 0, 0, now.Location())
	done, err := e.DB.Poll(ctx, nightPoll)
	if err != nil || now.Before(night) || !done.OKAt.Before(night) {
		return err
	}
	if due, err := e.DB.DueOrders(ctx, now, backlog+1); err != nil || len(due) > backlog {
		return err
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, s := range stores {
		if s.OrdersOn && s.Live(now) {
			failures = append(failures, e.auditOpenDays(ctx, s, now))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	return e.DB.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(nightPoll, db.Poll{OKAt: now}) })
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
