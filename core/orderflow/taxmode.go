package orderflow

import (
	"context"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// remembered is how long a tax code that Brightpearl told is taken as it is.
const rememberFor = time.Hour

// lookup remembers answers for a while, by id.
type lookup[V any] struct {
	mu    sync.Mutex
	known map[int64]answer[V]
}

type answer[V any] struct {
	value V
	at    time.Time
}

// get answers from memory, or asks.
func (l *lookup[V]) get(now time.Time, id int64, ask func() (V, error)) (V, error) {
	l.mu.Lock()
	a, ok := l.known[id]
	l.mu.Unlock()
	if ok && now.Sub(a.at) < rememberFor {
		return a.value, nil
	}
	value, err := ask()
	if err != nil {
		return value, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || len(l.known) > 20_000 {
		l.known = map[int64]answer[V]{}
	}
	l.known[id] = answer[V]{value, now}
	return value, nil
}

// productTax is a product's tax code in Brightpearl, "" when it has none.
func (d *Desk) productTax(ctx context.Context, id int64) (string, error) {
	return d.productTaxes.get(d.o.Now(), id, func() (string, error) {
		client, err := d.brightpearl()
		if err != nil {
			return "", err
		}
		products, err := client.Products.Get(ctx, brightpearl.ProductID(id))
		if err != nil || len(products) == 0 {
			return "", err
		}
		return products[0].TaxCode, nil
	})
}

// contactTax is the id of the tax code of the contact that an order goes on, 0 when the contact is new or has none. Brightpearl
// documents it where contacts are made, and its answers hold it in some accounts only.
func (d *Desk) contactTax(ctx context.Context, store db.StoreRow, o commerce.Order, fix view.OrderFix) (int64, error) {
	client, err := d.brightpearl()
	if err != nil {
		return 0, err
	}
	id := fix.Contact
	if normal, personal := address(store, o); id == 0 && personal {
		known, err := d.db.ContactsFor(ctx, d.emailHash(normal))
		if err != nil {
			return 0, err
		}
		b, ok := acquaintance(known)
		if !ok {
			b, err = d.search(ctx, client, store, o.Customer.Email, known)
		}
		if err != nil && !fault.Is(err, fault.NeedsPerson) { // who cannot be chosen holds the order later, in words of its own
			return 0, err
		}
		id = b.id
	}
	if id == 0 {
		return 0, nil
	}
	return d.contactTaxes.get(d.o.Now(), id, func() (int64, error) {
		contacts, err := client.Contacts.Get(ctx, brightpearl.ContactID(id))
		if err != nil || len(contacts) == 0 {
			return 0, err
		}
		return int64(contacts[0].TaxCode), nil
	})
}
