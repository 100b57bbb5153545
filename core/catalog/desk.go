package catalog

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// Options are what a Desk works with.
type Options struct {
	DB          *db.DB
	Brightpearl func() *brightpearl.Client
	Shop        func(commerce.StoreID) *ekm.Client
	// Linked is told, after new links were stored, that the levels of these listings may have to follow and held orders may go on;
	// once after the start, and after a failure, of all the store's listings (nil).
	Linked func(ctx context.Context, store commerce.StoreID, listings []db.Place) error
	Now    func() time.Time
	Log    *slog.Logger
}

// Desk keeps both catalogues and the links between them.
type Desk struct {
	o        Options
	db       *db.DB
	products sync.Mutex // one reading of Brightpearl's products at a time
	mu       sync.Mutex
	reading  map[commerce.StoreID]*sync.Mutex // one reading of a store's listings at a time; it may take an hour
	progress map[string]view.CatalogueProgress

	linking sync.Mutex                      // one decision about links at a time; it guards:
	told    map[commerce.StoreID]bool       // Linked has been told of all links that this process stored, and once at its start
	news    map[commerce.StoreID][]db.Place // listings that it is still to be told of
}

// New returns a desk.
func New(o Options) *Desk {
	return &Desk{o: o, db: o.DB, reading: map[commerce.StoreID]*sync.Mutex{}, told: map[commerce.StoreID]bool{},
		news: map[commerce.StoreID][]db.Place{}, progress: map[string]view.CatalogueProgress{}}
}

// Progress lists the long readings that run now, in no order.
func (d *Desk) Progress() []view.CatalogueProgress {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.progress))
}

// report notes how far a reading has come; one without a name is over. perSecond is how many things the remote lets us read in a
// second at most.
func (d *Desk) report(key string, p view.CatalogueProgress, perSecond float64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.What == "" {
		delete(d.progress, key)
		return
	}
	if p.Since = d.progress[key].Since; p.Since.IsZero() {
		p.Since = d.o.Now()
	}
	if p.Total > p.Done {
		p.Left = time.Duration(float64(p.Total-p.Done) / perSecond * float64(time.Second))
	}
	d.progress[key] = p
}

// Ready reports whether Brightpearl's products have been read completely at least once.
func (d *Desk) Ready(ctx context.Context) (bool, error) {
	p, err := d.db.Poll(ctx, productsPoll)
	return !p.FullAt.IsZero(), err
}

// Find tells what a code of a store's order lines is. A code that nobody knows is looked for in Brightpearl once more, since the
// product may be minutes old.
func (d *Desk) Find(ctx context.Context, store commerce.StoreID, code string) (db.Product, commerce.LinkState, error) {
	code = commerce.TrimSKU(code)
	p, state, err := d.Known(ctx, store, code)
	if err != nil || state != commerce.EKMOnly || commerce.NoSKU(code) {
		return p, state, err
	}
	client := d.o.Brightpearl()
	if client == nil || !commerce.PossibleSKU(code) {
		return db.Product{}, state, nil
	}
	rows, err := client.Products.BySKU(brightpearl.WithPriority(ctx, ordersFirst), code)
	if err != nil {
		return db.Product{}, state, err
	}
	anyCase, err := d.anyCase(ctx, store)
	if err != nil {
		return db.Product{}, state, err
	}
	var fresh []brightpearl.ProductRow
	for _, r := range rows {
		if sku := commerce.TrimSKU(r.SKU); sku == code || anyCase && strings.EqualFold(sku, code) {
			fresh = append(fresh, r)
		}
	}
	if len(fresh) == 0 {
		return db.Product{}, state, nil
	}
	if err := d.adopt(ctx, client, fresh); err != nil {
		return db.Product{}, state, err
	}
	if err := d.follow(ctx); err != nil {
		return db.Product{}, state, err
	}
	return d.Known(ctx, store, code)
}

// Known answers from what is stored. What a person chose for the code counts first. A code that the store itself carries twice is a
// Duplicate with the product, one that stands on two products a Duplicate without. Where the store ignores capital letters, a code
// that no product has exactly may be the one that differs in them only; several of those are none.
func (d *Desk) Known(ctx context.Context, store commerce.StoreID, code string) (db.Product, commerce.LinkState, error) {
	code = commerce.TrimSKU(code)
	ignored, err := d.db.IgnoredSKUs(ctx, store)
	if err != nil {
		return db.Product{}, "", err
	}
	if _, ok := ignored[code]; ok {
		return db.Product{}, commerce.IgnoredSKU, nil
	}
	links, err := d.db.LinksBySKU(ctx, store, code)
	if err != nil {
		return db.Product{}, "", err
	}
	if p, ok, err := d.chosen(ctx, store, code, slices.Clone(links)); ok || err != nil {
		return p, stateOf(p), err
	}
	products, err := d.db.ProductsBySKU(ctx, code)
	if err != nil {
		return db.Product{}, "", err
	}
	if len(products) == 0 {
		if products, err = d.inAnyCase(ctx, store, code); err != nil {
			return db.Product{}, "", err
		}
	}
	twice := func(l db.Link) bool { return l.State == commerce.Duplicate }
	switch {
	case len(products) == 1 && slices.ContainsFunc(links, twice):
		return products[0], commerce.Duplicate, nil
	case len(products) == 0:
		return db.Product{}, commerce.EKMOnly, nil
	case len(products) > 1:
		return db.Product{}, commerce.Duplicate, nil
	}
	return products[0], stateOf(products[0]), nil
}

// stateOf is what a code that means a product is.
func stateOf(p db.Product) commerce.LinkState {
	switch {
	case p.Bundle:
		return commerce.Bundled
	case p.StockTracked:
		return commerce.Matched
	}
	return commerce.NotStockTracked
}

// chosen is the product that people chose for a code: for all listings with it, or for each of them and the same.
func (d *Desk) chosen(ctx context.Context, store commerce.StoreID, code string, links []db.Link) (p db.Product, ok bool, err error) {
	meant, err := d.db.Meant(ctx, store, code)
	if err != nil || len(meant) == 0 || code == "" {
		return p, false, err
	}
	var whole, id int64 // of all listings with the code, and of those below
	single := map[listingKey]int64{}
	for _, m := range meant {
		if m.Listing == 0 {
			whole = m.Product
		} else {
			single[listingKey{m.Listing, m.Variant}] = m.Product
		}
	}
	id = whole
	for i, l := range slices.DeleteFunc(links, func(l db.Link) bool { return l.ProductOnly != 0 || l.State == commerce.ParentListing }) {
		own := single[listingKey{l.ProductID, l.VariantID}]
		if own == 0 {
			own = whole
		}
		if own == 0 || i > 0 && own != id {
			return p, false, nil // nobody can say which of the listings was sold
		}
		id = own
	}
	if id == 0 {
		return p, false, nil
	}
	return d.db.ProductByID(ctx, id)
}

func (d *Desk) anyCase(ctx context.Context, store commerce.StoreID) (bool, error) {
	row, _, err := d.db.Store(ctx, store)
	return row.Settings.SKUAnyCase, err
}

// inAnyCase is the one product whose SKU is the code but for capital letters, if the store wants it.
func (d *Desk) inAnyCase(ctx context.Context, store commerce.StoreID, code string) ([]db.Product, error) {
	if commerce.NoSKU(code) {
		return nil, nil
	}
	if yes, err := d.anyCase(ctx, store); err != nil || !yes {
		return nil, err
	}
	products, err := d.db.ProductsInAnyCase(ctx, code)
	if len(products) != 1 {
		return nil, err
	}
	return products, err
}

// Relink decides a store's links again, by a person's wish or another setting, and has everything that hangs on them follow.
func (d *Desk) Relink(ctx context.Context, store commerce.StoreID) error {
	d.linking.Lock()
	delete(d.told, store)
	d.linking.Unlock()
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.Relink(store, "") }); err != nil {
		return err
	}
	return d.follow(ctx)
}

// Decided follows what people have decided about single codes.
func (d *Desk) Decided(ctx context.Context) error { return d.follow(ctx) }

// raiseDuplicates keeps one problem a store for codes that stand twice.
func (d *Desk) raiseDuplicates(ctx context.Context, store commerce.StoreID) error {
	row, ok, err := d.db.Store(ctx, store)
	if err != nil || !ok {
		return err
	}
	n, example, err := d.db.DuplicateSKUs(ctx, store)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("duplicates/%d", store)
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if n == 0 {
			return tx.Heal(key)
		}
		title := fmt.Sprintf("SKU %s of %s stands twice", example, row.Name)
		if n > 1 {
			title = fmt.Sprintf("%d SKUs of %s stand twice", n, row.Name)
		}
		return tx.Raise(db.Problem{Key: key, Code: "SB-SKU-201", Severity: "attention", Store: store, Title: title,
			Text: "Nobody can say which product is meant, so their stock is not published and orders with them are held. The stores keep what they show.",
			Fix:  "Give each product its own SKU, or choose the product for one listing. SKU match lists them under Duplicate."})
	})
}

func (d *Desk) lockOf(locks map[commerce.StoreID]*sync.Mutex, store commerce.StoreID) *sync.Mutex {
	d.mu.Lock()
	defer d.mu.Unlock()
	if locks[store] == nil {
		locks[store] = &sync.Mutex{}
	}
	return locks[store]
}

func noAccount() error {
	return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-002", Op: "read the catalogue", Remote: "brightpearl", Text: "no account is connected"}
}
