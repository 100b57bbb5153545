package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

var shipmentTabs = map[string][]string{
	"todo":     {string(commerce.ShipmentWaiting)},
	"told":     {string(commerce.ShipmentSent), string(commerce.ShipmentSuperseded)},
	"problems": {string(commerce.ShipmentHeld)},
}

const shipmentRowColumns = `h.store_id, s.name, h.order_id, h.ekm_id, coalesce(o.number, ''), h.sales_order_id, h.kind, h.note_id, h.units,
	coalesce(o.wanted, 0), h.carrier, h.tracking, h.shipped_at, h.state, h.sent_at, h.status_told, coalesce(o.ekm_status, ''),
	h.cause_code, h.cause_text, h.cause_fix, h.attempts`

func scanShipmentRow(rows *sql.Rows) (view.ShipmentRow, error) {
	var h view.ShipmentRow
	return h, rows.Scan(&h.StoreID, &h.Store, &h.OrderID, &h.EKMOrderID, &h.Number, &h.SalesOrderID, &h.Kind, &h.NoteID, &h.Units,
		&h.UnitsOrdered, &h.Carrier, &h.Tracking, moment{&h.ShippedAt}, &h.State, moment{&h.SentAt}, &h.StatusWanted, &h.StatusNow,
		&h.Cause.Code, &h.Cause.Text, &h.Cause.Fix, &h.Attempts)
}

const shipmentJoins = ` join store s on s.id = h.store_id left join orders o on o.id = h.order_id`

// shipmentList: the natural order, newest shipped first, walks shipment_shipped; with a state shipment_state, with a store
// shipment_store. The sorts state and shipped walk the same indexes; number, store and sent sort in memory.
var shipmentList = list[view.ShipmentRow]{
	table:   "shipment h",
	key:     []string{"h.kind", "h.note_id"},
	natural: []string{"h.shipped_at", "h.kind", "h.note_id"},
	newest:  true,
	sorts: map[string][]string{
		"state":   {"h.state", "h.shipped_at"},
		"number":  {"length(o.number)", "o.number"},
		"store":   {"s.name_key", "h.shipped_at"},
		"shipped": {"h.shipped_at"},
		"sent":    {"h.sent_at"},
	},
	joined:  []string{"number", "store"},
	joins:   shipmentJoins,
	columns: shipmentRowColumns,
	scan:    scanShipmentRow,
	cursor:  func(h view.ShipmentRow) []any { return []any{millis(h.ShippedAt), h.Kind, h.NoteID} },
}

// ShipmentPage reads one part of the warehouse notes. Tabs are todo and problems (both without removed stores) and told. Text
// looks for a part of the tracking number, the carrier or the order's number (with fewer than three letters for the beginning of the
// order's number), or for the exact number of the note or of the Brightpearl order; From and To bound the time of shipping. The natural order is newest shipped first.
func (d *DB) ShipmentPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ShipmentRow], error) {
	w, err := d.shipmentFilter(ctx, f)
	if err != nil {
		return view.Page[view.ShipmentRow]{}, err
	}
	var quick shortcut
	if f.Code == "" && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" {
		quick.total = d.kept("shipment_tally h", w)
	}
	page, err := shipmentList.read(ctx, d, w, win, quick)
	if err != nil {
		return page, err
	}
	return page, d.wishStatus(ctx, page.Rows)
}

func (d *DB) shipmentFilter(ctx context.Context, f view.Filter) (where, error) {
	var w where
	states, err := tabStates(shipmentTabs, f.Tab)
	if err != nil {
		return w, err
	}
	if f.Store != 0 {
		w.add("h.store_id = ?", f.Store)
	} else if f.Tab == "todo" || f.Tab == "problems" {
		w.add("h." + notRemoved)
	}
	w.in("h.state", states)
	w.in("h.state", f.States)
	if f.Code != "" {
		w.add("h.cause_code = ?", f.Code)
	}
	if !f.From.IsZero() {
		w.add("h.shipped_at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.add("h.shipped_at < ?", millis(f.To))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		if err := d.shipmentSearch(ctx, &w, text); err != nil {
			return w, fmt.Errorf("search the shipments: %w", err)
		}
	}
	return w, nil
}

// ShipmentTabs counts the notes behind each tab, and all of them under "all". It reads shipment_tally.
func (d *DB) ShipmentTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error) {
	sums, rested, err := d.byState(ctx, "shipment_tally", store)
	if err != nil {
		return nil, err
	}
	tabs := map[string]int{"all": 0}
	for tab, states := range shipmentTabs {
		tabs[tab] = total(sums, states...)
	}
	tabs["told"] += total(rested, shipmentTabs["told"]...)
	for _, counts := range []map[string]int{sums, rested} {
		for _, n := range counts {
			tabs["all"] += n
		}
	}
	return tabs, nil
}

// orderShipments walks shipment_order.
func (d *DB) orderShipments(ctx context.Context, id commerce.OrderID) ([]view.ShipmentRow, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+shipmentRowColumns+` from shipment h`+shipmentJoins+`
		where h.order_id = $1 order by h.shipped_at, h.kind, h.note_id`, id)
	out, err := collect(rows, err, scanShipmentRow)
	if err != nil {
		return nil, err
	}
	return out, d.wishStatus(ctx, out)
}

// wishStatus fills in, for notes that the store was not told of, the EKM status that the store's settings ask for: by the
// policy "last" the one for a part as long as the order's notes hold fewer units than were ordered, else the one for
// everything shipped.
func (d *DB) wishStatus(ctx context.Context, notes []view.ShipmentRow) error {
	var orders []int64
	for _, h := range notes {
		if untold(h) {
			orders = append(orders, int64(h.OrderID))
		}
	}
	if len(orders) == 0 {
		return nil
	}
	stores, err := d.Stores(ctx)
	if err != nil {
		return err
	}
	chosen := map[commerce.StoreID]settings.Store{}
	for _, s := range stores {
		chosen[s.ID] = s.Settings
	}
	shipped, err := d.shippedUnits(ctx, orders)
	if err != nil {
		return fmt.Errorf("add up shipped units: %w", err)
	}
	for i := range notes {
		h := &notes[i]
		choice, ok := chosen[h.StoreID]
		switch {
		case !untold(*h), !ok:
		case choice.ShippedPolicy == settings.ShippedLast && shipped[h.OrderID] < h.UnitsOrdered:
			h.StatusWanted = choice.PartShippedStatus
		default:
			h.StatusWanted = choice.ShippedStatus
		}
	}
	return nil
}

func untold(h view.ShipmentRow) bool {
	return h.StatusWanted == "" && (h.State == commerce.ShipmentWaiting || h.State == commerce.ShipmentHeld)
}

// shippedUnits adds up the notes of each order, through shipment_order.
func (d *DB) shippedUnits(ctx context.Context, orders []int64) (map[commerce.OrderID]int64, error) {
	out := map[commerce.OrderID]int64{}
	for chunk := range chunks(orders, 500) {
		var w where
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = w.arg(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select order_id, sum(units) from shipment
			where order_id in (`+strings.Join(marks, ", ")+`) group by order_id`, w.args...)
		if _, err := collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var id commerce.OrderID
			var units int64
			err := r.Scan(&id, &units)
			out[id] = units
			return struct{}{}, err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
