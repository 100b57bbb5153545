package shipflow

import (
	"context"
	"maps"
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// start is the moment from which shipped notes are searched.
func (p *poll) start(at db.Poll) time.Time {
	if !at.At.IsZero() {
		from := at.At.Add(-overlap)
		if back := p.began.Add(-sweepBack); p.sweep && back.Before(from) {
			from = back
		}
		return from
	}
	from := p.began
	for _, s := range p.stores {
		for _, moment := range []time.Time{s.LiveSince, s.Settings.OrdersFrom} {
			if !moment.IsZero() && moment.Before(from) {
				from = moment
			}
		}
	}
	return from
}

// read asks Brightpearl for notes of our orders, and returns the stored ones that the answer is complete for.
func (p *poll) read(ctx context.Context, from time.Time) (stored []db.Shipment, err error) {
	found, err := p.client.GoodsOut.SearchShipped(ctx, from, 0)
	if err != nil {
		return nil, err
	}
	if p.asOf = found.AsOf; p.asOf.IsZero() {
		p.asOf = p.began
	}
	wanted, supplied := map[int64]bool{}, map[int64]bool{}
	for _, row := range found.Items {
		if !row.Transfer && row.Order > 0 {
			wanted[int64(row.Order)] = true
		}
	}
	most := openMost
	if p.sweep {
		most = openSwept
		if stored, err = p.d.db.RecentShipments(ctx, p.began.Add(-recheckBack)); err != nil {
			return nil, err
		}
	}
	open, err := p.d.db.OpenSalesOrders(ctx, p.began.Add(-openFor), most)
	if err != nil {
		return nil, err
	}
	p.looked = open
	if !p.sweep {
		p.looked = p.d.looked.next(open, p.began)
	}
	for _, id := range p.looked {
		supplied[id], wanted[id] = true, true
	}
	for _, n := range stored {
		wanted[n.SalesOrderID], p.moved[n.OrderID] = true, true
		if n.Kind == commerce.DropShip {
			supplied[n.SalesOrderID] = true
		}
	}
	if p.ours, err = p.d.db.PlacedOrders(ctx, slices.Sorted(maps.Keys(wanted))); err != nil {
		return nil, err
	}
	if err := p.goodsOut(ctx, found.Items, stored); err != nil {
		return nil, err
	}
	if p.sweep {
		if err := p.goodsOutOf(ctx, open); err != nil {
			return nil, err
		}
	}
	return stored, p.dropShipsOf(ctx, slices.Sorted(maps.Keys(supplied)))
}

// goodsOut reads the found and the stored goods-out notes that belong to our orders, and counts those of others on our channels.
func (p *poll) goodsOut(ctx context.Context, rows []brightpearl.GoodsOutRow, stored []db.Shipment) error {
	channels := map[int64]commerce.StoreID{}
	for _, s := range p.stores {
		if s.Settings.ChannelID > 0 {
			channels[s.Settings.ChannelID] = s.ID
		}
	}
	asked := map[brightpearl.GoodsOutID]bool{}
	for _, row := range rows {
		if row.Transfer {
			continue
		}
		if _, our := p.ours[int64(row.Order)]; our {
			asked[row.ID] = true
		} else if store, known := channels[int64(row.Channel)]; known {
			p.foreign = append(p.foreign, foreign{int64(row.ID), store})
		}
	}
	for _, n := range stored {
		if _, our := p.ours[n.SalesOrderID]; our && n.Kind == commerce.GoodsOut {
			asked[brightpearl.GoodsOutID(n.NoteID)] = true
		}
	}
	if len(asked) == 0 {
		return nil
	}
	got, err := p.client.GoodsOut.Get(ctx, slices.Sorted(maps.Keys(asked))...)
	p.addGoodsOut(got)
	return err
}

// goodsOutOf reads the goods-out notes of sales orders.
func (p *poll) goodsOutOf(ctx context.Context, salesOrders []int64) error {
	if len(salesOrders) == 0 {
		return nil
	}
	got, err := p.client.GoodsOut.ByOrders(ctx, orderIDs(salesOrders)...)
	p.addGoodsOut(got)
	return err
}

func (p *poll) addGoodsOut(notes []brightpearl.GoodsOutNote) {
	for _, n := range notes {
		if order, our := p.ours[int64(n.Order)]; our && !n.Transfer {
			p.got.add(shipment(order, commerce.GoodsOut, int64(n.ID), n.Tracking, n.Method, n.ShippedOn, n.Lines), n.Shipped)
		}
	}
}

// dropShipsOf reads the drop-ship notes of sales orders.
func (p *poll) dropShipsOf(ctx context.Context, salesOrders []int64) error {
	if len(salesOrders) == 0 {
		return nil
	}
	got, err := p.client.DropShip.ByOrders(ctx, orderIDs(salesOrders)...)
	for _, n := range got {
		if order, our := p.ours[int64(n.Order)]; our {
			p.got.add(shipment(order, commerce.DropShip, int64(n.ID), n.Tracking, n.Method, n.ShippedOn, n.Lines), n.Shipped)
		}
	}
	return err
}

func orderIDs(ids []int64) []brightpearl.OrderID {
	out := make([]brightpearl.OrderID, len(ids))
	for i, id := range ids {
		out[i] = brightpearl.OrderID(id)
	}
	return out
}
