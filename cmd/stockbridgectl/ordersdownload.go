package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// downloadDocument is one order that a download would read again.
type downloadDocument struct {
	EKMID    int64          `json:"ekm_order_id"`
	Number   string         `json:"ekm_order_number"`
	PlacedAt *time.Time     `json:"placed_at"`
	Total    commerce.Pence `json:"total"`
	Currency string         `json:"currency"`
	ID       *int64         `json:"id"`
	Now      string         `json:"now"`
	Then     string         `json:"then"`
	Does     bool           `json:"does"`
}

func ordersDownload(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	var numbers []string
	f.Func("number", "", func(text string) error { numbers = append(numbers, text); return nil })
	var from, to time.Time
	f.Func("from", "", moment(&from))
	f.Func("to", "", moment(&to))
	yes := f.Bool("yes", false, "")
	return func(ctx context.Context, c *call) error {
		if len(numbers) > 0 {
			numbers = append(numbers, c.args...) // --number 7/231126/1 7/231126/2
		}
		switch span := !from.IsZero() || !to.IsZero(); {
		case *store == "":
			return wrong("--store is missing")
		case span == (len(numbers) > 0), span && len(c.args) > 0:
			return wrong("say which orders: --number N, or --from T and --to T")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		id, err := filterStore(ctx, e, *store)
		if err != nil {
			return err
		}
		found, err := e.LookDownload(ctx, id, numbers, from, to)
		if err != nil {
			return err
		}
		var ids []int64
		for _, o := range found {
			if o.Does {
				ids = append(ids, o.EKMID)
			}
		}
		n := 0
		if *yes {
			if n, err = e.Download(ctx, id, ids, actor); err != nil {
				return detailed{err, "downloaded", n}
			}
		}
		document := map[string]any{"orders": translate(found, downloadOf), "would_download": len(ids), "downloaded": n}
		return c.show(document, func(w io.Writer) { printDownloads(w, found, len(ids), n, *yes) })
	}
}

func downloadOf(d view.Download) downloadDocument {
	return downloadDocument{EKMID: d.EKMID, Number: d.Number, PlacedAt: timeOf(d.PlacedAt), Total: d.Total, Currency: d.Currency, ID: idOf(int64(d.OrderID)),
		Now: d.Now, Then: d.Then, Does: d.Does}
}

func printDownloads(w io.Writer, found []view.Download, would, did int, done bool) {
	t := table{head: []string{">EKM ID", ">ORDER", "PLACED", ">TOTAL", "NOW", "THEN"}}
	for _, o := range found {
		t.add(fmt.Sprint(o.EKMID), o.Number, clock(o.PlacedAt), o.Total.Display(o.Currency), short(o.Now, 60), short(o.Then, 60))
	}
	if len(found) == 0 {
		fmt.Fprintln(w, "EKM has no such orders.")
		return
	}
	t.print(w)
	if done {
		fmt.Fprintf(w, "%d order(s) downloaded; they are posted by the next sync.\n", did)
		return
	}
	fmt.Fprintf(w, "%d of %d order(s) would be downloaded. Nothing was done; repeat with --yes to do it.\n", would, len(found))
}
