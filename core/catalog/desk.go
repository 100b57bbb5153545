package catalog

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// Options are what a Desk works with.
type Options struct {
	DB          *db.DB
	Brightpearl func() *brightpearl.Client
	Shop        func(commerce.StoreID) *ekm.Client
	// Linked is told, after new links were stored and once after the start, that levels may have to follow and held orders may go
	// on. A failure is repeated with the next decision.
	Linked func(ctx context.Context, store commerce.StoreID) error
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
	linking  map[commerce.StoreID]*sync.Mutex // one decision about its links at a time
	told     map[commerce.StoreID]bool        // Linked has been told of all links that this process stored, and once at its start
	progress map[string]Progress
}

// Progress is how far a long reading has come, in things read; Total is 0 when nobody knows.
type Progress struct {
	What  string
	Done  int
	Total int
}

// New returns a desk.
func New(o Options) *Desk {
	return &Desk{o: o, db: o.DB, reading: map[commerce.StoreID]*sync.Mutex{}, linking: map[commerce.StoreID]*sync.Mutex{},
		told: map[commerce.StoreID]bool{}, progress: map[string]Progress{}}
}

// Progress lists the readings that run now.
func (d *Desk) Progress() []Progress {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Progress
	for _, p := range d.progress {
		out = append(out, p)
	}
	return out
}

func (d *Desk) report(key string, p Progress) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p.What == "" {
		delete(d.progress, key)
		return
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
	if err := d.RelinkAll(ctx); err != nil {
		return db.Product{}, state, err
	}
	return d.Known(ctx, store, code)
}

// Known answers from what is stored. A code that the store itself carries twice is a Duplicate with the product, one that stands on
// two products a Duplicate without. Where the store ignores capital letters, a code that no product has exactly may be the one
// that differs in them only; several of those are none.
func (d *Desk) Known(ctx context.Context, store commerce.StoreID, code string) (db.Product, commerce.LinkState, error) {
	ignored, err := d.db.IgnoredSKUs(ctx, store)
	if err != nil {
		return db.Product{}, "", err
	}
	if _, ok := ignored[code]; ok {
		return db.Product{}, commerce.IgnoredSKU, nil
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
	links, err := d.db.LinksBySKU(ctx, store, code)
	if err != nil {
		return db.Product{}, "", err
	}
	twice := func(l db.Link) bool { return l.State == commerce.Duplicate }
	switch {
	case len(products) == 1 && slices.ContainsFunc(links, twice):
		return products[0], commerce.Duplicate, nil
	case len(products) == 0:
		return db.Product{}, commerce.EKMOnly, nil
	case len(products) > 1:
		return db.Product{}, commerce.Duplicate, nil
	case products[0].StockTracked || products[0].Bundle:
		return products[0], commerce.Matched, nil
	}
	return products[0], commerce.NotStockTracked, nil
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

// RelinkAll decides the links of every store again.
func (d *Desk) RelinkAll(ctx context.Context) error {
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	for _, s := range stores {
		if err := d.relink(ctx, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// Relink decides a store's links again and stores what changed, by a person's wish: Linked is told in any case. Until both
// catalogues were read once there is nothing to decide.
func (d *Desk) Relink(ctx context.Context, store commerce.StoreID) error {
	d.setTold(store, false)
	return d.relink(ctx, store)
}

func (d *Desk) relink(ctx context.Context, store commerce.StoreID) error {
	lock := d.lockOf(d.linking, store)
	lock.Lock()
	defer lock.Unlock()
	ready, err := d.Ready(ctx)
	if err != nil || !ready {
		return err
	}
	seen, err := d.db.Poll(ctx, db.ListingsPoll(store))
	if err != nil || seen.FullAt.IsZero() {
		return err
	}
	listings, err := d.db.Listings(ctx, store)
	if err != nil {
		return err
	}
	products, err := d.db.Products(ctx)
	if err != nil {
		return err
	}
	ignored, err := d.db.IgnoredSKUs(ctx, store)
	if err != nil {
		return err
	}
	before, err := d.db.Links(ctx, store)
	if err != nil {
		return err
	}
	anyCase, err := d.anyCase(ctx, store)
	if err != nil {
		return err
	}
	var after []db.Link
	for d := range newIndex(slices.Values(products)).match(store, slices.Values(listings), rules{ignored: ignored, anyCase: anyCase}) {
		if d.State == commerce.Bundled {
			d.State = commerce.Matched // the other flows know no bundles yet
		}
		after = append(after, d.Link)
	}
	changed, gone := differences(before, after)
	if len(changed)+len(gone) > 0 {
		d.setTold(store, false)
		for len(changed) > 0 || len(gone) > 0 {
			c, g := changed[:min(1000, len(changed))], gone[:min(1000, len(gone))]
			if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveLinks(c, g) }); err != nil {
				return err
			}
			changed, gone = changed[len(c):], gone[len(g):]
		}
		if err := d.raiseDuplicates(ctx, store); err != nil {
			return err
		}
	}
	if d.isTold(store) || d.o.Linked == nil {
		return nil
	}
	if err := d.o.Linked(ctx, store); err != nil {
		return err
	}
	d.setTold(store, true)
	return nil
}

func (d *Desk) isTold(store commerce.StoreID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.told[store]
}

func (d *Desk) setTold(store commerce.StoreID, told bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told[store] = told
}

// differences compares stored links with decided ones.
func differences(before, after []db.Link) (changed, gone []db.Link) {
	type key struct{ product, variant, only int64 }
	of := func(l db.Link) key { return key{l.ProductID, l.VariantID, l.ProductOnly} }
	old := make(map[key]db.Link, len(before))
	for _, l := range before {
		old[of(l)] = l
	}
	for _, l := range after {
		if o, ok := old[of(l)]; !ok || o != l {
			changed = append(changed, l)
		}
		delete(old, of(l))
	}
	for _, l := range old {
		gone = append(gone, l)
	}
	return changed, gone
}

// raiseDuplicates keeps one problem a store for codes that stand twice.
func (d *Desk) raiseDuplicates(ctx context.Context, store commerce.StoreID) error {
	row, ok, err := d.db.Store(ctx, store)
	if err != nil || !ok {
		return err
	}
	links, err := d.db.Links(ctx, store)
	if err != nil {
		return err
	}
	codes := map[string]bool{}
	example := ""
	for _, l := range links {
		if l.State == commerce.Duplicate {
			codes[l.SKU] = true
			if example == "" || l.SKU < example {
				example = l.SKU
			}
		}
	}
	key := fmt.Sprintf("duplicates/%d", store)
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if len(codes) == 0 {
			return tx.Heal(key)
		}
		title := fmt.Sprintf("SKU %s of %s stands twice", example, row.Name)
		if len(codes) > 1 {
			title = fmt.Sprintf("%d SKUs of %s stand twice", len(codes), row.Name)
		}
		return tx.Raise(db.Problem{Key: key, Code: "SB-SKU-201", Severity: "attention", Store: store, Title: title,
			Text: "Nobody can say which product is meant, so their stock is not published and orders with them are held. The stores keep what they show.",
			Fix:  "Give each product its own SKU. SKU match lists them under Duplicate."})
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
