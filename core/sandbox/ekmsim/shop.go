package ekmsim

import (
	"hash/fnv"
	"sync"
	"time"

	"stockbridge/core/sandbox/world"
)

// The first ids of every shop. They are the same in each, so that a client that mixes shops up is caught.
const (
	firstProductID  = 301
	firstOrderID    = 5001
	firstItemID     = 9001
	firstCustomerID = 1001
)

// shop is one merchant's shop. mu guards everything but store and world, which never change; buckets have a lock of their own.
type shop struct {
	store world.Store
	world *world.World

	bucketsMu sync.Mutex
	buckets   map[string]*bucket // by client

	mu        sync.Mutex
	products  []*wireProduct // masters, by id
	variants  []*wireVariant // by id
	goods     map[int64]*listing
	codes     map[string][]*listing // by code as it is written, sellable ones only
	ordinary  []*listing            // what shoppers usually buy
	troubled  []*listing            // what Brightpearl will not recognise
	customers []*wireCustomer
	byPerson  map[int]*wireCustomer

	orders      []*order // by id
	ordersByID  map[int64]*order
	nextOrder   int64
	nextItem    int64
	journal     []Write
	stockMoves  map[string][]StockMove // by code
	late        map[int64]lateLevel    // levels that reads still show, by product or variant
	emailedTrue int
	ownStatuses []status // nil: the usual ones
	writes      int
}

// listing is anything with a product id: a product, a variant of one, or a managed copy.
type listing struct {
	from    world.Listing
	product *wireProduct
	variant *wireVariant // nil for products
	copyID  int64        // of a managed copy; else 0
	name    string
}

func (l *listing) id() int64 {
	if l.variant != nil {
		return l.variant.ID
	}
	return l.product.ID
}

func (l *listing) code() string {
	if l.variant != nil {
		return deref(l.variant.ProductCode)
	}
	return deref(l.product.ProductCode)
}

func (l *listing) stock() int64 {
	if l.variant != nil {
		return l.variant.NumberInStock
	}
	return l.product.NumberInStock
}

// setStock sets the level and works out the product's total, which for a product with variants is the sum over them.
func (l *listing) setStock(units int64) {
	if l.variant != nil {
		l.variant.NumberInStock = units
	} else {
		l.product.NumberInStock = units
	}
	if len(l.product.Variants) == 0 {
		l.product.TotalProductStock = l.product.NumberInStock
		return
	}
	l.product.TotalProductStock = 0
	for i := range l.product.Variants {
		l.product.TotalProductStock += l.product.Variants[i].NumberInStock
	}
}

func openShop(store world.Store, w *world.World, now time.Time) *shop {
	sh := &shop{
		store: store, world: w, buckets: map[string]*bucket{}, goods: map[int64]*listing{}, codes: map[string][]*listing{},
		byPerson: map[int]*wireCustomer{}, ordersByID: map[int64]*order{}, nextOrder: firstOrderID, nextItem: firstItemID,
		stockMoves: map[string][]StockMove{}, late: map[int64]lateLevel{},
	}
	sh.stockCatalogue(now)
	sh.registerCustomers(now)
	return sh
}

// bucket returns the bucket of an application in this shop.
func (sh *shop) bucket(client string, speed float64, now time.Time) *bucket {
	sh.bucketsMu.Lock()
	defer sh.bucketsMu.Unlock()
	b, ok := sh.buckets[client]
	if !ok {
		h := fnv.New32a()
		h.Write([]byte(client + sh.store.Username))
		b = newBucket(speed, time.Duration(h.Sum32())*time.Microsecond, now)
		sh.buckets[client] = b
	}
	return b
}

// move changes a level for a reason and writes it down.
func (sh *shop) move(l *listing, to int64, by string, at time.Time) {
	from := l.stock()
	l.setStock(to)
	sh.stockMoves[l.code()] = append(sh.stockMoves[l.code()], StockMove{At: at, ID: l.id(), From: from, To: to, By: by})
}
