package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// shipmentTextDocument is what EKM is to show of an order.
type shipmentTextDocument struct {
	Store     string            `json:"store"`
	Number    string            `json:"ekm_order_number"`
	Tracking  trackingDocument  `json:"tracking"`
	Lines     []string          `json:"internal_notes"`
	StatusNow string            `json:"ekm_status"`
	Status    string            `json:"ekm_status_wanted"`
	Why       string            `json:"why"`
	Back      *stepBackDocument `json:"step_back"`
}

type trackingDocument struct {
	Number  string `json:"number"`
	Company string `json:"company"`
	URL     string `json:"url"`
}

type stepBackDocument struct {
	Status   string           `json:"ekm_status"` // "": stays
	Tracking trackingDocument `json:"tracking"`
	Text     string           `json:"text"`
}

func shipmentTextOf(o view.OrderDetail, t view.ShipmentText) shipmentTextDocument {
	d := shipmentTextDocument{Store: o.Store, Number: o.Number, Tracking: trackingDocument{t.Number, t.Company, t.URL}, Lines: append([]string{}, t.Lines...),
		StatusNow: t.StatusNow, Status: t.Status, Why: t.Why}
	if b := t.Back; b != nil {
		d.Back = &stepBackDocument{b.Status, trackingDocument{b.Number, b.Company, b.URL}, b.Text}
	}
	return d
}

func (d shipmentTextDocument) print(w io.Writer) {
	fmt.Fprintf(w, "Order %s of %s, %s in EKM\n", plain(d.Number), plain(d.Store), nothingAs(d.StatusNow, "not read yet"))
	d.Tracking.print(w, "")
	for _, line := range d.Lines {
		fmt.Fprintf(w, "  note      %s\n", plain(line))
	}
	fmt.Fprintf(w, "  status    %s\n", plain(nothingAs(d.Status, "is left alone")))
	if d.Why != "" {
		fmt.Fprintf(w, "  %s\n", plain(d.Why))
	}
	if d.Back != nil {
		d.Back.print(w)
	}
}

func (t trackingDocument) print(w io.Writer, indent string) {
	for _, f := range [][2]string{{"number", t.Number}, {"carrier", t.Company}, {"page", t.URL}} {
		fmt.Fprintf(w, "%s  %-9s %s\n", indent, f[0], plain(nothingAs(f[1], "none")))
	}
}

func (b stepBackDocument) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s A step back would write:\n", plain(b.Text))
	b.Tracking.print(w, "")
	fmt.Fprintf(w, "  status    %s\n", plain(nothingAs(b.Status, "is left alone")))
}

func nothingAs(text, nothing string) string {
	if text == "" {
		return nothing
	}
	return text
}

// shipped finds one order and what EKM is to show of it.
func shipped(ctx context.Context, e *engine.Engine, store, ref string) (view.OrderDetail, shipmentTextDocument, error) {
	o, err := findOrder(ctx, e, store, ref)
	if err != nil {
		return o, shipmentTextDocument{}, err
	}
	text, err := e.ShipmentText(ctx, o.ID)
	return o, shipmentTextOf(o, text), err
}

// showShipments shows the notes of an order as they are now.
func (c *call) showShipments(ctx context.Context, e *engine.Engine, order commerce.OrderID, said string) error {
	after, _, err := e.DB.OrderDetail(ctx, order)
	if err != nil {
		return err
	}
	return c.show(map[string]any{"shipments": translate(after.Shipments, shipmentOf)}, func(w io.Writer) { fmt.Fprintln(w, plain(said)) })
}

func shipmentsText(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		_, text, err := shipped(ctx, e, *store, c.args[0])
		if err != nil {
			return err
		}
		return c.show(map[string]any{"text": text}, text.print)
	}
}

func shipmentsSend(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		var n int64
		var failures []error
		for _, ref := range c.args {
			o, err := findOrder(ctx, e, *store, ref)
			if err == nil {
				var notes int64
				notes, err = e.RetryShipments(ctx, o.StoreID, o.ID)
				n += notes
			}
			if err != nil {
				failures = append(failures, err)
			}
		}
		if len(failures) > 0 {
			return detailed{errors.Join(failures...), "due", n}
		}
		return c.show(map[string]any{"due": n}, func(w io.Writer) { fmt.Fprintf(w, "%d note(s) will be told to their stores by the next sync.\n", n) })
	}
}

func shipmentsTrack(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		if err := e.SendShipmentTracking(ctx, o.ID, actor); err != nil {
			return err
		}
		return c.showShipments(ctx, e, o.ID, "EKM shows the tracking of order "+o.Number+". Its status was left alone.")
	}
}

func shipmentsHandle(f *flag.FlagSet) action {
	store, reason := f.String("store", "", ""), f.String("reason", "", "")
	return func(ctx context.Context, c *call) error {
		if strings.TrimSpace(*reason) == "" {
			return wrong("--reason is missing: say why nothing is to be written, for whoever asks later")
		}
		e, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		if err := e.HandleShipment(ctx, o.ID, strings.TrimSpace(*reason), actor); err != nil {
			return err
		}
		return c.showShipments(ctx, e, o.ID, "The shipments of order "+o.Number+" are handled. Nothing was written to EKM.")
	}
}

func shipmentsStepBack(f *flag.FlagSet) action {
	store, reason, yes := f.String("store", "", ""), f.String("reason", "", ""), f.Bool("yes", false, "")
	return func(ctx context.Context, c *call) error {
		if strings.TrimSpace(*reason) == "" {
			return wrong("--reason is missing: say why EKM is set back, for whoever asks later")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		o, text, err := shipped(ctx, e, *store, c.args[0])
		if err != nil {
			return err
		}
		if !*yes || text.Back == nil {
			return c.show(map[string]any{"step_back": text.Back, "written": false}, func(w io.Writer) {
				if text.Back == nil {
					fmt.Fprintf(w, "No shipment of order %s was taken back after the store was told.\n", plain(o.Number))
					return
				}
				text.Back.print(w)
				fmt.Fprintln(w, "\nNothing was written. --yes writes it; nobody is mailed.")
			})
		}
		if err := e.StepBackShipment(ctx, o.ID, strings.TrimSpace(*reason), actor); err != nil {
			return err
		}
		return c.show(map[string]any{"step_back": text.Back, "written": true}, func(w io.Writer) {
			text.Back.print(w)
			fmt.Fprintln(w, "\nWritten. Nobody was mailed.")
		})
	}
}

func shipmentsRecheck(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		var ids []commerce.OrderID
		for _, ref := range c.args {
			o, err := findOrder(ctx, e, *store, ref)
			if err != nil {
				return err
			}
			ids = append(ids, o.ID)
		}
		if err := e.RecheckShipments(ctx, ids...); err != nil {
			return err
		}
		return c.show(map[string]any{"orders": len(ids)}, func(w io.Writer) {
			if len(ids) == 0 {
				fmt.Fprintln(w, "The notes of the last days and of all open orders were read from Brightpearl.")
				return
			}
			fmt.Fprintf(w, "The notes of %d order(s) were read from Brightpearl.\n", len(ids))
		})
	}
}

type canaryDocument struct {
	Call   string `json:"call"`
	Before bool   `json:"emailed_before"`
	After  bool   `json:"emailed_after"`
	Text   string `json:"text"`
}

func storeCanary(f *flag.FlagSet) action {
	order, yes := f.String("order", "", ""), f.Bool("yes", false, "")
	return func(ctx context.Context, c *call) error {
		if strings.TrimSpace(*order) == "" {
			return wrong("--order is missing: the number of a test order that you placed to your own address")
		}
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		if !*yes {
			return c.show(map[string]any{"steps": []canaryDocument{}, "written": false}, func(w io.Writer) {
				fmt.Fprintf(w, "Order %s of %s would get test tracking, a line of internal notes and the status %s.\nNothing was written. --yes writes it.\n",
					plain(*order), plain(row.Name), plain(row.Settings.ShippedStatus))
			})
		}
		steps, err := e.ShippingCanary(ctx, row.ID, *order, actor)
		documents := translate(steps, func(s view.CanaryStep) canaryDocument { return canaryDocument(s) })
		if err != nil {
			return detailed{err, "steps", documents}
		}
		mails := false
		for _, s := range steps {
			mails = mails || s.After && !s.Before
		}
		if err := c.show(map[string]any{"steps": documents, "written": true}, func(w io.Writer) {
			for _, s := range steps {
				fmt.Fprintf(w, "%-15s %s\n", s.Call, plain(s.Text))
			}
			if mails {
				fmt.Fprintln(w, "Leave shipments off until the shop's rules for e-mails are changed.")
				return
			}
			fmt.Fprintln(w, "Look into the order's inbox too: no shipping mail should be there.")
		}); err != nil {
			return err
		}
		if mails {
			return errAttention
		}
		return nil
	}
}
