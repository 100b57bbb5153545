package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

func skusAccept(f *flag.FlagSet) action {
	skus, store, reason, yes := skuFlag(f), f.String("store", "", ""), f.String("reason", "", ""), f.Bool("yes", false, "")
	var kind string
	f.Func("kind", "", closedWord(&kind, likenesses))
	return func(ctx context.Context, c *call) error {
		codes, err := skus(c.args)
		switch {
		case err != nil:
			return err
		case (kind != "") == (len(codes) > 0):
			return wrong("say either --store NAME --sku SKU … or --kind KIND")
		case len(codes) > 0 && *store == "":
			return wrong("--store is missing")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		id, err := filterStore(ctx, e, *store)
		if err != nil {
			return err
		}
		var links []view.LinkRow
		if kind != "" {
			l := &listFlags{filter: view.Filter{Store: id, States: []string{string(commerce.NearMatch)}, Code: kind}}
			page, err := pages(ctx, l, 0, e.DB.LinkPage)
			if err != nil {
				return err
			}
			links = page.Rows
		} else {
			row, err := storeNamed(ctx, e, *store)
			if err != nil {
				return err
			}
			if links, err = linksIn(ctx, e, row, codes, commerce.NearMatch, "has no suggestion"); err != nil {
				return err
			}
		}
		n := 0
		if *yes {
			why := strings.TrimSpace(*reason)
			if kind != "" {
				n, err = e.AcceptKind(ctx, id, commerce.Likeness(kind), why, actor)
			} else {
				n, err = e.AcceptSuggestions(ctx, translate(links, view.LinkRow.Key), why, actor)
			}
			if err != nil {
				return detailed{err, "accepted", n}
			}
		}
		document := map[string]any{"suggestions": translate(links, skuOf), "would_accept": len(links), "accepted": n}
		return c.show(document, func(w io.Writer) { printSuggestions(w, links, n, *yes) })
	}
}

func printSuggestions(w io.Writer, links []view.LinkRow, did int, done bool) {
	if len(links) == 0 {
		fmt.Fprintln(w, "There is no such suggestion.")
		return
	}
	t := table{head: []string{"STORE", "SKU", "LOOKS LIKE", ">PRODUCT", ">ASKED FOR", "WHY"}}
	lines, stores := 0, map[commerce.StoreID]bool{}
	for i, l := range links {
		lines += l.OpenOrderRows
		stores[l.StoreID] = true
		if i < peopleRows {
			t.add(l.Store, l.SKU, l.Suggestion, number(l.SuggestionID, l.SuggestionID > 0), fmt.Sprint(l.OpenOrderRows), l.Reason)
		}
	}
	t.print(w)
	if more := len(links) - peopleRows; more > 0 {
		fmt.Fprintf(w, "… and %d more.\n", more)
	}
	if done {
		fmt.Fprintf(w, "%d suggestion(s) accepted. Orders and stock follow with the next sync.\n", did)
		return
	}
	fmt.Fprintf(w, "%d suggestion(s) in %d store(s) would be accepted; %d line(s) of open orders ask for them. Nothing was done; repeat with --yes to do it.\n",
		len(links), len(stores), lines)
}

func skusReject(f *flag.FlagSet) action {
	return skusJudge(f, commerce.NearMatch, "has no suggestion", "rejected", (*engine.Engine).RejectSuggestions,
		"%d suggestion(s) of %s rejected: those products are not suggested for these codes again.\n")
}

func skusConfirm(f *flag.FlagSet) action {
	return skusJudge(f, commerce.ChangedProduct, "has not moved to another product", "confirmed", (*engine.Engine).ConfirmChanged,
		"%d listing(s) of %s: the SKU now means the other product. Stock follows with the next sync.\n")
}

// skusJudge has a verdict about the listings of one store with the given codes, which have to be in a state; missing says what is wrong
// with one that is not.
func skusJudge(f *flag.FlagSet, state commerce.LinkState, missing, name string,
	judge func(*engine.Engine, context.Context, []view.LinkKey, string) (int, error), words string) action {
	skus, store := skuFlag(f), f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		codes, err := ofStore(c, *store, skus)
		if err != nil {
			return err
		}
		e, row, err := c.store(ctx, *store)
		if err != nil {
			return err
		}
		links, err := linksIn(ctx, e, row, codes, state, missing)
		if err != nil {
			return err
		}
		n, err := judge(e, ctx, translate(links, view.LinkRow.Key), actor)
		if err != nil {
			return err
		}
		return c.show(map[string]any{name: n}, func(w io.Writer) { fmt.Fprintf(w, words, n, plain(row.Name)) })
	}
}

// ofStore reads the SKUs of a command that wants some, and the name of their store.
func ofStore(c *call, store string, skus func([]string) ([]string, error)) ([]string, error) {
	codes, err := skus(c.args)
	switch {
	case err != nil:
		return nil, err
	case store == "":
		return nil, wrong("--store is missing")
	case len(codes) == 0:
		return nil, wrong("--sku is missing")
	}
	return codes, nil
}

// listingFlag is --listing, an EKM product or one of its variants.
func listingFlag(f *flag.FlagSet) (product, variant *int64) {
	product, variant = new(int64), new(int64)
	f.Func("listing", "", func(text string) error {
		first, second, two := strings.Cut(text, "/")
		var err, err2 error
		if *product, err = strconv.ParseInt(first, 10, 64); two {
			*variant, err2 = strconv.ParseInt(second, 10, 64)
		}
		if err != nil || err2 != nil || *product < 1 || two && *variant < 1 {
			return errors.New("it must be an EKM product id, or PRODUCT/VARIANT")
		}
		return nil
	})
	return product, variant
}

func skusLink(f *flag.FlagSet) action {
	skus, store, product, reason := skuFlag(f), f.String("store", "", ""), f.Int64("product", 0, ""), f.String("reason", "", "")
	listing, variant := listingFlag(f)
	return func(ctx context.Context, c *call) error {
		codes, err := ofStore(c, *store, skus)
		switch {
		case err != nil:
			return err
		case len(codes) > 1:
			return wrong("name one SKU at a time")
		case *product < 1:
			return wrong("--product ID is missing: the id of a Brightpearl product")
		case strings.TrimSpace(*reason) == "":
			return wrong("--reason is missing: say why the code means this product, for whoever asks later")
		}
		e, row, err := c.store(ctx, *store)
		if err != nil {
			return err
		}
		links, err := linksOf(ctx, e, row, codes)
		if err != nil {
			return err
		}
		if *listing != 0 && !slices.ContainsFunc(links, func(l view.LinkRow) bool { return l.EKMProductID == *listing && l.EKMVariantID == *variant }) {
			return fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("No listing of %s with the SKU %q has these ids. Nothing was changed.", row.Name, codes[0]),
				Fix: "See ekm_product_id and ekm_variant_id in `stockbridgectl skus --json`."})
		}
		rule := view.LinkRule{StoreID: row.ID, Store: row.Name, SKU: codes[0], Listing: *listing, Variant: *variant, Means: true, ProductID: *product,
			Reason: strings.TrimSpace(*reason), Actor: actor}
		if err := e.LinkTo(ctx, rule, actor); err != nil {
			return err
		}
		return c.show(map[string]any{"rule": linkRuleOf(rule)}, func(w io.Writer) {
			fmt.Fprintf(w, "%s of %s means the Brightpearl product %d. Orders and stock follow with the next sync.\n", plain(codes[0]), plain(row.Name), *product)
		})
	}
}

// skusUnlink takes back whatever people have decided about a code, for all of its listings.
func skusUnlink(f *flag.FlagSet) action {
	skus, store := skuFlag(f), f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		codes, err := ofStore(c, *store, skus)
		if err != nil {
			return err
		}
		e, row, err := c.store(ctx, *store)
		if err != nil {
			return err
		}
		rules, err := e.DB.LinkRules(ctx, row.ID)
		if err != nil {
			return err
		}
		rules = slices.DeleteFunc(rules, func(r view.LinkRule) bool { return !slices.Contains(codes, r.SKU) })
		for _, sku := range codes {
			if !slices.ContainsFunc(rules, func(r view.LinkRule) bool { return r.SKU == sku }) {
				return fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("Nobody has decided anything about %q in %s. Nothing was changed.", sku, row.Name),
					Fix: "`stockbridgectl skus rules` lists what was decided."})
			}
		}
		for i, r := range rules {
			if err := e.Unlink(ctx, r, actor); err != nil {
				return detailed{err, "taken_back", translate(rules[:i], linkRuleOf)}
			}
		}
		return c.show(map[string]any{"taken_back": translate(rules, linkRuleOf)}, func(w io.Writer) {
			fmt.Fprintf(w, "%d decision(s) taken back: the codes alone say what is meant.\n", len(rules))
		})
	}
}

// linkRuleDocument is what a person has decided about a code.
type linkRuleDocument struct {
	Store        string     `json:"store"`
	SKU          string     `json:"sku"`
	EKMProductID *int64     `json:"ekm_product_id"` // null: every listing with the code
	EKMVariantID *int64     `json:"ekm_variant_id"`
	Verdict      string     `json:"verdict"` // means, or not: never suggested again
	ProductID    int64      `json:"brightpearl_product_id"`
	ProductSKU   string     `json:"brightpearl_sku"`
	Reason       string     `json:"reason"`
	Actor        string     `json:"actor"`
	At           *time.Time `json:"at"`
}

func linkRuleOf(r view.LinkRule) linkRuleDocument {
	d := linkRuleDocument{Store: r.Store, SKU: r.SKU, EKMProductID: idOf(r.Listing), EKMVariantID: idOf(r.Variant), Verdict: "not", ProductID: r.ProductID,
		ProductSKU: r.Product, Reason: r.Reason, Actor: r.Actor, At: timeOf(r.At)}
	if r.Means {
		d.Verdict = "means"
	}
	return d
}

func skusRules(f *flag.FlagSet) action {
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
		rules, err := e.DB.LinkRules(ctx, id)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"rules": translate(rules, linkRuleOf)}, func(w io.Writer) {
			t := table{head: []string{"STORE", "SKU", "LISTING", "", ">PRODUCT", "ITS SKU", "WHEN", "BY", "REASON"}}
			for _, r := range rules {
				d, listing := linkRuleOf(r), "all"
				if r.Listing != 0 {
					listing = fmt.Sprint(r.Listing)
				}
				if r.Variant != 0 {
					listing += fmt.Sprint("/", r.Variant)
				}
				t.add(r.Store, r.SKU, listing, d.Verdict, fmt.Sprint(r.ProductID), r.Product, clock(r.At), r.Actor, short(r.Reason, 60))
			}
			printList(w, t, len(rules), "", "Nobody has decided about a code yet.")
		})
	}
}

func skusIgnore(f *flag.FlagSet) action {
	skus, store, reason, undo := skuFlag(f), f.String("store", "", ""), f.String("reason", "", ""), f.Bool("undo", false, "")
	return func(ctx context.Context, c *call) error {
		codes, err := ofStore(c, *store, skus)
		why := strings.TrimSpace(*reason)
		switch {
		case err != nil:
			return err
		case *undo == (why != ""):
			return wrong("say either --reason TEXT, for whoever asks later, or --undo")
		}
		e, row, err := c.store(ctx, *store)
		if err != nil {
			return err
		}
		if *undo {
			ignored, err := e.DB.IgnoredSKUs(ctx, row.ID)
			if err != nil {
				return err
			}
			for _, sku := range codes {
				if _, ok := ignored[sku]; !ok {
					return fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("%s does not ignore %q. Nothing was changed.", row.Name, sku),
						Fix: "`stockbridgectl skus --state ignored` lists what it ignores."})
				}
			}
		}
		for _, sku := range codes {
			if err := e.IgnoreSKU(ctx, row.ID, sku, why, actor); err != nil {
				return err
			}
		}
		return c.show(map[string]any{"store": row.Name, "skus": codes, "ignored": !*undo}, func(w io.Writer) {
			if *undo {
				fmt.Fprintf(w, "%d code(s) of %s take part in the matching again.\n", len(codes), plain(row.Name))
				return
			}
			fmt.Fprintf(w, "%d code(s) of %s are ignored: they need no product, and their lines in orders are text rows.\n", len(codes), plain(row.Name))
		})
	}
}
