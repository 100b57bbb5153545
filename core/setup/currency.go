package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// CurrencyProblem is the key of the problem that a store's currency differs from its surroundings.
func CurrencyProblem(id commerce.StoreID) string { return fmt.Sprintf("currency/%d", id) }

// CurrencyMismatch reports, in words for people, that a store's orders must not be posted, because their figures would stay
// and their currency would change: EKM tells another currency than the one with which the store went live, or the price
// list is in another one, or the account lacks it. What nobody knows yet is no mismatch. It makes no request: the row and
// the choices are the stored ones, which are read again every day.
func CurrencyMismatch(row db.StoreRow, choices Choices) (text string, bad bool) {
	text, _ = currencyGap(row, choices)
	return text, text != ""
}

// CurrencyGate is CurrencyMismatch of a stored store as a fault of kind NeedsPerson, SB-SET-306, with what to do; nil where
// nothing differs. It makes no request.
func (d *Desk) CurrencyGate(ctx context.Context, id commerce.StoreID) error {
	row, err := d.store(ctx, id)
	if err != nil {
		return err
	}
	choices, err := d.storedChoices(ctx)
	if err != nil {
		return err
	}
	text, fix := currencyGap(row, choices)
	if text == "" {
		return nil
	}
	return sentence{kind: fault.NeedsPerson, code: CodeCurrency, op: "compare the currencies", remote: storeRemote(row.Name), text: text, fix: fix}.fault()
}

// currencyGap names what differs from the store's currency, and what to do; "" where nothing does.
func currencyGap(row db.StoreRow, choices Choices) (text, fix string) {
	const so = " The figures would stay and the currency would change, so orders are not posted."
	was := row.Currency
	if was == "" {
		return "", ""
	}
	// Lists that cannot be decoded tell nothing; they are read again every day.
	shop, _ := DecodeShopChoices(row.Options)
	list, listed := find(choices.PriceLists, idText(row.Settings.PriceListID), priceListID)
	switch {
	case shop.Currency != "" && !strings.EqualFold(shop.Currency, was):
		return fmt.Sprintf("%s works in %s, but its shop sells in %s now.", row.Name, was, shop.Currency) + so,
			fmt.Sprintf("Set the shop's currency in EKM back to %s. If it is to stay %s, remove the store and connect it again, with a price list in %s.", was, shop.Currency, shop.Currency)
	case listed && list.Currency != "" && !strings.EqualFold(list.Currency, was):
		return fmt.Sprintf("The shop sells in %s, but the price list %s is in %s.", was, list.Name, list.Currency) + so,
			"Choose a price list in " + was + ", or make one in Brightpearl."
	case len(choices.Currencies) == 1 && !choices.trades(was):
		return fmt.Sprintf("The shop sells in %s, but the Brightpearl account has only %s.", was, choices.BaseCurrency()) + so,
			"Set up " + was + " in Brightpearl first (Settings > Currencies)."
	case len(choices.Currencies) > 1 && !choices.trades(was):
		return fmt.Sprintf("The shop sells in %s, which the Brightpearl account does not have.", was) + so,
			"Set up " + was + " in Brightpearl first (Settings > Currencies)."
	}
	return "", ""
}

func (c Choices) trades(code string) bool {
	return slices.ContainsFunc(c.Currencies, func(m Currency) bool { return strings.EqualFold(m.Code, code) })
}

// noteCurrency keeps the one problem about a store's currency as it is now. Orders that were held for it become due again
// as soon as nothing differs any more. Where no orders are posted the pre-flight says it, and nobody has to be alarmed.
func noteCurrency(tx *db.Tx, row db.StoreRow, choices Choices) error {
	text, fix := currencyGap(row, choices)
	if text == "" {
		if _, err := tx.ReleaseHeldOrders(row.ID, CodeCurrency); err != nil {
			return err
		}
	}
	if text == "" || !row.OrdersOn {
		return tx.Heal(CurrencyProblem(row.ID))
	}
	return tx.Raise(db.Problem{Key: CurrencyProblem(row.ID), Code: CodeCurrency, Severity: "error", Store: row.ID,
		Title: row.Name + " and Brightpearl count in different currencies", Text: text, Fix: fix})
}

// storedChoices are the account's lists as they were last read; none where they cannot be decoded, or never were.
func (d *Desk) storedChoices(ctx context.Context) (Choices, error) {
	text, _, err := d.db.AccountOptions(ctx)
	if err != nil {
		return Choices{}, err
	}
	c, _ := DecodeChoices(text)
	return c, nil
}
