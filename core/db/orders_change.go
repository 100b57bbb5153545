package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// ChangedFlag marks an order that EKM shows otherwise than it was posted.
const ChangedFlag = "Changed in EKM after it was posted"

// CalledOff names the problem of an order that was cancelled in EKM after it was posted.
func CalledOff(id commerce.OrderID) string { return fmt.Sprintf("called-off/%d", id) }

// changing is a placed order with what EKM shows of it now.
type changing struct {
	id            commerce.OrderID
	store         commerce.StoreID
	posted, shown commerce.Order
	flags         []string
	judged        string // hash of the differences that a person has judged
	shipped       bool   // something of it has left the warehouse
	erased        bool   // the shopper was taken out of it
}

func (t *Tx) changing(id commerce.OrderID) (changing, error) {
	c := changing{id: id}
	var document, shown, flags string
	if err := t.row(`select o.store_id, o.document, o.shown, o.flags, o.judged, o.erased_at > 0,
			o.shipped_all or exists (select 1 from shipment h where h.order_id = o.id) from orders o where o.id = $1`, id).
		Scan(&c.store, &document, &shown, &flags, &c.judged, &c.erased, &c.shipped); err != nil {
		return c, err
	}
	c.flags = fromLines(flags)
	if err := json.Unmarshal([]byte(document), &c.posted); err != nil {
		return c, err
	}
	if shown == "" {
		c.shown = c.posted
		return c, nil
	}
	return c, json.Unmarshal([]byte(shown), &c.shown)
}

// noteChange keeps what EKM shows of a placed order now. The stored order keeps the lines and amounts that were posted, because
// the payment is still to be made of them; what differs is kept beside it until a person has judged it or EKM takes it back.
func (t *Tx) noteChange(id commerce.OrderID, o commerce.Order, hash string) error {
	c, err := t.changing(id)
	if err != nil {
		return err
	}
	if c.erased {
		o.Customer, o.CustomerNote, o.TransactionID = c.posted.Customer, "", ""
	}
	c.shown = o
	c.posted.Status, c.posted.PaymentStatus, c.posted.TransactionStatus, c.posted.UpdatedAt = o.Status, o.PaymentStatus, o.TransactionStatus, o.UpdatedAt
	c.posted.TrackingNumber, c.posted.Emailed, c.posted.CustomerNote = o.TrackingNumber, o.Emailed, o.CustomerNote
	if err := t.run(`update orders set ekm_status = $2, payment_status = $3, ekm_updated_at = $4, hash = $5 where id = $1`,
		id, o.Status, o.PaymentStatus, millis(o.UpdatedAt), hash); err != nil {
		return err
	}
	return t.keepChange(c)
}

// keepChange stores a placed order with what EKM shows of it, and opens or closes the card of one that was called off.
func (t *Tx) keepChange(c changing) error {
	posted, err := json.Marshal(c.posted)
	if err != nil {
		return err
	}
	differences := c.posted.ChangesTo(c.shown)
	shown, changed := "", false
	if len(differences) > 0 {
		raw, err := json.Marshal(c.shown)
		if err != nil {
			return err
		}
		shown, changed = string(raw), changeHash(differences) != c.judged
	} else {
		c.judged = ""
	}
	calledOff := commerce.ClosedStatus(c.shown.Status)
	flags := slices.DeleteFunc(c.flags, func(f string) bool {
		return f == ChangedFlag || strings.HasPrefix(f, "Now ") && strings.HasSuffix(f, " in EKM")
	})
	if calledOff {
		flags = append(flags, "Now "+commerce.UpperStatus(c.shown.Status)+" in EKM")
	}
	if changed && slices.ContainsFunc(differences, func(d commerce.Change) bool { return d.What != "Status" }) {
		flags = append(flags, ChangedFlag)
		if !slices.Contains(c.flags, ChangedFlag) {
			if err := t.Log(Activity{Level: "warning", Store: c.store, Kind: "order", Subject: "order " + c.posted.Number, Ref: fmt.Sprintf("order:%d", c.id),
				Text: "EKM shows the order otherwise than it was posted. Brightpearl keeps what was posted until a person decides.", Result: "to be judged"}); err != nil {
				return err
			}
		}
	}
	t.Notify(events.Orders)
	if err := t.run(`update orders set document = $2, flags = $3, shown = $4, shown_total = $5, changed = $6, judged = $7, note = $8 where id = $1`,
		c.id, string(posted), lines(flags), shown, int64(c.shown.Total.Pence()), changed, c.judged, c.posted.CustomerNote != ""); err != nil {
		return err
	}
	if !calledOff || !changed {
		return t.Heal(CalledOff(c.id))
	}
	return t.raiseCalledOff(c)
}

// raiseCalledOff proposes what to do with an order that was called off too late. Nothing is done by itself: money is involved.
func (t *Tx) raiseCalledOff(c changing) error {
	fix := "Give the shopper the money back and cancel the sales order in Brightpearl, then accept the change here. If it is to be delivered all the same, ignore it."
	if c.shipped {
		fix = "Goods have left the warehouse already. Make a sales credit in Brightpearl when they come back or the money is returned, then ignore the change here with that as the reason."
	}
	return t.Raise(Problem{Key: CalledOff(c.id), Code: "SB-ORD-131", Severity: "attention", Store: c.store, Order: c.id,
		Title: fmt.Sprintf("Order %s is %s in EKM, and is in Brightpearl", c.posted.Number, strings.ToLower(commerce.UpperStatus(c.shown.Status))),
		Text: "Its status changed in EKM after it was posted. The sales order, its reservation and its payment stand as they were: " +
			"Stockbridge moves no money and cancels nothing by itself.",
		Fix: fix})
}

// changeHash names a set of differences, so that a judgement holds for these and for no later ones.
func changeHash(differences []commerce.Change) string {
	sum := sha256.New()
	for _, d := range differences {
		fmt.Fprintf(sum, "%q %q %q\n", d.What, d.Posted, d.Now)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// OrderShown returns an order as it was posted and as EKM shows it now; changed reports that they differ and that nobody has
// judged that.
func (d *DB) OrderShown(ctx context.Context, id commerce.OrderID) (posted, shown commerce.Order, changed bool, err error) {
	var document, other string
	if err = d.reader.QueryRowContext(ctx, `select document, shown, changed from orders where id = $1`, id).Scan(&document, &other, &changed); err != nil {
		return posted, shown, false, fmt.Errorf("order %d: %w", id, err)
	}
	if err = json.Unmarshal([]byte(document), &posted); err != nil || other == "" {
		return posted, posted, changed, err
	}
	return posted, shown, changed, json.Unmarshal([]byte(other), &shown)
}

// IgnoreChange keeps an order as it was posted, whatever EKM shows now. A later change is shown again.
func (t *Tx) IgnoreChange(id commerce.OrderID) error {
	c, err := t.changing(id)
	if err != nil {
		return err
	}
	c.judged = changeHash(c.posted.ChangesTo(c.shown))
	return t.keepChange(c)
}

// AcceptChange makes EKM's present order the posted one, because Brightpearl has it so by now; rows are what Brightpearl has. ok is
// false, and nothing is stored, when EKM shows something else by now than what was compared.
func (t *Tx) AcceptChange(id commerce.OrderID, compared commerce.Order, rows []OrderRow) (ok bool, err error) {
	c, err := t.changing(id)
	if err != nil || OrderHash(c.shown) != OrderHash(compared) {
		return false, err
	}
	c.posted = c.shown
	c.judged = changeHash(c.posted.ChangesTo(c.shown)) // that it is called off remains, and is accepted
	if err := t.run(`update orders set total = $2, tax = $3, lines = $4, customer = $5, country = $6 where id = $1`, id, int64(c.posted.Total.Pence()),
		int64(c.posted.Tax.Pence()), len(c.posted.Lines), c.posted.Customer.Name(), country(c.posted)); err != nil {
		return false, err
	}
	if err := t.SaveRows(id, rows); err != nil {
		return false, err
	}
	return true, t.keepChange(c)
}

// PostAgain makes an order new whose sales order is not in Brightpearl any more, as EKM shows it now. The open intent has its next
// try look before it creates anything. An order whose shopper was erased is refused.
func (t *Tx) PostAgain(id commerce.OrderID) error {
	c, err := t.changing(id)
	if err != nil {
		return err
	}
	if c.erased {
		return fault.Hold(fault.Cause{Code: "SB-ORD-139", Text: "The shopper of order " + c.posted.Number + " was erased here, so it cannot be posted again.",
			Fix: "Type the order into Brightpearl by hand if it has to be there."})
	}
	if commerce.ClosedStatus(c.shown.Status) {
		return fault.Hold(fault.Cause{Code: "SB-ORD-136", Text: "EKM shows order " + c.posted.Number + " as " + commerce.UpperStatus(c.shown.Status) + ", so it is not posted again. Nothing was changed.",
			Fix: "Accept the change instead; or change the status in EKM first if it is to be delivered."})
	}
	document, err := json.Marshal(c.shown)
	if err != nil {
		return err
	}
	if err := t.run(`delete from order_row where order_id = $1`, id); err != nil {
		return err
	}
	if err := t.Heal(CalledOff(id)); err != nil {
		return err
	}
	t.Notify(events.Orders, events.Levels, events.Problems)
	t.Wake(BrightpearlLane)
	return t.run(`update orders set state = 'waiting', stage = 'received', sales_order_id = 0, payment_id = 0, paid = false, receipt = false,
			lines_tied = 0, wanted = 0, reserved = 0, flags = '', intent = 'sales order', intent_at = $3, attempts = 0, due_at = 0, await_payment = false,
			cause_code = '', cause_text = '', cause_fix = '', last_error = '', shipped_all = false, document = $2, shown = '', shown_total = 0,
			changed = false, judged = '', hash = $4, total = $5, tax = $6, lines = $7, customer = $8, country = $9, skus = $10, taxes = '' where id = $1`,
		id, string(document), t.now, OrderHash(c.shown), int64(c.shown.Total.Pence()), int64(c.shown.Tax.Pence()), len(c.shown.Lines),
		c.shown.Customer.Name(), country(c.shown), lineCodes(c.shown))
}
