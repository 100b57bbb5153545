package dbtest

import (
	"context"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// World is a database with an account and three stores: Garden and Kitchen are live since two days ago, Paws is being set up.
type World struct {
	t     testing.TB
	ctx   context.Context
	DB    *db.DB
	Clock *Clock

	Garden, Kitchen, Paws commerce.StoreID
	lastEKM               int64
}

// Warehouses of the world. Garden sells from both, Kitchen from the main one.
const (
	mainWarehouse = 2
	unit4         = 3
	returns       = 9 // no store sells from it
)

// NewWorld fills an empty database.
func NewWorld(t testing.TB, d *db.DB, clock *Clock) *World {
	w := &World{t: t, ctx: t.Context(), DB: d, Clock: clock, lastEKM: 9000}
	clock.Set(Start.Add(-48 * time.Hour))
	w.Write(func(tx *db.Tx) error {
		if err := tx.SaveAccount(db.Account{Code: "acme", APIURL: "https://example.test", AuthKind: "private"}); err != nil {
			return err
		}
		// A list of another shape and an unknown one must not disturb the names.
		return tx.SaveAccountOptions(`{"channels":[{"id":4,"name":"EKM Garden"},{"id":5,"name":"EKM Kitchen"}],"price_lists":{"1":"Retail"},
			"warehouses":[{"id":2,"name":"Main"},{"id":3,"name":"Unit 4"},"odd"]}`, "GBP")
	})
	w.Garden = w.store("Garden", 4, mainWarehouse, unit4)
	w.Kitchen = w.store("Kitchen", 5, mainWarehouse)
	w.Paws = w.store("Paws", 0)
	w.Write(func(tx *db.Tx) error {
		for _, id := range []commerce.StoreID{w.Garden, w.Kitchen} {
			if err := tx.SetSwitches(id, db.Switches{Orders: true, Stock: true, Shipments: true}); err != nil {
				return err
			}
		}
		return nil
	})
	clock.Set(Start)
	w.contact()
	return w
}

func (w *World) store(name string, channel int64, warehouses ...int64) (id commerce.StoreID) {
	chosen := settings.Defaults()
	chosen.ChannelID, chosen.Warehouses, chosen.PartShippedStatus = channel, warehouses, "PART DISPATCHED"
	w.Write(func(tx *db.Tx) (err error) {
		id, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: name, Username: name, BaseURL: "https://example.test", AuthKind: "oauth", Currency: "GBP"},
			Settings: chosen})
		return err
	})
	return id
}

// Write runs a transaction that has to succeed.
func (w *World) Write(fn func(*db.Tx) error) {
	w.t.Helper()
	if err := w.DB.Write(w.ctx, fn); err != nil {
		w.t.Fatalf("write: %v", err)
	}
}

// contact notes that both live stores have just answered.
func (w *World) contact() {
	w.Write(func(tx *db.Tx) error {
		for _, id := range []commerce.StoreID{w.Garden, w.Kitchen} {
			if err := tx.CountStoreTraffic(id, db.Traffic{Made: 10, Throttled: 1, LastContact: w.Clock.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Order stores a waiting order that was placed some time ago, with one row for each SKU.
func (w *World) Order(store commerce.StoreID, number, customer string, total commerce.Pence, ago time.Duration, skus ...string) (id commerce.OrderID) {
	w.t.Helper()
	w.lastEKM++
	o := commerce.Order{Store: store, EKMID: w.lastEKM, Number: number, PlacedAt: Start.Add(-ago), Currency: "GBP", Status: "PENDING",
		Customer: commerce.Customer{FirstName: customer}, Total: commerce.FromPence(total), Tax: commerce.FromPence(total / 6)}
	var rows []db.OrderRow
	for i, sku := range skus {
		o.Lines = append(o.Lines, commerce.Line{ID: int64(i + 1), Code: sku, Name: "Thing " + sku, Quantity: 2})
		rows = append(rows, db.OrderRow{Kind: "goods", LineID: int64(i + 1), SKU: sku, Name: "Thing " + sku, Quantity: 2, Wanted: 2})
	}
	w.Write(func(tx *db.Tx) (err error) {
		if id, _, err = tx.SaveOrder(o, db.Verdict{State: commerce.OrderWaiting}); err != nil {
			return err
		}
		return tx.SaveRows(id, rows)
	})
	return id
}

// Post finishes an order as a sales order, now.
func (w *World) Post(id commerce.OrderID, salesOrder int64) {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error {
		return tx.Advance(id, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: salesOrder, ContactID: 77,
			PaymentID: salesOrder + 1, Paid: true, Receipt: true, Reserved: 2, Flags: []string{"1 line is a text row", "Address too long"},
			ContactNote: "same e-mail address", MoneyNote: "prices hold tax"})
	})
}

// Hold parks an order.
func (w *World) Hold(id commerce.OrderID, code, text string) {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error { return tx.HoldOrder(id, fault.Cause{Code: code, Text: text, Fix: "Decide."}) })
}

// Listing stores a listing, its link and, when there are terms, a level that wants the units they allow.
func (w *World) Listing(store commerce.StoreID, product int64, sku string, state commerce.LinkState, bp, stock int64, terms *commerce.Terms) {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error {
		if err := tx.SaveListings(1, []db.Listing{{Store: store, ProductID: product, SKU: sku, Name: "Listing " + sku, Choice: "red",
			Price: 12_99, Live: true, Parent: state == commerce.ParentListing, Stock: stock}}); err != nil {
			return err
		}
		if err := tx.SaveLinks([]db.Link{{Store: store, ProductID: product, SKU: sku, State: state, Product: bp, Reason: "because"}}, nil); err != nil {
			return err
		}
		if terms == nil {
			return nil
		}
		return tx.WantLevel(db.Level{Store: store, ProductID: product, Product: bp, SKU: sku, Wanted: terms.Publish(), Terms: *terms})
	})
}

// Level reads a level back.
func (w *World) Level(store commerce.StoreID, product int64) db.Level {
	w.t.Helper()
	l, ok, err := w.DB.Level(w.ctx, store, product, 0)
	if err != nil || !ok {
		w.t.Fatalf("level of listing %d: found %v, %v", product, ok, err)
	}
	return l
}

// Sent notes that a store took a level's figure.
func (w *World) Sent(store commerce.StoreID, product int64) {
	w.t.Helper()
	l := w.Level(store, product)
	w.Write(func(tx *db.Tx) error { return tx.LevelSent(l, l.Wanted, l.Rev) })
}

// Product stores a Brightpearl product.
func (w *World) Product(id int64, sku string) {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{{ID: id, SKU: sku, Name: "Product " + sku, StockTracked: true, Status: "LIVE"}})
	})
}

// Stock stores the units of a product by warehouse.
func (w *World) Stock(product int64, units map[int64]int64) {
	w.t.Helper()
	var stock []db.Stock
	for warehouse, n := range units {
		stock = append(stock, db.Stock{ProductID: product, WarehouseID: warehouse, InStock: n + 1, Allocated: 1, OnHand: n})
	}
	w.Write(func(tx *db.Tx) error {
		_, err := tx.SaveStock(w.Clock.Now(), []int64{product}, stock)
		return err
	})
}

// Note stores a shipped warehouse note of an order.
func (w *World) Note(order commerce.OrderID, store commerce.StoreID, note, units int64, ago time.Duration) {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.SaveShipment(db.Shipment{Kind: commerce.GoodsOut, NoteID: note, Store: store, OrderID: order, SalesOrderID: 200000 + note,
			EKMID: 1, Carrier: "Royal Mail 48", Tracking: "JX 20 48", Units: units, ShippedAt: Start.Add(-ago), Hash: "one"})
		return err
	})
}

// page checks what a list read and returns its rows.
func page[T any](t testing.TB, p view.Page[T], err error, total int) []T {
	t.Helper()
	if err != nil {
		t.Fatalf("read a page: %v", err)
	}
	if p.Total != total {
		t.Errorf("the list has %d rows, want %d", p.Total, total)
	}
	return p.Rows
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
