package brightpearl

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"stockbridge/core/rest"
)

// Availabilities reads what can be sold.
type Availabilities struct {
	c *Client
	// anchor is a product that an earlier answer named; see fetch.
	anchor atomic.Int64
}

// StockLevel is the stock of one product in one place, in whole units, decimals cut towards minus infinity.
type StockLevel struct {
	InStock   int64 // physically there
	OnHand    int64 // what may be sold: InStock minus Allocated; negative when over-allocated
	Allocated int64 // held for orders
	InTransit int64 // between warehouses
}

// Availability is the stock of one product.
type Availability struct {
	Total      StockLevel
	Warehouses map[WarehouseID]StockLevel // only those that hold it
}

// OnHand sums what may be sold from the given warehouses. A warehouse that is not listed holds none.
func (a Availability) OnHand(warehouses ...WarehouseID) int64 {
	var sum int64
	for _, w := range warehouses {
		sum += a.Warehouses[w].OnHand
	}
	return sum
}

// AvailabilitySet is the answer for a set of products. Each id asked for is in exactly one of Found, Missing and Refused.
type AvailabilitySet struct {
	Found map[ProductID]Availability
	// Missing were asked for successfully and left out of the answer. Brightpearl leaves out what has no stock, and also
	// what is not stock tracked: read it as zero only for a live, stock-tracked product that is no bundle.
	Missing []ProductID
	// Refused were refused by themselves; the answer says nothing about their stock.
	Refused []ProductID
	AsOf    time.Time // the server's clock at the first answer
}

const mostRefused = 16 // single ids of one reading; more than that is another trouble

// Get reads the availability of any number of products, 100 per request.
func (s *Availabilities) Get(ctx context.Context, ids ...ProductID) (AvailabilitySet, error) {
	out := AvailabilitySet{Found: make(map[ProductID]Availability, len(ids))}
	err := readSets(ctx, ids, setOfAvailability,
		func(ctx context.Context, ids []ProductID) error { return s.fetch(ctx, ids, &out) },
		func(id ProductID, err error) error {
			if nothing(err) {
				out.Missing = append(out.Missing, id)
				return nil
			}
			if out.Refused = append(out.Refused, id); len(out.Refused) > mostRefused {
				return errors.Join(errManyRefused, err)
			}
			return nil
		})
	if err != nil {
		return AvailabilitySet{}, err
	}
	return out, nil
}

// fetch asks for one set. When a set is answered with "nothing found", that may be true of all of its ids or the fault of
// one; asking again together with a product that exists tells which, and saves halving a set of sold-out products.
func (s *Availabilities) fetch(ctx context.Context, ids []ProductID, out *AvailabilitySet) error {
	found, at, err := s.ask(ctx, ids)
	if anchor := ProductID(s.anchor.Load()); nothing(err) && len(ids) > 1 && anchor != 0 && !slices.Contains(ids, anchor) {
		with := slices.Sorted(slices.Values(append(slices.Clone(ids), anchor)))
		found, at, err = s.ask(ctx, with)
	}
	if err != nil {
		return err
	}
	if out.AsOf.IsZero() {
		out.AsOf = at
	}
	for _, id := range ids {
		w, ok := found[id]
		if !ok {
			out.Missing = append(out.Missing, id)
			continue
		}
		out.Found[id] = w.availability()
		s.anchor.Store(int64(id))
	}
	return nil
}

func (s *Availabilities) ask(ctx context.Context, ids []ProductID) (map[ProductID]wireAvailability, time.Time, error) {
	found, answer, err := ask[map[ProductID]wireAvailability](ctx, s.c, rest.Call{
		Op: "read availability", Path: "/warehouse-service/product-availability/" + idSet(ids), Priority: rest.StockDown,
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	return found, answer.At, nil
}

// Bundle reads how many complete bundles can be made; false when Brightpearl does not know it as a bundle with stock. Only
// OnHand is filled. One request per bundle: cheaper is to reckon from the components.
func (s *Availabilities) Bundle(ctx context.Context, id ProductID) (Availability, bool, error) {
	found, _, err := ask[map[ProductID]wireAvailability](ctx, s.c, rest.Call{
		Op: "read bundle availability", Path: "/warehouse-service/bundle-availability/" + number(id), Priority: rest.StockDown,
	})
	if nothing(err) {
		return Availability{}, false, nil
	}
	if err != nil {
		return Availability{}, false, err
	}
	w, ok := found[id]
	return w.availability(), ok, nil
}

type wireLevel struct {
	InStock   amount `json:"inStock"`
	OnHand    amount `json:"onHand"`
	Allocated amount `json:"allocated"`
	InTransit amount `json:"inTransit"`
}

type wireAvailability struct {
	Total      wireLevel                 `json:"total"`
	Warehouses map[WarehouseID]wireLevel `json:"warehouses"`
}

func (w wireAvailability) availability() Availability {
	a := Availability{Total: w.Total.level(), Warehouses: make(map[WarehouseID]StockLevel, len(w.Warehouses))}
	for id, l := range w.Warehouses {
		a.Warehouses[id] = l.level()
	}
	return a
}

func (w wireLevel) level() StockLevel {
	return StockLevel{
		InStock: w.InStock.Floor().IntPart(), OnHand: w.OnHand.Floor().IntPart(),
		Allocated: w.Allocated.Floor().IntPart(), InTransit: w.InTransit.Floor().IntPart(),
	}
}
