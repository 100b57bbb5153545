package ekmsim

import (
	"errors"
	"net/http"
)

// The bodies of the stock writes. Pointers tell a missing field from a zero.
type productStockBody struct {
	ID    *int64 `json:"id"`
	Stock *int64 `json:"stock"`
	Total *int64 `json:"total_product_stock"`
}

type variantStockBody struct {
	ID     *int64 `json:"id"`
	Parent *int64 `json:"parent_product_id"`
	Stock  *int64 `json:"stock"`
}

func (l *listing) productStock() wireProductStock {
	return wireProductStock{ID: l.product.ID, Stock: l.product.NumberInStock, TotalProductStock: l.product.TotalProductStock}
}

func (l *listing) variantStock() wireVariantStock {
	return wireVariantStock{ID: l.variant.ID, ParentProductID: l.product.ID, Stock: l.variant.NumberInStock}
}

func (c *call) getProductStock() answer {
	l, problem := c.master()
	if problem != nil {
		return *problem
	}
	shown := c.shownProduct(l.product)
	return ok(wireProductStock{ID: shown.ID, Stock: shown.NumberInStock, TotalProductStock: shown.TotalProductStock})
}

func (c *call) getVariantStock() answer {
	l, problem := c.variantInPath()
	if problem != nil {
		return *problem
	}
	shown := c.shownVariant(l.variant)
	return ok(wireVariantStock{ID: shown.ID, ParentProductID: l.product.ID, Stock: shown.NumberInStock})
}

// putProductStock sets a level. EKM does not say which id wins when path and body differ, so a difference is refused.
func (c *call) putProductStock() answer {
	l, problem := c.master()
	if problem != nil {
		return *problem
	}
	var body productStockBody
	if problem := c.decode(&body); problem != nil {
		return *problem
	}
	if problem := checkStock(body.ID, l.product.ID, body.Stock); problem != nil {
		return *problem
	}
	if c.fault("stock_lost") {
		return ok(wireProductStock{ID: l.product.ID, Stock: *body.Stock, TotalProductStock: *body.Stock})
	}
	c.writeStock(l, *body.Stock)
	if body.Total == nil && len(l.product.Variants) == 0 && c.fault("total_zero_when_omitted") {
		l.product.TotalProductStock = 0
	}
	return ok(l.productStock())
}

func (c *call) putVariantStock() answer {
	l, problem := c.variantInPath()
	if problem != nil {
		return *problem
	}
	var body variantStockBody
	if problem := c.decode(&body); problem != nil {
		return *problem
	}
	if problem := checkStock(body.ID, l.variant.ID, body.Stock); problem != nil {
		return *problem
	}
	if body.Parent != nil && *body.Parent != l.product.ID {
		return refused(http.StatusBadRequest, "parent_product_id", "The parent_product_id field does not match the path.")
	}
	if c.fault("stock_lost") {
		return ok(wireVariantStock{ID: l.variant.ID, ParentProductID: l.product.ID, Stock: *body.Stock})
	}
	c.writeStock(l, *body.Stock)
	return ok(l.variantStock())
}

func checkStock(id *int64, want int64, stock *int64) *answer {
	switch {
	case stock == nil:
		a := refused(http.StatusBadRequest, "stock", "The stock field is required.")
		return &a
	case id == nil || *id != want:
		a := refused(http.StatusBadRequest, "id", "The id field does not match the path.")
		return &a
	}
	return nil
}

func (c *call) writeStock(l *listing, units int64) {
	c.keepLate(l)
	c.shop.move(l, units, "api", c.now)
	if !c.fault("stock_keeps_modified") {
		l.product.LastModified = stamp(c.now)
	}
	c.note(Write{Route: c.route, Code: l.code(), ProductID: l.id(), Stock: &units})
}

// errNoSuch is returned by doors that are asked for something that does not exist.
var errNoSuch = errors.New("no such shop, listing or order")

// SetStock changes what EKM shows behind the app's back, as a merchant would in the shop's back office. All listings with
// the code get the level.
func (s *Server) SetStock(shopName, code string, units int64) error {
	return s.setStock(shopName, code, units, true)
}

// SetStockQuietly is SetStock where last_modified does not tell, as EKM leaves open.
func (s *Server) SetStockQuietly(shopName, code string, units int64) error {
	return s.setStock(shopName, code, units, false)
}

func (s *Server) setStock(shopName, code string, units int64, stamped bool) error {
	sh, ok := s.byName[shopName]
	if !ok {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	listings := sh.codes[code]
	if len(listings) == 0 {
		return errNoSuch
	}
	for _, l := range listings {
		sh.move(l, units, "operator", s.now())
		if stamped {
			l.product.LastModified = stamp(s.now())
		}
	}
	return nil
}
