package ekm

import (
	"context"
	"net/http"

	"stockbridge/core/rest"
)

// Stock sets stock levels, one record per call, and reads them, one or many. EKM has no bulk writes and no deltas.
type Stock struct {
	c                  *Client
	products, variants shelf
}

func newStock(c *Client) *Stock {
	return &Stock{
		c:        c,
		products: shelf{search: search{"search product stock", productSearch.path, rest.Checks}},
		variants: shelf{search: search{"search variant stock", variantSearch.path, rest.Checks}},
	}
}

// Change says which way a level goes. A shop that shows too much oversells, so Down is sent before Up.
type Change int

// The directions.
const (
	Down Change = iota
	Up
)

func (c Change) priority() rest.Priority {
	if c == Down {
		return rest.StockDown
	}
	return rest.StockUp
}

// ProductStock is the level of a product as EKM has it, in units.
type ProductStock struct {
	ID    ID  `json:"id"`
	Stock Int `json:"stock"`
	Total Int `json:"total_product_stock"` // over all variants
}

// VariantStock is the level of a variant as EKM has it, in units.
type VariantStock struct {
	ID       ID  `json:"id"`
	ParentID ID  `json:"parent_product_id"`
	Stock    Int `json:"stock"`
}

// GetProduct reads a product's level.
func (s *Stock) GetProduct(ctx context.Context, id ID) (ProductStock, error) {
	return one[ProductStock](ctx, s.c, getProductStock(id))
}

func getProductStock(id ID) rest.Call {
	return rest.Call{Op: "get product stock", Path: productPath(id, "/stock"), Priority: rest.Checks}
}

// GetVariant reads a variant's level.
func (s *Stock) GetVariant(ctx context.Context, parent, variant ID) (VariantStock, error) {
	return one[VariantStock](ctx, s.c, getVariantStock(parent, variant))
}

func getVariantStock(parent, variant ID) rest.Call {
	return rest.Call{Op: "get variant stock", Path: variantPath(parent, variant), Priority: rest.Checks}
}

// SetProduct sets the level of a product without variants and returns what EKM says it stored; compare it. Repeating it
// is safe, but send the level of now. An id that EKM refuses with 422 is answered by MasterOf.
func (s *Stock) SetProduct(ctx context.Context, id ID, units int64, c Change) (ProductStock, error) {
	return one[ProductStock](ctx, s.c, rest.Call{
		Op: "set product stock", Method: http.MethodPut, Path: productPath(id, "/stock"),
		// EKM: a product without variants reads back equal numbers; with the first alone, the total might become 0.
		Body: ProductStock{ID: id, Stock: Int(units), Total: Int(units)}, Priority: c.priority(),
	})
}

// SetVariant sets the level of a variant. The product's total follows by itself.
func (s *Stock) SetVariant(ctx context.Context, parent, variant ID, units int64, c Change) (VariantStock, error) {
	return one[VariantStock](ctx, s.c, rest.Call{
		Op: "set variant stock", Method: http.MethodPut, Path: variantPath(parent, variant),
		Body: VariantStock{ID: variant, ParentID: parent, Stock: Int(units)}, Priority: c.priority(),
	})
}

func variantPath(parent, variant ID) string {
	return productPath(parent, "/variants/"+variant.String()+"/stock")
}
