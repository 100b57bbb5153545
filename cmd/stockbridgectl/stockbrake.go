package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// brakeDocument is a change that was stopped before it was written.
type brakeDocument struct {
	Store    string           `json:"store"`
	At       *time.Time       `json:"at"`
	Why      string           `json:"why"` // zero, wild, short, units
	Text     string           `json:"text"`
	SKUs     int              `json:"skus"`
	Zeroed   int              `json:"zeroed"`
	Wild     int              `json:"wild"`
	Short    int              `json:"short"`
	Shown    int              `json:"shown"`
	UnitsUp  int64            `json:"units_up"`
	UnitsOff int64            `json:"units_off"`
	Money    commerce.Pence   `json:"money"`
	Currency string           `json:"currency"`
	Figures  []brakedDocument `json:"figures"`
}

// brakedDocument is one figure of it.
type brakedDocument struct {
	SKU          string         `json:"sku"`
	Name         string         `json:"name"`
	EKMProductID int64          `json:"ekm_product_id"`
	EKMVariantID *int64         `json:"ekm_variant_id"`
	Shows        int64          `json:"shows"`
	Would        int64          `json:"would"`
	Why          string         `json:"why"` // zero, wild, short; "" moves with the rest
	Price        commerce.Pence `json:"price"`
	termsDocument
}

func brakedOf(b view.BrakedRow) brakedDocument {
	return brakedDocument{SKU: b.SKU, Name: b.Name, EKMProductID: b.ProductID, EKMVariantID: idOf(b.VariantID), Shows: b.Shows, Would: b.Would,
		Why: b.Why, Price: b.Price, termsDocument: termsDocument(b.Terms)}
}

func stockBrake(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		id, err := filterStore(ctx, e, *store)
		if err != nil {
			return err
		}
		brakes, err := e.DB.Brakes(ctx)
		if err != nil {
			return err
		}
		documents := []brakeDocument{}
		for _, b := range brakes {
			if id != 0 && b.StoreID != id {
				continue
			}
			rows, err := braked(ctx, e, b.StoreID)
			if err != nil {
				return err
			}
			documents = append(documents, brakeDocument{Store: b.Store, At: timeOf(b.At), Why: b.Why, Text: b.Text, SKUs: b.SKUs, Zeroed: b.Zeroed, Wild: b.Wild,
				Short: b.Short, Shown: b.Shown, UnitsUp: b.UnitsUp, UnitsOff: b.UnitsOff, Money: b.Money, Currency: b.Currency, Figures: translate(rows, brakedOf)})
		}
		return c.show(map[string]any{"brakes": documents}, func(w io.Writer) { printBrakes(w, documents) })
	}
}

// braked is all that a store's brake has stopped.
func braked(ctx context.Context, e *engine.Engine, store commerce.StoreID) ([]view.BrakedRow, error) {
	page, err := pages(ctx, &listFlags{}, 0, func(ctx context.Context, _ view.Filter, win view.Window) (view.Page[view.BrakedRow], error) {
		return e.DB.BrakedPage(ctx, store, win)
	})
	return page.Rows, err
}

func printBrakes(w io.Writer, brakes []brakeDocument) {
	if len(brakes) == 0 {
		fmt.Fprintln(w, "No brake is on.")
	}
	for i, b := range brakes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s, since %s: %d figure(s) were stopped before they were written.\n", plain(b.Store), clock(*b.At), b.SKUs)
		if b.Text != "" {
			fmt.Fprintln(w, plain(b.Text))
		}
		fmt.Fprintf(w, "%d of %d SKUs with stock would go to nothing; %d units off sale (%s), %d more on sale; %d would move by ten times and more, %d were left out of Brightpearl's answer.\n",
			b.Zeroed, b.Shown, b.UnitsOff, b.Money.Display(b.Currency), b.UnitsUp, b.Wild, b.Short)
		t := table{head: []string{"SKU", ">SHOWS", ">WOULD", "WHY", "NAME"}}
		for _, r := range b.Figures[:min(peopleRows, len(b.Figures))] {
			t.add(r.SKU, fmt.Sprint(r.Shows), fmt.Sprint(r.Would), r.Why, short(r.Name, 40))
		}
		t.print(w)
		if more := len(b.Figures) - peopleRows; more > 0 {
			fmt.Fprintf(w, "… and %d more; --json lists all.\n", more)
		}
	}
}

// stopped opens the data folder for a decision about a store's brake, which must be on.
func (c *call) stopped(ctx context.Context, store string) (*engine.Engine, db.StoreRow, error) {
	e, row, err := c.store(ctx, store)
	if err != nil {
		return e, row, err
	}
	if why, err := e.DB.Brake(ctx, row.ID); err != nil || why != "" {
		return e, row, err
	}
	return e, row, fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("The brake of %s is not on. Nothing was changed.", row.Name),
		Fix: "`stockbridgectl stock brake` lists what was stopped. A brake lets go by itself when the figures are back."})
}

func brakeReason(store, reason string) error {
	switch {
	case store == "":
		return wrong("--store is missing")
	case strings.TrimSpace(reason) == "":
		return wrong("--reason is missing: say why, for whoever asks later")
	}
	return nil
}

func stockBrakeApply(f *flag.FlagSet) action {
	skus, all, store, reason := skuFlag(f), f.Bool("all", false, ""), f.String("store", "", ""), f.String("reason", "", "")
	return func(ctx context.Context, c *call) error {
		codes, err := skus(c.args)
		if err != nil {
			return err
		}
		if *all == (len(codes) > 0) {
			return wrong("say either --sku SKU … or --all")
		}
		if err := brakeReason(*store, *reason); err != nil {
			return err
		}
		e, row, err := c.stopped(ctx, *store)
		if err != nil {
			return err
		}
		rows, err := braked(ctx, e, row.ID)
		if err != nil {
			return err
		}
		var keys []view.LevelKey // none: all of them
		for _, sku := range codes {
			n := len(keys)
			for _, r := range rows {
				if r.SKU == sku {
					keys = append(keys, r.LevelKey)
				}
			}
			if len(keys) == n {
				return fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("The brake of %s has not stopped %q. Nothing was changed.", row.Name, sku),
					Fix: "`stockbridgectl stock brake` lists what was stopped. Capitals count."})
			}
		}
		n, err := e.ApplyBrake(ctx, row.ID, keys, strings.TrimSpace(*reason), actor)
		if err != nil {
			return err
		}
		left, err := braked(ctx, e, row.ID)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"applied": n, "left": len(left)}, func(w io.Writer) {
			fmt.Fprintf(w, "%d figure(s) of %s are let through, %d are still stopped. %s\n", n, plain(row.Name), len(left), toldNext)
		})
	}
}

func stockBrakeDiscard(f *flag.FlagSet) action {
	store, reason := f.String("store", "", ""), f.String("reason", "", "")
	return func(ctx context.Context, c *call) error {
		if err := brakeReason(*store, *reason); err != nil {
			return err
		}
		e, row, err := c.stopped(ctx, *store)
		if err != nil {
			return err
		}
		if err := e.DiscardBrake(ctx, row.ID, strings.TrimSpace(*reason), actor); err != nil {
			return err
		}
		return c.show(map[string]any{"store": row.Name, "discarded": true}, func(w io.Writer) {
			fmt.Fprintf(w, "What the brake of %s had stopped is discarded. Brightpearl's stock is read again by the next sync.\n", plain(row.Name))
		})
	}
}
