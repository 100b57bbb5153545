package brightpearlsim

import (
	"net/http"
	"strconv"
	"time"
)

// reservation is the one allocation an order can have, in one warehouse.
type reservation struct {
	warehouse int
	rows      map[int]int // row id -> units
}

type reservationIn struct {
	Products []struct {
		ProductID       number `json:"productId"`
		SalesOrderRowID number `json:"salesOrderRowId"`
		Quantity        number `json:"quantity"`
	} `json:"products"`
}

// rowWish is what one request asks for on one row; several entries of a row are summed.
type rowWish struct{ row, product, quantity int }

func (c *call) wishes(o *order) ([]rowWish, *reply) {
	var in reservationIn
	if bad := c.decode(&in); bad != nil {
		return nil, bad
	}
	fail := func(code, message string) ([]rowWish, *reply) {
		no := invalid(code, message)
		return nil, &no
	}
	if len(in.Products) == 0 {
		return fail(codeWarehouse, "At least one product is required")
	}
	var wishes []rowWish
	index, byParent := map[int]int{}, c.on(ReserveParents)
	for _, p := range in.Products {
		product, err := p.ProductID.id()
		if err != nil || product <= 0 {
			return fail(codeProductID, "Product id must be greater than 0")
		}
		rowID, _ := p.SalesOrderRowID.id()
		row := o.row(rowID)
		if row == nil || row.product != product {
			return fail(codeWarehouse, "The order row "+p.SalesOrderRowID.text+" does not belong to this order and product")
		}
		quantity, err := p.Quantity.dec()
		if err != nil || quantity < 0 || !quantity.whole() || quantity == 0 && c.on(ReserveZeroRefused) {
			return fail(codeQuantity, "Invalid quantity")
		}
		rows := []rowWish{{rowID, product, quantity.units()}}
		if byParent && row.bundleParent {
			rows = c.srv.partsOf(o, row, quantity.units())
		} else if !c.srv.stockRow(row) || byParent && row.bundleChild {
			return fail(codeWarehouse, "Stock cannot be reserved for the order row "+p.SalesOrderRowID.text)
		}
		for _, wish := range rows {
			if at, seen := index[wish.row]; seen {
				wishes[at].quantity += wish.quantity
				continue
			}
			index[wish.row] = len(wishes)
			wishes = append(wishes, wish)
		}
	}
	return wishes, nil
}

// partsOf turns a wish for bundles into wishes for their parts.
func (s *Server) partsOf(o *order, parent *orderRow, bundles int) []rowWish {
	var wishes []rowWish
	for _, r := range o.rows {
		if r.parentRow != parent.id || parent.quantity == 0 {
			continue
		}
		each := int(r.quantity / parent.quantity)
		if r.bundleParent {
			wishes = append(wishes, s.partsOf(o, r, bundles*each)...)
		} else if s.stockRow(r) {
			wishes = append(wishes, rowWish{r.id, r.product, bundles * each})
		}
	}
	return wishes
}

func (c *call) postReservation() reply {
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	warehouse := c.id("warehouse")
	if _, ok := c.srv.warehouse(warehouse); !ok {
		return invalid(codeWarehouse, "The warehouse does not exist")
	}
	wishes, bad := c.wishes(o)
	if bad != nil {
		return *bad
	}
	if o.kind != salesOrder || o.cancelled {
		return invalid(codeOrderState, "Stock cannot be reserved for this order")
	}
	sets := false
	if o.reservation != nil {
		switch {
		case c.on(ReserveRefused):
			return invalid(codeWarehouse, "The order already has a reservation")
		case o.reservation.warehouse != warehouse:
			return invalid(codeWarehouse, "The order has a reservation in another warehouse")
		}
		sets = c.on(ReserveSets)
	}
	if !c.srv.reserveLocked(o, warehouse, wishes, sets, c.now) {
		return refuse(http.StatusBadRequest, codeWarehouse, "There is no stock available to reserve")
	}
	return c.reserved(o)
}

func (c *call) putReservation() reply {
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	if o.reservation == nil {
		return notFound("No reservation found for order " + c.vars["id"])
	}
	wishes, bad := c.wishes(o)
	if bad != nil {
		return *bad
	}
	c.srv.reserveLocked(o, o.reservation.warehouse, wishes, true, c.now)
	return c.reserved(o)
}

// reserved ends a change of a reservation.
func (c *call) reserved(o *order) reply {
	if c.on(ReserveMovesOrder) {
		c.srv.touchLocked(o, c.now)
	}
	return done()
}

// reserveLocked takes what there is, first come, first served. It is false when a new reservation would be empty.
func (s *Server) reserveLocked(o *order, warehouse int, wishes []rowWish, sets bool, now time.Time) bool {
	held := o.reservation
	if held == nil {
		held = &reservation{warehouse: warehouse, rows: map[int]int{}}
	}
	got := 0
	for _, wish := range wishes {
		more := wish.quantity
		if sets {
			more -= held.rows[wish.row]
		}
		more = min(more, max(0, s.level(wish.product, warehouse).onHand()))
		s.moveLocked(wish.product, warehouse, 0, more, now)
		held.rows[wish.row] += more
		if held.rows[wish.row] == 0 {
			delete(held.rows, wish.row)
		}
		if more > 0 {
			got += more
		}
	}
	if o.reservation == nil && got == 0 {
		return false
	}
	o.reservation = held
	if len(held.rows) == 0 {
		o.reservation = nil
	}
	return true
}

// unreserveLocked gives everything held for an order back.
func (s *Server) unreserveLocked(o *order, now time.Time) {
	if o.reservation == nil {
		return
	}
	for row, quantity := range o.reservation.rows {
		s.moveLocked(o.row(row).product, o.reservation.warehouse, 0, -quantity, now)
	}
	o.reservation = nil
}

func (s *Server) autoAllocate(o *order, now time.Time) {
	var wishes []rowWish
	for _, r := range o.rows {
		if s.stockRow(r) {
			wishes = append(wishes, rowWish{r.id, r.product, r.quantity.units()})
		}
	}
	s.reserveLocked(o, o.warehouse, wishes, true, now)
}

func (c *call) getReservation() reply {
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	if o.reservation == nil {
		return notFound("No reservation found for order " + c.vars["id"])
	}
	rows := object{}
	for row, quantity := range o.reservation.rows {
		rows[strconv.Itoa(row)] = object{"productId": o.row(row).product, "quantity": quantity}
	}
	return answer([]object{{"orderId": o.id, "warehouseId": o.reservation.warehouse, "orderRows": rows}})
}

func (c *call) deleteReservation() reply {
	o, bad := c.order()
	if bad != nil {
		return *bad
	}
	if o.reservation == nil {
		return notFound("No reservation found for order " + c.vars["id"])
	}
	if c.on(NoReserveDelete) {
		return refuse(http.StatusMethodNotAllowed, codeWarehouse, "A reservation cannot be deleted")
	}
	c.srv.unreserveLocked(o, c.now)
	return c.reserved(o)
}
