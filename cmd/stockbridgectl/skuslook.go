package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
)

// lookDocument is one code and what hides in it.
type lookDocument struct {
	Where        string            `json:"where"` // "typed", "Brightpearl" or a store's name
	EKMProductID *int64            `json:"ekm_product_id"`
	EKMVariantID *int64            `json:"ekm_variant_id"`
	ProductID    *int64            `json:"brightpearl_product_id"`
	Code         string            `json:"code"` // as it is stored
	Same         bool              `json:"same"` // but for outer blanks it is the code that was typed
	Difference   string            `json:"difference"`
	Findings     []findingDocument `json:"findings"`
}

// findingDocument is one thing about a code that the eye misses or Brightpearl refuses.
type findingDocument struct {
	At        *int   `json:"at"`         // the character's place from 0; null for the whole code
	CodePoint string `json:"code_point"` // U+00A0; "" for the whole code
	Name      string `json:"name"`
	Kind      string `json:"kind"`
}

func findingOf(f commerce.Finding) findingDocument {
	d := findingDocument{Name: f.Name, Kind: f.Kind}
	if f.At >= 0 {
		d.At, d.CodePoint = &f.At, fmt.Sprintf("%U", f.Rune)
	}
	return d
}

func skusLook(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		looks, err := lookAlikes(ctx, e, c.args[0])
		if err != nil {
			return err
		}
		return c.show(map[string]any{"look": looks}, func(w io.Writer) { printLook(w, looks) })
	}
}

// lookAlikes is a code as it was typed, and every stored code that looks like it.
func lookAlikes(ctx context.Context, e *engine.Engine, code string) ([]lookDocument, error) {
	look := func(where, stored string) lookDocument {
		d := lookDocument{Where: where, Code: stored, Same: commerce.TrimSKU(stored) == commerce.TrimSKU(code),
			Findings: translate(commerce.Forensics(stored), findingOf)}
		if !d.Same {
			_, d.Difference = commerce.Compare(code, stored)
		}
		return d
	}
	out := []lookDocument{look("typed", code)}
	typed, loose := []string{commerce.TrimSKU(code)}, []string{commerce.LooseSKU(code)}
	if loose[0] == "" { // it says nothing, and so do all codes that are empty
		return out, nil
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range stores {
		codes, err := e.DB.CodesNear(ctx, s.ID, loose, nil)
		if err != nil {
			return nil, err
		}
		listings, err := e.DB.ListingsByCodes(ctx, s.ID, codes)
		if err != nil {
			return nil, err
		}
		for _, l := range listings {
			d := look(s.Name, l.SKU)
			d.EKMProductID, d.EKMVariantID = idOf(l.ProductID), idOf(l.VariantID)
			out = append(out, d)
		}
	}
	products, err := e.DB.ProductsNear(ctx, typed, loose, nil)
	for _, p := range products {
		d := look("Brightpearl", p.SKU)
		d.ProductID = idOf(p.ID)
		out = append(out, d)
	}
	return out, err
}

func printLook(w io.Writer, looks []lookDocument) {
	t := table{head: []string{"WHERE", "CODE", ">AT", "WHAT", "KIND"}}
	for _, d := range looks {
		code := "“" + d.Code + "”"
		switch {
		case len(d.Findings) == 0 && d.Same:
			t.add(d.Where, code, "", "nothing hides in it", "")
		case len(d.Findings) == 0:
			t.add(d.Where, code, "", "nothing hides in it, but it is another code", "")
		}
		for _, f := range d.Findings {
			at := ""
			if f.At != nil {
				at = fmt.Sprint(*f.At)
			}
			t.add(d.Where, code, at, f.Name, f.Kind)
		}
	}
	t.print(w)
	for _, d := range looks {
		if d.Difference != "" {
			fmt.Fprintf(w, "%s, %s: %s\n", plain(d.Where), plain("“"+d.Code+"”"), plain(d.Difference))
		}
	}
	if len(looks) == 1 {
		fmt.Fprintln(w, "No stored code looks like it.")
	}
}
