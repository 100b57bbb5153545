package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// shipmentDocument is one warehouse note and what its store was told of it.
type shipmentDocument struct {
	Store        string       `json:"store"`
	EKMOrderID   int64        `json:"ekm_order_id"`
	Number       string       `json:"ekm_order_number"`
	SalesOrderID *int64       `json:"brightpearl_order_id"`
	NoteID       int64        `json:"goods_out_note_id"`
	Kind         string       `json:"kind"`
	Units        int64        `json:"units"`
	Carrier      string       `json:"carrier"`
	Tracking     string       `json:"tracking"`
	State        string       `json:"state"`
	ShippedAt    *time.Time   `json:"shipped_at"`
	SentAt       *time.Time   `json:"sent_at"`
	StatusWanted string       `json:"ekm_status_wanted"`
	Cause        *fault.Cause `json:"cause"`
	Attempts     int          `json:"attempts"`
	UnitsOrdered int64        `json:"units_ordered"`
	UnitsShipped int64        `json:"units_shipped"`
	Notes        int          `json:"notes"`
	SeenAt       *time.Time   `json:"seen_at"`
	StatusNow    string       `json:"ekm_status"`
	Gone         string       `json:"gone"`
	GoneAt       *time.Time   `json:"gone_at"`
	Reason       string       `json:"reason"`
	Emailed      []bool       `json:"emailed"`
}

func shipmentOf(h view.ShipmentRow) shipmentDocument {
	return shipmentDocument{Store: h.Store, EKMOrderID: h.EKMOrderID, Number: h.Number, SalesOrderID: idOf(h.SalesOrderID), NoteID: h.NoteID,
		Kind: string(h.Kind), Units: h.Units, Carrier: h.Carrier, Tracking: h.Tracking, State: string(h.State), ShippedAt: timeOf(h.ShippedAt),
		SentAt: timeOf(h.SentAt), StatusWanted: h.StatusWanted, Cause: causeFor(h.Cause), Attempts: h.Attempts,
		UnitsOrdered: h.UnitsOrdered, UnitsShipped: h.UnitsShipped, Notes: h.Notes, SeenAt: timeOf(h.SeenAt), StatusNow: h.StatusNow,
		Gone: h.Gone, GoneAt: timeOf(h.GoneAt), Reason: h.Reason, Emailed: append([]bool{}, h.Emailed...)}
}

var shipmentStates = []string{string(commerce.ShipmentWaiting), string(commerce.ShipmentSent), string(commerce.ShipmentHeld), string(commerce.ShipmentSuperseded),
	string(commerce.ShipmentReversed), string(commerce.ShipmentHandled)}

func shipmentsList(f *flag.FlagSet) action {
	l := listed(f, shipmentStates...)
	f.Func("tab", "", closedWord(&l.filter.Tab, []string{"todo", "part", "today", "told", "problems"}))
	f.Func("kind", "", closedList(&l.filter.Has, []string{string(commerce.GoodsOut), string(commerce.DropShip)}))
	f.StringVar(&l.filter.Carrier, "carrier", "", "")
	f.BoolFunc("untracked", "", func(text string) error {
		if text == "true" {
			l.filter.Has = append(l.filter.Has, "untracked")
		}
		return nil
	})
	return func(ctx context.Context, c *call) error {
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		page, err := pages(ctx, l, l.most(c), e.DB.ShipmentPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("shipments", translate(page.Rows, shipmentOf), page.Total, page.Next), func(w io.Writer) {
			printList(w, *shipmentTable(page.Rows), page.Total, page.Next, "No shipped notes.")
		})
	}
}

func shipmentTable(rows []view.ShipmentRow) *table {
	t := &table{head: []string{"STATE", ">ORDER", "STORE", ">NOTE", "KIND", ">UNITS", "CARRIER", "TRACKING", "SHIPPED", "SENT", "EKM", "CAUSE"}}
	for _, h := range rows {
		t.add(string(h.State), h.Number, h.Store, fmt.Sprint(h.NoteID), noteWords[h.Kind], fmt.Sprintf("%d of %d/%d", h.Units, h.UnitsShipped, h.UnitsOrdered), h.Carrier,
			h.Tracking, clock(h.ShippedAt), clock(h.SentAt), h.StatusNow, causeWords(h.Cause))
	}
	return t
}

var noteWords = map[commerce.NoteKind]string{commerce.GoodsOut: "goods-out", commerce.DropShip: "drop-ship"}
