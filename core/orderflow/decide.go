package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// decision is what an order will become, before anything is written anywhere.
type decision struct {
	rows  []db.OrderRow
	money money
	flags []string
}

// finder is Catalog.Find, or Catalog.Known for dry runs.
type finder func(ctx context.Context, store commerce.StoreID, code string) (db.Product, commerce.LinkState, error)

// decide matches an order's lines, reads its money and chooses the tax codes, with what a person decided for this order (fix). It
// asks the catalogue and nobody else (but for Brightpearl's order of precedence of tax codes), so a dry run can call it as well.
// Where lines need a person, all of them are decided all the same: the returned rows then show each line's trouble and name the
// units that the held order protects, and the cause names every line.
func (d *Desk) decide(ctx context.Context, store db.StoreRow, o commerce.Order, fix view.OrderFix, find finder) (decision, error) {
	if err := d.allowed(ctx, store); err != nil {
		return decision{}, err
	}
	x, err := d.taxing(ctx, store, o, fix)
	if err != nil {
		return decision{}, err
	}
	m, err := readMoney(o, store.Reading, x.percentages()...)
	if err != nil {
		return decision{}, err
	}
	j := judgement{desk: d, store: store, order: o, fix: fix, find: find, taxing: x, out: decision{money: m}}
	for _, p := range m.parts {
		if err := j.part(ctx, p); err != nil {
			return decision{}, err
		}
	}
	if store.Settings.DiscountStyle == settings.DiscountRows {
		j.discountRows(m)
	}
	return j.out, j.verdict()
}

// judgement is a decision in the making.
type judgement struct {
	desk   *Desk
	store  db.StoreRow
	order  commerce.Order
	fix    view.OrderFix
	find   finder
	taxing taxing
	out    decision

	unmatched []fault.Cause // lines without a product, of which the store's policy decides
	troubles  []fault.Cause // what needs a person in any case
}

// part decides one row, or several for a delivery whose tax is in proportion to the goods'.
func (j *judgement) part(ctx context.Context, p part) error {
	row := db.OrderRow{Kind: p.kind, Quantity: 1, Net: p.net, Tax: p.tax}
	var l commerce.Line
	var thing product
	switch p.kind {
	case "goods":
		l = j.order.Lines[p.line]
		row.LineID, row.SKU, row.Quantity = l.ID, commerce.TrimSKU(l.Code), l.Quantity
		if row.Name = l.Name; row.Name == "" {
			row.Name = row.SKU
		}
		if l.Options != "" {
			row.Name += " (" + l.Options + ")"
		}
		if err := j.tie(ctx, l, &row); err != nil {
			return err
		}
		var err error
		if thing, err = j.desk.goods(ctx, j.taxing, j.store.ID, l, row.ProductID); err != nil {
			return err
		}
		if byItem, differs := manualTax(p, l); differs {
			row.Note = strings.TrimSpace(fmt.Sprintf("%s Brightpearl shows EKM's tax as manual: by item it would be %s.", row.Note, byItem.Display(j.order.Currency)))
		}
	case "delivery":
		row.Name = "Delivery"
		if j.order.DeliveryMethod != "" {
			row.Name += ": " + j.order.DeliveryMethod
		}
		l = commerce.Line{TaxRate: max(p.rate, 0)}
		if p.shared && j.fix.TaxCodes[view.FixDelivery] == "" {
			j.shareDelivery(row)
			return nil
		}
	case "custom":
		row.Name = customName(j.order)
	case "rounding":
		row.Name = "Rounding"
	}
	code, rule, gap := j.taxing.choose(l, p, thing)
	if gap != nil {
		gap.Text = fmt.Sprintf("There is no tax code for %q: %s.", label(p.kind, l, row), gap.Text)
		j.troubles = append(j.troubles, *gap)
	}
	if _, but, ok := strings.Cut(rule, unlike); ok {
		j.out.flags = db.AddFlag(j.out.flags, strings.ToUpper(but[:1])+but[1:])
	}
	row.TaxCode, row.TaxRule = code, rule
	j.out.rows = append(j.out.rows, row)
	return nil
}

// label is what a cause calls a row: not what the shopper typed on it, which may be about a person.
func label(kind string, l commerce.Line, row db.OrderRow) string {
	switch {
	case kind == "custom":
		return "Extras"
	case kind == "goods" && l.Name != "":
		return l.Name
	}
	return row.Name
}

// shareDelivery splits a delivery whose tax is at no rate of its own by the tax codes of the goods, in proportion.
func (j *judgement) shareDelivery(row db.OrderRow) {
	var codes []string
	var nets, taxes []commerce.Pence
	for _, r := range j.out.rows {
		i := slices.Index(codes, r.TaxCode)
		if i < 0 {
			i, codes, nets, taxes = len(codes), append(codes, r.TaxCode), append(nets, 0), append(taxes, 0)
		}
		nets[i], taxes[i] = nets[i]+r.Net, taxes[i]+r.Tax
	}
	net, tax := commerce.Spread(row.Net, nets), commerce.Spread(row.Tax, taxes)
	for i, code := range codes {
		if net[i] == 0 && tax[i] == 0 {
			continue
		}
		part := row
		part.Net, part.Tax, part.TaxCode, part.TaxRule = net[i], tax[i], code, "in proportion to the goods at "+code
		j.out.rows = append(j.out.rows, part)
	}
}

// discountRows gives the goods their worth before the order's discount back, and takes it off in one row for each tax code.
func (j *judgement) discountRows(m money) {
	var codes []string
	off := map[string]worth{}
	goods := 0
	for _, p := range m.parts {
		if p.kind != "goods" {
			continue
		}
		row := &j.out.rows[goods]
		goods++
		row.Net, row.Tax = row.Net+p.off.net, row.Tax+p.off.tax
		if !slices.Contains(codes, row.TaxCode) {
			codes = append(codes, row.TaxCode)
		}
		sum := off[row.TaxCode]
		off[row.TaxCode] = worth{sum.net + p.off.net, sum.tax + p.off.tax}
	}
	for _, code := range codes {
		if sum := off[code]; sum != (worth{}) {
			j.out.rows = append(j.out.rows, db.OrderRow{Kind: "discount", Name: "Discount", Quantity: 1, Net: -sum.net, Tax: -sum.tax, TaxCode: code,
				TaxRule: "as the goods that it is taken off"})
		}
	}
}

// manualTax is the tax that Brightpearl would reckon for a row, by item with four decimals; differs when EKM's is another one.
func manualTax(p part, l commerce.Line) (byItem commerce.Pence, differs bool) {
	if l.TaxRate <= 0 || p.tax == 0 {
		return 0, false
	}
	const tenth = 100 // millionths in a hundredth of a penny
	item := commerce.FromPence(p.net).Scale(1, commerce.Amount(l.Quantity)).Percent(l.TaxRate)
	byItem = ((item + tenth/2) / tenth * tenth).Times(l.Quantity).Pence()
	return byItem, byItem != p.tax
}

// verdict is what the troubles of the lines come to: nil, or a held order whose cause names each of them.
func (j *judgement) verdict() error {
	all := j.troubles
	if len(j.unmatched) > 0 {
		if j.store.Settings.UnmatchedPolicy == settings.Hold {
			all = append(all, j.unmatched...)
		} else {
			j.out.flags = db.AddFlag(j.out.flags, fmt.Sprintf("%d of %d lines without a Brightpearl product", len(j.unmatched), len(j.order.Lines)))
		}
	}
	if len(all) == 0 {
		return nil
	}
	var texts, fixes []string
	for _, c := range all {
		if !slices.Contains(texts, c.Text) {
			texts = append(texts, c.Text)
		}
		if !slices.Contains(fixes, c.Fix) {
			fixes = append(fixes, c.Fix)
		}
	}
	return fault.Hold(fault.Cause{Code: all[0].Code, Text: strings.Join(texts, " ") + " Nothing was created; the units of the order stay deducted.", Fix: strings.Join(fixes, " ")})
}

// tie finds the product of a goods row, or says in its note and among the troubles why there is none. Where it is the store that
// carries the code twice, the product is known at least and its units are protected.
func (j *judgement) tie(ctx context.Context, l commerce.Line, row *db.OrderRow) error {
	if id, ok := j.fix.Products[l.ID]; ok {
		return j.tieByHand(ctx, id, row)
	}
	if slices.Contains(j.fix.TextRows, l.ID) {
		row.Note = "A text row, chosen by hand."
		return nil
	}
	if commerce.NoSKU(row.SKU) {
		ignored, err := j.desk.db.IgnoredSKUs(ctx, j.store.ID)
		if err != nil {
			return err
		}
		if _, ok := ignored[commerce.TrimSKU(l.Name)]; ok && l.Name != "" {
			row.Note = "On the ignore list by its name, so it is a text row."
			return nil
		}
		row.Note = "No SKU, so it is a text row."
		j.missing(fmt.Sprintf("The line %q has no SKU.", label("goods", l, *row)))
		return nil
	}
	p, state, err := j.find(ctx, j.store.ID, row.SKU)
	if err != nil {
		return err
	}
	switch state {
	case commerce.Duplicate:
		j.duplicate(p, row)
	case commerce.IgnoredSKU:
		row.Note = "On the ignore list, so it is a text row."
	case commerce.Matched, commerce.Bundled, commerce.NotStockTracked:
		j.tieTo(p, row)
	default:
		row.Note = "No Brightpearl product has this SKU, so it is a text row."
		j.missing(fmt.Sprintf("No Brightpearl product has the SKU %s.", row.SKU))
	}
	return nil
}

func (j *judgement) missing(text string) {
	j.unmatched = append(j.unmatched, fault.Cause{Code: "SB-ORD-104", Text: text,
		Fix: "Add the SKU in Brightpearl, or correct it in EKM; the order then goes on by itself. Or choose to download such lines as text rows."})
}

func (j *judgement) duplicate(p db.Product, row *db.OrderRow) {
	row.Note = "The SKU stands twice."
	cause := fault.Cause{Code: "SB-SKU-201",
		Text: fmt.Sprintf("The SKU %s is on two Brightpearl products, so nobody can say which one was sold. Stock of this SKU is not published.", row.SKU),
		Fix:  "Give one of the two products another SKU in Brightpearl; the order then goes on by itself."}
	if p.ID > 0 {
		if p.StockTracked || p.Bundle {
			row.StockedID, row.Wanted = p.ID, row.Quantity
		}
		cause.Text = fmt.Sprintf("Two listings of %s carry the SKU %s, so nobody can say which one was sold. Stock of this SKU is not published.", j.store.Name, row.SKU)
		cause.Fix = "Give one of the two listings another SKU in EKM; the order then goes on by itself."
	}
	j.troubles = append(j.troubles, cause)
}

// tieTo makes a row one of a product; what Brightpearl counts is reserved.
func (j *judgement) tieTo(p db.Product, row *db.OrderRow) {
	row.ProductID = p.ID
	if p.StockTracked || p.Bundle {
		row.StockedID, row.Wanted = p.ID, row.Quantity
	}
	if commerce.TrimSKU(p.SKU) != row.SKU && row.SKU != "" {
		row.Note = fmt.Sprintf("Tied to the Brightpearl SKU %s.", commerce.TrimSKU(p.SKU))
	}
	if !p.Live() {
		status := strings.ToLower(p.Status)
		row.Note = strings.TrimSpace(row.Note + " The product is " + status + " in Brightpearl.")
		j.out.flags = db.AddFlag(j.out.flags, fmt.Sprintf("%s is %s in Brightpearl", commerce.TrimSKU(p.SKU), status))
	}
}

// tieByHand ties a row to the product that a person chose.
func (j *judgement) tieByHand(ctx context.Context, id int64, row *db.OrderRow) error {
	p, ok, err := j.desk.db.ProductByID(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		j.troubles = append(j.troubles, fault.Cause{Code: "SB-ORD-108",
			Text: fmt.Sprintf("The product %d that was chosen by hand for %q is not in Brightpearl any more.", id, row.Name),
			Fix:  "Choose another product for the line, or a text row."})
		return nil
	}
	j.tieTo(p, row)
	row.Note = strings.TrimSpace("Chosen by hand. " + row.Note)
	return nil
}

func customName(o commerce.Order) string {
	var parts []string
	for _, f := range o.Custom {
		if f.Value != 0 {
			parts = append(parts, strings.TrimSpace(f.Name+": "+f.Content))
		}
	}
	if len(parts) == 0 {
		return "Extras"
	}
	return strings.Join(parts, ", ")
}

// allowed refuses to post for a store whose settings have gaps or whose currencies do not agree.
func (d *Desk) allowed(ctx context.Context, store db.StoreRow) error {
	if err := complete(store); err != nil || d.o.Gate == nil {
		return err
	}
	return d.o.Gate(ctx, store.ID)
}

// complete refuses to work with a store whose settings have a gap that Brightpearl would fill with a guess.
func complete(store db.StoreRow) error {
	s := store.Settings
	var gaps []string
	for _, g := range []struct {
		missing bool
		name    string
	}{{s.ChannelID == 0, "sales channel"}, {s.PriceListID == 0, "price list"}, {s.Warehouse() == 0, "warehouse"},
		{s.PaymentMethod == "", "payment method"}, {store.Currency == "", "currency of the shop"}} {
		if g.missing {
			gaps = append(gaps, g.name)
		}
	}
	if len(gaps) == 0 {
		return nil
	}
	return fault.Hold(fault.Cause{Code: "SB-SET-301",
		Text: fmt.Sprintf("The settings of %s have gaps: %s. Nothing was created.", store.Name, strings.Join(gaps, ", ")),
		Fix:  "Choose them on the Stores screen; the orders then go on."})
}
