package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// dryOrderDocument is one EKM order beside the sales order that would be made of it; that side is null where none would be made.
type dryOrderDocument struct {
	EKMID      int64           `json:"ekm_order_id"`
	Number     string          `json:"ekm_order_number"`
	PlacedAt   *time.Time      `json:"placed_at"`
	Result     string          `json:"result"` // agrees, settled, text_row, held or excluded
	Cause      *fault.Cause    `json:"cause"`
	Lines      int             `json:"lines"`
	LinesTied  int             `json:"lines_tied"`
	TextRows   int             `json:"text_rows"`
	Currency   string          `json:"currency"`
	EKMTotal   commerce.Pence  `json:"ekm_total"`
	EKMTax     commerce.Pence  `json:"ekm_tax"`
	Total      *commerce.Pence `json:"total"`
	Tax        *commerce.Pence `json:"tax"`
	Receipt    *commerce.Pence `json:"receipt"`
	Settled    commerce.Pence  `json:"settled"`
	NewContact bool            `json:"new_contact"`
}

func dryOrderOf(o view.DryOrder) dryOrderDocument {
	d := dryOrderDocument{EKMID: o.EKMID, Number: o.Number, PlacedAt: timeOf(o.PlacedAt), Result: o.Result, Cause: causeFor(o.Cause), Lines: o.Lines, LinesTied: o.LinesTied,
		TextRows: o.TextRows, Currency: o.Currency, EKMTotal: o.EKMTotal, EKMTax: o.EKMTax, Settled: o.Settled, NewContact: o.NewContact}
	if o.Made {
		d.Total, d.Tax, d.Receipt = &o.Total, &o.Tax, &o.Paid
	}
	return d
}

// made writes an amount of a sales order, a dash where none would be made.
func made(o view.DryOrder, p commerce.Pence) string {
	if !o.Made {
		return "–"
	}
	return p.Display(o.Currency)
}

func storeDryRun(f *flag.FlagSet) action {
	orders := f.Int("orders", 20, "")
	return func(ctx context.Context, c *call) error {
		if *orders < 1 || *orders > 100 {
			return wrong("--orders: it must be a whole number from 1 to 100")
		}
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		r, err := e.DryRun(ctx, row.ID, *orders, nil)
		if err != nil {
			return err
		}
		totals, taxes, receipts, total, received := r.Equal()
		n := 0
		for _, o := range r.Orders {
			if o.Made {
				n++
			}
		}
		if err := c.show(map[string]any{"store": row.Name, "at": timeOf(r.At), "reads": r.Reads, "writes": r.Writes, "made": n, "totals_equal": totals, "taxes_equal": taxes,
			"receipts_equal": receipts, "ekm_total": total, "receipts_total": received, "orders": translate(r.Orders, dryOrderOf)}, func(w io.Writer) {
			t := table{head: []string{"RESULT", ">ORDER", "PLACED", ">EKM", ">TAX", ">SALES ORDER", ">TAX", ">RECEIPT", ">TIED", "CUSTOMER", "CAUSE"}}
			for _, o := range r.Orders {
				customer := "known"
				if o.NewContact {
					customer = "new"
				} else if !o.Made {
					customer = "–"
				}
				t.add(o.Result, o.Number, clock(o.PlacedAt), o.EKMTotal.Display(o.Currency), o.EKMTax.Display(o.Currency), made(o, o.Total), made(o, o.Tax), made(o, o.Paid),
					fmt.Sprintf("%d/%d", o.LinesTied, o.Lines), customer, causeWords(o.Cause))
			}
			if len(r.Orders) == 0 {
				fmt.Fprintln(w, "The shop has no orders to try.")
				return
			}
			t.print(w)
			fmt.Fprintf(w, "%d of %d orders would be posted; of those %d totals, %d taxes and %d receipts equal EKM's. %d reads, %d writes.\n", n, len(r.Orders), totals, taxes, receipts,
				r.Reads, r.Writes)
		}); err != nil {
			return err
		}
		if slices.ContainsFunc(r.Orders, func(o view.DryOrder) bool { return o.Result == view.DryHeld }) {
			return errAttention
		}
		return nil
	}
}

// stockChangeDocument is one figure of a preview.
type stockChangeDocument struct {
	SKU   string `json:"sku"`
	Name  string `json:"name"`
	Shown int64  `json:"shown"`
	New   int64  `json:"new"`
}

func storePreviewStock(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		p, err := e.StockPreview(ctx, row.ID)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"store": row.Name, "at": timeOf(p.At), "up": p.Up, "down": p.Down, "to_zero": p.ToZero, "same": p.Same, "unknown": p.Unknown,
			"changes": translate(p.Rows, func(r view.StockChange) stockChangeDocument { return stockChangeDocument(r) })}, func(w io.Writer) {
			t := table{head: []string{"SKU", ">SHOWN", ">NEW", "NAME"}}
			for _, r := range p.Rows {
				t.add(r.SKU, fmt.Sprint(r.Shown), fmt.Sprint(r.New), short(r.Name, 60))
			}
			if len(p.Rows) > 0 {
				t.print(w)
			}
			fmt.Fprintf(w, "%d up, %d down, %d of them to zero, %d the same, %d unknown. Nothing was written.\n", p.Up, p.Down, p.ToZero, p.Same, p.Unknown)
		})
	}
}

// shadowDocument is a store's run in shadow.
type shadowDocument struct {
	Store   string                `json:"store"`
	On      bool                  `json:"on"`
	Since   *time.Time            `json:"since"`
	ReadAt  *time.Time            `json:"read_at"`
	Orders  int                   `json:"orders"`
	Paired  int                   `json:"paired"`
	Alike   int                   `json:"alike"`
	Alone   int                   `json:"alone"`
	Held    int                   `json:"held"`
	Ready   float64               `json:"ready"`
	Reads   int64                 `json:"reads"`
	Writes  int64                 `json:"writes"`
	Kinds   []shadowKindDocument  `json:"kinds"`
	Newest  []shadowOrderDocument `json:"newest"` // those with differences first; at most 200
	Problem *fault.Cause          `json:"problem"`
}

type shadowKindDocument struct {
	Kind   string `json:"kind"`
	Orders int    `json:"orders"`
}

type shadowOrderDocument struct {
	dryOrderDocument
	SalesOrderID *int64                     `json:"brightpearl_order_id"`
	Differences  []shadowDifferenceDocument `json:"differences"`
}

type shadowDifferenceDocument struct {
	Kind  string `json:"kind"`
	Ours  string `json:"ours"`
	Typed string `json:"typed"`
}

func shadowOf(store string, s view.Shadow) shadowDocument {
	return shadowDocument{Store: store, On: s.On, Since: timeOf(s.Since), ReadAt: timeOf(s.ReadAt), Orders: s.Orders, Paired: s.Paired, Alike: s.Alike, Alone: s.Alone,
		Held: s.Held, Ready: s.Ready(), Reads: s.Reads, Writes: s.Writes, Problem: causeFor(s.Problem),
		Kinds: translate(s.Kinds, func(k view.ShadowKind) shadowKindDocument { return shadowKindDocument(k) }),
		Newest: translate(s.Newest, func(o view.ShadowOrder) shadowOrderDocument {
			return shadowOrderDocument{dryOrderOf(o.DryOrder), idOf(o.SalesOrderID),
				translate(o.Differences, func(d view.ShadowDifference) shadowDifferenceDocument { return shadowDifferenceDocument(d) })}
		})}
}

func storeShadow(f *flag.FlagSet) action {
	from := f.String("from", "", "")
	return func(ctx context.Context, c *call) error {
		name, verb := c.args[0], c.args[1]
		if !slices.Contains([]string{"start", "stop", "show", "go-live"}, verb) {
			return wrong("say one of start, stop, show, go-live")
		}
		if (verb == "go-live") != (*from != "") {
			return wrong("go-live needs --from ORDER, and nothing else takes it")
		}
		e, row, err := c.store(ctx, name)
		if err != nil {
			return err
		}
		switch verb {
		case "start":
			err = e.StartShadow(ctx, row.ID, actor)
		case "stop":
			err = e.StopShadow(ctx, row.ID, actor)
		case "go-live":
			id, ok, found := e.DB.ShadowOrderNamed(ctx, row.ID, *from)
			if found != nil {
				return found
			}
			if !ok {
				return fault.Hold(fault.Cause{Code: "SB-SET-324", Text: fmt.Sprintf("The shadow run has not seen an order %q. Nothing was switched.", *from),
					Fix: "Use a number or an EKM id that store shadow show lists."})
			}
			if err = e.GoLiveFrom(ctx, row.ID, id, actor); err == nil {
				return c.showStore(ctx, e, row.ID, func(d storeDocument) string {
					return fmt.Sprintf("%s is %s from order %s on. Switched on: %s. What staff typed is not posted again.", d.Name, stateWords(d), *from, d.words())
				})
			}
		}
		if err != nil {
			return err
		}
		s, err := e.Shadow(ctx, row.ID)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"shadow": shadowOf(row.Name, s)}, func(w io.Writer) { printShadow(w, row.Name, s) })
	}
}

func printShadow(w io.Writer, store string, s view.Shadow) {
	switch {
	case s.Since.IsZero():
		fmt.Fprintf(w, "%s never ran in shadow.\n", plain(store))
		return
	case s.On:
		fmt.Fprintf(w, "%s runs in shadow since %s; sync keeps it going.\n", plain(store), clock(s.Since))
	default:
		fmt.Fprintf(w, "%s does not run in shadow; this is what the last run found, from %s on.\n", plain(store), clock(s.Since))
	}
	fmt.Fprintf(w, "%d orders, %d paired with what staff typed, %d of them alike (%.1f %%), %d alone, %d held. %d reads, %d writes.\n", s.Orders, s.Paired, s.Alike, 100*s.Ready(), s.Alone,
		s.Held, s.Reads, s.Writes)
	if !s.Problem.Zero() {
		fmt.Fprintf(w, "The comparison is behind: %s\n", plain(causeWords(s.Problem)))
	}
	t := table{head: []string{">ORDER", "PLACED", ">SALES ORDER", "DIFFERS IN", "OURS", "TYPED"}}
	for _, o := range s.Newest {
		for _, d := range o.Differences {
			t.add(o.Number, clock(o.PlacedAt), fmt.Sprint(o.SalesOrderID), d.Kind, short(d.Ours, 50), short(d.Typed, 50))
		}
	}
	if len(t.rows) > 0 {
		t.print(w)
	}
}
