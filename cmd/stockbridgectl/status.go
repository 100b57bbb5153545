package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"stockbridge/core/view"
)

func statusCommand(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		status, err := e.DB.Status(ctx)
		if err != nil {
			return err
		}
		return c.show(status, func(w io.Writer) { printStatus(w, status) })
	}
}

func printStatus(w io.Writer, s view.Status) {
	account := "not connected"
	switch {
	case s.Brightpearl.Connected:
		account = fmt.Sprintf("%s, %d requests left", s.Brightpearl.Account, s.Brightpearl.RequestsRemaining)
	case s.Brightpearl.Account != "":
		account = s.Brightpearl.Account + ", sign in again"
	}
	facts(w, "State", s.State, "Brightpearl", account)
	if len(s.Stores) == 0 {
		fmt.Fprintln(w, "No store is connected yet.")
		return
	}
	fmt.Fprintln(w)
	t := table{head: []string{"STORE", "STATE", ">PLACED", ">POSTED", ">WAITING", ">HELD", ">EXCLUDED", ">SKUS MATCHED", ">DUPLICATE", ">STOCK MANAGED",
		">QUEUED", ">DRIFT", ">SHIPMENTS SENT", ">WAITING", ">HELD", ">ORDERS P95", ">STOCK P95"}}
	for _, x := range s.Stores {
		n := func(n int) string { return fmt.Sprint(n) }
		t.add(x.Name, x.State, n(x.Orders.Placed), n(x.Orders.Posted), n(x.Orders.Waiting), n(x.Orders.Held), n(x.Orders.Excluded),
			n(x.SKUs.Matched), n(x.SKUs.Duplicate), n(x.Stock.Managed), n(x.Stock.Queued), n(x.Stock.Drift), n(x.Shipments.Sent),
			n(x.Shipments.Waiting), n(x.Shipments.Held), seconds(x.Delay.OrdersP95), seconds(x.Delay.StockP95))
	}
	t.print(w)
}

func seconds(s float64) string {
	if s <= 0 {
		return "–"
	}
	return (time.Duration(s*10) * time.Second / 10).String()
}

// summary is a status in one line.
func summary(s view.Status) string {
	var o view.OrderCounts
	var queued, notes, held int
	for _, x := range s.Stores {
		o.Posted += x.Orders.Posted
		o.Waiting += x.Orders.Waiting
		o.Held += x.Orders.Held
		queued += x.Stock.Queued
		notes += x.Shipments.Waiting
		held += x.Shipments.Held
	}
	return fmt.Sprintf("%s: orders %d posted, %d waiting, %d held; stock figures %d queued; shipments %d waiting, %d held",
		s.State, o.Posted, o.Waiting, o.Held, queued, notes, held)
}
