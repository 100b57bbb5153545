package brightpearlsim

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fillRows checks all rows before any is kept, and expands bundles into their components.
// Row ids are provisional (their position) until the order is placed.
func (c *call) fillRows(o *order, rows []orderRowIn) *reply {
	if len(rows) == 0 {
		no := invalid(codeOrderField, "At least one row is required")
		return &no
	}
	for _, in := range rows {
		r, bad := c.readRow(in)
		if bad != nil {
			return bad
		}
		r.id = len(o.rows) + 1
		o.rows = append(o.rows, r)
		if p := c.srv.goods[r.product]; p != nil && p.bundle() {
			r.bundleParent = true
			c.srv.addParts(o, r, p, 0)
		}
	}
	return nil
}

func (c *call) readRow(in orderRowIn) (*orderRow, *reply) {
	fail := func(code, message string) (*orderRow, *reply) {
		no := invalid(code, message)
		return nil, &no
	}
	r := &orderRow{name: in.Name, taxCode: in.TaxCode, nominal: in.NominalCode, external: in.ExternalRef, product: freeTextProduct}
	var err error
	if r.sequence, err = in.Sequence.id(); err != nil {
		return fail(codeOrderField, "sequence is not a number")
	}
	id, err := in.ProductID.id()
	if err != nil || id < 0 {
		return fail(codeOrderField, "productId is not a number")
	}
	var p *product
	if id != 0 {
		if p = c.srv.goods[id]; p == nil {
			return fail(codeOrderField, "The product "+strconv.Itoa(id)+" does not exist")
		}
		r.product, r.sku = id, p.SKU
		if r.name == "" {
			r.name = p.Name
		}
		if r.nominal == "" {
			r.nominal = p.NominalSales
		}
	}
	if strings.TrimSpace(r.name) == "" {
		return fail(codeFreeTextName, "A row without product needs a name")
	}
	if utf8.RuneCountInString(r.name) > maxRowName {
		return fail(codeOrderField, "The name of a row must not be longer than 255 characters")
	}
	if r.nominal == "" {
		r.nominal = "4000"
	}
	if !hasText(c.srv.data.NominalCodes, r.nominal) {
		return fail(codeOrderField, "The nominal code does not exist")
	}
	if _, ok := c.srv.taxCode(r.taxCode); !ok {
		return fail(codeOrderField, "The tax code does not exist")
	}
	if r.quantity, err = in.Quantity.dec(); err != nil || r.quantity <= 0 || p != nil && (p.tracked() || p.bundle()) && !r.quantity.whole() {
		return fail(codeQuantity, "Invalid quantity")
	}
	if r.net, err = in.Net.dec(); err != nil {
		return fail(codeOrderField, "net must be a number with at most 4 decimals")
	}
	if r.tax, err = in.Tax.dec(); err != nil {
		return fail(codeOrderField, "tax must be a number with at most 4 decimals")
	}
	if (r.net < 0 || r.tax < 0) && c.on(NoNegativeRows) {
		return fail(codeOrderField, "net and tax must not be negative")
	}
	return r, nil
}

func hasText(codes []NominalCode, code string) bool {
	_, ok := pick(codes, func(n NominalCode) bool { return n.Code == code })
	return ok
}

// addParts adds the component rows of a bundle; their value is on the parent.
func (s *Server) addParts(o *order, parent *orderRow, p *product, depth int) {
	if depth > deepestBundle {
		return
	}
	for _, part := range p.Components {
		inner := s.goods[part.ProductID]
		if inner == nil {
			continue
		}
		r := &orderRow{
			id: len(o.rows) + 1, product: inner.ID, name: inner.Name, sku: inner.SKU, taxCode: parent.taxCode, nominal: inner.NominalSales,
			quantity: parent.quantity * dec(part.Quantity), bundleChild: true, parentRow: parent.id, bundleParent: inner.bundle(),
		}
		o.rows = append(o.rows, r)
		if inner.bundle() {
			s.addParts(o, r, inner, depth+1)
		}
	}
}

// parseRate reads an exchange rate and rounds it to six places.
func parseRate(text string) (dec6, error) {
	if text == "" {
		return 1_000_000, nil
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(value) || math.Abs(value) > 1e6 {
		return 0, errNotDecimal
	}
	return dec6(math.Round(value * 1e6)), nil
}
