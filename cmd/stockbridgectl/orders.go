package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// orderDocument is one order of the queue.
type orderDocument struct {
	ID            int64          `json:"id"`
	Store         string         `json:"store"`
	EKMID         int64          `json:"ekm_order_id"`
	Number        string         `json:"ekm_order_number"`
	State         string         `json:"state"`
	Stage         string         `json:"stage"`
	PlacedAt      *time.Time     `json:"placed_at"`
	PostedAt      *time.Time     `json:"posted_at"`
	Total         commerce.Pence `json:"total"`
	Currency      string         `json:"currency"`
	SalesOrderID  *int64         `json:"brightpearl_order_id"`
	ContactID     *int64         `json:"brightpearl_contact_id"`
	ReservedUnits int64          `json:"reserved_units"`
	WantedUnits   int64          `json:"wanted_units"`
	Paid          bool           `json:"paid"`
	Receipt       bool           `json:"receipt"`
	Cause         *fault.Cause   `json:"cause"`
	Flags         []string       `json:"flags"`
	Attempts      int            `json:"attempts"`
	NextAttemptAt *time.Time     `json:"next_attempt_at"`
}

func orderOf(o view.OrderRow) orderDocument {
	return orderDocument{ID: int64(o.ID), Store: o.Store, EKMID: o.EKMID, Number: o.Number, State: string(o.State), Stage: string(o.Stage),
		PlacedAt: timeOf(o.PlacedAt), PostedAt: timeOf(o.PostedAt), Total: o.Total, Currency: o.Currency, SalesOrderID: idOf(o.SalesOrderID),
		ContactID: idOf(o.ContactID), ReservedUnits: o.ReservedUnits, WantedUnits: o.WantedUnits, Paid: o.PaidUp, Receipt: o.Receipt,
		Cause: causeFor(o.Cause), Flags: orEmpty(o.Flags), Attempts: o.Attempts, NextAttemptAt: timeOf(o.NextAttemptAt)}
}

var orderStates = []string{string(commerce.OrderWaiting), string(commerce.OrderWorking), string(commerce.OrderHeld), string(commerce.OrderPosted),
	string(commerce.OrderExcluded), string(commerce.OrderCancelled)}

func ordersList(f *flag.FlagSet) action {
	l := listed(f, orderStates...)
	f.Func("from", "", moment(&l.filter.From))
	f.Func("to", "", moment(&l.filter.To))
	return func(ctx context.Context, c *call) error {
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		page, err := pages(ctx, l, l.most(c), e.DB.OrderPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("orders", translate(page.Rows, orderOf), page.Total, page.Next), func(w io.Writer) {
			t := table{head: []string{"STATE", ">ORDER", "STORE", "PLACED", ">TOTAL", ">BRIGHTPEARL", ">RESERVED", "PAID", "RECEIPT", "CAUSE"}}
			for _, o := range page.Rows {
				t.add(string(o.State), o.Number, o.Store, clock(o.PlacedAt), o.Total.Display(o.Currency), number(o.SalesOrderID, o.SalesOrderID > 0),
					fmt.Sprintf("%d/%d", o.ReservedUnits, o.WantedUnits), yesNo(o.PaidUp), yesNo(o.Receipt), causeWords(o.Cause))
			}
			printList(w, t, page.Total, page.Next, "No orders.")
		})
	}
}

// causeWords is a cause for the last column of a table.
func causeWords(c fault.Cause) string {
	if c.Zero() {
		return ""
	}
	return strings.TrimSpace(c.Code + " " + short(c.Text, 90))
}
