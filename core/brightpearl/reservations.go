package brightpearl

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Reservations holds stock for orders. An order has one reservation at most, on one warehouse.
type Reservations struct{ c *Client }

// Reservation is the stock held for an order.
type Reservation struct {
	Order     OrderID
	Warehouse WarehouseID
	Lines     []ReservationLine // ascending by row
}

// ReservationLine is what is held, or wanted, for one row of an order. Rows of free text, of products without stock
// tracking and of bundles themselves cannot be reserved; a bundle's child rows can.
type ReservationLine struct {
	Row      RowID
	Product  ProductID
	Quantity decimal.Decimal
}

func pathReservation(id OrderID) string {
	return fmt.Sprintf("/warehouse-service/order/%d/reservation", id)
}

// Get reads an order's reservation; false when there is none.
func (s *Reservations) Get(ctx context.Context, id OrderID) (Reservation, bool, error) {
	got, _, err := ask[oneOrMany[wireReservation]](ctx, s.c, rest.Call{
		Op: "read reservation", Path: pathReservation(id), Priority: rest.Reserve,
	})
	if nothing(err) || err == nil && len(got) == 0 {
		return Reservation{}, false, nil
	}
	if err != nil {
		return Reservation{}, false, err
	}
	r := Reservation{Order: id, Warehouse: got[0].WarehouseID}
	for _, w := range got {
		for row, line := range w.OrderRows {
			r.Lines = append(r.Lines, ReservationLine{row, line.ProductID, line.Quantity.Decimal})
		}
	}
	slices.SortFunc(r.Lines, func(a, b ReservationLine) int { return cmp.Compare(a.Row, b.Row) })
	return r, true, nil
}

// Create reserves stock for an order that has no reservation yet: Get first, since nobody documents whether a second Create
// adds, replaces or fails. With too little stock it reserves what there is and succeeds; read it back to know. With none at
// all it is refused: see NothingToReserve.
func (s *Reservations) Create(ctx context.Context, id OrderID, from WarehouseID, lines []ReservationLine) error {
	const op = "create reservation"
	body, err := wireLines(op, lines)
	if err != nil {
		return err
	}
	return s.c.send(ctx, op, http.MethodPost, pathNewReservation(id, from), body, rest.Reserve)
}

func pathNewReservation(id OrderID, from WarehouseID) string {
	return fmt.Sprintf("%s/warehouse/%d", pathReservation(id), from)
}

// Set changes the quantities of the rows it names in an existing reservation. It may be repeated.
func (s *Reservations) Set(ctx context.Context, id OrderID, lines []ReservationLine) error {
	const op = "set reservation"
	body, err := wireLines(op, lines)
	if err != nil {
		return err
	}
	return s.c.send(ctx, op, http.MethodPut, pathReservation(id), body, rest.Reserve)
}

// Delete gives back all that is held for an order. One that has nothing counts as done.
func (s *Reservations) Delete(ctx context.Context, id OrderID) error {
	return orNothing(s.c.send(ctx, "delete reservation", http.MethodDelete, pathReservation(id), nil, rest.Reserve))
}

// NothingToReserve reports whether a reservation was refused by the warehouse's rules, as it is when there is no stock at
// all. The exact code is not documented, so show the text of the fault with it.
func NothingToReserve(err error) bool {
	return fault.Is(err, fault.Refused) && strings.HasPrefix(fault.Of(err).RemoteCode, "WHS")
}

type wireReservation struct {
	WarehouseID WarehouseID `json:"warehouseId"`
	OrderRows   map[RowID]struct {
		ProductID ProductID `json:"productId"`
		Quantity  amount    `json:"quantity"`
	} `json:"orderRows"`
}

type wireReserve struct {
	Products []wireReserveLine `json:"products"`
}

type wireReserveLine struct {
	ProductID ProductID `json:"productId"`
	RowID     string    `json:"salesOrderRowId"`
	Quantity  amount    `json:"quantity"`
}

// wireLines checks and encodes lines. Brightpearl API: several entries for one row in one request are added up, which has
// doubled allocations elsewhere.
func wireLines(op string, lines []ReservationLine) (wireReserve, error) {
	var w wireReserve
	seen := make(map[RowID]bool, len(lines))
	for _, l := range lines {
		switch {
		case l.Row <= 0 || l.Product <= 0:
			return w, invalid(op, "a reservation line needs a row and a product")
		case l.Quantity.IsNegative():
			return w, invalid(op, "a reservation line needs a quantity")
		case seen[l.Row]:
			return w, invalid(op, "a row is named twice")
		}
		seen[l.Row] = true
		w.Products = append(w.Products, wireReserveLine{l.Product, number(l.Row), amount{l.Quantity}})
	}
	if len(w.Products) == 0 {
		return w, invalid(op, "a reservation needs a line")
	}
	return w, nil
}
