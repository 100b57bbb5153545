package orders

import (
	"fmt"
	"maps"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// fixable are the causes that a person can settle for one order: which product, which tax code, which contact.
var fixable = []string{noProduct, duplicateSKU, productGone, noTaxCode, noEmail, notCustomer}

// canFix tells whether an order can be fixed in place: it is held for one of those causes, and nothing was created yet that a
// decision would come too late for.
func canFix(o view.OrderRow) bool {
	return o.State == commerce.OrderHeld && o.SalesOrderID == 0 && slices.Contains(fixable, o.Cause.Code)
}

// decided is one row of an order and what is known about it, for a person to decide otherwise.
type decided struct {
	at    int   // its place among the rows
	line  int64 // EKM's line id, view.FixDelivery or view.FixCustom
	label string
	row   view.OrderLine
	sent  commerce.Line // zero for rows that are no goods
}

func (d decided) goods() bool { return d.row.Kind == "goods" }

// fixing is a decision in the making. It knows no widgets.
type fixing struct {
	order    view.OrderDetail
	fix      view.OrderFix
	proposal view.Proposal
	known    bool // the proposal is the answer to the present fix
}

func newFixing(d view.OrderDetail) *fixing { return &fixing{order: d, fix: copyOf(d.Fix)} }

// copyOf is a decision of its own: the present one changes while an older one is still being asked about beside the window.
func copyOf(fix view.OrderFix) view.OrderFix {
	fix.Products, fix.TaxCodes, fix.TextRows = maps.Clone(fix.Products), maps.Clone(fix.TaxCodes), slices.Clone(fix.TextRows)
	return fix
}

// rows are what the order would become, or was decided to become before anybody asked.
func (f *fixing) rows() []view.OrderLine {
	if len(f.proposal.Rows) > 0 {
		return f.proposal.Rows
	}
	return f.order.Rows
}

// decisions are the rows that can be decided.
func (f *fixing) decisions() []decided {
	var out []decided
	goods := 0
	for i, r := range f.rows() {
		d := decided{at: i, row: r}
		switch r.Kind {
		case "goods":
			at, ok := lineOf(f.order.Order.Lines, r, goods)
			if !ok {
				continue
			}
			goods++
			d.sent = f.order.Order.Lines[at]
			d.line, d.label = d.sent.ID, say.T("Line {number}", at+1)
		case "delivery":
			d.line, d.label = view.FixDelivery, say.T("Delivery")
		case "custom":
			d.line, d.label = view.FixCustom, say.T("Extras")
		default:
			continue
		}
		out = append(out, d)
	}
	return out
}

// lineOf finds the line that a row of goods came from: by EKM's id, or for rows of an older version, which did not keep it, by its
// place among the goods.
func lineOf(lines []commerce.Line, r view.OrderLine, place int) (at int, ok bool) {
	if r.LineID != 0 {
		at = slices.IndexFunc(lines, func(l commerce.Line) bool { return l.ID == r.LineID })
		return at, at >= 0
	}
	return place, place < len(lines)
}

// lacksProduct tells whether a line needs a person: it has no product and nobody has said that it may be a text row.
func (f *fixing) lacksProduct(d decided) bool {
	stopped := f.order.Cause.Code == noProduct || f.order.Cause.Code == duplicateSKU
	return d.goods() && stopped && d.row.ProductID == 0 && !slices.Contains(f.fix.TextRows, d.line) && f.fix.Products[d.line] == 0
}

// lacksCode tells whether a row has no tax code yet.
func (f *fixing) lacksCode(d decided) bool {
	return d.row.TaxCode == "" && f.fix.TaxCodes[d.line] == ""
}

// lacksContact tells whether the order has nobody to be posted to.
func (f *fixing) lacksContact() bool {
	code := f.order.Cause.Code
	return (code == noEmail || code == notCustomer) && f.fix.Contact == 0
}

// touched tells whether a person decided anything.
func (f *fixing) touched() bool {
	return f.fix.Contact != 0 || len(f.fix.Products) > 0 || len(f.fix.TextRows) > 0 || len(f.fix.TaxCodes) > 0
}

// change makes the proposal an answer to an older question.
func (f *fixing) change() { f.known = false }

func (f *fixing) setProduct(line, product int64) {
	f.undoProduct(line)
	if f.fix.Products == nil {
		f.fix.Products = map[int64]int64{}
	}
	f.fix.Products[line] = product
}

func (f *fixing) setTextRow(line int64) {
	f.undoProduct(line)
	f.fix.TextRows = append(f.fix.TextRows, line)
}

// undoProduct leaves a line to the rules again.
func (f *fixing) undoProduct(line int64) {
	f.change()
	delete(f.fix.Products, line)
	f.fix.TextRows = slices.DeleteFunc(f.fix.TextRows, func(l int64) bool { return l == line })
}

// setTaxCode chooses a row's code; empty leaves it to the rules.
func (f *fixing) setTaxCode(line int64, code string) {
	f.change()
	if code == "" {
		delete(f.fix.TaxCodes, line)
		return
	}
	if f.fix.TaxCodes == nil {
		f.fix.TaxCodes = map[int64]string{}
	}
	f.fix.TaxCodes[line] = code
}

func (f *fixing) setContact(id int64) {
	f.change()
	f.fix.Contact = id
}

// productFixed tells whether a person chose what a line is in Brightpearl.
func productFixed(fix view.OrderFix, line int64) bool {
	return fix.Products[line] != 0 || slices.Contains(fix.TextRows, line)
}

// fixWords says what a person decided about the rows of an order, by the row's place.
func fixWords(d view.OrderDetail) map[int]string {
	out := map[int]string{}
	for _, row := range newFixing(d).decisions() {
		product, code := productFixed(d.Fix, row.line), d.Fix.TaxCodes[row.line] != ""
		switch {
		case product && code:
			out[row.at] = say.T("Product and tax code")
		case product:
			out[row.at] = say.T("Product")
		case code:
			out[row.at] = say.T("Tax code")
		}
	}
	return out
}

// preview is the order as it would be posted, for the same tables that show it as it is.
func (f *fixing) preview() view.OrderDetail {
	d := f.order
	d.Rows, d.Fix = f.rows(), f.fix
	if f.proposal.MoneyNote != "" {
		d.MoneyNote = f.proposal.MoneyNote
	}
	if f.known {
		d.Cause, d.Flags = f.proposal.Cause, f.proposal.Flags
	}
	if f.ready() {
		d.State = commerce.OrderWorking // nothing holds it any more
	}
	if f.fix.Contact != 0 {
		d.ContactID, d.ContactNote = f.fix.Contact, say.T("Chosen for this order")
	}
	return d
}

// ready tells whether the order would be posted as it is decided now.
func (f *fixing) ready() bool { return f.known && f.proposal.Cause.Zero() }

// rule is a setting of the store that would decide all such orders alike.
type rule struct {
	key, value string
	words      string // what holds from then on
}

// rule is the rule behind the present decision; ok is false where only this one order can be decided.
func (f *fixing) rule() (r rule, ok bool) {
	switch f.order.Cause.Code {
	case noProduct:
		if len(f.fix.TextRows) > 0 {
			return rule{"unmatched_policy", settings.TextRow, say.T("Lines without a product become text rows")}, true
		}
	case noEmail:
		if f.fix.Contact != 0 {
			return rule{"fallback_contact_id", fmt.Sprint(f.fix.Contact), say.T("Orders without an e-mail address go on contact {id}", digits(f.fix.Contact))}, true
		}
	case noTaxCode:
		return f.taxRule()
	}
	return rule{}, false
}

// taxRule is the rule for the first row that had no code and was given one.
func (f *fixing) taxRule() (rule, bool) {
	for _, d := range f.decisions() {
		code := f.fix.TaxCodes[d.line]
		switch {
		case code == "":
		case d.row.Tax == 0:
			return rule{"tax_code_not_taxable", code, say.T("Rows without tax get tax code {code}", code)}, true
		case d.goods() && d.sent.TaxRate > 0:
			rate := settings.RateKey(d.sent.TaxRate)
			return rule{"tax_rate." + rate, code, say.T("Goods taxed at {rate} % get tax code {code}", rate, code)}, true
		default:
			return rule{"tax_code_taxable", code, say.T("Rows with tax get tax code {code}", code)}, true
		}
	}
	return rule{}, false
}

// causeWords is a cause as one line for a person: what and why, then what can be done.
func causeWords(c fault.Cause) (title, rest string) {
	title, rest = sentence(c.Text)
	return say.Of(title), join(say.Of(rest), say.Of(c.Fix))
}
