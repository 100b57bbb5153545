package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// orderDetail is everything about one order.
type orderDetail struct {
	orderDocument
	Customer    string             `json:"customer"`
	EKMStatus   string             `json:"ekm_status"`
	PaymentID   *int64             `json:"brightpearl_payment_id"`
	ContactNote string             `json:"contact_note"`
	MoneyNote   string             `json:"money_note"`
	Lines       []lineDocument     `json:"lines"`
	Shipments   []shipmentDocument `json:"shipments"`
	Timeline    []activityDocument `json:"timeline"`
}

type lineDocument struct {
	Kind      string         `json:"kind"`
	LineID    *int64         `json:"ekm_line_id"`
	SKU       string         `json:"sku"`
	Name      string         `json:"name"`
	Quantity  int64          `json:"quantity"`
	ProductID *int64         `json:"brightpearl_product_id"`
	RowID     *int64         `json:"brightpearl_row_id"`
	Net       commerce.Pence `json:"net"`
	Tax       commerce.Pence `json:"tax"`
	TaxCode   string         `json:"tax_code"`
	TaxRule   string         `json:"tax_rule"`
	Wanted    int64          `json:"wanted_units"`
	Reserved  int64          `json:"reserved_units"`
	Note      string         `json:"note"`
}

func ordersShow(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		_, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		d := orderDetail{orderDocument: orderOf(o.OrderRow), Customer: o.Customer, EKMStatus: o.EKMStatus, PaymentID: idOf(o.PaymentID),
			ContactNote: o.ContactNote, MoneyNote: o.MoneyNote, Lines: translate(o.Rows, lineOf), Shipments: translate(o.Shipments, shipmentOf),
			Timeline: translate(o.Timeline, activityOf)}
		return c.show(map[string]any{"order": d}, func(w io.Writer) { printOrder(w, o) })
	}
}

func lineOf(l view.OrderLine) lineDocument {
	return lineDocument{Kind: l.Kind, LineID: idOf(l.LineID), SKU: l.SKU, Name: l.Name, Quantity: l.Quantity, ProductID: idOf(l.ProductID), RowID: idOf(l.RowID), Net: l.Net,
		Tax: l.Tax, TaxCode: l.TaxCode, TaxRule: l.TaxRule, Wanted: l.Wanted, Reserved: l.Reserved, Note: l.Note}
}

func printOrder(w io.Writer, o view.OrderDetail) {
	state := string(o.State)
	if !o.NextAttemptAt.IsZero() {
		state += ", next attempt " + clock(o.NextAttemptAt)
	}
	facts(w, "Order", fmt.Sprintf("%s of %s (EKM id %d)", o.Number, o.Store, o.EKMID), "State", state, "Placed", clock(o.PlacedAt),
		"Total", o.Total.Display(o.Currency), "Customer", o.Customer, "EKM status", o.EKMStatus,
		"Brightpearl order", number(o.SalesOrderID, o.SalesOrderID > 0), "Contact", strings.TrimSpace(number(o.ContactID, o.ContactID > 0)+" "+o.ContactNote),
		"Reserved", fmt.Sprintf("%d of %d units", o.ReservedUnits, o.WantedUnits), "Paid", yesNo(o.PaidUp)+", receipt: "+yesNo(o.Receipt), "Money", o.MoneyNote)
	if !o.Cause.Zero() {
		facts(w, "Cause", o.Cause.Text+" ("+o.Cause.Code+")", "What to do", o.Cause.Fix)
	}
	for _, flag := range o.Flags {
		facts(w, "Note", flag)
	}
	if len(o.Rows) > 0 {
		fmt.Fprintln(w)
		rowTable(o.Rows, o.Currency).print(w)
	}
	if len(o.Shipments) > 0 {
		fmt.Fprintln(w)
		shipmentTable(o.Shipments).print(w)
	}
	if len(o.Timeline) > 0 {
		fmt.Fprintln(w)
		activityTable(o.Timeline).print(w)
	}
}

func rowTable(rows []view.OrderLine, currency string) *table {
	t := &table{head: []string{"ROW", "SKU", ">QUANTITY", ">PRODUCT", ">NET", ">TAX", "TAX CODE", ">RESERVED", "NAME"}}
	for _, l := range rows {
		t.add(l.Kind, l.SKU, fmt.Sprint(l.Quantity), number(l.ProductID, l.ProductID > 0), l.Net.Display(currency), l.Tax.Display(currency),
			l.TaxCode, fmt.Sprintf("%d/%d", l.Reserved, l.Wanted), short(l.Name, 60))
	}
	return t
}
