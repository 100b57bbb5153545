package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// Fix stores what a person decided for one order that is not in Brightpearl yet, and has it decided again by the rules of now. It
// replaces an earlier fix; a zero one takes it back. An order that waits for its payment goes on waiting. It refuses what names a line,
// product, tax code or contact that does not exist, and orders that are in Brightpearl or done with, and changes nothing then.
func (d *Desk) Fix(ctx context.Context, id commerce.OrderID, fix view.OrderFix, actor string) error {
	w, err := d.db.Order(ctx, id)
	if err != nil {
		return err
	}
	if err := d.checkFix(ctx, w, fix); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := tx.SetFix(id, fix)
		if err != nil {
			return err
		}
		if !ok {
			return notFixable(w)
		}
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(id), Text: fixWords(w.Order, fix), Actor: actor}); err != nil || w.AwaitPayment {
			return err
		}
		_, err = tx.ReleaseOrder(id)
		return err
	})
}

func fixRefused(text, fix string) error {
	return fault.Hold(fault.Cause{Code: "SB-ORD-118", Text: text + " Nothing was changed.", Fix: fix})
}

func notFixable(w db.OrderWork) error {
	if w.SalesOrderID > 0 || w.State == commerce.OrderPosted {
		return fixRefused(fmt.Sprintf("Order %s is in Brightpearl already, so it cannot be decided anew.", w.Order.Number), "Change the sales order in Brightpearl.")
	}
	return fixRefused(fmt.Sprintf("Order %s is %s, or being posted at this moment.", w.Order.Number, w.State), "Retry the order first, then decide it anew.")
}

// checkFix refuses a fix that names what does not exist.
func (d *Desk) checkFix(ctx context.Context, w db.OrderWork, fix view.OrderFix) error {
	if w.SalesOrderID > 0 || !slices.Contains([]commerce.OrderState{commerce.OrderHeld, commerce.OrderWaiting, commerce.OrderWorking}, w.State) {
		return notFixable(w)
	}
	line := func(id int64) error {
		if slices.ContainsFunc(w.Order.Lines, func(l commerce.Line) bool { return l.ID == id }) {
			return nil
		}
		return fixRefused(fmt.Sprintf("Order %s has no line %d.", w.Order.Number, id), "Look at the order again: its lines may have changed in EKM.")
	}
	for id, product := range fix.Products {
		if err := line(id); err != nil {
			return err
		}
		if _, ok, err := d.db.ProductByID(ctx, product); err != nil || !ok {
			if err != nil {
				return err
			}
			return fixRefused(fmt.Sprintf("Brightpearl has no product %d, as far as its products have been read.", product), "Choose a product that the SKU match lists, or run a sync if it was made a moment ago.")
		}
		if slices.Contains(fix.TextRows, id) {
			return fixRefused(fmt.Sprintf("The line %d of order %s cannot be both a product and a text row.", id, w.Order.Number), "Decide for one of the two.")
		}
	}
	for _, id := range fix.TextRows {
		if err := line(id); err != nil {
			return err
		}
	}
	if err := d.checkCodes(ctx, fix, line); err != nil {
		return err
	}
	if fix.Contact != 0 {
		return d.checkContact(ctx, fix.Contact)
	}
	return nil
}

func (d *Desk) checkCodes(ctx context.Context, fix view.OrderFix, line func(int64) error) error {
	document, _, err := d.db.AccountOptions(ctx)
	if err != nil {
		return err
	}
	codes := accountCodes(document)
	for id, code := range fix.TaxCodes {
		if id != view.FixDelivery && id != view.FixCustom {
			if err := line(id); err != nil {
				return err
			}
		}
		if strings.TrimSpace(code) == "" || len(codes) > 0 && !slices.ContainsFunc(codes, func(c accountCode) bool { return c.Code == code }) {
			return fixRefused(fmt.Sprintf("Brightpearl has no tax code %q.", code), "Choose one of the account's tax codes.")
		}
	}
	return nil
}

func (d *Desk) checkContact(ctx context.Context, id int64) error {
	if id < 0 {
		return fixRefused(fmt.Sprintf("%d is no contact.", id), "Give the number of a Brightpearl contact.")
	}
	client, err := d.brightpearl()
	if err != nil {
		return err
	}
	contacts, err := client.Contacts.Get(ctx, brightpearl.ContactID(id))
	if err != nil {
		return err
	}
	if len(contacts) == 0 {
		return fixRefused(fmt.Sprintf("Brightpearl has no contact %d.", id), "Give the number of a contact that exists in Brightpearl.")
	}
	return nil
}

// fixWords tell the timeline what was decided, by numbers only.
func fixWords(o commerce.Order, fix view.OrderFix) string {
	var words []string
	if fix.Contact > 0 {
		words = append(words, fmt.Sprintf("contact %d", fix.Contact))
	}
	for i, l := range o.Lines {
		name := fmt.Sprintf("line %d ", i+1)
		if p := fix.Products[l.ID]; p > 0 {
			words = append(words, name+fmt.Sprintf("is product %d", p))
		}
		if slices.Contains(fix.TextRows, l.ID) {
			words = append(words, name+"is a text row")
		}
		if code := fix.TaxCodes[l.ID]; code != "" {
			words = append(words, name+"has the tax code "+code)
		}
	}
	if code := fix.TaxCodes[view.FixDelivery]; code != "" {
		words = append(words, "the delivery has the tax code "+code)
	}
	if code := fix.TaxCodes[view.FixCustom]; code != "" {
		words = append(words, "the extras have the tax code "+code)
	}
	if len(words) == 0 {
		return "What was decided by hand was taken back; the rules decide."
	}
	return "Decided by hand: " + strings.Join(words, ", ") + "."
}
