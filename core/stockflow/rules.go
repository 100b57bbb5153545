package stockflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// previewed is how many changed figures a preview names.
const previewed = 200

// PreviewRules tells what rules would do to the figures that they speak of. Nothing is stored.
func (d *Desk) PreviewRules(ctx context.Context, rules []view.StockRule) (view.Preview, error) {
	var out view.Preview
	if err := checkRules(rules, d.o.Now()); err != nil {
		return out, err
	}
	d.reckon.Lock()
	defer d.reckon.Unlock()
	figures, err := d.figuresUnder(ctx, rules)
	if err != nil {
		return out, err
	}
	names := map[commerce.StoreID]string{}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return out, err
	}
	for _, s := range stores {
		names[s.ID] = s.Name
	}
	for _, r := range figures {
		if !r.managed || !r.figure.known {
			continue
		}
		out.SKUs++
		// What is held stays as it is shown, before and after.
		was, would, terms := r.before.Wanted, r.next.Wanted, r.next.Terms
		if r.before.State == commerce.LevelHeld {
			was = r.before.Published
		}
		if r.frozen() || r.before.State == commerce.LevelHeld && !r.held() {
			would, terms = r.before.Published, r.before.Terms
		}
		diff := would - was
		out.Units += diff
		switch {
		case diff > 0:
			out.Up++
		case diff < 0:
			out.Down++
			if would == 0 {
				out.ToZero++
			}
		case r.before.Terms == terms && r.frozen() == r.held():
			continue
		}
		if len(out.Changes) < previewed {
			out.Changes = append(out.Changes, view.PreviewRow{Would: terms, Shows: would, LevelRow: view.LevelRow{StoreID: r.next.Store, Store: names[r.next.Store],
				SKU: r.next.SKU, ProductID: r.next.Product, EKMProductID: r.next.ProductID, EKMVariantID: r.next.VariantID, State: r.before.State,
				Terms: r.before.Terms, Wanted: r.before.Wanted, Published: r.before.Published, HasPublished: r.before.SentRev > 0, Listed: r.before.Listed,
				Price: r.before.Price}})
		}
	}
	return out, nil
}

// SetRules stores what a person says about the stock of SKUs, each rule in place of the one before, has the figures follow, and tells how
// many of them changed. The person has seen what the rules do, so the brake lets them pass.
func (d *Desk) SetRules(ctx context.Context, rules []view.StockRule, actor string) (changed int, err error) {
	if err := checkRules(rules, d.o.Now()); err != nil {
		return 0, err
	}
	d.reckon.Lock()
	defer d.reckon.Unlock()
	figures, err := d.figuresUnder(ctx, rules)
	if err != nil {
		return 0, err
	}
	pass := map[view.LevelKey]bool{}
	var products []int64
	for _, r := range figures {
		pass[r.key()] = true
		products = append(products, r.next.Product)
		if r.moved() {
			changed++
		}
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		for _, r := range rules {
			r.Actor = actor
			if err := tx.SaveStockRule(r); err != nil {
				return err
			}
			subject, where := "SKU "+r.SKU, "stock:"+r.SKU
			if r.SKU == "" {
				subject, where = "all stock", fmt.Sprintf("stock:%d", r.StoreID)
			} else if r.StoreID != 0 {
				where = fmt.Sprintf("sku:%d:%s", r.StoreID, r.SKU)
			}
			if err := tx.Log(db.Activity{Store: r.StoreID, Kind: "stock", Subject: subject, Ref: where, Text: ruleWords(r), Actor: actor}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	return changed, d.reckonLocked(ctx, distinct(products), pass)
}

// figuresUnder reckons the figures that rules speak of, as they would be with them, with d.reckon held.
func (d *Desk) figuresUnder(ctx context.Context, rules []view.StockRule) (out []reckoned, err error) {
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	var skus []string
	whole := map[commerce.StoreID]bool{}
	for _, r := range rules {
		if r.SKU == "" {
			whole[r.StoreID] = true
		} else {
			skus = append(skus, commerce.TrimSKU(r.SKU))
		}
	}
	products, err := d.db.ProductsOfLevels(ctx, skus)
	if err != nil {
		return nil, err
	}
	if len(whole) > 0 {
		products = nil
	} else if len(products) == 0 {
		return nil, nil
	}
	b, err := d.open(ctx, stores, products)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		at := db.StoreSKU{Store: r.StoreID, SKU: commerce.TrimSKU(r.SKU)}
		r.SKU = at.SKU
		b.rules[at] = []view.StockRule{r}
	}
	for _, s := range stores {
		all, err := d.compare(ctx, s, b)
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			if whole[s.ID] || slices.ContainsFunc(rules, func(rule view.StockRule) bool {
				return commerce.TrimSKU(rule.SKU) == r.next.SKU && (rule.StoreID == 0 || rule.StoreID == s.ID)
			}) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

var errNoStore = errors.New("a freeze of all stock names one store")

// checkRules refuses rules that say what cannot be.
func checkRules(rules []view.StockRule, now time.Time) error {
	for _, r := range rules {
		wrong := func(what string) error {
			return fault.Hold(fault.Cause{Code: "SB-STK-520", Text: fmt.Sprintf("The rule for %s cannot be: %s. Nothing was changed.", orAll(r.SKU), what), Fix: "Correct it and try again."})
		}
		if _, err := commerce.ParseBuffer(r.Buffer); r.Buffer != "" && err != nil {
			return wrong("a buffer of " + r.Buffer + ": " + err.Error())
		}
		switch {
		case r.SKU == "" && r.StoreID == 0:
			return wrong(errNoStore.Error())
		case r.SKU == "" && (r.Buffer != "" || r.Cap >= 0):
			return wrong("buffer and cap of a whole store are settings of the store")
		case r.Freeze != commerce.NotFrozen && r.Freeze != commerce.FreezeHold && r.Freeze != commerce.FreezeAtZero:
			return wrong("there is no freeze called " + string(r.Freeze))
		case r.Freeze == commerce.NotFrozen && !r.Until.IsZero():
			return wrong("an end without a freeze")
		case !r.Until.IsZero() && !r.Until.After(now):
			return wrong("the freeze would end before it begins")
		}
	}
	return nil
}

func orAll(sku string) string {
	if sku == "" {
		return "all stock"
	}
	return sku
}

func ruleWords(r view.StockRule) string {
	var said []string
	switch r.Freeze {
	case commerce.FreezeHold:
		said = append(said, "frozen at what the store shows")
	case commerce.FreezeAtZero:
		said = append(said, "frozen at zero")
	}
	if !r.Until.IsZero() {
		said = append(said, "until "+r.Until.UTC().Format("2006-01-02 15:04 UTC"))
	}
	if r.Buffer != "" {
		said = append(said, "buffer "+r.Buffer)
	}
	if r.Cap > 0 {
		said = append(said, fmt.Sprintf("at most %d shown", r.Cap))
	} else if r.Cap == 0 {
		said = append(said, "no cap")
	}
	if len(said) == 0 {
		return "Follows the store's settings again."
	}
	text := strings.Join(said, ", ")
	text = strings.ToUpper(text[:1]) + text[1:]
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	return text + "."
}

// Thaw ends the freezes whose time has come.
func (d *Desk) Thaw(ctx context.Context) error {
	var ended []view.StockRule
	if err := d.db.Write(ctx, func(tx *db.Tx) (err error) {
		if ended, err = tx.ThawDue(); err != nil {
			return err
		}
		for _, r := range ended {
			if err := tx.Log(db.Activity{Store: r.StoreID, Kind: "stock", Subject: orAll(r.SKU), Ref: fmt.Sprintf("sku:%d:%s", r.StoreID, r.SKU),
				Text: "The freeze has ended by itself."}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil || len(ended) == 0 {
		return err
	}
	return d.Reckon(ctx, nil)
}
