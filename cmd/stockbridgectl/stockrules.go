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

// stockRuleDocument is what a person has said about stock.
type stockRuleDocument struct {
	Store  *string    `json:"store"` // null: in all stores
	SKU    *string    `json:"sku"`   // null: all of the store's
	Buffer string     `json:"buffer"`
	Cap    *int64     `json:"cap"`
	Freeze string     `json:"freeze"`
	Until  *time.Time `json:"frozen_until"`
	Reason string     `json:"reason"`
	Actor  string     `json:"actor"`
	At     *time.Time `json:"at"`
}

func stockRuleOf(r view.StockRule, store string) stockRuleDocument {
	d := stockRuleDocument{Buffer: r.Buffer, Cap: unitsOf(r.Cap, r.Cap >= 0), Freeze: string(r.Freeze), Until: timeOf(r.Until), Reason: r.Reason,
		Actor: r.Actor, At: timeOf(r.At)}
	if r.StoreID != 0 {
		d.Store = &store
	}
	if r.SKU != "" {
		d.SKU = &r.SKU
	}
	return d
}

// stockRuleWords is what a rule says, "" when it says nothing.
func stockRuleWords(r view.StockRule) string {
	var words []string
	if r.Buffer != "" {
		words = append(words, "buffer "+r.Buffer)
	}
	if r.Cap >= 0 {
		words = append(words, fmt.Sprintf("cap %d", r.Cap))
	}
	if r.Freeze != commerce.NotFrozen {
		words = append(words, freezeWords(r.Freeze, r.Until))
	}
	if len(words) > 0 && r.Reason != "" {
		words = append(words, "because: "+r.Reason)
	}
	return strings.Join(words, ", ")
}

// places are the figures that a rule is made for: SKUs in one store or in all, or all of a store.
type places struct {
	read  func([]string) ([]string, error)
	store *string
	all   *bool // nil where a rule needs SKUs
	skus  []string
}

func placesFlags(f *flag.FlagSet, all bool) *places {
	p := &places{read: skuFlag(f), store: f.String("store", "", "")}
	if all {
		p.all = f.Bool("all", false, "")
	}
	return p
}

// check reads the SKUs; nothing is opened before.
func (p *places) check(words []string) (err error) {
	if p.skus, err = p.read(words); err != nil {
		return err
	}
	switch {
	case p.all == nil && len(p.skus) == 0:
		return wrong("--sku is missing")
	case p.all != nil && *p.all == (len(p.skus) > 0):
		return wrong("say either --sku SKU … or --all")
	}
	return nil
}

// rules are the rules of the places as they are now, empty ones where there are none. everywhere adds, where no store is named, the
// rules that single stores have for the SKUs.
func (p *places) rules(ctx context.Context, e *engine.Engine, everywhere bool) ([]view.StockRule, map[commerce.StoreID]string, error) {
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return nil, nil, err
	}
	names := map[commerce.StoreID]string{}
	for _, s := range stores {
		names[s.ID] = s.Name
	}
	id, err := filterStore(ctx, e, *p.store)
	if err != nil {
		return nil, nil, err
	}
	old, err := e.DB.StockRulesOf(ctx, p.skus)
	if err != nil {
		return nil, nil, err
	}
	var out []view.StockRule
	want := func(store commerce.StoreID, sku string) {
		i := slices.IndexFunc(old, func(r view.StockRule) bool { return r.StoreID == store && r.SKU == sku })
		if i < 0 {
			out = append(out, view.StockRule{StoreID: store, SKU: sku, Cap: -1})
			return
		}
		out = append(out, old[i])
	}
	for _, sku := range p.skus {
		want(id, sku)
		for _, r := range old {
			if everywhere && id == 0 && r.SKU == sku && r.StoreID != 0 && names[r.StoreID] != "" {
				out = append(out, r)
			}
		}
	}
	if len(p.skus) == 0 { // a whole store has a rule of its own each
		for _, s := range stores {
			if id == 0 || s.ID == id {
				want(s.ID, "")
			}
		}
	}
	return out, names, nil
}

// known refuses SKUs without a figure: a slip of the pen would hold nothing, and nobody would know.
func (p *places) known(ctx context.Context, e *engine.Engine) error {
	id, err := filterStore(ctx, e, *p.store)
	if err != nil {
		return err
	}
	return known(ctx, e, id, p.skus)
}

func known(ctx context.Context, e *engine.Engine, store commerce.StoreID, skus []string) error {
	levels, err := e.DB.Levels(ctx, store)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, l := range levels {
		have[l.SKU] = true
	}
	for _, sku := range skus {
		if !have[sku] {
			return noLevel(sku)
		}
	}
	return nil
}

// showRules tells which rules were made.
func (c *call) showRules(rules []view.StockRule, names map[commerce.StoreID]string, changed int, sentence string) error {
	documents := translate(rules, func(r view.StockRule) stockRuleDocument { return stockRuleOf(r, names[r.StoreID]) })
	return c.show(map[string]any{"rules": documents, "changed": changed}, func(w io.Writer) {
		t := table{head: []string{"SKU", "STORE", "RULE"}}
		for _, r := range rules {
			sku, store, says := r.SKU, names[r.StoreID], stockRuleWords(r)
			if sku == "" {
				sku = "all"
			}
			if r.StoreID == 0 {
				store = "all"
			}
			if says == "" {
				says = "none"
			}
			t.add(sku, store, says)
		}
		t.print(w)
		fmt.Fprintf(w, "%d figure(s) change. %s\n", changed, sentence)
	})
}

const toldNext = "The stores are told by the next sync."

func stockFreeze(f *flag.FlagSet) action {
	p := placesFlags(f, true)
	hold, zero, span, reason := f.Bool("hold", false, ""), f.Bool("zero", false, ""), f.Duration("for", 0, ""), f.String("reason", "", "")
	return func(ctx context.Context, c *call) error {
		if err := p.check(c.args); err != nil {
			return err
		}
		why := strings.TrimSpace(*reason)
		switch {
		case *hold == *zero:
			return wrong("say either --hold, which keeps what the store shows, or --zero, which has it show nothing")
		case given(f, "for") && *span <= 0:
			return wrong("--for must be longer than nothing")
		case why == "":
			return wrong("--reason is missing: say why, for whoever asks later")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if err := p.known(ctx, e); err != nil {
			return err
		}
		// Nothing of one store may weaken a freeze that is meant for all.
		rules, names, err := p.rules(ctx, e, true)
		if err != nil {
			return err
		}
		how, until := commerce.FreezeHold, time.Time{}
		if *zero {
			how = commerce.FreezeAtZero
		}
		if *span > 0 {
			until = e.DB.Now().Add(*span)
		}
		for i := range rules {
			rules[i].Freeze, rules[i].Until, rules[i].Reason, rules[i].Actor, rules[i].At = how, until, why, actor, e.DB.Now()
		}
		changed, err := e.SetStockRules(ctx, rules, actor)
		if err != nil {
			return err
		}
		sentence := toldNext
		if *hold {
			sentence = "The stores keep what they show."
		}
		return c.showRules(rules, names, changed, sentence)
	}
}

func stockThaw(f *flag.FlagSet) action {
	p := placesFlags(f, true)
	return func(ctx context.Context, c *call) error {
		if err := p.check(c.args); err != nil {
			return err
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		rules, names, err := p.rules(ctx, e, true)
		if err != nil {
			return err
		}
		frozen := slices.DeleteFunc(slices.Clone(rules), func(r view.StockRule) bool { return r.Freeze == commerce.NotFrozen })
		for _, sku := range p.skus {
			if !slices.ContainsFunc(frozen, func(r view.StockRule) bool { return r.SKU == sku }) {
				return notFrozen(fmt.Sprintf("No freeze of %q was found here. Nothing was changed.", sku))
			}
		}
		if len(frozen) == 0 {
			return notFrozen("No store is frozen as a whole. Nothing was changed.")
		}
		for i := range frozen {
			frozen[i].Freeze, frozen[i].Until, frozen[i].Reason, frozen[i].Actor, frozen[i].At = commerce.NotFrozen, time.Time{}, "", actor, e.DB.Now()
		}
		changed, err := e.SetStockRules(ctx, frozen, actor)
		if err != nil {
			return err
		}
		return c.showRules(frozen, names, changed, toldNext)
	}
}

func notFrozen(text string) error {
	return fault.Hold(fault.Cause{Code: codeFailed, Text: text,
		Fix: "`stockbridgectl stock --tab frozen` lists what is frozen. A freeze for all stores ends without --store, one of a whole store with --all --store NAME."})
}

// previewDocument is what a rule would do to the figures that it speaks of.
type previewDocument struct {
	Figures int              `json:"figures"`
	Up      int              `json:"up"`
	Down    int              `json:"down"`
	ToZero  int              `json:"to_zero"`
	Units   int64            `json:"units"`   // difference over all stores
	Changes []changeDocument `json:"changes"` // the first of them
}

// changeDocument is one of them that would change: as it is, and as it would be.
type changeDocument struct {
	Store        string `json:"store"`
	SKU          string `json:"sku"`
	EKMProductID *int64 `json:"ekm_product_id"`
	EKMVariantID *int64 `json:"ekm_variant_id"`
	ProductID    *int64 `json:"brightpearl_product_id"`
	figureDocument
	Published *int64         `json:"published"`
	Would     figureDocument `json:"would"`
}

type figureDocument struct {
	termsDocument
	Wanted int64 `json:"wanted"`
}

func previewOf(p view.Preview) previewDocument {
	return previewDocument{Figures: p.SKUs, Up: p.Up, Down: p.Down, ToZero: p.ToZero, Units: p.Units,
		Changes: translate(p.Changes, func(r view.PreviewRow) changeDocument {
			return changeDocument{Store: r.Store, SKU: r.SKU, EKMProductID: idOf(r.EKMProductID), EKMVariantID: idOf(r.EKMVariantID), ProductID: idOf(r.ProductID),
				figureDocument: figureDocument{termsDocument(r.Terms), r.Wanted}, Published: unitsOf(r.Published, r.HasPublished),
				Would: figureDocument{termsDocument(r.Would), r.Would.Publish()}}
		})}
}

func stockBuffer(f *flag.FlagSet) action {
	p := placesFlags(f, false)
	buffer, most := "", int64(-1)
	f.Func("units", "", func(text string) error {
		b, err := commerce.ParseBuffer(text)
		buffer = b.String()
		return err
	})
	f.Func("cap", "", func(text string) (err error) {
		if most, err = strconv.ParseInt(text, 10, 64); err != nil || most < 0 {
			return errors.New("it must be a whole number of units from 0, which means no cap")
		}
		return nil
	})
	end, yes := f.Bool("clear", false, ""), f.Bool("yes", false, "")
	return func(ctx context.Context, c *call) error {
		if err := p.check(c.args); err != nil {
			return err
		}
		if *end == (given(f, "units") || given(f, "cap")) {
			return wrong("say --units N, --units N%%, --cap N, or --clear alone")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if err := p.known(ctx, e); err != nil {
			return err
		}
		rules, _, err := p.rules(ctx, e, *end)
		if err != nil {
			return err
		}
		for i := range rules {
			r := &rules[i]
			if !r.Until.IsZero() && !r.Until.After(e.DB.Now()) { // a freeze that has run out, and nobody has said so yet
				r.Freeze, r.Until = commerce.NotFrozen, time.Time{}
			}
			if *end || given(f, "units") {
				r.Buffer = buffer
			}
			if *end || given(f, "cap") {
				r.Cap = most
			}
			r.Actor, r.At = actor, e.DB.Now()
		}
		preview, err := e.PreviewStockRules(ctx, rules)
		if err != nil {
			return err
		}
		changed := 0
		if *yes {
			if changed, err = e.SetStockRules(ctx, rules, actor); err != nil {
				return err
			}
		}
		return c.show(map[string]any{"preview": previewOf(preview), "done": *yes, "changed": changed}, func(w io.Writer) { printPreview(w, preview, *yes) })
	}
}

func printPreview(w io.Writer, p view.Preview, done bool) {
	t := table{head: []string{"SKU", "STORE", ">ON HAND", ">PENDING", ">BUFFER", ">CAP", ">WANTED", ">THEN"}}
	for _, r := range p.Changes {
		t.add(r.SKU, r.Store, fmt.Sprint(r.Would.OnHand), fmt.Sprint(r.Would.Pending), fmt.Sprint(r.Would.Buffer), number(r.Would.Cap, r.Would.Cap > 0),
			fmt.Sprint(r.Wanted), fmt.Sprint(r.Would.Publish()))
	}
	if len(t.rows) > 0 {
		t.print(w)
	}
	verb, end := "would go", "Nothing was done; repeat with --yes to do it."
	if done {
		verb, end = "go", toldNext
	}
	if more := p.Up + p.Down - len(p.Changes); more > 0 {
		fmt.Fprintf(w, "… and %d more.\n", more)
	}
	fmt.Fprintf(w, "Of %d figure(s) %d %s up and %d down, %d of them to nothing; %+d units in all. %s\n", p.SKUs, p.Up, verb, p.Down, p.ToZero, p.Units, end)
}

func stockTag(f *flag.FlagSet) action {
	read, off := skuFlag(f), f.Bool("off", false, "")
	return func(ctx context.Context, c *call) error {
		words := c.args // the last one is the tag, those before it SKUs
		skus, err := read(words[:len(words)-1])
		tag := commerce.TagKey(words[len(words)-1])
		switch {
		case err != nil:
			return err
		case len(skus) == 0:
			return wrong("--sku is missing")
		case tag == "":
			return wrong("the tag is empty")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if !*off {
			if err := known(ctx, e, 0, skus); err != nil {
				return err
			}
		}
		if err := e.TagSKUs(ctx, skus, tag, !*off, actor); err != nil {
			return err
		}
		return c.show(map[string]any{"tag": tag, "skus": skus, "on": !*off}, func(w io.Writer) {
			verb := "carry"
			if *off {
				verb = "no longer carry"
			}
			fmt.Fprintf(w, "%d SKU(s) %s the tag %s. A store's setting tag_buffer.%s says what it keeps back of them.\n", len(skus), verb, plain(tag), plain(tag))
		})
	}
}
