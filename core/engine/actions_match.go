package engine

import (
	"context"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// AcceptSuggestions makes the suggested products of listings what their codes mean, by a person's word, and tells how many there were.
// Listings that have no suggestion any more are left out.
func (e *Engine) AcceptSuggestions(ctx context.Context, keys []view.LinkKey, reason, actor string) (int, error) {
	return e.decideCodes(ctx, keys, func(tx *db.Tx, l db.Link) error {
		why := reason
		if strings.TrimSpace(why) == "" {
			why = "Suggestion accepted. " + l.Reason
		}
		return tx.SaveLinkRule(view.LinkRule{StoreID: l.Store, SKU: l.SKU, Means: true, ProductID: l.SuggestionID, Reason: why, Actor: actor})
	}, func(l db.Link) string {
		return fmt.Sprintf("Accepted: it means Brightpearl product %d, %s.", l.SuggestionID, l.Suggestion)
	}, actor)
}

// RejectSuggestions has the suggested products of listings never be suggested again for their codes.
func (e *Engine) RejectSuggestions(ctx context.Context, keys []view.LinkKey, actor string) (int, error) {
	return e.decideCodes(ctx, keys, func(tx *db.Tx, l db.Link) error {
		return tx.SaveLinkRule(view.LinkRule{StoreID: l.Store, SKU: l.SKU, ProductID: l.SuggestionID, Reason: "Suggestion rejected.", Actor: actor})
	}, func(l db.Link) string {
		return fmt.Sprintf("Rejected for ever: it does not mean Brightpearl product %d, %s.", l.SuggestionID, l.Suggestion)
	}, actor)
}

// decideCodes stores a verdict about the suggestions of listings, a thousand together, and has the links follow.
func (e *Engine) decideCodes(ctx context.Context, keys []view.LinkKey, decide func(*db.Tx, db.Link) error, words func(db.Link) string, actor string) (n int, err error) {
	for len(keys) > 0 {
		part := keys[:min(len(keys), 1000)]
		keys = keys[len(part):]
		var links []db.Link
		for _, k := range part {
			l, ok, err := e.DB.LinkAt(ctx, k.Store, db.Place{ProductID: k.ProductID, VariantID: k.VariantID})
			if err != nil {
				return n, err
			}
			if ok && l.State == commerce.NearMatch && l.SuggestionID != 0 {
				links = append(links, l)
			}
		}
		if err := e.DB.Write(ctx, func(tx *db.Tx) error {
			for _, l := range links {
				if err := decide(tx, l); err != nil {
					return err
				}
				if err := tx.Log(db.Activity{Store: l.Store, Kind: "catalogue", Subject: "SKU " + l.SKU, Ref: fmt.Sprintf("sku:%d:%s", l.Store, l.SKU), Text: words(l), Actor: actor}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return n, err
		}
		n += len(links)
	}
	if n == 0 {
		return 0, nil
	}
	return n, e.Catalog.Decided(ctx)
}

// AcceptKind accepts every suggestion of a kind, in one store or (0) in all.
func (e *Engine) AcceptKind(ctx context.Context, store commerce.StoreID, kind commerce.Likeness, reason, actor string) (int, error) {
	if kind == "" {
		return 0, fmt.Errorf("no kind of suggestion is named; nothing was accepted")
	}
	var keys []view.LinkKey
	win := view.Window{Limit: 2000}
	for {
		page, err := e.DB.LinkPage(ctx, view.Filter{Store: store, Tab: string(commerce.NearMatch), Code: string(kind)}, win)
		if err != nil {
			return 0, err
		}
		for _, l := range page.Rows {
			keys = append(keys, l.Key())
		}
		if win.After = page.Next; win.After == "" {
			break
		}
	}
	return e.AcceptSuggestions(ctx, keys, reason, actor)
}

// LinkTo makes a product what a code means, for one listing or for all with it, against what the codes say.
func (e *Engine) LinkTo(ctx context.Context, rule view.LinkRule, actor string) error {
	p, ok, err := e.DB.ProductByID(ctx, rule.ProductID)
	if err != nil {
		return err
	}
	refuse := func(text, fix string) error {
		return fault.Hold(fault.Cause{Code: "SB-SKU-210", Text: text + " Nothing was changed.", Fix: fix})
	}
	switch rule.SKU = commerce.TrimSKU(rule.SKU); {
	case !ok:
		return refuse(fmt.Sprintf("Brightpearl product %d is not known.", rule.ProductID), "Choose a product that exists; a new one is known after the next reading.")
	case commerce.NoSKU(rule.SKU) && rule.Listing == 0:
		return refuse("A listing without a code can only be chosen by itself.", "Choose this listing only.")
	case strings.TrimSpace(rule.Reason) == "":
		return refuse("A choice against the codes needs a reason.", "Say why, so that it can be understood later.")
	}
	rule.Means, rule.Actor = true, actor
	text := fmt.Sprintf("Chosen by hand: it means Brightpearl product %d, %s. %s", p.ID, p.SKU, rule.Reason)
	if err := e.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SaveLinkRule(rule); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: rule.StoreID, Kind: "catalogue", Subject: "SKU " + rule.SKU, Ref: fmt.Sprintf("sku:%d:%s", rule.StoreID, rule.SKU), Text: text, Actor: actor})
	}); err != nil {
		return err
	}
	if err := e.Catalog.Decided(ctx); err != nil {
		return err
	}
	return e.freeOrders(ctx, rule.StoreID) // no listing may carry the code any more, and orders wait for it all the same
}

// Unlink takes back what a person decided about a code.
func (e *Engine) Unlink(ctx context.Context, rule view.LinkRule, actor string) error {
	if err := e.DB.Write(ctx, func(tx *db.Tx) error {
		ok, err := tx.DropLinkRule(rule)
		if err != nil || !ok {
			return err
		}
		return tx.Log(db.Activity{Store: rule.StoreID, Kind: "catalogue", Subject: "SKU " + rule.SKU, Ref: fmt.Sprintf("sku:%d:%s", rule.StoreID, rule.SKU),
			Text: fmt.Sprintf("The decision about Brightpearl product %d was taken back.", rule.ProductID), Actor: actor})
	}); err != nil {
		return err
	}
	return e.Catalog.Decided(ctx)
}

// ConfirmChanged believes that the SKUs of listings have moved to other products, and tells how many there were.
func (e *Engine) ConfirmChanged(ctx context.Context, keys []view.LinkKey, actor string) (n int, err error) {
	if err := e.DB.Write(ctx, func(tx *db.Tx) error {
		for _, k := range keys {
			ok, err := tx.ConfirmLink(k.Store, db.Place{ProductID: k.ProductID, VariantID: k.VariantID})
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			n++
			if err := tx.Log(db.Activity{Store: k.Store, Kind: "catalogue", Subject: "SKU " + k.SKU, Ref: fmt.Sprintf("sku:%d:%s", k.Store, k.SKU),
				Text: "Confirmed: the SKU has moved to another Brightpearl product.", Actor: actor}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil || n == 0 {
		return 0, err
	}
	return n, e.Catalog.Decided(ctx)
}

// Progress lists the long readings of catalogues that run now.
func (e *Engine) Progress(context.Context) ([]view.CatalogueProgress, error) {
	return e.Catalog.Progress(), nil
}
