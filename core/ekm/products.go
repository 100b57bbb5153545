package ekm

import (
	"context"
	"iter"
	"time"

	"stockbridge/core/rest"
)

// Products reads the catalogue. There is no call that writes to it, other than Stock's.
type Products struct{ c *Client }

// ProductQuery narrows a search of products; the zero value means the whole catalogue.
type ProductQuery struct {
	// ChangedSince takes products modified at or after it. Whether a change of stock counts is not documented.
	ChangedSince time.Time
	After        ID // only products with a higher id: a broken reading resumes here
}

func (q ProductQuery) filter() string {
	if q.ChangedSince.IsZero() {
		return ""
	}
	return "last_modified ge " + moment(q.ChangedSince)
}

// Search yields products with their variants by growing id. See each for errors: a *RowError does not end the list.
func (p *Products) Search(ctx context.Context, q ProductQuery) iter.Seq2[Product, error] {
	return each(q.After, func(after ID) (Page[Product], error) {
		q.After = after
		return p.Page(ctx, q)
	})
}

// Page reads up to twenty products after q.After.
func (p *Products) Page(ctx context.Context, q ProductQuery) (Page[Product], error) {
	return keyset[Product](ctx, p.c, productSearch, q.filter(), q.After)
}

// ByCodes yields the products with one of the codes, compared without regard to case and outer blanks. Several products
// may share a code. Variants are searched with VariantsByCodes.
func (p *Products) ByCodes(ctx context.Context, codes []string) iter.Seq2[Product, error] {
	return byCodes(ctx, p.c, productSearch, codes, func(r Product) Text { return r.ProductCode })
}

// Get reads one product. A variant's or a copy's id is refused with 422; see MasterOf.
func (p *Products) Get(ctx context.Context, id ID) (Product, error) {
	return one[Product](ctx, p.c, rest.Call{Op: "get product", Path: productPath(id, ""), Priority: rest.Catalogue})
}

// Variants reads the variants of one product.
func (p *Products) Variants(ctx context.Context, id ID) (Whole[Variant], error) {
	return readWhole[Variant](ctx, p.c, rest.Call{Op: "get variants", Path: productPath(id, "/variants"), Priority: rest.Catalogue})
}

// VariantSearch yields every variant of the shop with an id above after, by growing id. It costs one call for twenty
// variants, and is needed only in shops where the variants inside products prove to be incomplete.
func (p *Products) VariantSearch(ctx context.Context, after ID) iter.Seq2[Variant, error] {
	return each(after, func(after ID) (Page[Variant], error) { return p.VariantPage(ctx, after) })
}

// VariantPage reads up to twenty variants with an id above after.
func (p *Products) VariantPage(ctx context.Context, after ID) (Page[Variant], error) {
	return keyset[Variant](ctx, p.c, variantSearch, "", after)
}

// VariantsByCodes yields the variants with one of the codes, as ByCodes does for products.
func (p *Products) VariantsByCodes(ctx context.Context, codes []string) iter.Seq2[Variant, error] {
	return byCodes(ctx, p.c, variantSearch, codes, func(r Variant) Text { return r.ProductCode })
}

// byCodes asks for a few codes at a time, and looks again at what comes back, since EKM's comparison of texts is not
// documented.
func byCodes[T any](ctx context.Context, c *Client, s search, codes []string, code func(T) Text) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		chunks, err := chunkCodes(codes, s.urlLength)
		if err != nil {
			yield(zero, err)
			return
		}
		for _, chunk := range chunks {
			wanted := map[string]bool{}
			for _, w := range chunk {
				wanted[foldCode(w)] = true
			}
			rows := each(0, func(after ID) (Page[T], error) { return keyset[T](ctx, c, s, anyCode(chunk), after) })
			for row, err := range rows {
				if err == nil && !wanted[foldCode(string(code(row)))] {
					continue
				}
				if !yield(row, err) {
					return
				}
				if _, goesOn := err.(*RowError); err != nil && !goesOn {
					return
				}
			}
		}
	}
}

func productPath(id ID, rest string) string { return "/api/v1/products/" + id.String() + rest }
