package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

var shipmentTabs = map[string][]string{
	"todo":     {string(commerce.ShipmentWaiting)},
	"part":     nil, // by column
	"told":     {string(commerce.ShipmentSent), string(commerce.ShipmentSuperseded), string(commerce.ShipmentHandled)},
	"today":    nil, // by time
	"problems": {string(commerce.ShipmentHeld), string(commerce.ShipmentReversed)},
}

// shipmentTraits are the words of Filter.Has, but for late, which moves with the clock.
var shipmentTraits = map[string]string{
	"goods_out": "h.kind = 'goods_out'",
	"drop_ship": "h.kind = 'drop_ship'",
	"untracked": "h.tracking = ''",
	"cancelled": "h.order_id in (select c.id from orders c where upper(trim(c.ekm_status)) in ('CANCELLED', 'CANCELED', 'REFUNDED', 'DECLINED', 'FAILED'))",
}

// lateAfter is when a shipment that waits is late.
const lateAfter = time.Hour

const shipmentRowColumns = `h.store_id, s.name, h.order_id, h.ekm_id, coalesce(o.number, ''), h.sales_order_id, h.kind, h.note_id, h.units,
	coalesce(case when o.ship_wanted >= 0 then o.ship_wanted else o.wanted end, 0),
	(select coalesce(sum(n.units), 0) from shipment n where n.order_id = h.order_id and n.gone = ''),
	(select count(*) from shipment n where n.order_id = h.order_id),
	h.carrier, h.tracking, h.shipped_at, h.seen_at, h.state, h.sent_at, h.status_told, coalesce(o.ekm_status, ''),
	h.gone, h.gone_at, h.reason, h.emailed, h.cause_code, h.cause_text, h.cause_fix, h.attempts, coalesce(o.shipped_all, false), coalesce(o.ship_wanted, -1) >= 0`

// shipmentRead is a row with what decides the status that is still to be told.
type shipmentRead struct {
	view.ShipmentRow
	whole, read bool // complete by Brightpearl's order; and whether that was read
}

func scanShipmentRead(rows *sql.Rows) (shipmentRead, error) {
	var h shipmentRead
	var emailed string
	err := rows.Scan(&h.StoreID, &h.Store, &h.OrderID, &h.EKMOrderID, &h.Number, &h.SalesOrderID, &h.Kind, &h.NoteID, &h.Units,
		&h.UnitsOrdered, &h.UnitsShipped, &h.Notes, &h.Carrier, &h.Tracking, moment{&h.ShippedAt}, moment{&h.SeenAt}, &h.State, moment{&h.SentAt},
		&h.StatusWanted, &h.StatusNow, &h.Gone, moment{&h.GoneAt}, &h.Reason, &emailed, &h.Cause.Code, &h.Cause.Text, &h.Cause.Fix, &h.Attempts,
		&h.whole, &h.read)
	h.Emailed = readEmailed(emailed)
	if !h.read {
		h.whole = h.UnitsShipped >= h.UnitsOrdered
	}
	return h, err
}

const shipmentJoins = ` join store s on s.id = h.store_id left join orders o on o.id = h.order_id`

// shipmentList: the natural order, newest shipped first, walks shipment_shipped; with a state shipment_state, with a store
// shipment_store. The sorts state and shipped walk the same indexes; number, store and sent sort in memory.
var shipmentList = list[shipmentRead]{
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
	scan:    scanShipmentRead,
	cursor:  func(h shipmentRead) []any { return []any{millis(h.ShippedAt), h.Kind, h.NoteID} },
}

// ShipmentPage reads one part of the warehouse notes. Tabs are todo, part and problems (all without removed stores), told and today;
// today takes those of told that were told since the midnight of From or, without one, of now, and From and To then bound the time of
// telling. Otherwise they bound the time of shipping. Has takes goods_out, drop_ship, untracked, late and cancelled. Text
// looks for a part of the tracking number, the carrier or the order's number (with fewer than three letters for the beginning of the
// order's number), or for the exact number of the note or of the Brightpearl order. The natural order is newest shipped first.
func (d *DB) ShipmentPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ShipmentRow], error) {
	w, err := d.shipmentFilter(ctx, f)
	if err != nil {
		return view.Page[view.ShipmentRow]{}, err
	}
	var quick shortcut
	if f.Code == "" && f.From.IsZero() && f.To.IsZero() && strings.TrimSpace(f.Text) == "" && f.Tab != "part" && f.Tab != "today" &&
		len(f.Has) == 0 && f.Carrier == "" {
		quick.total = d.kept("shipment_tally h", w)
	}
	read, err := shipmentList.read(ctx, d, w, win, quick)
	page := view.Page[view.ShipmentRow]{Total: read.Total, Next: read.Next}
	if err != nil {
		return page, err
	}
	page.Rows, err = d.wishStatus(ctx, read.Rows)
	return page, err
}

func (d *DB) shipmentFilter(ctx context.Context, f view.Filter) (where, error) {
	var w where
	states, err := tabStates(shipmentTabs, f.Tab)
	if err != nil {
		return w, err
	}
	if f.Store != 0 {
		w.add("h.store_id = ?", f.Store)
	} else if f.Tab == "todo" || f.Tab == "problems" || f.Tab == "part" {
		w.add("h." + notRemoved)
	}
	switch f.Tab {
	case "part":
		w.add("h.part")
	case "today":
		w.add("h.state not in ('waiting', 'held', 'reversed')") // the states of told; said so, it leaves the choice to shipment_told
	default:
		w.in("h.state", states)
	}
	w.in("h.state", f.States)
	if f.Code != "" {
		w.add("h.cause_code = ?", f.Code)
	}
	moment, from := "h.shipped_at", f.From
	if f.Tab == "today" {
		if from.IsZero() {
			from = d.Now()
		}
		moment, from = "h.sent_at", midnight(from)
		w.add("h.sent_at < ?", millis(from.AddDate(10, 0, 0))) // a span between two ends is what an index is taken for
	}
	if !from.IsZero() {
		w.add(moment+" >= ?", millis(from))
	}
	if !f.To.IsZero() {
		w.add(moment+" < ?", millis(f.To))
	}
	for _, word := range f.Has {
		switch condition, known := shipmentTraits[word]; {
		case known:
			w.add(condition)
		case word == "late":
			w.add("h.state = 'waiting'")
			w.add("h.seen_at < ?", millis(d.Now().Add(-lateAfter)))
		default:
			return w, fmt.Errorf("shipments have no property %q", word)
		}
	}
	if f.Carrier != "" {
		w.add("h.carrier = ?", f.Carrier)
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		if err := d.shipmentSearch(ctx, &w, text); err != nil {
			return w, fmt.Errorf("search the shipments: %w", err)
		}
	}
	return w, nil
}

// ShipmentCarriers lists the carriers that shipments name, in alphabetical order. It skips from one to the next through
// shipment_carrier.
func (d *DB) ShipmentCarriers(ctx context.Context) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, `with recursive c(name) as (select min(carrier) from shipment where carrier > ''
		union all select (select min(h.carrier) from shipment h where h.carrier > c.name) from c where c.name is not null)
		select name from c where name is not null`)
	return collect(rows, err, func(r *sql.Rows) (string, error) {
		var name string
		err := r.Scan(&name)
		return name, err
	})
}

// ShipmentTabs counts the notes behind each tab, and all of them under "all". It reads shipment_tally, and for part and today the
// few entries of shipment_part and shipment_told that are counted.
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
	for _, tab := range []string{"part", "today"} {
		w, err := d.shipmentFilter(ctx, view.Filter{Store: store, Tab: tab})
		if err != nil {
			return nil, err
		}
		if tabs[tab], err = shipmentList.count(ctx, d, w); err != nil {
			return nil, fmt.Errorf("count the shipments of %s: %w", tab, err)
		}
	}
	return tabs, nil
}

// orderShipments walks shipment_order, and order_row for what the notes hold.
func (d *DB) orderShipments(ctx context.Context, id commerce.OrderID) ([]view.ShipmentRow, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+shipmentRowColumns+` from shipment h`+shipmentJoins+`
		where h.order_id = $1 order by h.shipped_at, h.kind, h.note_id`, id)
	read, err := collect(rows, err, scanShipmentRead)
	if err != nil || len(read) == 0 {
		return nil, err
	}
	out, err := d.wishStatus(ctx, read)
	if err != nil {
		return nil, err
	}
	return out, d.fillLines(ctx, id, out)
}

// fillLines says what each note of an order holds, with the names of our rows or, for rows that the shopper did not order, of
// Brightpearl's.
func (d *DB) fillLines(ctx context.Context, id commerce.OrderID, notes []view.ShipmentRow) error {
	order, ok, err := d.PlacedOrder(ctx, id)
	if err != nil || !ok {
		return err
	}
	ordered, err := d.OrderRows(ctx, id)
	if err != nil {
		return err
	}
	known := map[int64]view.ShipmentLine{}
	for _, r := range order.Rows {
		known[r.RowID] = view.ShipmentLine{RowID: r.RowID, SKU: r.SKU, Name: r.Name}
	}
	for _, r := range ordered {
		if r.RowID > 0 {
			known[r.RowID] = view.ShipmentLine{RowID: r.RowID, SKU: r.SKU, Name: r.Name, Ordered: r.Wanted}
		}
	}
	stored, err := d.ShipmentsOf(ctx, id)
	if err != nil {
		return err
	}
	for _, s := range stored {
		at := slices.IndexFunc(notes, func(n view.ShipmentRow) bool { return n.Kind == s.Kind && n.NoteID == s.NoteID })
		for _, row := range slices.Sorted(maps.Keys(s.Rows)) {
			line := known[row]
			line.RowID, line.Units = row, s.Rows[row]
			notes[at].Lines = append(notes[at].Lines, line)
		}
	}
	return nil
}

// wishStatus fills in, for notes that the store was not told of, the EKM status that the store's settings ask for: by the
// policy "last" the one for a part as long as the order is not completely shipped, else the one for everything shipped.
func (d *DB) wishStatus(ctx context.Context, notes []shipmentRead) ([]view.ShipmentRow, error) {
	out := make([]view.ShipmentRow, len(notes))
	wished := false
	for i, h := range notes {
		out[i] = h.ShipmentRow
		wished = wished || untold(h.ShipmentRow)
	}
	if !wished {
		return out, nil
	}
	stores, err := d.Stores(ctx)
	if err != nil {
		return nil, err
	}
	chosen := map[commerce.StoreID]settings.Store{}
	for _, s := range stores {
		chosen[s.ID] = s.Settings
	}
	for i := range out {
		h := &out[i]
		choice, ok := chosen[h.StoreID]
		switch {
		case !untold(*h), !ok:
		case notes[i].whole || choice.ShippedPolicy == settings.ShippedFirst:
			h.StatusWanted = choice.ShippedStatus
		case choice.PartShippedStatus != "" || choice.ShippedPolicy == settings.ShippedLast:
			h.StatusWanted = choice.PartShippedStatus
		default:
			h.StatusWanted = choice.ShippedStatus
		}
	}
	return out, nil
}

func untold(h view.ShipmentRow) bool {
	return h.StatusWanted == "" && (h.State == commerce.ShipmentWaiting || h.State == commerce.ShipmentHeld)
}
