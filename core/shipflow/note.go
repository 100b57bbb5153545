package shipflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/settings"
)

// shipment is a note as we keep it.
func shipment(order db.PlacedOrder, kind commerce.NoteKind, id int64, tracking string, method brightpearl.ShippingMethodID, shipped time.Time, lines []brightpearl.GoodsOutLine) db.Shipment {
	s := db.Shipment{
		Kind: kind, NoteID: id, Store: order.Store, OrderID: order.ID, SalesOrderID: order.SalesOrderID, EKMID: order.EKMID,
		MethodID: int64(method), Tracking: strings.TrimSpace(tracking), ShippedAt: shipped, Rows: map[int64]int64{},
	}
	for _, l := range lines {
		n := l.Quantity.IntPart()
		s.Rows[int64(l.Row)] += n
		s.Units += n
	}
	s.Hash = hashOf(s.Tracking, s.MethodID)
	return s
}

// hashOf names what may change on a shipped note and matters to a store.
func hashOf(tracking string, method int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s", method, tracking))
	return hex.EncodeToString(sum[:8])
}

// graceEnd is when a note becomes due: now, or a little after it was shipped when its tracking is still missing.
func (d *Desk) graceEnd(n db.Shipment, s settings.Store, now time.Time) time.Time {
	grace := d.o.Grace
	if grace == 0 {
		grace = time.Duration(s.TrackingGrace) * time.Minute
	}
	if n.Tracking != "" || grace <= 0 {
		return time.Time{}
	}
	shipped := n.ShippedAt
	if shipped.After(now) {
		shipped = now // clocks differ
	}
	if end := shipped.Add(grace); end.After(now) {
		return end
	}
	return time.Time{}
}

// inGrace reports whether a note still waits for its tracking. A note that was tried before waits for its next attempt instead.
func inGrace(n db.Shipment, now time.Time) bool {
	return n.State == commerce.ShipmentWaiting && n.Tracking == "" && n.Attempts == 0 && n.SentAt.IsZero() && n.DueAt.After(now)
}

// carriers are the names of the shipping methods, by id: from the account's lists as last read, and from Brightpearl when a
// note uses a method that is not among them.
func (p *poll) carriers(ctx context.Context) (map[int64]string, error) {
	document, _, err := p.d.db.AccountOptions(ctx)
	if err != nil {
		return nil, err
	}
	names := methodNames(document)
	missing := false
	for _, n := range p.fresh {
		if _, known := names[n.MethodID]; !known && n.MethodID > 0 {
			missing = true
		}
	}
	if !missing {
		return names, nil
	}
	methods, err := p.client.ShippingMethods.List(ctx)
	for _, m := range methods {
		names[int64(m.ID)] = strings.TrimSpace(m.Name)
	}
	return names, err
}

// methodNames reads the shipping methods out of the account's lists; a list of another shape holds none.
func methodNames(document string) map[int64]string {
	names := map[int64]string{}
	var lists struct {
		Methods json.RawMessage `json:"shipping_methods"`
	}
	var rows []json.RawMessage
	if json.Unmarshal([]byte(document), &lists) != nil || json.Unmarshal(lists.Methods, &rows) != nil {
		return names
	}
	for _, raw := range rows {
		var m struct {
			ID   json.Number `json:"id"`
			Name string      `json:"name"`
			Code string      `json:"code"`
		}
		if json.Unmarshal(raw, &m) != nil {
			continue
		}
		id, err := m.ID.Int64()
		name := strings.TrimSpace(m.Name)
		if name == "" {
			name = strings.TrimSpace(m.Code)
		}
		if err == nil && name != "" {
			names[id] = name
		}
	}
	return names
}
