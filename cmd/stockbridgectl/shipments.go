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
}

func shipmentOf(h view.ShipmentRow) shipmentDocument {
	return shipmentDocument{Store: h.Store, EKMOrderID: h.EKMOrderID, Number: h.Number, SalesOrderID: idOf(h.SalesOrderID), NoteID: h.NoteID,
		Kind: string(h.Kind), Units: h.Units, Carrier: h.Carrier, Tracking: h.Tracking, State: string(h.State), ShippedAt: timeOf(h.ShippedAt),
		SentAt: timeOf(h.SentAt), StatusWanted: h.StatusWanted, Cause: causeFor(h.Cause), Attempts: h.Attempts}
}

var shipmentStates = []string{string(commerce.ShipmentWaiting), string(commerce.ShipmentSent), string(commerce.ShipmentHeld), string(commerce.ShipmentSuperseded)}

func shipmentsList(f *flag.FlagSet) action {
	l := listed(f, shipmentStates...)
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
	t := &table{head: []string{"STATE", ">ORDER", "STORE", ">NOTE", "KIND", ">UNITS", "CARRIER", "TRACKING", "SHIPPED", "SENT", "CAUSE"}}
	for _, h := range rows {
		t.add(string(h.State), h.Number, h.Store, fmt.Sprint(h.NoteID), noteWords[h.Kind], fmt.Sprintf("%d/%d", h.Units, h.UnitsOrdered), h.Carrier,
			h.Tracking, clock(h.ShippedAt), clock(h.SentAt), causeWords(h.Cause))
	}
	return t
}

var noteWords = map[commerce.NoteKind]string{commerce.GoodsOut: "goods-out", commerce.DropShip: "drop-ship"}
