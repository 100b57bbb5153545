package ekmsim

import (
	"cmp"
	"net/http"
	"slices"
)

// productRows are the rows of product lists, with copies and variants where the copies_listed fault stands.
func (c *call) productRows() []*wireProduct {
	rows := c.shop.products
	if c.fault("copies_listed") {
		rows = slices.Clone(rows)
		for _, l := range c.shop.goods {
			if l.copyID != 0 || l.variant != nil {
				rows = append(rows, l.asProduct())
			}
		}
		slices.SortFunc(rows, func(a, b *wireProduct) int { return cmp.Compare(a.ID, b.ID) })
	}
	return rows
}

func (c *call) searchProducts() answer {
	rows, problem := find(c, productSchema, c.productRows(), true)
	if problem != nil {
		return *problem
	}
	return c.dressedProducts(paged(c, "/products/search", rows))
}

func (c *call) listProducts() answer {
	return c.dressedProducts(paged(c, "/products", unsorted(c, c.productRows())))
}

func (c *call) searchVariants() answer {
	rows, problem := find(c, variantSchema, c.shop.variants, true)
	if problem != nil {
		return *problem
	}
	a := paged(c, "/variants/search", rows)
	if page, fine := a.body.Data.([]*wireVariant); fine {
		for i, row := range page {
			page[i] = c.shownVariant(row)
		}
	}
	return a
}

// dressedProducts changes levels and embedded variants as the standing faults ask.
func (c *call) dressedProducts(a answer) answer {
	cut, noParent, noCode := c.fault("variants_cut_20"), c.fault("variant_parent_zero"), c.fault("variant_codes_absent")
	rows, _ := a.body.Data.([]*wireProduct)
	for i, row := range rows {
		rows[i] = c.shownProduct(row)
	}
	if !cut && !noParent && !noCode {
		return a
	}
	for i, row := range rows {
		changed := *row
		changed.Variants = slices.Clone(row.Variants)
		if cut {
			changed.Variants = changed.Variants[:min(len(changed.Variants), pageLimit)]
		}
		for v := range changed.Variants {
			if noParent {
				changed.Variants[v].ParentProductID = 0
			}
			if noCode {
				changed.Variants[v].ProductCode = nil
			}
		}
		rows[i] = &changed
	}
	return a
}

// master finds a product by the id in the path. Ids of variants and managed copies give 422 and the master's id.
func (c *call) master() (*listing, *answer) {
	id := c.id("id")
	l, known := c.shop.goods[id]
	if !known {
		a := notFound("Product", id)
		return nil, &a
	}
	if l.variant != nil || l.copyID != 0 {
		a := refused(http.StatusUnprocessableEntity, "id", "Product '%d' is a variant. Please use master product Id '%d'", id, l.product.ID)
		return nil, &a
	}
	return l, nil
}

// variantInPath finds a variant, under its own parent where the path names one.
func (c *call) variantInPath() (*listing, *answer) {
	id := c.id("variantId")
	l, known := c.shop.goods[id]
	_, parentNamed := c.params["id"]
	if !known || l.variant == nil || parentNamed && l.product.ID != c.id("id") {
		a := notFound("Product", id)
		return nil, &a
	}
	return l, nil
}

func (c *call) getProduct() answer {
	l, problem := c.master()
	if problem != nil {
		return *problem
	}
	a := c.dressedProducts(ok([]*wireProduct{l.product}))
	a.body.Data = a.body.Data.([]*wireProduct)[0]
	return a
}

func (c *call) listVariants() answer {
	l, problem := c.master()
	if problem != nil {
		return *problem
	}
	path := "/products/variants"
	if c.fault("items_paged") {
		return paged(c, path, c.shownProduct(l.product).Variants)
	}
	return whole(path, c.shownProduct(l.product).Variants)
}

func (c *call) getVariant() answer {
	l, problem := c.variantInPath()
	if problem != nil {
		return *problem
	}
	return ok(c.shownVariant(l.variant))
}
