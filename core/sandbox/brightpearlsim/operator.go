package brightpearlsim

import (
	"errors"
	"fmt"
	"time"
)

// Shipment asks the warehouse to ship (part of) an order at once.
type Shipment struct {
	OrderID  int    `json:"order_id"`
	Tracking string `json:"tracking"`
	// Rows are what to ship; none means everything that is still to go and in stock.
	Rows []ShipmentRow `json:"rows"`
	// ShippedAt may back-date the shipment. Zero is now.
	ShippedAt time.Time `json:"shipped_at"`
}

// ShipmentRow is a quantity of one order row.
type ShipmentRow struct {
	RowID    int `json:"row_id"`
	Quantity int `json:"quantity"`
}

var errNothingToShip = errors.New("nothing to ship: everything is on a note already or there is no stock")

func (s *Server) salesOrderLocked(id int) (*order, error) {
	if o := s.orders[id]; o != nil && o.kind == salesOrder {
		return o, nil
	}
	return nil, fmt.Errorf("there is no sales order %d", id)
}

// Ship ships an order now and returns the goods-out notes shipped. Without rows, open notes of the order go first.
func (s *Server) Ship(wish Shipment) ([]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(wish.OrderID)
	if err != nil {
		return nil, err
	}
	now := s.cfg.Now()
	at := wish.ShippedAt
	if at.IsZero() {
		at = now
	}
	var out []*note
	if len(wish.Rows) == 0 {
		for _, n := range s.notesOf(o.id) {
			if !n.shipped() {
				out = append(out, n)
			}
		}
	}
	rows, err := s.shipmentRows(o, wish.Rows)
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		n := s.createNoteLocked(o, s.homeOf(o), rows, now)
		if n == nil {
			return nil, errNothingToShip
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, errNothingToShip
	}
	ids := make([]int, 0, len(out))
	for _, n := range out {
		n.reference = wish.Tracking
		s.noteEventLocked(n, noteEvent{"SHW", at, crewMember}, now)
		ids = append(ids, n.id)
	}
	return ids, nil
}

// homeOf is the warehouse that serves an order.
func (s *Server) homeOf(o *order) int {
	if o.reservation != nil {
		return o.reservation.warehouse
	}
	return o.warehouse
}

// shipmentRows checks the rows asked for, or takes all that is left and in stock.
func (s *Server) shipmentRows(o *order, asked []ShipmentRow) ([]noteRow, error) {
	fulfilled, free := s.fulfilledRows(o), map[int]int{}
	var rows []noteRow
	if len(asked) > 0 {
		for _, a := range asked {
			r := o.row(a.RowID)
			if r == nil || !s.stockRow(r) || a.Quantity < 1 || fulfilled[a.RowID]+a.Quantity > r.quantity.units() {
				return nil, fmt.Errorf("row %d cannot be shipped in that quantity", a.RowID)
			}
			fulfilled[a.RowID] += a.Quantity
			rows = append(rows, noteRow{r.id, r.product, a.Quantity})
		}
		return rows, nil
	}
	home := s.homeOf(o)
	for _, r := range o.rows {
		if !s.stockRow(r) {
			continue
		}
		if _, seen := free[r.product]; !seen {
			free[r.product] = max(0, s.level(r.product, home).onHand())
		}
		left := r.quantity.units() - fulfilled[r.id]
		reserved := 0
		if o.reservation != nil {
			reserved = min(left, o.reservation.rows[r.id])
		}
		take := min(left-reserved, free[r.product])
		free[r.product] -= take
		if reserved+take > 0 {
			rows = append(rows, noteRow{r.id, r.product, reserved + take})
		}
	}
	return rows, nil
}

// DropShip has a supplier send rows of an order at once and returns the drop-ship note.
// Without rows it takes what is neither on a note nor reserved.
func (s *Server) DropShip(wish Shipment) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(wish.OrderID)
	if err != nil {
		return 0, err
	}
	rows := s.lackingRows(o)
	if len(wish.Rows) > 0 {
		if rows, err = s.shipmentRows(o, wish.Rows); err != nil {
			return 0, err
		}
	}
	if len(rows) == 0 {
		return 0, errNothingToShip
	}
	now := s.cfg.Now()
	at := wish.ShippedAt
	if at.IsZero() {
		at = now
	}
	s.releaseRowsLocked(o, rows, now)
	d := s.createDropShipLocked(o, rows, now)
	s.shipDropShipLocked(d, wish.Tracking, at, now)
	return d.id, nil
}

// releaseRowsLocked gives back what was reserved for rows beyond what is still left of them.
func (s *Server) releaseRowsLocked(o *order, rows []noteRow, now time.Time) {
	if o.reservation == nil {
		return
	}
	fulfilled := s.fulfilledRows(o)
	var wishes []rowWish
	for _, r := range rows {
		left := o.row(r.row).quantity.units() - fulfilled[r.row] - r.quantity
		if held := o.reservation.rows[r.row]; held > left {
			wishes = append(wishes, rowWish{r.row, r.product, max(0, left)})
		}
	}
	s.reserveLocked(o, o.reservation.warehouse, wishes, true, now)
}

// SetTracking changes the tracking reference of a goods-out note, shipped or not, as a person at a screen might.
func (s *Server) SetTracking(noteID int, tracking string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := pick(s.notes, func(n *note) bool { return n.id == noteID })
	if !ok {
		return fmt.Errorf("there is no goods-out note %d", noteID)
	}
	n.reference = tracking
	s.raiseLocked("goods-out-note.modified", n.id, s.cfg.Now())
	return nil
}

// SetStock makes the physical stock of a SKU in a warehouse what units says, as a stock count would.
func (s *Server) SetStock(sku string, warehouse, units int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.warehouse(warehouse); !ok {
		return fmt.Errorf("there is no warehouse %d", warehouse)
	}
	p, err := s.trackedLocked(sku)
	if err != nil {
		return err
	}
	change := units - s.level(p.ID, warehouse).inStock
	s.recordLocked(movement{product: p.ID, warehouse: warehouse, quantity: change, kind: "SC", updated: s.cfg.Now()})
	return nil
}

// Approve signs in without a browser and returns the tokens of a new OAuth installation.
func (s *Server) Approve() (access, refresh string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.newGrantLocked(s.cfg.Now())
	return g.access, g.refresh
}
