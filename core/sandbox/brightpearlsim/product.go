package brightpearlsim

import (
	"strconv"
	"time"
)

const maxIDs = 200

// product is a product of the account.
type product struct{ Product }

func (p *product) bundle() bool { return len(p.Components) > 0 }

// tracked products have stock; bundles and services do not.
func (p *product) tracked() bool { return p.StockTracked && !p.bundle() }

func (c *call) getProducts() reply {
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	if set == nil {
		return invalid(codeBadRequest, "An id set is required")
	}
	list := []object{}
	for _, id := range set.ids() {
		if p := c.srv.goods[id]; p != nil {
			list = append(list, c.srv.showProduct(p))
		}
	}
	return answer(list)
}

func (s *Server) showProduct(p *product) object {
	taxID := 0
	if t, ok := s.taxCode(p.TaxCode); ok {
		taxID = t.ID
	}
	identity := object{"sku": p.SKU}
	if p.Barcode != "" {
		identity["barcode"] = p.Barcode
	}
	composition := object{"bundle": p.bundle()}
	if p.bundle() {
		composition["bundleComponents"] = showComponents(p)
	}
	stocking := object{}
	for _, w := range s.data.Warehouses {
		stocking[strconv.Itoa(w.ID)] = object{"defaultLocationId": 0, "overflowLocationId": 0, "reorderLevel": 0, "reorderQuantity": 0}
	}
	variations := []object{}
	if p.OptionName != "" {
		variations = append(variations, object{"optionId": 3, "optionName": p.OptionName, "optionValueId": p.ID, "optionValue": p.OptionValue})
	}
	empty := object{"languageCode": "en", "text": "", "format": "HTML_FRAGMENT"}
	show := object{
		"id": p.ID, "brandId": 81, "productTypeId": 1, "identity": identity, "featured": false,
		"stock": object{
			"stockTracked": p.tracked(), "weight": object{"magnitude": dec(p.WeightGrams * 10).raw(4)},
			"dimensions": object{"length": dec(0).raw(2), "height": dec(0).raw(2), "width": dec(0).raw(2), "volume": dec(0).raw(2)},
		},
		"financialDetails": object{"taxable": p.TaxCode != "", "taxCode": object{"id": taxID, "code": p.TaxCode}},
		"salesChannels": []object{{
			"salesChannelName": "Brightpearl", "productName": p.Name, "productCondition": "new",
			"categories": []object{{"categoryCode": "301"}}, "description": empty, "shortDescription": empty,
		}},
		"composition": composition, "variations": variations, "createdOn": s.stamp(p.CreatedOn), "warehouses": stocking,
		"nominalCodeStock": "1001", "nominalCodePurchases": "5000", "nominalCodeSales": p.NominalSales,
		"seasonIds": []int{}, "reporting": object{}, "status": p.Status, "salesPopupMessage": "", "warehousePopupMessage": "",
		"version": p.UpdatedOn.UnixMilli(),
	}
	if p.GroupID != 0 {
		show["productGroupId"] = p.GroupID
	}
	s.putTime(show, "updatedOn", p.UpdatedOn)
	return show
}

func showComponents(p *product) []object {
	parts := []object{}
	for _, part := range p.Components {
		parts = append(parts, object{"productId": part.ProductID, "productQuantity": part.Quantity})
	}
	return parts
}

func (c *call) getBundle() reply {
	p := c.srv.goods[c.id("id")]
	if p == nil {
		return notFound("No product found with id " + c.vars["id"])
	}
	return answer(object{"bundle": p.bundle(), "bundleComponents": showComponents(p)})
}

func (c *call) searchProducts(metaOnly bool) reply {
	rows := make([]*product, 0, len(c.srv.goodsIDs))
	for _, id := range c.srv.goodsIDs {
		rows = append(rows, c.srv.goods[id])
	}
	blank := func(*product) any { return "" }
	return search(c, table[*product]{
		rows: rows,
		born: func(p *product) time.Time { return p.CreatedOn },
		columns: []column[*product]{
			{name: "productId", kind: idset, cell: func(p *product) any { return p.ID }},
			{name: "productName", kind: contains, cell: func(p *product) any { return p.Name }},
			{name: "SKU", kind: text, cell: func(p *product) any { return p.SKU }},
			{name: "barcode", kind: text, cell: func(p *product) any { return p.Barcode }},
			{name: "EAN", kind: text, cell: blank},
			{name: "UPC", kind: text, cell: blank},
			{name: "ISBN", kind: text, cell: blank},
			{name: "MPN", kind: text, cell: blank},
			{name: "stockTracked", kind: boolean, cell: func(p *product) any { return p.tracked() }},
			{name: "salesChannelName", kind: text, hidden: true, cell: func(*product) any { return "Brightpearl" }},
			{name: "createdOn", kind: period, cell: func(p *product) any { return stampOrNil(p.CreatedOn) }},
			{name: "updatedOn", kind: period, cell: func(p *product) any { return stampOrNil(p.UpdatedOn) }},
			{name: "brightpearlCategoryCode", kind: text, cell: func(*product) any { return "301" }},
			{name: "productGroupId", kind: integer, cell: func(p *product) any { return p.GroupID }},
			{name: "brandId", kind: integer, cell: func(*product) any { return 81 }},
			{name: "productTypeId", kind: integer, cell: func(*product) any { return 1 }},
			{name: "productStatus", kind: text, cell: func(p *product) any { return p.Status }},
			{name: "primarySupplierId", kind: integer, cell: func(*product) any { return 0 }},
		},
		reference: func(page []*product) object {
			categories := object{}
			for _, p := range page {
				categories[strconv.Itoa(p.ID)] = []int{301}
			}
			return object{"productCategoryMembership": categories}
		},
	}, metaOnly)
}
