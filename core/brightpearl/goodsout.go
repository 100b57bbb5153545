package brightpearl

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/rest"
)

// GoodsOut reads goods-out notes, the warehouse's documents. It writes none: the warehouse prints, packs and ships them.
type GoodsOut struct{ c *Client }

// GoodsOutRow is a note as a search lists it. Tracking is not part of a search: read the note.
type GoodsOutRow struct {
	ID        GoodsOutID
	Order     OrderID // 0 for a transfer between warehouses
	Warehouse WarehouseID
	Channel   ChannelID
	ShippedOn time.Time
	Transfer  bool
}

// SearchShipped lists the notes that were shipped since from, for one channel or, with 0, for all.
//
// Brightpearl API: shippedOn is supplied by whoever ships and may lie in the past, and notes have no updatedOn; look a week
// back now and then.
func (s *GoodsOut) SearchShipped(ctx context.Context, from time.Time, channel ChannelID) (Changes[GoodsOutRow], error) {
	if from.IsZero() {
		return Changes[GoodsOutRow]{}, invalid("search shipped goods-out notes", "the search needs a time to start from")
	}
	q := query{
		op:       "search shipped goods-out notes",
		path:     "/warehouse-service/goods-note/goods-out-search",
		filters:  map[string]string{"shipped": "true", "shippedOn": since(from)},
		columns:  []string{"goodsOutNoteId", "orderId", "shippedOn", "warehouseId", "channelId", "transfer"},
		key:      "goodsOutNoteId",
		priority: rest.Shipments,
	}
	if channel > 0 {
		q = q.with("channelId", number(channel))
	}
	return collect(ctx, s.c, q, func(r *row) GoodsOutRow {
		return GoodsOutRow{
			ID: GoodsOutID(r.key), Order: OrderID(r.id("orderId")), Warehouse: WarehouseID(r.id("warehouseId")),
			Channel: ChannelID(r.id("channelId")), ShippedOn: r.time("shippedOn"), Transfer: r.flag("transfer"),
		}
	})
}

// GoodsOutNote is one note.
type GoodsOutNote struct {
	ID        GoodsOutID
	Order     OrderID
	Warehouse WarehouseID
	Sequence  int64 // counts an order's notes from 1
	Transfer  bool  // between warehouses, for no order
	Printed   bool
	Picked    bool
	Packed    bool
	Shipped   bool
	ShippedOn time.Time
	CreatedOn time.Time
	Tracking  string // the shipping reference as typed; may be empty, may hold several
	Method    ShippingMethodID
	Boxes     int64
	Lines     []GoodsOutLine // ascending by row, one per row and product
}

// GoodsOutLine is what a note holds of one order row, summed over locations.
type GoodsOutLine struct {
	Row      RowID
	Product  ProductID
	Quantity decimal.Decimal
}

// Get reads notes by id, of any orders and in any number, in ascending order of id. Ids that do not exist are left out.
func (s *GoodsOut) Get(ctx context.Context, ids ...GoodsOutID) ([]GoodsOutNote, error) {
	var out []GoodsOutNote
	err := readSets(ctx, ids, setOfGoodsOut, func(ctx context.Context, ids []GoodsOutID) error {
		return s.read(ctx, "/warehouse-service/order/*/goods-note/goods-out/"+idSet(ids), &out)
	}, refuse[GoodsOutID])
	return out, err
}

// ByOrders reads all notes of any number of orders, in ascending order of id: shipped ones and open ones.
func (s *GoodsOut) ByOrders(ctx context.Context, ids ...OrderID) ([]GoodsOutNote, error) {
	var out []GoodsOutNote
	err := readSets(ctx, ids, setOfOrders, func(ctx context.Context, ids []OrderID) error {
		return s.read(ctx, "/warehouse-service/order/"+idSet(ids)+"/goods-note/goods-out/", &out)
	}, refuse[OrderID])
	return out, err
}

func (s *GoodsOut) read(ctx context.Context, path string, out *[]GoodsOutNote) error {
	got, _, err := ask[byID[GoodsOutID, wireGoodsOut]](ctx, s.c, rest.Call{
		Op: "read goods-out notes", Path: path, Priority: rest.Shipments,
	})
	for id, w := range got {
		*out = append(*out, w.note(id))
	}
	slices.SortFunc(*out, func(a, b GoodsOutNote) int { return cmp.Compare(a.ID, b.ID) })
	return orNothing(err)
}

type wireNoteRows map[RowID]oneOrMany[struct {
	ProductID ProductID `json:"productId"`
	Quantity  amount    `json:"quantity"`
}]

// lines sums a row's entries. Brightpearl API: one row may be spread over several locations.
func (w wireNoteRows) lines() []GoodsOutLine {
	var lines []GoodsOutLine
	for id, entries := range w {
		from := len(lines)
		for _, e := range entries {
			i := slices.IndexFunc(lines[from:], func(l GoodsOutLine) bool { return l.Product == e.ProductID })
			if i < 0 {
				lines = append(lines, GoodsOutLine{id, e.ProductID, e.Quantity.Decimal})
				continue
			}
			lines[from+i].Quantity = lines[from+i].Quantity.Add(e.Quantity.Decimal)
		}
	}
	slices.SortFunc(lines, func(a, b GoodsOutLine) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Product, b.Product))
	})
	return lines
}

type wireGoodsOut struct {
	OrderID     OrderID     `json:"orderId"`
	WarehouseID WarehouseID `json:"warehouseId"`
	Transfer    yes         `json:"transfer"`
	Status      struct {
		Printed   yes   `json:"printed"`
		Picked    yes   `json:"picked"`
		Packed    yes   `json:"packed"`
		Shipped   yes   `json:"shipped"`
		ShippedOn stamp `json:"shippedOn"`
	} `json:"status"`
	Shipping struct {
		Reference words            `json:"reference"`
		MethodID  ShippingMethodID `json:"shippingMethodId"`
		Boxes     plainID          `json:"boxes"`
	} `json:"shipping"`
	CreatedOn stamp        `json:"createdOn"`
	Sequence  plainID      `json:"sequence"`
	OrderRows wireNoteRows `json:"orderRows"`
}

func (w wireGoodsOut) note(id GoodsOutID) GoodsOutNote {
	return GoodsOutNote{
		ID: id, Order: w.OrderID, Warehouse: w.WarehouseID, Sequence: int64(w.Sequence), Transfer: bool(w.Transfer),
		Printed: bool(w.Status.Printed), Picked: bool(w.Status.Picked), Packed: bool(w.Status.Packed),
		Shipped: bool(w.Status.Shipped), ShippedOn: w.Status.ShippedOn.Time, CreatedOn: w.CreatedOn.Time,
		Tracking: string(w.Shipping.Reference), Method: w.Shipping.MethodID, Boxes: int64(w.Shipping.Boxes),
		Lines: w.OrderRows.lines(),
	}
}
