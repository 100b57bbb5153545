package setup

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// moneySheet is step 3.
func (w *Wizard) moneySheet() sheet {
	c, shop := w.facts.choices, w.facts.shop
	currency := w.currency()
	gate := newSwap()
	tell := func() {
		gate.show(currencyNote(currency, c.priceCurrency(w.form.values["price_list_id"]), c.BaseCurrency))
	}
	tell()

	channels, free, taken := channelChoices(c.Channels)
	help := screen.Plural(free, "free channel", "free channels") + ". One store, one channel."
	if free == 0 && len(taken) > 0 {
		help = "No channel is free. Make one in Brightpearl, then read again."
	}
	channel := w.field("channel_id", "Sales channel", help, w.pick("channel_id", "Choose a channel", channels, nil))
	price := w.field("price_list_id", "Price list", "Set on orders and new contacts.", w.pick("price_list_id", "Choose a price list", priceListChoices(c.PriceLists, currency), tell))
	top := kit.AcrossTop(16, kit.Width(248, channel), kit.Width(200, price), kit.Grow(gate.box))

	rates, mapped := w.taxTable()
	remark := "EKM told no rates; the two codes are enough"
	if n := len(shop.TaxRates); n > 0 {
		remark = screen.Plural(n, "rate", "rates") + " read from EKM"
		if !shop.ReadAt.IsZero() {
			remark += " at " + screen.When(shop.ReadAt, w.facts.now)
		}
		remark += ", " + screen.Count(mapped) + " mapped"
	}
	return sheet{primary: "Save and go on", act: w.save, left: w.left(), parts: []fyne.CanvasObject{
		top,
		kit.Down(8, kit.NewSection("Tax codes", remark, kit.NewLink("Read lists again", theme.SmallMedium, w.readLists)), kit.FlushCard(rates),
			kit.NewRemark("info", "Zero rated and exempt are not the same in your VAT return, so a code for 0% is never guessed among several.")),
		kit.Down(8, kit.NewSection("Payments", "How the money of this store is recorded", nil), kit.FlushCard(w.paymentTable(currency))),
	}}
}

// readLists asks both systems again; what was chosen meanwhile stays.
func (w *Wizard) readLists() {
	id, step := w.id, w.step
	w.busy("Reading the lists of Brightpearl and EKM", nil)
	kept := w.form
	w.run(func(ctx context.Context) func() {
		choices, err := w.o.Actions.Choices(ctx, id, true)
		var shop Shop
		if err == nil {
			shop, err = w.o.Actions.Shop(ctx, id)
		}
		return func() {
			if err != nil {
				w.failed("The lists could not be read", err)
				return
			}
			w.facts.choices, w.facts.shop, w.listsErr, w.form = choices, shop, nil, kept
			w.show(step)
		}
	})
}

func (w *Wizard) currency() string {
	if w.facts.store != nil && w.facts.store.Currency != "" {
		return w.facts.store.Currency
	}
	return w.facts.shop.Currency
}

func (c Choices) priceCurrency(id string) string {
	for _, p := range c.PriceLists {
		if idText(p.ID) == id {
			return p.Currency
		}
	}
	return ""
}

// currencyNote is the currency gate in words: the price list must be in the shop's currency, or every order waits.
func currencyNote(shop, prices, base string) fyne.CanvasObject {
	facts := join(worded("EKM", shop), worded("price list", prices), worded("Brightpearl", base))
	switch {
	case shop == "":
		return kit.NewNote(theme.Unknown, "", "The shop's currency is not known", "EKM did not tell it. The checks will ask again.")
	case prices == "":
		return kit.NewNote(theme.Unknown, "", "The shop is in "+shop, "Choose a price list in the same currency.")
	case !strings.EqualFold(shop, prices):
		return kit.NewNote(theme.Error, "", "Currencies differ", facts+". Choose a price list in "+shop+"; until then every order waits.")
	}
	return kit.NewNote(theme.OK, "", "Currencies agree", facts)
}

func worded(noun, value string) string {
	if value == "" {
		return ""
	}
	return noun + " " + value
}

// taxTable maps the shop's tax to Brightpearl's codes, and counts the shop's rates that have a code of their own.
func (w *Wizard) taxTable() (table fyne.CanvasObject, mapped int) {
	grid := kit.NewGridTable([]kit.Column{{Title: "EKM", Width: 232}, {Title: "Percent", Kind: kit.KindNumber, Width: 64},
		{Title: "Brightpearl tax code", Width: 216}, {Title: "", Width: 160}}, 40, 14)
	codes := w.facts.choices.TaxCodes
	rows := [][]fyne.CanvasObject{
		w.taxRow("tax_code_taxable", "Taxable goods and delivery", "", taxChoices(codes, ""), ""),
		w.taxRow("tax_code_not_taxable", "Not taxable goods", "", taxChoices(codes, ""), ""),
	}
	for _, r := range w.facts.shop.TaxRates {
		usual := "As taxable goods"
		if strings.Trim(r.Percent, "0.") == "" {
			usual = "As not taxable goods"
		}
		key := w.form.rateKey(r)
		mapped += one(w.form.values[key] != "")
		rows = append(rows, w.taxRow(key, r.Name, percent(r.Percent), taxChoices(codes, usual), usual))
	}
	grid.SetRows(rows)
	return grid, mapped
}

func (w *Wizard) taxRow(key, name, rate string, choices []kit.Choice, usual string) []fyne.CanvasObject {
	sign := newSwap()
	tell := func(fault string) {
		switch {
		case fault != "":
			sign.show(kit.NewState(theme.Error, "circle-x", "Needed before go-live"))
		case w.form.values[key] == "" && usual != "":
			sign.show(kit.NewState(theme.Unknown, "circle-minus", "No code of its own"))
		case w.form.values[key] == "":
			sign.show(kit.NewState(theme.Attention, "", "Needed before go-live"))
		case w.form.proposed[key]:
			sign.show(kit.NewState(theme.OK, "", "Suggested by percent"))
		default:
			sign.show(kit.NewState(theme.OK, "", "Chosen by you"))
		}
	}
	placeholder := "Choose a code"
	if usual != "" {
		placeholder = usual
	}
	var pick *kit.Select
	pick = w.pick(key, placeholder, choices, func() { tell("") }).Small()
	tell("")
	w.onFault[key] = func(fault string) {
		pick.SetFault(fault != "")
		tell(fault)
	}
	var percent fyne.CanvasObject
	if rate != "" {
		percent = kit.Value(rate)
	}
	return []fyne.CanvasObject{kit.NewElided(name, theme.Body, theme.Text), percent, pick, sign.box}
}

func (w *Wizard) paymentTable(currency string) fyne.CanvasObject {
	grid := kit.NewGridTable([]kit.Column{{Title: "EKM payments", Width: 176}, {Title: "Brightpearl method", Width: 196},
		{Title: "Bank account", Width: 156}, {Title: "Sales receipt", Width: 150}}, 40, 14)
	bank, receipt := newSwap(), newSwap()
	const key = "payment_method"
	tell := func(fault string) {
		account, state, words := w.facts.choices.receipt(w.form.values[key], currency)
		role := theme.Text
		if state == theme.Attention {
			role = theme.Error.Text()
		}
		bank.show(kit.NewElided(account, theme.Body, role))
		if fault != "" {
			state, words = theme.Error, fault
		}
		receipt.show(kit.NewState(state, "", words))
	}
	pick := w.pick(key, "Choose a method", methodChoices(w.facts.choices.PaymentMethods), func() { tell("") }).Small()
	tell("")
	w.onFault[key] = func(fault string) {
		pick.SetFault(fault != "")
		tell(fault)
	}
	grid.SetRows([][]fyne.CanvasObject{{kit.NewElided("Every paid order", theme.Body, theme.Text), pick, bank.box, receipt.box}})
	return grid
}

// receipt tells, for a payment method, the bank account of a currency and whether Brightpearl makes a sales receipt.
func (c Choices) receipt(method, currency string) (account string, state theme.State, words string) {
	for _, m := range c.PaymentMethods {
		if m.Code != method {
			continue
		}
		if account := m.Accounts[currency]; account != "" {
			if strings.Trim(account, "0123456789") == "" {
				account = "Nominal code " + account
			}
			return account, theme.OK, "Will be made: yes"
		}
		return "No account for " + orNone(currency), theme.Attention, "Will be made: no"
	}
	return "", theme.Attention, "Needed before go-live"
}
