package main

import (
	"context"
	"flag"
	"io"
	"time"

	"stockbridge/core/view"
)

// activityDocument is one thing that happened.
type activityDocument struct {
	ID      int64      `json:"id"`
	At      *time.Time `json:"at"`
	Level   string     `json:"level"`
	Store   string     `json:"store"`
	Kind    string     `json:"kind"`
	Subject string     `json:"subject"`
	Ref     string     `json:"ref"`
	Text    string     `json:"text"`
	Result  string     `json:"result"`
	Actor   string     `json:"actor"`
}

func activityOf(a view.ActivityRow) activityDocument {
	return activityDocument{ID: a.ID, At: timeOf(a.At), Level: a.Level, Store: a.Store, Kind: a.Kind, Subject: a.Subject, Ref: a.Ref, Text: a.Text,
		Result: a.Result, Actor: a.Actor}
}

func activityList(f *flag.FlagSet) action {
	l := listed(f, "info", "warning", "error")
	var kinds []string
	f.Func("kind", "", closedList(&kinds, []string{"order", "stock", "shipment", "catalogue", "login", "setting", "system"}))
	return func(ctx context.Context, c *call) error {
		// The list knows a level by its tab, and kinds as its states.
		switch len(l.filter.States) {
		case 0:
		case 1:
			l.filter.Tab = l.filter.States[0]
		default:
			return wrong("--state takes one level here: info, warning or error")
		}
		l.filter.States = kinds
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		most := l.limit
		if most == 0 {
			most = longRows
		}
		page, err := pages(ctx, l, most, e.DB.ActivityPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("activity", translate(page.Rows, activityOf), page.Total, page.Next), func(w io.Writer) {
			printList(w, *activityTable(page.Rows), page.Total, page.Next, "Nothing has happened yet.")
		})
	}
}

func activityTable(rows []view.ActivityRow) *table {
	t := &table{head: []string{"TIME", "LEVEL", "STORE", "SUBJECT", "WHAT HAPPENED", "ACTOR"}}
	for _, a := range rows {
		t.add(clock(a.At), a.Level, a.Store, a.Subject, short(a.Text, 110), a.Actor)
	}
	return t
}
