package orders

import (
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// side is what one system says about one thing: a value and a quiet second line.
type side struct {
	value  string
	strong bool
	note   string
	code   bool // the note is a SKU
	state  theme.State
}

// comparison is one row of the Compare tab.
type comparison struct {
	label            string
	ekm, brightpearl side
}

// compare sets what EKM sent beside what Brightpearl got, or would get.
func compare(d view.OrderDetail) []comparison {
	rows := []comparison{contactRow(d)}
	rows = append(rows, goodsRows(d)...)
	rows = append(rows, otherRows(d)...)
	return append(rows, totalRow(d), paymentRow(d))
}

func contactRow(d view.OrderDetail) comparison {
	c := d.Order.Customer
	name := c.Name()
	if name == "" {
		name = orNone(d.Customer)
	}
	row := comparison{label: say.T("Contact"), ekm: side{value: name, note: orText(c.Email, say.T("No e-mail address"))}}
	switch {
	case d.ContactID != 0:
		row.brightpearl = side{value: say.T("Contact {id}", digits(d.ContactID)), note: say.Of(strings.TrimSuffix(d.ContactNote, "."))}
	case d.Cause.Code == "SB-ORD-106" || d.Cause.Code == "SB-ORD-107":
		row.brightpearl = side{value: none(), note: causeName(d.Cause), state: theme.Attention}
	default:
		row.brightpearl = side{value: say.T("Found by e-mail"), note: say.T("Once it is posted")}
	}
	return row
}

// goodsRows pairs lines with what became of them.
func goodsRows(d view.OrderDetail) []comparison {
	became := map[int]view.OrderLine{}
	for place, r := range rowsOf(d.Rows, "goods") {
		if at, ok := lineOf(d.Order.Lines, r, place); ok {
			became[at] = r
		}
	}
	out := make([]comparison, 0, len(d.Order.Lines))
	for i, l := range d.Order.Lines {
		name := l.Name
		if l.Options != "" {
			name += ", " + l.Options
		}
		row := comparison{label: say.T("Line {number}", i+1), ekm: side{value: orText(name, l.Code), note: l.Code, code: true}}
		if commerce.NoSKU(l.Code) {
			row.ekm.note, row.ekm.code = say.T("No SKU"), false
		}
		if r, ok := became[i]; ok {
			row.brightpearl = posted(d, r)
		} else {
			row.brightpearl = side{value: say.Count(l.Quantity) + " ×", note: say.T("Not decided yet")}
		}
		out = append(out, row)
	}
	return out
}

func posted(d view.OrderDetail, r view.OrderLine) side {
	s := side{value: units(r, d.Currency), note: taxLine(r, d.Currency)}
	switch {
	case r.ProductID == 0 && d.State == commerce.OrderHeld:
		s.state, s.note = theme.Attention, say.T("No such product")
	case r.ProductID == 0:
		s.state, s.note = theme.Attention, say.T("Text row")
	case r.TaxCode == "":
		s.state, s.note = theme.Attention, say.T("No tax code")
	case allocated(d.OrderRow) && r.Reserved < r.Wanted && d.ShippedUnits < d.WantedUnits:
		s.state, s.note = theme.Attention, shortWords(r.Wanted-r.Reserved)
	}
	return s
}

// units writes a row's quantity and price: per unit where that is exact, else for the whole row.
func units(r view.OrderLine, currency string) string {
	if r.Quantity > 1 && int64(r.Net)%r.Quantity == 0 {
		return say.Count(r.Quantity) + " × " + say.Money(r.Net/commerce.Pence(r.Quantity), currency)
	}
	if r.Quantity > 1 {
		return say.T("{count} for {money}", r.Quantity, say.Money(r.Net, currency))
	}
	return "1 × " + say.Money(r.Net, currency)
}

func taxLine(r view.OrderLine, currency string) string {
	if r.TaxCode == "" {
		return say.T("Tax {money}", say.Money(r.Tax, currency))
	}
	return say.T("Tax {money}, code {code}", say.Money(r.Tax, currency), r.TaxCode)
}

func otherRows(d view.OrderDetail) []comparison {
	var out []comparison
	o := d.Order
	rows := map[string]side{}
	for _, r := range d.Rows {
		if r.Kind != "goods" {
			rows[r.Kind] = side{value: say.Money(r.Net, d.Currency), note: taxLine(r, d.Currency)}
		}
	}
	undecided := side{value: say.T("Not decided yet")}
	pick := func(kind string) side {
		if s, ok := rows[kind]; ok {
			return s
		}
		if len(d.Rows) > 0 {
			return side{value: none()}
		}
		return undecided
	}
	if _, has := rows["delivery"]; has || o.Delivery != 0 || o.DeliveryMethod != "" {
		out = append(out, comparison{label: say.T("Delivery"), brightpearl: pick("delivery"),
			ekm: side{value: orText(o.DeliveryMethod, say.T("Delivery")), note: say.Money(o.Delivery.Pence(), d.Currency)}})
	}
	if s, has := rows["discount"]; has || o.Discount != 0 {
		if !has {
			s = side{value: say.T("Inside the lines"), note: say.T("Spread over their prices")}
		}
		out = append(out, comparison{label: say.T("Discount"), ekm: side{value: say.Money(-o.Discount.Abs().Pence(), d.Currency)}, brightpearl: s})
	}
	if _, has := rows["custom"]; has {
		out = append(out, comparison{label: say.T("Extras"), ekm: side{value: say.Money(o.CustomTotal.Pence(), d.Currency)}, brightpearl: pick("custom")})
	}
	if s, has := rows["rounding"]; has {
		out = append(out, comparison{label: say.T("Rounding"), ekm: side{value: none()}, brightpearl: s})
	}
	return out
}

func totalRow(d view.OrderDetail) comparison {
	row := comparison{label: say.T("Total"), ekm: side{value: say.Money(d.Order.Total.Pence(), d.Currency), strong: true,
		note: say.T("Tax {money}", say.Money(d.Order.Tax.Pence(), d.Currency))}}
	if len(d.Rows) == 0 {
		row.brightpearl = side{value: say.T("Not decided yet")}
		return row
	}
	net, tax := sums(d.Rows)
	row.brightpearl = side{value: say.Money(net+tax, d.Currency), strong: true, note: say.T("Tax {money}", say.Money(tax, d.Currency))}
	if net+tax != d.Order.Total.Pence() || tax != d.Order.Tax.Pence() {
		row.brightpearl.state = theme.Attention
	}
	return row
}

func paymentRow(d view.OrderDetail) comparison {
	row := comparison{label: say.T("Payment"), ekm: side{value: paymentWord(d.Order)}}
	switch {
	case d.Receipt:
		row.brightpearl = side{value: say.T("Paid, with receipt"), note: paymentNote(d.PaymentID)}
	case d.PaidUp && d.Total == 0:
		row.brightpearl = side{value: say.T("Nothing to pay")}
	case d.PaymentID != 0:
		row.brightpearl = side{value: say.T("Payment recorded"), note: paymentNote(d.PaymentID)}
		if d.Stage == commerce.Verified {
			row.brightpearl.note, row.brightpearl.state = say.T("No sales receipt"), theme.Attention
		}
	case d.WaitsForPayment:
		row.brightpearl = side{value: say.T("Waits for EKM")}
	default:
		row.brightpearl = side{value: say.T("Receipt of {money}", say.Money(d.Total, d.Currency))}
	}
	return row
}

func paymentNote(id int64) string {
	if id == 0 {
		return ""
	}
	return say.T("Payment {id}", digits(id))
}

// equality is one of the three sums that must agree to the penny.
type equality struct {
	title       string
	left, right string
	agrees      bool
	known       bool // false until there are rows, or a payment, to compare
	note        string
}

func equalities(d view.OrderDetail) []equality {
	net, tax := sums(d.Rows)
	total, ekmTax := d.Order.Total.Pence(), d.Order.Tax.Pence()
	money := func(p commerce.Pence) string { return say.Money(p, d.Currency) }
	decided := len(d.Rows) > 0
	paid := equality{title: say.T("Payment equals the order's total"), left: say.T("None yet"), right: money(total), known: d.PaymentID != 0 || d.Stage == commerce.Verified}
	if paid.known {
		paid.agrees, paid.left = d.PaidUp, money(total)
		if !d.PaidUp {
			paid.left, paid.note = say.T("Another sum"), say.Of(firstMoneyFlag(d.Flags))
		}
	}
	return []equality{
		{title: say.T("Rows add up to the total"), left: money(net + tax), right: money(total), agrees: net+tax == total, known: decided},
		{title: say.T("Tax of the rows is EKM's tax"), left: money(tax), right: money(ekmTax), agrees: tax == ekmTax, known: decided},
		paid,
	}
}

func firstMoneyFlag(flags []string) string {
	for _, f := range flags {
		if strings.Contains(f, "payment") {
			return f
		}
	}
	return ""
}

func sums(rows []view.OrderLine) (net, tax commerce.Pence) {
	for _, r := range rows {
		net += r.Net
		tax += r.Tax
	}
	return net, tax
}

func rowsOf(rows []view.OrderLine, kind string) []view.OrderLine {
	var out []view.OrderLine
	for _, r := range rows {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

func orNone(s string) string { return orText(s, none()) }

func orText(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}
