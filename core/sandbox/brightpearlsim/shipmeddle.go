package brightpearlsim

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// What the warehouse and staff do to shipments and to the rows of orders behind a connector's back, on Brightpearl's screens: its API
// has none of it.

// Kinds of notes, as the books name them.
const (
	GoodsOutNote = "goods_out"
	DropShipNote = "drop_ship"
)

var errNoNote = errors.New("there is no such note of that kind, goods_out or drop_ship")

func (s *Server) noteLocked(id int) *note {
	n, _ := pick(s.notes, func(n *note) bool { return n.id == id })
	return n
}

func (s *Server) dropShipLocked(id int) *dropShip {
	d, _ := pick(s.dropShips, func(d *dropShip) bool { return d.id == id })
	return d
}

// UnshipNote makes a shipped note an open one again. The goods are back in stock and stay held for the note.
func (s *Server) UnshipNote(kind string, id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unshipLocked(kind, id, s.cfg.Now())
}

func (s *Server) unshipLocked(kind string, id int, now time.Time) error {
	switch kind {
	case GoodsOutNote:
		n := s.noteLocked(id)
		if n == nil || !n.shipped() {
			return fmt.Errorf("goods-out note %d is not shipped", id)
		}
		delete(n.done, "SHW")
		n.events = slices.DeleteFunc(n.events, func(e noteEvent) bool { return e.code == "SHW" })
		for _, r := range n.rows {
			s.moveLocked(r.product, n.warehouse, 0, r.quantity, now)
			s.recordLocked(movement{product: r.product, warehouse: n.warehouse, quantity: r.quantity, row: r.row, note: n.id, order: n.order, kind: "GO", updated: now})
		}
		s.raiseLocked("goods-out-note.modified.un-shipped", id, now)
	case DropShipNote:
		d := s.dropShipLocked(id)
		if d == nil || !d.shipped() {
			return fmt.Errorf("drop-ship note %d is not shipped", id)
		}
		d.shippedOn = time.Time{}
		s.raiseLocked("drop-ship-note.modified.un-shipped", id, now)
	default:
		return errNoNote
	}
	return nil
}

// ShipNote ships an open note, with another tracking reference if one is given. A zero time is now.
func (s *Server) ShipNote(kind string, id int, tracking string, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	if at.IsZero() {
		at = now
	}
	n, d := s.noteLocked(id), s.dropShipLocked(id)
	switch {
	case kind == GoodsOutNote && n != nil && !n.shipped():
		if tracking != "" {
			n.reference = tracking
		}
		s.noteEventLocked(n, noteEvent{"SHW", at, crewMember}, now)
	case kind == DropShipNote && d != nil && !d.shipped():
		if tracking == "" {
			tracking = d.tracking
		}
		s.shipDropShipLocked(d, tracking, at, now)
	default:
		return errNoNote
	}
	return nil
}

// DestroyNote deletes a note, shipped or not; the goods are free again.
func (s *Server) DestroyNote(kind string, id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	switch n, d := s.noteLocked(id), s.dropShipLocked(id); {
	case kind == GoodsOutNote && n != nil:
		if n.shipped() {
			if err := s.unshipLocked(kind, id, now); err != nil {
				return err
			}
		}
		for _, r := range n.rows {
			s.moveLocked(r.product, n.warehouse, 0, -r.quantity, now)
		}
		s.dropNote(n)
		s.raiseLocked("goods-out-note.destroyed", id, now)
	case kind == DropShipNote && d != nil:
		same := func(other *dropShip) bool { return other == d }
		s.dropShips = slices.DeleteFunc(s.dropShips, same)
		s.orderDrops[d.order] = slices.DeleteFunc(s.orderDrops[d.order], same)
		s.raiseLocked("drop-ship-note.destroyed", id, now)
	default:
		return errNoNote
	}
	return nil
}

// SetDropShipTracking changes the tracking reference of a drop-ship note, shipped or not.
func (s *Server) SetDropShipTracking(id int, tracking string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.dropShipLocked(id)
	if d == nil {
		return errNoNote
	}
	d.tracking = tracking
	return nil
}

// RowEdit is a change of an order's rows by hand. Without a row it adds one for a SKU; with a row and a SKU the row is of that product
// from then on; with a quantity the row has it, and with a quantity below 0 the row goes.
type RowEdit struct {
	OrderID  int    `json:"order_id"`
	RowID    int    `json:"row_id"`
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// EditRow changes the rows of a sales order as staff do, and returns the row's id. Amounts stay as they are.
func (s *Server) EditRow(e RowEdit) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(e.OrderID)
	if err != nil {
		return 0, err
	}
	var p *product
	if e.SKU != "" {
		if p, err = s.productLocked(e.SKU); err != nil {
			return 0, err
		}
	}
	now := s.cfg.Now()
	s.unreserveLocked(o, now) // an edit by hand lets go of what was held
	r := o.row(e.RowID)
	switch {
	case e.RowID == 0 && p != nil && e.Quantity > 0:
		r = &orderRow{id: next(&s.last.row), taxCode: "T20", nominal: p.NominalSales, sequence: (len(o.rows) + 1) * 10}
		o.rows = append(o.rows, r)
	case r == nil:
		return 0, fmt.Errorf("sales order %d has no row %d", e.OrderID, e.RowID)
	case e.Quantity < 0:
		o.rows = slices.DeleteFunc(o.rows, func(other *orderRow) bool { return other == r })
	}
	if p != nil {
		r.product, r.sku, r.name = p.ID, p.SKU, p.Name
	}
	if e.Quantity > 0 {
		r.quantity = dec(e.Quantity) * one
	}
	s.touchLocked(o, now)
	return r.id, nil
}

// serveShipMeddling are the doors to all this.
func (s *Server) serveShipMeddling(w http.ResponseWriter, r *http.Request, path string) {
	if path == "edit-row" {
		var in RowEdit
		if controlBody(w, r, &in) {
			id, err := s.EditRow(in)
			control(w, map[string]any{"row_id": id}, err)
		}
		return
	}
	var in struct {
		Kind     string    `json:"kind"`
		NoteID   int       `json:"note_id"`
		Tracking string    `json:"tracking"`
		At       time.Time `json:"shipped_at"`
	}
	if !controlBody(w, r, &in) {
		return
	}
	var err error
	switch path {
	case "unship":
		err = s.UnshipNote(in.Kind, in.NoteID)
	case "ship-note":
		err = s.ShipNote(in.Kind, in.NoteID, in.Tracking, in.At)
	case "destroy-note":
		err = s.DestroyNote(in.Kind, in.NoteID)
	case "dropship-tracking":
		err = s.SetDropShipTracking(in.NoteID, in.Tracking)
	}
	control(w, in, err)
}
