package db

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// of is one store's part of the status.
func (f statusFigures) of(s StoreRow, now time.Time) view.StoreStatus {
	orders, links, shipments, levels := f.orders[s.ID], f.links[s.ID], f.shipments[s.ID], f.levels[s.ID]
	out := view.StoreStatus{
		Name: s.Name, Username: s.Username, State: string(stateAt(s, now)), Currency: s.Currency, Requests: f.traffic[s.ID],
		Orders: view.OrderCounts{
			Posted:   total(orders, "posted"),
			Waiting:  total(orders, "waiting", "working"),
			Held:     total(orders, "held"),
			Excluded: total(orders, "excluded", "cancelled"),
		},
		SKUs: view.LinkCounts{
			Matched:         total(links, string(commerce.Matched), string(commerce.Bundled)),
			NearMatch:       links[string(commerce.NearMatch)],
			Duplicate:       links[string(commerce.Duplicate)],
			EKMOnly:         links[string(commerce.EKMOnly)],
			BrightpearlOnly: links[string(commerce.BrightpearlOnly)],
			NoSKU:           links[string(commerce.WithoutSKU)],
			Invalid:         links[string(commerce.InvalidSKU)],
			NotStockTracked: links[string(commerce.NotStockTracked)],
			Ignored:         links[string(commerce.IgnoredSKU)],
		},
		Stock: view.LevelCounts{Managed: levels.managed, Queued: levels.queued, Written: levels.written,
			Superseded: levels.superseded, Drift: levels.drift},
		Shipments: view.ShipmentCounts{
			Waiting: total(shipments, "waiting"),
			Sent:    total(shipments, "sent", "superseded", "handled"),
			Held:    total(shipments, "held"),
		},
	}
	out.Orders.Placed = out.Orders.Posted + out.Orders.Waiting + out.Orders.Held + out.Orders.Excluded
	if h := f.orderDelays[s.ID]; h != nil {
		out.Delay.OrdersP50, out.Delay.OrdersP95 = h.percentile(50), h.percentile(95)
	}
	if h := f.stockDelays[s.ID]; h != nil {
		out.Delay.StockP50, out.Delay.StockP95 = h.percentile(50), h.percentile(95)
	}
	return out
}

// stateAt is the store's state at a moment: a pause that has run out is over although nobody has written that down yet.
func stateAt(s StoreRow, now time.Time) commerce.StoreState {
	if s.State == commerce.StorePaused && s.Live(now) {
		return commerce.StoreLive
	}
	return s.State
}

// judge finds the one word for everything, by the rule that Status documents.
func (f statusFigures) judge(stores []StoreRow, account Account, now time.Time) string {
	paused := 0
	attention := account.SignedOut || f.problems > 0
	silent, queued := false, false
	for _, s := range stores {
		switch stateAt(s, now) {
		case commerce.StorePaused:
			paused++
		case commerce.StoreSignIn, commerce.StoreError:
			attention = true
		case commerce.StoreLive:
			heard := s.LastContact
			if heard.IsZero() {
				heard = s.LiveSince
			}
			silent = silent || now.Sub(heard) > contactLimit
			queued = queued || f.queued(s)
		}
		attention = attention || f.needsPerson(s)
	}
	switch {
	case len(stores) > 0 && paused == len(stores):
		return "paused"
	case attention:
		return "attention"
	case silent:
		return "unknown"
	case queued:
		return "working"
	}
	return "ok"
}

func (f statusFigures) needsPerson(s StoreRow) bool {
	return f.orders[s.ID]["held"] > 0 || f.shipments[s.ID]["held"] > 0 || f.levels[s.ID].problems > 0 ||
		s.StockOn && f.links[s.ID][string(commerce.Duplicate)] > 0
}

func (f statusFigures) queued(s StoreRow) bool {
	return s.OrdersOn && total(f.orders[s.ID], "waiting", "working") > total(f.awaiting[s.ID], "waiting", "working") ||
		s.StockOn && f.levels[s.ID].queued > 0 ||
		s.ShipmentsOn && f.shipments[s.ID]["waiting"] > 0
}
